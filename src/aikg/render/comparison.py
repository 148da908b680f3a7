"""Comparisons for people: a column a thing, a row a property or a contest, sources by number.

Machine formats keep one value of one thing a row; only tables and Markdown are arranged so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg.contest import INSIDE, NO_INTERVAL, OUTSIDE, SAME
from aikg.profile import NOT_DISCLOSED
from aikg.render.facts import listed, numbered, told
from aikg.solutions import Column, Section, Solutions, Value
from aikg.wording import dated, readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from aikg.comparison import Comparison
    from aikg.contest import Contest, Reading
    from aikg.profile import Fact

Numbers = dict[str, int]

_INTERVALS: Final = {INSIDE: "inside", OUTSIDE: "outside", NO_INTERVAL: "none stated", None: None}
"""What a column headed “interval” says."""


def side_by_side(comparison: Comparison, *, all: bool = False) -> list[Section]:
    """Facts and scores with a column for each thing, and the sources; with `all` what only one has too."""
    numbers: Numbers = {}
    sections = [
        Section("Facts", _facts(comparison, numbers)),
        Section("Scores", _scores(comparison, numbers)),
        *([Section("Scores of one only", _alone(comparison, numbers))] if all else []),
    ]
    return [section for section in sections if section.solutions.rows] + listed(numbers)


def _things(comparison: Comparison) -> list[Column]:
    return [Column(thing.short, heading=thing.label) for thing in comparison.things]


def _facts(comparison: Comparison, numbers: Numbers) -> Solutions:
    rows: list[tuple[Value, ...]] = []
    for name in dict.fromkeys(fact.property for fact in comparison.facts):
        cells = [
            _cell([f for f in comparison.facts if f.property == name and f.thing == thing], numbers)
            for thing in comparison.things
        ]
        rows.append((name, *cells))
    return Solutions((Column("property"), *_things(comparison)), tuple(rows))


def _cell(facts: Iterable[Fact], numbers: Numbers) -> str | None:
    """Values, each set of sources after those that it states: `text, image [1]; video [2]`."""
    sources: dict[str, list[str]] = {}
    for fact in facts:
        if fact.value is None and fact.status != NOT_DISCLOSED:
            continue
        titles = sources.setdefault(_words(fact), [])
        if fact.source and fact.source not in titles:
            titles.append(fact.source)
    values: dict[tuple[str, ...], list[str]] = {}
    for words, titles in sources.items():
        values.setdefault(tuple(titles), []).append(words)
    return "; ".join(", ".join(words) + _mark(titles, numbers) for titles, words in values.items()) or None


def _words(fact: Fact) -> str:
    if fact.status == NOT_DISCLOSED:
        return NOT_DISCLOSED
    narrower = fact.property == "based on" and fact.stated not in (None, "based on")
    return f"{fact.stated} {fact.value}" if narrower else told(fact.value)


def _mark(titles: Iterable[str], numbers: Numbers) -> str:
    found = sorted(int(numbered(title, numbers)) for title in titles if title)
    return f" [{', '.join(map(str, found))}]" if found else ""


def _scores(comparison: Comparison, numbers: Numbers) -> Solutions:
    columns = (
        Column("versionLabel", heading="benchmark version"),
        *_things(comparison),
        Column("lead"),
        Column("verdict"),
        Column("interval"),
        Column("decimals", hidden=True),
    )
    return Solutions(
        columns, tuple(_contest(comparison, contest, numbers) for contest in comparison.contests)
    )


def _contest(comparison: Comparison, contest: Contest, numbers: Numbers) -> tuple[Value, ...]:
    decimals = _decimals(contest)
    sources = dict.fromkeys(reading.source for reading in contest.readings)
    by_cell = len(sources) > 1
    readings = {reading.thing: reading for reading in contest.readings}
    cells: list[Value] = []
    for thing in comparison.things:
        reading = readings.get(thing.iri)
        mark = _mark([reading.source], numbers) if reading and by_cell else ""
        cells.append(_score(comparison, contest, reading, decimals) if reading else None)
        if mark:
            cells[-1] = f"{readable(cells[-1], decimals=decimals)}{mark}"
    version = _version(contest) + ("" if by_cell else _mark(sources, numbers))
    return version, *cells, contest.lead, contest.words, _INTERVALS[contest.interval], decimals


def _version(contest: Contest) -> str:
    """The version, in an arena with the day, and with the configuration that all values share."""
    first = contest.readings[0]
    day = f", {dated(contest.day, first.precision)}" if contest.day else ""
    shared = f" ({first.mode})" if contest.basis == SAME and first.mode else ""
    return f"{contest.label}{day}{shared}"


def _score(comparison: Comparison, contest: Contest, reading: Reading, decimals: int | None) -> Value:
    """The value: a number, or a text where interval, model or what is not alike in the contest is added."""
    notes = [_interval(reading, decimals)]
    if reading.others:
        notes.append("also " + ", ".join(_figure(other, decimals) for other in reading.others))
    if comparison.kind == "lab":
        notes.append(reading.label)
    if contest.basis != SAME:
        notes.append(reading.mode or "reasoning not stated")
    if len({r.reporter for r in contest.readings}) > 1:
        notes.append(f"reporter {reading.reporter}")
    said = ", ".join(note for note in notes if note)
    return f"{_figure(reading.score, decimals)} ({said})" if said else reading.score


def _interval(reading: Reading, decimals: int | None) -> str:
    low, high = (None if end is None else _figure(end, decimals) for end in (reading.lower, reading.upper))
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"from {low}" if low is not None else f"up to {high}" if high is not None else ""


def _decimals(contest: Contest) -> int | None:
    """The digits of the source, or all that are stored where the source's would make unequal values alike."""
    figures: dict[Decimal, str] = {r.score: _figure(r.score, contest.decimals) for r in contest.readings}
    return contest.decimals if len(set(figures.values())) == len(figures) else None


def _figure(value: Decimal, decimals: int | None) -> str:
    return readable(value, decimals=decimals)


def _alone(comparison: Comparison, numbers: Numbers) -> Solutions:
    columns: Sequence[Column] = (
        Column("versionLabel", heading="benchmark version"),
        Column("thing", heading=comparison.kind),
        Column("score"),
        Column("decimals", hidden=True),
    )
    rows = []
    for contest in comparison.alone:
        [reading] = contest.readings
        version = _version(contest) + _mark([reading.source], numbers)
        score = _score(comparison, contest, reading, contest.decimals)
        rows.append((version, reading.name, score, contest.decimals))
    return Solutions(tuple(columns), tuple(rows))
