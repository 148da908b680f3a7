"""A graph behind the fence: queries of our own run in processes too, and end when their time is over.

A saved query is trusted, but what it is asked of may be millions of models, and no engine in this process can
be told to stop.
"""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING, Final

from aikg import deadline, run
from aikg.errors import TimeLimit
from aikg.knowledge_graph import KnowledgeGraph
from aikg.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from aikg.solutions import Value
    from aikg.store import OpenStore

LONGEST: Final = 60.0
"""Seconds that a query may take where no deadline is set."""
_LARGEST: Final = 256 * 1024**2
"""Bytes of an answer."""


class FencedGraph(KnowledgeGraph):
    """The same graph; `aikg.deadline` says until when a question may take."""

    def __init__(self, opened: OpenStore, *, most: int, memory: int | None) -> None:
        """At most `most` queries run at once; others wait. `memory` is in bytes, of each process."""
        super().__init__(opened)
        self._most, self._memory = most, memory
        self._workers = [
            Worker(lambda: run.opening(opened), memory=memory, answer_bytes=_LARGEST, union=False)
            for _ in range(most)
        ]
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def select(
        self, sparql: str, columns: Sequence[str], *, whole: bool = True
    ) -> tuple[tuple[Value, ...], ...]:
        """As KnowledgeGraph.select; raises TimeLimit where the deadline comes first."""
        return run.rows(lambda text: self._table(text, whole=whole), sparql, columns)

    def at(self, day: date | str | None) -> KnowledgeGraph:
        """As KnowledgeGraph.at."""
        other = super().at(day)
        return other if other is self else FencedGraph(other.opened, most=1, memory=self._memory)

    def apart(self) -> KnowledgeGraph:
        """As KnowledgeGraph.apart; saved queries share the processes of this graph, which are not its own."""
        twin = super().apart()
        assert isinstance(twin, FencedGraph)
        twin._workers = []
        return twin

    def close(self) -> None:
        """End all processes, whatever they do."""
        super().close()
        for worker in self._workers:
            worker.close()

    def _table(self, text: str, *, whole: bool) -> bytes:
        try:
            worker = self._idle.get(timeout=deadline.left(LONGEST))
        except queue.Empty:
            raise deadline.passed() from None
        try:
            return worker.table(text, seconds=deadline.left(LONGEST), whole=whole)
        except TimeLimit:
            raise deadline.passed() from None
        finally:
            self._idle.put(worker)
