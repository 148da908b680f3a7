"""Ordering: rows in the order in which the engine itself would give them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg import results
from aikg.ordering import ordered, parted
from aikg.solutions import Iri, Text, Value

COLUMNS = ("a", "b", "c")
words = st.text("aÄz中\U0001f600 é~", max_size=3)
numbers = st.one_of(st.integers(-3, 3).map(str), st.decimals(-3, 3, places=1).map(lambda value: f"{value:f}"))
FAMILIES = {
    "text": words.map(lambda text: str(ox.Literal(text))),
    "tagged": st.tuples(words, st.sampled_from(["en", "de"])).map(
        lambda pair: str(ox.Literal(pair[0], language=pair[1]))
    ),
    "number": numbers,
    "truth": st.sampled_from(["true", "false"]),
    "date": st.integers(1, 5).map(lambda day: f'"2025-01-0{day}"^^<http://www.w3.org/2001/XMLSchema#date>'),
    "iri": words.map(lambda text: f"<http://x/{text.replace(' ', '_')}>"),
}


def cells(family: str) -> st.SearchStrategy[str]:
    return st.one_of(FAMILIES[family], st.just("UNDEF"), FAMILIES["iri"])


tables = st.tuples(*(st.sampled_from(sorted(FAMILIES)) for _ in COLUMNS)).flatmap(
    lambda families: st.lists(st.tuples(*map(cells, families)), max_size=12)
)
orders = st.lists(st.tuples(st.sampled_from(COLUMNS), st.booleans()), min_size=1, max_size=3)


def answer(query: str) -> tuple[tuple[Value, ...], ...]:
    return results.rows(ox.Store().query(query).serialize(format=ox.QueryResultsFormat.TSV))  # type: ignore[union-attr]


@settings(deadline=None, max_examples=300)
@given(tables, orders)
def test_rows_stand_as_the_engine_would_have_them(
    table: list[tuple[str, ...]], order: list[tuple[str, bool]]
) -> None:
    values = " ".join(f"({' '.join(row)})" for row in table)
    keys = " ".join(f"DESC(?{name})" if descends else f"?{name}" for name, descends in order)
    query = f"SELECT ?a ?b ?c\nWHERE {{ VALUES (?a ?b ?c) {{ {values} }} }}\nORDER BY {keys}\n"
    text, places = parted(query, COLUMNS)
    assert "ORDER" not in text
    assert places == tuple((COLUMNS.index(name), descends) for name, descends in order)
    rows = ordered(answer(text), places)
    assert rows is not None
    told = [[row[place] for place, _ in places] for row in rows]
    assert told == [[row[place] for place, _ in places] for row in answer(query)]
    assert sorted(rows, key=repr) == sorted(answer(text), key=repr)


@pytest.mark.parametrize(
    "end",
    [
        "ORDER BY ?z",
        "ORDER BY STR(?a)",
        "ORDER BY ?a\nLIMIT 3",
        "ORDER BY ?a ?z",
        "# ORDER BY ?a",
        "",
    ],
)
def test_what_is_not_of_columns_at_the_end_is_left_to_the_engine(end: str) -> None:
    query = f"SELECT ?a ?b ?c\nWHERE {{ ?a ?b ?c }}\n{end}"
    assert parted(query, COLUMNS) == (query, ())


def test_literals_that_sparql_does_not_compare_are_left_to_the_engine() -> None:
    rows: list[tuple[Value, ...]] = [(1, "b"), (1, Decimal(1)), (2, date(2025, 1, 1))]
    assert ordered(rows, [(0, False), (1, False)]) is None
    assert ordered(rows, [(0, True)]) == (rows[2], rows[0], rows[1])
    unlike: list[tuple[Value, ...]] = [(2, "b"), (1, Text("a", "en")), (1, Iri("http://x/"))]
    assert ordered(unlike, [(0, False), (1, False)]) == (unlike[2], unlike[1], unlike[0])
