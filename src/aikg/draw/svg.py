"""A layout as one still picture: SVG that we write, and PNG through vl-convert.

Labs stand open, because nobody can click. The picture carries its title, its legend and its licence. Texts
are escaped, and there is no link and no script in it.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from aikg.draw import layout, lettering, style
from aikg.draw.glyph import glyph
from aikg.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

_MARGIN: Final = 24.0
_TITLE: Final = 64.0
_LEGEND: Final = 250.0


def svg(
    graph: nx.MultiDiGraph[str], *, title: str, subtitle: str, layouts: Sequence[str] = ("ecosystem",)
) -> str:
    """The first of the layouts as an SVG document, on a light ground."""
    picture = layout.arrange(graph, layouts[0], 1.5)
    nodes: dict[str, Mapping[str, Any]] = dict(graph.nodes(data=True))
    width = picture.width + _LEGEND + 3 * _MARGIN
    legend = list(_legend(graph, nodes))
    height = max(picture.height, 20.0 * len(legend)) + _TITLE + 2 * _MARGIN + 20
    theme = style.LIGHT
    version = str(graph.graph.get("version") or "")
    about = " · ".join(
        part
        for part in (subtitle, version and f"data {version}", str(graph.graph.get("licence") or ""))
        if part
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{lettering.FONTS}" role="img">',
        f"<title>{lettering.safe(title, 200)}</title>",
        f'<rect width="100%" height="100%" fill="{theme.page}"/>',
        "<defs>",
        *(_marker(kind, stroke) for kind, stroke in (style.LINEAGE | style.TIES).items() if stroke.arrow),
        "</defs>",
        lettering.words(title, _MARGIN, 36, 24, theme.text, weight=700, cut=200),
        lettering.words(about, _MARGIN, 58, 14, theme.faint, cut=300),
        f'<g transform="translate({_MARGIN:g} {_TITLE + 10:g})">',
        *_panels(picture, graph, nodes),
        *_discs(picture, nodes),
        *_edges(picture, graph, nodes),
        *_nodes(picture, nodes),
        *_names(picture, nodes),
        "</g>",
        f'<g transform="translate({picture.width + 2 * _MARGIN:g} {_TITLE + 10:g})">',
        *(line(20.0 * i) for i, line in enumerate(legend)),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def png(
    graph: nx.MultiDiGraph[str], *, title: str, subtitle: str, layouts: Sequence[str] = ("ecosystem",)
) -> bytes:
    """The same picture as PNG. Raises MissingExtra without vl-convert."""
    try:
        import vl_convert
    except ImportError:
        raise MissingExtra("A PNG picture", "charts") from None
    text = svg(graph, title=title, subtitle=subtitle, layouts=layouts)
    return bytes(vl_convert.svg_to_png(text, scale=1.5))


def _marker(kind: str, stroke: style.Stroke) -> str:
    return (
        f'<marker id="to-{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'markerUnits="userSpaceOnUse" orient="auto">'
        f'<path d="M0 0.8 8 4 0 7.2z" fill="{stroke.light}"/></marker>'
    )


def _panels(
    picture: layout.Arrangement, graph: nx.MultiDiGraph[str], nodes: Mapping[str, Mapping[str, Any]]
) -> Iterable[str]:
    theme = style.LIGHT
    countries: Mapping[str, str] = graph.graph.get("countries") or {}
    headings = []
    for p in picture.panels:
        if p.kind == "country":
            high = p.height if not picture.scrolls else 26.0
            yield (
                f'<rect x="{p.x:g}" y="{p.y:g}" width="{p.width:g}" height="{high:g}" rx="10" '
                f'fill="{theme.panel}" stroke="{theme.line}"/>'
            )
            name = countries.get(p.name) or p.name or "Country not known"
            headings.append(lettering.words(name, p.x + 12, p.y + 22, 19, theme.text, weight=700, cut=24))
        elif p.kind == "category":
            headings.append(lettering.words(style.CATEGORIES[p.name].word, p.x, p.y + 16, 14, theme.faint))
        elif p.kind == "lane":
            yield _line(p.x, p.y + p.height, p.x + p.width, p.y + p.height, theme.line)
            label = nodes[p.name].get("label") if p.name in nodes else "no lab"
            headings.append(
                lettering.words(label, p.x + 26, p.y + p.height / 2 + 4, 12, theme.text, weight=600, cut=18)
            )
        elif p.kind == "band":
            yield _line(p.x, p.y, p.x, p.y + p.height, theme.line)
            headings.append(lettering.words(p.name, p.x + 5, p.y + 16, 13, theme.faint, weight=600))
    yield from headings


def _line(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    return f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" stroke="{colour}" stroke-width="0.8"/>'


def _discs(picture: layout.Arrangement, nodes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for disc in picture.discs:
        lab = disc.kind == "lab"
        category = str(nodes[disc.key].get("category") or "") if disc.key in nodes else ""
        colour = style.look_of("lab", category, "").light if lab else style.LIGHT.line
        fill = style.LIGHT.disc if lab else style.LIGHT.panel
        yield f'<circle cx="{disc.x:g}" cy="{disc.y:g}" r="{disc.radius:g}" fill="{fill}" stroke="{colour}"/>'


def _edges(
    picture: layout.Arrangement, graph: nx.MultiDiGraph[str], nodes: Mapping[str, Mapping[str, Any]]
) -> Iterable[str]:
    """Lineage only, each relation once; between labs fainter than inside one, so that names stay readable."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for one, other, kind in sorted(graph.edges(data="kind")):
        ends = str(one), str(other)
        there = one in picture.positions and other in picture.positions and one != other
        if there and kind in style.LINEAGE and kind not in kinds.setdefault(ends, []):
            kinds[ends].append(kind)
    words: list[tuple[tuple[str, str], str, str]] = []
    for (one, other), between in kinds.items():
        # in a family tree there is one line between two cards, and descent counts before succession
        shown = sorted(between, key=lambda kind: kind == "succeeds")
        near = picture.box or nodes[one].get("lab") == nodes[other].get("lab")
        said = ", ".join(style.stroke_of(kind).word for kind in shown)
        for kind in shown[:1] if picture.box else between:
            stroke = style.stroke_of(kind)
            dashes = f' stroke-dasharray="{" ".join(map(str, stroke.dashes))}"' if stroke.dashes else ""
            yield (
                f'<path d="{_curve(picture, one, other)}" fill="none" stroke="{stroke.light}" '
                f'stroke-width="{stroke.width:g}"{dashes} opacity="{0.9 if near else 0.35}" '
                f'marker-end="url(#to-{kind})">'
                f"<title>{lettering.safe(said)}</title></path>"
            )
        if (one, other) in picture.paths:
            words.append(((one, other), said, style.stroke_of(shown[0]).light))
    if picture.box:
        yield from _said(picture, words, picture.box)


