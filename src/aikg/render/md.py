"""Markdown tables, as GitHub reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aikg.wording import grid, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """All sections, titles as second-level headings."""
    blocks = []
    for section in sections:
        title = f"## {escaped(printable(section.title))}\n\n" if section.title else ""
        blocks.append(title + _table(section))
    return "\n".join(blocks)


def _table(section: Section) -> str:
    headings, numeric, rows = grid(section.solutions)
    if not rows:
        return "(none)\n"
    lines = [[escaped(heading) for heading in headings], ["--:" if n else "--" for n in numeric]]
    lines += [[escaped(cell) for cell in row] for row in rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)
