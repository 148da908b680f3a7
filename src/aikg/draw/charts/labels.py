"""Direct labels: how wide a text is, how it breaks into lines, and where it can stand without touching.

Everything is in pixels; y grows downwards. No chance: the same labels stand at the same places.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from aikg.wording import is_wide, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FONT: Final = "Liberation Sans, Arial, Helvetica, Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"
"""The first is in vl-convert, and the next two have its widths; then fonts for Chinese."""

_ADVANCES: Final = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 "
    "556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
_WIDTHS: Final = {chr(32 + i): int(n) / 1000 for i, n in enumerate(_ADVANCES.split())}
"""Widths of the printable ASCII characters in the font, as parts of its size."""

_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f\xad]")

Side = Literal["left", "center", "right"]


def plain(text: object, longest: int = 300) -> str:
    """A text of the data on one line: nothing that XML cannot hold or that only turns text about, no end of
    it beyond `longest` characters.
    """
    clean = printable(_NO_CHARACTER.sub("�", re.sub(r"\s+", " ", str(text)[: 4 * longest]))).strip()
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is: exact for ASCII in the font, about right for the rest."""
    parts = sum(_WIDTHS.get(c) or (1.0 if is_wide(c) else 0.62) for c in text)
    return parts * size * (1.07 if bold else 1.0)


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as fits, with … at its end."""
    text = plain(text)
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(
    text: str, room: float, size: float, *, bold: bool = False, most: int = 6, longest: int = 1200
) -> list[str]:  # fmt: skip
    """The text in lines that fit, broken at blanks; a word that is wider than a line is broken anywhere."""
    lines: list[str] = []
    line = ""
    for word in plain(text, longest).split():
        joined = f"{line} {word}" if line else word
        if width(joined, size, bold=bold) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
        while width(word, size, bold=bold) > room and len(word) > 1:
            fits = next(
                n for n in range(len(word), 0, -1) if n == 1 or width(word[:n], size, bold=bold) <= room
            )
            lines.append(word[:fits])
            word = word[fits:]
        line = word
    lines.append(line)
    return lines if len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]} …", room, size)]


@dataclass(frozen=True)
class Box:
    """A rectangle, from its left top to its right bottom corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def within(self, other: Box) -> bool:
        """Whether all of it lies in the other."""
        return other.x0 <= self.x0 and self.x1 <= other.x1 and other.y0 <= self.y0 and self.y1 <= other.y1


@dataclass(frozen=True)
class Label:
    """A text for the point (x, y); `below` where the room under the point is the freer."""

    text: str
    x: float
    y: float
    below: bool = False
    upright: bool = False
    """Whether it stands over or under its point rather than beside it."""

    @property
    def angles(self) -> tuple[int, ...]:
        """The directions to try, the best first."""
        return _ANGLES[self.upright, self.below]


@dataclass(frozen=True)
class Placed:
    """Where a label stands: the point its text begins, ends or is centred at, and its line to the point."""

    number: int
    x: float
    y: float
    """The middle of its height."""
    align: Side
    box: Box
    leader: tuple[float, float, float, float] | None
    """From the point to the text, where they stand apart."""


_ANGLES: Final[dict[tuple[bool, bool], tuple[int, ...]]] = {
    (False, False): (180, 205, 225, 270, 250, 150, 315, 345, 0, 130, 90, 60, 30),
    (False, True): (30, 50, 15, 90, 70, 0, 345, 120, 150, 315, 180, 270, 225),
    (True, False): (270, 250, 290, 235, 305, 220, 320, 90),
    (True, True): (90, 110, 70, 125, 55, 140, 40, 270),
}
"""By `upright` and `below`, in degrees from the right, clockwise."""

WORST: Final = 190.0
"""A place that costs as much is none: a name that strikes through others says less than no name."""

_RINGS: Final = (9, 16, 26, 38, 52, 68, 86, 106, 128, 152, 180)


def place(
    labels: Sequence[Label],
    bounds: Box,
    *,
    size: float,
    solid: Iterable[Box] = (),
    lines: Iterable[Box] = (),
    worst: float = WORST,
    in_order: bool = False,
) -> list[Placed]:
    """Places for as many labels as fit, the first being the most important.

    No label leaves `bounds` or meets another or a `solid` box; it keeps off `lines`, and its leader off both,
    where it can: a label whose best place costs `worst` or more is left out. Several orders are tried; the
    one that places most wins, then the one that costs least; with `in_order` only that of importance is.
    """
    hard, soft = tuple(solid), tuple(lines)
    spots = [_spots(number, label, bounds, hard, soft, size, worst) for number, label in enumerate(labels)]
    numbers = range(len(labels))
    orders = [
        list(numbers),
        sorted(numbers, key=lambda n: (labels[n].x, n)),
        sorted(numbers, key=lambda n: (-labels[n].x, n)),
        sorted(numbers, key=lambda n: (len(spots[n]), n)),
    ]
    tries = [_greedy(order, spots, worst) for order in orders[: 1 if in_order else None]]
    _, _, best = min((-len(done), cost, number) for number, (cost, done) in enumerate(tries))
    return sorted(tries[best][1], key=lambda p: p.number)


