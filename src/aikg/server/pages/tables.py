"""Tables: an answer as a page shows it, each cell with the page that it leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aikg.names import short
from aikg.render.facts import told
from aikg.server.pages import links
from aikg.solutions import Iri, Solutions, Titles, Value, lexical
from aikg.wording import dated, grid, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.server.pages.links import Labels

MOST: Final = 500
"""Rows of a table that a page shows at once."""

PARTNERS: Final[dict[str, tuple[str, ...]]] = {
    "title": ("source",),
    "source": ("sourceIri",),
    "value": ("object",),
    "label": ("entity", "concept"),
    "gist": ("claim",),
    "match": ("matchModel",),
    "score": ("node",),
    "stated": ("dissent",),
}
"""Column -> the columns that hold the IRI of what it names; `labLabel` needs no entry, `lab` names it."""

CLASSES: Final[dict[str, str]] = {
    "source": "Source",
    "usedSource": "Source",
    "matchSource": "Source",
    "saysSo": "Source",
    "evidence": "Source",
    "labLabel": "Lab",
    "modelLab": "Lab",
    "fromLab": "Lab",
    "modelLabel": "Model",
    "runsOn": "Model",
    "family": "ModelFamily",
    "versionLabel": "BenchmarkVersion",
    "partLabel": "Benchmark",
    "country": "countries",
    "openness": "openness-levels",
    "category": "lab-categories",
    "license": "License",
}
"""Column -> the class or scheme in which its label is looked up where its row holds no IRI for it."""

_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?| Q[1-4])?")
_URL: Final = re.compile(r"https?://")


@dataclass(frozen=True)
class Part:
    """A text, and where it leads: a path of this server, a URL, or nowhere."""

    text: str
    href: str = ""

    @property
    def outside(self) -> bool:
        """Whether it leads away from this server."""
        return self.href.startswith("http")


@dataclass(frozen=True)
class Cell:
    """What stands in a cell."""

    parts: tuple[Part, ...]
    kind: str
    """number, date or text."""


@dataclass(frozen=True)
class Heading:
    """The head of a column."""

    text: str
    about: str
    kind: str


@dataclass(frozen=True)
class Table:
    """An answer for a page."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    whole: int
    """How many rows the answer has; more than are here where it is cut."""
    more: str = ""
    """The path under which all rows are; empty for none."""
    note: str = ""


def table(
    title: str, answer: Solutions, labels: Labels, *, most: int = MOST, more: str = "", note: str = ""
) -> Table:
    """The answer, at most so many rows of it."""
    kept = replace(answer, rows=answer.rows[:most])
    headings, numeric, rows = grid(kept)
    at = visible(kept)
    kinds = ["number" if number else "text" for number in numeric]
    columns = [answer.columns[i] for i in at]
    return Table(
        title,
        tuple(Heading(h, c.description, k) for h, c, k in zip(headings, columns, kinds, strict=True)),
        tuple(
            tuple(
                Cell(_parts(text, columns[i].name, whole[at[i]], named, labels), _kind(text, kinds[i]))
                for i, text in enumerate(row)
            )
            for row, named, whole in zip(rows, kept, kept.rows, strict=True)
        ),
        len(answer),
        more,
        note,
    )


def _kind(text: str, column: str) -> str:
    return "date" if column == "text" and _DATE.fullmatch(text) else column


def _parts(
    text: str, column: str, value: Value, row: Mapping[str, Value], labels: Labels
) -> tuple[Part, ...]:
    href = _beside(column, value, row)
    if href:
        return (Part(text, href),)
    cls = CLASSES.get(column)
    if cls is None:
        url = links.outward(text) if _URL.match(text) else ""
        return (Part(text, url),) if text else ()
    pieces = value.titles if isinstance(value, Titles) else (text,)
    if labels.iri(cls, text) is None and "; " in text:
        pieces = tuple(text.split("; "))
    return tuple(Part(piece, links.local(labels.iri(cls, piece))) for piece in pieces if piece)


def _beside(column: str, value: Value, row: Mapping[str, Value]) -> str:
    """The page of the IRI that the cell or its row holds; empty where there is none, or no one page."""
    if isinstance(value, Iri):
        return links.local(value) or links.outward(value)
    if value is None:
        return ""
    named = (column.removesuffix("Label"),) if column.endswith("Label") else PARTNERS.get(column, ())
    for name in named:
        iri = row.get(name)
        if isinstance(iri, str) and " " not in iri and (path := links.local(iri)):
            return path
    return ""


@dataclass(frozen=True)
class Fact:
    """A property of a thing, its values, and who says so."""

    property: str
    href: str
    """The property in the ontology, where it is aikg's own."""
    values: tuple[Part, ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True)
class Cited:
    """A source behind a fact."""

    title: str
    href: str
    publisher: str
    issued: str
    """As exactly as it is known."""
    license: str

    @property
    def short(self) -> str:
        """Who says it, and of when: what a fact has room for."""
        return f"{self.publisher or self.title}{f', {self.issued}' if self.issued else ''}"


def facts(statements: Solutions) -> tuple[Fact, ...]:
    """The statements in the order of reading, together what the same sources state of one property."""
    from aikg import turtle

    found: dict[tuple[str, Part], dict[Cited, None]] = {}
    terms: dict[str, str] = {}
    for row in statements:
        name = lexical(row["property"])
        terms.setdefault(name, lexical(row["term"]))
        value = Part(_told(row), _leads(row["object"]))
        found.setdefault((name, value), {})[_cited(row)] = None
    merged: dict[tuple[str, tuple[Cited, ...]], list[Part]] = {}
    for (name, value), sources in found.items():
        merged.setdefault((name, tuple(sources)), []).append(value)
    made = [
        Fact(name, links.local(terms[name]), tuple(values), sources)
        for (name, sources), values in merged.items()
    ]
    return tuple(sorted(made, key=lambda fact: turtle.place(terms[fact.property])))


def _told(row: Mapping[str, Value]) -> str:
    """The value in words; of a thing without a name the identifier that people type."""
    value, thing = row["value"], row["object"]
    return short(thing) if isinstance(thing, Iri) and thing == value else told(value)


def _leads(value: Value) -> str:
    return (links.local(value) or links.outward(value)) if isinstance(value, Iri) else ""


def cited(found: tuple[Fact, ...]) -> tuple[Cited, ...]:
    """The sources behind these facts, each once."""
    return tuple(dict.fromkeys(source for fact in found for source in fact.sources))


def _cited(row: Mapping[str, Value]) -> Cited:
    return Cited(
        lexical(row["source"]),
        links.local(row["sourceIri"]),
        lexical(row["publisher"]),
        dated(row["issued"], row["precision"]),
        lexical(row["license"]),
    )
