"""A page for each thing that has an IRI: every statement with its source, and what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import UnknownName
from aikg.names import Entity
from aikg.server.pages import links, tables
from aikg.server.pages.page import FORMATS, Alternate, Asked, Page, made
from aikg.solutions import Iri, Solutions, lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aikg.evidence import Evidence
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.pages.tables import Table

WORDS: Final[dict[str, str]] = {
    "Lab": "lab",
    "Model": "model",
    "ModelFamily": "model family",
    "Product": "product",
    "Benchmark": "benchmark",
    "Arena": "arena",
    "BenchmarkVersion": "version of a benchmark",
    "Source": "source",
    "Claim": "claim",
    "Comparison": "claim: a comparison",
    "Dissent": "dissenting statement",
    "Reading": "how a claim is read",
    "Score": "score",
    "License": "licence",
    "country": "country",
    "ConceptScheme": "vocabulary",
}
"""Local name of a class, or kind -> what a person calls a thing of it."""

SHOWN: Final = 200
"""Rows of a table on the page of a thing."""


@dataclass(frozen=True)
class Known:
    """A thing, and all that is stated about it."""

    entity: Entity
    evidence: Evidence

    def value(self, property: str) -> str:
        """The first value of a property, as text; empty where there is none."""
        return next((lexical(r["value"]) for r in self.evidence.statements if r["property"] == property), "")

    def object(self, property: str) -> Iri | None:
        """The IRI that is the first value of a property."""
        found = (r["object"] for r in self.evidence.statements if r["property"] == property)
        return next((value for value in found if isinstance(value, Iri)), None)


def thing(graph: KnowledgeGraph, iri: str, asked: Asked) -> Page:
    """The page of what the IRI denotes. Raises UnknownName with near names."""
    known = about(graph, iri)
    entity = known.entity
    found = links.labels(graph)
    said = tables.facts(known.evidence.statements)
    further = [*_dissents(known, found), *SECTIONS.get(entity.kind, _none)(graph, known, found)]
    return made(
        "thing",
        entity.label,
        asked,
        about=WORDS.get(entity.kind, "concept"),
        description=f"{entity.label}: {len(known.evidence.statements)} statements, each with its source.",
        heading="What is stated, and who says so",
        iri=iri,
        facts=said,
        cited=tables.cited(said),
        tables=further,
        verdict=None,
        onward=[
            (links.asked(path, **{name: entity.short} if name else {}), word)
            for path, name, word in ONWARD.get(entity.kind, ())
        ],
        command=COMMANDS.get(entity.kind, "aikg why {}").format(entity.short),
        alternates=alternates(iri),
    )


def alternates(iri: str) -> tuple[Alternate, ...]:
    """The documents about a thing in other formats."""
    path = links.document(iri)
    return tuple(Alternate(word, media, f"{path}.{suffix}") for suffix, (word, media) in FORMATS.items())


def about(graph: KnowledgeGraph, iri: str) -> Known:
    """What the IRI denotes, with all that is stated about it. Raises UnknownName with near names."""
    from aikg.evidence import why

    rows = graph.run("entity", thing=Iri(iri)).rows
    short = names.short(iri)
    if rows:
        entity = _entity(iri, rows[0])
    else:
        entity = Entity(iri, short.partition("/")[0].capitalize(), short)
    evidence = why(graph, entity)
    if not evidence.statements.rows:
        kind, _, name = short.partition("/")
        raise UnknownName(kind, name, lambda: names.near(graph, name, _kind(kind)))
    return Known(replace(entity, label=_named(entity, evidence)), evidence)


def _entity(iri: str, row: tuple[object, ...]) -> Entity:
    kind = str(row[1]).replace("#", "/").rpartition("/")[2]
    return Entity(iri, names.SCHEMES.get(kind, kind), str(row[2]))


def _kind(kind: str) -> str:
    return kind if kind in names.CLASSES else "thing"


def _named(entity: Entity, evidence: Evidence) -> str:
    """The label, or for what has none the words of its statements."""
    known = Known(entity, evidence)
    if entity.kind == "Score":
        return f"{known.value('model')} on {known.value('benchmark version')}: {known.value('value')}"
    if entity.kind == "Dissent":
        return f"{known.value('subject')}: {known.value('property')} {known.value('stated')}"
    return known.value("label") or entity.label if entity.label == entity.short else entity.label


# -- what stands below the statements, by kind


def _none(_: KnowledgeGraph, __: Known, ___: links.Labels) -> Iterator[Table]:
    yield from ()


def _dissents(known: Known, found: links.Labels) -> Iterator[Table]:
    evidence = known.evidence
    if evidence.scores.rows:
        note = "Used: whether rankings take the value, and by which rule."
        yield tables.table("Scores", evidence.scores, found, note=note)
    if evidence.dissents.rows:
        note = "Other sources say this; the reason says why it is not followed."
        yield tables.table("What other sources say", evidence.dissents, found, note=note)


def _looked_up(kind: str) -> Callable[[KnowledgeGraph, Known, links.Labels], Iterator[Table]]:
    """The sections of the look-up of this kind, but for the facts, which the page has already."""

    def sections(graph: KnowledgeGraph, known: Known, found: links.Labels) -> Iterator[Table]:
        from aikg.lookup import look_up

        page = look_up(graph, kind, known.entity.short)
        shown = [section for section in page.sections if section.name not in ("facts", "scores")]
        for number, section in enumerate(shown):
            note = "" if number else " ".join(page.remarks)
            yield tables.table(section.title, section.solutions, found, most=SHOWN, note=note)

    return sections


def _lineage(graph: KnowledgeGraph, known: Known, found: links.Labels) -> Iterator[Table]:
    from aikg.lineage import lineage

    told = lineage(graph, known.entity.short).solutions()
    for direction, title in (("ancestor", "What it was made from"), ("descendant", "What was made from it")):
        kept = _without(told, "direction", lambda value, wanted=direction: value == wanted)  # type: ignore[misc]
        if kept.rows:
            more = links.asked(f"/queries/{direction}s", model=known.entity.short)
            yield tables.table(title, kept, found, most=SHOWN, more=more)


def _without(answer: Solutions, column: str, keep: Callable[[object], bool]) -> Solutions:
    """The rows whose value in the column is to be kept, without that column."""
    at = answer.names.index(column)
    rows = tuple((*row[:at], *row[at + 1 :]) for row in answer.rows if keep(row[at]))
    return Solutions((*answer.columns[:at], *answer.columns[at + 1 :]), rows)


def _ranked(graph: KnowledgeGraph, known: Known, found: links.Labels) -> Iterator[Table]:
    from aikg.ranking import ranking

    ranked = ranking(graph, known.entity.short)
    if ranked.solutions.rows:
        more = f"/rank/{known.entity.short.partition('/')[2]}"
        yield tables.table("Ranking", ranked.solutions, found, most=20, more=more, note=ranked.caption)


def _queried(
    *asked: tuple[str, str, str],
) -> Callable[[KnowledgeGraph, Known, links.Labels], Iterator[Table]]:
    """Saved queries that take the thing: the title of the table, the query, its parameter."""

    def sections(graph: KnowledgeGraph, known: Known, found: links.Labels) -> Iterator[Table]:
        for title, query, parameter in asked:
            answer = graph.run(query, **{parameter: Iri(known.entity.iri)})
            if answer.rows:
                more = links.asked(f"/queries/{query}", **{parameter: known.entity.short})
                yield tables.table(title, answer, found, most=SHOWN, more=more)

    return sections


SECTIONS: Final[dict[str, Callable[[KnowledgeGraph, Known, links.Labels], Iterator[Table]]]] = {
    "Lab": _looked_up("lab"),
    "ModelFamily": _looked_up("family"),
    "Model": _lineage,
    "Benchmark": _looked_up("benchmark"),
    "Arena": _looked_up("benchmark"),
    "BenchmarkVersion": _ranked,
    "Source": _queried(("What rests on it", "source-things", "source")),
    "country": _queried(("Best models", "rank", "country"), ("Labs", "labs", "country")),
    "lab-categories": _queried(("Labs", "labs", "category")),
    "openness-levels": _queried(("Models", "models", "openness")),
    "modalities": _queried(("Models that make it", "models", "modality")),
}
"""Kind -> what stands below the statements of a thing of it."""

ONWARD: Final[dict[str, tuple[tuple[str, str, str], ...]]] = {
    "Lab": (
        ("/models", "lab", "Its models, to filter"),
        ("/queries/cadence", "lab", "How often it releases"),
        ("/chart/cadence", "labs", "Its releases as a chart"),
        ("/graph", "lab", "Its part of the graph"),
    ),
    "Model": (
        ("/graph", "model", "Its family tree"),
        ("/queries/descendants", "model", "All that was made from it"),
    ),
    "BenchmarkVersion": (
        ("/frontier", "benchmark", "Who held the record"),
        ("/gap", "benchmark", "How far countries are apart"),
    ),
    "country": (("/labs", "country", "Its labs, to filter"), ("/models", "country", "Its models, to filter")),
    "Claim": (("/claims", "", "All claims"),),
    "Comparison": (("/claims", "", "All claims"),),
}
"""Kind -> pages that lead on: path, the parameter that takes the thing, words."""

COMMANDS: Final[dict[str, str]] = {
    "Lab": "aikg lab {}",
    "Model": "aikg model {}",
    "Product": "aikg product {}",
    "Benchmark": "aikg benchmark {}",
    "Arena": "aikg benchmark {}",
    "BenchmarkVersion": "aikg rank {}",
}
"""Kind -> the command that shows the same; for others it is `aikg why`."""
