"""A difference in words: what a person reads, and what a machine takes apart."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aikg import export
from aikg.changes import PARTS, Changes, changes
from aikg.cli import diff as diff_command
from aikg.difference import compare
from aikg.editions import Fact, terms
from aikg.errors import AmbiguousName, UnknownName
from aikg.glossary import KINDS, WORDS
from aikg.vocabulary import AIKG, PREFIXES
from conftest import HEAD, MINI
from program import on_terminal, run
from test_difference import SOURCES, SUBJECTS, WORLDS, number, of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph

Rewrite = dict[str, list[tuple[str, str]]]
STAR = "model:star-2\n"
DAY = '"2025-01-20"^^xsd:date ;\n    aikg:releasedPrecision concept:day'

ONTOLOGY = terms()


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[Rewrite], Path]:
    """A copy of the mini world, with texts of its files replaced."""

    def make(files: Rewrite) -> Path:
        place = tmp_path / "new"
        shutil.copytree(MINI, place)
        for name, replacements in files.items():
            path = place / name
            text = path.read_text(encoding="utf-8")
            for old, new in replacements:
                assert old in text, old
                text = text.replace(old, new, 1)
            path.write_text(text, encoding="utf-8")
        return place

    return make


def told(new: Path, old: Path = MINI, **asked: object) -> Changes:
    return changes(compare(old, new), **asked)  # type: ignore[arg-type]


def rows(found: Changes, part: str, *columns: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in columns) for row in getattr(found, part)]


def counts(found: Changes) -> dict[object, tuple[object, ...]]:
    return {kind: tuple(rest) for kind, *rest in found.summary.rows}


MORE = """
lab:gamma a aikg:Lab ; skos:prefLabel "Gamma"@en ; aikg:country country:DE ;
  dcterms:source source:notes-2024 .
model:gamma-1 a aikg:Model ; skos:prefLabel "Gamma 1"@en ; aikg:developedBy lab:gamma ;
  aikg:released "2025-03-01"^^xsd:date ; aikg:releasedPrecision concept:month ;
  dcterms:source source:notes-2024 .
product:gamma-app a aikg:Product ; skos:prefLabel "Gamma App"@en ; aikg:operatedBy lab:gamma .
score:more.gamma-1 a aikg:Score ; aikg:model model:gamma-1 ; aikg:benchmarkVersion benchmark:acme-index-v2 ;
  aikg:value 61.50 ; aikg:reasoning true ; aikg:effort "high" ; aikg:asOf "2025-04-01"^^xsd:date ;
  aikg:asOfPrecision concept:quarter .
source:gamma a aikg:Source ; dcterms:title "Gamma's page"@en ; dcterms:publisher "Gamma" .
claim:more.1 a aikg:Claim ; aikg:gist "Gamma leads."@en ; aikg:about lab:gamma ; dcterms:source source:gamma .
dissent:gamma-1.released a aikg:Dissent ; rdf:subject model:gamma-1 ; rdf:predicate aikg:released ;
  rdf:object "2025-04-01"^^xsd:date ; dcterms:source source:gamma .
