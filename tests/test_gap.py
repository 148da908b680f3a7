"""Gaps between two groups: over plain entries, on the mini world, on the report and on Epoch's index."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import aikg
from aikg.cli.gap import gap as command
from aikg.errors import UnknownName, UsageError
from aikg.frontier import Entry, records
from aikg.gap import Gap, gap
from aikg.lag import Span
from aikg.matching import Match, in_words, matches, reach, standing
from test_frontier import ENTRIES, entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


def said(found: Sequence[Match]) -> list[tuple[str, str, str]]:
    return [(m.record.entry.label, m.reach.named if m.reach else "", m.words) for m in found]


def test_no_record_at_all() -> None:
    assert matches([], [entry("a", "2024-01-01", 10)]) == ()
    assert standing([], [entry("a", "2024-01-01", 10)], date(2024, 1, 1)) is None


def test_leapfrogging() -> None:
    one = [entry("a1", "2024-01-01", 10), entry("a2", "2024-03-01", 30)]
    other = [entry("b1", "2024-02-01", 20), entry("b2", "2024-04-01", 30)]
    assert said(matches(one, other)) == [("a1", "b1", "31 days ahead"), ("a2", "b2", "31 days ahead")]
    assert said(matches(other, one)) == [("b1", "a2", "29 days ahead"), ("b2", "a2", "31 days behind")]


def test_a_group_that_never_catches_up() -> None:
    one, other = [entry("a", "2024-01-01", 10)], [entry("b", "2024-01-11", 9)]
    assert said(matches(one, other)) == [("a", "", "ahead, 10 days and counting")]
    assert said(matches(one, other, date(2024, 1, 31))) == [("a", "", "ahead, 30 days and counting")]
    [match] = matches(one, other)
    assert match.behind is None and match.counting == Span(10, 10)


def test_equal_scores_on_one_day_are_no_gap() -> None:
    assert said(matches([entry("a", "2024-01-01", 10)], [entry("b", "2024-01-01", 10)])) == [
        ("a", "b", "the same day")
    ]
    now = standing([entry("a", "2024-01-01", 10)], [entry("b", "2024-01-01", 10)], date(2024, 2, 1))
    assert now is not None and now.points == 0 and now.lead is None


def test_all_that_reach_it_on_one_day_are_named() -> None:
    one = [entry("a", "2024-02-01", 10)]
    other = [entry("c", "2024-01-01", 10), entry("b", "2024-01-01", 10), entry("d", "2024-01-02", 90)]
    assert said(matches(one, other)) == [("a", "b; c", "31 days behind")]


def test_partial_dates_give_a_range_never_one_number() -> None:
    [match] = matches([entry("a", "2024-03-15", 10)], [entry("b", "2024-03-01", 10, "month")])
    assert match.behind == Span(-16, 14)
    assert match.words == "between 16 days ahead and 14 behind"
    assert match.reach is not None and match.reach.dated == "2024-03"


def test_with_partial_dates_all_that_can_be_first_are_named() -> None:
    month, day, late = (
        entry("m", "2024-03-01", 10, "month"),
        entry("d", "2024-03-05", 10),
        entry("l", "2024-03-06", 9),
    )
    found = reach([month, day, late], Decimal(9))
    assert found is not None
    assert (found.named, found.dated) == ("m; d", "2024-03-01 to 2024-03-05")
    assert reach([month, day, late], Decimal(10), above=True) is None


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(64, 64), "64 days behind"),
        (Span(1, 1), "1 day behind"),
        (Span(-1, -1), "1 day ahead"),
        (Span(-9, -3), "3 to 9 days ahead"),
        (Span(0, 30), "0 to 30 days behind"),
        (Span(-30, 0), "0 to 30 days ahead"),
        (Span(0, 0), "the same day"),
    ],
)
def test_words(span: Span, words: str) -> None:
    assert in_words(span) == words


@given(ENTRIES, ENTRIES, st.randoms())
def test_the_order_of_entries_does_not_matter(one: list[Entry], other: list[Entry], chance: object) -> None:
    mixed, others = list(one), list(other)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    chance.shuffle(others)  # type: ignore[attr-defined]
    end = date(2024, 12, 31)
    assert matches(mixed, others, end) == matches(one, other, end)
    assert standing(mixed, others, end) == standing(one, other, end)


@given(ENTRIES, ENTRIES)
def test_every_record_is_matched_by_the_first_at_or_above_it(one: list[Entry], other: list[Entry]) -> None:
    found = matches(one, other, date(2024, 12, 31))
    assert [m.record for m in found] == list(records(one))
    for match in found:
        fitting = [e for e in other if e.merit >= match.record.entry.merit]
        assert (match.reach is None) == (not fitting) == (match.behind is None)
        if match.reach is not None:
            assert match.reach.entries[0].when.first == min(e.when.first for e in fitting)
            assert set(match.reach.entries) <= set(fitting)


@given(ENTRIES)
def test_a_group_is_level_with_itself(one: list[Entry]) -> None:
    now = standing(one, one, date(2024, 12, 31))
    assert now is None if not one else (now is not None and now.points == 0)
    spans = [m.behind for m in matches(one, one)]
    assert all(span is not None and span.fewest <= 0 <= span.most for span in spans)


@given(ENTRIES, ENTRIES)
def test_who_leads_does_not_depend_on_who_asks(one: list[Entry], other: list[Entry]) -> None:
    there, back = (standing(*pair, date(2024, 12, 31)) for pair in ((one, other), (other, one)))
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert (there.points, there.lead, there.since) == (-back.points, back.lead, back.since)


def test_the_report_by_release(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "CN", "US", as_of="2025-05-28")
    last = found.matches[-1]
    assert said([last]) == [("DeepSeek R1-0528", "Gemini 2.5 Pro Exp 03-25", "64 days behind")]
    assert found.standing is not None
    assert (found.standing.points, found.standing.lead) == (-2, Span(42, 42))
    assert (found.by, found.until) == ("country", date(2025, 5, 28))


def test_the_report_against_o3(shipped: KnowledgeGraph) -> None:
    assert said(gap(shipped, "DeepSeek", "OpenAI").matches)[-1] == (
        "DeepSeek R1-0528",
        "o3",
        "42 days behind",
    )


def test_the_report_by_announcement(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "China", "United States", date="announced")
    assert said(found.matches)[-1] == ("DeepSeek R1-0528", "o3", "159 days behind")


def test_the_report_the_other_way_round(shipped: KnowledgeGraph) -> None:
    assert said(gap(shipped, "US", "CN", as_of="2025-05-28").matches) == [
        ("Grok 3 mini", "DeepSeek R1-0528", "100 days ahead"),
        ("Gemini 2.5 Pro Exp 03-25", "DeepSeek R1-0528", "64 days ahead"),
        ("o3", "", "ahead, 42 days and counting"),
    ]


def test_every_remark_shows_another_date_and_what_is_missing(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "CN", "US")
    assert said(found.matches)[1:] == [
        ("DeepSeek V3 (Dec 2024)", "o1", "21 days behind"),
        ("DeepSeek R1 (Jan 2025)", "o1", "46 days behind"),
        ("Seed-Thinking-v1.5", "o1", "133 days behind"),
        ("DeepSeek R1-0528", "Gemini 2.5 Pro Exp 03-25", "64 days behind"),
    ]
    assert any("may only mean that earlier models were not scored" in line for line in found.remarks)
    assert otherwise(found) == [
        ("against the best of United States then", "DeepSeek R1-0528", "o3", "42 days behind"),
        ("by announcement", "DeepSeek R1-0528", "o3", "159 days behind"),
        ("by release of the weights", "", "", "no scored model of United States has such a date"),
        ("on Epoch Capabilities Index (December 2025)", "DeepSeek R1-0528", "o1", "174 days behind"),
        ("on Epoch Capabilities Index (December 2025)", "Qwen3-Max", "o1", "293 days behind"),
    ]
    on_epochs = gap(shipped, "CN", "US", "epoch-capabilities-index")
    assert otherwise(on_epochs)[-1] == (
        "on Artificial Analysis Intelligence Index v2",
        "DeepSeek R1-0528",
        "Gemini 2.5 Pro Exp 03-25",
        "64 days behind",
    )


def otherwise(found: Gap) -> list[tuple[str, str, str, str]]:
    rows = found.sections()[2].solutions
    return [
        (str(r["how"]), str(r["modelLabel"] or ""), str(r["match"] or ""), str(r["lag"] or r["note"]))
        for r in rows
    ]


def test_the_report_on_epochs_index_on_its_own_day(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "CN", "US", released_by="2025-05-28")
    assert ("DeepSeek R1-0528", "o1", "174 days behind") in [line[1:] for line in otherwise(found)]
    assert found.until == date(2025, 5, 28)


def test_what_nobody_had_published_by_then_is_said(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "CN", "US", as_of="2025-05-31")
    assert (otherwise(found)[-1][0], otherwise(found)[-1][3]) == (
        "on Epoch Capabilities Index (December 2025)",
        "no score was published by 2025-05-31; --released-by takes today's",
    )
    none = gap(shipped, "CN", "US", as_of="2024-12-31")
    assert none.matches == () and none.standing is None
    assert any("published by 2024-12-31; --released-by" in line for line in none.remarks)


def test_sections_carry_every_number(shipped: KnowledgeGraph) -> None:
    records, now, other = (
        section.solutions.dicts() for section in gap(shipped, "CN", "US", as_of="2025-05-28").sections()
    )
    last = records[-1]
    assert (last["behindFewest"], last["behindMost"], last["score"]) == (64, 64, 68)
    assert str(last["matchModel"]).endswith("model/gemini-2.5-pro-exp-03-25")
    assert last["source"] and last["matchSource"] and last["node"] and last["matchNode"]
    assert [row["covered"] for row in records] == [False, False, True, True]
    assert [(row["group"], row["points"], row["daysFewest"]) for row in now] == [
        ("China", -2, None),
        ("United States", 2, 42),
    ]
    assert {row["datedBy"] for row in other} == {"released", "announced", "weights"}
    assert [row["behindFewest"] for row in other] == [42, 159, None, None]


EPOCH = [
    ("Qwen-14B", 198, -3, 0, "GPT-4"),
    ("Yi-34B-Chat", 253, 1, 0, "GPT-4"),
    ("DeepSeek V2 (May 2024)", 420, -1, 0, "GPT-4"),
    ("Qwen2.5-72B-Instruct", 91, 0, 0, "Claude 3.5 Sonnet (June 2024)"),
    ("DeepSeek V3 (Dec 2024)", 105, 0, 0, "o1-mini; o1-preview"),
    ("DeepSeek R1 (Jan 2025)", 34, 0, 12, "o1"),
    ("DeepSeek R1-0528", 162, 0, 12, "o1"),
    ("Qwen3-Max", 281, 0, 12, "o1"),
]
"""Epoch's record, its lag in days, by how many days our date of the record is later than Epoch's, by how many
our date of the match is earlier, and the match. Epoch dates o1 to the API (2024-12-17), we to ChatGPT
(2024-12-05); Qwen-14B to 2023-09-28 (we 09-25), Yi-34B-Chat to 2023-11-22 (11-23), DeepSeek-V2 to 2024-05-07
(05-06). With these the days agree exactly."""


@pytest.mark.parametrize(("record", "days", "later", "earlier", "match"), EPOCH, ids=[e[0] for e in EPOCH])
def test_epochs_own_lags(
    shipped: KnowledgeGraph, record: str, days: int, later: int, earlier: int, match: str
) -> None:
    found = gap(shipped, "CN", "US", "epoch-capabilities-index")
    [one] = [m for m in found.matches if m.record.entry.label == record]
    assert one.behind == Span(days + later + earlier, days + later + earlier)
    assert one.reach is not None and one.reach.named == match


@pytest.mark.parametrize(
    ("one", "other", "by"),
    [
        ("China", "Japan", "country"),
        ("open", "closed", "openness"),
        ("start-up", "big-tech", "category"),
        ("Chenxing", "Aurora", "lab"),
    ],
)
def test_what_the_two_names_are(mini: KnowledgeGraph, one: str, other: str, by: str) -> None:
    found = gap(mini, one, other, "Acme Index v2")
    assert found.by == by
    assert found.matches
    assert found.standing is not None


def test_names_that_do_not_go_together(mini: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="country"):
        gap(mini, "China", "Chenxing", "Acme Index v2")
    with pytest.raises(UsageError, match="two groups"):
        gap(mini, "CN", "China", "Acme Index v2")
    with pytest.raises(UnknownName):
        gap(mini, "China", "Nobody at all", "Acme Index v2")
    for other in ("China", "Chenxing"):
        with pytest.raises(UsageError) as caught:
            gap(mini, "CN\x1b", other, "Acme Index v2")
        assert "“CN�”" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "near"), [("Germny", "Germany"), ("opn", "open weights"), ("start-ups", "start-up")]
)
def test_a_name_of_nothing_says_what_is_wanted(shipped: KnowledgeGraph, name: str, near: str) -> None:
    with pytest.raises(UnknownName) as caught:
        gap(shipped, "CN", name)
    assert near in caught.value.suggestions
    assert str(caught.value).startswith(f"No country, openness, category or lab is called “{name}”.")
    assert "countries (CN), open and closed, categories of labs (start-up) or labs" in str(caught.value)


def test_two_days_are_no_view(mini: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="not both"):
        gap(mini, "CN", "US", "Acme Index v2", as_of="2025-03-31", released_by="2024-12-31")


def test_all_ways_on_one_metric_count_to_one_day(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "CN", "US", "Epoch Capabilities Index")
    [weights] = [o for o in found.otherwise if o.dated_by == "weights"]
    assert found.until == date(2025, 11, 18)
    assert (weights.status, weights.until, weights.words) == (
        "counting",
        found.until,
        "ahead, 174 days and counting",
    )
    assert weights.match is not None
    assert weights.match.record.entry.when.first == date(2025, 5, 28)
    assert "“And counting” is counted to the newest scored model here, of 2025-11-18." in found.remarks
    [until] = [c for c in found.sections()[2].solutions.columns if c.name == "until"]
    assert until.hidden


def test_another_metric_says_to_which_day_it_counts(shipped: KnowledgeGraph) -> None:
    found = gap(shipped, "US", "CN")
    assert found.until == date(2025, 7, 9)
    rows = {str(r["how"]): r for r in found.sections()[2].solutions}
    there = rows["on Epoch Capabilities Index (December 2025)"]
    assert (there["status"], there["until"]) == ("counting", date(2025, 11, 18))
    [until] = [c for c in found.sections()[2].solutions.columns if c.name == "until"]
    assert not until.hidden
    bound = gap(shipped, "US", "CN", released_by="2025-07-31")
    assert {o.until for o in bound.otherwise} == {None, date(2025, 7, 31)}


def test_scripts_are_told_where_there_is_no_figure(shipped: KnowledgeGraph) -> None:
    rows = gap(shipped, "CN", "US").sections()[2].solutions.dicts()
    assert [row["status"] for row in rows] == ["counted", "counted", "none", "counted", "counted"]
    for row in rows:
        assert (row["lag"] is None) == (row["note"] is not None) == (row["status"] == "none")


def test_a_day_after_the_newest_model_is_said(shipped: KnowledgeGraph) -> None:
    words = "The newest scored model here is of 2025-07-09; nothing later is known here."
    for view in ("as_of", "released_by"):
        late = gap(shipped, "CN", "US", **{view: "2030-01-01"})  # type: ignore[arg-type]
        assert late.until == date(2030, 1, 1) and words in late.remarks
        between = gap(shipped, "CN", "US", **{view: "2025-06-15"})  # type: ignore[arg-type]
        assert not any(line.startswith("The newest scored model") for line in between.remarks)
    assert words not in gap(shipped, "CN", "US").remarks


def test_of_an_arena_one_reading_counts_and_a_remark_says_so(shipped: KnowledgeGraph) -> None:
    [said] = [line for line in gap(shipped, "CN", "US", "LMArena").remarks if "arena" in line[:20]]
    assert "only the reading of 2025-08-01 with 2 models counts" in said
    assert "`aikg query run arena-history` and `aikg chart arena` show them all" in said
    assert not any("reading" in line for line in gap(shipped, "CN", "US").remarks)


def test_a_group_without_scores_is_not_ahead_of(mini: KnowledgeGraph) -> None:
    found = gap(mini, "CN", "FR", "Acme Index v2", released_by="2024-04-01")
    assert found.matches == () and found.standing is None
    assert any("France has no model" in line for line in found.remarks)


def test_month_only_dates_on_the_mini_world(mini: KnowledgeGraph) -> None:
    [match] = [
        m for m in gap(mini, "CN", "US", "Acme Index v2").matches if m.record.entry.label == "Star 72B"
    ]
    assert match.behind == Span(92, 121)
    row = gap(mini, "CN", "US", "Acme Index v2").solutions().dicts()[1]
    assert (row["behindFewest"], row["behindMost"], row["lag"]) == (92, 121, "92 to 121 days behind")


def test_another_metric_is_only_shown_beside_one_of_its_kind(shipped: KnowledgeGraph) -> None:
    assert not any(line.startswith("On Art") for line in gap(shipped, "CN", "US", "Text to Video").remarks)


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    shown = CliRunner().invoke(command, ["CN", "US", "-f", "table"])
    assert shown.exit_code == 0
    assert "64 days behind" in shown.output
    empty = CliRunner().invoke(command, ["CN", "US", "--date", "weights"])
    assert empty.exit_code == 1


REMARK = "Artificial Analysis Intelligence Index v2, as reported by"


@pytest.mark.parametrize("form", ["table", "md", "json", "jsonl", "csv", "tsv"])
def test_remarks_go_where_the_figures_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "gap"
    done = CliRunner().invoke(command, ["CN", "US", "-f", form, "-o", str(file)])
    text = file.read_text(encoding="utf-8")
    assert done.exit_code == 0 and REMARK in text
    if form == "json":
        written = json.loads(text)
        assert list(written) == ["records", "standing", "otherwise", "remarks"]
        assert written["remarks"][0]["remark"].startswith(REMARK)
    else:
        assert "Remarks" in text or "remarks" in text
    assert REMARK in done.stderr


def test_on_a_terminal_remarks_stand_beside_the_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    monkeypatch.setattr("aikg.cli.output.Listing.to_terminal", True)
    done = CliRunner().invoke(command, ["CN", "US"])
    assert "293 days behind" in done.stdout
    assert REMARK in done.stderr and REMARK not in done.stdout and "Remarks" not in done.stdout
