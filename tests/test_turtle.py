"""Turtle: the canonical form keeps the triples and is its own canonical form; bad text is told by line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aikg import turtle
from aikg.errors import DataError
from aikg.vocabulary import AIKG, ID, PREFIXES, XSD

ODD = [
    '"',
    "'''",
    '"""',
    "\\",
    "a\\",
    "\n",
    "\r\n",
    "\t",
    "\u0000",
    "\x7f\x85\xa0",
    "\u202eevil\u2066",
    "\u2028\ufeff\u200b",
    "#",
    "<<",
    "😀 晨星",
    "",
    "^^xsd:date",
    '" . <a> <b> "',
]
TEXTS = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(ODD))
LOCALS = st.from_regex(r"(?:[A-Za-z0-9_./~:,\-]|%2F){0,8}", fullmatch=True)
IRIS = st.builds(
    lambda base, local: ox.NamedNode(base + local),
    st.sampled_from([ID + "model/", AIKG, "http://x/", PREFIXES["xsd"]]),
    LOCALS,
)
LITERALS = st.one_of(
    st.builds(ox.Literal, TEXTS),
    st.builds(lambda t, lang: ox.Literal(t, language=lang), TEXTS, st.sampled_from(["en", "zh", "zh-hant"])),
    st.builds(
        lambda t, d: ox.Literal(t, datatype=ox.NamedNode(d)),
        st.one_of(
            TEXTS, st.sampled_from(["1", "-7", "+7", "01", "1.0", "1.", ".5", "1e0", "true", "1970-01-01"])
        ),
        st.sampled_from(
            [XSD + n for n in ("integer", "decimal", "double", "boolean", "date")] + ["http://x/d"]
        ),
    ),
)
TRIPLES = st.lists(st.builds(ox.Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=6)


def meant(triples: list[ox.Triple]) -> set[ox.Triple]:
    """A decimal without a point is written with one: the same number."""
    return {ox.Triple(t.subject, t.predicate, _decimal(t.object)) for t in triples}


def _decimal(term: ox.NamedNode | ox.Literal) -> ox.NamedNode | ox.Literal:
    if (
        isinstance(term, ox.Literal)
        and term.datatype.value == XSD + "decimal"
        and re.fullmatch(r"-?(0|[1-9][0-9]*)", term.value)
    ):
        return ox.Literal(term.value + ".0", datatype=term.datatype)
    return term


@given(TRIPLES)
@settings(max_examples=150, deadline=None)
def test_canonical_keeps_the_triples_and_is_a_fixed_point(triples: list[ox.Triple]) -> None:
    text = turtle.canonical(triples)
    assert set(turtle.parse(text)) == meant(triples)
    assert turtle.formatted(text) == text
    assert turtle.canonical(reversed(triples)) == text


@given(TEXTS)
@example("\u202e\u2066\u200f\ufeff\u2029\x9b\x1b[31m")
def test_what_acts_on_a_terminal_is_written_as_an_escape(value: str) -> None:
    triple = ox.Triple(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal(value))
    text = turtle.canonical([triple])
    assert not set(text) & set("\x00\x07\x1b\x7f\x85\x9b\u200b\u200e\u200f\u2028\u2029\u202e\u2066\ufeff\r\t")
    assert turtle.parse(text) == [triple]


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"@prefix a: <http://x/> .\n\na:b a:c .\n", 3, "not valid Turtle"),
        (b'<http://x/a> <http://x/b> "c .\n', 1, "not valid Turtle"),
        (b"nonsense", 1, "not valid Turtle"),
        (b"<a> <b> <c> .", 1, "not valid Turtle"),
        (b'<http://x/a> <http://x/b> "a" .\n<http://x/a> <http://x/b> "\xff" .\n', 2, "UTF-8"),
        ('<http://x/a> <http://x/b> "ü" .'.encode("utf-16"), 1, "UTF-8"),
        (b'<http://x/a> <http://x/b> "a" .\n<http://x/a> <http://x/b> [] .', 2, "blank node"),
        (b"\n_:a <http://x/b> 1 .", 2, "blank node"),
        (b"\n<http://x/a> <http://x/b> <<( <http://x/a> <http://x/b> 1 )>> .", 2, "quoted triple"),
    ],
)
def test_bad_file_is_named_with_its_line(raw: bytes, line: int, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=reason) as error:
        turtle.read(path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert "\n" not in str(error.value)


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.ttl", tmp_path):
        with pytest.raises(DataError, match=r"cannot be read: ") as error:
            turtle.read(path)
        assert error.value.path == path


def test_byte_order_mark_and_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"\xef\xbb\xbf<http://x/a> <http://x/b> 1 .")
    assert len(turtle.read(path)) == 1
    path.write_bytes(b"")
    assert turtle.read(path) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# a", 1),
        ("<http://x/#a> <http://x/b> 1 .\n<http://x/a> <http://x/b> 1 . # c", 2),
        ('<http://x/a> <http://x/b> """a\n#\n""" .#', 3),
    ],
)
def test_formatted_refuses_a_comment(text: str, line: int) -> None:
    with pytest.raises(DataError, match="comment") as error:
        turtle.formatted(text, Path("x.ttl"))
    assert error.value.line == line


@pytest.mark.parametrize(
    "text",
    [
        "<http://x/#a> <http://x/b> \"# no\", '# no', \"\"\"#\n\"#\"\"\", '''#'#''' .",
        '<http://x/a> <http://x/b> "\\"#", "<<" .',
    ],
)
def test_formatted_takes_a_number_sign_that_is_no_comment(text: str) -> None:
    assert set(turtle.parse(turtle.formatted(text))) == set(turtle.parse(text))


DEEP = {
    "quoted triples": (":s :p ", "<<( :s :p ", ":o", " )>>", " ."),
    "reified triples": ("", "<< ", ":s :p :o", " >> :p :o", " ."),
    "blank nodes": (":s :p ", "[ :p ", ":o", " ]", " ."),
    "lists": (":s :p ", "( ", ":o", " )", " ."),
    "annotations": (":s :p :o ", "{| :p :o ", "", " |}", " ."),
    "open brackets": (":s :p ", "[ :p ( ", "", "", ""),
    "braces": ("", "{ ", "", "", ""),
    "quotes": (":s :p ", '"', "", "", " ."),
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_nesting_is_an_error_and_not_a_crash(kind: str, tmp_path: Path) -> None:
    before, opening, middle, closing, after = DEEP[kind]
    text = f"@prefix : <http://x/> .\n{before}{opening * 100_000}{middle}{closing * 100_000}{after}"
    (tmp_path / "deep.ttl").write_text(text, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from aikg import turtle; from aikg.errors import DataError\n"
        "try: turtle.formatted(turtle.text_of(Path(sys.argv[1])), Path(sys.argv[1]))\n"
        "except DataError as error: print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "deep.ttl")], capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith(f"{tmp_path / 'deep.ttl'}")
    assert len(run.stdout) < 1000
