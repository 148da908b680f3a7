"""Contests: values of several things on one benchmark version, and who is best or that it is a tie.

Values tie where they are equal, and where the interval of one reaches the interval or the value of the other.
Where the intervals that this takes are not stated, nothing is assumed: the better one is best, and “no
interval stated” stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.solutions import Column, Iri, Solutions, lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

INSIDE: Final = "inside the interval"
OUTSIDE: Final = "outside the interval"
NO_INTERVAL: Final = "no interval stated"

BEST: Final = "best"
TIE: Final = "tie"
TIE_INSIDE: Final = "tie within the interval"
BEHIND: Final = "behind"
SINGLE: Final = "single"

SAME: Final = "same configuration"
SAME_MODE: Final = "same reasoning, other effort"
DIFFERENT: Final = "best configuration of each"

_MODES: Final = {True: "reasoning", False: "no reasoning", None: ""}


@dataclass(frozen=True)
class Reading:
    """One score of a thing that is compared: of the model itself, or of a model of the lab."""

    thing: str
    """IRI of what is compared."""
    name: str
    """How it is called."""
    score: Decimal
    lower_is_better: bool = False
    lower: Decimal | None = None
    """Lower end of the 95 % confidence interval; None where the source states none."""
    upper: Decimal | None = None
    reasoning: bool | None = None
    effort: str | None = None
    others: tuple[Decimal, ...] = ()
    """Other values that sources give for the same, which the rankings do not use; in ascending order."""
    model: str = ""
    label: str = ""
    """What the model is called."""
    as_of: date | None = None
    precision: str | None = None
    reporter: str = ""
    source: str = ""
    node: str = ""

    @property
    def merit(self) -> Decimal:
        """The score, negative where lower is better: more is always better."""
        return -self.score if self.lower_is_better else self.score

    @property
    def floor(self) -> Decimal | None:
        """The least merit that its interval allows; None where that end is not stated."""
        return _negative(self.upper) if self.lower_is_better else self.lower

    @property
    def ceiling(self) -> Decimal | None:
        """The greatest merit that its interval allows; None where that end is not stated."""
        return _negative(self.lower) if self.lower_is_better else self.upper

    @property
    def configuration(self) -> tuple[bool | None, str]:
        """Reasoning (None: not stated) and effort (empty: not stated)."""
        return self.reasoning, self.effort or ""

    @property
    def mode(self) -> str:
        """The configuration in words; empty where nothing of it is stated."""
        return ", ".join(word for word in (_MODES[self.reasoning], self.effort) if word)


@dataclass(frozen=True)
class Outcome:
    """How one value stands to another."""

    sign: int
    """1 where the first is better, -1 where the second is, 0 where they are equal."""
    interval: str
    """INSIDE, OUTSIDE or NO_INTERVAL."""

    @property
    def tie(self) -> bool:
        """Whether the two are equal, or too near for their intervals."""
        return self.sign == 0 or self.interval == INSIDE

    def __neg__(self) -> Outcome:
        return Outcome(-self.sign, self.interval)


def outcome(one: Reading, other: Reading) -> Outcome:
    """How `one` stands to `other`; outcome(a, b) == -outcome(b, a)."""
    sign = (one.merit > other.merit) - (one.merit < other.merit)
    if sign == 0:
        ends = (one.floor, one.ceiling, other.floor, other.ceiling)
        return Outcome(0, NO_INTERVAL if ends == (None,) * 4 else INSIDE)
    return Outcome(sign, _interval(one, other) if sign > 0 else _interval(other, one))


def _interval(better: Reading, worse: Reading) -> str:
    """Whether the interval of the one reaches the other: ends that just touch do."""
    low, high = better.floor, worse.ceiling
    if low is not None and high is not None:
        return INSIDE if low <= high else OUTSIDE
    reached = (low is not None and low <= worse.merit) or (high is not None and better.merit <= high)
    return INSIDE if reached else NO_INTERVAL


@dataclass(frozen=True)
class Contest:
    """Values that are compared: of one benchmark version, in an arena of one day."""

    version: str
    label: str
    """What the version is called."""
    readings: tuple[Reading, ...]
    """One of each thing that has one, in the order in which the things were named."""
    decimals: int | None = None
    """Digits with which the source prints scores."""
    unit: str = ""
    direction: str = ""
    day: date | None = None
    """In an arena the day of the readings."""

    @property
    def basis(self) -> str:
        """How alike the configurations are: SAME, SAME_MODE or DIFFERENT."""
        if len({r.configuration for r in self.readings}) == 1:
            return SAME
        modes = {r.reasoning for r in self.readings}
        return SAME_MODE if len(modes) == 1 and modes != {None} else DIFFERENT

    @property
    def best(self) -> tuple[Reading, ...]:
        """Those with the best value: more than one where values are equal."""
        most = max(r.merit for r in self.readings)
        return tuple(r for r in self.readings if r.merit == most)

    @property
    def inside(self) -> tuple[Reading, ...]:
        """Those that are worse, but not outside the interval."""
        best = self.best
        return tuple(
            r for r in self.readings if r not in best and any(outcome(b, r).interval == INSIDE for b in best)
        )

    @property
    def verdict(self) -> str:
        """On the whole: BEST (one is), TIE, TIE_INSIDE or SINGLE."""
        if len(self.readings) == 1:
            return SINGLE
        return TIE_INSIDE if self.inside else TIE if len(self.best) > 1 else BEST

    def verdict_of(self, reading: Reading) -> str:
        """Of one of the readings: BEST, TIE (equal to the best), TIE_INSIDE, BEHIND or SINGLE."""
        if reading in self.inside:
            return TIE_INSIDE
        if reading not in self.best:
            return BEHIND
        return TIE if len(self.best) > 1 else self.verdict

    @property
    def lead(self) -> Decimal | None:
        """Points, in the unit of the version, by which the best leads; None where it is alone."""
        order = sorted((r.merit for r in self.readings), reverse=True)
        return order[0] - order[1] if len(order) > 1 else None

    def behind(self, reading: Reading) -> Decimal:
        """Points by which a reading is behind the best; 0 for the best."""
        return self.best[0].merit - reading.merit

    def interval_of(self, reading: Reading) -> str | None:
        """Whether the best is within the interval: for the best itself, whether any other is.

        INSIDE, OUTSIDE, NO_INTERVAL where it cannot be told of each, or None for one that is alone.
        """
        against = self.best if reading not in self.best else [r for r in self.readings if r != reading]
        found = {outcome(reading, other).interval for other in against}
        return next((word for word in (INSIDE, NO_INTERVAL, OUTSIDE) if word in found), None)

    @property
    def interval(self) -> str | None:
        """On the whole: INSIDE where another is within that of the best, and so on; None for SINGLE."""
        return INSIDE if self.inside else self.interval_of(self.best[0])

    @property
    def words(self) -> str:
        """The verdict with the names that it is about, by name; of a tie of all, without."""
        verdict = self.verdict
        if verdict == SINGLE:
            return SINGLE
        best = self.best
        if verdict == BEST:
            return f"{best[0].name} best"
        tied = sorted(r.name for r in (*best, *self.inside))
        return verdict if len(tied) == len(self.readings) else f"{verdict}: {', '.join(tied)}"


def solutions(contests: Iterable[Contest]) -> Solutions:
    """One row a contest and thing, in their order."""
    columns = (
        Column("versionLabel", "the benchmark version; only values of one contest may be compared"),
        Column("thingLabel", "what is compared"),
        Column("modelLabel", "the model that has the score"),
        Column("score", "in the unit of the version"),
        Column("lower", "lower end of the 95 % confidence interval, where it is stated"),
        Column("upper", "upper end of the 95 % confidence interval, where it is stated"),
        Column("others", "other values that sources give for the same, which rankings do not use"),
        Column("decimals", "digits with which the source prints scores", hidden=True),
        Column("reasoning", "whether the model thought at length"),
        Column("effort", "effort level or thinking budget"),
        Column("verdict", "best, tie, tie within the interval, behind or single"),
        Column("difference", "points behind the best, in the unit of the version"),
        Column("interval", "inside or outside the interval, or no interval stated"),
        Column("basis", "how alike the configurations of the contest are"),
        Column("asOf", "date of the value; in an arena the day of all readings of the contest"),
        Column("precision", "how exactly that date is known"),
        Column("reporter", "who measured"),
        Column("source", "who reports"),
        Column("unit", "unit of the values"),
        Column("direction", "whether a higher or a lower value is better"),
        Column("contest", "number of the contest", hidden=True),
        Column("thing", "IRI of what is compared", hidden=True),
        Column("model", "IRI of the model", hidden=True),
        Column("version", "IRI of the version", hidden=True),
        Column("node", "IRI of the score", hidden=True),
    )
    rows = [
        (
            one.label,
            r.name,
            r.label,
            r.score,
            r.lower,
            r.upper,
            ", ".join(map(lexical, r.others)) or None,
            one.decimals,
            r.reasoning,
            r.effort,
            one.verdict_of(r),
            one.behind(r) if len(one.readings) > 1 else None,
            one.interval_of(r),
            one.basis if len(one.readings) > 1 else None,
            r.as_of,
            r.precision,
            r.reporter,
            r.source,
            one.unit,
            one.direction,
            number,
            Iri(r.thing),
            Iri(r.model),
            Iri(one.version),
            Iri(r.node),
        )
        for number, one in enumerate(contests, 1)
        for r in one.readings
    ]
    return Solutions(columns, tuple(rows))


Rows = tuple[list[tuple[Reading, ...]], list[Reading]]
"""Readings that stand against each other, one of each thing; and those that stand against nothing."""


def like_with_like(readings: Sequence[Reading], things: Sequence[str]) -> Rows:
    """Readings of one version, by configuration, where two things or more have it.

    What is left without a partner stands with its best effort against the best efforts of the same reasoning,
    or else with its best configuration against the best of each.
    """
    rows: list[tuple[Reading, ...]] = []
    for configuration in sorted({r.configuration for r in readings}, key=str):
        rows += _row([r for r in readings if r.configuration == configuration], things)
    for mode in (True, False):
        same = [r for r in readings if r.reasoning is mode]
        if _met(same) - _met(r for row in rows for r in row if r.reasoning is mode):
            rows += _row(same, things)
    if _met(readings) - _met(r for row in rows for r in row):
        rows += _row(readings, things)
    used = [r for row in rows for r in row]
    return rows, [r for r in readings if r not in used]


def best_of_each(readings: Sequence[Reading], things: Sequence[str]) -> Rows:
    """The best of each thing on one version; and where reasoning stands against none, each by itself too."""
    rows = _row(readings, things)
    if not rows:
        return [], [*_best(readings).values()]
    if len({r.reasoning for r in rows[0]}) > 1:
        for mode in (True, False):
            rows += _row([r for r in readings if r.reasoning is mode], things)
    return rows, []


GROUPINGS: Final[dict[str, Callable[[Sequence[Reading], Sequence[str]], Rows]]] = {
    "lab": best_of_each,
    "model": like_with_like,
}
"""How readings of a version are set against each other, by what is compared."""


def score(contests: Iterable[Contest], one: str, other: str) -> tuple[int, int, int]:
    """Of contests in which both things are: how often `one` is better, how often `other`, how often a tie."""
    counts = [0, 0, 0]
    for contest in contests:
        found = {r.thing: r for r in contest.readings}
        if one in found and other in found:
            result = outcome(found[one], found[other])
            counts[2 if result.tie else 0 if result.sign > 0 else 1] += 1
    return counts[0], counts[1], counts[2]


def _row(readings: Sequence[Reading], things: Sequence[str]) -> list[tuple[Reading, ...]]:
    """One contest of the best of each thing, in the order of `things`; none where fewer than two have one."""
    best = _best(readings)
    return [tuple(best[thing] for thing in things if thing in best)] if len(best) > 1 else []


def _best(readings: Sequence[Reading]) -> dict[str, Reading]:
    best: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (r.merit, r.node)):
        best[reading.thing] = reading
    return best


def _met(readings: Iterable[Reading]) -> set[str]:
    return {reading.thing for reading in readings}


def _negative(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value
