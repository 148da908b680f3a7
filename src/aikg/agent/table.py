"""Tables: columns and rows of an answer as JSON values, with the sources that they name as numbers of a list.

An empty column says nothing and is left out; a date stands as exactly as it is known; rows that differ only
in who says so are one row with several sources.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aikg.agent.wording import cell, clean
from aikg.solutions import Iri, Titles, lexical
from aikg.wording import dated

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions, Value

_SOURCES: Final = ("source", "saysso")
"""How the names of columns end that hold titles of sources."""


@dataclass
class Citations:
    """The sources of a reply, numbered in the order in which they are met."""

    graph: KnowledgeGraph
    sources: list[dict[str, Any]] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _known: dict[str, dict[str, Value]] | None = None

    def numbers(self, value: Value) -> list[int]:
        """The numbers of the titles in a cell; several stand with semicolons between them."""
        if value is None:
            return []
        titles = value.titles if isinstance(value, Titles) else self._parted(lexical(value))
        return [self._number(title) for title in titles if title]

    def known(self) -> dict[str, dict[str, Value]]:
        """What the graph says of each source, by its title."""
        if self._known is None:
            self._known = {str(row["title"]): row for row in self.graph.run("sources")}
        return self._known

    def _parted(self, text: str) -> list[str]:
        if text in self.known() or "; " not in text:
            return [text]
        words, found = text.split("; "), list[str]()
        while words:
            ends = range(len(words), 0, -1)
            end = next((n for n in ends if "; ".join(words[:n]) in self.known()), 1)
            found.append("; ".join(words[:end]))
            words = words[end:]
        return found

    def _number(self, title: str) -> int:
        if title not in self._numbers:
            number = self._numbers[title] = len(self.sources) + 1
            about = self.known().get(title, {})
            issued = dated(about.get("issued"), about.get("precision")) if about else ""
            told = {"publisher": about.get("publisher"), "issued": issued, "url": about.get("url")}
            source = {"no": number, "title": clean(title)}
            self.sources.append(source | {key: cell(value) for key, value in told.items() if value})
        return self._numbers[title]


Table = tuple[list[dict[str, str]], list[list[Any]]]
"""Columns, each with its name and description, and rows of JSON values."""


def foreign_table(solutions: Solutions) -> Table:
    """The answer of a query that is not ours, as it is."""
    rows = [[cell(value) for value in row] for row in solutions.rows]
    return [{"name": clean(name)} for name in solutions.names], rows


def table(solutions: Solutions, citations: Citations) -> Table:
    """The columns that say something, and the rows."""
    names = solutions.names
    exact = names.index("precision") if "precision" in names else 0
    cites = [
        i
        for i, name in enumerate(names)
        if name.lower().endswith(_SOURCES) and not any(isinstance(row[i], Iri) for row in solutions.rows)
    ]
    shown = [
        i
        for i, column in enumerate(solutions.columns)
        if (i in cites or not column.hidden)
        and column.name not in ("decimals", "precision")
        and any(row[i] is not None for row in solutions.rows)
    ]
    merged: dict[tuple[Any, ...], list[Any]] = {}
    for row in solutions.rows:
        cells: list[Any] = []
        for i in shown:
            value = row[i]
            if i in cites:
                cells.append(citations.numbers(value))
            elif exact and i == exact - 1 and value is not None:
                cells.append(cell(dated(value, row[exact])))
            else:
                cells.append(cell(value))
        same = tuple(value for i, value in zip(shown, cells, strict=True) if i not in cites)
        if cites and same in merged:
            for old, new in zip(merged[same], cells, strict=True):
                if isinstance(old, list):
                    old += [number for number in new if number not in old]
        else:
            merged[same if cites else (len(merged),)] = cells
    columns = []
    for i in shown:
        says = "numbers in `sources`" if i in cites else solutions.columns[i].description
        columns.append({"name": names[i], **({"description": clean(says)} if says else {})})
    return columns, list(merged.values())
