"""What goes before anything is made of it can never count."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.contenders import settled
from aikg.dating import DATES, Dated, Scores

FIRST = date(2024, 1, 1)
OPEN = frozenset(("open", "free"))


def scored(rows: list[tuple[Any, ...]], partial: dict[tuple[str, str], str] | None = None) -> Scores:
    """Scores out of model, merit, lab, level, announced, released and date of the weights."""
    stated = {
        name: {row[0]: row[place] for row in rows if row[place] is not None}
        for name, place in (("openness", 3), ("announced", 4), ("weightsReleased", 6))
    }
    narrow = [(model, merit, lab, released, None) for model, merit, lab, _, _, released, _ in rows]
    return Scores(narrow, partial or {}, stated.__getitem__, OPEN)


days = st.none() | st.integers(0, 8).map(lambda n: FIRST + timedelta(days=20 * n))
models_of = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4).map(Decimal), min_size=1, max_size=2),
        st.sets(st.sampled_from(["lab-a", "lab-b"]), min_size=1),
        st.tuples(st.sampled_from(["open", "closed", None]), days, days, days),
    ),
    max_size=9,
)
"""Of each model its scores, its labs and its facts."""
partial_of = st.dictionaries(
    st.tuples(
        st.integers(0, 9).map("m{}".format), st.sampled_from(["announced", "released", "weightsReleased"])
    ),
    st.sampled_from(["month", "quarter", "year"]),
    max_size=5,
)


@settings(deadline=None)
@given(models_of, partial_of, st.sampled_from(list(DATES)), st.booleans(), days, st.integers(0, 2))
def test_what_is_left_out_never_counts(
    models: list[tuple[list[Decimal], set[str], tuple[Any, ...]]],
    partial: dict[tuple[str, str], str],
    kind: str,
    of_openness: bool,
    by: date | None,
    less: int,
) -> None:
    rows = [
        (f"m{number}", merit, lab, *facts)
        for number, (merits, labs, facts) in enumerate(models)
        for merit in merits
        for lab in sorted(labs)
    ]
    scores = scored(rows, partial)
    counting = {f"m{number}": min(merits) - less for number, (merits, _, _) in enumerate(models)}

    def exact(row: Dated) -> Decimal | None:
        return counting[row.model] if row.model in scores.several else row.merit

    chosen = list(range(len(rows)))
    single = [
        dated
        for row in chosen
        for dated in scores.dated([row], kind, by=by, of_openness=of_openness)  # alone, nothing beats it
    ]
    together = scores.dated(chosen, kind, by=by, of_openness=of_openness)
    assert set(together) <= set(single)
    assert set(settled(together, exact)) == set(settled(single, exact))


@pytest.mark.parametrize(
    ("kind", "of_openness", "said"),
    [
        ("released", False, (date(2024, 3, 1), date(2024, 3, 31), "month")),
        ("announced", False, (date(2024, 1, 5), date(2024, 1, 5), "day")),
        ("weights", False, (date(2024, 6, 1), date(2024, 6, 30), "month")),
        ("announced", True, (date(2024, 6, 1), date(2024, 6, 30), "month")),
    ],
)
def test_which_date_counts_and_how_exactly_it_is_known(
    kind: str, of_openness: bool, said: tuple[date, date, str]
) -> None:
    row = ("m", Decimal(1), "lab", "open", date(2024, 1, 5), date(2024, 3, 1), date(2024, 6, 1))
    partial = {("m", "released"): "month", ("m", "weightsReleased"): "month"}
    (dated,) = scored([row], partial).dated([0], kind, of_openness=of_openness)
    assert (dated.first, dated.last, dated.precision) == said


def test_a_closed_model_has_no_weights_unless_they_are_stated() -> None:
    closed = ("m", Decimal(1), "lab", "closed", None, date(2024, 3, 1), None)
    assert scored([closed]).dated([0], "weights") == []
    leaked = ("m", Decimal(1), "lab", "closed", None, date(2024, 3, 1), date(2024, 4, 1))
    (dated,) = scored([leaked]).dated([0], "weights")
    assert dated.first == date(2024, 4, 1)


def test_a_model_is_known_from_its_announcement_on_or_from_what_stands_in_for_it() -> None:
    early, late = date(2024, 1, 1), date(2024, 6, 1)
    facts = [(early, late, late), (late, early, early), (None, early, late), (None, None, late), (None,) * 3]
    rows = [(f"m{n}", Decimal(1), "lab", "open", *dates) for n, dates in enumerate(facts)]
    assert list(scored(rows).known(early)) == [0, 2]
    assert list(scored(rows).known(late)) == [0, 1, 2, 3]
