"""A page: what is asked for, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import AikgError, BadParameter, http_status
from aikg.server.pages.template import filled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LONGEST: Final = 200
"""Characters of a name that a page looks up."""

FORMATS: Final = {
    "ttl": ("Turtle", "text/turtle"),
    "jsonld": ("JSON-LD", "application/ld+json"),
    "nt": ("N-Triples", "application/n-triples"),
    "json": ("JSON", "application/json"),
}
"""Suffix -> word and media type of what a document about a thing comes in beside HTML."""


@dataclass(frozen=True)
class Asked:
    """What a URL asks for."""

    path: str
    values: Mapping[str, str] = field(default_factory=dict)
    """The query string; of a name that stands several times, the last."""
    name: str = ""
    """What the path names: the part of it that differs."""
    day: date | None = None
    """The day of the graph; None for all days."""

    def given(self, *names: str) -> dict[str, str]:
        """The values of these names that are not empty."""
        return {name: value for name in names if (value := self.values.get(name, "").strip())}

    def whole(self, name: str, default: int = 1) -> int:
        """A whole number from 1. Raises BadParameter for anything else."""
        text = self.values.get(name, "") or str(default)
        if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
            raise BadParameter(f"{name} is a whole number from 1; got “{text[:60]}”.")
        return int(text)


@dataclass(frozen=True)
class Page:
    """A page, ready to be sent."""

    html: str
    status: int = 200
    policy: str = ""
    """Its Content-Security-Policy; empty where that of all pages fits."""


@dataclass(frozen=True)
class Alternate:
    """The same in another format."""

    word: str
    media: str
    href: str


def reason(error: AikgError) -> tuple[str, int]:
    """What a page says of an error beside its form, and the status; one of this side is raised again."""
    status = http_status(error)
    if status == 500:
        raise error
    return str(error), status


def made(template: str, title: str, asked: Asked, *, status: int = 200, **values: Any) -> Page:
    """A page of this template; `title` is its heading too."""
    given = {
        "alternates": (),
        "command": "",
        "description": "",
        "words": "",
        "about": "",
        "onward": (),
        **values,
    }
    return Page(filled(template, title=title, path=asked.path, day=asked.day, **given), status)
