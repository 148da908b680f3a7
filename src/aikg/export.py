"""Exports: the graph for other tools. Facts as RDF, or the projection as GraphML, or rows as CSV."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from aikg.errors import UsageError
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyoxigraph as ox

    from aikg.knowledge_graph import KnowledgeGraph


def export(graph: KnowledgeGraph, format: str) -> bytes:
    """The graph in one of FORMATS, as UTF-8. What the loader derives is left out of the RDF formats."""
    if format not in FORMATS:
        raise UsageError(f"There is no export format {format}; there are: {', '.join(FORMATS)}.")
    return FORMATS[format](graph)


def for_endpoint(graph: KnowledgeGraph, default: str) -> Iterator[bytes]:
    """All that questions are asked of, as N-Quads for another engine: with what the loader derives. In parts,
    so that a graph of any size needs little memory, and in the order of the store.

    `default` is one of DEFAULTS. Raises UsageError for another one, and for a graph that is no store here.
    """
    if default not in DEFAULTS:
        raise UsageError(f"The default graph of an engine is {' or '.join(DEFAULTS)}; got {default}.")
    quads = graph.store.quads_for_pattern(None, None, None, None)
    chosen = quads if default == "merged" else (q for q in quads if str(q.graph_name) != "DEFAULT")
    return _parts(chosen)


def _parts(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    quads = iter(quads)
    while lines := [f"{quad} .\n" for quad in islice(quads, 1 << 14)]:
        yield "".join(lines).encode()


DEFAULTS: Final = ("merged", "union")
"""What the default graph of an engine is: a graph of its own, which the merge of all graphs is written to; or
the union of all graphs, each fact once, which the engine makes itself."""


def withheld(graph: KnowledgeGraph) -> list[str]:
    """The imported editions in the graph whose terms do not allow to pass their facts on."""
    rows = graph.run("editions")
    return [str(row["edition"]) for row in rows if row["redistributable"] is False]


def _turtle(graph: KnowledgeGraph) -> bytes:
    """All facts in one graph, in canonical form."""
    from aikg import turtle

    return turtle.canonical(quad.triple for quad in _facts(graph)).encode()


def _ntriples(graph: KnowledgeGraph) -> bytes:
    """All facts in one graph, sorted."""
    lines = {f"{quad.triple} .\n" for quad in _facts(graph)}
    return "".join(sorted(lines)).encode()


def _nquads(graph: KnowledgeGraph) -> bytes:
    """All facts, each with the named graph of its source, sorted."""
    lines = {f"{quad} .\n" for quad in _facts(graph)}
    return "".join(sorted(lines)).encode()


def _jsonld(graph: KnowledgeGraph) -> bytes:
    """All facts with their named graphs, under aikg's prefixes."""
    import pyoxigraph as ox

    out = ox.serialize(sorted(_facts(graph), key=str), format=ox.RdfFormat.JSON_LD, prefixes=PREFIXES)
    assert out is not None  # only where a file was given to write to
    return out


def _graphml(graph: KnowledgeGraph) -> bytes:
    """The projection of `network`, with lists as text."""
    from aikg.draw import interchange

    return interchange.graphml(graph.networkx())


def _csv(graph: KnowledgeGraph) -> bytes:
    """One row a fact: subject, property, value, and the source whose graph states it."""
    from aikg import render
    from aikg.names import short
    from aikg.solutions import Iri, of, value_of
    from aikg.turtle import compact

    rows = []
    for quad in sorted(_facts(graph), key=str):
        value = value_of(quad.object)
        if isinstance(value, Iri):
            value = short(value)
        subject, source = short(str(quad.subject)[1:-1]), short(str(quad.graph_name)[1:-1])
        rows.append((subject, compact(quad.predicate.value), value, source))
    return render.text(of(["subject", "property", "value", "source"], rows), "csv").encode()


def _facts(graph: KnowledgeGraph) -> list[ox.Quad]:
    """What the files state: not what the loader derives, and not the merge of all graphs."""
    return list(graph.stated())


FORMATS: Final[dict[str, Callable[[KnowledgeGraph], bytes]]] = {
    "turtle": _turtle,
    "ntriples": _ntriples,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "graphml": _graphml,
    "csv": _csv,
}
"""Export format -> what writes it."""
