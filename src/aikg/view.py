"""A view: the words by which a question says of which day, and by which date, it is asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from aikg.errors import BadParameter, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def day_of(name: str, day: date | str | None) -> date | None:
    """A day as people give it. Raises BadParameter, which names the parameter, for what is no date."""
    if day is None or isinstance(day, date):
        return day
    from aikg import binding

    return binding.day(day, name)


def one_day(as_of: object, released_by: object) -> None:
    """Raises UsageError where both days are given: each is a view of its own, and two are none."""
    if as_of is not None and released_by is not None:
        raise UsageError(
            "Give --as-of or --released-by, not both. --as-of is what one could know on a day: models dated "
            "and scores published by then; --released-by is the models dated by a day, with today's scores."
        )


def one_of(name: str, value: str | None, allowed: Iterable[str | None]) -> None:
    """Raises BadParameter, with the values that there are, where `value` is none of them."""
    known = list(allowed)
    if value not in known:
        words = ", ".join(word for word in known if word)
        raise BadParameter(f"{name} is one of {words}; got “{value}”.")
