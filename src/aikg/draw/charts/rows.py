"""Charts of rows: names left, a value drawn across, words right; on a narrow picture the words stand above.

Heights are pixels from the top of the plot; a row's drawing stands at `Rows.y`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg.draw.charts.frame import SMALL, Look, beside
from aikg.draw.charts.labels import cut, width

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


@dataclass(frozen=True)
class Line:
    """The words of one row; a row with a `heading` has nothing drawn in it."""

    name: str = ""
    words: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Rows:
    """Where the rows of a chart stand, and how wide the plot between their words is."""

    look: Look
    lines: tuple[Line, ...]
    left: float
    right: float

    @property
    def each(self) -> float:
        """Height of a row."""
        return 38.0 if self.look.narrow else 23.0

    @property
    def plot(self) -> float:
        """Width of the plot."""
        return self.look.inner - self.left - self.right

    @property
    def height(self) -> float:
        """Height of all rows."""
        return self.each * len(self.lines)

    def y(self, number: int) -> float:
        """Where the drawing of a row stands."""
        return self.each * number + (self.each - 10 if self.look.narrow else self.each / 2)

    def words(self) -> list[Any]:
        """Layers with the names and the words."""
        ink, faint = self.look.theme.text, self.look.theme.faint
        names, words, heads = [], [], []
        for number, line in enumerate(self.lines):
            y = self.y(number)
            if line.heading:
                text = cut(line.heading, self.look.inner, SMALL + 1, bold=True)
                heads.append({"x": -self.left, "y": y, "text": text, "colour": ink})
            elif self.look.narrow:
                name = cut(line.name, self.look.inner * 0.6, SMALL)
                used = width(name, SMALL) + 8
                rest = cut(line.words, self.look.inner - used, SMALL)
                names.append({"x": -self.left, "y": y - 16, "text": name, "colour": ink})
                words.append({"x": -self.left + used, "y": y - 16, "text": rest, "colour": faint})
            else:
                names.append({"x": -10, "y": y, "text": cut(line.name, self.left - 10, SMALL), "colour": ink})
                rest = cut(line.words, self.right - 10, SMALL)
                words.append({"x": self.plot + 10, "y": y, "text": rest, "colour": faint})
        side = "left" if self.look.narrow else "right"
        return [
            *beside(self.look, names, align=side),
            *beside(self.look, words, align="left"),
            *beside(self.look, heads, align="left", size=SMALL + 1, bold=True),
        ]


def rows(look: Look, lines: Sequence[Line], *, most: float = 0.34, least: float = 8) -> Rows:
    """Rows whose names and words get the room that they need, neither more than the part `most`, and the
    names not less than `least` pixels.
    """
    if look.narrow:
        return Rows(look, tuple(lines), least, 14)
    left = max((width(line.name, SMALL) for line in lines), default=0)
    right = max((width(line.words, SMALL) for line in lines), default=0)
    room = look.inner * most
    return Rows(look, tuple(lines), round(max(min(left + 14, room), least)), round(min(right + 16, room)))
