"""An answer read from tab-separated text is the answer read term by term."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg import results
from aikg.solutions import Text, value_of
from aikg.vocabulary import XSD

TSV = ox.QueryResultsFormat.TSV
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(['"', "\\", "a\tb", "a\nb", "\r\n", '"^^<x>', '"@en', "<a>", "_:b", "true", "\u2028"]),
)
NAMES = ("string", "integer", "decimal", "double", "float", "boolean", "date", "anyURI")
datatypes = st.sampled_from([ox.NamedNode(XSD + name) for name in NAMES])
lexicals = st.one_of(
    texts,
    st.sampled_from(["5", "-5", "+05", "1.50", "44", "1e5", "INF", "NaN", "true", "1", "2025-05-31", "2025"]),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.dates().map(str),
)
typed = st.builds(lambda text, name: ox.Literal(text, datatype=name), lexicals, datatypes)
tagged = st.builds(
    lambda text, tag: ox.Literal(text, language=tag), texts, st.sampled_from(["en", "zh-Hans"])
)
iris = st.sampled_from(["http://e/x", "http://e/é?x=%20#ü", "urn:a:'b'"]).map(ox.NamedNode)
terms = st.one_of(texts.map(ox.Literal), typed, tagged, iris, st.just(ox.BlankNode("b1")), st.none())


@given(st.lists(st.tuples(terms, terms), max_size=6))
def test_text_says_what_the_terms_say(rows: list[tuple[ox.Literal | None, ox.Literal | None]]) -> None:
    store = ox.Store()
    for number, row in enumerate(rows):
        subject = ox.NamedNode(f"http://e/row{number:03}")
        store.add(ox.Quad(subject, ox.NamedNode("http://e/is"), ox.Literal(number)))
        for name, term in zip("ab", row, strict=True):
            if term is not None:
                store.add(ox.Quad(subject, ox.NamedNode(f"http://e/{name}"), term))
    query = """SELECT ?a ?b { ?row <http://e/is> ?n . OPTIONAL { ?row <http://e/a> ?a }
               OPTIONAL { ?row <http://e/b> ?b } } ORDER BY ?n"""
    one_by_one = tuple(tuple(value_of(term) for term in row) for row in store.query(query))
    read = results.rows(store.query(query).serialize(format=TSV))
    assert repr(read) == repr(one_by_one)  # NaN is not itself
    assert [_full(row) for row in read] == [_full(row) for row in one_by_one]


def _full(row: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(type(value).__name__, value.language if isinstance(value, Text) else "") for value in row]


@pytest.mark.parametrize("query", ["SELECT ?z { }", "SELECT ?z { FILTER(false) }", "SELECT * { }"])
def test_rows_without_values_count(query: str) -> None:
    store = ox.Store()
    assert len(results.rows(store.query(query).serialize(format=TSV))) == len(list(store.query(query)))


def test_a_triple_as_a_value_is_its_text() -> None:
    query = "SELECT (<<( <http://e/s> <http://e/p> 'o\"' )>> AS ?t) { }"
    read = results.rows(ox.Store().query(query).serialize(format=TSV))
    assert read == ((str(next(iter(ox.Store().query(query)))[0]),),)
