"""JSON: a list of objects, or an object of lists where the answer has several parts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from aikg.solutions import Solutions, Value, json_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Section

_HIDDEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def render(sections: Sequence[Section], bound: int | None = None) -> str:
    """Two-space indented; text stays text in any script, but what a terminal would obey is escaped."""
    if len(sections) == 1 and not sections[0].title:
        return dumps(objects(sections[0].solutions), indent=2) + "\n"
    return dumps({s.key: objects(s.solutions) for s in sections}, indent=2) + "\n"


def objects(solutions: Solutions) -> list[dict[str, object]]:
    """The rows as objects; an unbound cell is null."""
    return [{name: json_value(value) for name, value in row.items()} for row in solutions]


def dumps(value: object, indent: int | None = None) -> str:
    """JSON text that is safe to print."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_never)
    return _HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _never(value: Value) -> str:
    raise TypeError(f"{value!r} is not a plain value")
