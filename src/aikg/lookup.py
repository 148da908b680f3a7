"""Look-ups: all that the graph knows of one thing, as sections of saved queries, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import UnknownName
from aikg.solutions import Column, Iri, Section, Solutions, Value
from aikg.wording import readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

WHOLE: Final = 250
"""Models of a lab, and steps that lead on from them, up to which its page has all.

The query lab-newest goes one further.
"""
NEWEST: Final = 100
"""Models on the page of a lab that has more than that."""

_FAMILY: Final = (("Releases", "family-models"),)
_MODEL: Final = (("", "model"), ("Scores", "model-scores"))
_PRODUCT: Final = (("", "product"),)
_BENCHMARK: Final = (("Versions", "benchmark"), ("Parts", "benchmark-parts"))
_PAGES: Final = {
    "family": _FAMILY,
    "model": _MODEL,
    "product": _PRODUCT,
    "benchmark": _BENCHMARK,
}
"""For each kind but labs: the sections of its page, and the saved query that fills each."""

_NEXT: Final = {
    "lab": ("aikg lineage {first}", "aikg models --lab {name}", "aikg query run cadence -p lab={name}"),
    "family": ("aikg model {first}", "aikg lineage {first}"),
    "model": ("aikg lineage {name}", "aikg query run dissents"),
    "product": ("aikg lab {lab}",),
    "benchmark": ("aikg rank {name}",),
}


@dataclass(frozen=True)
class Page:
    """What a look-up gives."""

    entity: Entity
    sections: tuple[Section, ...]
    next: tuple[str, ...]
    """Commands that lead on."""
    remarks: tuple[str, ...] = ()
    """What is left out, and where it is."""


def look_up(graph: KnowledgeGraph, kind: str, name: str) -> Page:
    """The page of a lab, model, product or benchmark. A model's name may be a family: its releases then.

    Raises UnknownName or AmbiguousName.
    """
    kind, entity = denoted(graph, kind, name)
    iri = Iri(entity.iri)
    remarks: tuple[str, ...] = ()
    if kind == "lab":
        answers, remarks = _of_lab(graph, iri)
    else:
        answers = [(title, graph.run(query, **{kind: iri})) for title, query in _PAGES[kind]]
    sections = [
        Section(title or entity.label, answer, title.lower() or "facts")
        for title, answer in answers
        if answer.rows or not title
    ]
    return Page(entity, tuple(sections), _next(kind, entity, sections), remarks)


def _of_lab(graph: KnowledgeGraph, lab: Iri) -> tuple[list[tuple[str, Solutions]], tuple[str, ...]]:
    """The sections of a lab, and remarks on what is left out: of one with very many models, or from whose
    models very many were made, there is as much as a page holds.
    """
    remark = ""
    which: dict[str, object] = {"lab": lab}
    (count,) = graph.run("lab-size", lab=lab).column("models")
    assert isinstance(count, int)
    if large := count > WHOLE:
        noted = graph.run("lab-newest-noted", lab=lab) or graph.run("lab-newest", lab=lab)
        which["model"] = noted.column("model")[:NEWEST]
        remark = (
            f"Of {count:,} models the newest {NEWEST} are here, with the lineage of these; the saved queries "
            "lab-models and lab-lineage have all."
        )
    models = graph.run("lab-models", **which)
    derivatives = graph.run("lab-derivatives", **which)
    found = [
        ("", graph.run("lab", lab=lab)),
        ("Models", _with_best(models, graph.run("lab-scores", **which))),
        ("Products", graph.run("lab-products", lab=lab)),
    ]
    made = sum(number for number in derivatives.column("derivatives") if isinstance(number, int))
    if not large and made <= WHOLE:
        return [*found, ("Lineage", graph.run("lab-lineage", lab=lab))], ()
    if not large:
        remark = (
            f"{made:,} steps lead on from these models and are only counted here; the saved query "
            "lab-lineage has each."
        )
    lineage = graph.run("made-from", model=models.column("model"))
    return [*found, ("Lineage", lineage), ("Derivatives", derivatives)], (remark,)


def denoted(graph: KnowledgeGraph, kind: str, name: str) -> tuple[str, Entity]:
    """What the page of a kind shows for a name: the thing, and its kind, which may be family for a model's.

    Raises UnknownName or AmbiguousName.
    """
    if kind != "model":
        return kind, names.resolve(graph, name, kind)
    found = names.candidates(graph, name)
    families = names.of_kind(found, "family")
    model = names.of_kind(found, "model")
    if len(families) == 1 and len(model) <= 1:
        members = graph.run("members", thing=Iri(families[0].iri)).column("model")
        if not model or (len(members) > 1 and model[0].iri in members and not _exact(model[0], name)):
            return "family", families[0]
    try:
        return "model", names.resolve(graph, name, "model")
    except UnknownName:
        if not families:
            raise
        return "family", names.resolve(graph, name, "family")


def _exact(entity: Entity, name: str) -> bool:
    """Whether the name is the model's own label or identifier, and not one that it shares with its family."""
    return names.normalise(name) == names.normalise(entity.label) or name.strip() in (
        entity.iri,
        entity.short,
    )


def _with_best(models: Solutions, scores: Solutions) -> Solutions:
    """The models with one more column: the best score on each benchmark version, in short."""
    best: dict[Value, list[str]] = {}
    for row in scores:
        digits = row["decimals"]
        value = readable(row["score"], decimals=digits if isinstance(digits, int) else None)
        best.setdefault(row["model"], []).append(f"{row['notation'] or row['versionLabel']} {value}")
    column = Column("bestScores", "best score on each benchmark version")
    at = models.names.index("model")
    rows = tuple((*row[:-1], "; ".join(best.get(row[at], ())) or None, row[-1]) for row in models.rows)
    return Solutions((*models.columns[:-1], column, models.columns[-1]), rows)


def _next(kind: str, entity: Entity, sections: Sequence[Section]) -> tuple[str, ...]:
    first = next(
        (
            str(label)
            for s in sections
            if "modelLabel" in s.solutions.names
            for label in s.solutions.column("modelLabel")
        ),
        entity.label,
    )
    lab = next(
        (str(row["value"]) for s in sections for row in s.solutions if row.get("property") == "operated by"),
        "",
    )
    label = entity.label if entity.label.isprintable() else entity.short
    words = {"name": _quoted(label), "first": _quoted(first), "lab": _quoted(lab)}
    empty = kind in ("lab", "family") and first == entity.label
    lines = [line for line in _NEXT[kind] if not (empty and "{first}" in line)]
    return tuple(line.format(**words) for line in lines)


def _quoted(text: str) -> str:
    if text.isalnum():
        return text
    import shlex

    return shlex.quote(text)
