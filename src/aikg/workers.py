"""Workers: fenced processes over one store, as many as are asked at once, up to a number."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aikg.fence import Worker


class Workers:
    """Processes that wait for queries. The one that was used last is used next, so that few are started.

    How many there are at once is up to the caller: whoever borrows one while none waits gets a new one.
    """

    def __init__(self, make: Callable[[], Worker]) -> None:
        """`make` gives a worker that is not started yet."""
        self._make = make
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._over = False

    @contextmanager
    def borrowed(self) -> Iterator[Worker]:
        """A worker that nobody else uses until the block ends."""
        with self._lock:
            worker = self._idle.pop() if self._idle else self._make()
        try:
            yield worker
        finally:
            with self._lock:
                over = self._over
                if not over:
                    self._idle.append(worker)
            if over:
                worker.close()

    def close(self) -> None:
        """End the processes: those that wait now, the others when their query has ended."""
        with self._lock:
            self._over = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
