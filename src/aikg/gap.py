"""Gaps: for each record of one group, the first model of another group at or above it, and the days between.

`behind` counts the days by which the record came after that model: positive, the group was behind; negative,
it was ahead. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg import gap_tables
from aikg.contenders import Contenders
from aikg.dating import DATES
from aikg.frontier import captions
from aikg.garbage import uncollected
from aikg.matching import Match, Standing, in_days, matches, standing
from aikg.otherwise import Otherwise, against_the_best, by_other_dates, on_other_metrics
from aikg.pairing import pair
from aikg.sides import compared
from aikg.solutions import Section, Solutions, remarked
from aikg.view import day_of, one_day, one_of
from aikg.wording import readable

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from aikg.contenders import Entry
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


@dataclass(frozen=True)
class Gap:
    """How far one group is behind the other, record by record and now."""

    version: Entity
    one: Entity
    other: Entity
    by: str
    """What both are: country, openness, category or lab."""
    dated_by: str
    """Which date of a model counts: released, announced or weights."""
    until: datetime.date | None
    """The day up to which models were looked at: the one asked for, or that of the newest scored model."""
    matches: tuple[Match, ...]
    standing: Standing | None
    """None where one of the groups has no dated score."""
    otherwise: tuple[Otherwise, ...]
    """The newest record against the other's best, by each other date, and on each other metric."""
    remarks: tuple[str, ...]

    def solutions(self) -> Solutions:
        """One row for each record of the first group, oldest first."""
        return gap_tables.matched(self.matches, self.dated_by, self.version, self.one, self.other)

    def sections(self) -> tuple[Section, ...]:
        """The records; the best of both groups now; the newest record counted in other ways."""
        now = f"Standing on {self.until}" if self.until else "Standing"
        standing = gap_tables.standing(self.standing, self.one, self.other, self.until)
        otherwise = gap_tables.otherwise(self.otherwise, self.one, self.other, self.until)
        return (
            Section(f"Records of {self.one.label} against {self.other.label}", self.solutions(), "records"),
            Section(now, standing, "standing"),
            Section("Otherwise", otherwise, "otherwise"),
        )

    def noted(self) -> tuple[Section, ...]:
        """The sections with the remarks as the last, for whatever is read without standard error."""
        return *self.sections(), remarked(self.remarks)


@uncollected()
def gap(
    graph: KnowledgeGraph,
    one: str,
    other: str,
    benchmark: str | None = None,
    date: str = "released",
    as_of: datetime.date | str | None = None,
    released_by: datetime.date | str | None = None,
) -> Gap:
    """How far `one` is behind `other`: two countries, open and closed, two lab categories or two labs.

    `benchmark`, `date`, `as_of` and `released_by` are as for `frontier`. Raises UnknownName, UsageError where
    the two are not of one kind or both days are given, or BadParameter.
    """
    one_of("date", date, DATES)
    one_day(as_of, released_by)
    days = day_of("as_of", as_of), day_of("released_by", released_by)
    by, mine, theirs = pair(graph, one, other)
    field = Contenders(graph, benchmark, *days)
    groups = mine, theirs
    sides = field.members(by, mine.iri), field.members(by, theirs.iri)
    ours = compared(sides, by, date)
    until = field.bound or field.newest(date)
    found = matches(*ours, until) if all(ours) else ()
    now = standing(*ours, until) if until else None
    shown = [m.record.entry for m in found] + [e for m in found if m.reach for e in m.reach.entries]
    said = captions(field, date, shown)
    counted = [
        *against_the_best(field.version, date, found, ours[1], theirs),
        *by_other_dates(field, sides, by, date, groups, until),
        *on_other_metrics(graph, field, by, groups, date, found),
    ]
    if any(m.counting is not None for m in found) or any(o.until == until for o in counted if o.until):
        to = until if field.bound else f"the newest scored model here, of {until}"
        said.append(f"“And counting” is counted to {to}.")
    if len(field):
        for group, part in zip(groups, ours, strict=True):
            if not part:
                said.append(f"{group.label} has no model with a score and such a date here.")
    said.extend(_coverage_words(found, ours[1], theirs))
    said.extend(_standing_words(now, mine, theirs, until))
    return Gap(field.version, mine, theirs, by, date, until, found, now, tuple(counted), tuple(said))


def _coverage_words(found: Sequence[Match], theirs: tuple[Entry, ...], other: Entity) -> list[str]:
    """That the other group's older models may only lack a score."""
    if all(match.covered for match in found):
        return []
    first = min(e.when.first for e in theirs)
    return [
        f"The oldest model of {other.label} scored here is of {first}: where a record is older than that, "
        "“ahead” may only mean that earlier models were not scored."
    ]


def _standing_words(
    now: Standing | None, one: Entity, other: Entity, until: datetime.date | None
) -> list[str]:
    if now is None:
        return []
    best = " and ".join(_shown(e) for e in now.one), " and ".join(_shown(e) for e in now.other)
    head = f"On {until} the best of {one.label} is {best[0]}, of {other.label} {best[1]}"
    if now.lead is None or now.since is None:
        return [f"{head}: level."]
    leader = one if now.points > 0 else other
    points = readable(abs(now.points), decimals=now.one[0].decimals)
    return [
        f"{head}: {leader.label} leads by {points} points, and has been above the other's best for "
        f"{in_days(now.lead)} (since {now.since.named}, {now.since.dated})."
    ]


def _shown(entry: Entry) -> str:
    return f"{entry.label} ({readable(entry.score, decimals=entry.decimals)})"
