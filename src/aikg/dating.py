"""Dating: the scores of a benchmark version in columns, and by which date each of them counts.

A version may have a hundred thousand scores, of which a frontier keeps thirty. So what is done to every score
is done a column at a time, and those that an older one surely beats go before anything is made of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from aikg.lag import interval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set
    from datetime import date
    from decimal import Decimal

    from aikg.solutions import Value

DATES: Final[dict[str, str]] = {
    "released": "release dates",
    "announced": "announcement dates (the release where none is stated)",
    "weights": "dates of the weights (the release of an open model where none is stated)",
}
"""Which date of a model counts, and how it is called."""

_COUNTING: Final[dict[str, tuple[str, str]]] = {
    "released": ("", "released"),
    "announced": ("announced", "released"),
    "weights": ("weightsReleased", "released"),
}
"""For each kind of date the property that counts, and the one that stands in where that is not stated."""


class Dated(NamedTuple):
    """A score by the dates that its model can have. `merit` is the highest that may count of the model."""

    first: date
    last: date
    merit: Decimal
    model: str
    precision: str


class Scores:
    """The scores of a version; a row is known by its number, from 0."""

    def __init__(
        self,
        rows: Sequence[Sequence[Value]],
        partial: Mapping[tuple[str, str], str],
        facts: Callable[[str], Mapping[str, Value]],
        open_levels: Set[str],
    ) -> None:
        """`rows` as the saved query `frontier-scores` gives them; `partial` says how exactly a date is known,
        by model and property, where it is not to the day; `facts` gives `announced`, `weightsReleased` or
        `openness` of the models that have it, and is asked when it is needed; `open_levels` are the IRIs of
        open access."""
        columns = tuple(zip(*rows, strict=True)) or ((),) * 5
        self.models = cast("tuple[str, ...]", columns[0])
        self.merits = cast("tuple[Decimal, ...]", columns[1])
        self.labs = cast("tuple[str, ...]", columns[2])
        self.reading = cast("date | None", columns[4][0]) if self.models else None
        """In an arena the date of the reading that counts; None elsewhere."""
        self._columns: dict[str, Sequence[Value]] = {"released": columns[3], "": (None,) * len(self.models)}
        self._facts = facts
        self._partial = partial
        self._open_levels = open_levels
        self._days: dict[tuple[str, bool], Sequence[date | None]] = {}

    def __len__(self) -> int:
        return len(self.models)

    @cached_property
    def several(self) -> Set[str]:
        """The models with several scores here, of which not all count."""
        pairs: set[tuple[str, str]] = set()
        found = set()
        for pair in zip(self.models, self.labs, strict=True):
            if pair in pairs:
                found.add(pair[0])
            pairs.add(pair)
        return found

    def _column(self, name: str) -> Sequence[Value]:
        if name not in self._columns:
            self._columns[name] = tuple(map(self._facts(name).get, self.models))
        return self._columns[name]

    def _stated(self, name: str) -> Sequence[date | None]:
        return cast("Sequence[date | None]", self._column(name))

    @property
    def levels(self) -> Sequence[str | None]:
        """IRI of the widest access given, for each row."""
        return cast("Sequence[str | None]", self._column("openness"))

    @cached_property
    def _open(self) -> Sequence[bool]:
        return [level in self._open_levels for level in self.levels]

    def known(self, by: date) -> Sequence[int]:
        """The rows whose model was announced by a day; where that is not stated, released or with weights."""
        dates = zip(*map(self._stated, ("announced", "released", "weightsReleased")), strict=True)
        return [
            row
            for row, (announced, released, out) in enumerate(dates)
            if (first := announced or released or out) is not None and first <= by
        ]

    def days(self, kind: str, *, of_openness: bool = False) -> Sequence[date | None]:
        """The date of each row that counts, None where it has none; `dated` says what `of_openness` does."""
        if (kind, of_openness) not in self._days:
            self._days[kind, of_openness] = self._counting(kind, of_openness)
        return self._days[kind, of_openness]

    def _counting(self, kind: str, of_openness: bool) -> Sequence[date | None]:
        own, other = (self._stated(name) for name in _COUNTING[kind])
        if kind == "weights":  # only what is open has weights that were out
            other = [day if is_open else None for day, is_open in zip(other, self._open, strict=True)]
        days = [one or two for one, two in zip(own, other, strict=True)]
        if not of_openness:
            return days
        out = self._stated("weightsReleased")
        return [
            weights if day and weights and weights > day and is_open else day
            for day, weights, is_open in zip(days, out, self._open, strict=True)
        ]

    def dated(
        self, rows: Sequence[int], kind: str, *, by: date | None = None, of_openness: bool = False
    ) -> list[Dated]:
        """Those of the rows that have such a date (by the day `by`) and that no surely older one beats.

        With `of_openness` a model counts from the day on which its weights were out.
        """
        days = self.days(kind, of_openness=of_openness)
        within = [row for row in rows if (day := days[row]) is not None and (by is None or day <= by)]
        return [self._entry(row, kind, cast("date", days[row])) for row in self._unbeaten(within, days)]

    def _unbeaten(self, rows: Sequence[int], days: Sequence[date | None]) -> Sequence[int]:
        """The rows that are at least as good as all scores that count for certain and are surely older."""
        merits, sure = self.merits, self._sure
        best: dict[date, Decimal] = {}
        for row in rows:
            if sure[row]:
                day, merit = cast("date", days[row]), merits[row]
                if day not in best or merit > best[day]:
                    best[day] = merit
        floor: dict[date | None, Decimal | None] = {}
        highest: Decimal | None = None
        for day in sorted(cast("set[date]", {days[row] for row in rows})):
            floor[day] = highest
            if day in best and (highest is None or best[day] > highest):
                highest = best[day]
        return [row for row in rows if (least := floor[days[row]]) is None or merits[row] >= least]

    @cached_property
    def _sure(self) -> Sequence[bool]:
        """Whether the date of a row's model is known to the day, and its score counts for certain."""
        unsure = self.several | {model for model, _ in self._partial}
        return [model not in unsure for model in self.models]

    def _entry(self, row: int, kind: str, day: date) -> Dated:
        own, other = _COUNTING[kind]
        property = own if self._stated(own)[row] is not None else other
        if self.days(kind)[row] != day:
            property = "weightsReleased"
        precision = self._partial.get((self.models[row], property), "day")
        last = day if precision == "day" else interval(day, precision).last
        return Dated(day, last, self.merits[row], self.models[row], precision)
