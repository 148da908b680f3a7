"""Answers as text: one module a format, found through one table.

A renderer is `render(sections, width) -> str`. A plain listing is one section without a title.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from aikg.errors import UsageError
from aikg.solutions import Section, Solutions

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS: Final[dict[str, str]] = {
    "table": "aikg.render.table",
    "json": "aikg.render.json",
    "jsonl": "aikg.render.jsonl",
    "csv": "aikg.render.csv",
    "tsv": "aikg.render.tsv",
    "md": "aikg.render.md",
    "html": "aikg.render.html",
}
"""Format name -> the module that writes it."""

MEDIA_TYPES: Final[dict[str, str]] = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "html": "text/html",
    "table": "text/plain",
}
"""Format name -> what it is called on the web; the first where a client does not mind."""


def text(answer: Solutions | Sequence[Section], format: str, *, width: int | None = None) -> str:
    """The answer in a format, ending in a newline unless empty. `width` bounds tables; None: no bound."""
    if format not in FORMATS:
        raise UsageError(f"There is no format {format}; there are: {', '.join(FORMATS)}.")
    sections = [Section("", answer)] if isinstance(answer, Solutions) else list(answer)
    rendered: str = import_module(FORMATS[format]).render(sections, width)
    return rendered
