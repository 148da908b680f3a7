"""Loading: Turtle files as quads, each in the named graph of its source, and what is derived from them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from aikg import turtle
from aikg.names import normalise
from aikg.vocabulary import AIKG, DERIVED_GRAPH, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from aikg.as_of import Stated
    from aikg.known import Known
    from aikg.resources import DataFile
    from aikg.volume import Volume

_DERIVED: Final = ox.NamedNode(DERIVED_GRAPH)
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_NAME_KEY: Final = ox.NamedNode(AIKG + "nameKey")
_NAMING: Final = frozenset((SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation", SCHEMA + "identifier"))


def quads(
    files: Iterable[DataFile], as_of: date | None = None, volume: Volume | None = None
) -> Iterator[ox.Quad]:
    """All facts of the files, each in the named graph of its file; what the loader derives; then every fact
    once more, in the default graph. Questions are asked of that merge: a union of graphs by the engine would
    give a fact as often as sources state it. A quad may come twice, which is nothing to a store.
    `as_of` leaves out what came after that day. What the `volume` says of things that the files speak of is
    taken out of it and joined to them.
    """
    facts = stated(files, volume)
    if as_of is not None:
        from aikg.as_of import by_then

        facts = by_then(facts, as_of)
    steps = {_BASED_ON}
    edges: list[ox.Triple] = []
    for triple, graph in facts:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        yield ox.Quad(subject, predicate, value, graph)
        yield ox.Quad(subject, predicate, value)
        name = predicate.value
        if name in _NAMING:
            key = normalise(value.value) if isinstance(value, ox.Literal) else ""
            if key:
                yield from _derived(subject, _NAME_KEY, ox.Literal(key))
        elif name == RDFS + "subPropertyOf" and value == _BASED_ON:
            if isinstance(subject, ox.NamedNode):
                steps.add(subject)
        elif name.startswith(AIKG) and isinstance(value, ox.NamedNode):
            edges.append(triple)
    for edge in edges:
        if edge.predicate in steps and edge.predicate != _BASED_ON:
            yield from _derived(edge.subject, _BASED_ON, edge.object)


def _derived(subject: Any, predicate: ox.NamedNode, value: Any) -> tuple[ox.Quad, ox.Quad]:
    return ox.Quad(subject, predicate, value, _DERIVED), ox.Quad(subject, predicate, value)


def stated(files: Iterable[DataFile], volume: Volume | None = None) -> Iterator[Stated]:
    """What the files state, each fact with its named graph; editions in the words of the other files, and
    last what the volume says of the things that they brought along.
    """
    files = list(files)
    facts = _read(file for file in files if not file.edition)
    editions = [file for file in files if file.edition]
    if not editions:
        return facts
    from aikg.concordance import joined

    parts = ((turtle.read(file.path), ox.NamedNode(file.graph)) for file in editions)
    return joined(list(facts), parts, volume)


def known(files: Iterable[DataFile]) -> Known:
    """What the files say, as an edition that comes after them is joined to it."""
    from aikg.concordance import join
    from aikg.known import Known

    files = list(files)
    found = Known(_read(file for file in files if not file.edition))
    for file in files:
        if file.edition:
            deque(join(found, turtle.read(file.path), ox.NamedNode(file.graph)), maxlen=0)
    return found


def _read(files: Iterable[DataFile]) -> Iterator[Stated]:
    for file in files:
        graph = ox.NamedNode(file.graph)
        for triple in turtle.read(file.path):
            yield triple, graph
