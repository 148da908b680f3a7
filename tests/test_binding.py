"""Binding: a value is that value whatever it holds, and nothing else of the query changes."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from aikg.binding import TYPES, bind, projected, serialise, variables
from aikg.errors import BadParameter, QueryHeaderError
from aikg.tokens import tokens

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = [
    "\"} # ' ?x $x < > \\",
    '"""',
    "'''",
    "\\",
    "\\u0041",
    "\\\\u0041\\U00000041\u00000041\x7f41",
    "\n\r\t\u0000",
    "😀",
    '" } UNION { ?s ?p ?o } #',
    "?_value_string",
    "",
]
ALL = "SELECT ?s WHERE { ?s <http://x/label> ?_value_string }"


def nasty(test):  # type: ignore[no-untyped-def]
    for text in NASTY:
        test = example(text)(test)
    return test


@nasty
@given(TEXTS)
@settings(max_examples=200)
def test_any_text_finds_the_label_that_equals_it_and_no_other(text: str) -> None:
    store = ox.Store()
    label = ox.NamedNode("http://x/label")
    for name, value in (("same", text), ("other", text + "!"), ("x", "something else")):
        store.add(ox.Quad(ox.NamedNode(f"http://x/{name}"), label, ox.Literal(value)))
    bound = bind(ALL, {"_value_string": serialise(text, "string")})
    assert [str(row["s"]) for row in store.query(bound)] == ["<http://x/same>"]


@nasty
@given(TEXTS)
@settings(max_examples=100)
def test_rdflib_reads_the_same_value(text: str) -> None:
    bound = bind("ASK WHERE { FILTER(?_value_string = ?_value_string) }", {
        "_value_string": serialise(text, "string")
    })  # fmt: skip
    prepareQuery(bound)
    asked = bind("SELECT (?_value_string AS ?v) {}", {"_value_string": serialise(text, "string")})
    (row,) = rdflib.Graph().query(asked)
    assert str(row[0]) == text


@given(
    st.lists(
        st.sampled_from(
            ["'?_a'", '"?_a"', "'''?_a\n$_a'''", "<http://x/?_a>", "# ?_a\n", "x:_a", "_:_a",
             "?_ab", "?b", " ", "{", "}", ".", "1", "@en", "?x_a", "$_ab", "a:?"]
        ),
        max_size=20,
    ).map(" ".join)
)  # fmt: skip
def test_strings_iris_comments_and_other_names_are_untouched(source: str) -> None:
    whole = source + " ?_a"
    assert bind(whole, {"_a": "<http://y>"}) == source + " <http://y>"


@given(st.text())
def test_a_query_without_values_stays_as_it_is(source: str) -> None:
    assert bind(source, {}) == source


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ ?s ?p ?_x. $_x ?p ?o }", "{ ?s ?p <a:b>. <a:b> ?p ?o }"),
        ("FILTER(?d<?_x)", "FILTER(?d< <a:b>)"),
        ("FILTER(?_x-1)", "FILTER(<a:b> -1)"),
        ("?a?_x?b", "?a <a:b> ?b"),
        ("SELECT (COALESCE(?_x, 1) AS ?y) {}", "SELECT (COALESCE(<a:b>, 1) AS ?y) {}"),
        ("DESCRIBE ?_x", "DESCRIBE <a:b>"),
    ],
)
def test_a_value_never_melts_into_its_neighbour(query: str, expected: str) -> None:
    assert bind(query, {"_x": "<a:b>"}) == expected
    kinds = [t.kind for t in tokens(bind(query, {"_x": '"v"@en'})) if t.kind != "space"]
    was = [[t.kind] if t.text[1:] != "_x" else ["string", "langtag"] for t in tokens(query)]
    assert kinds == [kind for some in was for kind in some if kind != "space"]


@pytest.mark.parametrize(
    ("query", "value", "expected"),
    [
        ("VALUES ?_x { UNDEF } ?_x ?p ?o", ["<a:b>", "<a:c>"], "VALUES ?_x { <a:b> <a:c> } ?_x ?p ?o"),
        ("values $_x\n{undef}$_x ?p ?o", "<a:b>", "values $_x\n{<a:b>}$_x ?p ?o"),
        ("{VALUES ?_x{UNDEF}} {VALUES ?_x{UNDEF}}", "<a:b>", "{VALUES ?_x{<a:b>}} {VALUES ?_x{<a:b>}}"),
        ("VALUES # ?_x\n?_x { UNDEF }", [], "VALUES # ?_x\n?_x {  }"),
    ],
)
def test_where_values_stand_any_number_of_them_can(query: str, value: str | list[str], expected: str) -> None:
    assert bind(query, {"_x": value}) == expected
    assert bind(query, {}) == query


