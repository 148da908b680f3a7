"""Results: what an endpoint answers, as the plain values that a local store gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aikg.errors import RemoteError, shown
from aikg.remote.refusals import words_of
from aikg.solutions import Iri, Value, literal
from aikg.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyoxigraph as ox

    from aikg.remote.refusals import Reply

RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final[dict[str, str]] = {
    "application/n-triples": "nt",
    "text/plain": "nt",  # what N-Triples were called before 2014
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "text/rdf+n3": "ttl",  # Virtuoso, for CONSTRUCT
    "application/x-nice-turtle": "ttl",
}
"""Media types of RDF that are read, and the name of the format."""
ACCEPTS: Final = {
    "select": f"{RESULTS}, application/json;q=0.5",
    "ask": f"{RESULTS}, application/json;q=0.5",
    "construct": "application/n-triples, text/turtle;q=0.8",
    "describe": "application/n-triples, text/turtle;q=0.8",
}
"""What is asked for, by the kind of query."""
_MOST_ROWS: Final = "x-sparql-maxrows"
"""The header by which Virtuoso says that it cut the rows off at its limit, ResultSetMaxRows."""
_TABLES: Final = frozenset((RESULTS, "application/json", ""))


_VIRTUOSOS_ASK: Final = "__ASK_RETVAL"
"""The column in which Virtuoso 7.2.5 answers ASK, as a table of one row or none."""


class Table(NamedTuple):
    """What SELECT gave; or, where `boolean` is not None, ASK."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    boolean: bool | None = None
    complete: bool = True
    """Whether the endpoint says nothing of a limit at which it cut the rows off."""


def table(reply: Reply, where: object, read: Callable[[Any], Any] | None = None) -> Table:
    """The rows of an answer, each cell by `read`: `value` where none is given, or `term`.

    Raises RemoteError for all that is not whole SPARQL results in JSON.
    """
    if reply.kind not in _TABLES:
        raise _stranger(reply, where)
    try:
        found = json.loads(reply.body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RemoteError(
            f"{where}: the answer is not UTF-8 (byte {error.start:,}); nothing of it is used."
        ) from None
    except (ValueError, RecursionError):
        if reply.body.lstrip()[:1] == b"<":
            raise _stranger(reply, where) from None
        raise RemoteError(
            f"{where}: the answer is not whole JSON ({len(reply.body):,} bytes, ending in "
            f"“{shown(reply.body[-20:].decode('utf-8', 'replace'))}”); nothing of it is used. Ask again."
        ) from None
    try:
        return _table(found, read or value)._replace(complete=_MOST_ROWS not in reply.headers)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise RemoteError(
            f"{where}: the answer is JSON, but not SPARQL results. Is this the address of an endpoint?"
        ) from None


def whole(reply: Reply, where: object, read: Callable[[Any], Any] | None = None) -> Table:
    """As `table`; raises RemoteError for half an answer too."""
    found = table(reply, where, read)
    if not found.complete:
        raise RemoteError(
            f"{where}: cuts answers off after {len(found.rows):,} rows, and half an answer is "
            "none. Whoever runs it can allow more (in Virtuoso: ResultSetMaxRows)."
        )
    return found


def _table(found: Any, read: Callable[[Any], Any]) -> Table:
    if "boolean" in found:
        return Table((), (), bool(found["boolean"]))
    columns = tuple(str(name) for name in found["head"]["vars"])
    bindings = found["results"]["bindings"]
    if columns == (_VIRTUOSOS_ASK,):
        return Table((), (), any(row[_VIRTUOSOS_ASK]["value"] != "0" for row in bindings))
    return Table(columns, tuple([tuple([read(row.get(name)) for name in columns]) for row in bindings]))


def value(found: dict[str, str] | None) -> Value:
    """A term of the SPARQL JSON results as a plain value."""
    if found is None:
        return None
    kind, text = _of_kind(found)
    if kind == "uri":
        return Iri(text)
    return f"_:{text}" if kind == "bnode" else literal(text, *_typed(found))


def term(found: dict[str, str] | None) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    """A term of the SPARQL JSON results as one of pyoxigraph, with its datatype and language."""
    import pyoxigraph as ox

    if found is None:
        return None
    kind, text = _of_kind(found)
    if kind == "uri":
        return ox.NamedNode(text)
    if kind == "bnode":
        return ox.BlankNode(text)
    datatype, language = _typed(found)
    if language:
        return ox.Literal(text, language=language)
    if datatype == XSD + "boolean":
        text = {"1": "true", "0": "false"}.get(text, text)
    return ox.Literal(text, datatype=ox.NamedNode(datatype))


def _of_kind(found: dict[str, str]) -> tuple[str, str]:
    """Virtuoso calls a literal with a datatype `typed-literal`. Raises ValueError for what is no term."""
    kind, text = found["type"], found["value"]
    if kind not in ("uri", "bnode", "literal", "typed-literal") or not isinstance(text, str):
        raise ValueError(kind)
    return kind, text


def _typed(found: dict[str, str]) -> tuple[str, str | None]:
    """Datatype and language. Virtuoso keeps whole numbers from 2^31 on as decimals; here they are whole."""
    datatype, text = found.get("datatype", XSD + "string"), found["value"]
    if found["type"] == "typed-literal" and datatype == XSD + "decimal" and text.lstrip("-").isdecimal():
        datatype = XSD + "integer" if abs(int(text)) >= 2**31 else datatype
    return datatype, found.get("xml:lang")


def triples(reply: Reply, where: object) -> list[ox.Triple]:
    """What CONSTRUCT or DESCRIBE gave. Raises RemoteError."""
    import pyoxigraph as ox

    formats = {"nt": ox.RdfFormat.N_TRIPLES, "ttl": ox.RdfFormat.TURTLE}
    if reply.kind not in TRIPLES:
        raise _stranger(reply, where)
    try:
        return [quad.triple for quad in ox.parse(reply.body, format=formats[TRIPLES[reply.kind]])]
    except (SyntaxError, ValueError) as error:
        raise RemoteError(
            f"{where}: the answer is not well-formed {reply.kind} ({shown(str(error), 120)}); nothing of it "
            "is used."
        ) from None


def _stranger(reply: Reply, where: object) -> RemoteError:
    kind = reply.kind or "no media type"
    if "html" in kind or reply.body.lstrip()[:1] == b"<":
        said = words_of(reply, 80)
        what = f"a page ({kind}{f': {said}' if said else ''})"
    else:
        what = shown(kind)
    return RemoteError(
        f"{where}: answers with {what} and not with SPARQL results. Is this the address of an endpoint? "
        "Virtuoso has /sparql, Oxigraph and many others /query."
    )
