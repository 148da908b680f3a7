"""CSV by RFC 4180, with plain line feeds; an answer of several parts gets a first column `section`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from aikg.solutions import Value, lexical
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(sections: Sequence[Section], bound: int | None = None, *, harmless: bool = False) -> str:
    """Header and rows. `harmless` puts an apostrophe before text that a spreadsheet would calculate."""
    several = len(sections) > 1 or bool(sections and sections[0].title)
    names = list(dict.fromkeys(name for section in sections for name in section.solutions.names))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["section", *names] if several else names)
    for section in sections:
        for row in section.solutions:
            cells = [_cell(row.get(name), harmless) for name in names]
            writer.writerow([_cell(section.key, harmless), *cells] if several else cells)
    return out.getvalue()


def _cell(value: Value, harmless: bool) -> str:
    text = "\n".join(printable(line.replace("\t", " ")) for line in lexical(value).split("\n"))
    return "'" + text if harmless and isinstance(value, str) and text.startswith(_FORMULA) else text
