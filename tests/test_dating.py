"""What goes before anything is made of it can never count."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.contenders import settled
from aikg.dating import DATES, Dated, Scores

FIRST = date(2024, 1, 1)
OPEN = frozenset(("open", "free"))
days = st.none() | st.integers(0, 8).map(lambda n: FIRST + timedelta(days=20 * n))
rows_of = st.lists(
    st.tuples(
        st.integers(0, 9).map("m{}".format),
        st.integers(0, 4).map(Decimal),
        st.sampled_from(["lab-a", "lab-b"]),
        st.sampled_from(["open", "closed", None]),
        days,
        days,
        days,
        st.none(),
    ),
    max_size=14,
)
partial_of = st.dictionaries(
    st.tuples(
        st.integers(0, 9).map("m{}".format), st.sampled_from(["announced", "released", "weightsReleased"])
    ),
    st.sampled_from(["month", "quarter", "year"]),
    max_size=5,
)


@settings(deadline=None)
@given(rows_of, partial_of, st.sampled_from(list(DATES)), st.booleans(), days, st.integers(0, 2))
def test_what_is_left_out_never_counts(
    rows: list[tuple[object, ...]],
    partial: dict[tuple[str, str], str],
    kind: str,
    of_openness: bool,
    by: date | None,
    less: int,
) -> None:
    scores = Scores(rows, partial, OPEN)  # type: ignore[arg-type]

    def exact(row: Dated) -> Decimal | None:
        return row.merit - less if row.model in scores.several else row.merit

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
    row = ("m", Decimal(1), "lab", "open", date(2024, 1, 5), date(2024, 3, 1), date(2024, 6, 1), None)
    partial = {("m", "released"): "month", ("m", "weightsReleased"): "month"}
    (dated,) = Scores([row], partial, OPEN).dated([0], kind, of_openness=of_openness)
    assert (dated.first, dated.last, dated.precision) == said


def test_a_closed_model_has_no_weights_unless_they_are_stated() -> None:
    closed = ("m", Decimal(1), "lab", "closed", None, date(2024, 3, 1), None, None)
    assert Scores([closed], {}, OPEN).dated([0], "weights") == []
    leaked = ("m", Decimal(1), "lab", "closed", None, date(2024, 3, 1), date(2024, 4, 1), None)
    (dated,) = Scores([leaked], {}, OPEN).dated([0], "weights")
    assert dated.first == date(2024, 4, 1)
