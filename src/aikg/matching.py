"""Matching: which model of one group first came to the score of another's record, and the days between.

Over plain entries, without a graph: a span of days is a range where dates are known only to the month,
quarter or year.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg.frontier import Record, records
from aikg.lag import Interval, Span, days_between
from aikg.wording import dated as worded

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
    from decimal import Decimal

    from aikg.contenders import Entry


@dataclass(frozen=True)
class Reach:
    """When a group first came to a score."""

    when: Interval
    entries: tuple[Entry, ...]
    """The models that can have been first, oldest first: several on one day or where dates are partial."""

    @property
    def named(self) -> str:
        """The models, by name."""
        return "; ".join(entry.label for entry in self.entries)

    @property
    def dated(self) -> str:
        """The date as exactly as it is known."""
        if self.when.first == self.when.last:
            return self.when.first.isoformat()
        if len(self.entries) == 1:
            return worded(self.when.first, self.entries[0].precision)
        return f"{self.when.first} to {self.when.last}"


@dataclass(frozen=True)
class Match:
    """A record of one group, and how the other group came to its score."""

    record: Record
    reach: Reach | None
    """None where the other group has no model at or above it yet."""
    behind: Span | None
    """Days from that model to the record: positive, the record's group was behind. None without a match."""
    counting: Span | None
    """Without a match: the days for which the record has been ahead so far."""
    covered: bool = True
    """Whether the other group has a scored model that can be older; else “ahead” may mean unscored."""

    @property
    def words(self) -> str:
        """The figure in words: “64 days behind”, “100 days ahead”, “ahead, 42 days and counting”."""
        if self.counting is not None:
            return f"ahead, {in_days(self.counting)} and counting"
        assert self.behind is not None
        return in_words(self.behind)


@dataclass(frozen=True)
class Standing:
    """The best of both groups on one day."""

    one: tuple[Entry, ...]
    other: tuple[Entry, ...]
    points: Decimal
    """By how much the first group is better; negative where the other is."""
    lead: Span | None
    """Days since the leading group first rose above the other's best; None where both are level."""
    since: Reach | None
    """The model with which it did."""


def reach(entries: Iterable[Entry], merit: Decimal, *, above: bool = False) -> Reach | None:
    """When these models first came to a score, at least it or, with `above`, more; None where they did not.

    With partial dates the first day lies between the earliest day that any of them can have and the earliest
    of their latest days; all that can have been first are named.
    """
    fitting = [e for e in entries if (e.merit > merit if above else e.merit >= merit)]
    if not fitting:
        return None
    when = Interval(min(e.when.first for e in fitting), min(e.when.last for e in fitting))
    first = [e for e in fitting if e.when.first <= when.last]
    return Reach(when, tuple(sorted(first, key=lambda e: (e.when.first, -e.merit, e.label, e.model))))


def matches(
    one: Iterable[Entry], other: Iterable[Entry], until: datetime.date | None = None
) -> tuple[Match, ...]:
    """For each record of `one` the first model of `other` at or above it, oldest record first.

    `until` is the day up to which a record without a match is counted; None counts to the newest day of both.
    """
    mine, theirs = tuple(one), tuple(other)
    end = until or max((e.when.first for e in (*mine, *theirs)), default=None)
    oldest = min((e.when.first for e in theirs), default=None)
    found = []
    for record in records(mine):
        reached = reach(theirs, record.entry.merit)
        covered = oldest is not None and oldest <= record.entry.when.last
        if reached is not None:
            behind = days_between(reached.when, record.entry.when)
            found.append(Match(record, reached, behind, None, covered))
        else:
            assert end is not None
            found.append(Match(record, None, None, _since(record.entry.when, end), covered))
    return tuple(found)


def standing(one: Iterable[Entry], other: Iterable[Entry], until: datetime.date) -> Standing | None:
    """The best of both groups and for how long the better has been above the other; None without scores."""
    mine, theirs = best_of(one := tuple(one)), best_of(other := tuple(other))
    if not mine or not theirs:
        return None
    points = mine[0].merit - theirs[0].merit
    since = None
    if points > 0:
        since = reach(one, theirs[0].merit, above=True)
    elif points < 0:
        since = reach(other, mine[0].merit, above=True)
    return Standing(mine, theirs, points, _since(since.when, until) if since else None, since)


def best_of(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The models with the highest score, oldest first."""
    most = max((e.merit for e in entries), default=None)
    best = [e for e in entries if e.merit == most]
    return tuple(sorted(best, key=lambda e: (e.when.first, e.label, e.model)))


def leading(one: tuple[Entry, ...], other: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """With what the first rose above the best of the other."""
    best = best_of(other)
    since = reach(one, best[0].merit, above=True) if best else None
    return since.entries if since else ()


def best_then(theirs: Iterable[Entry], record: Record) -> tuple[Entry, ...]:
    """The best of the other group among those dated by the day of a record."""
    return best_of(tuple(e for e in theirs if e.when.first <= record.entry.when.first))


def in_words(behind: Span) -> str:
    """Days behind as words; a negative number is ahead, and a range that holds 0 is left open."""
    if behind == Span(0, 0):
        return "the same day"
    if behind.fewest >= 0:
        return f"{in_days(behind)} behind"
    if behind.most <= 0:
        return f"{in_days(-behind)} ahead"
    return f"between {-behind.fewest} days ahead and {behind.most} behind"


def in_days(span: Span) -> str:
    """A number of days as words: “1 day”, “64 days”, “3 to 33 days”."""
    return f"{span} day" if span == Span(1, 1) else f"{span} days"


def _since(when: Interval, until: datetime.date) -> Span:
    return days_between(when, Interval(until, until)).at_least(0)
