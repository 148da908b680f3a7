"""Where everything stands: countries as panels, categories inside them, labs with their own around.

No physics, no chance: the same graph gives the same numbers whatever the order of its nodes. Units
are those of `style.Look.size`; y grows downwards; (0, 0) is the top left corner; nodes stand on
whole numbers, because vis-network cuts off the rest. Each lab stands in the middle of a disc; what
it made stands on rings about it, clockwise from the top, family by family and by date. Discs, with
the lab's name below, flow in lines inside their category; categories share lines inside their
country, and countries inside the picture, so that every line is full.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from aikg.draw import style

if TYPE_CHECKING:
    import networkx as nx

Point = tuple[float, float]

FONT: Final = 13.0
"""Height of a lab's name; a category's heading is as high, a country's 1.3 times."""

_FIRST_RING: Final = 27.0
_RING: Final = 15.0
_STEP: Final = 14.0
_EDGE: Final = 11.0
_GAP: Final = 10.0
_PAD: Final = 12
_GRID: Final = 12
_COUNTRY: Final = 26.0
_CATEGORY: Final = 20.0
_TOP: Final = 44.0


@dataclass(frozen=True)
class Disc:
    """One lab and what is around it; `lines` are its name, broken to the width of the disc."""

    key: str
    x: float
    y: float
    radius: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """A rectangle with a heading: a country (`category` is None) or a category in a country."""

    country: str
    category: str | None
    x: float
    y: float
    width: float
    height: float


@dataclass
class Arrangement:
    """Positions of all nodes, and the discs and panels to draw behind them."""

    positions: dict[str, Point] = field(default_factory=dict)
    discs: list[Disc] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def positions(graph: nx.MultiDiGraph[str], ratio: float = 1.6) -> dict[str, Point]:
    """Every node's (x, y), in a picture about `ratio` times as wide as high."""
    return arrange(graph, ratio).positions


