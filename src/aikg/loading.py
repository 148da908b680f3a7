"""Loading: Turtle files as quads, each in the named graph of its source, and what is derived from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg import turtle
from aikg.names import normalise
from aikg.vocabulary import AIKG, DERIVED_GRAPH, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from aikg.as_of import Stated
    from aikg.resources import DataFile

_DERIVED: Final = ox.NamedNode(DERIVED_GRAPH)
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_NAME_KEY: Final = ox.NamedNode(AIKG + "nameKey")
_NAMING: Final = frozenset((SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation", SCHEMA + "identifier"))


def quads(files: Iterable[DataFile], as_of: date | None = None) -> Iterator[ox.Quad]:
    """All facts of the files, each in the named graph of its file; what the loader derives; then every fact
    once more, in the default graph. Questions are asked of that merge: a union of graphs by the engine would
    give a fact as often as sources state it. `as_of` leaves out what came after that day.
    """
    facts = stated(files)
    if as_of is not None:
        from aikg.as_of import by_then

        facts = by_then(facts, as_of)
    merged: set[ox.Triple] = set()
    derived: set[ox.Quad] = set()
    steps = {_BASED_ON}
    edges: list[ox.Triple] = []
    for triple, graph in facts:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
        merged.add(triple)
        predicate = triple.predicate.value
        if predicate in _NAMING:
            key = normalise(triple.object.value) if isinstance(triple.object, ox.Literal) else ""
            if key:
                derived.add(ox.Quad(triple.subject, _NAME_KEY, ox.Literal(key), _DERIVED))
        elif predicate == RDFS + "subPropertyOf" and triple.object == _BASED_ON:
            if isinstance(triple.subject, ox.NamedNode):
                steps.add(triple.subject)
        elif predicate.startswith(AIKG):
            edges.append(triple)
    for edge in edges:
        if edge.predicate in steps and edge.predicate != _BASED_ON:
            derived.add(ox.Quad(edge.subject, _BASED_ON, edge.object, _DERIVED))
    yield from derived
    merged.update(quad.triple for quad in derived)
    yield from (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in merged)


def stated(files: Iterable[DataFile]) -> Iterator[Stated]:
    """What the files state, each fact with its named graph; editions in the words of the other files."""
    files = list(files)
    facts = _read(file for file in files if not file.edition)
    editions = [file for file in files if file.edition]
    if not editions:
        return facts
    from aikg.concordance import joined

    parts = ((turtle.read(file.path), ox.NamedNode(file.graph)) for file in editions)
    return joined(list(facts), parts)


def _read(files: Iterable[DataFile]) -> Iterator[Stated]:
    for file in files:
        graph = ox.NamedNode(file.graph)
        for triple in turtle.read(file.path):
            yield triple, graph