def _said(
    picture: layout.Arrangement, words: Sequence[tuple[tuple[str, str], str, str]], card: layout.Point
) -> Iterable[str]:
    """What each edge is, on its line, where that meets no card, no other word and no other line.

    A word without such a place is left out: colour and dashes say the same.
    """
    w, h = card
    taken, crossed = _Boxes(), _Boxes()
    for x, y in picture.positions.values():
        taken.add((x - w / 2, y - h / 2, x + w / 2, y + h / 2))
    ways = {ends: _points(picture, ends) for ends, _, _ in words}
    for ends, way in ways.items():
        for x, y in way:
            crossed.add((x, y, x, y), ends)
    for ends, said, colour in sorted(words, key=lambda each: (len(each[1]), each[0])):
        half = lettering.wide(said, 10.5) / 2 + 3
        way = ways[ends]
        for _, (x, y) in sorted(enumerate(way), key=lambda each: abs(each[0] - (len(way) - 1) / 2)):
            box = x - half, y - 7, x + half, y + 7
            inside = half <= x <= picture.width - half
            if not inside or taken.meet(box) or crossed.meet(box, ends):
                continue
            taken.add(box)
            yield (
                f'<rect x="{box[0]:.1f}" y="{box[1]:.1f}" width="{2 * half:.1f}" height="14" '
                f'fill="{style.LIGHT.page}"/>'
            )
            yield lettering.words(said, round(x, 1), round(y + 4, 1), 10.5, colour, anchor="middle")
            break


