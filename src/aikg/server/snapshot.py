"""A snapshot: one state of the graph, what names it, and the processes that users' queries run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.store import fingerprint

if TYPE_CHECKING:
    from datetime import datetime

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.site import Limits


class Snapshot:
    """A graph that does not change, with the fingerprint of its files."""

    def __init__(self, graph: KnowledgeGraph, limits: Limits, opened: datetime) -> None:
        self.graph = graph
        self.opened = opened
        """When it was read, in UTC: no answer is older."""
        self.fingerprint = fingerprint(graph.opened.files, graph.as_of)
        """Changes with any file that the graph was read from: what an ETag is made of."""

    def current(self) -> bool:
        """Whether the files are still as they were when the graph was opened."""
        return True

    def retire(self) -> None:
        """End the processes as soon as the requests that use them have ended."""
        self.graph.close()
