"""Turtle in the one form in which aikg writes it: one triple a line, so that a fact is a line of a diff."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.errors import DataError
from aikg.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

_FIRST: Final = """
    rdf:type dcterms:title rdfs:label skos:prefLabel skos:altLabel schema:identifier skos:notation
    skos:definition dcterms:description aikg:gist aikg:developedBy aikg:operatedBy aikg:country
    aikg:category aikg:family aikg:versionOf aikg:version aikg:model aikg:benchmarkVersion
    aikg:decides aikg:query aikg:parameter aikg:missing aikg:value aikg:reasoning aikg:effort
    aikg:announced aikg:announcedPrecision aikg:released
    aikg:releasedPrecision aikg:weightsReleased aikg:weightsReleasedPrecision aikg:launched
    aikg:launchedPrecision aikg:asOf aikg:asOfPrecision aikg:openness aikg:license aikg:parameters
    aikg:activeParameters aikg:contextLength aikg:notDisclosed aikg:inputModality
    aikg:outputModality aikg:basedOn aikg:fineTunedFrom aikg:distilledFrom aikg:mergedFrom
    aikg:quantizedFrom aikg:adapterOf aikg:succeeds aikg:runsOn schema:url schema:sameAs
""".split()
_LAST: Final = """
    rdfs:comment aikg:reporter dcterms:source aikg:retracted aikg:retractedPrecision
    aikg:retractedBy aikg:dateSource aikg:sizeSource aikg:contextSource
    aikg:accessSource aikg:modalitySource aikg:lineageSource aikg:disclosureSource rdfs:isDefinedBy
""".split()
_ORDER: Final = {name: i for i, name in enumerate(_FIRST)} | {name: 1000 + i for i, name in enumerate(_LAST)}
_ELSEWHERE: Final = 500
_KIND_ORDER: Final = {
    kind: i
    for i, kind in enumerate(
        [
            "lab",
            "family",
            "model",
            "product",
            "benchmark",
            "source",
            "license",
            "score",
            "claim",
            "reading",
            "dissent",
        ]
    )
}
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_\-])?\Z")
_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]*)\Z")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Everything that a terminal or an editor might act on, or not show, is written as an escape.
_INVISIBLE: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_PREFIX_OF: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def read(path: str | os.PathLike[str]) -> list[ox.Triple]:
    """All triples of a Turtle file, in the file's order, or a DataError that names path and line.

    Refuses what aikg's data may not hold: blank nodes, relative IRIs, text that is not UTF-8.
    """
    return parse(text_of(path), path)


def text_of(path: str | os.PathLike[str]) -> str:
    """The text of a file, which must be UTF-8; a byte-order mark is taken off."""
    try:
        with open(path, "rb") as file:
            raw = file.read()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", path) from None
    return decoded(raw, path)


def decoded(raw: bytes, path: str | os.PathLike[str] | None = None) -> str:
    """Bytes as the text that they are in UTF-8, without a byte-order mark; `path` only serves the message."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError("is not UTF-8; save it as UTF-8", path, line) from None


def parse(text: str, path: str | os.PathLike[str] | None = None) -> list[ox.Triple]:
    """The triples of Turtle text; `path` only serves the messages."""
    line = quoted_triple(text)
    if line is not None:  # before parsing: pyoxigraph takes the process down on deeply nested ones
        raise DataError("holds a quoted triple (<<); state the triple, or a Claim or Dissent", path, line)
    triples: list[ox.Triple] = []
    try:
        for quad in ox.parse(text, format=ox.RdfFormat.TURTLE):
            triples.append(quad.triple)
    except SyntaxError as error:
        raise DataError(f"is not valid Turtle: {detail_of(error)}", path, error.lineno) from None
    for triple in triples:
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            line = _line_of(text, r"\[|_:")
            raise DataError("holds a blank node; give the thing an IRI", path, line)
    return triples


def detail_of(error: SyntaxError) -> str:
    """What Oxigraph's parser says is wrong, without the place, which the error has apart."""
    return re.sub(r"^Parser error (?:at|between) lines? \d+.*?: ", "", error.msg or str(error))


def _line_of(text: str, pattern: str) -> int | None:
    found = re.search(pattern, text)
    return text.count("\n", 0, found.start()) + 1 if found else None