_Box = tuple[float, float, float, float]


class _Boxes:
    """Boxes with what they belong to, kept by squares of a grid, so that few are compared."""

    def __init__(self, side: float = 64.0) -> None:
        self._side = side
        self._found: dict[tuple[int, int], list[tuple[_Box, object]]] = {}

    def _squares(self, box: _Box) -> Iterable[tuple[int, int]]:
        x0, y0, x1, y1 = (int(n // self._side) for n in box)
        return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))

    def add(self, box: _Box, owner: object = None) -> None:
        for square in self._squares(box):
            self._found.setdefault(square, []).append((box, owner))

    def meet(self, box: _Box, but: object = "") -> bool:
        """Whether any of them shares more than an edge with this one, but those of one owner."""
        return any(
            owner != but and box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3]
            for square in self._squares(box)
            for o, owner in self._found.get(square, ())
        )


def _points(picture: layout.Arrangement, ends: tuple[str, str], steps: int = 24) -> list[layout.Point]:
    """Points along the way of an edge, close together: what `_curve` draws."""
    found: list[layout.Point] = []
    for i, ((x, y), (u, v)) in enumerate(pairwise(picture.paths[ends])):
        for step in range(steps + 1):
            t = step / steps
            slow = t if i % 2 else t * t * (3 - 2 * t)  # of a curve whose ends go straight on
            fast = t if i % 2 else 0.5 * (3 * t * (1 - t) ** 2 + 3 * t * t * (1 - t)) + t**3
            across, along = (slow, fast) if picture.down else (fast, slow)
            found.append((x + (u - x) * across, y + (v - y) * along))
    return found


def _curve(picture: layout.Arrangement, one: str, other: str) -> str:
    (x, y), (u, v) = picture.positions[one], picture.positions[other]
    if path := picture.paths.get((one, other)):
        out = f"M{path[0][0]:g} {path[0][1]:g}"
        for i, ((x, y), (u, v)) in enumerate(pairwise(path)):
            if i % 2:
                out += f"L{u:g} {v:g}"
            elif picture.down:
                out += f"C{x:g} {(y + v) / 2:g} {u:g} {(y + v) / 2:g} {u:g} {v:g}"
            else:
                out += f"C{(x + u) / 2:g} {y:g} {(x + u) / 2:g} {v:g} {u:g} {v:g}"
        return out
    length = math.dist((x, y), (u, v))
    if not length:
        return f"M{x:g} {y:g}"
    # from rim to rim, bent to one side, so that there and back are two lines
    rim = min(6.0 / length, 0.4)
    x, y, u, v = x + (u - x) * rim, y + (v - y) * rim, u - (u - x) * rim, v - (v - y) * rim
    bend = (x + u) / 2 - (v - y) * 0.14, (y + v) / 2 + (u - x) * 0.14
    return f"M{x:.1f} {y:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {u:.1f} {v:.1f}"


