"""Charts as SVG, PNG and HTML: files that need no network, and say where their numbers come from.

Altair describes the chart and vl-convert draws it; both come with the extra `aikg[charts]`. For a page of
one's own, `svg("frontier", graph, names=["CN", "US"])` gives an element to put into HTML: it holds no ids,
no scripts, no styles and no links, every text in it is escaped, and the same graph gives the same bytes.
`figure` gives the Altair chart with its words and rows instead.
"""

from __future__ import annotations

import base64
import hashlib
import html
import inspect
import re
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import BadParameter, MissingExtra, UsageError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from aikg.draw.charts.frame import Figure
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Section

KINDS: Final[dict[str, str]] = {
    "frontier": "aikg.draw.charts.frontier",
    "gap": "aikg.draw.charts.gap",
    "ranking": "aikg.draw.charts.ranking",
    "cadence": "aikg.draw.charts.cadence",
    "openness": "aikg.draw.charts.openness",
    "arena": "aikg.draw.charts.arena",
    "scores": "aikg.draw.charts.scores",
}
"""Kind of chart -> the module that draws it."""

FORMATS: Final = ("html", "svg", "png")
"""What a file can be, and how its name ends."""

SVG: Final = "http://www.w3.org/2000/svg"
NARROW: Final = 400
"""Width of the picture that a page shows on a telephone."""


def figure(
    kind: str, graph: KnowledgeGraph, *, width: int = 840, theme: str = "light", **options: Any
) -> Figure | None:
    """The chart of this kind from Altair, with its words and rows; None where there is nothing to draw.

    `width` is that of the whole picture in pixels, `theme` light or dark; `options` are those of the kind's
    own `figure`, and None means not given. Raises UsageError, BadParameter, UnknownName or MissingExtra.
    """
    from aikg.draw.charts.frame import Look

    if kind not in KINDS:
        raise UsageError(f"There is no chart {kind}; there are: {', '.join(KINDS)}.")
    if theme not in ("light", "dark"):
        raise BadParameter(f"theme is light or dark; got “{theme}”.")
    if not 320 <= width <= 4000:
        raise BadParameter(f"width is 320 to 4000 pixels; got {width}.")
    _library()
    made = import_module(KINDS[kind]).figure
    given = {name: value for name, value in options.items() if value is not None}
    known = [name for name, p in inspect.signature(made).parameters.items() if p.kind is p.KEYWORD_ONLY]
    stray = sorted(set(given) - set(known))
    if stray:
        raise UsageError(f"A chart of {kind} takes no {', '.join(stray)}; it takes: {', '.join(known)}.")
    found: Figure | None = made(graph, Look(width, theme == "dark"), **given)
    return found


def lacking(kind: str, graph: KnowledgeGraph, **options: Any) -> list[str]:
    """Why `figure` found nothing to draw with these options, in sentences; empty where unknown."""
    told = getattr(import_module(KINDS[kind]), "lacking", None)
    return list(told(graph, **options)) if told else []


def svg(kind: str, graph: KnowledgeGraph, **options: Any) -> str:
    """The chart as one `<svg>` element, to stand alone or in a page; "" where there is nothing to draw.

    Options and errors are those of `figure`.
    """
    found = figure(kind, graph, **options)
    return svg_of(found) if found is not None else ""


def svg_of(found: Figure) -> str:
    """The picture: title, chart, remarks, sources. The same figure gives the same bytes."""
    from xml.etree import ElementTree

    drawn: str = _library().vegalite_to_svg(found.chart.to_dict())
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(drawn)
    _tidy(root)
    root.set("role", "img")
    root.set("aria-label", f"{found.title}. {found.description}")
    return ElementTree.tostring(root, encoding="unicode")


def _tidy(element: Element) -> None:
    """Vega's words for each mark become titles, which browsers show; what only its scripts use goes."""
    from xml.etree import ElementTree

    word = element.get("aria-label")
    spoken = element.get("aria-roledescription") not in ("axis", "title", "group mark container")
    for name in ("class", "pointer-events", "aria-hidden", "aria-roledescription", "aria-label", "role"):
        element.attrib.pop(name, None)
    for child in list(element):
        if child.tag.endswith("}path") and child.get("d") in ("", "M0,0h0v0h0Z") and not len(child):
            element.remove(child)
        else:
            _tidy(child)
    if word and spoken and element.tag.rpartition("}")[2] in ("path", "line", "text"):
        title = ElementTree.Element(f"{{{SVG}}}title")
        title.text = word
        element.insert(0, title)


def png_of(found: Figure, scale: float = 2.0) -> bytes:
    """The picture in pixels, `scale` times as many each way as the SVG has."""
    image: bytes = _library().svg_to_png(svg_of(found), scale=scale)
    return image


def html_of(found: Figure, narrow: Figure | None = None, command: str = "") -> str:
    """A page with the picture, the command that makes it, and the rows behind it as tables.

    `narrow` is the same chart for small screens. Nothing in the page is a script, and its policy allows none.
    """
    e = html.escape
    pictures = f'<div class="picture wide">{svg_of(found)}</div>'
    if narrow is not None:
        pictures += f'\n<div class="picture narrow">{svg_of(narrow)}</div>'
    made = f"<p>Made with <code>{e(command)}</code></p>" if command else ""
    parts = {
        "title": e(found.title),
        "lead": e(f"{found.subtitle}."),
        "description": e(found.description),
        "theme": "dark" if found.look.dark else "light",
        "both": " both" if narrow is not None else "",
        "pictures": pictures,
        "made": made,
        "tables": "\n".join(_table(section) for section in found.tables),
        "notes": "".join(f"<li>{e(line)}</li>" for line in found.caption),
        "style": _style(found),
    }
    template = files("aikg.draw").joinpath("chart.html").read_text(encoding="utf-8")
    page = re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m[1]], template)
    sheet = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert sheet is not None
    digest = base64.b64encode(hashlib.sha256(sheet[1].encode()).digest()).decode()
    return page.replace("{policy}", f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
                        "form-action 'none'", 1)  # fmt: skip


def _style(found: Figure) -> str:
    from dataclasses import asdict

    return "".join(f"--{name}:{colour};" for name, colour in asdict(found.look.theme).items())


def _table(section: Section) -> str:
    from aikg.draw.charts.labels import plain
    from aikg.wording import grid

    headings, numeric, rows = grid(section.solutions)
    kinds = [' class="number"' if number else "" for number in numeric]
    head = "".join(
        f'<th scope="col"{kind}>{html.escape(h)}</th>' for h, kind in zip(headings, kinds, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{k}>{html.escape(plain(c, 600))}</td>" for c, k in zip(row, kinds, strict=True))
        + "</tr>\n"
        for row in rows
    )
    title = html.escape(plain(section.title or "Rows", 200))
    return (
        f'<div class="rows" tabindex="0" role="region" aria-label="{title}"><table><caption>{title}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _library() -> Any:
    """vl-convert, or a message how to get it and Altair."""
    try:
        import altair  # noqa: F401
        import vl_convert
    except ImportError:
        raise MissingExtra("A chart", "charts") from None
    return vl_convert