_PIECE: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|<[^<>\s]*+>|<<|#[^\n]*+',
    re.DOTALL,
)
"""What holds `#` or `<<` without meaning it, and those that mean it."""


def has_comment(text: str) -> int | None:
    """The line of the first comment in Turtle text, or None. A remark belongs into rdfs:comment."""
    return _line_of_piece(text, "#")


def quoted_triple(text: str) -> int | None:
    """The line of the first `<<` outside of strings, IRIs and comments; of N-Quads and TriG as well."""
    return _line_of_piece(text, "<<") if "<<" in text else None


def _line_of_piece(text: str, start: str) -> int | None:
    for match in _PIECE.finditer(text):
        if match[0].startswith(start):
            return text.count("\n", 0, match.start()) + 1
    return None


@lru_cache(maxsize=1 << 16)
def compact(iri: str) -> str:
    """An IRI as a prefixed name where a known prefix and a plain local name allow it, else in <>."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1  # a plain local name has neither, a namespace ends in one
    prefix = _PREFIX_OF.get(iri[:end])
    if prefix is not None and _LOCAL.match(iri, end):
        return f"{prefix}:{iri[end:]}"
    return str(ox.NamedNode(iri))


def _quoted(text: str) -> str:
    text = "".join(_ESCAPES.get(c, c) for c in text)
    return '"' + _INVISIBLE.sub(lambda m: f"\\u{ord(m[0]):04X}", text) + '"'


def _term(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if not isinstance(term, ox.Literal):
        raise DataError(f"holds a term that canonical Turtle does not write: {term}")
    if term.language:
        return f"{_quoted(term.value)}@{term.language}"
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return _quoted(term.value)
    plain = {XSD + "integer": _INTEGER, XSD + "decimal": _DECIMAL}.get(datatype)
    if plain and plain.match(term.value):
        return term.value
    if datatype == XSD + "boolean" and term.value in ("true", "false"):
        return term.value
    if datatype == XSD + "decimal" and _INTEGER.match(term.value):
        return term.value + ".0"
    return f"{_quoted(term.value)}^^{compact(datatype)}"


def _subject_key(iri: str) -> tuple[int, str]:
    name = compact(iri)
    return _KIND_ORDER.get(name.partition(":")[0], -1), name


def place(predicate: str) -> int:
    """Where the property of this IRI stands in the order of reading."""
    name = "a" if predicate.endswith("22-rdf-syntax-ns#type") else compact(predicate)
    return _ORDER.get(name, _ELSEWHERE)


def _line_key(pair: tuple[str, str]) -> tuple[int, str, str]:
    predicate, value = pair
    return _ORDER.get(predicate, _ELSEWHERE), predicate, value


def canonical(triples: Iterable[ox.Triple]) -> str:
    """The canonical text: prefixes used, subjects by kind and name, one triple a line."""
    subjects: dict[str, set[tuple[str, str]]] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            raise DataError("holds a blank node; give the thing an IRI")
        lines = subjects.setdefault(triple.subject.value, set())
        lines.add((compact(triple.predicate.value), _term(triple.object)))
    blocks: list[str] = []
    used: set[str] = set()
    for iri in sorted(subjects, key=_subject_key):
        name = compact(iri)
        rows = [name]
        used.add(name)
        for predicate, value in sorted(subjects[iri], key=_line_key):
            verb = "a" if predicate == "rdf:type" else predicate
            used.update((verb, value.rpartition("^^")[2] if value.startswith('"') else value))
            rows.append(f"    {verb} {value} ;")
        blocks.append("\n".join([*rows, "    ."]))
    prefixes = {name.partition(":")[0] for name in used if not name.startswith(("<", '"'))}
    head = [f"@prefix {p}: <{PREFIXES[p]}> ." for p in sorted(prefixes) if p in PREFIXES]
    return "\n\n".join(["\n".join(head), *blocks]) + "\n"


def formatted(text: str, path: str | os.PathLike[str] | None = None) -> str:
    """Turtle text in canonical form; refuses comments, because the form would lose them."""
    line = has_comment(text)
    if line is not None:
        raise DataError("holds a comment; write the remark as an rdfs:comment", path, line)
    return canonical(parse(text, path))
