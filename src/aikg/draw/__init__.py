"""Pictures of the graph: one module a layout or format, and one table of colours, shapes and words."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from aikg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import networkx as nx

FORMATS: Final[dict[str, str]] = {
    "html": "aikg.draw.page:page",
    "svg": "aikg.draw.svg:svg",
    "png": "aikg.draw.svg:png",
    "gexf": "aikg.draw.interchange:gexf",
    "graphml": "aikg.draw.interchange:graphml",
    "dot": "aikg.draw.interchange:dot",
    "json": "aikg.draw.interchange:node_link",
}
"""Format -> what writes it: `(graph, title=, subtitle=, layouts=)` to text or bytes."""


def drawn(
    graph: nx.MultiDiGraph[str], format: str, *, title: str, subtitle: str, layouts: Sequence[str]
) -> bytes:
    """A projection in one of FORMATS, as UTF-8; what shows one layout only shows the first.

    Raises UsageError for another format, MissingExtra where a library is not installed.
    """
    if format not in FORMATS:
        raise UsageError(f"There is no format {format}; there are: {', '.join(FORMATS)}.")
    module, _, function = FORMATS[format].partition(":")
    write: Callable[..., str | bytes] = getattr(import_module(module), function)
    made = write(graph, title=title, subtitle=subtitle, layouts=layouts)
    return made.encode("utf-8", "replace") if isinstance(made, str) else made
