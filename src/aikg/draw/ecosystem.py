"""The ecosystem: countries as panels, categories inside them, labs as discs with their own inside.

A lab's disc holds its families as discs, then what stands alone, then its products; in a family's disc stand
its models, oldest in the middle. Discs, with the lab's name below, flow in lines inside their category;
categories share lines inside their country, and countries inside the picture, so that every line is full.
Room is left for what an open lab shows, so that nothing moves when one is opened.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from aikg.draw import packing, style
from aikg.draw.layout import FONT, Arrangement, Disc, Panel, Point, broken, letters

if TYPE_CHECKING:
    import networkx as nx

PITCH: Final = 12.5
"""From one model to the next in an open lab."""

_RIM: Final = 5.0
_LEAST: Final = 22.0
_GAP: Final = 10.0
_PAD: Final = 12
_GRID: Final = 12
_COUNTRY: Final = 34.0
_CATEGORY: Final = 24.0


def arrange(graph: nx.MultiDiGraph[str], ratio: float = 1.6) -> Arrangement:
    """Every lab with what it made; no lab's disc touches another's. Categories have no place of their own.

    In a picture that is much higher than wide names are larger, because it is read on a telephone.
    """
    font = FONT if ratio > 0.7 else 1.3 * FONT
    cells = _cells(graph, font)
    countries: dict[str, dict[str, list[_Cell]]] = {}
    for cell in sorted(cells, key=lambda c: (-c.radius, c.key)):
        countries.setdefault(cell.country, {}).setdefault(cell.category, []).append(cell)
    order = sorted(
        countries,
        key=lambda code: (not code, -sum(c.members for cs in countries[code].values() for c in cs), code),
    )
    names: Mapping[str, str] = graph.graph.get("countries") or {}
    blocks = [
        _country(code, str(names.get(code, code))[:24] or "Country not known", countries[code])
        for code in order
    ]
    result = Arrangement(folds=True)
    if blocks:
        area = sum((c.width + _GAP) * (c.height + _GAP) for c in cells) * 1.35
        least = max(block.least for block in blocks)
        side = math.sqrt(area * ratio)
        widths = {max(least, int(side * step / 20) // _GRID * _GRID) for step in range(12, 34, 2)}
        flows = ((_flow(blocks, width, _PAD), width) for width in sorted(widths))
        (height, place), width = min(flows, key=lambda f: (max(f[1] / ratio, f[0][0]), f[1]))
        result.width, result.height = width, height
        place(result, 0.0, 0.0, height)
    return result


@dataclass(frozen=True)
class _Group:
    """A family with its models, or, with an empty key, what has no family."""

    key: str
    members: tuple[str, ...]

    @cached_property
    def radius(self) -> float:
        cells = packing.honeycomb(max(len(self.members), 1))
        inner = max(math.hypot(*cell) for cell in cells) * PITCH + PITCH / 2
        return inner + (4.0 if self.key else 0.0)

    def place(self, into: Arrangement, x: float, y: float) -> None:
        if self.key:
            into.discs.append(Disc(self.key, round(x), round(y), round(self.radius, 1), (), "family"))
            into.positions[self.key] = (float(round(x)), float(round(y - self.radius)))
        for key, (u, v) in zip(self.members, packing.honeycomb(max(len(self.members), 1)), strict=False):
            into.positions[key] = (float(round(x + u * PITCH)), float(round(y + v * PITCH)))


@dataclass(frozen=True)
class _Cell:
    """A lab, and the groups inside its disc; an empty key holds what belongs to no lab."""

    key: str
    centre: bool
    country: str
    category: str
    groups: tuple[_Group, ...]
    lines: tuple[str, ...]
    font: float

    @cached_property
    def members(self) -> int:
        return sum(len(group.members) + bool(group.key) for group in self.groups)

    @cached_property
    def _packed(self) -> tuple[list[Point], float]:
        return packing.around([group.radius + 2.0 for group in self.groups])

    @cached_property
    def radius(self) -> float:
        return max(_LEAST, math.ceil(self._packed[1] + _RIM))

    @cached_property
    def width(self) -> float:
        return max(2 * self.radius, max(map(letters, self.lines), default=0) * self.font * 0.6)

    @cached_property
    def height(self) -> float:
        return 2 * self.radius + len(self.lines) * self.font * 1.15 + 5

    def place(self, into: Arrangement, x: float, y: float) -> None:
        """Put the disc with the middle of its top edge at (x, y)."""
        x, y = float(round(x)), float(round(y + self.radius))
        into.discs.append(Disc(self.key, x, y, self.radius, self.lines))
        if self.centre:
            into.positions[self.key] = (x, y)
        for group, (u, v) in zip(self.groups, self._packed[0], strict=True):
            group.place(into, x + u, y + v)


def _cells(graph: nx.MultiDiGraph[str], font: float) -> list[_Cell]:
    nodes: dict[str, Mapping[str, Any]] = dict(graph.nodes(data=True))
    labs = {key for key, a in nodes.items() if a.get("kind") == "lab"}
    family: dict[str, str] = {}
    for one, other, data in sorted(graph.edges(data=True), key=lambda e: (e[0], e[1])):
        if data.get("kind") == "member-of" and nodes[one].get("lab") == nodes[other].get("lab"):
            family.setdefault(one, other)

    def age(key: str) -> tuple[str, str]:
        return str(nodes[key].get("released") or "9"), key

    inside: dict[str, dict[tuple[int, str], list[str]]] = {lab: {} for lab in labs}
    for key, a in nodes.items():
        kind = a.get("kind")
        if kind in ("lab", "category"):
            continue
        lab = str(a.get("lab") or "")
        groups = inside.setdefault(lab if lab in labs else "", {})
        if kind == "family":
            groups.setdefault((0, key), [])
        else:
            home = family.get(key, "")
            rank = 0 if home else 2 if kind == "product" else 1
            groups.setdefault((rank, home), []).append(key)
    cells = []
    for lab, groups in sorted(inside.items()):
        a = nodes.get(lab, {}) if lab in labs else {}
        category = str(a.get("category") or "")
        made = [_Group(home, tuple(sorted(members, key=age))) for (_, home), members in groups.items()]
        made.sort(key=lambda g: (-g.radius, min(map(age, g.members), default=("9", "")), g.key))
        cells.append(
            _Cell(
                lab,
                lab in labs,
                str(a.get("country") or ""),
                category if category in style.CATEGORIES else "",
                tuple(made),
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
            into.panels.append(Panel("category", country, category, x, y, width, high))
            inside(into, x, y + _CATEGORY, high - _CATEGORY)

        return height, place

    return _Block(max(max(c.width for c in cells), 8 * FONT * 0.7), fit)


def _country(country: str, name: str, categories: Mapping[str, Sequence[_Cell]]) -> _Block:
    blocks = [_category(country, c, categories[c]) for c in style.CATEGORIES if c in categories]

    def fit(width: int) -> tuple[float, _Place]:
        inner, inside = _flow(blocks, width - 2 * _PAD, _PAD)
        height = inner + _COUNTRY + _PAD

        def place(into: Arrangement, x: float, y: float, high: float) -> None:
            into.panels.append(Panel("country", country, country, x, y, width, high))
            inside(into, x + _PAD, y + _COUNTRY, high - _COUNTRY - _PAD)

        return height, place

    return _Block(max(letters(name) * FONT * 0.86, *(b.least for b in blocks)) + 2 * _PAD, fit)


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
