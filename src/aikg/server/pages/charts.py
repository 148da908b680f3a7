"""Charts: the pictures of `aikg chart`, alone for other pages and with the rows behind them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import BadParameter, UnknownName
from aikg.server.pages import links, tables
from aikg.server.pages.page import Asked, Page, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.draw.charts.frame import Figure
    from aikg.knowledge_graph import KnowledgeGraph


def drawable() -> bool:
    """Whether the libraries that draw charts are there."""
    return all(find_spec(name) is not None for name in ("altair", "vl_convert"))


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadParameter(f"reasoning is true or false; got “{text[:60]}”.")
    return text == "true"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise BadParameter(f"width and top are whole numbers; got “{text[:60]}”.")
    return int(text)


def _several(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


READERS: Final[dict[str, Callable[[str], Any]]] = {
    "width": _number,
    "top": _number,
    "reasoning": _truth,
    "names": _several,
    "labs": _several,
}
"""Options that are no text, and how they are read; lists are parted by commas."""

_PLAIN: Final = ("theme", "benchmark", "by", "date", "as_of", "country", "openness", "released_by", "version")


def _options(asked: Asked) -> dict[str, Any]:
    given = asked.given(*READERS, *_PLAIN)
    return {name: READERS.get(name, str)(value) for name, value in given.items()}


def _figure(graph: KnowledgeGraph, asked: Asked, **more: Any) -> Figure | None:
    from aikg.draw import chart

    if asked.name not in chart.KINDS:
        raise UnknownName("chart", asked.name, (), f"There are: {', '.join(chart.KINDS)}.")
    return chart.figure(asked.name, graph, **{**_options(asked), **more})


def picture(graph: KnowledgeGraph, asked: Asked) -> str:
    """The chart as SVG. Raises UnknownName where there is nothing to draw."""
    from aikg.draw import chart

    found = _figure(graph, asked)
    if found is None:
        raise UnknownName("chart with these options", asked.name, (), "Nothing is left to draw.")
    return chart.svg_of(found)


def chart(graph: KnowledgeGraph, asked: Asked) -> Page:
    """A chart with the rows behind it, its notes and its sources."""
    found = _figure(graph, asked)
    given = {k: v for k, v in asked.given(*READERS, *_PLAIN).items() if k not in ("width", "theme")}
    labels = links.labels(graph)
    return made(
        "chart",
        found.title if found else "Nothing is left to draw",
        asked,
        words=f"{found.subtitle}." if found else "",
        kind=asked.name,
        drawn=found is not None,
        given=given,
        description=found.description if found else "",
        notes=found.caption if found else (),
        tables=[tables.table(s.title or "Rows", s.solutions, labels) for s in found.tables] if found else (),
    )
