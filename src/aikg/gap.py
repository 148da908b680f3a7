"""Gaps: for each record of one group, the first model of another group at or above it, and the days between.

`behind` counts the days by which the record came after that model: positive, the group was behind; negative,
it was ahead. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import AmbiguousName, UnknownName, UsageError
from aikg.frontier import (
    DATES,
    GROUPINGS,
    Entry,
    Record,
    Row,
    captions,
    check_date_kind,
    day_of,
    entries,
    newest,
    records,
    scored,
)
from aikg.lag import Interval, Span, days_between
from aikg.solutions import Column, Iri, Section, Solutions, Value, lexical
from aikg.wording import dated as worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

METRICS: Final = ("benchmark/aa-intelligence-index-v2", "Epoch Capabilities Index")
"""General measures of language models: a gap on one is counted on the other too, to show what it hangs on."""


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

    @property
    def words(self) -> str:
        """The figure in words: “64 days behind”, “100 days ahead”, “ahead, 42 days and counting”."""
        if self.counting is not None:
            return f"ahead, {_days(self.counting)} and counting"
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
    until: date | None
    """The day up to which models were looked at; without `as_of` the newest date in the data."""
    matches: tuple[Match, ...]
    standing: Standing | None
    """None where one of the groups has no dated score."""
    remarks: tuple[str, ...]

    def solutions(self) -> Solutions:
        """One row for each record of the first group, oldest first."""
        columns = (
            Column("date", "date of the record, or the earliest day that it can be"),
            Column("precision", "how exactly that date is known: day, month, quarter or year"),
            Column("modelLabel", f"record of {self.one.label}"),
            Column("labLabel", "its lab"),
            Column("score", "its best, in the unit of the version"),
            Column("decimals", "digits with which the source prints scores", hidden=True),
            Column(
                "match", f"first model of {self.other.label} at or above it; several where any can be first"
            ),
            Column("matchScore", "their best"),
            Column("matched", "date of the match, as exactly as it is known"),
            Column("lag", "days by which the record was behind or ahead, in words"),
            Column(
                "behindFewest", "fewest days behind; negative is ahead; empty without a match", hidden=True
            ),
            Column("behindMost", "most days behind; negative is ahead; empty without a match", hidden=True),
            Column("countingFewest", "without a match: fewest days ahead so far", hidden=True),
            Column("countingMost", "without a match: most days ahead so far", hidden=True),
            Column("matchedEarliest", "earliest day of the match", hidden=True),
            Column("matchedLatest", "latest day of the match", hidden=True),
            Column("model", "IRI of the record's model", hidden=True),
            Column("matchModel", "IRI of the first of the matching models", hidden=True),
        )
        return Solutions(columns, tuple(_row(match) for match in self.matches))

    def sections(self) -> tuple[Section, ...]:
        """The records, then the best of both groups now."""
        return (
            Section(f"Records of {self.one.label} against {self.other.label}", self.solutions(), "records"),
            Section(f"Best on {self.until}" if self.until else "Best", self._now(), "best"),
        )

    def _now(self) -> Solutions:
        columns = (
            Column("group", "the group"),
            Column("date", "date of its best model, or the earliest day that it can be"),
            Column("precision", "how exactly that date is known"),
            Column("modelLabel", "its best model"),
            Column("labLabel", "the model's lab"),
            Column("score", "in the unit of the version"),
            Column("decimals", "digits with which the source prints scores", hidden=True),
            Column("source", "who reports the score", hidden=True),
            Column("model", "IRI of the model", hidden=True),
        )
        if self.standing is None:
            return Solutions(columns, ())
        rows: list[tuple[Value, ...]] = [
            (
                group.label,
                e.when.first,
                e.precision,
                e.label,
                e.lab,
                e.score,
                e.decimals,
                e.source,
                Iri(e.model),
            )
            for group, best in ((self.one, self.standing.one), (self.other, self.standing.other))
            for e in best
        ]
        return Solutions(columns, tuple(rows))


def _row(match: Match) -> tuple[Value, ...]:
    entry, reached = match.record.entry, match.reach
    behind, counting = match.behind, match.counting
    scores = {_figure(e.score, e.decimals): None for e in reached.entries} if reached else {}
    return (
        entry.when.first,
        entry.precision,
        entry.label,
        entry.lab,
        entry.score,
        entry.decimals,
        reached.named if reached else None,
        "; ".join(scores) or None,
        reached.dated if reached else None,
        match.words,
        behind.fewest if behind else None,
        behind.most if behind else None,
        counting.fewest if counting else None,
        counting.most if counting else None,
        reached.when.first if reached else None,
        reached.when.last if reached else None,
        Iri(entry.model),
        Iri(reached.entries[0].model) if reached else None,
    )


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


def matches(one: Iterable[Entry], other: Iterable[Entry], until: date | None = None) -> tuple[Match, ...]:
    """For each record of `one` the first model of `other` at or above it, oldest record first.

    `until` is the day up to which a record without a match is counted; None counts to the newest day of both.
    """
    mine, theirs = tuple(one), tuple(other)
    end = until or max((e.when.first for e in (*mine, *theirs)), default=None)
    found = []
    for record in records(mine):
        reached = reach(theirs, record.entry.merit)
        if reached is not None:
            found.append(Match(record, reached, days_between(reached.when, record.entry.when), None))
        else:
            assert end is not None
            found.append(Match(record, None, None, _since(record.entry.when, end)))
    return tuple(found)


def standing(one: Iterable[Entry], other: Iterable[Entry], until: date) -> Standing | None:
    """The best of both groups and for how long the better has been above the other; None without scores."""
    mine, theirs = _best(one := tuple(one)), _best(other := tuple(other))
    if not mine or not theirs:
        return None
    points = mine[0].merit - theirs[0].merit
    since = None
    if points > 0:
        since = reach(one, theirs[0].merit, above=True)
    elif points < 0:
        since = reach(other, mine[0].merit, above=True)
    return Standing(mine, theirs, points, _since(since.when, until) if since else None, since)


def gap(
    graph: KnowledgeGraph,
    one: str,
    other: str,
    benchmark: str | None = None,
    date: str = "released",
    as_of: date | str | None = None,
) -> Gap:
    """How far `one` is behind `other`: two countries, open and closed, two lab categories or two labs.

    `benchmark`, `date` and `as_of` are as for `frontier`. Raises UnknownName, UsageError where the two are
    not of one kind, or BadParameter.
    """
    check_date_kind(date)
    day = day_of(as_of)
    by, mine, theirs = pair(graph, one, other)
    version, rows = scored(graph, benchmark, day)
    two = _split(rows, by, mine), _split(rows, by, theirs)
    ours = _entries(two, by, date, day)
    until = day or newest(rows, date)
    said = captions(version, [*two[0], *two[1]], date, day)
    found = matches(*ours, until) if all(ours) else ()
    now = standing(*ours, until) if until else None
    if any(m.counting is not None for m in found):
        said.append(f"“And counting” is counted to {until}{'' if day else ', the newest date in the data'}.")
    for group, part in ((mine, ours[0]), (theirs, ours[1])):
        if not part:
            said.append(f"{group.label} has no model with a score and such a date here: nothing to compare.")
    said.extend(_coverage_words(found, ours[1], theirs))
    said.extend(_standing_words(now, mine, theirs, until))
    if found:
        said.append(_newest_words(f"By {DATES[date]}", mine, found))
    for kind in DATES:
        if kind != date:
            said.append(
                _otherwise(kind, _entries(two, by, kind, day), (mine, theirs), day or newest(rows, kind))
            )
    said.extend(_on_other_metrics(graph, version, (by, mine, theirs), date, day))
    return Gap(version, mine, theirs, by, date, until, found, now, tuple(said))


def pair(graph: KnowledgeGraph, one: str, other: str) -> tuple[str, Entity, Entity]:
    """What the two names are, tried in the order country, openness, category, lab; and both things.

    Raises UnknownName for a name of nothing such, UsageError where they are of two kinds or the same.
    """
    first, second = _kinds(graph, one), _kinds(graph, other)
    for kind in GROUPINGS:
        if kind in first and kind in second:
            if first[kind].iri == second[kind].iri:
                raise UsageError(
                    f"“{one}” and “{other}” are both {first[kind].label}; a gap needs two groups."
                )
            return kind, first[kind], second[kind]
    raise UsageError(
        f"“{one}” is {_called(first)} and “{other}” {_called(second)}; "
        "a gap needs two countries, open and closed, two categories or two labs."
    )


def _called(kinds: Iterable[str]) -> str:
    words = {"country": "a country", "openness": "an openness", "category": "a category", "lab": "a lab"}
    return " or ".join(words[kind] for kind in kinds)


def _kinds(graph: KnowledgeGraph, name: str) -> dict[str, Entity]:
    found = {}
    for kind in GROUPINGS:
        try:
            found[kind] = names.resolve(graph, name, kind)
        except UnknownName:
            continue
        except AmbiguousName:
            if kind == "lab" and not found:
                raise
    if not found:
        names.resolve(graph, name, "lab")  # raises, with near names
    return found


def in_words(behind: Span) -> str:
    """Days behind as words; a negative number is ahead, and a range that holds 0 is left open."""
    if behind == Span(0, 0):
        return "the same day"
    if behind.fewest >= 0:
        return f"{_days(behind)} behind"
    if behind.most <= 0:
        return f"{_days(-behind)} ahead"
    return f"between {-behind.fewest} days ahead and {behind.most} behind"


def _days(span: Span) -> str:
    return f"{span} day" if span == Span(1, 1) else f"{span} days"


def _since(when: Interval, until: date) -> Span:
    return days_between(when, Interval(until, until)).at_least(0)


def _best(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The models with the highest score, oldest first."""
    most = max((e.merit for e in entries), default=None)
    best = [e for e in entries if e.merit == most]
    return tuple(sorted(best, key=lambda e: (e.when.first, e.label, e.model)))


