"""Frontiers: which model held the record of a benchmark version, when, and for how long.

A record is a model whose score is strictly higher than every score of its group dated earlier. Of one day
only the highest score counts; models that share it on one day hold the record together, a later equal is no
record. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from aikg.contenders import GROUPINGS, Contenders, Entry
from aikg.dating import DATES
from aikg.garbage import uncollected
from aikg.lag import Span, days_between
from aikg.solutions import Column, Iri, Section, Solutions, Value, remarked
from aikg.view import day_of, one_day, one_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


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
    until: datetime.date | None
    """The day up to which models were looked at: the one asked for, or that of the newest scored model."""
    records: tuple[Record, ...]
    undated: tuple[str, ...]
    """IRIs of the models that are left out because they lack the date."""
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
            Column("asOf", "date of the score", hidden=True),
            Column("source", "who reports the score", hidden=True),
            Column("datedBy", "which date counts: released, announced or weights", hidden=True),
            Column("model", "IRI of the model", hidden=True),
            Column("node", "IRI of the score", hidden=True),
            Column("version", "IRI of the benchmark version", hidden=True),
            Column("versionLabel", "its name", hidden=True),
        )
        return Solutions(columns, tuple(self._row(record) for record in self.records))

    def sections(self) -> tuple[Section, ...]:
        """The records, and the remarks that must stand beside them."""
        return Section("", self.solutions()), remarked(self.remarks)

    def _row(self, record: Record) -> tuple[Value, ...]:
        entry, stood = record.entry, record.stood
        return (
            record.group or None,
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
            entry.as_of,
            entry.source,
            self.dated_by,
            Iri(entry.model),
            Iri(entry.node),
            Iri(self.version.iri),
            self.version.label,
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


@uncollected()
def frontier(
    graph: KnowledgeGraph,
    benchmark: str | None = None,
    by: str | None = None,
    date: str = "released",
    as_of: datetime.date | str | None = None,
    released_by: datetime.date | str | None = None,
) -> Frontier:
    """The records on a benchmark version (None: Artificial Analysis Intelligence Index v2).

    `by` is country, openness, category, lab or None; `date` released, announced or weights. `as_of` is what
    one could know on that day: models dated and scores published by then. `released_by`: models dated by
    then, with the scores of today. Raises UnknownName, BadParameter, or UsageError where both are given.
    """
    one_of("by", by, (None, *GROUPINGS))
    one_of("date", date, DATES)
    one_day(as_of, released_by)
    days = day_of("as_of", as_of), day_of("released_by", released_by)
    field = Contenders(graph, benchmark, *days)
    held = {
        group: [record.entry for record in records(entries)]
        for group, entries in field.grouped(by, date).items()
    }
    field.ask(entry.model for entries in held.values() for entry in entries)
    found = [
        record
        for group, entries in held.items()
        for record in records(field.detailed(entries).values(), group)
    ]
    said = captions(field, date, [record.entry for record in found])
    if by and (ungrouped := field.ungrouped(by)):
        said.append(f"{field.counted(ungrouped)} without {by}, left out.")
    until = field.bound or field.newest(date)
    return Frontier(field.version, by, date, until, tuple(found), field.undated(date), tuple(said))


def captions(field: Contenders, kind: str, shown: Iterable[Entry]) -> list[str]:
    """The words beside every figure: version, sources, kind of date, as known when, what is left out."""
    entries = list(shown)
    sources = sorted({title for entry in entries for title in entry.source.split("; ") if title})
    reported = f", as reported by {'; '.join(sources)}" if sources else ""
    said = [f"{field.version.label}{reported}. By {DATES[kind]}."]
    if not len(field) and field.as_of is not None:
        said.append(
            f"On {field.version.label} no score of such a model was published by {field.as_of}; "
            "--released-by takes today's scores of the models of that day."
        )
    elif field.as_of is not None:
        said.append(f"As of {field.as_of}: only models dated and scores published by then.")
    if field.released_by is not None:
        measured = max((entry.as_of for entry in entries if entry.as_of), default=None)
        later = (
            f", some measured later, up to {measured}" if measured and measured > field.released_by else ""
        )
        said.append(f"Models dated by {field.released_by} with the scores of today{later}.")
    said.extend(_limits(field, kind))
    undated = field.undated(kind)
    if undated:
        said.append(f"{field.counted(undated)} without such a date, left out.")
    return said


def _limits(field: Contenders, kind: str) -> list[str]:
    """What the scores cannot show: days after the newest model, and other readings of an arena."""
    said = []
    of_a_day = field.graph.as_of is not None  # then all that came later is unseen, not unknown
    newest = None if of_a_day else field.ends(kind)
    if newest is not None:
        said.append(f"The newest scored model here is of {newest}; nothing later is known here.")
    if field.reading is not None:
        models = f"{field.models} model{'' if field.models == 1 else 's'}"
        version = field.version.short
        default = next(
            p.default for p in field.graph.saved("arena-history").parameters if p.name == "version"
        )
        history, chart = ("", "") if version == default else (f" -p version={version}", f" {version}")
        said.append(
            f"Of this arena only the reading of {field.reading} with {models} counts, since ratings of "
            "different readings may not be mixed. Older models can be missing from it, so that a lag can be "
            f"too small. `aikg query run arena-history{history}` and `aikg chart arena{chart}` show them all."
        )
    return said
