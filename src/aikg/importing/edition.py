"""An edition: one import of one source, as the source node and the triples that it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.vocabulary import AIKG, DCTERMS, ID, PREFIXES, RDF, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from aikg.importers.records import Dated, Header

CONCEPT: Final = PREFIXES["concept"]
PRECISION: Final = {
    AIKG + "announced": AIKG + "announcedPrecision",
    AIKG + "released": AIKG + "releasedPrecision",
    AIKG + "weightsReleased": AIKG + "weightsReleasedPrecision",
    AIKG + "asOf": AIKG + "asOfPrecision",
    DCTERMS + "issued": AIKG + "issuedPrecision",
}
"""Date property -> the property that says how exactly it is known."""


@dataclass(frozen=True)
class Edition:
    """Which edition of which source, from what, on which terms."""

    identifier: str
    header: Header
    issued: Dated
    checksum: str
    imported: date
    license: str | None
    """IRI of the licence, where the graph knows it."""

    @property
    def iri(self) -> str:
        """Its source node, which is its named graph too."""
        return f"{ID}source/{self.identifier}"

    @property
    def graph(self) -> ox.NamedNode:
        """The same as a term."""
        return ox.NamedNode(self.iri)

    def impossible(self, day: date) -> str | None:
        """What is wrong with a day on which it says something happened; None where nothing is."""
        if day.year < 1950:
            return "is before there was such a thing"
        last = self.issued.day
        if (day.year, day.month) > (last.year, last.month) and self.issued.precision != "year":
            return f"is after the edition itself ({last.isoformat()})"
        return None

    def described(self) -> Iterator[ox.Triple]:
        """What stands beside each fact that is shown with its source."""
        yield text(self.iri, DCTERMS + "title", self.header.title, "en")
        yield text(self.iri, DCTERMS + "publisher", self.header.publisher)
        yield from dated(self.iri, DCTERMS + "issued", self.issued)
        if self.license:
            yield iri(self.iri, AIKG + "license", self.license)

    def triples(self, read: int, skipped: int) -> Iterator[ox.Triple]:
        """What is known of the edition itself."""
        header = self.header
        yield iri(self.iri, RDF + "type", AIKG + "Source")
        yield from self.described()
        if header.edition:
            yield text(self.iri, AIKG + "edition", header.edition)
        if header.url:
            yield iri(self.iri, SCHEMA + "url", header.url)
        if header.attribution:
            yield text(self.iri, AIKG + "attribution", header.attribution)
        yield typed(self.iri, AIKG + "redistributable", str(header.may_redistribute).lower(), "boolean")
        yield text(self.iri, AIKG + "checksum", self.checksum)
        yield typed(self.iri, AIKG + "imported", self.imported.isoformat(), "date")
        yield typed(self.iri, AIKG + "rowsRead", str(read), "integer")
        yield typed(self.iri, AIKG + "rowsSkipped", str(skipped), "integer")


def iri(subject: str, predicate: str, value: str) -> ox.Triple:
    """A triple whose object is a thing."""
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(value))


def text(subject: str, predicate: str, value: str, language: str | None = None) -> ox.Triple:
    """A triple whose object is text."""
    literal = ox.Literal(value, language=language) if language else ox.Literal(value)
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), literal)


def typed(subject: str, predicate: str, value: str, datatype: str) -> ox.Triple:
    """A triple whose object is a value of an XSD type."""
    literal = ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), literal)


def number(subject: str, predicate: str, value: Decimal) -> ox.Triple:
    """A triple whose object is a decimal number, without exponent and needless zeros."""
    written = format(value, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return typed(subject, predicate, "0" if written in ("-0", "") else written, "decimal")


def dated(subject: str, predicate: str, value: Dated) -> Iterator[ox.Triple]:
    """A date, and how exactly it is known."""
    yield typed(subject, predicate, value.day.isoformat(), "date")
    yield iri(subject, PRECISION[predicate], CONCEPT + value.precision)
