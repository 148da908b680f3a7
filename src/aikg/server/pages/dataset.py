"""About the data: counts, vocabularies, dumps and terms, as VoID tells programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.server.pages import links, tables
from aikg.server.pages.page import Asked, Page, made

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


def dataset(graph: KnowledgeGraph, asked: Asked) -> Page:
    """What the graph holds, and where to get it."""
    found = links.labels(graph)
    parts = [
        ("What there is", "counts"),
        ("How much each source states", "graph-partitions"),
        ("How to name the sources", "attributions"),
        ("Classes", "class-partitions"),
        ("Properties", "property-partitions"),
    ]
    all_of = next(iter(graph.run("totals")))
    return made(
        "list",
        "About the data",
        asked,
        fields=(),
        values={},
        problem="",
        earlier="",
        later="",
        words=f"{all_of['triples']} statements on {all_of['subjects']} things, by graph of the source.",
        onward=[
            ("/dump.nq", "All as N-Quads"),
            ("/dump.ttl", "All as Turtle"),
            ("/.well-known/void.ttl", "This in VoID"),
        ],
        tables=[tables.table(title, graph.run(query), found, most=200) for title, query in parts],
        api="/api/queries/counts",
        command="aikg info",
    )
