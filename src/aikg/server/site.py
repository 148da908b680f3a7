"""The site: what every route needs. Which graph is asked, within which limits, and by which threads."""

from __future__ import annotations

import asyncio
import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from aikg.errors import DataError, Overloaded, QueryLimit
from aikg.server.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph

P = ParamSpec("P")
T = TypeVar("T")

_ATTEMPTS = 3
"""How often files that change while they are read are read again."""


@dataclass(frozen=True)
class Limits:
    """How much one request may take, and how many may be at work. Times in seconds, sizes in bytes."""

    seconds: float = 10
    """A query that a user wrote."""
    own_seconds: float = 30
    """What aikg asks itself: a page, a saved query."""
    rows: int = 1_000_000
    """Rows, or triples, of an answer."""
    answer: int = 32 * 1024**2
    """An answer of a user's query."""
    memory: int = 2 * 1024**3
    """The process that runs a user's query, its copy of the graph included."""
    workers: int = 6
    """Processes for users' queries. They start when they are needed."""
    threads: int = 4
    """Threads for our own work."""
    waiting: int = 256
    """Requests that may wait for a thread or a process; those after them are told to come again."""
    url: int = 32 * 1024
    """Path and query of a URL."""
    body: int = 256 * 1024
    """The body of a request."""
    arrival: float = 15
    """The head of a request from its first byte to its last; and the body likewise."""
    departure: float = 60
    """How long a client may take no byte of an answer."""


@dataclass
class Site:
    """One server: a graph that can be replaced, limits, and where it is reached."""

    opening: Callable[[], KnowledgeGraph]
    """Opens the graph, anew at each call; raises what `aikg.load` raises."""
    limits: Limits = field(default_factory=Limits)
    base: str = "http://127.0.0.1:8000"
    """Scheme, host and port at which the server is reached, without a slash at the end."""
    hosts: frozenset[str] = frozenset()
    """Names in `Host` that are served beside those of this machine: --allow-host."""
    cors: bool = True
    """Whether pages of other sites may read /sparql and /api."""

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.limits.threads, "aikg")
        self._busy = 0
        self.snapshot = self._opened()

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph as it is now. A request that asks twice keeps it (or `snapshot`), lest it be replaced."""
        return self.snapshot.graph

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the core gives, called in a thread, so that other requests go on.

        Raises Overloaded where too many wait already, QueryLimit where it takes longer than `own_seconds`
        (the thread is free again when the function ends), and what the function raises.
        """
        if self._busy >= self.limits.threads + self.limits.waiting:
            raise Overloaded
        self._busy += 1
        work = asyncio.get_running_loop().run_in_executor(self._threads, lambda: function(*args, **kwargs))
        work.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(work), self.limits.own_seconds)
        except TimeoutError:
            raise QueryLimit(
                f"The answer was not ready within {self.limits.own_seconds:g} seconds. Ask for less."
            ) from None

    def _done(self, work: asyncio.Future[T]) -> None:
        self._busy -= 1
        with contextlib.suppress(asyncio.CancelledError):
            work.exception()  # nobody may wait for it any more

    def reload(self) -> None:
        """Open the graph anew and put it in the place of the old one, whole or not at all.

        Requests that are under way end with the graph that they began with. Raises what `opening` raises,
        and the old graph stays.
        """
        old, self.snapshot = self.snapshot, self._opened()
        old.retire()

    def _opened(self) -> Snapshot:
        """The graph of files that did not change while they were read."""
        for _ in range(_ATTEMPTS):
            opened = Snapshot(self.opening(), self.limits, datetime.now(UTC))
            if opened.current():
                return opened
            opened.retire()
        raise DataError("the files change while they are read; try again when they are written")

    def close(self) -> None:
        """End threads and processes."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.snapshot.retire()