"""


@pytest.fixture
def more(edited: Callable[[Rewrite], Path]) -> Path:
    place = edited({})
    (place / "more.ttl").write_text(HEAD + MORE, encoding="utf-8")
    return place


def test_new_things_are_a_line_each_with_lab_and_date(more: Path) -> None:
    found = told(more)
    assert {section.title: section.solutions.rows for section in found.things} == {
        "New lab (1)": (("Gamma", "DE", "Notes on Models"),),
        "New model (1)": (("Gamma 1", "Gamma", "DE", "2025-03", "Notes on Models"),),
        "New product (1)": (("Gamma App", "Gamma", "DE"),),
        "New score (1)": (("Gamma 1 on Acme Index v2 (reasoning, high): 61.5", "Gamma", "DE", "2025 Q2"),),
        "New source (1)": (("Gamma's page", "Gamma"),),
        "New claim (1)": (("Gamma leads.", "Gamma's page"),),
        "New dissent (1)": (("Gamma 1: released", "Gamma", "DE", "Gamma's page"),),
    }
    assert counts(found)["model"] == (1, 0, 0)
    assert counts(found)["facts"] == (len(found.added), 0, 0)
    assert all(row["whole"] for row in found.added)
    assert [section.title for section in found.page() if section.name] == [s.title for s in found.things]


def test_gone_things_are_new_things_the_other_way_round(more: Path) -> None:
    there, back = told(more), told(MINI, more)
    assert [(s.title.replace("New", "Gone"), s.solutions.rows) for s in there.things] == [
        (s.title, s.solutions.rows) for s in back.things
    ]
    assert there.added.rows == back.removed.rows


def test_changed_facts_in_the_words_of_the_data(edited: Callable[[Rewrite], Path]) -> None:
    new = edited(
        {
            "labs.ttl": [
                ("aikg:parameters 300000000000 ;", "aikg:parameters 310000000000 ;"),
                ('skos:prefLabel "Chenxing"@en', 'skos:prefLabel "Chenxing AI"@en'),
                (DAY, DAY.replace(":day", ":month")),
            ]
        }
    )
    found = told(new)
    said = rows(found, "changed", "kind", "subject", "property", "old", "new", "source")
    assert ("lab", "Chenxing AI", "name", "Chenxing", "Chenxing AI") in [row[:5] for row in said]
    assert ("model", "Star 2", "parameters", "300000000000", "310000000000", "Model Cards") in said
    assert [row[1:5] for row in said if row[2] == "released"] == [
        ("Star 2", "released", "2025-01-20", "2025-01")
    ]
    assert (len(found.added), len(found.removed), len(found.changed)) == (0, 0, 3)
    shown = {row["property"]: (row["old"], row["new"]) for s in found.page() for row in s.solutions if s.name}
    assert shown["parameters"] == ("300B", "310B"), "people read it short"


def test_a_large_number_is_short_only_where_that_loses_nothing(edited: Callable[[Rewrite], Path]) -> None:
    new = edited({"labs.ttl": [("aikg:parameters 300000000000 ;", "aikg:parameters 300000000001 ;")]})
    (section,) = [s for s in told(new).page() if s.name]
    assert [(row["old"], row["new"]) for row in section.solutions] == [("300000000000", "300000000001")]


def test_a_date_and_how_exactly_it_is_known_are_one_fact(edited: Callable[[Rewrite], Path]) -> None:
    found = told(edited({"labs.ttl": [(DAY, DAY.replace("01-20", "02-01").replace(":day", ":month"))]}))
    assert rows(found, "changed", "property", "old", "new") == [("released", "2025-01-20", "2025-02")]
    assert counts(found) == {"model": (0, 0, 1), "facts": (0, 0, 1)}


def test_a_change_of_source_names_both(edited: Callable[[Rewrite], Path]) -> None:
    place = edited({})
    report = place / "reports" / "vendor-cards.ttl"
    text = report.read_text(encoding="utf-8")
    start = text.index("score:vendor-cards.tower-9b")
    report.write_text(text[:start], encoding="utf-8")
    (place / "reports" / "other-2025.ttl").write_text(HEAD + text[start:], encoding="utf-8")
    found = told(place)
    said = {row[0]: row[1:] for row in rows(found, "changed", "property", "old", "new", "oldGraph", "graph")}
    assert said["value"] == (
        "28",
        "28",
        "https://w3id.org/aikg/id/source/vendor-cards",
        "https://w3id.org/aikg/id/source/other-2025",
    )
    assert (len(found.added), len(found.removed)) == (0, 0)
    assert counts(found) == {"score": (0, 0, 1), "facts": (0, 0, len(found.changed))}


def test_facts_of_things_that_stay_stand_apart(edited: Callable[[Rewrite], Path]) -> None:
    new = edited(
        {"labs.ttl": [(STAR + "    a aikg:Model ;", STAR + '    a aikg:Model ;\n    skos:altLabel "S2" ;')]}
    )
    page = {section.title: section.solutions for section in told(new).page()}
    assert list(page) == ["Summary", "Added facts (1)"]
    assert rows(told(new), "added", "subject", "property", "value", "whole") == [
        ("Star 2", "also called", "S2", False)
    ]
    assert "whole" in page["Added facts (1)"].names


DATES = st.sets(
    st.builds(
        Fact,
        st.sampled_from(SUBJECTS),
        st.sampled_from([AIKG + "released", AIKG + "releasedPrecision"]),
        st.sampled_from(
            [
                *(number(day, "date") for day in ("2025-01-01", "2025-01-20", "soon")),
                *(ox.NamedNode(PREFIXES["concept"] + name) for name in ("day", "month")),
            ]
        ),
        st.sampled_from(SOURCES),
    ),
    min_size=1,
    max_size=6,
)


@given(WORLDS, WORLDS)
def test_every_fact_of_a_difference_has_one_row(old: set[Fact], new: set[Fact]) -> None:
    found = compare(of(old), of(new))
    said = changes(found, ontology=ONTOLOGY)
    assert [len(getattr(said, part)) for part in PARTS] == [len(getattr(found, part)) for part in PARTS]


@given(DATES, DATES, st.booleans())
@example({Fact(SUBJECTS[0], AIKG + "releasedPrecision", ox.Literal("day"), None)}, set(), True)
def test_no_difference_in_dates_goes_untold(old: set[Fact], new: set[Fact], sourced: bool) -> None:
    found = compare(of(old), of(new).at(sourced=sourced, exact=True))
    said = changes(found, ontology=ONTOLOGY)
    assert bool(said) is bool(found)
    for part in PARTS:
        assert len(set(getattr(said, part).rows)) == len(getattr(said, part))
    back = changes(compare(of(new).at(sourced=sourced, exact=True), of(old)), ontology=ONTOLOGY)
    assert [len(back.added), len(back.removed)] == [len(said.removed), len(said.added)]


# --- filters ---


def test_about_takes_in_what_belongs_to_a_thing(more: Path) -> None:
    kinds = {"lab", "model", "product", "score", "claim", "dissent"}
    assert set(counts(told(more, about="gamma"))) == {*kinds, "facts"}
    assert set(counts(told(more, about="Gamma 1"))) == {"model", "score", "dissent", "facts"}
    assert set(counts(told(more, about="model/gamma-1"))) == {"model", "score", "dissent", "facts"}
    assert set(counts(told(more, about="Acme Index"))) == {"score", "facts"}
    assert not told(more, about="Chenxing")


def test_kinds_restrict_and_add_up(more: Path) -> None:
    assert set(counts(told(more, kinds=["score", "claim"]))) == {"score", "claim", "facts"}
    total = sum(len(told(more, kinds=[kind]).added) for kind in KINDS)
    assert total == len(told(more).added)


def test_a_name_of_nothing_and_a_name_of_several_things(more: Path) -> None:
    with pytest.raises(
        UnknownName, match=r"No thing in either edition is called “Gama 1”\. Did you mean Gamma 1"
    ):
        told(more, about="Gama 1")
    for name in ("", "!", "x" * 9999, "lab/none", "\x00"):
        with pytest.raises(UnknownName):
            told(more, about=name)
    path = more / "twice.ttl"
    path.write_text(HEAD + 'lab:g2 a aikg:Lab ; skos:prefLabel "GAMMA"@en .\n', encoding="utf-8")
    with pytest.raises(AmbiguousName, match="lab/g2"):
        told(more, about="Gamma")


# --- without sources, types, or a vocabulary ---


@pytest.mark.parametrize("ending", ["ttl", "csv"])
def test_words_and_sources_are_kept_where_the_file_keeps_less(
    mini: KnowledgeGraph, edited: Callable[[Rewrite], Path], tmp_path: Path, ending: str
) -> None:
    old = tmp_path / f"old.{ending}"
    old.write_bytes(export.export(mini, {"ttl": "turtle"}.get(ending, ending)))
    new = edited(
        {
            "labs.ttl": [
                ("aikg:openness concept:open-weights-unrestricted", "aikg:openness concept:api-access")
            ],
            "reports/vendor-cards.ttl": [("aikg:value 57.5", "aikg:value 58.50")],
        }
    )
    found = told(new, old)
    said = {
        row[2]: row for row in rows(found, "changed", "kind", "subject", "property", "old", "new", "source")
    }
    assert said["openness"][3:5] == ("open weights (unrestricted)", "API access")
    assert said["value"] == ("score", "Dyn 2 on Acme Index v2", "value", "57.5", "58.5", "Model Cards")
    assert (len(found.added), len(found.removed), len(found.changed)) == (0, 0, 2)
    graphs = {row[0]: row[1] for row in rows(found, "changed", "property", "graph")}
    assert graphs["value"] == "https://w3id.org/aikg/id/source/vendor-cards"


def test_facts_of_another_vocabulary(tmp_path: Path) -> None:
    for name, age in (("old", 3), ("new", 4)):
        (tmp_path / f"{name}.nt").write_text(
            f'<x:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:Cat> .\n<x:a> <x:age> "{age}" .\n',
            "utf-8",
        )
    found = told(tmp_path / "new.nt", tmp_path / "old.nt")
    assert rows(found, "changed", "kind", "subject", "property", "old", "new") == [
        ("x:Cat", "x:a", "x:age", "3", "4")
    ]


def test_the_words_are_those_of_the_statements_query() -> None:
    query = (Path(__file__).parent.parent / "queries" / "evidence" / "statements.rq").read_text(
        encoding="utf-8"
    )
    stated = {
        PREFIXES[prefix] + local: word
        for prefix, local, word in re.findall(r'\(([a-z]+):(\w+) "([^"]+)"\)', query)
    }
    assert stated
    assert stated.items() <= WORDS.items()


def test_every_kind_is_a_class_of_the_ontology() -> None:
    known = {fact.subject.rpartition("#")[2] for fact in terms() if "#" in fact.subject}
    assert {cls for classes in KINDS.values() for cls in classes} <= known
    assert tuple(KINDS) == diff_command._KINDS


# --- the command ---


def test_every_format_says_the_same(more: Path) -> None:
    found = told(more)
    pair = (str(MINI), str(more))
    parsed = json.loads(run("diff", *pair, "--format", "json").out)
    assert list(parsed) == ["summary", "added", "removed", "changed"]
    assert parsed["added"] == [dict(row) for row in found.added]
    lines = [json.loads(line) for line in run("diff", *pair, "--format", "jsonl").out.splitlines()]
    assert sum(line["section"] == "added" for line in lines) == len(found.added)
    table = list(csv.DictReader(io.StringIO(run("diff", *pair, "--format", "csv").out, newline="")))
    assert sum(row["section"] == "added" for row in table) == len(found.added)
    plain = run("diff", *pair)
    assert plain.out == run("diff", *pair, "--format", "tsv").out
    assert re.findall("^# (.*)", plain.out, re.MULTILINE) == ["summary", "added", "removed", "changed"]
    assert "## New model (1)" in run("diff", *pair, "--format", "md").out.replace("\\", "")


def test_nothing_changed_is_said_and_is_no_failure() -> None:
    done = run("diff", str(MINI), str(MINI), "--format", "table")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(" nothing changed.\n")
    done = run("diff", str(MINI), str(MINI), "--format", "json")
    assert json.loads(done.out) == {"summary": [], "added": [], "removed": [], "changed": []}
    assert run("diff", "shipped", str(MINI), "--summary").code == 0


def test_a_terminal_of_80_columns_holds_it(more: Path) -> None:
    done = on_terminal("diff", str(MINI), str(more))
    assert done.code == 0
    assert "\x1b[1mSummary\x1b[0m" in done.out
    table = done.out[done.out.index("Summary") :].replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert [line for line in table.splitlines() if len(line) > 80] == []


def test_only_and_summary_choose_what_is_listed(more: Path) -> None:
    pair = (str(MINI), str(more))
    assert list(json.loads(run("diff", *pair, "--only", "removed", "-f", "json").out)) == [
        "summary",
        "removed",
    ]
    summary = json.loads(run("diff", *pair, "--summary", "-f", "json").out)
    assert list(summary) == ["summary"]
    assert {"kind": "model", "added": 1, "removed": 0, "changed": 0} in summary["summary"]
    assert "New" not in run("diff", *pair, "--only", "changed", "-f", "table").out


def test_labels_that_attack_are_text(edited: Callable[[Rewrite], Path]) -> None:
    evil = '"\\u001B[31m\\u202Ered <script>"@en'
    new = edited({"labs.ttl": [('"Chenxing"@en', evil)]})
    for form in ("table", "tsv", "json", "csv", "md"):
        done = run("diff", str(MINI), str(new), "--format", form)
        assert done.code == 0
        assert not {"\x1b", "\u202e"} & set(done.out)


FAULTS: dict[str, tuple[list[str], int, str]] = {
    "no such file": (["shipped", "lost.ttl"], 3, "aikg: lost.ttl: does not exist\n"),
    "no such name": (["shipped", "lost"], 2, "aikg: No file, folder or git revision is called “lost”."),
    "a hyphen": (["--", "-x", "shipped"], 2, "A revision does not begin with a hyphen."),
    "shipped alone": (["shipped"], 2, "aikg: Say what to compare the shipped data with"),
    "unused data": ([str(MINI), str(MINI), "--data", str(MINI)], 2, "neither side is `shipped`"),
    "no ontology": ([str(MINI), "shipped", "--ontology"], 2, "mini holds no ontology to compare."),
    "a kind": ([str(MINI), str(MINI), "--kind", "cat"], 2, "'cat' is not one of 'lab'"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_one_message_for_what_is_wrong(tmp_path: Path, case: str) -> None:
    words, code, message = FAULTS[case]
    done = run("diff", *words, cwd=tmp_path)
    assert done.code == code
    assert message in done.err
    assert done.out == ""
