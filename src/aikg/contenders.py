"""Contenders: the models scored on a benchmark version, as little of each as a running maximum needs.

A version may have a hundred thousand scores, and a frontier of it thirty records. So all rows are asked for
with few facts each, one pass over them in order of date leaves the models that can be a record or a match,
and only of these the rest is asked: which of their scores counts, names, labs and sources.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.dating import Scores
from aikg.lag import Interval
from aikg.solutions import Iri, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from aikg.dating import Dated
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity
    from aikg.solutions import Solutions

GROUPINGS: Final[dict[str, tuple[str, ...]]] = {
    "country": ("countryIri",),
    "openness": ("opennessIri", "levelIri"),
    "category": ("categoryIri",),
    "lab": ("lab",),
}
"""What models can be grouped by, and the columns that hold the IRI of a group, the widest first."""

_AT_ONCE: Final = 500
"""Things of which more is asked at once; Oxigraph joins from the other end where there are twice as many."""
_NAMED: Final = 4 * _AT_ONCE
"""Models that are named when facts of them are asked; where there are more, those of all models are asked."""

_LABELS: Final = {"country": "country", "openness": "openness", "category": "category", "lab": "labLabel"}
"""The column that names the group."""


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
    """Who reports the score; several are parted by semicolons."""
    node: str = ""
    """IRI of the score."""
    as_of: date | None = None
    """Date of the score."""


class Contenders:
    """The models scored on a benchmark version, as far as known on a day or dated by a day."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        benchmark: str | None = None,
        as_of: date | None = None,
        released_by: date | None = None,
    ) -> None:
        """`benchmark` None is the default of the saved query. `as_of`: only scores published and models
        dated by then; `released_by`: models dated by then, with the scores of today. Raises UnknownName.
        """
        query = graph.saved("frontier-scores")
        default = next(p.default for p in query.parameters if p.name == "version")
        self.version: Entity = names.resolve(graph, benchmark or str(default), "version", as_of)
        self.as_of, self.released_by = as_of, released_by
        self.bound = min((day for day in (as_of, released_by) if day is not None), default=None)
        """The day by which models must be dated; None for all."""
        self.graph = graph
        self._known = {"as_of": as_of} if as_of is not None else {}
        answer = graph.run("frontier-scores", version=Iri(self.version.iri), **self._known)
        self._scored_models = list(dict.fromkeys(row[0] for row in answer.rows))
        partial = self._of_models("frontier-partial-dates")
        opened = {iri for iri, level in self._levels.items() if any(r["openness"] == "open" for r in level)}
        self._scored = Scores(
            answer.rows, {(str(m), str(p)): str(exact) for m, p, exact in partial}, self._facts, opened
        )
        self._rows: Sequence[int] = (
            range(len(self._scored)) if self.bound is None else self._scored.known(self.bound)
        )
        """Which of the rows of the scores are meant."""
        self._chosen: dict[str, Entry | None] = {}

    def __len__(self) -> int:
        """The number of scores (one of a model of two labs counts twice)."""
        return len(self._rows)

    def _facts(self, name: str) -> dict[str, Value]:
        """The access, or a date other than the release, of the models of which it is stated."""
        if name == "openness":
            return {str(model): level for model, level in self._of_models("frontier-openness")}
        return {str(model): date for model, property, date in self._dates if property == name}

    @cached_property
    def _dates(self) -> Sequence[Sequence[Value]]:
        return self._of_models("frontier-dates")

    def _of_models(self, query: str) -> Sequence[Sequence[Value]]:
        """The rows of the models that are scored, or of all where naming them would take longer."""
        if len(self._scored_models) > _NAMED:
            return self.graph.run(query).rows
        return [row for answer in self._asked(query, "model", self._scored_models) for row in answer.rows]

    def _asked(
        self, query: str, parameter: str, things: Sequence[Value], **given: object
    ) -> Iterator[Solutions]:
        """The answers of a query about these things, many at a time."""
        for start in range(0, len(things), _AT_ONCE):
            some = [Iri(str(thing)) for thing in things[start : start + _AT_ONCE]]
            yield self.graph.run(query, **{parameter: some}, **given)

    @cached_property
    def _labs(self) -> Mapping[str, Sequence[Mapping[str, Value]]]:
        found: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
        for answer in self._asked("frontier-labs", "lab", list(dict.fromkeys(self._scored.labs))):
            for row in answer:
                found[str(row["lab"])].append(row)
        return found

    @cached_property
    def _levels(self) -> Mapping[str, Sequence[Mapping[str, Value]]]:
        return {str(row["levelIri"]): [row] for row in self.graph.run("frontier-access")}

    def _groups(self, by: str) -> tuple[Sequence[str | None], Mapping[str, Sequence[Mapping[str, Value]]]]:
        """What decides the group of each row, its lab or its level; and the facts of each of these."""
        if by == "openness":
            return self._scored.levels, self._levels
        return self._scored.labs, self._labs

    def grouped(self, by: str | None, kind: str) -> dict[str, tuple[Entry, ...]]:
        """The entries that can count in each group, by label; one group without a name where `by` is None."""
        if by is None:
            return {"": self.entries(kind)}
        deciding, facts = self._groups(by)
        groups = {
            key: sorted({str(row[_LABELS[by]]) for row in rows if row[GROUPINGS[by][0]] is not None})
            for key, rows in facts.items()
        }
        found: dict[str, list[int]] = defaultdict(list)
        for row in self._rows:
            for group in groups.get(deciding[row] or "", ()):
                found[group].append(row)
        dated = {group: self._dated(found[group], kind, by == "openness") for group in sorted(found)}
        self._ask_unclear(row for rows in dated.values() for row in rows)
        return {group: tuple(settled(rows, self._exact)) for group, rows in dated.items()}

    def ungrouped(self, by: str) -> tuple[str, ...]:
        """IRIs of the models that belong to no group."""
        deciding, facts = self._groups(by)
        column = GROUPINGS[by][0]
        belongs = {key for key, rows in facts.items() if any(row[column] is not None for row in rows)}
        models = self._scored.models
        return tuple(sorted({models[row] for row in self._rows if deciding[row] not in belongs}))

    def members(self, by: str, group: str) -> Contenders:
        """Only those of one group, given by its IRI."""
        deciding, facts = self._groups(by)
        inside = {
            key
            for key, rows in facts.items()
            if any(row[column] == group for row in rows for column in GROUPINGS[by])
        }
        few = object.__new__(Contenders)
        few.__dict__.update(self.__dict__)  # what was asked of a model is shared
        few._rows = [row for row in self._rows if deciding[row] in inside]
        return few

    def entries(self, kind: str, *, of_openness: bool = False) -> tuple[Entry, ...]:
        """The entries that can be a record, the first at or above a score, or the best.

        With `of_openness` a model counts among the open ones from the day on which its weights were out.
        """
        dated = self._dated(self._rows, kind, of_openness)
        self._ask_unclear(dated)
        return tuple(settled(dated, self._exact))

    def _dated(self, rows: Sequence[int], kind: str, of_openness: bool) -> list[Dated]:
        return self._scored.dated(rows, kind, by=self.bound, of_openness=of_openness)

    def _ask_unclear(self, rows: Iterable[Dated]) -> None:
        """Ask about the models that have several scores here."""
        self.ask(row.model for row in rows if row.model in self._scored.several)

    def newest(self, kind: str) -> date | None:
        """The newest day on which a model here is dated, by the day asked for; None where none is."""
        days = self._scored.days(kind)
        return max(
            (day for row in self._rows if (day := days[row]) and not (self.bound and day > self.bound)),
            default=None,
        )

    def ends(self, kind: str) -> date | None:
        """The newest day on which any model of the version is dated, where that is before the day asked for.

        None where none is asked for, or where a model of that day or later is known.
        """
        if self.bound is None:
            return None
        version = Iri(self.version.iri)
        if self.graph.run("frontier-later", version=version, dated=kind, since=self.bound).rows:
            return None
        return Contenders(self.graph, self.version.iri).newest(kind)

    @property
    def reading(self) -> date | None:
        """In an arena the date of the reading that counts; None elsewhere."""
        return self._scored.reading if self._rows else None

    @property
    def models(self) -> int:
        """The number of models with a score here."""
        return len({self._scored.models[row] for row in self._rows})

    def undated(self, kind: str) -> tuple[str, ...]:
        """IRIs of the models that lack the date."""
        days, models = self._scored.days(kind), self._scored.models
        return tuple(sorted({models[row] for row in self._rows if days[row] is None}))

    def counted(self, models: Sequence[str], most: int = 3) -> str:
        """How many models, and the first of them by name."""
        self.ask(models[:most])
        named = [whole.label for model in models[:most] if (whole := self._chosen[model])]
        shown = ", ".join(named) + (", ..." if len(models) > most else "")
        return f"{len(models)} model{'' if len(models) == 1 else 's'} ({shown})"

    def detailed(self, entries: Iterable[Entry]) -> dict[str, Entry]:
        """The entries with names, score and source, by model; without those that lack any of these."""
        entries = list(entries)
        self.ask(entry.model for entry in entries)
        found = {}
        for entry in entries:
            whole = self._chosen[entry.model]
            if whole is not None:
                found[entry.model] = replace(whole, when=entry.when, precision=entry.precision)
        return found

    def _exact(self, row: Dated) -> Decimal | None:
        """The merit of the score that counts; None where what a score must have is missing."""
        if row.model not in self._scored.several:
            return row.merit
        whole = self._chosen[row.model]
        return None if whole is None else whole.merit

    def ask(self, models: Iterable[str]) -> None:
        """Ask which score counts of each of the models, and who says so, for all at once; once of each."""
        lacking = sorted(set(models) - self._chosen.keys())
        given = {**self._known, **({"reading": self.reading} if self.reading is not None else {})}
        rows: dict[str, list[dict[str, Value]]] = {model: [] for model in lacking}
        for answer in self._asked("frontier-model", "model", lacking, version=Iri(self.version.iri), **given):
            for row in answer.dicts():
                rows[str(row["model"])].append(row)
        for model, scores in rows.items():
            self._chosen[model] = _chosen(model, scores) if scores else None


