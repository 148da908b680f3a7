"""What a report is made of: parts with sentences, exhibits and their pictures, and the sources cited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from datetime import date

    from aikg.names import Entity
    from aikg.solutions import Solutions

SOURCES: Final = ("source", "saysSo", "matchSource")
"""Columns that hold the title of a source."""


@dataclass(frozen=True)
class Citation:
    """A source as a reader finds it. Texts are empty where nothing is stated."""

    title: str
    publisher: str = ""
    edition: str = ""
    issued: str = ""
    """As exactly as it is known."""
    license: str = ""
    attribution: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """Title, publisher, edition, date and terms in one line."""
        told = [self.title, self.publisher, self.edition, self.issued, self.license]
        return f"{'. '.join(part.rstrip('.') for part in dict.fromkeys(told) if part)}."


@dataclass(frozen=True)
class Sentence:
    """A statement made of cells."""

    text: str
    sources: tuple[str, ...] = ()
    """Titles of the sources of these cells."""
    command: str = ""
    """The command whose rows hold them."""


@dataclass(frozen=True)
class Picture:
    """A chart of the same rows: the kind and options that `aikg.draw.chart` takes."""

    kind: str
    options: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Exhibit:
    """A table of the report."""

    title: str
    solutions: Solutions
    command: str
    picture: Picture | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Titles of the sources of the rows, each once, in their order."""
        return sources_of(self.solutions)


@dataclass(frozen=True)
class Part:
    """A part of the report."""

    title: str
    sentences: tuple[Sentence, ...]
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report."""

    title: str
    country: Entity
    against: Entity
    version: Entity
    """The benchmark version on which models are compared."""
    as_of: date | None
    """The day; None for all that the data hold."""
    command: str
    parts: tuple[Part, ...]
    sources: tuple[Citation, ...]
    """All sources, in the order in which the report first uses them."""

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each source, from 1, by its title."""
        return {citation.title: number for number, citation in enumerate(self.sources, 1)}


def sources_of(answer: Solutions) -> tuple[str, ...]:
    """Titles in the columns that name sources, each once, in the order of the rows."""
    found = [
        str(row[name]) for row in answer for name in answer.names if name in SOURCES and row[name] is not None
    ]
    return tuple(dict.fromkeys(found))
