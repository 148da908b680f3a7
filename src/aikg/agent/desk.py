"""The desk: where calls wait for their turn, with one graph for all and a few apart for foreign SPARQL.

The graph is opened by the first call that needs it, behind the fence: what it is asked ends when its time is
over. The core blocks, so a call runs in a thread; a call that its client gives up keeps its place until the
core is done, and a foreign query is ended at once.
"""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from aikg import deadline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import anyio

    from aikg.knowledge_graph import KnowledgeGraph

PLACES: Final = 4
"""Calls that run at once; others wait."""
APART: Final = 2
"""Foreign queries that run at once, each on a graph that is apart: where it can be ended."""
SECONDS: Final = 60
"""How long a call may take, its wait for a place included."""
_PAUSE: Final = 0.02
"""Seconds between two looks at whether a query has ended."""

Found = TypeVar("Found")


class Desk:
    """One graph, and the threads that answer from it. To be made and used in one event loop."""

    def __init__(self, open_graph: Callable[[], KnowledgeGraph]) -> None:
        import anyio

        self._open = open_graph
        self._opening = threading.Lock()
        self._graph: KnowledgeGraph | None = None
        self._places: anyio.CapacityLimiter = anyio.CapacityLimiter(PLACES)
        self._lent: anyio.CapacityLimiter = anyio.CapacityLimiter(APART)
        self._free: list[KnowledgeGraph] = []
        self._apart: list[KnowledgeGraph] = []

    async def ask(self, answer: Callable[[KnowledgeGraph], Found]) -> Found:
        """What `answer` gives for the graph."""
        import anyio.to_thread

        end = deadline.after(SECONDS)

        def timed() -> Found:
            with deadline.until(end):
                return answer(self._opened())

        return await anyio.to_thread.run_sync(timed, limiter=self._places)

    async def ask_foreign(self, answer: Callable[[KnowledgeGraph], Found]) -> Found:
        """What `answer` gives for a graph that nobody else asks meanwhile; where the caller is cancelled, the
        query is ended, whatever it does.
        """
        import anyio
        import anyio.to_thread

        ended = threading.Event()

        async with self._lent:
            graph = await self.ask(self._lend)

            end = deadline.after(SECONDS)

            def work() -> Found:
                try:
                    with deadline.until(end):
                        return answer(graph)
                finally:
                    ended.set()

            try:
                return await anyio.to_thread.run_sync(
                    work, limiter=anyio.CapacityLimiter(1), abandon_on_cancel=True
                )
            except anyio.get_cancelled_exc_class():
                with anyio.CancelScope(shield=True):
                    while not ended.is_set():
                        graph.interrupt()
                        await anyio.sleep(_PAUSE)
                raise
            finally:
                self._free.append(graph)

    def close(self) -> None:
        """End every process and connection."""
        for graph in self._apart:
            graph.close()
        if self._graph is not None:
            self._graph.close()

    def _opened(self) -> KnowledgeGraph:
        with self._opening:
            if self._graph is None:
                self._graph = self._open().fenced(PLACES)
            return self._graph

    def _lend(self, graph: KnowledgeGraph) -> KnowledgeGraph:
        if self._free:
            return self._free.pop()
        apart = graph.apart()
        self._apart.append(apart)
        return apart


@asynccontextmanager
async def opened(open_graph: Callable[[], KnowledgeGraph]) -> AsyncIterator[Desk]:
    """A desk for as long as the server runs."""
    desk = Desk(open_graph)
    try:
        yield desk
    finally:
        desk.close()
