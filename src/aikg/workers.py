"""Workers: fenced processes over one store for an event loop, which waits for many of them without threads.

A query has a process of its own while it runs. The process that was used last is used next, so that few are
started; one that had to be killed is replaced when the next query needs it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aikg.fence import COMMAND, DEADLY, MOST_SAID, Fence, last_words, line
from aikg.gate import gate
from aikg.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aikg.fence import Dataset, Opening
    from aikg.gate import QueryKind

_LINE = 1 << 20
"""Bytes that a line of a process may have; the content of an answer is no line."""

_SOON = 0.1
"""Seconds after which a query that finds no process starts one. Most queries end sooner, and a processor
works no faster for two of them at once."""

_NICE = 5
"""So that whoever waits for these processes, and answers others meanwhile, comes first."""

_ENDING = 2.0
"""Seconds that a process that says no more has to end by itself."""

_KNOWN = 512
"""How many short queries that passed the gate are remembered."""

_SHORT = 4096
"""Characters of a query that the gate looks at so soon that nobody need wait for it in a thread."""


class Workers:
    """At most so many processes, and a bounded queue for them. To be used in one event loop."""

    def __init__(
        self,
        store: Opening,
        *,
        most: int,
        waiting: int,
        patience: float,
        memory: int,
        answer_bytes: int,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        """`patience` is how many seconds a query waits for a process, `prefixes` are those that no query
        need declare; the rest is as in `Fence`."""
        self._prefixes = prefixes or {}
        # Programs ask the same again and again, and to look at a query may take longer than to answer it.
        self._kind = lru_cache(_KNOWN)(self._gated)
        self._first = Fence(store, memory=memory, nice=_NICE).first_line()
        self._fence = Fence({}, memory=memory, answer_bytes=answer_bytes, union=False)
        self._idle: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        self._running = 0
        self._turns = Turns(most, waiting, patience)
        self._over = False

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
        """The answer as it is sent: in the media type, one of `aikg.answer_formats`, that is chosen for the
        kind of query. Nothing is cut: an answer of more rows, triples or bytes than allowed is an error.

        `base` is what relative IRIs are relative to where the query states no BASE. Raises what
        `Worker.query` raises, AnswerLimit for an answer that is too large, Overloaded where too many wait or
        for too long, and whatever `media_type` raises. Cancelling it ends the query.
        """
        based = base is not None
        if len(text) <= _SHORT:
            kind = self._kind(text, based)
        else:
            kind = await asyncio.to_thread(self._gated, text, based)
        request = self._fence.request(text, self._prefixes, rows) | {
            "media_type": media_type(kind),
            "base": base,
        }
        if dataset is not None:
            request |= {"default": list(dataset.default), "named": list(dataset.named), "union": False}
        await self._turns.take()
        try:
            reply = await self._asked(line(request), seconds)
        finally:
            self._turns.give_back()
        if "error" in reply:
            raise self._fence.error(request, reply, seconds)
        content: bytes = reply["content"]
        return content

    def _gated(self, text: str, based: bool) -> QueryKind:
        return gate(text, self._prefixes, based=based)

    async def start(self) -> None:
        """Start a process, so that the first query need not wait for it. Raises StoreError."""
        self._idle.put_nowait(await self._started())

    async def close(self) -> None:
        """End the processes: those that wait now, the others when their query has ended."""
        self._over = True
        while not self._idle.empty():
            await self._end(self._idle.get_nowait())

    async def _asked(self, told: bytes, seconds: float) -> dict[str, Any]:
        process = await self._taken()
        try:
            reply = await process.exchange(told, seconds)
        except BaseException:  # cancelled above all: nothing may go on running
            await self._end(process)
            raise
        if self._over or reply.get("error") in DEADLY:
            await self._end(process)
        else:
            self._idle.put_nowait(process)
        return reply

    async def _taken(self) -> _Process:
        """A process that waits, or comes back soon; else a new one."""
        while self._running:
            try:
                process = self._idle.get_nowait() if not self._idle.empty() else await self._soon()
            except TimeoutError:
                break
            if process.runs:
                return process
            await self._end(process)
        return await self._started()

    async def _soon(self) -> _Process:
        async with asyncio.timeout(_SOON):
            return await self._idle.get()

    async def _started(self) -> _Process:
        self._running += 1
        try:
            return await _Process.started(self._fence, self._first)
        except BaseException:
            self._running -= 1
            raise

    async def _end(self, process: _Process) -> None:
        self._running -= 1
        await process.end()


class _Process:
    """A process that runs, and talks to this event loop."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self._process, self._to, self._from = process, process.stdin, process.stdout

    @classmethod
    async def started(cls, fence: Fence, first: bytes) -> _Process:
        """A new process whose store is open. Raises StoreError or DataError."""
        pipe = asyncio.subprocess.PIPE
        process = cls(
            await asyncio.create_subprocess_exec(*COMMAND, stdin=pipe, stdout=pipe, stderr=pipe, limit=_LINE)
        )
        try:
            error = fence.not_open(await process.exchange(first, fence.start_seconds))
        except BaseException:
            await process.end()
            raise
        if error:
            await process.end()
            raise error
        return process

    @property
    def runs(self) -> bool:
        """Whether it has not ended by itself meanwhile."""
        return self._process.returncode is None and not self._from.at_eof()

    async def end(self) -> None:
        """End it, whatever it does."""
        self._kill()
        await self._process.wait()

    def _kill(self) -> None:
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def exchange(self, told: bytes, seconds: float) -> dict[str, Any]:
        """Its reply, with the `content` of so many bytes that it announces; {"error": "time"} or "ended" is
        said for one that is dead."""
        try:
            async with asyncio.timeout(seconds):
                self._to.write(told)
                await self._to.drain()
                reply: dict[str, Any] = json.loads(await self._from.readuntil(b"\n"))
                if "length" in reply:
                    reply["content"] = await self._from.readexactly(reply["length"])
                return reply
        except TimeoutError:
            self._kill()
            return {"error": "time"}
        except (OSError, asyncio.IncompleteReadError):
            # It is ending; whoever kills it now may take its exit code from the loop, which then complains.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ENDING):
                    await self._process.wait()
            self._kill()
            said = await self._process.stderr.read(MOST_SAID) if self._process.stderr else b""
            return last_words(said, await self._process.wait())
