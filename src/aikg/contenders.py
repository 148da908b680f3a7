"""Contenders: the models scored on a benchmark version, as little of each as a running maximum needs.

A version may have a hundred thousand scores, and a frontier of it thirty records. So all rows are asked for
with four facts each, one pass over them in order of date leaves the models that can be a record or a match,
and only of these the rest is asked: which of their scores counts, names, labs and sources.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from aikg import binding, names
from aikg.errors import BadParameter, UsageError
from aikg.lag import Interval, interval
from aikg.solutions import Iri, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

DATES: Final[dict[str, str]] = {
    "released": "release dates",
    "announced": "announcement dates (the release where none is stated)",
    "weights": "dates of the weights (the release of an open model where none is stated)",
}
"""Which date of a model counts, and how it is called."""

GROUPINGS: Final[dict[str, tuple[str, ...]]] = {
    "country": ("countryIri",),
    "openness": ("opennessIri", "levelIri"),
    "category": ("categoryIri",),
    "lab": ("lab",),
}
"""What models can be grouped by, and the columns that hold the IRI of a group, the widest first."""

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


class _Row(NamedTuple):
    """A score with what all contenders are told apart by."""

    model: str
    merit: Decimal
    lab: str
    level: str | None
    announced: date | None
    released: date | None
    weights: date | None
    reading: date | None


class Dated(NamedTuple):
    """A score by the dates that its model can have. `merit` is the highest that may count of the model."""

    first: date
    last: date
    merit: Decimal
    model: str
    precision: str


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
        given = {**self._known, **({"released_by": released_by} if released_by is not None else {})}
        answer = graph.run("frontier-scores", version=Iri(self.version.iri), **given)
        self._rows: list[_Row] = [_Row(*row) for row in answer.rows]  # type: ignore[arg-type]
        self._chosen: dict[str, Entry | None] = {}

    def __len__(self) -> int:
        """The number of scores (one of a model of two labs counts twice)."""
        return len(self._rows)

    @cached_property
    def _partial(self) -> Mapping[tuple[str, str], str]:
        """How exactly a date is known, by model and property, where it is not known to the day."""
        rows = self.graph.run("frontier-partial-dates").rows
        return {(str(model), str(property)): str(precision) for model, property, precision in rows}

    @cached_property
    def _labs(self) -> Mapping[str, Sequence[Mapping[str, Value]]]:
        found: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
        for row in self.graph.run("frontier-labs"):
            found[str(row["lab"])].append(row)
        return found

    @cached_property
    def _levels(self) -> Mapping[str, Sequence[Mapping[str, Value]]]:
        return {str(row["levelIri"]): [row] for row in self.graph.run("frontier-access")}

    def _groups(self, by: str) -> tuple[int, Mapping[str, Sequence[Mapping[str, Value]]]]:
        """The place in a row of what decides the group, lab or level; and the facts of each."""
        field, facts = ("level", self._levels) if by == "openness" else ("lab", self._labs)
        return _Row._fields.index(field), facts

    def grouped(self, by: str | None, kind: str) -> dict[str, tuple[Entry, ...]]:
        """The entries that can count in each group, by label; one group without a name where `by` is None."""
        if by is None:
            return {"": self._settled(self._dated(self._rows, kind))}
        place, facts = self._groups(by)
        groups = {
            key: sorted({str(row[_LABELS[by]]) for row in rows if row[GROUPINGS[by][0]] is not None})
            for key, rows in facts.items()
        }
        found: dict[str, list[_Row]] = defaultdict(list)
        for row in self._rows:
            for group in groups.get(str(row[place]), ()):
                found[group].append(row)
        return {
            group: self._settled(self._dated(found[group], kind, of_openness=by == "openness"))
            for group in sorted(found)
        }

    def ungrouped(self, by: str) -> tuple[str, ...]:
        """IRIs of the models that belong to no group."""
        place, facts = self._groups(by)
        column = GROUPINGS[by][0]
        belongs = {key for key, rows in facts.items() if any(row[column] is not None for row in rows)}
        return tuple(sorted({row.model for row in self._rows if row[place] not in belongs}))

    def members(self, by: str, group: str) -> Contenders:
        """Only those of one group, given by its IRI."""
        place, facts = self._groups(by)
        inside = {
            key
            for key, rows in facts.items()
            if any(row[column] == group for row in rows for column in GROUPINGS[by])
        }
        self._partial, self._levels, self._several  # noqa: B018 (asked now, shared by both groups)
        few = object.__new__(Contenders)
        few.__dict__.update(self.__dict__)  # so is what was asked of a model
        few._rows = [row for row in self._rows if row[place] in inside]
        return few

    def entries(self, kind: str, *, of_openness: bool = False) -> tuple[Entry, ...]:
        """The entries that can be a record, the first at or above a score, or the best.

        With `of_openness` a model counts among the open ones from the day on which its weights were out.
        """
        return self._settled(self._dated(self._rows, kind, of_openness=of_openness))

    def newest(self, kind: str) -> date | None:
        """The newest day on which a model here is dated; None where none is."""
        return max((row.first for row in self._dated(self._rows, kind)), default=None)

    def newest_known(self, kind: str) -> date | None:
        """The newest day on which any model of the version is dated, whatever day was asked for."""
        if self.bound is None:
            return self.newest(kind)
        return Contenders(self.graph, self.version.iri).newest(kind)

    @property
    def reading(self) -> date | None:
        """In an arena the date of the reading that counts; None elsewhere."""
        return self._rows[0].reading if self._rows else None

    @property
    def models(self) -> int:
        """The number of models with a score here."""
        return len({row.model for row in self._rows})

    def undated(self, kind: str) -> tuple[str, ...]:
        """IRIs of the models that lack the date."""
        return tuple(sorted({row.model for row in self._rows if self._date(row, kind, False) is None}))

    def counted(self, models: Sequence[str], most: int = 3) -> str:
        """How many models, and the first of them by name."""
        named = [str(rows[0]["modelLabel"]) for model in models[:most] if (rows := self._scores(model))]
        shown = ", ".join(named) + (", ..." if len(models) > most else "")
        return f"{len(models)} model{'' if len(models) == 1 else 's'} ({shown})"

    def _date(self, row: _Row, kind: str, of_openness: bool) -> tuple[date, str] | None:
        """The date of a row that counts, and the property that states it; None where it has none."""
        day, property = _CHOICES[kind](row, self._is_open)
        if day is None:
            return None
        if of_openness and row.weights is not None and row.weights > day and self._is_open(row):
            return row.weights, "weightsReleased"
        return day, property

    def _is_open(self, row: _Row) -> bool:
        return any(level["openness"] == "open" for level in self._levels.get(row.level or "", ()))

    def _dated(self, rows: Iterable[_Row], kind: str, *, of_openness: bool = False) -> list[Dated]:
        found = []
        bound, partial = self.bound, self._partial
        for row in rows:
            dated = self._date(row, kind, of_openness)
            if dated is None or (bound is not None and dated[0] > bound):
                continue
            day, property = dated
            precision = partial.get((row.model, property), "day")
            last = day if precision == "day" else interval(day, precision).last
            found.append(Dated(day, last, row.merit, row.model, precision))
        return found

    def detailed(self, entries: Iterable[Entry]) -> dict[str, Entry]:
        """The entries with names, score and source, by model; without those that lack any of these."""
        found = {}
        for entry in entries:
            whole = self._whole(entry.model)
            if whole is not None:
                found[entry.model] = replace(whole, when=entry.when, precision=entry.precision)
        return found

    @cached_property
    def _several(self) -> Set[str]:
        """The models with several scores here, of which not all count."""
        seen: set[tuple[str, str]] = set()
        found = set()
        for row in self._rows:
            if (row.model, row.lab) in seen:
                found.add(row.model)
            seen.add((row.model, row.lab))
        return found

    def _settled(self, rows: Collection[Dated]) -> tuple[Entry, ...]:
        return tuple(settled(rows, self._exact))

    def _exact(self, row: Dated) -> Decimal | None:
        """The merit of the score that counts; None where what a score must have is missing."""
        if row.model not in self._several:
            return row.merit
        whole = self._whole(row.model)
        return None if whole is None else whole.merit

    def _whole(self, model: str) -> Entry | None:
        """The model with the score that counts, and no date yet."""
        if model not in self._chosen:
            scores = self._scores(model)
            self._chosen[model] = _chosen(model, scores) if scores else None
        return self._chosen[model]

    def _scores(self, model: str) -> list[dict[str, Value]]:
        given = {**self._known, **({"reading": self.reading} if self.reading is not None else {})}
        return self.graph.run(
            "frontier-model", model=Iri(model), version=Iri(self.version.iri), **given
        ).dicts()


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


def day_of(name: str, day: date | str | None) -> date | None:
    """A day as people give it. Raises BadParameter, which names the parameter, for what is no date."""
    return day if day is None or isinstance(day, date) else binding.day(day, name)


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


def _weights(row: _Row, is_open: Callable[[_Row], bool]) -> tuple[date | None, str]:
    if row.weights is not None:
        return row.weights, "weightsReleased"
    return (row.released if row.released is not None and is_open(row) else None), "released"


_CHOICES: Final[dict[str, Callable[[_Row, Callable[[_Row], bool]], tuple[date | None, str]]]] = {
    "released": lambda row, _: (row.released, "released"),
    "announced": lambda row, _: (
        (row.announced, "announced") if row.announced is not None else (row.released, "released")
    ),
    "weights": _weights,
}
"""For each kind of date, the day of a row and the property that states it."""


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
