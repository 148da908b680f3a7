"""Tables for a terminal: aligned by the width that characters really take, wrapped to fit, never cut."""

from __future__ import annotations

import os
from collections.abc import Sequence

from aikg.render import Section
from aikg.render.cells import grid, printable, width

_GAP = "  "
_NARROWEST = 8


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """All sections, with their titles; rows wider than `bound` are wrapped inside their cells."""
    blocks = []
    for section in sections:
        title = [_bold(printable(section.title), bound)] if section.title else []
        blocks.append("\n".join(title + _lines(section, bound)))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _lines(section: Section, bound: int | None) -> list[str]:
    headings, numeric, rows = grid(section.solutions)
    if not rows:
        return ["(none)"]
    used = [i for i in range(len(headings)) if any(row[i] for row in rows)]
    columns = [[headings[i], *(row[i] for row in rows)] for i in used]
    widths = _fit([max(width(cell) for cell in column) for column in columns], columns, bound)
    lines = []
    for number, row in enumerate(zip(*columns, strict=True)):
        cells = [_wrap(cell, w) for cell, w in zip(row, widths, strict=True)]
        for i in range(max(len(cell) for cell in cells)):
            parts = [
                _pad(cell[i] if i < len(cell) else "", w, numeric[used[k]])
                for k, (cell, w) in enumerate(zip(cells, widths, strict=True))
            ]
            line = _GAP.join(parts).rstrip()
            lines.append(_bold(line, bound) if number == 0 else line)
    return lines


def _fit(widths: list[int], columns: list[list[str]], bound: int | None) -> list[int]:
    """Widths that fit the bound: the widest columns give way first, none below its longest short word."""
    if bound is None:
        return widths
    room = bound - len(_GAP) * (len(widths) - 1)
    least = [min(w, max(_NARROWEST, width(c[0]))) for w, c in zip(widths, columns, strict=True)]
    while sum(widths) > room:
        able = [i for i, w in enumerate(widths) if w > least[i]]
        if not able:
            break
        widest = max(able, key=lambda i: widths[i])
        widths[widest] -= 1
    return widths


def _wrap(text: str, bound: int) -> list[str]:
    """Lines of at most `bound` columns, broken at blanks where there are some, else anywhere."""
    if width(text) <= bound:
        return [text]
    lines, line = [], ""
    for word in text.split(" "):
        while width(word) > bound:
            room = bound - (width(line) + 1 if line else 0)
            if room < 4:
                lines, line, room = [*lines, line], "", bound
            cut = _cut(word, room)
            lines.append(f"{line} {word[:cut]}" if line else word[:cut])
            line, word = "", word[cut:]
        if line and width(line) + 1 + width(word) > bound:
            lines, line = [*lines, line], word
        else:
            line = f"{line} {word}" if line else word
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
