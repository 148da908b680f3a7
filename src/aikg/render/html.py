"""HTML tables for notebooks: text only, nothing of the data is markup."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from aikg.wording import grid, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """A table for each section."""
    return "".join(_table(section) for section in sections)


def _table(section: Section) -> str:
    headings, _, rows = grid(section.solutions)
    title = f"<caption>{escape(printable(section.title))}</caption>" if section.title else ""
    head = "".join(f"<th>{escape(h)}</th>" for h in headings)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"
