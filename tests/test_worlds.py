"""Frontiers and gaps on worlds made for the purpose, each with one thing that is easily got wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.contenders import Entry, settled
from aikg.dating import Dated
from aikg.frontier import frontier, records
from aikg.gap import gap
from aikg.knowledge_graph import KnowledgeGraph
from aikg.lag import Span, interval
from aikg.matching import matches, reach, standing

if TYPE_CHECKING:
    from collections.abc import Iterable

World = Callable[..., KnowledgeGraph]

INDEX = "benchmark/index-1"
STAGE = """
source:paper a aikg:Source ; dcterms:title "A paper"@en .
source:erratum a aikg:Source ; dcterms:title "An erratum"@en .
benchmark:index a aikg:Benchmark ; skos:prefLabel "Index"@en ; dcterms:source source:paper .
lab:a a aikg:Lab ; skos:prefLabel "Lab A"@en ; aikg:country country:CN ; aikg:category concept:start-up .
lab:b a aikg:Lab ; skos:prefLabel "Lab B"@en ; aikg:country country:US ; aikg:category concept:big-tech .
"""


def version(name: str = "index-1", direction: str = "higher") -> str:
    return (
        f'benchmark:{name} a aikg:BenchmarkVersion ; skos:prefLabel "{name}"@en ; aikg:decimals 0 ;'
        f" aikg:versionOf benchmark:index ; aikg:direction concept:{direction}-is-better .\n"
    )


def model(name: str, lab: str, more: str = "", **dates: str) -> str:
    """A model; each date is a day, or `2024-03-01 month`."""
    said = ""
    for property, text in dates.items():
        day, _, precision = text.partition(" ")
        said += f' ; aikg:{property} "{day}"^^xsd:date'
        said += f" ; aikg:{property}Precision concept:{precision or 'day'}"
    return (
        f'model:{name} a aikg:Model ; skos:prefLabel "{name}"@en ; aikg:developedBy lab:{lab}{said}{more} .\n'
    )


def score(
    name: str,
    value: float,
    on: str = "index-1",
    day: str = "2025-01-01",
    more: str = "",
    reporter: str = "independent",
) -> str:
    return (
        f"score:{on}.{name}.{value}.{day} a aikg:Score ; aikg:model model:{name} ; aikg:value {value:.1f} ;"
        f' aikg:benchmarkVersion benchmark:{on} ; aikg:asOf "{day}"^^xsd:date ;'
        f" aikg:reporter concept:{reporter} ; dcterms:source source:paper{more} .\n"
    )


def scored(name: str, lab: str, released: str, value: float) -> str:
    return model(name, lab, released=released) + score(name, value)


def held(graph: KnowledgeGraph, by: str | None = "country", **more: str) -> list[tuple[str, str]]:
    return [(r.group, r.entry.label) for r in frontier(graph, INDEX, by, **more).records]  # type: ignore[arg-type]


def lags(graph: KnowledgeGraph, **more: str) -> list[tuple[str, str, str]]:
    found = gap(graph, "CN", "US", INDEX, **more)  # type: ignore[arg-type]
    return [(m.record.entry.label, m.reach.named if m.reach else "", m.words) for m in found.matches]


def test_no_record_at_all(world: World) -> None:
    graph = world(STAGE + version(), bare=True)
    assert held(graph) == []
    found = gap(graph, "CN", "US", INDEX)
    assert (found.matches, found.standing, found.until) == ((), None, None)
    assert [line for line in found.remarks if "has no model with a score" in line] == []


def test_one_side_without_any_score(world: World) -> None:
    graph = world(STAGE + version() + scored("a1", "a", "2024-01-01", 10), bare=True)
    found = gap(graph, "CN", "US", INDEX)
    assert found.matches == ()
    assert "United States has no model with a score and such a date here." in found.remarks


def test_equal_scores_on_one_day(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + scored("a1", "a", "2024-01-01", 10)
        + scored("b1", "b", "2024-01-01", 10)
        + scored("a0", "a", "2024-01-01", 10),
        bare=True,
    )
    assert held(graph) == [("CN", "a0"), ("CN", "a1"), ("US", "b1")]
    assert lags(graph) == [("a0", "b1", "the same day"), ("a1", "b1", "the same day")]
    now = gap(graph, "CN", "US", INDEX).standing
    assert now is not None and (now.points, now.lead) == (0, None)


def test_leapfrogging(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + scored("a1", "a", "2024-01-01", 10)
        + scored("b1", "b", "2024-02-01", 20)
        + scored("a2", "a", "2024-03-01", 30)
        + scored("b2", "b", "2024-04-01", 30),
        bare=True,
    )
    assert held(graph, None) == [("", "a1"), ("", "b1"), ("", "a2")]
    assert lags(graph) == [("a1", "b1", "31 days ahead"), ("a2", "b2", "31 days ahead")]


def test_a_group_that_never_catches_up(world: World) -> None:
    graph = world(
        STAGE + version() + scored("a1", "a", "2024-01-01", 10) + scored("b1", "b", "2024-03-01", 9),
        bare=True,
    )
    assert lags(graph) == [("a1", "", "ahead, 60 days and counting")]
    assert lags(graph, released_by="2024-03-31") == [("a1", "", "ahead, 90 days and counting")]
    [row] = gap(graph, "CN", "US", INDEX).solutions().dicts()
    assert (row["countingFewest"], row["countingMost"], row["behindFewest"], row["matchModel"]) == (
        60,
        60,
        None,
        None,
    )


def test_a_record_by_another_date_after_the_end_of_the_answer(world: World) -> None:
    """Its weights came after the newest release: it is counted from and to its own day, never backwards."""
    graph = world(
        STAGE
        + version()
        + model("a1", "a", released="2024-01-01", weightsReleased="2024-06-01")
        + score("a1", 10)
        + model("b1", "b", released="2024-02-01", weightsReleased="2024-02-01")
        + score("b1", 9),
        bare=True,
    )
    found = gap(graph, "CN", "US", INDEX)
    assert found.until == date(2024, 2, 1)
    assert [(o.dated_by, o.words, o.until) for o in found.otherwise] == [
        ("announced", "ahead, 31 days and counting", date(2024, 2, 1)),
        ("weights", "ahead, 0 days and counting", date(2024, 6, 1)),
    ]


def test_two_dates_of_one_model_and_ranges(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + scored("a1", "a", "2024-06-01", 10)
        + model("b1", "b", announced="2024-01-01 quarter", released="2024-05-01")
        + score("b1", 12),
        bare=True,
    )
    assert lags(graph) == [("a1", "b1", "31 days behind")]
    assert lags(graph, date="announced") == [("a1", "b1", "62 to 152 days behind")]
    how = [(o.how, o.words) for o in gap(graph, "CN", "US", INDEX).otherwise]
    assert ("by announcement", "62 to 152 days behind") in how


def test_versions_are_never_mixed(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + version("index-2")
        + scored("a1", "a", "2024-01-01", 10)
        + scored("b1", "b", "2024-01-11", 10)
        + score("a1", 90, "index-2")
        + score("b1", 5, "index-2"),
        bare=True,
    )
    assert lags(graph) == [("a1", "b1", "10 days ahead")]
    assert [r.entry.score for r in frontier(graph, "benchmark/index-2").records] == [90]
    assert [m.words for m in gap(graph, "CN", "US", "benchmark/index-2").matches] == [
        "ahead, 10 days and counting"
    ]


def test_month_only_dates_never_give_one_number(world: World) -> None:
    graph = world(
        STAGE + version() + scored("a1", "a", "2024-03-15", 10) + scored("b1", "b", "2024-03-01 month", 10),
        bare=True,
    )
    assert lags(graph) == [("a1", "b1", "between 16 days ahead and 14 behind")]
    [row] = gap(graph, "CN", "US", INDEX).solutions().dicts()
    assert (row["behindFewest"], row["behindMost"], row["matched"]) == (-16, 14, "2024-03")


def test_one_source_takes_back_what_another_reported(world: World) -> None:
    back = (
        ' ; aikg:retracted "2025-02-01"^^xsd:date ; aikg:retractedPrecision concept:day'
        " ; aikg:retractedBy source:erratum"
    )
    graph = world(
        STAGE
        + version()
        + scored("a1", "a", "2024-02-01", 10)
        + scored("b2", "b", "2024-01-11", 10)
        + model("b1", "b", released="2024-01-01")
        + score("b1", 50, more=back)
        + score("b1", 4, day="2024-12-01"),
        bare=True,
    )
    assert lags(graph) == [("a1", "b2", "21 days behind")]
    assert held(graph) == [("CN", "a1"), ("US", "b1"), ("US", "b2")], "its older score counts again"
    assert lags(graph, as_of="2025-01-31") == [("a1", "b1", "31 days behind")]
    assert lags(graph, as_of="2025-02-01") == [("a1", "b2", "21 days behind")]


def test_a_newer_lower_score_takes_the_place_of_the_old(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + scored("a1", "a", "2024-03-01", 10)
        + scored("b2", "b", "2024-02-01", 10)
        + model("b1", "b", released="2024-01-01")
        + score("b1", 50, day="2025-01-01")
        + score("b1", 9, day="2025-03-01"),
        bare=True,
    )
    assert lags(graph) == [("a1", "b2", "29 days behind")]
    assert lags(graph, as_of="2025-02-01") == [("a1", "b1", "60 days behind")]


def test_of_one_day_an_independent_reporter_goes_before_the_developer(world: World) -> None:
    graph = world(
        STAGE
        + version()
        + model("a1", "a", released="2024-01-01")
        + score("a1", 90, reporter="developer")
        + score("a1", 10),
        bare=True,
    )
    assert [r.entry.score for r in frontier(graph, INDEX).records] == [10]


def test_where_lower_is_better(world: World) -> None:
    graph = world(
        STAGE
        + version(direction="lower")
        + scored("a1", "a", "2024-03-01", 5)
        + scored("b1", "b", "2024-01-01", 6)
        + scored("b2", "b", "2024-02-01", 5),
        bare=True,
    )
    assert held(graph) == [("CN", "a1"), ("US", "b1"), ("US", "b2")]
    found = gap(graph, "CN", "US", INDEX)
    assert [m.words for m in found.matches] == ["29 days behind"]
    assert found.matches[0].record.entry.score == 5


def test_a_lab_of_two_categories_and_a_model_of_two_countries(world: World) -> None:
    both = "lab:a aikg:category concept:big-tech .\nmodel:a1 aikg:developedBy lab:b .\n"
    graph = world(STAGE + both + version() + scored("a1", "a", "2024-01-01", 10), bare=True)
    assert held(graph, "category") == [("big-tech", "a1"), ("start-up", "a1")]
    assert held(graph) == [("CN", "a1"), ("US", "a1")]
    assert held(graph, None) == [("", "a1")]
    assert lags(graph) == [("a1", "a1", "the same day")]


def test_undated_models_are_counted_and_left_out(world: World) -> None:
    graph = world(
        STAGE + version() + scored("a1", "a", "2024-01-01", 10) + model("a2", "a") + score("a2", 99),
        bare=True,
    )
    found = frontier(graph, INDEX)
    assert [r.entry.label for r in found.records] == ["a1"]
    assert found.undated == ("https://w3id.org/aikg/id/model/a2",)
    assert "1 model (a2) without such a date, left out." in found.remarks


DAYS = st.dates(date(2024, 1, 1), date(2024, 6, 30))
DATED = st.lists(
    st.builds(
        lambda number, day, merit, less, precision: (
            Dated(day, interval(day, precision).last, Decimal(merit), f"m{number}", precision),
            Decimal(merit - less),
        ),
        st.integers(0, 999),
        DAYS,
        st.integers(0, 20),
        st.sampled_from([0, 0, 0, 1, 5]),
        st.sampled_from(["day", "day", "month", "quarter", "year"]),
    ),
    max_size=25,
    unique_by=lambda pair: pair[0].model,
)
"""Rows, and what each is worth once it is known which of its scores counts."""


def everybody(rows: Iterable[tuple[Dated, Decimal]]) -> list[Entry]:
    return [next(iter(settled([row], {row: merit}.get))) for row, merit in rows]


@given(DATED, DATED, st.integers(0, 21))
def test_what_is_left_out_changes_nothing(
    one: list[tuple[Dated, Decimal]], other: list[tuple[Dated, Decimal]], merit: int
) -> None:
    few, others = (tuple(settled([row for row, _ in rows], dict(rows).get)) for rows in (one, other))
    end = date(2025, 12, 31)
    assert records(few) == records(everybody(one))
    assert matches(few, others, end) == matches(everybody(one), everybody(other), end)
    assert standing(few, others, end) == standing(everybody(one), everybody(other), end)
    assert reach(few, Decimal(merit)) == reach(everybody(one), Decimal(merit))


@given(DATED, DATED, st.data())
def test_a_model_below_the_frontier_of_its_day_changes_no_gap(
    one: list[tuple[Dated, Decimal]], other: list[tuple[Dated, Decimal]], data: st.DataObject
) -> None:
    """On either side: later than a record for sure, and worse."""
    mine, theirs = everybody(one), everybody(other)
    end = date(2026, 12, 31)
    before = matches(mine, theirs, end)
    for side, rows in ((mine, one), (theirs, other)):
        if not rows:
            continue
        leader = data.draw(st.sampled_from(records(side))).entry
        day = data.draw(st.dates(leader.when.last + timedelta(days=1), date(2026, 6, 30)))
        worse = Entry("worse", "", "", interval(day, "day"), "day", leader.merit - 1, leader.merit - 1)
        changed = (*side, worse)
        assert (
            matches(changed if side is mine else mine, changed if side is theirs else theirs, end) == before
        )


@given(DATED, st.randoms())
def test_gaps_never_depend_on_the_order_of_rows(rows: list[tuple[Dated, Decimal]], chance: object) -> None:
    mixed = [row for row, _ in rows]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    worth = dict(rows).get
    assert set(settled(mixed, worth)) == set(settled([row for row, _ in rows], worth))


def test_only_what_can_count_is_asked_for_its_scores() -> None:
    asked: list[str] = []

    def exact(row: Dated) -> Decimal:
        asked.append(row.model)
        return row.merit

    day = date(2024, 1, 1)
    rows = [
        Dated(day.replace(day=n + 1), day.replace(day=n + 1), Decimal(30 - n), f"m{n}", "day")
        for n in range(20)
    ]
    assert [e.model for e in settled(rows, exact)] == ["m0"]
    assert asked == ["m0"]


def test_the_span_that_a_record_stood_does_not_need_what_was_left_out(world: World) -> None:
    graph = world(
        STAGE + version() + scored("a1", "a", "2024-01-01 month", 10) + scored("a2", "a", "2024-03-10", 11),
        bare=True,
    )
    assert [r.stood for r in frontier(graph, INDEX).records] == [Span(39, 69), None]


@pytest.mark.parametrize("kind", ["released", "announced", "weights"])
def test_bad_data_leave_a_model_out_and_break_nothing(world: World, kind: str) -> None:
    """A score whose source has no title cannot be shown with its source."""
    graph = world(
        STAGE + version() + scored("a1", "a", "2024-01-01", 10).replace("source:paper", "source:nobody"),
        bare=True,
    )
    assert frontier(graph, INDEX, date=kind).records == ()