def _nodes(picture: layout.Arrangement, nodes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    for key, (x, y) in sorted(picture.positions.items()):
        a = nodes[key]
        kind = str(a.get("kind"))
        if kind == "lab" and picture.folds:
            continue  # its disc stands for it
        look = style.look_of(kind, str(a.get("category") or ""), str(a.get("openness") or ""))
        about = lettering.safe(" · ".join(str(t) for t in (a.get("label"), a.get("released")) if t), 120)
        if picture.box:
            yield from _card(picture, key, a, nodes, look)
        else:
            size = min(look.size, 7.0)
            yield f"<g><title>{about}</title>{glyph(look, x, y, size)}</g>"


def _card(
    picture: layout.Arrangement, key: str, a: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]],
    look: style.Look,
) -> Iterable[str]:  # fmt: skip
    assert picture.box is not None
    (x, y), (w, h), theme = picture.positions[key], picture.box, style.LIGHT
    focus = key == picture.focus
    lab = nodes.get(str(a.get("lab") or ""), {})
    edge = theme.accent if focus else style.look_of("lab", str(lab.get("category") or ""), "").light
    about = lettering.safe(" · ".join(str(t) for t in (a.get("label") or key, a.get("released")) if t), 300)
    yield f"<g><title>{about}</title>"
    yield (
        f'<rect x="{x - w / 2:g}" y="{y - h / 2:g}" width="{w:g}" height="{h:g}" rx="8" fill="{theme.disc}" '
        f'stroke="{edge}" stroke-width="{2.6 if focus else 1.2}"/>'
    )
    yield glyph(look, x - w / 2 + 14, y - 8, 6)
    name, size = lettering.fitted(a.get("label") or key, w - 26 - 8, 12.5, bold=True, least=10.5)
    yield lettering.words(name, x - w / 2 + 26, y - 3, size, theme.text, weight=700, cut=400)
    under = [str(a.get("released") or ""), str(lab.get("label") or ""), str(a.get("country") or "")]
    said, size = lettering.fitted(" · ".join(filter(None, under)), w - 9 - 8, 11, least=10)
    yield lettering.words(said, x - w / 2 + 9, y + 14, size, theme.faint, cut=400)
    yield "</g>"


def _names(picture: layout.Arrangement, nodes: Mapping[str, Mapping[str, Any]]) -> Iterable[str]:
    theme = style.LIGHT
    for disc in picture.discs:
        if disc.kind == "lab":
            for i, line in enumerate(disc.lines):
                y = disc.y + disc.radius + 16 * (i + 1)
                yield lettering.words(
                    line, disc.x, y, 15, theme.text, weight=600, anchor="middle", halo=theme.panel
                )
        elif disc.radius > 24:
            name = nodes[disc.key].get("label") or disc.key
            cut = max(int(disc.radius / 3), 8)
            yield lettering.words(
                name, disc.x, disc.y - disc.radius + 12, 8, theme.faint, weight=600, anchor="middle",
                halo=theme.panel, cut=cut,
            )  # fmt: skip


def _legend(
    graph: nx.MultiDiGraph[str], nodes: Mapping[str, Mapping[str, Any]]
) -> Iterable[Callable[[float], str]]:
    """A line for each look that the picture has."""
    theme = style.LIGHT

    def heading(text: str) -> Callable[[float], str]:
        return lambda y: lettering.words(text, 0, y + 13, 13, theme.faint, weight=600)

    def look(row: style.Look) -> Callable[[float], str]:
        return lambda y: glyph(row, 9, y + 9, 6.5) + lettering.words(row.word, 46, y + 13, 13, theme.text)

    def stroke(kind: str, row: style.Stroke) -> Callable[[float], str]:
        dashes = f' stroke-dasharray="{" ".join(map(str, row.dashes))}"' if row.dashes else ""
        return lambda y: (
            f'<path d="M0 {y + 9:g}H34" stroke="{row.light}" stroke-width="{row.width * 1.2:g}"{dashes} '
            f'marker-end="url(#to-{kind})"/>' + lettering.words(row.word, 46, y + 13, 13, theme.text)
        )

    labs = {str(a.get("category") or "") for a in nodes.values() if a.get("kind") == "lab"}
    models = {str(a.get("openness") or "") for a in nodes.values() if a.get("kind") == "model"}
    kinds = {str(a.get("kind")) for a in nodes.values()}
    relations = {kind for _, _, kind in graph.edges(data="kind")}
    for title, table, used in (
        ("Labs by category", style.CATEGORIES, labs),
        ("Models by openness", style.OPENNESS, models),
        ("Other things", style.KINDS, kinds & {"family", "product"}),
    ):
        rows = [row for key, row in table.items() if key in used]
        if rows:
            yield heading(title)
            yield from map(look, rows)
    strokes = [(key, row) for key, row in style.LINEAGE.items() if key in relations]
    if strokes:
        yield heading("Lineage: arrows point to the origin")
        yield from (stroke(*row) for row in strokes)
