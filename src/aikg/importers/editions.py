"""Editions: which day, month or year a file of a source is of, where its name says so."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from aikg.errors import DataError
from aikg.importers.cells import Unreadable, date_of
from aikg.importers.records import Dated

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATE: Final = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?([0-2][0-9]|3[01]))?)?(?![0-9])"
)


def issued_in(name: str) -> Dated | None:
    """The date in a file's name, as exact as it is: `models_2026-07-10.json`, `index_2025-12.csv`.

    The most exact one counts, of equals the last; None where there is none.
    """
    found: list[Dated] = []
    for year, month, day in _DATE.findall(name.replace("\\", "/").rpartition("/")[2]):
        try:
            first = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            continue
        found.append(Dated(first, "day" if day else "month" if month else "year"))
    order = ("year", "month", "day")
    return max(reversed(found), key=lambda dated: order.index(dated.precision), default=None)


def newest(dates: Iterable[object]) -> Dated | None:
    """The newest of dates that are known to the day; what is no date is passed over."""
    found: Dated | None = None
    for value in dates:
        try:
            dated = date_of(value)
        except Unreadable:
            continue
        if dated and dated.precision == "day" and (found is None or dated.day > found.day):
            found = dated
    return found


def edition_of(dated: Dated) -> str:
    """How an edition of that date is called: `2026-07-10`, `2025-12`, `2025-Q2`, `2025`."""
    text = dated.day.isoformat()
    if dated.precision == "quarter":
        return f"{text[:4]}-Q{(dated.day.month + 2) // 3}"
    return text[: {"day": 10, "month": 7, "year": 4}[dated.precision]]


def month_of(dated: Dated | None, name: str) -> str:
    """The month of an edition, which a benchmark version is called by (`2025-12`).

    DataError where the month is not known: two versions must never be taken for one.
    """
    if dated is None or dated.precision not in ("day", "month"):
        raise DataError("does not tell the month it is of; give it, for instance 2025-12", name)
    return edition_of(Dated(dated.day, "month"))
