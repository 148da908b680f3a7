"""Frontiers: which model held the record of a benchmark version, when, and for how long.

A record is a model whose score is strictly higher than every score of its group dated earlier. Of one day
only the highest score counts; models that share it on one day hold the record together, a later equal is no
record. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import BadParameter
from aikg.lag import Interval, Span, days_between, interval
from aikg.solutions import Column, Iri, Solutions, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

Row = dict[str, Value]

DATES: Final[dict[str, str]] = {
    "released": "release dates",
    "announced": "announcement dates (the release where none is stated)",
    "weights": "dates of the weights (the release of an open model where none is stated)",
}
"""Which date of a model counts, and how it is called."""

GROUPINGS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "country": (("countryIri", "country"),),
    "openness": (("opennessIri", "openness"), ("levelIri", "level")),
    "category": (("categoryIri", "category"),),
    "lab": (("lab", "labLabel"),),
}
"""What models can be grouped by: the columns of IRI and label, the widest first."""


@dataclass(frozen=True)
class Entry:
    """A model with its best configuration on one benchmark version, and the date that counts."""

    model: str
    label: str
    lab: str
    when: Interval
    precision: str
    """day, month, quarter or year; `when` begins on the earliest day that the date can be."""
    merit: Decimal
    """The score, negative where lower is better: more is always better."""
    score: Decimal
    decimals: int | None = None
    reasoning: bool | None = None
    effort: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Record:
    """A model that was strictly better than everything of its group before it."""

    group: str
    """Empty where models are not grouped."""
    entry: Entry
    stood: Span | None
    """Days until the next record of the group; None while the record stands."""


@dataclass(frozen=True)
class Frontier:
    """The records of each group, oldest first, and the words that must stand beside them."""

    version: Entity
    by: str | None
    dated_by: str
    """Which date of a model counts: released, announced or weights."""
    until: date | None
    """The day up to which models were looked at; without `as_of` the newest date in the data."""
    records: tuple[Record, ...]
    undated: tuple[str, ...]
    """Labels of models left out because they lack the date."""
    remarks: tuple[str, ...]

    def solutions(self) -> Solutions:
        """One row a record: group by group, oldest first."""
        columns = (
            Column("group", "the group, empty where models are not grouped", hidden=self.by is None),
            Column("date", "the date that counts, or the earliest day that it can be"),
            Column("precision", "how exactly that date is known: day, month, quarter or year"),
            Column("modelLabel", "the model that set the record"),
            Column("labLabel", "its lab"),
            Column("score", "its best, in the unit of the version"),
            Column("decimals", "digits with which the source prints scores", hidden=True),
            Column("reasoning", "whether the model thought at length"),
            Column("effort", "effort level or thinking budget"),
            Column("stood", "days until the group's next record; empty while it stands"),
            Column("stoodFewest", "the fewest days that it can have stood", hidden=True),
            Column("stoodMost", "the most days that it can have stood", hidden=True),
            Column("source", "who reports the score", hidden=True),
            Column("model", "IRI of the model", hidden=True),
        )
        return Solutions(columns, tuple(self._row(record) for record in self.records))

    @staticmethod
    def _row(record: Record) -> tuple[Value, ...]:
        entry, stood = record.entry, record.stood
        return (
            record.group,
            entry.when.first,
            entry.precision,
            entry.label,
            entry.lab,
            entry.score,
            entry.decimals,
            entry.reasoning,
            entry.effort,
            str(stood) if stood else None,
            stood.fewest if stood else None,
            stood.most if stood else None,
            entry.source,
            Iri(entry.model),
        )


def records(entries: Iterable[Entry], group: str = "") -> tuple[Record, ...]:
    """The records of one group, oldest first; of one day by label. O(n log n), whatever the order of entries.

    Dates are ordered by the earliest day that they can be. How long a record stood is a range where the dates
    are partial, and never less than 0.
    """
    held: list[list[Entry]] = []
    ordered = sorted(entries, key=lambda e: (e.when.first, -e.merit, e.label, e.model, e.when.last))
    for _, day in groupby(ordered, key=lambda e: e.when.first):
        best = next(day)
        if not held or best.merit > held[-1][0].merit:
            held.append([best, *(e for e in day if e.merit == best.merit)])
    found = []
    for number, holders in enumerate(held):
        for entry in holders:
            stood = None
            if number + 1 < len(held):
                ends = [days_between(entry.when, successor.when) for successor in held[number + 1]]
                stood = Span(min(e.fewest for e in ends), min(e.most for e in ends)).at_least(0)
            found.append(Record(group, entry, stood))
    return tuple(found)


def frontier(
    graph: KnowledgeGraph,
    benchmark: str | None = None,
    by: str | None = None,
    date: str = "released",
    as_of: date | str | None = None,
) -> Frontier:
    """The records on a benchmark version (None: Artificial Analysis Intelligence Index v2).

    `by` is country, openness, category, lab or None; `date` released, announced or weights. `as_of` looks
    only at models dated by then, with the scores that they have whenever measured; in an arena only at
    readings by then. Raises UnknownName or BadParameter.
    """
    _one_of("by", by, (None, *GROUPINGS))
    _one_of("date", date, DATES)
    day = day_of(as_of)
    version, rows = scored(graph, benchmark, day)
    groups: dict[str, list[Row]] = defaultdict(list)
    ungrouped = set()
    for row in rows:
        iri, label = GROUPINGS[by][0] if by else ("", "")
        if by and row[iri] is None:
            ungrouped.add(str(row["modelLabel"]))
        else:
            groups[str(row[label]) if by else ""].append(row)
    found: list[Record] = []
    for group in sorted(groups):
        found.extend(records(entries(groups[group], date, day, of_openness=by == "openness"), group))
    undated = without_date(rows, date)
    said = captions(version, rows, date, day)
    if ungrouped:
        said.append(f"{counted(sorted(ungrouped))} without {by}, left out.")
    return Frontier(version, by, date, day or newest(rows, date), tuple(found), undated, tuple(said))


def scored(graph: KnowledgeGraph, benchmark: str | None, as_of: date | None) -> tuple[Entity, list[Row]]:
    """The version that a name means, and the rows of the saved query `frontier-scores` on it."""
    query = graph.saved("frontier-scores")
    default = next(p.default for p in query.parameters if p.name == "version")
    version = names.resolve(graph, benchmark or str(default), "version")
    values: dict[str, object] = {"version": Iri(version.iri)}
    if as_of is not None:
        values["as_of"] = as_of
    return version, graph.run("frontier-scores", **values).dicts()


def entries(
    rows: Iterable[Mapping[str, Value]], kind: str, as_of: date | None = None, *, of_openness: bool = False
) -> tuple[Entry, ...]:
    """One entry for each model that has the date: its best configuration, its earliest date, its labs.

    With `of_openness` a model counts among the open ones from the day on which its weights were out.
    """
    grouped: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
    for row in rows:
        grouped[str(row["model"])].append(row)
    found = []
    for model, several in grouped.items():
        dates = [d for row in several if (d := dated(row, kind, of_openness=of_openness)) is not None]
        if not dates:
            continue
        when, precision = min(dates, key=lambda d: (d[0].first, d[0].last))
        if as_of is not None and when.first > as_of:
            continue
        best = max(several, key=lambda row: (_decimal(row["merit"]), str(row["node"]), str(row["lab"])))
        decimals, reasoning, effort = best["decimals"], best["reasoning"], best["effort"]
        found.append(
            Entry(
                model,
                str(best["modelLabel"]),
                ", ".join(sorted({str(row["labLabel"]) for row in several})),
                when,
                precision,
                _decimal(best["merit"]),
                _decimal(best["score"]),
                decimals if isinstance(decimals, int) else None,
                reasoning if isinstance(reasoning, bool) else None,
                None if effort is None else str(effort),
                str(best["source"] or ""),
            )
        )
    return tuple(found)


def dated(row: Mapping[str, Value], kind: str, *, of_openness: bool = False) -> tuple[Interval, str] | None:
    """The date of a row that counts and its precision; None where it has none.

    released: the release. announced: the announcement, else the release. weights: the release of the weights,
    else the release of an open model.
    """
    released = _stated(row["released"], row["releasedPrecision"])
    weights = _stated(row["weightsReleased"], row["weightsPrecision"])
    is_open = row["openness"] == "open"
    if kind == "weights":
        found = weights or (released if is_open else None)
    elif kind == "announced":
        found = _stated(row["announced"], row["announcedPrecision"]) or released
    else:
        found = released
    if of_openness and is_open and found and weights:
        return max(found, weights, key=lambda d: d[0].first)
    return found


def newest(rows: Iterable[Mapping[str, Value]], kind: str) -> date | None:
    """The newest day on which a model of these rows is dated; None where none is."""
    days = [found[0].first for row in rows if (found := dated(row, kind)) is not None]
    return max(days, default=None)


def without_date(rows: Iterable[Mapping[str, Value]], kind: str) -> tuple[str, ...]:
    """Labels of the models that lack the date, in order."""
    return tuple(sorted({str(row["modelLabel"]) for row in rows if dated(row, kind) is None}))


def captions(
    version: Entity, rows: Sequence[Mapping[str, Value]], kind: str, as_of: date | None
) -> list[str]:
    """The words beside every figure: version, sources, kind of date, what is left out, what came later."""
    sources = sorted({str(row["source"]) for row in rows})
    reported = f", as reported by {'; '.join(sources)}" if sources else ""
    said = [f"{version.label}{reported}. By {DATES[kind]}."]
    undated = without_date(rows, kind)
    if undated:
        said.append(f"{counted(undated)} without such a date, left out.")
    measured = [day for row in rows if isinstance(day := row["asOf"], date)]
    if as_of is not None:
        later = f"; their scores were measured later, up to {max(measured)}"
        said.append(f"Models dated by {as_of}{later if measured and max(measured) > as_of else ''}.")
    return said


def counted(labels: Sequence[str], most: int = 3) -> str:
    """How many models, and the first of them by name."""
    shown = ", ".join(labels[:most]) + (", ..." if len(labels) > most else "")
    return f"{len(labels)} model{'' if len(labels) == 1 else 's'} ({shown})"


def day_of(as_of: date | str | None) -> date | None:
    """A day as people give it. Raises BadParameter for what is no date."""
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of.strip())
    except ValueError:
        raise BadParameter(f"as_of takes a date such as 2025-05-31; got “{as_of[:60]}”.") from None


def _one_of(name: str, value: str | None, allowed: Iterable[str | None]) -> None:
    known = list(allowed)
    if value not in known:
        words = ", ".join(word for word in known if word)
        raise BadParameter(f"{name} is one of {words}; got “{value}”.")


def check_date_kind(kind: str) -> None:
    """Raises BadParameter where `kind` is no kind of date."""
    _one_of("date", kind, DATES)


def _stated(day: Value, precision: Value) -> tuple[Interval, str] | None:
    if not isinstance(day, date):
        return None
    word = str(precision or "day")
    return interval(day, word), word


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
