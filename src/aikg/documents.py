"""Documents: files in the forms that `aikg export` writes and that hold facts, read back as quads."""

from __future__ import annotations

import codecs
import os
import re
import stat
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from aikg import turtle
from aikg.errors import DataError
from aikg.solutions import lexical, value_of
from aikg.vocabulary import ID, PREFIXES
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LARGEST: Final = 1 << 30
"""Bytes that a document may have; its facts take about three times as much memory."""

_BASE: Final = ID.removesuffix("id/")
_NOT_UNDER_ID: Final = ("concept/", "country/", "shape/", "ontology", "derived")
_COLUMNS: Final = ["subject", "property", "value", "source"]


class Form(NamedTuple):
    """A form of document."""

    name: str
    read: Callable[[str], Iterable[ox.Quad]]
    """Path -> quads."""
    exact: bool = True
    """Whether a value keeps its datatype and language, and an IRI is known from text."""


def read(path: str) -> tuple[Iterable[ox.Quad], Form]:
    """The quads of a file, which its ending says how to read; those of Turtle are in the default graph.

    Nothing is fetched. Raises DataError with path, and line where there is one: before the first quad is
    given, or while they are read.
    """
    form = FORMS.get(os.path.splitext(path)[1].lower())
    if form is None:
        known = ", ".join(f"{ending} ({form.name})" for ending, form in FORMS.items())
        raise DataError(f"has no ending that says what it holds; there are: {known}", path)
    try:
        status = os.stat(path)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None
    if not stat.S_ISREG(status.st_mode):
        raise DataError("is a device or a pipe; write its content to a plain file first", path)
    if status.st_size > LARGEST:
        raise DataError(f"is larger than {LARGEST >> 30} GiB", path)
    return form.read(path), form


def _turtle(path: str) -> Iterator[ox.Quad]:
    triples = turtle.read(path)
    return (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def _reader(name: str, form: ox.RdfFormat) -> Callable[[str], Iterator[ox.Quad]]:
    def read(path: str) -> Iterator[ox.Quad]:
        raw = _bytes(path)
        if b"<<" in raw and form != ox.RdfFormat.JSON_LD:
            line = turtle.quoted_triple(turtle.decoded(raw, path))
            if line is not None:  # pyoxigraph takes the process down on deeply nested ones
                raise DataError("holds a quoted triple (<<); state the triple itself", path, line)
        parsed = ox.parse(raw, format=form)
        while True:
            try:
                quad = next(parsed, None)
            except SyntaxError as error:
                turtle.decoded(raw, path)  # else the parser would complain of a character
                raise DataError(f"is not valid {name}: {_detail(error)}", path, error.lineno) from None
            if quad is None:
                return
            if ox.BlankNode in (type(quad.subject), type(quad.object), type(quad.graph_name)):
                raise DataError("holds a blank node; give the thing an IRI", path, _blank(raw, form))
            yield quad

    return read


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None


def _detail(error: SyntaxError) -> str:
    if "LoadDocumentCallback" in str(error):
        return "it points to a context elsewhere, and nothing is fetched; write the context into the file"
    return turtle.detail_of(error)


def _blank(raw: bytes, form: ox.RdfFormat) -> int | None:
    """The line of a blank node that has a label."""
    found = None if form == ox.RdfFormat.JSON_LD else re.search(rb"(?m)(?:^|\s)_:", raw)
    return raw.count(b"\n", 0, found.end()) + 1 if found else None


def _csv(path: str) -> Iterator[ox.Quad]:
    """The rows of `aikg export --format csv`; every value is plain text, an IRI in its short form."""
    import csv
    import io

    rows = csv.reader(io.StringIO(turtle.decoded(_bytes(path), path), newline=""), strict=True)
    limit = csv.field_size_limit(LARGEST)
    try:
        if next(rows, None) != _COLUMNS:
            raise DataError(f"is not the CSV of `aikg export`: line 1 is not {','.join(_COLUMNS)}", path)
        for row in rows:
            if len(row) != len(_COLUMNS):
                raise DataError(f"has {len(row)} cells in a row of {len(_COLUMNS)}", path, rows.line_num)
            subject, property, value, source = row
            try:
                graph = ox.NamedNode(expanded(source)) if source else ox.DefaultGraph()
                named = ox.NamedNode(expanded(subject)), ox.NamedNode(_uncompacted(property))
            except ValueError:
                raise DataError(
                    "has a subject, property or source that is no IRI", path, rows.line_num
                ) from None
            yield ox.Quad(*named, ox.Literal(value), graph)
    except csv.Error as error:
        raise DataError(f"is not valid CSV: {error}", path, rows.line_num) from None
    finally:
        csv.field_size_limit(limit)


def expanded(short: str) -> str:
    """The IRI that `names.short` made short; an IRI as it is."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", short):
        return short
    return (_BASE if short.startswith(_NOT_UNDER_ID) else ID) + short


def _uncompacted(name: str) -> str:
    """The IRI that `turtle.compact` made compact; ValueError for an unknown prefix."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    if prefix not in PREFIXES:
        raise ValueError(name)
    return PREFIXES[prefix] + local


def plain(term: ox.NamedNode | ox.Literal) -> ox.Literal:
    """A value as the CSV of `aikg export` keeps it."""
    from aikg.names import short

    text = short(term.value) if isinstance(term, ox.NamedNode) else lexical(value_of(term))
    return ox.Literal("\n".join(printable(line.replace("\t", " ")) for line in text.split("\n")))


FORMS: Final[dict[str, Form]] = {
    ".ttl": Form("Turtle", _turtle),
    ".nt": Form("N-Triples", _reader("N-Triples", ox.RdfFormat.N_TRIPLES)),
    ".nq": Form("N-Quads", _reader("N-Quads", ox.RdfFormat.N_QUADS)),
    ".trig": Form("TriG", _reader("TriG", ox.RdfFormat.TRIG)),
    ".jsonld": Form("JSON-LD", _reader("JSON-LD", ox.RdfFormat.JSON_LD)),
    ".json": Form("JSON-LD", _reader("JSON-LD", ox.RdfFormat.JSON_LD)),
    ".csv": Form("CSV of aikg export", _csv, exact=False),
}
"""Ending of a file's name -> how it is read."""
