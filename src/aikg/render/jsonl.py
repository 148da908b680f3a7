"""JSON Lines: an object a row; where the answer has several parts, each row says which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.render.json import dumps, objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """One line a row, each ending in a newline."""
    lines = []
    for section in sections:
        part = {"section": section.key} if section.title else {}
        lines += [dumps(part | row) + "\n" for row in objects(section.solutions)]
    return "".join(lines)
