"""Tables, Markdown, CSV and the rest: the text that an answer becomes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from aikg import render
from aikg import wording as cells
from aikg.render import csv as csv_format
from aikg.render import facts, table
from aikg.solutions import Column, Iri, Section, Solutions, Value, of

WORDS = st.text("ab-/ 深度求索模型01234567890.()", max_size=40)
UNSAFE = "\x00\x07\x1b\x7f\x9b\u200e\u202e\u2066\u2069\ufeff"


def section(names: str, *rows: tuple[Value, ...], title: str = "") -> Section:
    return Section(title, of(names.split(), list(rows)))


def lines(sections: Section | list[Section], bound: int | None = None) -> list[str]:
    made = table.layout([sections] if isinstance(sections, Section) else sections, bound).text
    return made.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()


def test_columns_stand_under_their_headings_whatever_the_script() -> None:
    got = lines(section("labLabel models", ("深度求索", 12), ("DeepSeek", 3)))
    assert got == ["lab       models", "深度求索      12", "DeepSeek       3"]


@given(st.text(max_size=20))
def test_width_is_that_of_a_terminal(text: str) -> None:
    clean = "".join(c for c in cells.printable(text) if c.isalnum() and wcswidth(c) > 0)
    # wcwidth knows newer editions of Unicode than Python does; Chinese they agree on.
    clean = "".join(c for c in clean if c.isascii() or "\u4e00" <= c <= "\u9fff")
    assert cells.width(clean) == wcswidth(clean)


def test_a_combining_mark_takes_no_column() -> None:
    assert cells.width("e\u0301") == 1


@given(
    st.lists(st.tuples(WORDS, WORDS, st.integers(0, 10**6), WORDS), min_size=1, max_size=8),
    st.integers(40, 120),
)
def test_a_table_fits_and_loses_nothing_but_columns_that_it_names(
    rows: list[tuple[str, str, int, str]], bound: int
) -> None:
    made = table.layout([section("model lab score remark", *rows)], bound)
    assert all(
        cells.width(line.replace("\x1b[1m", "").replace("\x1b[0m", "")) <= bound
        for line in made.text.splitlines()
    )
    shown = "".join(made.text.split())
    said = " ".join(made.remarks)
    for name, column in zip(("model", "lab", "score", "remark"), zip(*rows, strict=True), strict=True):
        if f" {name}" in said:
            continue
        for letter in set("".join(map(str, column))) - {" "}:
            assert letter in shown


def test_numbers_and_dates_are_never_broken() -> None:
    rows = [("A model with a very long name indeed " * 3, date(2025, 5, 28), 671_000_000_000, 5)] * 2
    got = "\n".join(lines(section("model released parameters n", *rows), 50))
    assert got.count("2025-05-28") == 2
    assert got.count("671000000000") == 2


def test_words_break_at_hyphens_before_they_break_anywhere() -> None:
    assert table._wrap("DeepSeek-R1-Distill-Qwen-1.5B", 12) == ["DeepSeek-R1-", "Distill-", "Qwen-1.5B"]
    for line in table._wrap("DeepSeek-R1-Distill-Qwen-1.5B", 12)[:-1]:
        assert line.endswith("-")
    assert "".join(table._wrap("x" * 50, 12)) == "x" * 50


def test_what_is_the_same_in_every_row_is_said_once_when_room_is_short() -> None:
    rows = [
        (f"model number {i} of a family", str(i) + "x" * 20, "y" * 20 + str(i), "2025-05-28")
        for i in range(3)
    ]
    made = table.layout([section("model remark other asOf", *rows)], 64)
    assert made.remarks == ("In every row: as of 2025-05-28.",)
    assert "as of" not in made.text


def test_a_long_last_column_stands_below_its_row() -> None:
    rows = [("model" + "x" * 20, f"{i}" + "y" * 30, "a long story " * 6 + str(i)) for i in range(2)]
    made = table.layout([section("model lab story", *rows)], 60)
    assert "    story: a long story" in made.text
    assert not made.remarks


def test_a_short_column_that_is_left_out_is_named() -> None:
    rows = [(f"{i}" + "x" * 25, f"{i}" + "y" * 25, f"z{i}") for i in range(2)]
    made = table.layout([section("model lab extra", *rows)], 54)
    assert made.remarks == (
        "1 column left out at this width: extra. A wider terminal or --format tsv shows all.",
    )


def test_without_a_bound_nothing_is_wrapped_bold_or_left_out() -> None:
    made = table.layout([section("a b", ("x" * 300, "y" * 300))], None)
    assert "x" * 300 in made.text
    assert "\x1b" not in made.text
    assert made.remarks == ()


def test_bold_headings_end_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    one = section("a", ("x",))
    assert "\x1b[1m" in table.render([one], 80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in table.render([one], 80)


def test_an_empty_answer_says_so() -> None:
    assert table.render([section("a")], 80) == "(none)\n"
    assert render.text(of(["a"], []), "md") == "(none)\n"
    assert render.text(of(["a"], []), "tsv") == "a\n"
    assert render.text(of(["a"], []), "json") == "[]\n"
    assert render.text(of(["a"], []), "jsonl") == ""


def test_facts_are_told_once_with_their_sources_by_number() -> None:
    long, other = "The long title of a first source", "Another title that is quite long"
    page = section(
        "property value source",
        ("name", "DeepSeek", long),
        ("name", "DeepSeek", other),
        ("name", "深度求索", long),
        ("name", "深度求索", other),
        ("parameters", "671000000000", long),
        ("parameters", "685000000000", other),
        ("reasoning", "true", other),
        title="DeepSeek",
    )
    merged, sources = facts.arranged([page])
    assert merged.solutions.rows == (
        ("name", "DeepSeek, 深度求索", "1, 2"),
        ("parameters", "671B", "1"),
        ("parameters", "685B", "2"),
        ("reasoning", "yes", "2"),
    )
    assert sources.title == "Sources"
    assert sources.solutions.rows == ((1, long), (2, other))
    assert page.solutions.rows[0] == ("name", "DeepSeek", long)


def test_titles_of_sources_that_repeat_get_numbers_in_any_listing() -> None:
    long = "The long title of a first source"
    listing = section("model score source", ("a", 1, long), ("b", 2, long))
    arranged = facts.arranged([listing])
    assert arranged[0].solutions.rows == (("a", 1, "1"), ("b", 2, "1"))
    short = section("model source", ("a", "HELM"), ("b", "HELM"))
    assert facts.arranged([short]) == [short]


def test_rows_are_grouped_by_a_column() -> None:
    got = facts.grouped(of(["name", "group"], [("a", "x"), ("b", "y"), ("c", "x")]), "group")
    assert [(s.title, s.solutions.rows) for s in got] == [("x", (("a",), ("c",))), ("y", (("b",),))]


def test_values_read_as_people_write_them() -> None:
    solutions = Solutions(
        (
            Column("score"),
            Column("decimals"),
            Column("released"),
            Column("precision"),
            Column("parameters", large=True),
            Column("open"),
            Column("model", hidden=True),
        ),
        (
            (Decimal("68"), 1, date(2025, 5, 1), "month", 32_500_000_000, True, Iri("x:y")),
            (None, None, date(2025, 4, 1), "quarter", 671_000_000_000, False, None),
        ),
    )
    assert lines(Section("", solutions)) == [
        "score  released  parameters  open",
        " 68.0  2025-05        32.5B  yes",
        "       2025 Q2         671B  no",
    ]


@pytest.mark.parametrize("format", ["table", "md", "tsv", "csv", "json", "jsonl", "html"])
def test_no_format_passes_on_what_a_terminal_obeys(format: str) -> None:
    page = [section("labLabel source", (f"a{UNSAFE}b", f"x{UNSAFE}"), title=f"t{UNSAFE}")]
    got = render.text(page, format)
    assert not set(got) & set(UNSAFE)


def test_markdown_and_html_show_markup_as_text() -> None:
    hostile = section("lab", ("<b>|*_`[x](javascript:1)",))
    assert "\\<b\\>\\|\\*\\_\\`\\[x\\](javascript:1)" in render.text([hostile], "md")
    assert "<b>" not in render.text([hostile], "html")


def test_json_keeps_what_it_escapes() -> None:
    text = f"a{UNSAFE}深"
    got = render.text(of(["x"], [(text,)]), "json")
    assert json.loads(got) == [{"x": text}]
    assert "深" in got


def test_tsv_is_a_line_a_row() -> None:
    got = render.text(of(["x", "y"], [("a\tb\nc\\d", None)]), "tsv")
    assert got == "x\ty\na\\tb\\nc\\\\d\t\n"


@given(st.lists(st.tuples(st.text("abc,\"\n;'=", max_size=12), st.text("x=@-+", max_size=5)), max_size=5))
def test_csv_reads_back(rows: list[tuple[str, str]]) -> None:
    got = render.text(of(["x", "y"], rows), "csv")
    assert list(csv.reader(io.StringIO(got, newline=""))) == [["x", "y"], *map(list, rows)]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@a", "＝1"])
def test_csv_cells_that_a_spreadsheet_would_calculate_are_made_harmless(text: str) -> None:
    one = section("x n", (text, -5))
    assert csv_format.render([one], harmless=True) == f"x,n\n'{text},-5\n"
    assert csv_format.render([one]) == f"x,n\n{text},-5\n"


def test_several_sections_are_told_apart_in_every_format() -> None:
    page = [Section("DeepSeek", of(["a"], [(1,)]), "facts"), Section("All Models", of(["b"], [(2,)]))]
    assert json.loads(render.text(page, "json")) == {"facts": [{"a": 1}], "all_models": [{"b": 2}]}
    assert render.text(page, "csv") == "section,a,b\nfacts,1,\nall_models,,2\n"
    assert render.text(page, "tsv") == "# facts\na\n1\n\n# all_models\nb\n2\n"
    assert render.text(page, "md").startswith("## DeepSeek\n")
    assert [json.loads(line)["section"] for line in render.text(page, "jsonl").splitlines()] == [
        "facts",
        "all_models",
    ]