@pytest.mark.parametrize("query", ["?_x ?p ?o", "VALUES ?_x { 1 UNDEF }", "VALUES (?_x) { (UNDEF) }"])
def test_elsewhere_only_one_value_can_stand(query: str) -> None:
    with pytest.raises(BadParameter, match=r"_x takes one value here"):
        bind(query, {"_x": ["<a:b>"]})


def test_an_absent_parameter_stays_a_free_variable() -> None:
    query = "SELECT ?s { ?s ?p ?_a FILTER(?o > ?_b) }"
    assert bind(query, {"_b": "1"}) == "SELECT ?s { ?s ?p ?_a FILTER(?o > 1) }"
    assert variables(query) == {"s", "p", "o", "_a", "_b"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?_x { ?_x ?p ?o }",
        "SELECT DISTINCT ?s $_x WHERE { ?_x ?p ?o }",
        "SELECT ?s FROM <a:b> { { SELECT ?_x { ?s ?p ?_x } } }",
        "SELECT (1 AS ?_x) {}",
        "SELECT ?s { ?s ?p ?o BIND(1 AS\n?_x) }",
        "SELECT (EXISTS { SELECT ?y { ?s ?p ?y } } AS ?z) ?_x {}",
        "SELECT ?s { ?s ?p ?o } GROUP BY (1 AS ?_x)",
    ],
)
def test_a_parameter_cannot_be_a_column(query: str) -> None:
    assert "_x" in projected(query)
    with pytest.raises(QueryHeaderError, match=r"_x at \d+:\d+ .* column"):
        bind(query, {"_x": "<a:b>"})


def test_columns_are_those_of_projections_only() -> None:
    query = "SELECT ?a (EXISTS { SELECT ?y WHERE { ?s ?p ?y } } AS ?z) ?b WHERE { ?c ?d ?e }"
    assert projected(query) == {"a", "y", "z", "b"}


def test_a_value_for_nothing_is_an_error() -> None:
    with pytest.raises(BadParameter, match=r"\?_lab_irl"):
        bind("SELECT * { ?_lab_iri ?p ?o }", {"_lab_irl": "<a:b>"})


@pytest.mark.parametrize(
    ("type", "text", "term"),
    [
        ("iri", "https://w3id.org/aikg/id/lab/深度求索?x=1#y", "<https://w3id.org/aikg/id/lab/深度求索?x=1#y>"),
        ("string", 'a"b\n', '"a\\"b\\n"'),
        ("integer", "-42", '"-42"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("decimal", "+7.50", '"+7.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("decimal", ".5", '".5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("boolean", "true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("date", "2024-02-29", '"2024-02-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ],
)  # fmt: skip
def test_values_become_terms(type: str, text: str, term: str) -> None:
    assert serialise(text, type) == term


@pytest.mark.parametrize(
    ("type", "texts"),
    [
        ("iri", ["", "deepseek", "ftp://x/y", "javascript:alert(1)", "http://", "http://a b",
                 "http://a>", "http://a/\u0000", "http://a/\u0085", "http://a\n", "http://[x",
                 "_:b", "http://a/%zz", "http://a/\ud800"]),
        ("string", ["\ud800"]),
        ("integer", ["", "1.0", "1_000", "٣", " 1", "1\n", "1e3", "--1", "+", "9" * 19,
                     "9" * 9999]),
        ("decimal", ["", ".", "1e3", "NaN", "INF", "1,5", "٣.٥", "1_0.0", "1.5\n",
                     "1" * 21, "0." + "1" * 19]),
        ("boolean", ["", "True", "yes", "1", "true "]),
        ("date", ["", "2025", "2025-01", "2025-02-30", "2025-13-01", "20250101", "2025-01-20Z",
                  "soon", "٢٠٢٥-٠١-٢٠", "2025-01-20\n", "2025-W01-1", "0000-01-01"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_what_was_expected(type: str, texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(BadParameter) as error:
            serialise(text, type)
        assert TYPES[type].expected in str(error.value)
        assert "\n" not in str(error.value)


def test_an_unknown_type_is_a_fault_of_the_query() -> None:
    with pytest.raises(QueryHeaderError, match="iri, string, integer"):
        serialise("x", "colour")


@given(TEXTS, st.sampled_from(sorted(TYPES)))
def test_whatever_is_serialised_is_one_term(text: str, type: str) -> None:
    try:
        term = serialise(text, type)
    except BadParameter:
        return
    (row,) = ox.Store().query(f"SELECT (?x AS ?y) {{ VALUES ?x {{ {term} }} }}")
    assert row["y"].value == text or type in ("integer", "decimal")  # 007 is 7 to the engine
