"""What the graph is made of: versions, counts, sources and their licences."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from aikg import __version__
from aikg.solutions import Section, Solutions, Value, of
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


def information(graph: KnowledgeGraph) -> list[Section]:
    """Versions, counts of things, steps of lineage, and sources."""
    versions: list[tuple[Value, ...]] = [
        ("aikg", __version__),
        ("python", platform.python_version()),
        *((name, _version(name)) for name in ("pyoxigraph", "rdflib", "oxrdflib", "networkx", "pyvis")),
        ("statements", len(graph)),
        ("files", len(graph.files)),
        ("store", graph.place),
    ]
    return [
        Section("Versions", of(["what", "value"], versions)),
        Section("Things", graph.run("counts")),
        Section("Lineage", graph.run("lineage-count")),
        Section("Sources", graph.run("attributions")),
    ]


def known_prefixes() -> Solutions:
    """The prefixes that aikg's Turtle and queries use."""
    return of(["prefix", "namespace"], sorted(PREFIXES.items()))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
