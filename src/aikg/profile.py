"""Profiles: what is said of each of several models, or labs, property by property, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from aikg.solutions import Column, Iri, Solutions, Value
from aikg.vocabulary import AIKG, PREFIXES
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

Row = dict[str, Value]

STATED: Final = "stated"
NOT_DISCLOSED: Final = "not disclosed"
NOT_STATED: Final = "not stated"
COUNTED: Final = "counted"
"""What a cell is: a source states it, a source states that it is not public, nobody states anything, or it is
counted from this graph."""

_LINEAGE: Final = ("basedOn", "fineTunedFrom", "distilledFrom", "mergedFrom", "quantizedFrom", "adapterOf")

_OF_LAB: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("country", (AIKG + "country",)),
    ("category", (AIKG + "category",)),
    ("part of", (PREFIXES["schema"] + "parentOrganization",)),
)
_OF_MODEL: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("lab", (AIKG + "developedBy",)),
    ("with", (PREFIXES["schema"] + "contributor",)),
    *_OF_LAB[:2],
    ("family", (AIKG + "family",)),
    ("announced", (AIKG + "announced",)),
    ("released", (AIKG + "released",)),
    ("weights released", (AIKG + "weightsReleased",)),
    ("openness", (AIKG + "openness",)),
    ("licence", (AIKG + "license",)),
    ("parameters", (AIKG + "parameters",)),
    ("active parameters", (AIKG + "activeParameters",)),
    ("context length", (AIKG + "contextLength",)),
    ("reasoning", (AIKG + "reasoning",)),
    ("input modality", (AIKG + "inputModality",)),
    ("output modality", (AIKG + "outputModality",)),
    ("based on", tuple(AIKG + term for term in _LINEAGE)),
    ("succeeds", (AIKG + "succeeds",)),
)
"""The facts that are set side by side, in order: what a row is called, and the properties that it shows."""


@dataclass(frozen=True)
class Fact:
    """One statement about one of the things, or that there is none."""

    property: str
    thing: Entity
    status: str
    """STATED, NOT_DISCLOSED, NOT_STATED or COUNTED."""
    value: str | None = None
    source: str | None = None
    stated: str | None = None
    """The property in the words of the ontology, which may be narrower: fine-tuned from."""
    term: Value = None
    """IRI of that property."""
    object: Value = None
    """The value as it stands in the data."""


def solutions(facts: Iterable[Fact]) -> Solutions:
    """One row a fact."""
    columns = (
        Column("property", "what is stated"),
        Column("thingLabel", "the thing"),
        Column("value", "the statement, a date as exactly as it is known"),
        Column("status", "stated, not disclosed (a source says so), not stated, or counted in this graph"),
        Column("source", "who states it"),
        Column("term", "IRI of the property, which may be narrower", hidden=True),
        Column("object", "the value as it stands in the data", hidden=True),
        Column("thing", "IRI of the thing", hidden=True),
    )
    return Solutions(
        columns,
        tuple(
            (f.property, f.thing.label, f.value, f.status, f.source, f.term, f.object, Iri(f.thing.iri))
            for f in facts
        ),
    )


def of_models(graph: KnowledgeGraph, things: Sequence[Entity]) -> tuple[Fact, ...]:
    """Facts of models, and country and category of their labs; by property, then by model."""
    found: list[Fact] = []
    for thing in things:
        rows = graph.run("statements", thing=Iri(thing.iri)).dicts()
        labs = dict.fromkeys(row["object"] for row in rows if row["term"] == AIKG + "developedBy")
        of_lab = [row for lab in labs for row in graph.run("statements", thing=lab)]
        wanted = {term for _, terms in _OF_LAB for term in terms}
        found += _stated(thing, [*rows, *(row for row in of_lab if row["term"] in wanted)], _OF_MODEL)
    return _side_by_side(found, [name for name, _ in _OF_MODEL], things)


def of_labs(graph: KnowledgeGraph, things: Sequence[Entity]) -> tuple[Fact, ...]:
    """Facts of labs, and what is counted over their models; by property, then by lab."""
    found: list[Fact] = []
    for thing in things:
        found += _stated(thing, graph.run("statements", thing=Iri(thing.iri)).dicts(), _OF_LAB)
        found += _counted(graph, thing)
    order = ("models", "open models", "openness not stated", "first release", "newest release")
    return _side_by_side(found, [*(n for n, _ in _OF_LAB), *order, "products", "output modality"], things)


PROFILES: Final[dict[str, Callable[[KnowledgeGraph, Sequence[Entity]], tuple[Fact, ...]]]] = {
    "lab": of_labs,
    "model": of_models,
}
"""How the facts of things of a kind are gathered."""


def _stated(
    thing: Entity, rows: Iterable[Row], shown: Sequence[tuple[str, tuple[str, ...]]]
) -> Iterable[Fact]:
    """The statements that are shown, and what is not disclosed, in the order of the rows."""
    heading = {term: name for name, terms in shown for term in terms}
    for row in rows:
        closed = row["term"] == AIKG + "notDisclosed"
        property = heading.get(str(row["object"] if closed else row["term"]))
        if closed:
            yield Fact(
                property or str(row["value"]),
                thing,
                NOT_DISCLOSED,
                source=str(row["source"]),
                term=row["object"],
            )
        elif property is not None:
            value, source, stated = (str(row[name]) for name in ("value", "source", "property"))
            yield Fact(property, thing, STATED, value, source, stated, row["term"], row["object"])


def _counted(graph: KnowledgeGraph, lab: Entity) -> Iterable[Fact]:
    """What is counted over the models of a lab, and its products and kinds of content."""
    models = {row["model"]: row for row in graph.run("lab-models", lab=Iri(lab.iri))}
    opened = set(graph.run("models", lab=Iri(lab.iri), openness="open").column("model"))
    unknown = sum(row["openness"] is None for row in models.values())
    yield Fact("models", lab, COUNTED, str(len(models)))
    yield Fact("open models", lab, COUNTED, str(len(opened)))
    yield Fact("openness not stated", lab, COUNTED, str(unknown))
    released = sorted(
        ((day, row) for row in models.values() if isinstance(day := row["released"], date)),
        key=lambda found: (found[0], str(found[1]["modelLabel"]), str(found[1]["model"])),
    )
    for name, end in (("first release", 0), ("newest release", -1)):
        same = [row for day, row in released if day == released[end][0]]
        if same:
            more = f" and {len(same) - 1} more" if len(same) > 1 else ""
            told = f"{dated(same[0]['released'], same[0]['precision'])} ({same[0]['modelLabel']}{more})"
            yield Fact(name, lab, COUNTED, told, object=same[0]["model"])
    products: dict[Value, Row] = {}
    for row in graph.run("lab-products", lab=Iri(lab.iri)):
        products.setdefault(row["product"], row)
    for row in products.values():
        yield Fact(
            "products", lab, STATED, str(row["productLabel"]), str(row["source"]), object=row["product"]
        )
    for row in graph.run("lab-modalities", lab=Iri(lab.iri)):
        yield Fact("output modality", lab, COUNTED, str(row["makes"]), object=row["modality"])


def _side_by_side(facts: Sequence[Fact], order: Sequence[str], things: Sequence[Entity]) -> tuple[Fact, ...]:
    """By property, then by thing; where one has a property, it is said of each other that it has none."""
    others = sorted({fact.property for fact in facts} - set(order))
    found = []
    for name in (*order, *others):
        of_name = [fact for fact in facts if fact.property == name]
        for thing in things if of_name else ():
            mine = [fact for fact in of_name if fact.thing == thing]
            found += mine or [Fact(name, thing, NOT_STATED)]
    return tuple(found)