def settled(rows: Collection[Dated], exact: Callable[[Dated], Decimal | None]) -> Iterator[Entry]:
    """The entries that no surely older one equals or beats, and all that are as good as the best. O(n log n).

    What is left out is never a record, nor the first at or above any score, nor the best. `exact` gives the
    merit that counts, the row's or less, or None to leave it out; it is asked only where the row's would
    count. Entries have date and merit only; `Contenders.detailed` has the rest.
    """
    pending: list[tuple[date, Decimal]] = []  # what stays, by the day after which it is surely older
    older: Decimal | None = None
    kept: dict[str, Decimal] = {}
    for row in sorted(rows):
        while pending and pending[0][0] < row.first:
            merit = heapq.heappop(pending)[1]
            older = merit if older is None or merit > older else older
        if row.model in kept or (older is not None and row.merit <= older):
            continue
        counts = exact(row)
        if counts is not None and (older is None or counts > older):
            kept[row.model] = counts
            heapq.heappush(pending, (row.last, counts))
            yield _light(row, counts)
    best = max(kept.values(), default=None)
    for row in rows:
        if best is not None and row.merit >= best and row.model not in kept and exact(row) == best:
            kept[row.model] = best
            yield _light(row, best)


def _light(row: Dated, merit: Decimal) -> Entry:
    return Entry(row.model, "", "", Interval(row.first, row.last), row.precision, merit, merit)


