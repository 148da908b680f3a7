"""Tables for a terminal: aligned by the width that characters really take, wrapped to fit, never cut.

Where the columns cannot stand side by side, even wrapped, those that say the same in every row are said once
in a remark; then the rightmost go, because queries put what matters most on the left: long texts below their
row, short ones into a remark that names them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.wording import grid, is_wide, printable, width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section

_GAP: Final = "  "
_BELOW: Final = "    "
_SHORT: Final = 18
"""Texts need not be narrower than this, nor than a third of what they would take on one line."""
_LONG: Final = 30
"""A column wider than this that finds no place stands below its row."""
_PIECE: Final = re.compile(r"(?<=-)(?=[^\W\d])|(?<=[/_])(?=[^/_])")
"""Where a word may break: `DeepSeek-`, `V3.2`; a date has no such place."""


@dataclass(frozen=True)
class Layout:
    """A rendered table, and what is to be said beside it: columns that say one thing, or were left out."""

    text: str
    remarks: tuple[str, ...]


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """All sections, with their titles; rows wider than `bound` are wrapped inside their cells."""
    return layout(sections, bound).text


def layout(sections: Sequence[Section], bound: int | None = None) -> Layout:
    """The tables within `bound` columns (None: as wide as they are) and the remarks that belong to them."""
    blocks, remarks = [], list[str]()
    for section in sections:
        title = [_bold(printable(section.title), bound)] if section.title else []
        lines, said = _lines(section, bound)
        blocks.append("\n".join(title + lines))
        remarks += [f"{printable(section.title)}: {text}" if len(sections) > 1 else text for text in said]
    return Layout("\n\n".join(blocks) + "\n" if blocks else "", tuple(remarks))


@dataclass
class _Column:
    heading: str
    numeric: bool
    cells: list[str]
    natural: int
    least: int
    width: int


def _lines(section: Section, bound: int | None) -> tuple[list[str], list[str]]:
    headings, numeric, rows = grid(section.solutions)
    if not rows:
        return ["(none)"], []
    columns = [
        _column(headings[i], numeric[i], [row[i] for row in rows])
        for i in range(len(headings))
        if any(row[i] for row in rows)
    ]
    columns, below, remarks = _chosen(columns, bound)
    _fit(columns, bound)
    lines = [_bold(line, bound) for line in _row([(c, c.heading) for c in columns])]
    for number in range(len(rows)):
        lines += _row([(c, c.cells[number]) for c in columns])
        for column in below:
            if column.cells[number]:
                told = f"{column.heading}: {column.cells[number]}"
                room = (bound or 80) - len(_BELOW)
                lines += [_BELOW + line for line in _wrap(told, room)]
    return lines, remarks


def _column(heading: str, numeric: bool, cells: list[str]) -> _Column:
    natural = max(width(heading), *map(width, cells))
    if numeric:
        least = max(_longest(heading), *map(width, cells))
    else:  # words stay whole but for those of one row in twenty
        longest = sorted(_longest(cell) for cell in cells)
        least = max(_longest(heading), longest[(len(longest) * 19 - 1) // 20], min(natural // 3, _SHORT))
    return _Column(heading, numeric, cells, natural, min(least, natural), natural)


def _chosen(columns: list[_Column], bound: int | None) -> tuple[list[_Column], list[_Column], list[str]]:
    """The columns that stand side by side, those that stand below, and what is to be said of the others."""
    if bound is None:
        return columns, [], []
    kept, below, same, left_out = list(columns), list[_Column](), list[str](), list[str]()
    for column in reversed(columns[1:]):
        if _fits(kept, bound):
            break
        if len(column.cells) > 1 and len(set(column.cells)) == 1:
            kept.remove(column)
            same.insert(0, f"{column.heading} {column.cells[0]}")
    while len(kept) > 1 and not _fits(kept, bound):
        column = kept.pop()
        if column.natural > _LONG:
            below.insert(0, column)
        else:
            left_out.insert(0, column.heading)
    remarks = []
    if same:
        remarks.append(f"In every row: {'; '.join(same)}.")
    if left_out:
        count = "1 column" if len(left_out) == 1 else f"{len(left_out)} columns"
        remarks.append(
            f"{count} left out at this width: {', '.join(left_out)}. "
            "A wider terminal or --format tsv shows all."
        )
    return kept, below, remarks


def _fits(columns: list[_Column], bound: int) -> bool:
    return sum(c.least for c in columns) + len(_GAP) * (len(columns) - 1) <= bound


def _fit(columns: list[_Column], bound: int | None) -> None:
    """Give every column its width: the widest give way first, none below its longest usual word."""
    if bound is None:
        return
    room = bound - len(_GAP) * (len(columns) - 1)
    while sum(c.width for c in columns) > room:
        able = [c for c in columns if c.width > c.least]
        if not able:
            break
        max(able, key=lambda c: c.width).width -= 1
    if len(columns) == 1:
        columns[0].width = min(columns[0].width, room)


def _row(cells: list[tuple[_Column, str]]) -> list[str]:
    wrapped = [_wrap(text, column.width) for column, text in cells]
    lines = []
    for i in range(max(map(len, wrapped))):
        parts = [
            _pad(part[i] if i < len(part) else "", column.width, column.numeric)
            for (column, _), part in zip(cells, wrapped, strict=True)
        ]
        lines.append(_GAP.join(parts).rstrip())
    return lines


def _pieces(word: str) -> list[str]:
    """A word at the places where it may break; Chinese may break between any two characters."""
    found = []
    for part in _PIECE.split(word):
        start = 0
        for i in range(1, len(part)):
            if is_wide(part[i]) or is_wide(part[i - 1]):
                found.append(part[start:i])
                start = i
        found.append(part[start:])
    return found


def _longest(text: str) -> int:
    return max((width(piece) for word in text.split(" ") for piece in _pieces(word)), default=0)


def _wrap(text: str, bound: int) -> list[str]:
    """Lines of at most `bound` columns: broken at blanks, else inside long words, else anywhere."""
    if width(text) <= bound:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        pieces = [word] if width(word) <= bound else _pieces(word)
        for number, piece in enumerate(pieces):
            glue = " " if line and number == 0 else ""
            if line and width(line) + len(glue) + width(piece) > bound:
                lines.append(line)
                line, glue = "", ""
            while width(piece) > bound:
                cut = _cut(piece, bound)
                lines.append(piece[:cut])
                piece = piece[cut:]
            line += glue + piece
    return [*lines, line] if line else lines


def _cut(word: str, room: int) -> int:
    used = 0
    for i, c in enumerate(word):
        used += width(c)
        if used > room:
            return max(i, 1)
    return len(word)


def _pad(text: str, to: int, right: bool) -> str:
    fill = " " * (to - width(text))
    return fill + text if right else text + fill


def _bold(text: str, bound: int | None) -> str:
    colour = bound is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return f"\x1b[1m{text}\x1b[0m" if colour else text
