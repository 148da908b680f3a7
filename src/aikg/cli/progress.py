"""Progress: a bar with rate and time left on a terminal, a plain line a stage elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from aikg.cli.writing import columns
from aikg.wording import printable, shortened, width

if TYPE_CHECKING:
    from types import TracebackType

_PAUSE: Final = 0.1
"""Seconds between two pictures of the bar."""
_BAR: Final = 20


class Progress:
    """Tells on standard error how far long work is; what stands on a terminal goes when it is done."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._stage = ""
        self._began = self._drawn = 0.0
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wipe()

    def __call__(self, stage: str, done: int, whole: int | None) -> None:
        """`done` of `whole` (None: nobody knows) of a stage."""
        now = time.monotonic()
        if stage != self._stage:
            self._stage, self._began, self._drawn = stage, now, 0.0
            if not self._terminal:
                print(printable(f"{stage} ..."), file=sys.stderr, flush=True)
        if self._terminal and now - self._drawn >= _PAUSE:
            self._drawn = now
            self._draw(stage, done, whole, now - self._began)

    def _draw(self, stage: str, done: int, whole: int | None, seconds: float) -> None:
        rate = done / seconds if seconds > 0.5 else 0
        parts = []
        if whole:
            full = min(done / whole, 1)
            parts.append(f"[{'#' * round(full * _BAR):<{_BAR}}] {full:4.0%}")
        elif done:
            parts.append(shortened(done))
        if rate >= 1:
            parts.append(f"{shortened(int(rate))}/s")
            if whole and done < whole:
                parts.append(f"{_clock((whole - done) / rate)} left")
        tail = "  ".join(parts)
        room = columns() - 1 - len(tail) - 2
        text = printable(stage)
        while width(text) > room:
            text = text[1:]
        sys.stderr.write(f"\r\x1b[K{text}  {tail}")
        sys.stderr.flush()
        self._shown = True

    def _wipe(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