def _chosen(model: str, rows: Sequence[Mapping[str, Value]]) -> Entry:
    """The best configuration; of each the newest value, of one day by reporter, then by identifier."""
    counting: dict[tuple[Value, Value], Mapping[str, Value]] = {}
    for row in rows:
        configuration = row["reasoning"], row["effort"]
        if configuration not in counting or _newer(row) > _newer(counting[configuration]):
            counting[configuration] = row
    best = max(counting.values(), key=lambda row: (_decimal(row["merit"]), str(row["node"])))
    same = [row for row in rows if row["node"] == best["node"]]
    decimals, reasoning, effort, measured = (best[c] for c in ("decimals", "reasoning", "effort", "asOf"))
    return Entry(
        model,
        str(best["modelLabel"]),
        ", ".join(sorted({str(row["labLabel"]) for row in same})),
        Interval(date.min, date.min),
        "",
        _decimal(best["merit"]),
        _decimal(best["score"]),
        decimals if isinstance(decimals, int) else None,
        reasoning if isinstance(reasoning, bool) else None,
        None if effort is None else str(effort),
        "; ".join(sorted({str(row["source"]) for row in same})),
        str(best["node"]),
        measured if isinstance(measured, date) else None,
    )


def _newer(row: Mapping[str, Value]) -> tuple[str, int, str]:
    order = row["order"]
    assert isinstance(order, int)
    return str(row["asOf"]), -order, str(row["node"])


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
