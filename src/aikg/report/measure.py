"""The measure of a report: the benchmark version on which it compares models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import UnknownName, UsageError
from aikg.report.telling import code
from aikg.solutions import Iri

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

_MEASURES: Final = (
    "benchmark/aa-intelligence-index",
    "benchmark/epoch-capabilities-index-benchmark",
    "benchmark/lmarena-text",
)
"""General measures of language models: the first with scores of both countries on the day is the report's."""


def measure(graph: KnowledgeGraph, benchmark: str | None, one: Entity, other: Entity) -> Entity:
    """The version that is named; else the first general one with scores of both countries, or of one."""
    if benchmark is not None:
        return names.resolve(graph, benchmark, "version")
    known = []
    for name in _MEASURES:
        try:
            known.append(names.resolve(graph, name, "version"))
        except UnknownName:
            continue  # a graph of somebody's own need not have it
    scored = [set(graph.run("best-by-country", version=Iri(v.iri)).column("country")) for v in known]
    for enough in (2, 1):
        for version, countries in zip(known, scored, strict=True):
            if len({code(one), code(other)} & countries) >= enough:
                return version
    if not known:
        raise UsageError("The graph has no general benchmark; --benchmark names the one to compare on.")
    return known[0]
