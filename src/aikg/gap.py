"""Gaps: for each record of one group, the first model of another group at or above it, and the days between.

`behind` counts the days by which the record came after that model: positive, the group was behind; negative,
it was ahead. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.contenders import GROUPINGS, Contenders, Entry
from aikg.dating import DATES
from aikg.errors import UnknownName, UsageError
from aikg.frontier import Record, captions, records
from aikg.garbage import uncollected
from aikg.lag import Interval, Span, days_between
from aikg.solutions import Column, Iri, Section, Solutions, Value, lexical, remarked
from aikg.view import day_of, one_day, one_of
from aikg.wording import dated as worded

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

METRICS: Final = (
    "benchmark/aa-intelligence-index",
    "benchmark/aa-intelligence-index-v2",
    "Epoch Capabilities Index",
)
"""General measures of language models: a gap on one is counted on the others too, for comparison."""


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
class Otherwise:
    """The lag of the newest record when it is counted in another way: other date, metric or model."""

    how: str
    """In words: “by announcement dates”, “on Epoch Capabilities Index (December 2025)”."""
    version: Entity
    dated_by: str
    match: Match | None
    """None where there is nothing to compare; `words` says why."""
    words: str
    until: datetime.date | None = None
    """The day to which “and counting” is counted; None where nothing is."""

    @property
    def status(self) -> str:
        """“counted” with a figure, “counting” without a match yet, “none” without anything to compare."""
        if self.match is None:
            return "none"
        return "counted" if self.match.counting is None else "counting"


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
        columns = _columns(self.one.label, self.other.label)
        rows = tuple(_row(match, self.dated_by, self.version) for match in self.matches)
        return Solutions(columns, rows)

    def sections(self) -> tuple[Section, ...]:
        """The records; the best of both groups now; the newest record counted in other ways."""
        now = f"Standing on {self.until}" if self.until else "Standing"
        return (
            Section(f"Records of {self.one.label} against {self.other.label}", self.solutions(), "records"),
            Section(now, self._standing(), "standing"),
            Section("Otherwise", self._otherwise(), "otherwise"),
        )

    def noted(self) -> tuple[Section, ...]:
        """The sections with the remarks as the last, for whatever is read without standard error."""
        return *self.sections(), remarked(self.remarks)

    def _standing(self) -> Solutions:
        columns = (
            Column("group", "the group"),
            Column("modelLabel", "its best model"),
            Column("labLabel", "the model's lab"),
            Column("score", "in the unit of the version"),
            Column("decimals", "digits with which the source prints scores", hidden=True),
            Column("points", "points above the other group's best; negative is below"),
            Column("days", "days since the group rose above the other's best of now; empty for the other"),
            Column("since", "with which model"),
            Column("daysFewest", "the fewest days that it can be", hidden=True),
            Column("daysMost", "the most days that it can be", hidden=True),
            Column("date", "date of the best model, or the earliest day that it can be", hidden=True),
            Column("precision", "how exactly that date is known", hidden=True),
            Column("until", "the day of this standing", hidden=True),
            Column("asOf", "date of the score", hidden=True),
            Column("source", "who reports the score", hidden=True),
            Column("model", "IRI of the model", hidden=True),
            Column("node", "IRI of the score", hidden=True),
        )
        now = self.standing
        if now is None:
            return Solutions(columns, ())
        rows: list[tuple[Value, ...]] = []
        for group, best, points in ((self.one, now.one, now.points), (self.other, now.other, -now.points)):
            lead, since = (now.lead, now.since) if points > 0 else (None, None)
            rows.extend(
                (
                    group.label,
                    e.label,
                    e.lab,
                    e.score,
                    e.decimals,
                    points,
                    str(lead) if lead else None,
                    since.named if since else None,
                    lead.fewest if lead else None,
                    lead.most if lead else None,
                    e.when.first,
                    e.precision,
                    self.until,
                    e.as_of,
                    e.source,
                    Iri(e.model),
                    Iri(e.node),
                )
                for e in best
            )
        return Solutions(columns, tuple(rows))

    def _otherwise(self) -> Solutions:
        columns = (
            Column("how", "how it is counted"),
            *_columns(self.one.label, self.other.label, few=True),
        )
        empty = (None,) * (len(columns) - 3)
        elsewhere = any(other.until not in (None, self.until) for other in self.otherwise)
        noted = any(other.match is None for other in self.otherwise)
        more = (
            Column("status", "counted, counting (no match yet) or none (nothing to compare)", hidden=True),
            Column("until", "day to which “and counting” is counted", not elsewhere, heading="counted to"),
            Column("note", "why there is no figure", hidden=not noted),
        )
        rows: list[tuple[Value, ...]] = []
        for other in self.otherwise:
            cells: list[Value] = [*empty, other.dated_by, Iri(other.version.iri)]
            if other.match is not None:
                cells = list(_row(other.match, other.dated_by, other.version))
            note = other.words if other.match is None else None
            rows.append((other.how, *cells, other.status, other.until, note))
        return Solutions((*columns, *more), tuple(rows))


def _columns(one: str, other: str, *, few: bool = False) -> tuple[Column, ...]:
    """The columns of a match; with `few` a table for people shows models and lag only."""
    return (
        Column("date", "date of the record, or the earliest day that it can be", hidden=few),
        Column("precision", "how exactly that date is known: day, month, quarter or year", hidden=few),
        Column("modelLabel", f"record of {one}"),
        Column("score", "its best, in the unit of the version", hidden=few),
        Column("decimals", "digits with which the source prints scores", hidden=True),
        Column("lag", "days by which the record was behind or ahead, in words"),
        Column("match", f"first model of {other} at or above it; several where any can be first"),
        Column("matched", "date of the match, as exactly as it is known", hidden=few),
        Column("matchScore", "their best; a number where it is one", hidden=few),
        Column("labLabel", "lab of the record", hidden=few),
        Column("behindFewest", "fewest days behind; negative is ahead; empty without a match", hidden=True),
        Column("behindMost", "most days behind; negative is ahead; empty without a match", hidden=True),
        Column("countingFewest", "without a match: fewest days ahead so far", hidden=True),
        Column("countingMost", "without a match: most days ahead so far", hidden=True),
        Column("covered", f"whether an older model of {other} is scored", hidden=True),
        Column("matchedEarliest", "earliest day of the match", hidden=True),
        Column("matchedLatest", "latest day of the match", hidden=True),
        Column("asOf", "date of the record's score", hidden=True),
        Column("source", "who reports the record's score", hidden=True),
        Column("matchSource", "who reports the scores of the match", hidden=True),
        Column("model", "IRI of the record's model", hidden=True),
        Column("node", "IRI of its score", hidden=True),
        Column("matchModel", "IRIs of the matching models, parted by blanks", hidden=True),
        Column("matchNode", "IRIs of their scores, parted by blanks", hidden=True),
        Column("datedBy", "which date counts: released, announced or weights", hidden=True),
        Column("version", "IRI of the benchmark version", hidden=True),
    )


def _row(match: Match, dated_by: str, version: Entity) -> tuple[Value, ...]:
    entry, reached = match.record.entry, match.reach
    behind, counting = match.behind, match.counting
    first = reached.entries if reached else ()
    scores = list(dict.fromkeys(e.score for e in first))
    return (
        entry.when.first,
        entry.precision,
        entry.label,
        entry.score,
        entry.decimals,
        match.words,
        reached.named if reached else None,
        reached.dated if reached else None,
        scores[0] if len(scores) == 1 else _listed(_figure(e.score, e.decimals) for e in first),
        entry.lab,
        behind.fewest if behind else None,
        behind.most if behind else None,
        counting.fewest if counting else None,
        counting.most if counting else None,
        match.covered,
        reached.when.first if reached else None,
        reached.when.last if reached else None,
        entry.as_of,
        entry.source,
        _listed(e.source for e in first),
        Iri(entry.model),
        Iri(entry.node),
        " ".join(e.model for e in first) or None,
        " ".join(e.node for e in first) or None,
        dated_by,
        Iri(version.iri),
    )


def _listed(texts: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None


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
    ours = _compared(sides, by, date)
    until = field.bound or field.newest(date)
    found = matches(*ours, until) if all(ours) else ()
    now = standing(*ours, until) if until else None
    shown = [m.record.entry for m in found] + [e for m in found if m.reach for e in m.reach.entries]
    said = captions(field, date, shown)
    counted = [
        *_against_the_best(field.version, date, found, ours[1], theirs),
        *_by_other_dates(field, sides, by, date, groups, until),
        *_on_other_metrics(graph, field, by, groups, date, found),
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
    named = names.candidates(graph, name)
    fitting = {kind: names.of_kind(named, kind) for kind in GROUPINGS}
    found = {kind: entities[0] for kind, entities in fitting.items() if len(entities) == 1}
    if found:
        return found
    try:
        return {"lab": names.resolve(graph, name, "lab")}
    except UnknownName as error:
        groups = "A gap is of countries (CN), open and closed, categories of labs (start-up) or labs."
        hint = f"{groups} {error.hint}"
        raise UnknownName(
            "country, openness, category or lab", name, lambda: _near(graph, name), hint
        ) from None


def _near(graph: KnowledgeGraph, name: str, most: int = 4) -> list[str]:
    """Labels of groups of every kind whose name is like this one, nearest first."""
    from difflib import SequenceMatcher

    key = names.normalise(name[: names.MAX_LENGTH])
    labels = dict.fromkeys(label for kind in GROUPINGS for label in names.near(graph, name, kind))
    likeness = {label: SequenceMatcher(None, key, names.normalise(label)).ratio() for label in labels}
    return sorted(labels, key=lambda label: -likeness[label])[:most]


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


def _since(when: Interval, until: datetime.date) -> Span:
    return days_between(when, Interval(until, until)).at_least(0)


def _best(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The models with the highest score, oldest first."""
    most = max((e.merit for e in entries), default=None)
    best = [e for e in entries if e.merit == most]
    return tuple(sorted(best, key=lambda e: (e.when.first, e.label, e.model)))


