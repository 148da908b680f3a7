"""A snapshot: one state of the graph, what names it, and the processes that users' queries run in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aikg import run
from aikg.errors import DataError
from aikg.store import fingerprint
from aikg.vocabulary import PREFIXES
from aikg.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.limits import Limits

_ATTEMPTS = 3
"""How often files that change while they are read are read again."""


class Snapshot:
    """A graph that does not change."""

    def __init__(self, graph: KnowledgeGraph, limits: Limits) -> None:
        self.graph = graph
        self.opened = datetime.now(UTC).replace(microsecond=0)
        """When it was read: no answer is older."""
        self.fingerprint = graph.opened.fingerprint
        """Changes with any file that the graph was read from: what an ETag is made of."""
        self.workers = Workers(
            run.opening(graph.opened),
            most=limits.workers,
            waiting=limits.waiting,
            patience=limits.patience,
            memory=limits.memory,
            answer_bytes=limits.answer,
            prefixes=PREFIXES,
        )

    async def retire(self) -> None:
        """End its processes as soon as the queries in them have ended."""
        await self.workers.close()
        self.graph.close()


def read(opening: Callable[[], KnowledgeGraph], limits: Limits) -> Snapshot:
    """The state of the files now, none of which changed while they were read.

    Raises what `opening` raises, and DataError where they go on changing.
    """
    for _ in range(_ATTEMPTS):
        graph = opening()
        opened = graph.opened
        if fingerprint(opened.files, opened.as_of) == opened.fingerprint:
            return Snapshot(graph, limits)
    raise DataError("the files change while they are read; try again when they are written")
