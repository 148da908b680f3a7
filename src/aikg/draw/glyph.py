"""A glyph: the shape and the mark of a look, as SVG."""

from __future__ import annotations

import math
from typing import Final

from aikg.draw import style


def glyph(look: style.Look, x: float, y: float, r: float) -> str:
    """The look at a point, as large as a disc of radius `r`."""
    colour = look.light
    if look.mark == "point":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{r * 0.55:g}" fill="{colour}"/>'
    full = look.mark == "full"
    fill = colour if full else style.LIGHT.disc
    thin = max(0.9, r * 0.22)
    inner = r if full else r - thin / 2
    dashes = f' stroke-dasharray="{r * 0.55:g} {r * 0.5:g}"' if look.mark == "dashed" else ""
    border = "" if full else f' stroke="{colour}" stroke-width="{thin:g}"{dashes}'
    out = f'<path d="{_outline(look.shape, x, y, inner)}" fill="{fill}"{border}/>'
    part = {"three-quarters": 0.75, "half": 0.5}.get(look.mark)
    if part:
        q = r - thin
        end = -math.pi / 2 + math.tau * part
        far = 1 if part > 0.5 else 0
        out += (
            f'<path d="M{x:g} {y:g}L{x:g} {y - q:g}A{q:g} {q:g} 0 {far} 1 '
            f'{x + q * math.cos(end):.2f} {y + q * math.sin(end):.2f}z" fill="{colour}"/>'
        )
    core = {"core": 0.38, "broad-core": 0.62}.get(look.mark)
    if core:
        out += f'<circle cx="{x:g}" cy="{y:g}" r="{r * core:g}" fill="{colour}"/>'
    if look.mark == "bar":
        out += (
            f'<rect x="{x - r * 0.62:g}" y="{y - r * 0.17:g}" width="{r * 1.24:g}" height="{r * 0.34:g}" '
            f'fill="{colour}"/>'
        )
    return out


_CORNERS: Final[dict[str, tuple[int, float, tuple[float, ...]]]] = {
    "diamond": (4, -0.25, (1.08,)),
    "hexagon": (6, 0.0, (1.0,)),
    "triangle": (3, -0.25, (1.0,)),
    "star": (10, -0.25, (1.0, 0.48)),
}
"""Shape -> how many corners, where the first is (in turns), and how far they are from the middle in turn."""


def _outline(shape: str, x: float, y: float, r: float) -> str:
    if shape in _CORNERS:
        count, turn, reach = _CORNERS[shape]
        corners = []
        for i in range(count):
            angle = math.tau * (turn + i / count)
            q = r * reach[i % len(reach)]
            corners.append(f"{x + q * math.cos(angle):.2f} {y + q * math.sin(angle):.2f}")
        return "M" + "L".join(corners) + "z"
    if shape in ("square", "panel", "pill"):
        w, h = {"square": (0.86, 0.86), "panel": (1.0, 0.75), "pill": (1.5, 0.7)}[shape]
        w, h = w * r, h * r
        return f"M{x - w:g} {y - h:g}h{2 * w:g}v{2 * h:g}h{-2 * w:g}z"
    return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
