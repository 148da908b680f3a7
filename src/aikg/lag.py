"""Lags: days between dates that may be known only to the month, the quarter or the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, order=True)
class Span:
    """A number of days that is known only to lie between `fewest` and `most`, both included."""

    fewest: int
    most: int

    def __post_init__(self) -> None:
        if self.fewest > self.most:
            raise ValueError(f"{self.fewest} is more than {self.most}")

    @property
    def exact(self) -> bool:
        """Whether there is only one number that it can be."""
        return self.fewest == self.most

    def __neg__(self) -> Span:
        return Span(-self.most, -self.fewest)

    def at_least(self, least: int) -> Span:
        """The span without what lies below `least`."""
        return Span(max(self.fewest, least), max(self.most, least))

    def __str__(self) -> str:
        return str(self.fewest) if self.exact else f"{self.fewest} to {self.most}"


@dataclass(frozen=True, order=True)
class Interval:
    """The days on which something can have happened, from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first} is after {self.last}")


def interval(day: date, precision: str | None) -> Interval:
    """The days that a stored date can be: from the stored day to the end of its month, quarter or year.

    A stored date is the earliest day that it can be. Precision `day`, or None, is that day alone; any
    other word than day, month, quarter and year raises ValueError.
    """
    if precision in (None, "", "day"):
        return Interval(day, day)
    if precision not in _MONTHS:
        raise ValueError(f"“{precision}” is no precision; day, month, quarter and year are")
    size = _MONTHS[precision]
    month = (day.month - 1) // size * size + size  # the last month of the period
    if month == 12:
        return Interval(day, date(day.year, 12, 31))
    return Interval(day, date(day.year, month + 1, 1) - timedelta(days=1))


def days_between(earlier: Interval, later: Interval) -> Span:
    """Days from one date to another, negative where the second comes first."""
    return Span((later.first - earlier.last).days, (later.last - earlier.first).days)
