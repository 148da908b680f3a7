"""The desk: where calls wait for their turn, with one graph for all and a few workers for foreign SPARQL.

The graph is opened by the first call that needs it. The core blocks, so a call runs in a thread; a call that
its client gives up keeps its place until the core is done, and a foreign query is killed.
"""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from aikg import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import anyio

    from aikg.fence import Worker
    from aikg.knowledge_graph import KnowledgeGraph

PLACES: Final = 4
"""Calls that run at once; others wait."""
WORKERS: Final = 2
"""Foreign queries that run at once, each in a process of its own."""
_PAUSE: Final = 0.02
"""Seconds between two looks at whether a killed query has ended."""

Found = TypeVar("Found")


class Desk:
    """One graph, and the threads and workers that answer from it. To be made and used in one event loop."""

    def __init__(self, open_graph: Callable[[], KnowledgeGraph]) -> None:
        import anyio

        self._open = open_graph
        self._opening = threading.Lock()
        self._graph: KnowledgeGraph | None = None
        self._places: anyio.CapacityLimiter = anyio.CapacityLimiter(PLACES)
        self._lent: anyio.CapacityLimiter = anyio.CapacityLimiter(WORKERS)
        self._free: list[Worker] = []
        self._workers: list[Worker] = []

    async def ask(self, answer: Callable[[KnowledgeGraph], Found]) -> Found:
        """What `answer` gives for the graph."""
        import anyio.to_thread

        return await anyio.to_thread.run_sync(lambda: answer(self._opened()), limiter=self._places)

    async def ask_foreign(self, answer: Callable[[KnowledgeGraph, Worker], Found]) -> Found:
        """What `answer` gives for the graph and a worker of its own; where the caller is cancelled, the
        worker's process is killed, whatever it does.
        """
        import anyio
        import anyio.to_thread

        ended = threading.Event()

        async with self._lent:
            worker = await self.ask(self._worker)

            def work() -> Found:
                try:
                    return answer(self._opened(), worker)
                finally:
                    ended.set()

            try:
                return await anyio.to_thread.run_sync(
                    work, limiter=anyio.CapacityLimiter(1), abandon_on_cancel=True
                )
            except anyio.get_cancelled_exc_class():
                with anyio.CancelScope(shield=True):
                    while not ended.is_set():
                        worker.close()
                        await anyio.sleep(_PAUSE)
                raise
            finally:
                self._free.append(worker)

    def close(self) -> None:
        """End every worker."""
        for worker in self._workers:
            worker.close()

    def _opened(self) -> KnowledgeGraph:
        with self._opening:
            if self._graph is None:
                self._graph = self._open()
            return self._graph

    def _worker(self, graph: KnowledgeGraph) -> Worker:
        if self._free:
            return self._free.pop()
        worker = run.worker(graph.opened)
        self._workers.append(worker)
        return worker


@asynccontextmanager
async def opened(open_graph: Callable[[], KnowledgeGraph]) -> AsyncIterator[Desk]:
    """A desk for as long as the server runs."""
    desk = Desk(open_graph)
    try:
        yield desk
    finally:
        desk.close()
