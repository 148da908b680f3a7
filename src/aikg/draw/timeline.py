"""The timeline: models and products by release date, one lane for each lab, labs under their country.

A lane is as high as it must be for no two things to touch. What came before `FIRST` stands in one column at
the left, what has no date in one at the right.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from aikg.draw.layout import Arrangement, Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

FIRST: Final = 2022
"""The first year with a column of its own."""

_YEAR: Final = 240.0
_SIDE: Final = 104.0
_NAMES: Final = 150.0
_STEP: Final = 12.0
_HEAD: Final = 26.0
_LANE: Final = 10.0
_TOP: Final = 26.0


def arrange(graph: nx.MultiDiGraph[str], ratio: float = 1.6) -> Arrangement:
    """Labs at the left, what they made at its date; families and categories have no place."""
    nodes: dict[str, Mapping[str, Any]] = dict(graph.nodes(data=True))
    labs = {key for key, a in nodes.items() if a.get("kind") == "lab"}
    made: dict[str, list[str]] = defaultdict(list)
    for key, a in nodes.items():
        if a.get("kind") in ("model", "product"):
            lab = str(a.get("lab") or "")
            made[lab if lab in labs else ""].append(key)
    days = [d for keys in made.values() for k in keys if (d := _day(nodes[k])) is not None]
    last = max((d.year for d in days), default=FIRST)
    years = max(last - FIRST + 1, 1)
    start = _NAMES + _SIDE
    result = Arrangement(scrolls=True, width=start + years * _YEAR + _SIDE)
    by_country: dict[str, list[str]] = defaultdict(list)
    for lab in sorted({*made, *labs}, key=lambda key: (-len(made[key]), key)):
        if made[lab]:
            by_country[str(nodes[lab].get("country") or "") if lab else ""].append(lab)
    order = sorted(by_country, key=lambda c: (not c, -sum(len(made[lab]) for lab in by_country[c]), c))
    y = _TOP
    for country in order:
        top, y = y, y + _HEAD
        for lab in by_country[country]:
            rows = _lane(result, nodes, made[lab], start, start + years * _YEAR, y + _LANE)
            height = rows * _STEP + _LANE
            result.panels.append(Panel("lane", country, lab, 0.0, y, result.width, height))
            if lab:
                result.positions[lab] = (14.0, y + height / 2 // 1)
            y += height
        result.panels.append(Panel("country", country, country, 0.0, top, result.width, y - top))
        y += 8.0
    result.height = y
    bands = [("earlier", _NAMES, _SIDE), ("no date", result.width - _SIDE, _SIDE)]
    bands += [(str(FIRST + i), start + i * _YEAR, _YEAR) for i in range(years)]
    for name, x, width in sorted(bands, key=lambda band: band[1]):
        result.panels.append(Panel("band", "", name, x, 0.0, width, y))
    return result


def _day(node: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(node.get("released") or "")[:10])
    except ValueError:
        return None


def _lane(
    into: Arrangement,
    nodes: Mapping[str, Mapping[str, Any]],
    keys: list[str],
    start: float,
    end: float,
    top: float,
) -> int:
    """Things of one lab, each in the first row that is free at its date; the number of rows."""
    taken: list[float] = []
    columns = {"before": _Column(_NAMES), "none": _Column(end)}
    most = 0

    def order(key: str) -> tuple[str, str]:
        return str(nodes[key].get("released") or "9"), key

    for key in sorted(keys, key=order):
        day = _day(nodes[key])
        if day is None or day.year < FIRST:
            x, row = columns["none" if day is None else "before"].next()
        else:
            length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)) / timedelta(days=1)
            part = (day - date(day.year, 1, 1)) / timedelta(days=1) / length
            x = float(round(start + (day.year - FIRST + part) * _YEAR + _STEP / 2))
            row = next((i for i, free in enumerate(taken) if free <= x), len(taken))
            taken[row : row + 1] = [x + _STEP]
        most = max(most, row + 1)
        into.positions[key] = (x, top + row * _STEP + 1)
    return most


class _Column:
    """Places side by side in a column without a scale."""

    def __init__(self, left: float) -> None:
        self._left, self._count = left, 0
        self._many = int(_SIDE / _STEP) - 1

    def next(self) -> tuple[float, int]:
        row, place = divmod(self._count, self._many)
        self._count += 1
        return self._left + _STEP * (place + 1), row
