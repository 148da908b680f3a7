"""Circles without overlap: equal ones in a honeycomb, unequal ones around each other.

Equal circles take the cells of a honeycomb nearest to its middle. Unequal ones are laid one by one on the
front of those that lie, nearest to the middle (Wang and others, "Visualization of large hierarchical data by
circle packing", 2006).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]

_TOUCH: Final = 1e-6


@lru_cache(maxsize=256)
def honeycomb(count: int) -> tuple[Point, ...]:
    """Middles of so many circles of diameter 1, from the middle outwards, clockwise from the top."""
    if count == 1:
        return ((0.0, 0.0),)
    reach = math.ceil(math.sqrt(count)) + 2
    row = math.sqrt(3) / 2
    cells = [(x + (y % 2) / 2, y * row) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1)]
    # a small group stands better about a corner or an edge of the honeycomb than about one of its cells
    middle = {2: (0.5, 0.0), 3: (0.5, row / 3), 4: (0.25, row / 2)}.get(count, (0.0, 0.0))
    moved = [(round(x - middle[0], 6), round(y - middle[1], 6)) for x, y in cells]
    return tuple(sorted(moved, key=lambda p: (round(math.hypot(*p), 5), _clock(p)))[:count])


def _clock(point: Point) -> float:
    """The angle from the top, clockwise."""
    return round(math.atan2(point[0], -point[1]) % math.tau, 5)


def around(radii: Sequence[float]) -> tuple[list[Point], float]:
    """Middles of circles of these radii about (0, 0), and the radius of the circle that holds them all."""
    if not radii:
        return [], 0.0
    places = _front(radii)
    x, y = _middle(places, radii)
    moved = [(px - x, py - y) for px, py in places]
    return moved, max(math.hypot(*p) + r for p, r in zip(moved, radii, strict=True))


def _front(radii: Sequence[float]) -> list[Point]:
    places: list[Point] = [(-radii[1], 0.0), (radii[0], 0.0)] if len(radii) > 1 else [(0.0, 0.0)]
    if len(radii) < 3:
        return places
    places.append(_tangent(places[1], radii[1], places[0], radii[0], radii[2]))
    after, before = {0: 1, 1: 2, 2: 0}, {1: 0, 2: 1, 0: 2}
    a, b = 0, 1

    def clash(one: int, place: Point, radius: float) -> bool:
        return math.dist(places[one], place) < radii[one] + radius - _TOUCH

    for c in range(3, len(radii)):
        while True:
            place = _tangent(places[a], radii[a], places[b], radii[b], radii[c])
            # look both ways along the front for the first circle that is in the way
            j, k, way_j, way_k = after[b], before[a], radii[b], radii[a]
            blocked = False
            while True:
                if way_j <= way_k:
                    if clash(j, place, radii[c]):
                        b, blocked = j, True
                        break
                    way_j += radii[j]
                    j = after[j]
                else:
                    if clash(k, place, radii[c]):
                        a, blocked = k, True
                        break
                    way_k += radii[k]
                    k = before[k]
                if j == after[k]:
                    break
            if not blocked:
                break
            after[a], before[b] = b, a
        places.append(place)
        after[a], before[c], after[c], before[b] = c, a, b, c
        # go on from the pair of neighbours on the front that is nearest to the middle
        best, walk = a, after[a]
        nearest = _nearness(places, radii, a, after[a])
        while walk != a:
            near = _nearness(places, radii, walk, after[walk])
            if near < nearest - _TOUCH:
                best, nearest = walk, near
            walk = after[walk]
        a, b = best, after[best]
    return places


def _nearness(places: Sequence[Point], radii: Sequence[float], a: int, b: int) -> float:
    (ax, ay), (bx, by), ra, rb = places[a], places[b], radii[a], radii[b]
    both = ra + rb
    return ((ax * rb + bx * ra) / both) ** 2 + ((ay * rb + by * ra) / both) ** 2


def _tangent(b: Point, rb: float, a: Point, ra: float, rc: float) -> Point:
    """Where a circle of radius `rc` touches the circles at `b` and `a`, on the outer side."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    d2 = dx * dx + dy * dy
    if not d2:
        return a[0] + rc, a[1]
    a2, b2 = (ra + rc) ** 2, (rb + rc) ** 2
    if a2 > b2:
        x = (d2 + b2 - a2) / (2 * d2)
        y = math.sqrt(max(0.0, b2 / d2 - x * x))
        return b[0] - x * dx - y * dy, b[1] - x * dy + y * dx
    x = (d2 + a2 - b2) / (2 * d2)
    y = math.sqrt(max(0.0, a2 / d2 - x * x))
    return a[0] + x * dx - y * dy, a[1] + x * dy + y * dx


def _middle(places: Sequence[Point], radii: Sequence[float]) -> Point:
    """Nearly the middle of the smallest circle that holds all: ever smaller steps to the farthest."""
    x = y = 0.0
    for step in range(1, 60):
        far = max(range(len(places)), key=lambda i: math.hypot(places[i][0] - x, places[i][1] - y) + radii[i])
        dx, dy = places[far][0] - x, places[far][1] - y
        away = math.hypot(dx, dy)
        if away:
            reach = (away + radii[far]) / away
            x, y = x + (dx * reach) / (step + 1), y + (dy * reach) / (step + 1)
    return x, y