def _split(rows: Sequence[Row], by: str, group: Entity) -> list[Row]:
    return [row for row in rows if any(row[iri] == group.iri for iri, _ in GROUPINGS[by])]


def _entries(
    two: tuple[list[Row], list[Row]], by: str, kind: str, day: date | None
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    of_openness = by == "openness"
    one, other = (entries(rows, kind, day, of_openness=of_openness) for rows in two)
    return one, other


def _shown(entry: Entry) -> str:
    return f"{entry.label} ({_figure(entry.score, entry.decimals)})"


def _figure(value: Decimal, decimals: int | None) -> str:
    return lexical(value) if decimals is None else f"{value:.{decimals}f}"


def _newest_words(how: str, one: Entity, found: Sequence[Match]) -> str:
    """One line on the newest record."""
    last = found[-1]
    head = f"{how}: the newest record of {one.label}, {_shown(last.record.entry)}, "
    if last.reach is None:
        return f"{head}is {last.words}."
    against = " or ".join(_shown(e) for e in last.reach.entries)
    assert last.behind is not None
    if last.behind == Span(0, 0):
        return f"{head}came on the same day as {against}."
    return f"{head}was {last.words} {'of ' if last.words.endswith('ahead') else ''}{against}."


def _otherwise(
    kind: str,
    two: tuple[tuple[Entry, ...], tuple[Entry, ...]],
    groups: tuple[Entity, Entity],
    until: date | None,
) -> str:
    """One line on the answer by another kind of date."""
    for group, part in zip(groups, two, strict=True):
        if not part:
            return f"By {DATES[kind]}: {group.label} has no model with a score and such a date."
    return _newest_words(f"By {DATES[kind]}", groups[0], matches(*two, until))


def _coverage_words(found: Sequence[Match], theirs: tuple[Entry, ...], other: Entity) -> list[str]:
    """That the other group's older models may only lack a score."""
    first = min((e.when.first for e in theirs), default=None)
    early = [m for m in found if first and m.record.entry.when.last < first]
    if not early:
        return []
    return [
        f"The oldest model of {other.label} scored here is of {first}: where a record is older than that, "
        "“ahead” may only mean that earlier models were not scored."
    ]


def _standing_words(now: Standing | None, one: Entity, other: Entity, until: date | None) -> list[str]:
    if now is None:
        return []
    best = " and ".join(_shown(e) for e in now.one), " and ".join(_shown(e) for e in now.other)
    head = f"On {until} the best of {one.label} is {best[0]}, of {other.label} {best[1]}"
    if now.lead is None or now.since is None:
        return [f"{head}: level."]
    leader = one if now.points > 0 else other
    points = _figure(abs(now.points), now.one[0].decimals)
    return [
        f"{head}: {leader.label} leads by {points} points, and has been above the other's best for "
        f"{_days(now.lead)} (since {now.since.named}, {now.since.dated})."
    ]


def _on_other_metrics(
    graph: KnowledgeGraph, version: Entity, groups: tuple[str, Entity, Entity], kind: str, day: date | None
) -> list[str]:
    by, mine, theirs = groups
    metrics = []
    for name in METRICS:
        try:
            metrics.append(names.resolve(graph, name, "version"))
        except UnknownName:
            continue  # a graph of somebody's own need not have it
    if version.iri not in [metric.iri for metric in metrics]:
        return []
    said = []
    for metric in metrics:
        if metric.iri == version.iri:
            continue
        another, rows = scored(graph, metric.iri, day)
        two = _entries((_split(rows, by, mine), _split(rows, by, theirs)), by, kind, day)
        if all(two):
            found = matches(*two, day or newest(rows, kind))
            said.append(_newest_words(f"On {another.label}", mine, found))
    return said


__all__ = ["Gap", "Match", "Reach", "Standing", "gap", "in_words", "matches", "pair", "reach", "standing"]
