"""Values of cells: what is read, what is refused with a reason, and that nothing else happens."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.importers.cells import (
    Unreadable,
    count_of,
    date_of,
    interval_of,
    key_of,
    known,
    name_of,
    number_of,
    text_of,
    truth_of,
)
from aikg.importers.editions import edition_of, issued_in, newest
from aikg.importers.records import Dated


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2025-05-28", date(2025, 5, 28), "day"),
        ("2025-05-28T12:01:02.000Z", date(2025, 5, 28), "day"),
        ("2025-05-28 12:01:02+02:00", date(2025, 5, 28), "day"),
        ("2025-05", date(2025, 5, 1), "month"),
        ("2025", date(2025, 1, 1), "year"),
        ("2025-Q2", date(2025, 4, 1), "quarter"),
        ("Q4 2024", date(2024, 10, 1), "quarter"),
        (" 2024-02-29 ", date(2024, 2, 29), "day"),
    ],
)
def test_dates(text: str, day: date, precision: str) -> None:
    assert date_of(text) == Dated(day, precision)


@pytest.mark.parametrize("text", [None, "", "  ", "unknown", "Unknown", "N/A", "None", "-"])
def test_a_date_that_is_not_known_is_none(text: str | None) -> None:
    assert date_of(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1970-01-01", "placeholder"),
        ("1970-01-01T00:00:00Z", "placeholder"),
        ("2025-02-30", "does not exist"),
        ("2025-13", "does not exist"),
        ("2024-18-4", "not written as year-month-day"),
        ("2024-6-5", "not written as year-month-day"),
        ("05/28/2025", "not written as year-month-day"),
        ("soon", "not written as year-month-day"),
        ("٢٠٢٥-٠٥-٢٨", "not written as year-month-day"),
        ("0001-01-01", "before 1940"),
        ("2025-05-28; DROP", "not written as year-month-day"),
    ],
)
def test_a_date_that_is_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        date_of(text, "release date")


@settings(deadline=None)
@given(st.dates(date(1970, 1, 2), date(2199, 12, 31)))
def test_every_day_is_read_as_itself(day: date) -> None:
    assert date_of(day.isoformat()) == Dated(day, "day")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("671000000000.0", 671_000_000_000),
        ("671B", 671_000_000_000),
        ("0.5b", 500_000_000),
        ("6.71e11", 671_000_000_000),
        (Decimal("7E+9"), 7_000_000_000),
        (32768, 32768),
        ("0", 0),
        ("", None),
        (None, None),
    ],
)
def test_counts(value: object, number: int | None) -> None:
    assert count_of(value) == number


def test_a_column_of_billions() -> None:
    assert count_of("7.242", unit=10**9) == 7_242_000_000
    assert count_of("7B", unit=10**9) == 7_000_000_000


NO_COUNT = (
    *("1_000", "١٢٣", "-5", "nan", "NaN", "inf", "1e999", "0.5", "7 B parameters", "B", "1,000", "9" * 61),
    *(True, [], 10**19, Decimal("NaN"), Decimal("Infinity"), Decimal("1E+300000")),
)


@pytest.mark.parametrize("value", NO_COUNT)
def test_what_is_no_count_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        count_of(value)


@pytest.mark.parametrize(
    "value", ["1_000", "٦٨", "nan", "NaN", "inf", "-Infinity", "0x10", "68%", "6 8", True, "101", "-0.1", {}]
)
def test_what_is_no_score_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        number_of(value, "score", 0, 100)


@settings(deadline=None)
@given(st.decimals(0, 100, places=6))
def test_scores_are_read_exactly(value: Decimal) -> None:
    assert number_of(str(value), "score", 0, 100) == value
    assert number_of(value, "score", 0, 100) == value


@settings(deadline=None)
@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())))
def test_a_value_is_read_or_refused(value: object) -> None:
    """Whatever comes, there is no other error; what is read fits a file and stays within its bounds."""
    for read in (text_of, known, name_of, date_of, number_of, count_of, truth_of):
        try:
            found = read(value)
        except Unreadable as error:
            reason = str(error)
        else:
            reason = "read"
        assert reason.isprintable() and len(reason) < 200
        if reason != "read":
            continue
        if isinstance(found, str):
            found.encode("utf-8")
            assert "\n" not in found and found == found.strip()
        if isinstance(found, int) and not isinstance(found, bool):
            assert 0 <= found <= 10**18


@pytest.mark.parametrize("name", ["a\x00b", "a\x1b[31mb", "\ud800", "x" * 201, "", "…", "\u2028"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        name_of(name)


def test_names_lose_blanks_only() -> None:
    assert name_of(" Cosmos-1.0-\r\nDiffusion-14B  Video2World\n") == "Cosmos-1.0- Diffusion-14B Video2World"
    assert name_of("文心大模型4.5") == "文心大模型4.5"
    assert name_of("<script>alert(1)</script>") == "<script>alert(1)</script>"  # text, for others to show


@pytest.mark.parametrize(
    ("text", "ends"),
    [("-10/+12", (90, 112)), ("+12/-10", (90, 112)), ("+4.5/-3", (97, 104.5)), ("", (None, None))],
)
def test_intervals(text: str, ends: tuple[float | None, float | None]) -> None:
    assert interval_of(text, Decimal(100)) == ends
    assert interval_of(None, Decimal(100)) == (None, None)


@pytest.mark.parametrize("text", ["10", "+10/+12", "-10/-12", "±10", "-1_0/+12", "-١/+١", "-1e9/+1"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        interval_of(text, Decimal(100))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_keys_fit_an_identifier(text: str) -> None:
    key = key_of(text)
    assert all(c.isascii() and (c.isalnum() or c in ".-") for c in key)
    assert key == key.lower() == key_of(key)


def test_keys_keep_apart_what_differs_in_a_sign() -> None:
    names = [
        "humaneval",
        "humaneval+",
        "humaneval-plus",
        "graphwalks-bfs-<128k",
        "graphwalks-bfs->128k",
        "mbpp-pass@1",
    ]
    names += ["translation-en→set1-spbleu", "translation-set1→en-spbleu"]
    assert len({key_of(name) for name in names}) == len(names)
    assert key_of("humanity's-last-exam") == "humanitys-last-exam"


@pytest.mark.parametrize(
    ("name", "day", "edition"),
    [
        ("llms_models_2026-07-10.json", date(2026, 7, 10), "2026-07-10"),
        ("/data/2024/large_scale_ai_models_2025-11.csv", date(2025, 11, 1), "2025-11"),
        ("C:\\data\\20250609.csv", date(2025, 6, 9), "2025-06-09"),
        ("v2_2025_06_09.csv", date(2025, 6, 9), "2025-06-09"),
        ("report-2025.csv", date(2025, 1, 1), "2025"),
    ],
)
def test_the_edition_in_a_file_name(name: str, day: date, edition: str) -> None:
    found = issued_in(name)
    assert found is not None
    assert (found.day, edition_of(found)) == (day, edition)


@pytest.mark.parametrize("name", ["models.jsonl", "v20251301x99999999.csv", "1234567890.csv", ""])
def test_no_edition_in_a_file_name(name: str) -> None:
    assert issued_in(name) is None


@settings(deadline=None)
@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1))
def test_the_newest_date(days: list[date]) -> None:
    words = [day.isoformat() for day in days] + ["soon", None, "1970-01-01", 5]
    assert newest(words) == Dated(max(days))
    assert newest([str(timedelta(1))]) is None


def test_exact_numbers_of_json() -> None:
    from aikg.importers.tables import loaded

    assert loaded(b"[0.1, 1e2, 7]") == [Decimal("0.1"), Decimal("1E+2"), 7]
    assert str(loaded(json.dumps([float("nan")]).encode())[0]) == "NaN"
