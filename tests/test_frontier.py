"""Records of a benchmark version: over plain entries, on worlds made for the purpose, on the shipped data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import aikg
from aikg.cli.frontier import frontier as command
from aikg.contenders import Contenders
from aikg.errors import BadParameter, UnknownName, UsageError
from aikg.frontier import Entry, frontier, records
from aikg.lag import Span, interval
from aikg.ranking import ranking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph


def entry(label: str, day: str, merit: float, precision: str = "day") -> Entry:
    value = Decimal(str(merit))
    return Entry(label, label, "A lab", interval(date.fromisoformat(day), precision), precision, value, value)


def names(found: object) -> list[str]:
    return [record.entry.label for record in found]  # type: ignore[attr-defined]


ENTRIES = st.lists(
    st.builds(
        lambda number, day, merit, precision: entry(f"m{number}", day.isoformat(), merit, precision),
        st.integers(0, 999),
        st.dates(date(2024, 1, 1), date(2024, 6, 30)),
        st.integers(0, 20),
        st.sampled_from(["day", "day", "month", "quarter", "year"]),
    ),
    max_size=25,
    unique_by=lambda e: e.model,
)


def test_nothing_has_no_record() -> None:
    assert records([]) == ()


def test_each_record_stands_until_the_next() -> None:
    found = records([entry("a", "2024-01-01", 10), entry("b", "2024-01-31", 9), entry("c", "2024-03-01", 11)])
    assert [(r.entry.label, r.stood) for r in found] == [("a", Span(60, 60)), ("c", None)]


def test_an_equal_score_later_is_no_record() -> None:
    assert names(records([entry("b", "2024-02-01", 10), entry("a", "2024-03-01", 10)])) == ["b"]


def test_of_one_day_only_the_highest_counts_and_equals_share_it() -> None:
    day = [entry("z", "2024-02-01", 10), entry("a", "2024-02-01", 10), entry("low", "2024-02-01", 9)]
    found = records([*day, entry("next", "2024-02-11", 12)])
    assert [(r.entry.label, r.stood) for r in found] == [
        ("a", Span(10, 10)),
        ("z", Span(10, 10)),
        ("next", None),
    ]


def test_partial_dates_make_the_time_that_a_record_stood_a_range() -> None:
    found = records([entry("a", "2024-01-01", 10, "month"), entry("b", "2024-03-10", 11)])
    assert found[0].stood == Span(39, 69)
    found = records([entry("a", "2024-01-01", 10, "year"), entry("b", "2024-03-10", 11)])
    assert found[0].stood == Span(0, 69)


@given(ENTRIES, st.randoms())
def test_the_order_of_entries_does_not_matter(found: list[Entry], chance: object) -> None:
    mixed = list(found)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert records(mixed) == records(found)


@given(ENTRIES)
def test_records_are_exactly_what_beats_everything_before(found: list[Entry]) -> None:
    def is_record(one: Entry) -> bool:
        before = [e.merit for e in found if e.when.first < one.when.first]
        same_day = [e.merit for e in found if e.when.first == one.when.first]
        return all(one.merit > merit for merit in before) and one.merit == max(same_day)

    assert {r.entry.model for r in records(found)} == {e.model for e in found if is_record(e)}


@given(ENTRIES, st.data())
def test_a_model_below_the_frontier_of_its_day_changes_nothing(
    found: list[Entry], data: st.DataObject
) -> None:
    if not found:
        return
    leader = data.draw(st.sampled_from(records(found))).entry
    late = data.draw(st.dates(leader.when.first, date(2024, 12, 31)))
    worse = replace(entry("worse", late.isoformat(), 0), merit=leader.merit - 1)
    assert records([*found, worse]) == records(found)


@given(ENTRIES)
def test_scores_rise_and_only_the_last_stands(found: list[Entry]) -> None:
    held = records(found)
    assert [r.entry.merit for r in held] == sorted(r.entry.merit for r in held)
    best = max((e.merit for e in found), default=None)
    assert {r.entry.merit for r in held if r.stood is None} == ({best} if found else set())


def test_on_the_mini_world(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="country")
    shown = [
        (r.group, r.entry.label, float(r.entry.score), r.stood) for r in found.records if r.group == "CN"
    ]
    assert shown == [
        ("CN", "Star 7B", 25.0, Span(170, 199)),
        ("CN", "Star 72B", 38.0, Span(112, 141)),
        ("CN", "Star 2", 68.5, None),
    ]
    assert found.until == date(2025, 2, 14)
    assert found.solutions().column("stood")[-1] is None


def test_a_model_counts_with_its_best_configuration(mini: KnowledgeGraph) -> None:
    best = frontier(mini, "Acme Index v2").records[-1].entry
    assert (best.label, best.effort, best.reasoning, best.score) == (
        "Aurora One (2024)",
        "high",
        True,
        Decimal("70.5"),
    )


def test_two_versions_are_never_mixed(mini: KnowledgeGraph) -> None:
    old, new = (frontier(mini, f"Acme Index {v}") for v in ("v1", "v2"))
    assert {r.entry.label for r in old.records} & {"Star 2", "Aurora One (2024)"} == set()
    assert {r.entry.label for r in new.records} & {"Aurora One (2023)", "Dyn 1"} == set()


def test_the_date_that_counts_is_chosen(mini: KnowledgeGraph) -> None:
    days = {
        kind: {r.entry.label: r.entry.when.first for r in frontier(mini, "Acme Index v2", date=kind).records}
        for kind in ("released", "announced", "weights")
    }
    assert days["released"]["Aurora One (2024)"] == date(2024, 6, 1)
    assert days["announced"]["Aurora One (2024)"] == date(2024, 5, 15)
    assert "Aurora One (2024)" not in days["weights"]
    assert days["weights"]["Star 2"] == date(2025, 3, 1)


def test_models_without_the_date_or_the_group_are_counted_in_a_remark(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="category", date="weights")
    assert [iri.rpartition("/")[2] for iri in found.undated] == ["aurora-one-2024", "tower-2"]
    assert any("2 models" in said and "without such a date" in said for said in found.remarks)
    assert any("Sakura 1" in said and "without category" in said for said in found.remarks)


def test_open_models_count_among_the_open_from_the_day_of_their_weights(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="openness")
    [star] = [r for r in found.records if r.entry.label == "Star 2"]
    assert (star.group, star.entry.when.first) == ("open", date(2025, 3, 1))


def test_released_by_looks_at_no_later_model_with_the_scores_of_today(mini: KnowledgeGraph) -> None:
    then = frontier(mini, "Acme Index v2", by="country", released_by="2024-12-31")
    assert "Star 2" not in names(then.records) and "Star 72B" in names(then.records)
    assert then.until == date(2024, 12, 31)
    assert any("scores of today, some measured later, up to 2025-03-31" in said for said in then.remarks)
    assert frontier(mini, "Acme Index v2", released_by="2020-01-01").records == ()


def test_as_of_is_what_one_could_know(mini: KnowledgeGraph) -> None:
    assert names(frontier(mini, "Acme Index v1", as_of="2024-05-01").records) == [
        "Aurora One (2023)",
    ]
    none = frontier(mini, "Acme Index v2", by="country", as_of="2025-01-19")
    assert none.records == ()
    assert any("was published by 2025-01-19; --released-by" in said for said in none.remarks)
    assert names(frontier(mini, "Acme Index v2", as_of="2025-01-20").records) == ["Tower 9B"]
    now = frontier(mini, "Acme Index v2", by="country", as_of="2025-03-31")
    assert now.records == frontier(mini, "Acme Index v2", by="country").records


def test_two_days_are_no_view(mini: KnowledgeGraph) -> None:
    both = {"as_of": "2025-03-31", "released_by": "2024-12-31"}
    with pytest.raises(UsageError, match=r"--as-of is what one could know.*--released-by is the models"):
        frontier(mini, "Acme Index v2", **both)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="not both"):
        ranking(mini, "Acme Index v2", **both)
    for view in both:
        assert ranking(mini, "Acme Index v2", **{view: both[view]}).version.label == "Acme Index v2"


def test_in_an_arena_as_of_takes_the_newest_reading_of_then(mini: KnowledgeGraph) -> None:
    best = {
        day: [str(r.entry.score) for r in frontier(mini, "Duel Text", as_of=day).records][-1]
        for day in ("2025-01-15", "2025-02-15", "2025-03-15")
    }
    assert best == {"2025-01-15": "1302", "2025-02-15": "1300", "2025-03-15": "1320"}


def test_of_an_arena_the_reading_that_counts_is_said(mini: KnowledgeGraph) -> None:
    [said] = [
        line for line in frontier(mini, "Duel Text", as_of="2025-02-15").remarks if "reading of" in line
    ]
    assert "reading of 2025-02-" in said
    assert "`aikg query run arena-history -p version=benchmark/duel-text`" in said
    assert not any("reading of" in line for line in frontier(mini, "Acme Index v2").remarks)


def test_a_day_after_the_newest_model_is_said(mini: KnowledgeGraph) -> None:
    words = "The newest scored model here is of 2025-02-14; nothing later is known here."
    assert words in frontier(mini, "Acme Index v2", as_of="2030-01-01").remarks
    assert words not in frontier(mini, "Acme Index v2", released_by="2025-02-13").remarks
    assert words not in frontier(mini, "Acme Index v2").remarks


def test_rows_name_their_version_and_no_group_where_there_is_none(mini: KnowledgeGraph) -> None:
    rows = frontier(mini, "Acme Index v2").solutions().dicts()
    assert {row["group"] for row in rows} == {None}
    assert {(str(row["version"]).rpartition("/")[2], row["versionLabel"]) for row in rows} == {
        ("acme-index-v2", "Acme Index v2")
    }
    assert None not in frontier(mini, "Acme Index v2", by="country").solutions().column("group")


def test_a_model_of_two_labs_counts_for_both_and_once_without_groups(
    world: Callable[..., KnowledgeGraph],
) -> None:
    graph = world("model:star-2 aikg:developedBy lab:aurora .")
    together = [
        r for r in frontier(graph, "Acme Index v2", by="country").records if r.entry.label == "Star 2"
    ]
    assert [r.group for r in together] == ["CN"]  # in the US Aurora One (2024) was better before
    one = [r.entry for r in frontier(graph, "Acme Index v2", by="lab").records if r.entry.label == "Star 2"]
    assert [e.lab for e in one] == ["Aurora Labs, Chenxing"]


def test_where_lower_is_better_a_record_is_lower(world: Callable[..., KnowledgeGraph]) -> None:
    version = """benchmark:errors a aikg:BenchmarkVersion ; skos:prefLabel "Errors"@en ;
        aikg:versionOf benchmark:quiz ; aikg:decimals 1 ; aikg:direction concept:lower-is-better .
    """
    scores = "".join(
        f"""score:e.{model} a aikg:Score ; aikg:model model:{model} ; aikg:benchmarkVersion benchmark:errors ;
        aikg:value {value} ; aikg:asOf "2025-03-01"^^xsd:date ; aikg:reporter concept:independent ;
        dcterms:source source:index-2025 .
        """
        for model, value in (("star-7b", 9.0), ("star-72b", 10.0), ("star-2", 5.5))
    )
    found = frontier(world(version + scores), "benchmark/errors").records
    assert [(r.entry.label, r.entry.score) for r in found] == [("Star 7B", 9), ("Star 2", Decimal("5.5"))]


@pytest.mark.parametrize(
    "wrong", [{"by": "size"}, {"date": "born"}, {"as_of": "yesterday"}], ids=["by", "date", "as_of"]
)
def test_wrong_parameters_are_named(mini: KnowledgeGraph, wrong: dict[str, str]) -> None:
    with pytest.raises(BadParameter, match=next(iter(wrong))):
        frontier(mini, "Acme Index v2", **wrong)  # type: ignore[arg-type]


def test_an_unknown_benchmark(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        frontier(mini, "No Such Index")


def test_the_report_from_20_to_68() -> None:
    china = [r for r in frontier(aikg.load(), by="country").records if r.group == "CN"]
    assert (china[0].entry.label, china[0].entry.score) == ("DeepSeek LLM 67B", 20)
    assert (china[-1].entry.label, china[-1].entry.score, china[-1].stood) == ("DeepSeek R1-0528", 68, None)


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    shown = CliRunner().invoke(command, ["--by", "country", "-f", "table"])
    assert shown.exit_code == 0
    assert "DeepSeek R1-0528" in shown.output
    none = CliRunner().invoke(command, ["--as-of", "2001-01-01"])
    assert none.exit_code == 1


@pytest.mark.parametrize("form", ["table", "md"])
def test_remarks_go_into_files_for_people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "frontier"
    done = CliRunner().invoke(command, ["-f", form, "-o", str(file)])
    text = file.read_text(encoding="utf-8")
    assert done.exit_code == 0
    assert text.index("o1") < text.index("Remarks") < text.index("By release dates.")
    assert "By release dates." in done.stderr


def test_formats_for_machines_have_rows_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    rows = json.loads(CliRunner().invoke(command, ["-f", "json"]).stdout)
    assert {row["group"] for row in rows} == {None}
    assert {row["versionLabel"] for row in rows} == {"Artificial Analysis Intelligence Index v2"}


def test_on_a_terminal_remarks_stand_beside_the_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    monkeypatch.setattr("aikg.cli.output.Listing.to_terminal", True)
    done = CliRunner().invoke(command, [])
    assert "By release dates." in done.stderr and "By release dates." not in done.stdout


@pytest.mark.parametrize("version", ["Acme Index v1", "Acme Index v2", "Duel Text"])
@pytest.mark.parametrize("kind", ["released", "announced", "weights"])
def test_what_is_known_after_a_day_is_asked_as_it_is_counted(
    version: str, kind: str, mini: KnowledgeGraph
) -> None:
    newest = Contenders(mini, version).newest(kind)
    assert newest is not None and Contenders(mini, version).ends(kind) is None
    for day in (newest - timedelta(days=1), newest, newest + timedelta(days=1)):
        ends = Contenders(mini, version, released_by=day).ends(kind)
        assert ends == (newest if newest < day else None), day
