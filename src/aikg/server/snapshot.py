"""A snapshot: one state of the graph, what names it, and what answers users' queries.

Of a graph at an endpoint nobody says when it changes: it has no name, and what is found in it is not kept.
"""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from aikg import run
from aikg.errors import DataError
from aikg.remote.forwarding import Forwarding
from aikg.remote.graph import RemoteGraph
from aikg.store import fingerprint
from aikg.vocabulary import PREFIXES
from aikg.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.fence import Dataset
    from aikg.gate import QueryKind
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.limits import Limits

_ATTEMPTS = 3
"""How often files that change while they are read are read again."""


class Answering(Protocol):
    """What answers SPARQL that users wrote: `Workers`, or `Forwarding`."""

    async def start(self) -> None:
        """Make ready what the first query would wait for."""

    async def serialised(
        self,
        text: str,
        media_type: Callable[[QueryKind], str],
        *,
        dataset: Dataset | None = None,
        base: str | None = None,
        seconds: float = 10,
        rows: int = 1_000_000,
    ) -> bytes:
        """The answer as it is sent."""

    async def close(self) -> None:
        """End what runs."""


class Snapshot:
    """A graph that does not change; or one at an endpoint, as it is whenever it is asked."""

    def __init__(self, graph: KnowledgeGraph, answering: Answering, fingerprint: str | None) -> None:
        self._graph, self.answering = graph, answering
        self.fingerprint = fingerprint
        """Changes with any file that the graph was read from: what an ETag is made of. None where nobody says
        when the graph changes, so that nothing may be kept."""
        self.opened = datetime.now(UTC).replace(microsecond=0)
        """When it was read: no answer is older."""

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph. One at an endpoint is another object each time, so that what is kept for a graph is kept
        no longer than a request."""
        return copy(self._graph) if self.fingerprint is None else self._graph

    async def retire(self) -> None:
        """End its processes as soon as the queries in them have ended."""
        await self.answering.close()
        self._graph.close()


def read(opening: Callable[[], KnowledgeGraph], limits: Limits) -> Snapshot:
    """The state of the files now, none of which changed while they were read.

    Raises what `opening` raises, and DataError where they go on changing.
    """
    for _ in range(_ATTEMPTS):
        graph = opening()
        if isinstance(graph, RemoteGraph):
            return Snapshot(graph, _forwarding(graph, limits), None)
        opened = graph.opened
        if fingerprint(opened.files, opened.as_of) == opened.fingerprint:
            fenced = graph.fenced(limits.threads, limits.memory)
            return Snapshot(fenced, _workers(graph, limits), opened.fingerprint)
    raise DataError("the files change while they are read; try again when they are written")


def _workers(graph: KnowledgeGraph, limits: Limits) -> Workers:
    return Workers(
        run.opening(graph.opened),
        most=limits.workers,
        waiting=limits.waiting,
        patience=limits.patience,
        memory=limits.memory,
        answer_bytes=limits.answer,
        prefixes=PREFIXES,
    )


def _forwarding(graph: RemoteGraph, limits: Limits) -> Forwarding:
    return Forwarding(
        graph,
        most=limits.workers,
        waiting=limits.waiting,
        patience=limits.patience,
        answer_bytes=limits.answer,
    )
