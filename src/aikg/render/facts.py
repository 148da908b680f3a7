"""Facts and their sources, for people: a row a property, and sources by number with a list below.

Machine formats keep one fact a row with the source's full title; only tables and Markdown are arranged so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aikg.solutions import Column, Section, Solutions, Titles, Value, lexical
from aikg.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

_FACTS: Final = ("property", "value", "source")
_SOURCES: Final = ("source", "saysso")
"""How the names of columns end that hold the title of a source."""
_TOO_LONG: Final = 24
"""Titles up to this length stay where they are."""


def arranged(sections: Sequence[Section]) -> list[Section]:
    """The sections with facts merged and long titles of sources numbered in a last section `Sources`."""
    numbers: dict[str, int] = {}
    found = [_arranged(section, numbers) for section in sections]
    return [*found, *listed(numbers)]


def listed(numbers: dict[str, int]) -> list[Section]:
    """The section that says which number is which source; none where no source is numbered."""
    columns = (Column("no"), Column("title"))
    rows = tuple((number, title) for title, number in numbers.items())
    return [Section("Sources", Solutions(columns, rows))] if rows else []


def _arranged(section: Section, numbers: dict[str, int]) -> Section:
    solutions = section.solutions
    shown = [column.name for column in solutions.columns if not column.hidden]
    if tuple(shown) == _FACTS:
        return replace(section, solutions=_merged(solutions, numbers))
    rows = [list(row) for row in solutions.rows]
    for at, column in enumerate(solutions.columns):
        if column.name in shown and column.name.lower().endswith(_SOURCES):
            cells = [_titles(row[at]) for row in rows]
            titles = [title for cell in cells for title in cell]
            if max(map(len, titles), default=0) > _TOO_LONG and len(set(titles)) < len(titles):
                for row, cell in zip(rows, cells, strict=True):
                    row[at] = ", ".join(numbered(title, numbers) for title in cell)
    return replace(section, solutions=replace(solutions, rows=tuple(map(tuple, rows))))


def _merged(solutions: Solutions, numbers: dict[str, int]) -> Solutions:
    """One row a property and set of sources: equal facts are told once, each set keeps its own values."""
    sources: dict[tuple[str, str], list[str]] = {}
    for row in solutions:
        fact = lexical(row["property"]), told(row["value"])
        titles = sources.setdefault(fact, [])
        if (title := lexical(row["source"])) not in titles:
            titles.append(title)
    values: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (name, value), titles in sources.items():
        values.setdefault((name, tuple(titles)), []).append(value)
    rows: list[tuple[Value, ...]] = [
        (name, ", ".join(found), ", ".join(numbered(title, numbers) for title in titles))
        for (name, titles), found in values.items()
    ]
    return Solutions(tuple(Column(name) for name in _FACTS), tuple(rows))


def _titles(value: Value) -> tuple[str, ...]:
    """The titles in a cell; one that is empty counts as an empty title."""
    return value.titles if isinstance(value, Titles) else (lexical(value),)


def numbered(title: str, numbers: dict[str, int]) -> str:
    """The number of a source, which it gets here if it has none yet; empty for no source."""
    return str(numbers.setdefault(title, len(numbers) + 1)) if title else ""


def told(value: Value) -> str:
    """A fact's value: large whole numbers as 671B, truth as yes and no, as other columns do by type."""
    text = lexical(value)
    if text in ("true", "false"):
        return "yes" if text == "true" else "no"
    return shortened(int(text)) if text.isascii() and text.isdigit() and len(text) > 6 else text


def grouped(solutions: Solutions, by: str) -> list[Section]:
    """A section for each value of a column, in the order of the rows, without that column."""
    at = solutions.names.index(by)
    columns = (*solutions.columns[:at], *solutions.columns[at + 1 :])
    rows: dict[str, list[tuple[Value, ...]]] = {}
    for row in solutions.rows:
        rows.setdefault(lexical(row[at]), []).append((*row[:at], *row[at + 1 :]))
    return [Section(title, Solutions(columns, tuple(found))) for title, found in rows.items()]