def arrange(graph: nx.MultiDiGraph[str], ratio: float = 1.6, font: float = FONT) -> Arrangement:
    """Positions of a graph as `aikg.draw.page` describes it. No lab's disc touches another's.

    `font` is the height of labs' names for which room is left.
    """
    cells = _cells(graph, font)
    countries: dict[str, dict[str, list[_Cell]]] = {}
    for cell in sorted(cells, key=lambda c: (-len(c.around), c.key)):
        countries.setdefault(cell.country, {}).setdefault(cell.category, []).append(cell)
    order = sorted(
        countries,
        key=lambda code: (not code, -sum(map(len, countries[code].values())), code),
    )
    names: Mapping[str, str] = graph.graph.get("countries") or {}
    blocks = [
        _country(code, str(names.get(code, code))[:24] or "Country not known", countries[code])
        for code in order
    ]
    ranks = list(style.CATEGORIES)
    top = sorted(
        (ranks.index(c) if (c := a.get("category")) in ranks else len(ranks), key)
        for key, a in graph.nodes(data=True)
        if a.get("kind") == "category"
    )
    result = Arrangement()
    if blocks:
        start = _TOP if top else 0.0
        area = sum((c.width + _GAP) * (c.height + _GAP) for c in cells) * 1.35
        least = max(block.least for block in blocks)
        side = math.sqrt(area * ratio)
        widths = {max(least, int(side * step / 20) // _GRID * _GRID) for step in range(12, 34, 2)}
        flows = ((_flow(blocks, width, _PAD), width) for width in sorted(widths))
        (height, place), width = min(flows, key=lambda f: (max(f[1] / ratio, f[0][0] + start), f[1]))
        result.width, result.height = width, height + start
        place(result, 0.0, start, height)
    for i, (_, key) in enumerate(top):
        result.width = max(result.width, 140.0 * len(top))
        result.positions[key] = (float(round((i + 0.5) * result.width / len(top))), 12.0)
    return result


def broken(label: str, width: int = 15, lines: int = 2) -> tuple[str, ...]:
    """A name in at most so many lines of about `width` Latin letters (a Chinese one counts two)."""
    out = [""]
    for word in label[: width * lines * 4].split():
        if out[-1] and _letters(out[-1]) + 1 + _letters(word) > width:
            out.append(word)
        else:
            out[-1] = f"{out[-1]} {word}".strip()
    cut = len(out) > lines
    out = out[:lines]
    for i, line in enumerate(out):
        if _letters(line) > width + 4 or (cut and i == lines - 1):
            while _letters(line) > width - 1:
                line = line[:-1]
            out[i] = line + "…"
    return tuple(out)


def _letters(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(frozen=True)
class _Cell:
    key: str
    centre: bool
    country: str
    category: str
    around: tuple[str, ...]
    lines: tuple[str, ...]
    font: float

    @cached_property
    def radius(self) -> float:
        rings = _rings(len(self.around))
        return (_FIRST_RING + _RING * (len(rings) - 1) if rings else 12.0) + _EDGE

    @cached_property
    def width(self) -> float:
        return max(2 * self.radius, max(map(_letters, self.lines), default=0) * self.font * 0.6)

    @cached_property
    def height(self) -> float:
        return 2 * self.radius + len(self.lines) * self.font * 1.15 + 5

    def place(self, into: Arrangement, x: float, y: float) -> None:
        """Put the disc with the middle of its top edge at (x, y)."""
        x, y = float(round(x)), float(round(y + self.radius))
        into.discs.append(Disc(self.key, x, y, self.radius, self.lines))
        if self.centre:
            into.positions[self.key] = (x, y)
        start = 0
        for ring, count in enumerate(_rings(len(self.around))):
            r = _FIRST_RING + ring * _RING
            for i, key in enumerate(self.around[start : start + count]):
                angle = math.tau * (i + (ring % 2) / 2) / count - math.pi / 2
                at = x + r * math.cos(angle), y + r * math.sin(angle)
                into.positions[key] = (float(round(at[0])), float(round(at[1])))
            start += count


def _rings(count: int) -> list[int]:
    """How many nodes stand on each ring, from the innermost: few rings, evenly full."""
    rooms: list[int] = []
    while sum(rooms) < count:
        rooms.append(int(math.tau * (_FIRST_RING + len(rooms) * _RING) / _STEP))
    room = sum(rooms)
    filled = [count * sum(rooms[: i + 1]) // room for i in range(len(rooms))]
    return [b - a for a, b in zip([0, *filled], filled, strict=False)]


def _cells(graph: nx.MultiDiGraph[str], font: float) -> list[_Cell]:
    nodes: dict[str, Mapping[str, Any]] = dict(graph.nodes(data=True))
    labs = {key for key, a in nodes.items() if a.get("kind") == "lab"}
    family: dict[str, str] = {}
    for one, other, data in sorted(graph.edges(data=True), key=lambda e: (e[0], e[1])):
        if data.get("kind") == "member-of":
            family.setdefault(one, other)

    first: dict[str, str] = {}
    for key, a in nodes.items():
        if date := str(a.get("released") or ""):
            home = family.get(key, "")
            first[home] = min(first.get(home, date), date)

    def rank(key: str) -> tuple[Any, ...]:
        kind = nodes[key].get("kind")
        date = str(nodes[key].get("released") or "9")
        home = key if kind == "family" else family.get(key, "")
        alone = not home
        begun = date if alone else first.get(home, "9")
        return kind == "product", alone, begun, home, kind != "family", date, key

    around: dict[str, list[str]] = {lab: [] for lab in labs}
    for key, a in nodes.items():
        if a.get("kind") not in ("lab", "category"):
            lab = str(a.get("lab") or "")
            around.setdefault(lab if lab in labs else "", []).append(key)
    cells = []
    for lab, keys in sorted(around.items()):
        a = nodes.get(lab, {}) if lab in labs else {}
        category = str(a.get("category") or "")
        cells.append(
            _Cell(
                lab,
                lab in labs,
                str(a.get("country") or ""),
                category if category in style.CATEGORIES else "",
                tuple(sorted(keys, key=rank)),
                broken(str(a.get("label") or lab) if lab in labs else "no lab"),
                font,
            )
        )
    return cells


_Place = Callable[[Arrangement, float, float, float], None]
"""Puts something into a picture at x and y, as high as the line it stands in."""


class _Block:
    """Something that needs at least a width, and whose height depends on the width it gets."""

    def __init__(self, least: float, fit: Callable[[int], tuple[float, _Place]]) -> None:
        self.least = _GRID * math.ceil(least / _GRID)
        self._fit, self._known = fit, dict[int, tuple[float, _Place]]()

    def fit(self, width: int) -> tuple[float, _Place]:
        if width not in self._known:
            self._known[width] = self._fit(width)
        return self._known[width]


def _labs(cells: Sequence[_Cell], width: float) -> tuple[float, _Place]:
    """Discs in lines, largest first, each line spread over the width."""
    lines: list[list[_Cell]] = [[]]
    used = 0.0
    for cell in cells:
        if lines[-1] and used + _GAP + cell.width > width:
            lines.append([])
            used = 0.0
        used += cell.width + (_GAP if lines[-1] else 0)
        lines[-1].append(cell)
    heights = [max((c.height for c in line), default=0.0) for line in lines]

    def place(into: Arrangement, x: float, y: float, _: float) -> None:
        for line, height in zip(lines, heights, strict=True):
            spare = (width - sum(c.width for c in line)) / max(len(line), 1)
            left = x
            for cell in line:
                drop = (height - cell.height) / 2
                cell.place(into, left + (cell.width + spare) / 2, y + drop)
                left += cell.width + spare
            y += height + _GAP

    return sum(heights) + _GAP * (len(lines) - 1), place


def _category(country: str, category: str, cells: Sequence[_Cell]) -> _Block:
    def fit(width: int) -> tuple[float, _Place]:
        inner, inside = _labs(cells, width)
        height = inner + _CATEGORY

        def place(into: Arrangement, x: float, y: float, high: float) -> None:
            into.panels.append(Panel(country, category, x, y, width, high))
            inside(into, x, y + _CATEGORY, high - _CATEGORY)

        return height, place

    return _Block(max(max(c.width for c in cells), 8 * FONT * 0.7), fit)


def _country(country: str, name: str, categories: Mapping[str, Sequence[_Cell]]) -> _Block:
    blocks = [_category(country, c, categories[c]) for c in style.CATEGORIES if c in categories]

    def fit(width: int) -> tuple[float, _Place]:
        inner, inside = _flow(blocks, width - 2 * _PAD, _PAD)
        height = inner + _COUNTRY + _PAD

        def place(into: Arrangement, x: float, y: float, high: float) -> None:
            into.panels.append(Panel(country, None, x, y, width, high))
            inside(into, x + _PAD, y + _COUNTRY, high - _COUNTRY - _PAD)

        return height, place

    return _Block(max(_letters(name) * FONT * 0.86, *(b.least for b in blocks)) + 2 * _PAD, fit)


def _flow(blocks: Sequence[_Block], width: int, gap: int) -> tuple[float, _Place]:
    """Blocks in order, in lines of exactly `width`, broken so that the whole is least high."""
    best: list[tuple[float, list[tuple[float, list[int]]]]] = [(0.0, [])]
    for end in range(1, len(blocks) + 1):
        choice = None
        for start in range(end - 1, max(end - 9, -1), -1):
            line = blocks[start:end]
            if start < end - 1 and sum(b.least + gap for b in line) - gap > width:
                break
            height, shares = _line(line, width, gap)
            total = best[start][0] + height + gap
            if choice is None or total < choice[0]:
                choice = (total, [*best[start][1], (height, shares)])
        assert choice is not None
        best.append(choice)
    height, lines = best[-1]

    def place(into: Arrangement, x: float, y: float, _: float) -> None:
        queue = iter(blocks)
        for line_height, shares in lines:
            left = x
            for share in shares:
                next(queue).fit(share)[1](into, left, y, line_height)
                left += share + gap
            y += line_height + gap

    return max(height - gap, 0.0), place


def _line(blocks: Sequence[_Block], width: int, gap: int) -> tuple[float, list[int]]:
    """Widths that make the highest of one line of blocks as low as may be, and that height."""
    shares = [block.least for block in blocks]
    heights = [b.fit(s)[0] for b, s in zip(blocks, shares, strict=True)]
    spare = (width - sum(shares) - gap * (len(blocks) - 1)) // _GRID
    best = max(heights), list(shares)
    step = max(spare // 20, 1)
    while spare >= step and len(blocks) > 1:
        highest = heights.index(max(heights))
        shares[highest] += step * _GRID
        spare -= step
        heights[highest] = blocks[highest].fit(shares[highest])[0]
        if max(heights) < best[0]:
            best = max(heights), list(shares)
    shares = best[1]
    rest = width - gap * (len(blocks) - 1) - sum(shares)
    total = sum(shares)
    if rest > 0:
        shares = [share + rest * share // total // _GRID * _GRID for share in shares]
        shares[-1] += width - gap * (len(blocks) - 1) - sum(shares)
    return max(b.fit(s)[0] for b, s in zip(blocks, shares, strict=True)), shares
