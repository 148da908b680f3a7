"""The site: what every route needs. Which graph is asked, within which limits, and by which threads."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from aikg import deadline
from aikg.errors import Overloaded, QueryLimit
from aikg.server import snapshot
from aikg.server.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.fence import Dataset
    from aikg.gate import QueryKind
    from aikg.knowledge_graph import KnowledgeGraph

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Site:
    """One server: a graph that can be replaced, limits, and where it is reached."""

    opening: Callable[[], KnowledgeGraph]
    """Opens the graph, anew at each call; raises what `aikg.load` raises."""
    limits: Limits = field(default_factory=Limits)
    base: str = "http://127.0.0.1:8000"
    """Scheme, host and port at which the server is reached, without a slash at the end."""
    hosts: frozenset[str] = frozenset()
    """Names in `Host` that are served beside those of this machine, in lower case."""
    cors: bool = True
    """Whether pages of other sites may read /sparql and /api."""

    def __post_init__(self) -> None:
        self._ours = _Queue(self.limits.threads, self.limits.waiting)
        self.snapshot = snapshot.read(self.opening, self.limits)

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph as it is now. A request that asks twice keeps it (or `snapshot`), lest it be replaced."""
        return self.snapshot.graph

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the core gives, called in a thread, so that other requests go on.

        Raises Overloaded where too many wait already, QueryLimit where it takes longer than `own_seconds`,
        when the query that it is at is ended too, and what the function raises.
        """
        end = deadline.after(self.limits.own_seconds)

        def timed() -> T:
            with deadline.until(end):
                return function(*args, **kwargs)

        work = self._ours.take(timed)
        try:
            return await asyncio.wait_for(asyncio.shield(work), self.limits.own_seconds)
        except TimeoutError:
            raise QueryLimit(
                f"The answer was not ready within {self.limits.own_seconds:g} seconds. Ask for less."
            ) from None

    async def ask(
        self,
        text: str,
        media_type: Callable[[QueryKind], str],
        *,
        dataset: Dataset | None = None,
        base: str | None = None,
    ) -> bytes:
        """The answer of SPARQL that a user wrote, as `Workers.serialised` gives it. Cancelling ends it."""
        limits = self.limits
        return await self.snapshot.answering.serialised(
            text,
            media_type,
            dataset=dataset,
            base=base,
            seconds=limits.seconds,
            rows=limits.rows,
        )

    async def start(self) -> None:
        """Make ready what the first requests would have to wait for."""
        await self.snapshot.answering.start()

    async def reload(self) -> bool:
        """Read the files anew and put their graph in the place of the old one, whole or not at all. False
        where there is nothing to read: an endpoint is asked anew each time.

        Requests that are under way end with the graph that they began with. Raises what `opening` raises,
        and the old graph stays.
        """
        if self.snapshot.fingerprint is None:
            return False
        new = await asyncio.to_thread(snapshot.read, self.opening, self.limits)
        await new.answering.start()
        old, self.snapshot = self.snapshot, new
        await old.retire()
        return True

    async def close(self) -> None:
        """End threads and processes."""
        self._ours.close()
        await self.snapshot.retire()


class _Queue:
    """Threads, and a bounded number of those who wait for one."""

    def __init__(self, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, "aikg")
        self._room = threads + waiting

    def take(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """The result to come. Raises Overloaded where there is no room."""
        if self._room <= 0:
            raise Overloaded
        self._room -= 1
        result = asyncio.get_running_loop().run_in_executor(self._executor, work)
        result.add_done_callback(self._done)
        return result

    def _done(self, result: asyncio.Future[T]) -> None:
        self._room += 1
        if not result.cancelled():
            result.exception()  # seen, for nobody may wait for it any more

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
