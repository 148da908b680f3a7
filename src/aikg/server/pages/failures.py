"""What went wrong, as a page: the message, and near names as links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.server.pages import links
from aikg.server.pages.page import Asked, Page, made

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLES = {
    300: "Several things are called so",
    404: "Not found",
    406: "Not in such a format",
    503: "Not just now",
}
"""Status -> heading; what is not here could not be answered."""


def failure(path: str, status: int, message: str, near: Sequence[str]) -> Page:
    """A page that says what went wrong. `near` are names, or identifiers, that exist."""
    pages = [(links.asked("/search", q=name), name) for name in near]
    return made(
        "failure",
        TITLES.get(status, "This could not be answered"),
        Asked(path),
        status=status,
        message=message,
        near=pages,
    )
