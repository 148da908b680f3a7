"""The tokeniser: nothing is lost, nothing is mistaken, nothing takes long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.tokens import pieces, pointed, position, tokens

FRAGMENTS = st.sampled_from(
    [
        *("'", "''", "'''", '"', '""', '"""', "\\", "\\'", "#", "\n", "\r", " ", "<", ">", "<a:b>"),
        *("?", "$", "?x", "$y", "?_lab_iri", ":", "a:b", "_:b", ".", "..", "-", "1", "1.5e3", "e"),
        *(
            "@en",
            "@en--ltr",
            "^^",
            "&&",
            "||",
            "<<(",
            ")>>",
            "{|",
            "{",
            "}",
            "(",
            ")",
            "a",
            "SERVICE",
        ),
        *("é", "中", "\u0000", "\ud800", "😀", "%", "%20", "\\u0053", "x", "\t", "=", "*", "/"),
    ]
)
SOURCES = st.one_of(st.text(), st.lists(FRAGMENTS, max_size=40).map("".join))


@given(SOURCES)
def test_the_tokens_joined_are_the_source(source: str) -> None:
    cut = list(tokens(source))
    assert "".join(token.text for token in cut) == source
    assert all(source.startswith(token.text, token.start) and token.text for token in cut)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("?x$y", ["variable", "variable"]),
        ("??x", ["punct", "variable"]),
        ("<http://a/?x#y>", ["iri"]),
        ("<a\\u0041>", ["iri"]),
        ("?a<?b", ["variable", "punct", "variable"]),
        ("?a<?b&&?c>?d", ["variable", "iri", "variable"]),  # the longest token wins
        (
            "?a< ?b&&?c>?d",
            ["variable", "punct", "variable", "punct", "variable", "punct", "variable"],
        ),
        ("?a<=1", ["variable", "punct", "number"]),
        ("'a\\'b'", ["string"]),
        ("'''a'b''c\n'''", ["string"]),
        ('"""a"" # ?x"""', ["string"]),
        ('""', ["string"]),
        ('""""""', ["string"]),
        ('"a" # "b\n?x', ["string", "comment", "variable"]),
        ('"a\n', ["bad"]),
        ("'''a''", ["bad"]),
        ('"a"@en-GB', ["string", "langtag"]),
        ('"a"@ar--rtl', ["string", "langtag"]),
        ('"a"^^xsd:date', ["string", "punct", "pname"]),
        ("service:service", ["pname"]),
        (":", ["pname"]),
        (":a.b.", ["pname", "punct"]),
        ("a:b\\(c%20d:e", ["pname"]),
        ("a:-1", ["pname", "punct", "number"]),
        ("_:service.", ["blank", "punct"]),
        ("SERVICE<a:b>", ["word", "iri"]),
        ("SERVICE?x", ["word", "variable"]),
        ("1SERVICE", ["number", "word"]),
        ("1. 1.5 .5 1e3 1.e3", ["number", "punct", "number", "number", "number", "number"]),
        ("<<( )>>", ["punct", "punct"]),
        ("\\u0053ERVICE", ["bad", "word"]),
        ("ſERVICE", ["bad", "word"]),
    ],
)
def test_kinds(source: str, expected: list[str]) -> None:
    assert [token.kind for token in tokens(source) if token.kind != "space"] == expected


@pytest.mark.parametrize(
    "piece",
    ["'", '"', '\\"', "'''", '"\\', "<", "<a", "a.", "a-", "a....b", "1.", "1e", "_:", "_:a.",
     ":a%",
     "?", "@a-", "\\'''", "''''", "....", "#", "%", "a", "9", "{|", "\u0000"],
)  # fmt: skip
def test_garbage_of_64_kb_is_cut_whole(piece: str) -> None:
    source = (piece * 65536)[:65536]
    for whole in (source, "x" + source, source + "'", source + " "):
        assert sum(len(token.text) for token in tokens(whole)) == len(whole)


def test_positions_count_lines_and_columns_from_one() -> None:
    text = "ab\n\nc😀d"
    assert [position(text, n) for n in (0, 2, 3, 4, 6)] == [(1, 1), (1, 3), (2, 1), (3, 1), (3, 3)]


def test_a_caret_stands_under_the_column() -> None:
    assert pointed("SELECT *\r\n{ ?x }\r\n", 2, 3) == "  { ?x }\n    ^"
    assert pointed("中 x", 1, 3) == "  中 x\n  \u3000 ^"
    assert pointed("\t\x1b[31mx", 1, 7) == "   �[31mx\n        ^"
    long = pointed("a" * 500 + "X" + "b" * 500, 1, 501).split("\n")
    assert len(long[0]) < 100
    assert long[0][len(long[1]) - 1] == "X"
    assert pointed("a", 9, 9).endswith("^")


def test_the_coarse_cut_finds_the_same_variables_and_targets_in_every_saved_query() -> None:
    from aikg import binding, catalogue

    for query in catalogue.all_queries():
        fine = [t.text for t in tokens(query.text) if t.kind == "variable"]
        coarse = [t.text for t in pieces(query.text) if t.kind == "variable"]
        assert coarse == fine, query.name
        assert "".join(t.text for t in pieces(query.text)) == query.text
        exact = {t.text for t in binding._targets(tokens(query.text))}
        assert {t.text for t in binding._targets(pieces(query.text))} == exact, query.name
