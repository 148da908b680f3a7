"""Where everything stands: what a layout gives, and the table of layouts.

No physics, no chance: the same graph gives the same numbers whatever the order of its nodes. Units are those
of `style.Look.size`; y grows downwards; (0, 0) is the top left corner; everything stands on whole numbers.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    import networkx as nx

Point = tuple[float, float]

FONT: Final = 19.0
"""Height of a lab's name; a category's heading is as high, a country's 1.3 times."""

LAYOUTS: Final[dict[str, str]] = {
    "ecosystem": "aikg.draw.ecosystem:arrange",
    "timeline": "aikg.draw.timeline:arrange",
    "lineage": "aikg.draw.pedigree:arrange",
}
"""Layout -> the function that arranges a graph so: `(graph, ratio)` to an `Arrangement`."""


@dataclass(frozen=True)
class Disc:
    """A lab and what is inside it, or a family inside a lab; `lines` are its name, broken to its width."""

    key: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]
    kind: Literal["lab", "family"] = "lab"


@dataclass(frozen=True)
class Panel:
    """A rectangle with a heading: a country, a category in a country, a lab's lane, a year.

    `name` says which: an ISO code, a category, the key of a lab, or a text to show as it is.
    """

    kind: Literal["country", "category", "lane", "band"]
    country: str
    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass
class Arrangement:
    """Positions of nodes, and what to draw behind them. A node without a position is not drawn.

    `folds`: labs are shut at first and show their discs when opened. `scrolls`: it is read from the top down.
    `box` is the width and height of a node that is drawn as a card with its name inside, None where nodes are
    dots. `focus` is the node that the picture is about. `down`: edges run from top to bottom, else from left
    to right. `paths` are the ways of edges (from, to) that have one: pairs of points, where the edge leaves a
    row and where it enters the next.
    """

    positions: dict[str, Point] = field(default_factory=dict)
    discs: list[Disc] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0
    folds: bool = False
    scrolls: bool = False
    box: Point | None = None
    focus: str = ""
    down: bool = True
    paths: dict[tuple[str, str], tuple[Point, ...]] = field(default_factory=dict)


def arrange(graph: nx.MultiDiGraph[str], name: str = "ecosystem", ratio: float = 1.6) -> Arrangement:
    """A graph as `aikg.draw.page` describes it, arranged in a picture about `ratio` times as wide as high."""
    module, _, function = LAYOUTS[name].partition(":")
    made: Callable[[Any, float], Arrangement] = getattr(import_module(module), function)
    return made(graph, ratio)


def positions(graph: nx.MultiDiGraph[str], name: str = "ecosystem", ratio: float = 1.6) -> dict[str, Point]:
    """The (x, y) of every node that the layout draws."""
    return arrange(graph, name, ratio).positions


def broken(label: str, width: int = 15, lines: int = 2) -> tuple[str, ...]:
    """A name in at most so many lines of about `width` Latin letters (a Chinese one counts two)."""
    out = [""]
    for word in label[: width * lines * 4].split():
        if out[-1] and letters(out[-1]) + 1 + letters(word) > width:
            out.append(word)
        else:
            out[-1] = f"{out[-1]} {word}".strip()
    cut = len(out) > lines
    out = out[:lines]
    for i, line in enumerate(out):
        if letters(line) > width + 4 or (cut and i == lines - 1):
            while letters(line) > width - 1:
                line = line[:-1]
            out[i] = line + "…"
    return tuple(out)


def letters(text: str) -> int:
    """The width of a text in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