def _spots(
    number: int,
    label: Label,
    bounds: Box,
    hard: Sequence[Box],
    soft: Sequence[Box],
    size: float,
    worst: float,
) -> list[tuple[float, Placed]]:
    """Where a label may stand if it were alone, the best first, with what each place costs."""
    found = []
    for ring, radius in enumerate(_RINGS):
        for rank, angle in enumerate(label.angles):
            spot = _spot(number, label, radius, angle, size)
            if not spot.box.within(bounds) or any(spot.box.meets(box) for box in hard):
                continue
            cost = radius + 1.5 * rank + 150 * sum(spot.box.meets(box) for box in soft)
            if spot.leader is not None:
                cost += 4 + 3 * ring + 30 * sum(_crosses(spot.leader, box) for box in (*soft, *hard))
            if cost < worst:
                found.append((cost, spot))
    return sorted(found, key=lambda f: f[0])


def _greedy(
    order: Sequence[int], spots: Sequence[Sequence[tuple[float, Placed]]], worst: float
) -> tuple[float, list[Placed]]:
    """Each label in turn at the cheapest place that the ones before it leave."""
    total, done = 0.0, list[Placed]()
    for number in order:
        best: tuple[float, Placed] | None = None
        for alone, spot in spots[number]:
            if best is not None and alone >= best[0]:
                break
            if any(spot.box.meets(p.box) for p in done):
                continue
            cost = alone
            for p in done:
                if spot.leader is not None:
                    cost += 80 * _crosses(spot.leader, p.box)
                if p.leader is not None:
                    cost += 80 * _crosses(p.leader, spot.box)
                    cost += 80 * (spot.leader is not None and _cross(spot.leader, p.leader))
            if cost < worst and (best is None or cost < best[0]):
                best = cost, spot
        if best is not None:
            total += best[0]
            done.append(best[1])
    return total, done


def _spot(number: int, label: Label, radius: float, angle: float, size: float) -> Placed:
    dx, dy = radius * math.cos(math.radians(angle)), radius * math.sin(math.radians(angle))
    x, y = label.x + dx, label.y + dy
    wide, half = width(label.text, size), size * 0.62
    if abs(dx) < radius * 0.2:
        align: Side = "center"
        left = x - wide / 2
    elif dx > 0:
        align, left = "left", x
    else:
        align, left = "right", x - wide
    y = max(abs(dy), half) * (1 if dy > 0 else -1) + label.y if align == "center" else y
    box = Box(left - 2, y - half, left + wide + 2, y + half)
    leader = None
    if radius > _RINGS[1]:
        end = (x + (3 if align == "right" else -3 if align == "left" else 0), y)
        if align == "center":
            end = (x, y + (-half if dy > 0 else half))
        leader = (label.x + dx * 5 / radius, label.y + dy * 5 / radius, *end)
    return Placed(number, x, y, align, box, leader)


def _crosses(line: tuple[float, float, float, float], box: Box) -> bool:
    """Whether a line meets a box: it ends in it, or it crosses one of its diagonals."""
    x0, y0, x1, y1 = line
    if max(x0, x1) < box.x0 or min(x0, x1) > box.x1 or max(y0, y1) < box.y0 or min(y0, y1) > box.y1:
        return False
    ends = ((x0, y0), (x1, y1))
    if any(box.x0 < x < box.x1 and box.y0 < y < box.y1 for x, y in ends):
        return True
    falling, rising = (box.x0, box.y0, box.x1, box.y1), (box.x0, box.y1, box.x1, box.y0)
    return _cross(line, falling) or _cross(line, rising)


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    def side(ax: float, ay: float, bx: float, by: float, px: float, py: float) -> bool:
        return (bx - ax) * (py - ay) - (by - ay) * (px - ax) > 0

    a, b = one[:2], one[2:]
    c, d = other[:2], other[2:]
    return side(*a, *b, *c) != side(*a, *b, *d) and side(*c, *d, *a) != side(*c, *d, *b)
