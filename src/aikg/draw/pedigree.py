"""The lineage of one model as a family tree: a generation after the other, ancestors first.

A generation is as many steps as the longest way to it, so that every arrow leads back to an earlier line; an
ancestor stands as near to its descendants as it can. Of two kinds of step between the same models descent
counts before succession. In a generation things stand near what they come from; a long one takes several
lines. Cycles are errors of the data: the step that closes one is left out of account.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from aikg.draw import style
from aikg.draw.layout import Arrangement, Point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

BOX: Final = (206.0, 46.0)
"""Width and height of the card of a model."""

_ACROSS: Final = (26.0, 16.0)
_ALONG: Final = (110.0, 48.0)
_LINE: Final = 26.0
"""Gaps: between cards side by side, between generations (left to right, top to bottom), between the lines
of one generation."""

_WAY: Final = 4.0
_STEP: Final = "\0"
"""What passes a row without standing in it has a place there too, of this width; its key begins so."""


def arrange(graph: nx.MultiDiGraph[str], ratio: float = 1.6) -> Arrangement:
    """All models of the graph; `graph.graph["focus"]` is the one whose lineage it is."""
    models = sorted(key for key, kind in graph.nodes(data="kind") if kind == "model")
    parents = _parents(graph, set(models))
    generations = _generations(models, parents)
    choices = [
        _placed(generations, parents, down, most)
        for down in (True, False)
        for most in sorted({min(2 if ratio < 1 else 4, len(models)) or 1, min(8, len(models)) or 1})
    ]
    best = min(choices, key=lambda a: max(a.width / ratio, a.height))
    focus = str(graph.graph.get("focus") or "")
    best.focus = focus if focus in best.positions else ""
    return best


def _parents(graph: nx.MultiDiGraph[str], models: set[str]) -> dict[str, list[str]]:
    """The earlier models of each, without steps that close a cycle."""
    found: dict[str, set[str]] = {key: set() for key in models}
    for one, other, kind in graph.edges(data="kind"):
        if one in models and other in models and one != other and kind in style.LINEAGE:
            found[one].add(other)
    nodes = graph.nodes
    ordered = {
        key: sorted(found[key], key=lambda k: (str(nodes[k].get("released") or "9"), k))
        for key in sorted(found)
    }
    state: dict[str, int] = {}
    kept: dict[str, list[str]] = {key: [] for key in ordered}
    for begin in ordered:
        if begin in state:
            continue
        state[begin] = 1
        stack = [(begin, iter(ordered[begin]))]
        while stack:
            key, rest = stack[-1]
            other = next(rest, None)
            if other is None:
                state[key] = 2
                stack.pop()
            elif state.get(other) != 1:
                kept[key].append(other)
                if other not in state:
                    state[other] = 1
                    stack.append((other, iter(ordered[other])))
    return kept


def _generations(models: Sequence[str], parents: Mapping[str, Sequence[str]]) -> list[list[str]]:
    children: dict[str, list[str]] = defaultdict(list)
    waiting = {key: len(parents[key]) for key in models}
    for key in models:
        for parent in parents[key]:
            children[parent].append(key)
    level = dict.fromkeys(models, 0)
    order = [key for key in models if not waiting[key]]
    for key in order:  # grows while it is walked: a child follows its last parent
        for child in children[key]:
            level[child] = max(level[child], level[key] + 1)
            waiting[child] -= 1
            if not waiting[child]:
                order.append(child)
    for key in reversed(order):
        if children[key]:
            level[key] = min(level[child] for child in children[key]) - 1
    rows: dict[int, list[str]] = defaultdict(list)
    for key in models:
        rows[level[key]].append(key)
    return [_near(rows[i], parents, children) for i in sorted(rows)] if rows else []


def _near(
    row: list[str], parents: Mapping[str, Sequence[str]], children: Mapping[str, Sequence[str]]
) -> list[str]:
    """What has the same parents and children stands together."""
    return sorted(row, key=lambda key: (sorted(children.get(key, ())), sorted(parents[key]), key))


def _placed(
    generations: Sequence[Sequence[str]], parents: Mapping[str, Sequence[str]], down: bool, most: int
) -> Arrangement:
    side, along = (0, 1) if down else (1, 0)
    rows: list[list[str]] = []
    heights: list[float] = []
    at = 0.0
    for generation in generations:
        for start in range(0, len(generation), most):
            rows.append(list(generation[start : start + most]))
            heights.append(at)
            at += BOX[along] + _LINE
        at += _ALONG[1 if down else 0] - _LINE
    chains = _chains(rows, parents)
    above: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for chain in chains.values():
        for later, earlier in pairwise(chain):
            above[later].append(earlier)
            below[earlier].append(later)
    gap = _ACROSS[0 if down else 1]
    size = {key: (_WAY if key.startswith(_STEP) else BOX[side]) + gap for row in rows for key in row}
    place: dict[str, float] = {}
    for row in rows:
        offset = -sum(size[key] for key in row) / 2
        for key in row:
            place[key] = offset + size[key] / 2
            offset += size[key]
    for sweep in range(16):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _pull(row, place, above if sweep % 2 == 0 else below, size)
    height = {key: heights[i] for i, row in enumerate(rows) for key in row}
    cards = [key for row in rows for key in row if not key.startswith(_STEP)]
    edges = [(place[key] - size[key] / 2, place[key] + size[key] / 2) for row in rows for key in row]
    left = min((begin for begin, _ in edges), default=0.0)
    breadth = max((end for _, end in edges), default=0.0) - left
    top = -BOX[along] / 2 - 16
    length = max(heights, default=0.0) + BOX[along] / 2 + 16 - top

    def point(across: float, away: float) -> Point:
        u, v = float(round(across - left)), float(round(away - top))
        return (u, v) if down else (v, u)

    def path(chain: Sequence[str]) -> tuple[Point, ...]:
        half = BOX[along] / 2
        ways = [point(place[key], height[key] + turn * half) for key in chain for turn in (1, -1)]
        return tuple(ways[1:-1])

    return Arrangement(
        positions={key: point(place[key], height[key]) for key in cards},
        paths={ends: path(chain) for ends, chain in sorted(chains.items())},
        width=breadth if down else length,
        height=length if down else breadth,
        box=BOX,
        down=down,
    )


def _chains(
    rows: list[list[str]], parents: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The way of each step from a model up to its parent, with a place of its own in each row it crosses."""
    row_of = {key: i for i, row in enumerate(rows) for key in row}
    chains = {}
    for key in sorted(parents):
        for parent in parents[key]:
            steps = []
            for i in range(row_of[key] - 1, row_of[parent], -1):
                step = f"{_STEP}{key} {parent} {i}"
                rows[i].append(step)
                steps.append(step)
            chains[key, parent] = (key, *steps, parent)
    return chains


def _pull(
    row: list[str], place: dict[str, float], near: Mapping[str, Sequence[str]], size: Mapping[str, float]
) -> None:
    """Order one row by the middle of its relatives, and bring each as near to it as the others let it."""
    wish = {
        key: sum(place[k] for k in near[key]) / len(near[key]) if near.get(key) else place[key] for key in row
    }
    row.sort(key=lambda key: (wish[key], place[key], key))
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (size[one] + size[other]) / 2)
    # runs of cards that would overlap stand side by side about the mean of what they wish
    runs: list[tuple[float, int]] = []
    for key, offset in zip(row, offsets, strict=True):
        runs.append((wish[key] - offset, 1))
        while len(runs) > 1 and runs[-2][0] > runs[-1][0]:
            (first, many), (second, few) = runs[-2:]
            runs[-2:] = [((first * many + second * few) / (many + few), many + few)]
    shifts = [value for value, count in runs for _ in range(count)]
    for key, offset, shift in zip(row, offsets, shifts, strict=True):
        place[key] = shift + offset