def _compared(
    sides: tuple[Contenders, Contenders], by: str, kind: str
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries of both sides; those that a gap shows with all that is shown of them."""
    one, other = (side.entries(kind, of_openness=by == "openness") for side in sides)
    last = max((e.when.last for e in (*one, *other)), default=None)
    found = matches(one, other, last) if one and other else ()
    ours = sides[0].detailed([*(m.record.entry for m in found), *_best(one)])
    leaders = _leading(one, other), _leading(other, one)
    first = [e for m in found if m.reach for e in m.reach.entries]
    then = _leaders(other, found[-1].record) if found else ()
    theirs = sides[1].detailed([*first, *then, *_best(other), *leaders[1]])
    ours |= sides[0].detailed(leaders[0])
    return tuple(ours.get(e.model, e) for e in one), tuple(theirs.get(e.model, e) for e in other)


def _leading(one: tuple[Entry, ...], other: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """With what the first rose above the best of the other."""
    best = _best(other)
    since = reach(one, best[0].merit, above=True) if best else None
    return since.entries if since else ()


def _shown(entry: Entry) -> str:
    return f"{entry.label} ({_figure(entry.score, entry.decimals)})"


def _figure(value: Decimal, decimals: int | None) -> str:
    return lexical(value) if decimals is None else f"{value:.{decimals}f}"


def _against_the_best(
    version: Entity, kind: str, found: Sequence[Match], theirs: tuple[Entry, ...], other: Entity
) -> list[Otherwise]:
    """The newest record against the other group's best of its day, where an older model matched it first."""
    if not found or found[-1].reach is None:
        return []
    last = found[-1]
    best = reach(_leaders(theirs, last.record), last.record.entry.merit)
    if best is None or last.reach is None or best.when.first <= last.reach.when.last:
        return []
    match = Match(last.record, best, days_between(best.when, last.record.entry.when), None, last.covered)
    return [_counted(f"against the best of {other.label} then", version, kind, match)]


def _leaders(theirs: Iterable[Entry], record: Record) -> tuple[Entry, ...]:
    """The best of the other group among those dated by the day of a record."""
    return _best(tuple(e for e in theirs if e.when.first <= record.entry.when.first))


def _by_other_dates(
    field: Contenders,
    sides: tuple[Contenders, Contenders],
    by: str,
    kind: str,
    groups: tuple[Entity, Entity],
    until: datetime.date | None,
) -> list[Otherwise]:
    """The newest record by each other kind of date, counted to the day of the whole answer."""
    found = []
    for other in DATES:
        if other == kind:
            continue
        two = _compared(sides, by, other)
        lacking = [group.label for group, part in zip(groups, two, strict=True) if not part]
        how = f"by {_SHORT[other]}"
        if lacking:
            words = f"no scored model of {' and '.join(lacking)} has such a date"
            found.append(Otherwise(how, field.version, other, None, words))
        else:
            match = matches(*two, until)[-1]
            found.append(_counted(how, field.version, other, match, until))
    return found


def _counted(
    how: str, version: Entity, kind: str, match: Match, until: datetime.date | None = None
) -> Otherwise:
    """A match with the day to which it is counted, which is never before the record itself."""
    if match.counting is None:
        return Otherwise(how, version, kind, match, match.words)
    own = match.record.entry.when.first
    return Otherwise(how, version, kind, match, match.words, max(until or own, own))


def _on_other_metrics(
    graph: KnowledgeGraph,
    field: Contenders,
    by: str,
    groups: tuple[Entity, Entity],
    kind: str,
    found: Sequence[Match],
) -> list[Otherwise]:
    """On each other metric the same model, where it is a record there, and the newest record."""
    metrics = dict.fromkeys(
        names.resolve(graph, name, "version", field.as_of)
        for name in METRICS
        if names.candidates(graph, name)  # a graph of somebody's own need not have it
    )
    if field.version.iri not in [metric.iri for metric in metrics]:
        return []
    counted = []
    for metric in metrics:
        if metric.iri == field.version.iri:
            continue
        there = Contenders(graph, metric.iri, field.as_of, field.released_by)
        how = f"on {metric.label}"
        if not len(there) and field.as_of is not None:
            words = f"no score was published by {field.as_of}; --released-by takes today's"
            counted.append(Otherwise(how, metric, kind, None, words))
            continue
        sides = there.members(by, groups[0].iri), there.members(by, groups[1].iri)
        two = _compared(sides, by, kind)
        lacking = [group.label for group, part in zip(groups, two, strict=True) if not part]
        if lacking:
            words = f"no model of {' and '.join(lacking)} is scored and dated"
            counted.append(Otherwise(how, metric, kind, None, words))
            continue
        until = there.bound or there.newest(kind)
        all_there = matches(*two, until)
        same = {found[-1].record.entry.model} if found else set()
        chosen = [m for m in all_there[:-1] if m.record.entry.model in same]
        counted.extend(_counted(how, metric, kind, m, until) for m in (*chosen, all_there[-1]))
    return counted


_SHORT: Final = {"released": "release", "announced": "announcement", "weights": "release of the weights"}


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
    points = _figure(abs(now.points), now.one[0].decimals)
    return [
        f"{head}: {leader.label} leads by {points} points, and has been above the other's best for "
        f"{_days(now.lead)} (since {now.since.named}, {now.since.dated})."
    ]


__all__ = [
    "Gap",
    "Match",
    "Otherwise",
    "Reach",
    "Standing",
    "gap",
    "in_words",
    "matches",
    "pair",
    "reach",
    "standing",
]
