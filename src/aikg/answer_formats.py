"""The formats of SPARQL answers: their short names, media types and file endings, each stated once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.gate import QueryKind


class AnswerFormat(NamedTuple):
    """A format that an answer can be written in."""

    media_type: str
    iri: str
    """What a service description calls it."""
    others: tuple[str, ...] = ()
    """Further media types by which clients ask for it."""


_W3C: Final = "http://www.w3.org/ns/formats/"

TABLES: Final[Mapping[str, AnswerFormat]] = {
    "json": AnswerFormat(
        "application/sparql-results+json", _W3C + "SPARQL_Results_JSON", ("application/json", "text/json")
    ),
    "xml": AnswerFormat(
        "application/sparql-results+xml", _W3C + "SPARQL_Results_XML", ("application/xml", "text/xml")
    ),
    "csv": AnswerFormat("text/csv", _W3C + "SPARQL_Results_CSV"),
    "tsv": AnswerFormat("text/tab-separated-values", _W3C + "SPARQL_Results_TSV"),
}
"""What SELECT and ASK give; the first where a client does not mind."""

GRAPHS: Final[Mapping[str, AnswerFormat]] = {
    "turtle": AnswerFormat("text/turtle", _W3C + "Turtle", ("application/x-turtle", "application/turtle")),
    "ntriples": AnswerFormat("application/n-triples", _W3C + "N-Triples", ("text/plain",)),
    "rdfxml": AnswerFormat("application/rdf+xml", _W3C + "RDF_XML", ("application/xml", "text/xml")),
    "jsonld": AnswerFormat("application/ld+json", _W3C + "JSON-LD", ("application/json",)),
    "nquads": AnswerFormat("application/n-quads", _W3C + "N-Quads"),
    "trig": AnswerFormat("application/trig", _W3C + "TriG"),
}
"""What CONSTRUCT and DESCRIBE give; triples alone, so that N-Quads and TriG say the same as N-Triples and
Turtle."""


def of(kind: QueryKind) -> Mapping[str, AnswerFormat]:
    """The formats in which a query of this kind can be answered."""
    return TABLES if kind in ("select", "ask") else GRAPHS
