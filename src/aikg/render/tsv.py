"""Tab-separated text for pipes: a header line, a line a row, nothing cut.

A tab, line end or backslash inside a value is written as \\t, \\n, \\r or \\\\. The parts of a longer answer
are blocks with their name in a line that begins with `#`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.solutions import Value, lexical
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """All sections; an empty one is its header."""
    blocks = []
    for section in sections:
        lines = [f"# {_cell(section.key)}"] if section.title else []
        lines.append("\t".join(section.solutions.names))
        lines += ["\t".join(_cell(value) for value in row) for row in section.solutions.rows]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _cell(value: Value) -> str:
    return printable(lexical(value).translate(_ESCAPES))
