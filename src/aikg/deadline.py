"""Deadlines: until when what this thread does may take, for whatever it asks that can be ended."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from aikg.errors import TimeLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

_end: ContextVar[float | None] = ContextVar("_end", default=None)


def after(seconds: float) -> float:
    """The moment so many seconds from now, on the clock of `until`."""
    return time.monotonic() + seconds


@contextmanager
def until(moment: float) -> Iterator[None]:
    """What is done in here has until then; a deadline that was set outside counts again afterwards."""
    token = _end.set(moment)
    try:
        yield
    finally:
        _end.reset(token)


def passed() -> TimeLimit:
    """What is raised when there is no time left."""
    return TimeLimit("The answer was not ready in time. Ask for less.")


def left(most: float) -> float:
    """The seconds that are left, `most` where that is less or no deadline is set. Raises TimeLimit where
    none are."""
    end = _end.get()
    if end is None:
        return most
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise passed()
    return min(most, seconds)
