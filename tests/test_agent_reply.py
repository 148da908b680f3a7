"""Replies without a server: what is made of arguments, cells, sources and bounds, whatever comes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aikg import names
from aikg.agent import inputs, reply
from aikg.agent.asked import LONGEST_SPARQL, noting, ran
from aikg.agent.reply import Bounds, Finding
from aikg.agent.table import Citations, table
from aikg.agent.tools import TOOLS
from aikg.agent.wording import clean, in_tools
from aikg.errors import AikgError
from aikg.gap import gap
from aikg.solutions import Column, Iri, Section, Solutions, of

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = PLAIN | st.lists(PLAIN, max_size=2) | st.dictionaries(st.text(max_size=4), PLAIN, max_size=2)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
slowly = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@slowly
@given(
    st.sampled_from(TOOLS), st.dictionaries(st.sampled_from("name text limit values kind x".split()), JSON)
)
def test_arguments_fit_the_schema_or_are_refused(tool: Any, arguments: dict[str, Any]) -> None:
    refused = ""
    try:
        read = inputs.read(tool.inputs, arguments)
    except AikgError as error:
        refused = str(error)
    if refused:
        assert "".join(refused.split("\n")).isprintable()
        return
    there = {name: value for name, value in arguments.items() if value is not None}
    assert set(there) <= set(read)
    for value in there.get("values", {}).values():
        assert value is None or not isinstance(value, list | dict)
    jsonschema.validate({k: v for k, v in there.items() if k != "values"}, _without_needs(tool))


def _without_needs(tool: Any) -> dict[str, Any]:
    return {**inputs.schema(tool.inputs), "required": []}


@slowly
@given(ANYTHING)
def test_text_is_one_line_that_nothing_obeys(text: str) -> None:
    safe = clean(text)
    assert safe.encode().decode() == safe  # no half characters
    assert not {c for c in safe if c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u202e\u2066\ufeff"}
    assert clean(safe) == safe


@pytest.mark.parametrize("hint", names._HINTS.values())
def test_hints_of_the_core_name_tools(hint: str) -> None:
    assert "`aikg " not in in_tools(hint)


def test_remarks_of_the_core_name_tools(mini: KnowledgeGraph) -> None:
    for said in gap(mini, "CN", "US", "Duel Text", released_by="2025-02-01").remarks:
        assert "`aikg " not in in_tools(said) and "--" not in in_tools(said)


def _one(rows: list[list[Any]], *columns: str) -> Finding:
    return Finding("Test", [Section("", of(columns, rows))])


def _reply(finding: Finding, graph: KnowledgeGraph, bounds: Bounds | None = None) -> dict[str, Any]:
    found = reply.structured(finding, bounds or Bounds(), {}, graph)
    jsonschema.validate(found, reply.SCHEMA)
    json.dumps(found)
    assert reply.text(found)
    return found


def test_titles_that_hold_semicolons_are_told_from_several_titles(mini: KnowledgeGraph) -> None:
    citations = Citations(mini)
    assert citations.numbers("Acme Index Report; Notes on Models") == [1, 2]
    assert citations.numbers("A title; of which nobody knows") == [3, 4]
    assert citations.numbers("Notes on Models") == [2]
    assert citations.numbers(None) == []
    known = {source["no"]: source.get("publisher") for source in citations.sources}
    assert known == {1: "Acme", 2: "A. Writer", 3: None, 4: None}


def test_columns_that_say_nothing_are_left_out_and_sources_are_numbers(mini: KnowledgeGraph) -> None:
    columns = (
        Column("date"),
        Column("precision"),
        Column("score"),
        Column("decimals", hidden=True),
        Column("empty"),
        Column("source", hidden=True),
        Column("node", hidden=True),
    )
    from datetime import date

    day = date(2025, 5, 1)
    rows = (
        (day, "month", Decimal("68.0"), 1, None, "Notes on Models", Iri("https://w3id.org/aikg/id/score/a")),
        (day, "month", Decimal("68.0"), 1, None, "Model Cards", Iri("https://w3id.org/aikg/id/score/b")),
        (day, "day", Decimal("68.5"), 1, None, None, Iri("https://w3id.org/aikg/id/score/c")),
    )
    heads, found = table(Solutions(columns, rows), Citations(mini))
    assert [head["name"] for head in heads] == ["date", "score", "source"]
    assert found == [["2025-05", 68, [1, 2]], ["2025-05-01", 68.5, []]]


def test_a_column_of_iris_named_source_is_no_title(mini: KnowledgeGraph) -> None:
    found = _reply(_one([[Iri("https://w3id.org/aikg/id/source/index-2025")]], "source"), mini)
    assert found["parts"][0]["rows"] == [["source:index-2025"]] and found["sources"] == []


@slowly
@given(
    st.lists(st.lists(st.text(max_size=4000), min_size=1, max_size=1), max_size=60),
    st.integers(1, 200),
    st.integers(0, 80),
)
def test_a_reply_is_bounded_and_says_whether_it_is_all(
    mini: KnowledgeGraph, rows: list[list[Any]], limit: int, offset: int
) -> None:
    found = _reply(_one(rows, "text"), mini, Bounds(limit, offset, pages=True))
    (part,) = found["parts"]
    shown = len(part["rows"])
    assert (
        shown <= limit and sum(len(json.dumps(r, ensure_ascii=False)) for r in part["rows"]) <= reply.LARGEST
    )
    assert part["left_out"] == len(rows) - shown
    whole = offset + shown >= len(rows)
    cut = any("characters)" in cell for (cell,) in part["rows"] if cell is not None)
    assert found["complete"] is (whole and not cut)
    assert ("more" in found) is not found["complete"]


def test_what_was_asked_is_told_once_with_its_text_as_far_as_there_is_room(mini: KnowledgeGraph) -> None:
    graph, asked = noting(mini)
    gap(graph, "CN", "US", "Acme Index v2")
    names.resolve(graph, "Star 7B", "model")
    found = ran(asked, mini)
    queries = [one["query"] for one in found]
    assert "frontier-scores" in queries and len(set(queries)) == len(queries)
    assert not {"name", "entity"} & set(queries)
    assert sum(len(one.get("text", "")) for one in found) <= LONGEST_SPARQL
    assert "#" not in found[0]["text"].replace("ontology#", "").replace("core#", "")
    assert mini.store.query(found[0]["text"])
    assert "run" not in vars(mini)  # the graph itself notes nothing
