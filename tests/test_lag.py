"""Days between dates that are known to the day, month, quarter or year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.lag import Interval, Span, days_between, interval

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
PRECISIONS = st.sampled_from(["day", "month", "quarter", "year"])
INTERVALS = st.builds(interval, DAYS, PRECISIONS)


@pytest.mark.parametrize(
    ("day", "precision", "last"),
    [
        ("2024-02-01", "day", "2024-02-01"),
        ("2024-02-01", None, "2024-02-01"),
        ("2024-02-01", "", "2024-02-01"),
        ("2024-02-01", "month", "2024-02-29"),
        ("2023-02-01", "month", "2023-02-28"),
        ("2024-12-05", "month", "2024-12-31"),
        ("2024-04-01", "quarter", "2024-06-30"),
        ("2024-05-20", "quarter", "2024-06-30"),
        ("2024-11-01", "quarter", "2024-12-31"),
        ("2024-01-01", "year", "2024-12-31"),
        ("9999-01-01", "year", "9999-12-31"),
    ],
)
def test_a_stored_date_is_the_earliest_day_that_it_can_be(day: str, precision: str, last: str) -> None:
    assert interval(date.fromisoformat(day), precision) == Interval(
        date.fromisoformat(day), date.fromisoformat(last)
    )


def test_an_unknown_precision_is_refused() -> None:
    with pytest.raises(ValueError, match="decade"):
        interval(date(2024, 1, 1), "decade")


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        Interval(date(2024, 1, 2), date(2024, 1, 1))
    with pytest.raises(ValueError, match="more than"):
        Span(2, 1)


def test_words() -> None:
    assert str(Span(64, 64)) == "64"
    assert str(Span(-3, 27)) == "-3 to 27"


@given(INTERVALS, INTERVALS, st.data())
def test_the_range_holds_every_pair_of_days_and_its_ends_are_reached(
    one: Interval, other: Interval, data: st.DataObject
) -> None:
    span = days_between(one, other)
    first = data.draw(st.dates(one.first, one.last))
    second = data.draw(st.dates(other.first, other.last))
    assert span.fewest <= (second - first).days <= span.most
    assert span == Span((other.first - one.last).days, (other.last - one.first).days)


@given(INTERVALS, INTERVALS)
def test_the_other_way_round_is_the_negative(one: Interval, other: Interval) -> None:
    assert days_between(one, other) == -days_between(other, one)


@given(DAYS, DAYS)
def test_two_days_give_an_exact_number(one: date, other: date) -> None:
    span = days_between(interval(one, "day"), interval(other, "day"))
    assert span.exact
    assert one + timedelta(days=span.fewest) == other


@given(INTERVALS, INTERVALS, st.integers(-100, 100))
def test_at_least_cuts_off_below(one: Interval, other: Interval, least: int) -> None:
    span = days_between(one, other)
    cut = span.at_least(least)
    assert cut.fewest >= least
    assert cut == span or span.fewest < least
