"""Comparisons: facts and scores of models, or of labs, side by side, each with its source.

Scores are compared only within a benchmark version, in an arena only of one day, and like configurations
first; `contest.py` says who is best and what is a tie.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from aikg import contest, evidence, names, profile
from aikg.comparands import comparands
from aikg.contest import Contest, Reading
from aikg.solutions import Iri, Section, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity
    from aikg.profile import Fact

Row = dict[str, Value]


@dataclass(frozen=True)
class Comparison:
    """Facts and scores of two things or more. Rows hold one value of one thing each."""

    kind: str
    """lab or model."""
    things: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    contests: tuple[Contest, ...]
    """What two of them or more have a score on."""
    alone: tuple[Contest, ...]
    """What only one of them has a score on, or only in a configuration or on a day of its own."""
    remarks: tuple[str, ...]

    def sections(self, *, all: bool = False) -> tuple[Section, ...]:
        """Facts and scores, one row a thing and statement; with `all` what only one of them has too."""
        found = [
            Section("Facts", profile.solutions(self.facts), "facts"),
            Section("Scores", contest.solutions(self.contests), "scores"),
        ]
        if all:
            found.append(Section("Scores of one only", contest.solutions(self.alone), "single"))
        return tuple(found)

    @property
    def unshared(self) -> str:
        """How many scores only one of them has, in words; empty where there are none."""
        counts = [
            (thing.label, sum(c.readings[0].thing == thing.iri for c in self.alone)) for thing in self.things
        ]
        told = ", ".join(f"{label} {count}" for label, count in counts if count)
        return f"Scores without a counterpart: {told}" if told else ""


def compare(graph: KnowledgeGraph, given: Sequence[str], benchmark: str | None = None) -> Comparison:
    """The models, or the labs, that the names mean, side by side; `benchmark` restricts the scores.

    Raises UsageError where they are fewer than two, of two kinds or the same, UnknownName or AmbiguousName.
    """
    kind, things = comparands(graph, given)
    version = None if benchmark is None else names.resolve(graph, benchmark, "version")
    facts = profile.PROFILES[kind](graph, things)
    contests, alone, remarks = _contests(graph, kind, things, version)
    if not contests:
        where = version.label if version else "no benchmark version"
        has = "fewer than two of them have a score on" if version else "they share"
        remarks.insert(0, f"Nothing to compare: {has} {where}.")
    if kind == "lab":
        remarks += _head_to_head(things, contests)
    return Comparison(kind, things, facts, contests, alone, tuple(remarks))


def _contests(
    graph: KnowledgeGraph, kind: str, things: Sequence[Entity], version: Entity | None
) -> tuple[tuple[Contest, ...], tuple[Contest, ...], list[str]]:
    """What is compared, what stands alone, and remarks: on days of arenas and on other values."""
    by_version: dict[tuple[str, str], list[tuple[Entity, Row]]] = defaultdict(list)
    for thing in things:
        for row in graph.run("compared-scores", thing=Iri(thing.iri)):
            if version is None or row["version"] == version.iri:
                by_version[str(row["versionLabel"]), str(row["version"])].append((thing, row))
    contests: list[Contest] = []
    alone: list[Contest] = []
    remarks: list[str] = []
    for key in sorted(by_version):
        rows = by_version[key]
        day, said = _day(rows)
        remarks += said
        current, elsewhere = _of_day(rows, day)
        found, rest = contest.GROUPINGS[kind](_chosen(current), [thing.iri for thing in things])
        rest += _chosen(elsewhere)
        made = [_contest(rows[0][1], one, day) for one in found]
        single = [_contest(rows[0][1], (one,), one.as_of if day else None) for one in rest]
        contests += made
        alone += sorted(
            single if kind == "model" else _best_alone(single),
            key=lambda c: (c.readings[0].name, str(c.readings[0].configuration), c.readings[0].node),
        )
    if any(reading.others for one in contests for reading in one.readings):
        remarks.append(
            "Where sources give several values, that of the rankings stands, with the others as “also”; "
            "`aikg conflicts` says why."
        )
    return tuple(contests), tuple(alone), remarks


def _best_alone(single: Sequence[Contest]) -> list[Contest]:
    """Of several scores of a lab that stand alone on one version the best."""
    best: dict[str, Contest] = {}
    for one in sorted(single, key=lambda c: (c.readings[0].merit, c.readings[0].node)):
        best[one.readings[0].thing] = one
    return list(best.values())


def _day(rows: Sequence[tuple[Entity, Row]]) -> tuple[date | None, list[str]]:
    """In an arena the day to compare: that on which most of them were read, the newest of such days."""
    label, newest = rows[0][1]["versionLabel"], rows[0][1]["newest"]
    if not isinstance(newest, date):
        return None, []
    read: dict[date, set[str]] = defaultdict(set)
    for thing, row in rows:
        if isinstance(row["asOf"], date):
            read[row["asOf"]].add(thing.iri)
    day = max(read, key=lambda d: (len(read[d]), d))
    everyone = {thing.iri for thing, _ in rows}
    if len(everyone) > 1 and len(read[day]) < 2:
        return day, [f"{label}: no two of them were read on one day; not compared."]
    if len(read[day]) > 1 and day < newest:
        return day, [
            f"{label}: last read together on {day}; the newest reading, of {newest}, has fewer of them."
        ]
    return day, []


def _of_day(
    rows: Sequence[tuple[Entity, Row]], day: date | None
) -> tuple[list[tuple[Entity, Row]], list[tuple[Entity, Row]]]:
    """The rows to choose from, and the newest ones of things that were not read on the day."""
    if day is None:
        return list(rows), []
    present = {thing.iri for thing, row in rows if row["asOf"] == day}
    last: dict[str, date] = {}
    for thing, row in rows:
        if isinstance(row["asOf"], date):
            last[thing.iri] = max(last.get(thing.iri, row["asOf"]), row["asOf"])
    on_day = [(t, {**row, "newest": day}) for t, row in rows if row["asOf"] == day]
    elsewhere = [
        (t, {**row, "newest": row["asOf"]})
        for t, row in rows
        if t.iri not in present and row["asOf"] == last[t.iri]
    ]
    return on_day, elsewhere


def _chosen(rows: Sequence[tuple[Entity, Row]]) -> list[Reading]:
    """One reading for each thing, model and configuration: the value that the rankings use."""
    of_thing: dict[Entity, list[Row]] = defaultdict(list)
    for thing, row in rows:
        of_thing[thing].append(row)
    return [
        _reading(thing, row, others)
        for thing, mine in of_thing.items()
        for row, others in evidence.counting(mine)
    ]


def _reading(thing: Entity, row: Row, others: Iterable[Row]) -> Reading:
    lower, upper, reasoning, effort = (row[name] for name in ("lower", "upper", "reasoning", "effort"))
    as_of, precision = row["asOf"], row["precision"]
    score = _decimal(row["score"])
    return Reading(
        thing.iri,
        thing.label,
        score,
        row["lowerIsBetter"] is True,
        None if lower is None else _decimal(lower),
        None if upper is None else _decimal(upper),
        reasoning if isinstance(reasoning, bool) else None,
        None if effort is None else str(effort),
        tuple(sorted({_decimal(other["score"]) for other in others} - {score})),
        str(row["model"]),
        str(row["modelLabel"]),
        as_of if isinstance(as_of, date) else None,
        None if precision is None else str(precision),
        str(row["reporter"]),
        str(row["source"]),
        str(row["node"]),
    )


def _contest(row: Mapping[str, Value], readings: tuple[Reading, ...], day: date | None) -> Contest:
    decimals = row["decimals"]
    return Contest(
        str(row["version"]),
        str(row["versionLabel"]),
        readings,
        decimals if isinstance(decimals, int) else None,
        str(row["unit"] or ""),
        str(row["direction"]),
        day,
    )


def _head_to_head(things: Sequence[Entity], contests: Sequence[Contest]) -> list[str]:
    """How often each lab is better than each other, over the versions that both have a score on."""
    first: dict[str, Contest] = {}
    for one in contests:
        first.setdefault(one.version, one)
    told = []
    for mine, theirs in combinations(things, 2):
        better, worse, ties = contest.score(first.values(), mine.iri, theirs.iri)
        if better or worse or ties:
            tied = f", {'tie' if ties == 1 else 'ties'} {ties}" if ties else ""
            told.append(f"{mine.label} {better}, {theirs.label} {worse}{tied}")
    return [f"Head to head, by benchmark version: {'; '.join(told)}."] if told else []


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
