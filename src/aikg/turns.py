"""Turns: at most so many are at work, a bounded number waits for a turn, and nobody for long."""

from __future__ import annotations

import asyncio

from aikg.errors import Overloaded


class Turns:
    """To be used in one event loop."""

    def __init__(self, most: int, waiting: int, patience: float) -> None:
        """`patience` is how many seconds one may wait."""
        self._free = asyncio.Semaphore(most)
        self._room, self._patience = most + waiting, patience

    async def take(self) -> None:
        """Wait for a turn; who took one gives it back. Raises Overloaded."""
        if self._room <= 0:
            raise Overloaded
        self._room -= 1
        try:
            if self._free.locked():
                async with asyncio.timeout(self._patience):
                    await self._free.acquire()
            else:
                await self._free.acquire()  # at once
        except BaseException as error:
            self._room += 1
            if isinstance(error, TimeoutError):
                raise Overloaded from None
            raise

    def give_back(self) -> None:
        """The turn is over."""
        self._free.release()
        self._room += 1
