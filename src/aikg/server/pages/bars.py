"""Bars: the simple chart of an answer, drawn from its first columns of names and of numbers.

A bar begins at 0. Not drawn is what does not suit: no numbers, no names, a single row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg.wording import grid, visible

if TYPE_CHECKING:
    from aikg.solutions import Solutions

MOST = 30
"""Bars; of more rows the first are drawn."""

_NO_MEASURE = ("rank", "number", "order", "place", "depth")
"""Columns of numbers that measure nothing."""
_LONG = 44


@dataclass(frozen=True)
class Bar:
    """A row of the chart. Lengths are in thousandths of the width."""

    name: str
    words: str
    start: int
    length: int


@dataclass(frozen=True)
class Bars:
    """A chart, and what it shows."""

    name: str
    measure: str
    bars: tuple[Bar, ...]
    whole: int
    """How many rows the answer has."""
    zero: int
    """Where 0 stands, in thousandths."""


def chart(answer: Solutions) -> Bars | None:
    """The chart of an answer; None where it has none."""
    headings, numeric, rows = grid(answer)
    columns = [answer.names[i] for i in visible(answer)]
    measures = [i for i, number in enumerate(numeric) if number and columns[i] not in _NO_MEASURE]
    names = [i for i, number in enumerate(numeric) if not number]
    if not measures or not names or len(rows) < 2:
        return None
    name, measure = names[0], measures[0]
    at = visible(answer)[measure]
    shown = [
        (_cut(row[name]), row[measure], float(whole[at]))  # type: ignore[arg-type]
        for row, whole in zip(rows, answer.rows, strict=True)
        if whole[at] is not None
    ][:MOST]
    if len(shown) < 2:
        return None
    low, high = min(0.0, *(v for *_, v in shown)), max(0.0, *(v for *_, v in shown))
    if not 0 < high - low < float("inf"):
        return None

    def place(value: float) -> int:
        return round(1000 * (value - low) / (high - low))

    zero = place(0)
    made = (
        Bar(label, text, min(zero, place(value)), max(1, abs(place(value) - zero)))
        for label, text, value in shown
    )
    return Bars(headings[name], headings[measure], tuple(made), len(rows), zero)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
