"""Who is best and what is a tie: over plain readings, without a graph."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.contest import (
    BEHIND,
    BEST,
    DIFFERENT,
    INSIDE,
    NO_INTERVAL,
    OUTSIDE,
    SAME,
    SAME_MODE,
    SINGLE,
    TIE,
    TIE_INSIDE,
    Contest,
    Outcome,
    Reading,
    best_of_each,
    like_with_like,
    outcome,
    score,
)

Number = int | None


def reading(
    name: str,
    value: int,
    low: Number = None,
    high: Number = None,
    *,
    lower_is_better: bool = False,
    reasoning: bool | None = None,
    effort: str | None = None,
) -> Reading:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    node = f"{name}{value}{reasoning}{effort}"
    return Reading(
        name,
        name,
        Decimal(value),
        lower_is_better,
        ends[0],
        ends[1],
        reasoning,
        effort,
        model=name,
        node=node,
    )


def contest(*readings: Reading) -> Contest:
    return Contest("v", "V", readings)


@pytest.mark.parametrize(
    ("one", "other", "verdict", "interval"),
    [
        ((70, 66, 74), (68, 64, 72), TIE_INSIDE, INSIDE),  # they overlap
        ((70, 68, 72), (66, 64, 68), TIE_INSIDE, INSIDE),  # they touch
        ((70, 69, 71), (66, 64, 68), BEST, OUTSIDE),  # they are disjoint
        ((70, None, None), (68, None, None), BEST, NO_INTERVAL),
        ((70, None, None), (70, None, None), TIE, NO_INTERVAL),
        ((70, 69, 71), (70, 60, 80), TIE, INSIDE),
        ((70, 69, None), (68, None, 69), TIE_INSIDE, INSIDE),  # the two ends that count are stated
        ((70, 69, None), (66, None, 68), BEST, OUTSIDE),
        ((70, None, 71), (68, 67, None), BEST, NO_INTERVAL),  # the two ends that do not count are
        ((70, 67, None), (68, None, None), TIE_INSIDE, INSIDE),  # the other's value lies inside
        ((70, None, None), (68, None, 70), TIE_INSIDE, INSIDE),
        ((70, 69, 71), (68, None, None), BEST, NO_INTERVAL),  # outside, but how far the other reaches is open
        ((70, None, None), (68, 66, 69), BEST, NO_INTERVAL),
    ],
)
def test_ties_are_called_ties(
    one: tuple[int, Number, Number], other: tuple[int, Number, Number], verdict: str, interval: str
) -> None:
    for first, second in permutations([reading("a", *one), reading("b", *other)]):
        found = contest(first, second)
        assert (found.verdict, found.interval) == (verdict, interval)
    # the same where lower is better, in a mirror
    mirrored = [
        reading(n, -v, None if h is None else -h, None if low is None else -low, lower_is_better=True)
        for n, (v, low, h) in (("a", one), ("b", other))
    ]
    found = contest(*mirrored)
    assert (found.verdict, found.interval) == (verdict, interval)
    assert found.words.startswith("a best" if verdict == BEST else verdict)


def test_lower_is_better() -> None:
    found = contest(reading("a", 3, lower_is_better=True), reading("b", 5, lower_is_better=True))
    assert [found.verdict_of(r) for r in found.readings] == [BEST, BEHIND]
    assert found.lead == found.behind(found.readings[1]) == 2
    zero = contest(reading("a", 0, lower_is_better=True), reading("b", 5, lower_is_better=True))
    assert zero.words == "a best"


def test_three_and_more() -> None:
    a, b, c = reading("a", 70, 66, 74), reading("b", 68, 64, 72), reading("c", 50, 48, 52)
    found = contest(a, b, c)
    assert [found.verdict_of(r) for r in found.readings] == [TIE_INSIDE, TIE_INSIDE, BEHIND]
    assert [found.interval_of(r) for r in found.readings] == [INSIDE, INSIDE, OUTSIDE]
    assert found.words == "tie within the interval: a, b"
    assert found.lead == 2
    d = reading("d", 70)
    found = contest(c, d, a)
    assert found.words == "tie: a, d"
    assert found.lead == 0
    assert [found.verdict_of(r) for r in found.readings] == [BEHIND, TIE, TIE]
    assert contest(a, replace(a, thing="e", name="e")).words == "tie"


def test_one_alone() -> None:
    alone = contest(reading("a", 70, 66, 74))
    assert (alone.verdict, alone.words, alone.verdict_of(alone.readings[0])) == (SINGLE, SINGLE, SINGLE)
    assert alone.lead is None
    assert alone.interval is None


def said(rows: list[tuple[Reading, ...]]) -> list[str]:
    return [" ".join(f"{r.name}{r.score}" for r in row) for row in rows]


def test_like_is_compared_with_like() -> None:
    readings = [
        reading("a", 70, reasoning=True, effort="high"),
        reading("a", 66, reasoning=True, effort="low"),
        reading("a", 50, reasoning=False),
        reading("b", 69, reasoning=True, effort="low"),
        reading("b", 55, reasoning=False),
    ]
    rows, alone = like_with_like(readings, ["a", "b"])
    assert said(rows) == ["a50 b55", "a66 b69"]
    assert [contest(*row).basis for row in rows] == [SAME, SAME]
    assert [(r.name, r.effort) for r in alone] == [("a", "high")]


def test_without_a_common_effort_the_best_of_the_same_reasoning_stands() -> None:
    readings = [
        reading("a", 70, reasoning=True, effort="high"),
        reading("a", 50, reasoning=False),
        reading("b", 68, reasoning=True),
        reading("b", 58, reasoning=False),
    ]
    rows, alone = like_with_like(readings, ["a", "b"])
    assert said(rows) == ["a50 b58", "a70 b68"]
    assert [contest(*row).basis for row in rows] == [SAME, SAME_MODE]
    assert alone == []


def test_without_a_common_configuration_the_best_of_each_stands() -> None:
    readings = [
        reading("a", 70, reasoning=True),
        reading("a", 50, reasoning=False),
        reading("b", 60),
    ]
    [row], alone = like_with_like(readings, ["b", "a"])
    assert said([row]) == ["b60 a70"]
    assert contest(*row).basis == DIFFERENT
    assert [r.score for r in alone] == [50]
    assert contest(reading("a", 1, effort="max"), reading("b", 2)).basis == DIFFERENT


def test_a_third_without_a_partner_meets_the_best_of_all() -> None:
    readings = [
        reading("a", 70, reasoning=True),
        reading("b", 60, reasoning=True),
        reading("c", 65, reasoning=False),
    ]
    rows, alone = like_with_like(readings, ["a", "b", "c"])
    assert said(rows) == ["a70 b60", "a70 b60 c65"]
    assert alone == []


def test_the_best_of_each_lab_and_each_mode_where_modes_are_mixed() -> None:
    readings = [
        replace(reading("a", 70, reasoning=True), model="a1"),
        replace(reading("a", 60, reasoning=False), model="a2"),
        reading("b", 65, reasoning=False),
        reading("b", 64, reasoning=True),
    ]
    rows, alone = best_of_each(readings, ["a", "b"])
    assert said(rows) == ["a70 b65", "a70 b64", "a60 b65"]
    assert alone == []
    rows, alone = best_of_each([*readings[:2]], ["a", "b"])
    assert rows == []
    assert [r.score for r in alone] == [70]


def test_head_to_head() -> None:
    a, b, c = reading("a", 70), reading("b", 68), reading("c", 70)
    contests = [contest(a, b), contest(b, c), contest(a, c), contest(a)]
    assert score(contests, "a", "b") == (1, 0, 0)
    assert score(contests, "b", "a") == (0, 1, 0)
    assert score(contests, "a", "c") == (0, 0, 1)


ENDS = st.one_of(st.none(), st.integers(0, 4))


@st.composite
def readings(draw: st.DrawFn, things: str = "abcd") -> list[Reading]:
    lower = draw(st.booleans())
    found = []
    for thing in things:
        for mode, effort in draw(
            st.sets(
                st.tuples(st.sampled_from([None, True, False]), st.sampled_from([None, "high"])), max_size=3
            )
        ):
            value, down, up = draw(st.integers(0, 9)), draw(ENDS), draw(ENDS)
            found.append(
                reading(
                    thing,
                    value,
                    None if down is None else value - down,
                    None if up is None else value + up,
                    lower_is_better=lower,
                    reasoning=mode,
                    effort=effort,
                )
            )
    return found


@given(readings("ab"))
def test_outcomes_are_symmetric(found: list[Reading]) -> None:
    for one in found:
        for other in found:
            assert outcome(one, other) == -outcome(other, one)
        assert outcome(one, one).tie
        assert outcome(one, one) == Outcome(0, outcome(one, one).interval)


@given(readings(), st.permutations("abcd"), st.randoms(), st.sampled_from([like_with_like, best_of_each]))
def test_order_permutes_the_columns_and_nothing_else(
    found: list[Reading], order: list[str], chance: object, group: object
) -> None:
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    rows, alone = group(found, list("abcd"))  # type: ignore[operator]
    others, other_alone = group(mixed, order)  # type: ignore[operator]
    assert [[r.thing for r in row] for row in others] == [
        sorted((r.thing for r in row), key=order.index) for row in rows
    ]
    assert [set(row) for row in others] == [set(row) for row in rows]
    assert set(other_alone) == set(alone)
    for row, other in zip(rows, others, strict=True):
        one, two = contest(*row), contest(*other)
        assert (one.words, one.lead, one.interval, one.basis) == (
            two.words,
            two.lead,
            two.interval,
            two.basis,
        )
        assert {r: one.verdict_of(r) for r in row} == {r: two.verdict_of(r) for r in other}
        assert {r: one.interval_of(r) for r in row} == {r: two.interval_of(r) for r in other}


@given(readings())
def test_nothing_is_lost_and_nobody_meets_himself(found: list[Reading]) -> None:
    rows, alone = like_with_like(found, list("abcd"))
    assert {r for row in rows for r in row} | set(alone) == set(found)
    for row in rows:
        assert len({r.thing for r in row}) == len(row) > 1
    met = {r.thing for r in found}
    if len(met) > 1:
        assert {r.thing for row in rows for r in row} == met, "each has something to stand against"


@given(readings())
def test_a_tie_is_always_of_two_and_a_best_is_alone(found: list[Reading]) -> None:
    for row in like_with_like(found, list("abcd"))[0]:
        one = contest(*row)
        verdicts = [one.verdict_of(r) for r in row]
        tied = [v for v in verdicts if v in (TIE, TIE_INSIDE)]
        assert (verdicts.count(BEST), len(tied) > 1) in ((1, False), (0, True))
        assert (one.verdict == BEST) == (BEST in verdicts)
        assert min(map(one.behind, row)) == 0
