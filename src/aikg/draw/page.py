"""The ecosystem as one HTML file that needs no network.

pyvis holds the nodes and edges and brings vis-network, the script that draws them; the page around it is ours
(`page.html`, `page.css`, `page.js`). What the graph must hold:

Graph attributes, all optional: `version` (of the data), `licence` (a line of text), `countries` (ISO code to
name), `focus` (the model whose lineage it is).

A node is a short identifier such as `lab/deepseek`, `model/deepseek-r1`, `category/big-tech`. Its attributes,
all optional but `kind`:

- `kind`: lab, family, model, product or category
- `label`: the name to show; `labels`: every name, in any script, for the search
- `lab`: the node of its lab, or ""
- `country`: ISO 3166-1 alpha-2, or ""; `category`: big-tech, start-up, other or ""
- `openness`: local name of the concept, or ""
- `released`: ISO date or ""; `precision`: day, month, quarter, year or ""
- `born`: without a release, the ISO date from which on it is there all the same, or ""
- `makes`, `takes`: local names of modalities
- `facts`: pairs of (name, text)
- `scores`: rows as `aikg.network.SCORE`: benchmark version, score, effort, as of, reporter, source, URL
- `links`: (text, URL, what it vouches for), shown as links when http or https

An edge has `kind` (one of `style.LINEAGE` or `style.TIES`; from the later model to the earlier, from the part
to the whole) and may have a `label` that says more than the kind's own words.

Every text of the graph is cut to a length that a page can bear, is freed of control and direction characters,
and reaches the page as text only: escaped in the table, and as JSON that the script hands to `textContent`
and to the canvas.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from aikg.draw import layout, style, vis

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import networkx as nx

_NAME: Final = 120
_TEXT: Final = 1000
_MANY: Final = 60

_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+"
)
"""Control, direction and other characters without a shape, and halves of characters."""
_PRECISION: Final = {"year": 4, "month": 7}


def page(
    graph: nx.MultiDiGraph[str],
    *,
    title: str,
    subtitle: str,
    layouts: Sequence[str] = ("ecosystem", "timeline"),
    site: bool = False,
) -> str:
    """The whole page, which opens in the first of the layouts and can show the others.

    On a `site` that has a page for each thing, it leads to these and to the site's first page.

    The same graph gives the same text, in whatever order it was built.
    """
    title, subtitle = _clean(title, _TEXT), _clean(subtitle, _TEXT)
    sources = _Sources()
    families = _families(graph)
    nodes = {key: _facts(key, graph.nodes[key], families, sources) for key in sorted(graph.nodes)}
    edges = _edges(graph)
    grounds = {name: _grounds(graph, name, list(nodes)) for name in layouts}
    drawn, options, script = vis.network(nodes, edges)
    countries = {
        _clean(code, 8): _clean(name, _NAME)
        for code, name in sorted((graph.graph.get("countries") or {}).items())
    }
    version = _clean(graph.graph.get("version") or "of no stated version", _NAME)
    licence = _clean(graph.graph.get("licence") or "not stated", _NAME)
    data = {
        "nodes": drawn["nodes"],
        "edges": drawn["edges"],
        "options": options,
        "layouts": grounds,
        "countries": countries,
        "sources": sources.rows,
        "style": style.tables(),
        "title": title,
        "about": f"{subtitle} · data {version} · licence: {licence}",
    }
    if site:
        data["site"] = True
    footer = f"{len(nodes)} nodes and {len(edges)} edges · data {version} · licence: {licence}"
    parts = {
        "title": html.escape(title),
        "home": '<a id="home" href="/">aikg</a>\n' if site else "",
        "subtitle": html.escape(subtitle),
        "theme": style.sheet(),
        "css": _file("page.css"),
        "js": _file("page.js"),
        "data": _json(data),
        "vis": script,
        "footer": html.escape(footer),
        "caption": html.escape(f"{subtitle}: labs, families, models, products and categories, by identifier"),
        "rows": "\n".join(_rows(nodes, edges, countries)),
        "sources": "\n".join(sources.lines()),
    }
    return _with_policy(re.sub(r"\{\{(\w+)\}\}", lambda m: parts.get(m[1], m[0]), _file("page.html")))


def _file(name: str) -> str:
    return files("aikg.draw").joinpath(name).read_text(encoding="utf-8").rstrip("\n")


class _Sources:
    """Sources, each once, in the order in which they are met; scores and links name them by number."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, title: object, url: object) -> int:
        row = _clean(title, _NAME), _safe(url)
        if row not in self._numbers:
            self._numbers[row] = len(self.rows)
            self.rows.append(row)
        return self._numbers[row]

    def lines(self) -> Iterable[str]:
        e = html.escape
        for i, (title, url) in enumerate(self.rows, 1):
            text = f'<a href="{e(url)}" rel="noopener noreferrer">{e(title or url)}</a>' if url else e(title)
            yield f'<li id="source-{i}">{text}</li>'


def _families(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """The family of what has one."""
    found: dict[str, str] = {}
    for one, other, kind in sorted(graph.edges(data="kind"), key=lambda e: (e[0], e[1])):
        if kind == "member-of":
            found.setdefault(one, other)
    return found


def _facts(key: str, a: Mapping[str, Any], families: Mapping[str, str], sources: _Sources) -> dict[str, Any]:
    """One node's attributes, cleaned: what the card and the table tell."""
    label = _clean(a.get("label") or key, _NAME) or _clean(key, _NAME) or "no name"
    names = dict.fromkeys(_clean(n, _NAME) for n in _first(a.get("labels")))
    kind, category = str(a.get("kind") or ""), str(a.get("category") or "")
    openness, released = str(a.get("openness") or ""), str(a.get("released") or "")
    day = _day(released)
    return {
        "kind": kind if kind in style.KINDS else "model",
        "label": label,
        "names": [n for n in names if n and n != label],
        "lab": _key(a.get("lab")),
        "family": _key(families.get(key)),
        "country": _clean(a.get("country") or "", 8),
        "category": category if category in style.CATEGORIES else "",
        "openness": openness if openness in style.OPENNESS else "",
        "released": day,
        "born": "" if day else _day(str(a.get("born") or "")),
        "when": _when(day, str(a.get("precision") or "")),
        "makes": [m if m in style.MODALITIES else "" for m in map(str, _first(a.get("makes")))],
        "facts": [[_clean(n, _NAME), _clean(t, _TEXT)] for n, t in _first(a.get("facts"))],
        "scores": [
            [*(_clean(text, _NAME) for text in row[:5]), sources.number(row[5], row[6])]
            for row in _first(a.get("scores"))
        ],
        "links": [[sources.number(t, u), _clean(g, _NAME)] for t, u, g in _first(a.get("links"))],
    }


def _key(key: object) -> str:
    """A node's key as it stands in the page; keys are never cut, since they must stay apart."""
    return str(key or "")


def _day(text: str) -> str:
    """An ISO date, or nothing."""
    return text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d", text[:10], re.ASCII) else ""


def _when(day: str, precision: str) -> str:
    """A date as exactly as it is known."""
    if precision == "quarter" and day:
        return f"{day[:4]} Q{(int(day[5:7]) + 2) // 3}"
    return day[: _PRECISION.get(precision, 10)]


def _first(rows: Iterable[Any] | None) -> list[Any]:
    return list(rows or ())[:_MANY]


def _edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, str]]:
    """Each relation once, however many sources state it."""
    known = style.LINEAGE | style.TIES
    return sorted(
        {
            (str(one), str(other), kind if (kind := str(a.get("kind"))) in known else "based-on",
             _clean(a.get("label") or "", _NAME))
            for one, other, a in graph.edges(data=True)
        }
    )  # fmt: skip


def _grounds(graph: nx.MultiDiGraph[str], name: str, keys: Sequence[str]) -> dict[str, Any]:
    """One layout for wide windows, and one for tall ones."""
    return {
        "word": style.LAYOUTS[name],
        "wide": _ground(layout.arrange(graph, name, 1.5), keys),
        "tall": _ground(layout.arrange(graph, name, 0.24 if name == "ecosystem" else 0.6), keys),
    }


def _ground(a: layout.Arrangement, keys: Sequence[str]) -> dict[str, Any]:
    """What lies behind the nodes, and where they stand, in the words of the page's script."""
    number = {key: i for i, key in enumerate(keys)}
    return {
        "size": [round(a.width, 1), round(a.height, 1)],
        "at": [list(a.positions[key]) if key in a.positions else 0 for key in keys],
        "discs": [
            [number.get(d.key, -1), round(d.x, 1), round(d.y, 1), round(d.radius, 1), d.kind,
             [_clean(line, _NAME) for line in d.lines]]
            for d in a.discs
        ],
        "panels": [
            [p.kind, _clean(p.country, 8),
             number.get(p.name, -1) if p.kind == "lane" else _clean(p.name, _NAME),
             [round(n, 1) for n in (p.x, p.y, p.width, p.height)]]
            for p in a.panels
        ],
        "folds": a.folds, "scrolls": a.scrolls, "box": a.box, "down": a.down,
        "focus": number.get(a.focus, -1),
        "paths": [
            [number[one], number[other], [n for point in path for n in point]]
            for (one, other), path in a.paths.items()
        ],
    }  # fmt: skip


def _rows(
    nodes: Mapping[str, Mapping[str, Any]],
    edges: Iterable[tuple[str, str, str, str]],
    countries: Mapping[str, str],
) -> Iterable[str]:
    """The table that says the same as the picture."""
    e = html.escape
    related: dict[str, dict[str, list[str]]] = {}
    for one, other, kind, _ in edges:
        if one in nodes and other in nodes and kind not in ("developed-by", "operated-by"):
            words = related.setdefault(one, {}).setdefault(style.stroke_of(kind).word, [])
            words.append(nodes[other]["label"])
    for key, node in nodes.items():
        lab = nodes.get(node["lab"], {})
        made = node["kind"] in ("model", "family", "product")
        country = node["country"] or lab.get("country", "")
        category = node["category"] or lab.get("category", "")
        shown = ((name, text) for name, text in node["facts"] if name not in ("released", "launched"))
        numbers = dict.fromkeys(n for n, _ in node["links"])
        cells = [
            e(style.KINDS[node["kind"]].word),
            e(str(lab.get("label", ""))) if made else "",
            e(countries.get(country, country)),
            e(style.CATEGORIES[category].word) if category else "",
            e(node["when"]),
            e(style.OPENNESS[node["openness"]].word) if node["openness"] else "",
            e(", ".join(style.MODALITIES[m].word for m in node["makes"])),
            e("; ".join(f"{name}: {text}" for name, text in shown)),
            "; ".join(
                e(f"{version}: {score}{f' ({effort})' if effort else ''}, {day}, {reporter}")
                + " "
                + _cited(n)
                for version, score, effort, day, reporter, n in node["scores"]
            ),
            e("; ".join(f"{word}: {', '.join(ends)}" for word, ends in related.get(key, {}).items())),
            " ".join(map(_cited, numbers)),
        ]
        yield (
            f'<tr><th scope="row"><a href="#node={e(_fragment(key))}">{e(node["label"])}</a></th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )


def _cited(number: int) -> str:
    return f'<a href="#source-{number + 1}">{number + 1}</a>'


def _fragment(key: str) -> str:
    return quote(re.sub("[\ud800-\udfff]", "\ufffd", key), safe="/")


def _clean(text: object, longest: int) -> str:
    """A text without characters that nobody sees, and not endless."""
    text = str(text)
    plain = _UNSEEN.sub("�", re.sub(r"\s+", " ", text[: 4 * longest])).strip()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def _safe(url: object) -> str:
    """The URL if a reader may follow it, else ""."""
    url = str(url).strip()
    if _UNSEEN.search(url) or len(url) > 2000 or re.search(r"[\s\\]", url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _json(data: object) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    text = re.sub("[<>&]", lambda m: f"\\u{ord(m[0]):04x}", text)
    return _UNSEEN.sub(lambda m: json.dumps(m[0])[1:-1], text)


def _with_policy(text: str) -> str:
    """The page with its Content-Security-Policy: only its own scripts and its own style run."""

    def hashes(pattern: str) -> str:
        bodies = re.findall(pattern, text, flags=re.DOTALL)
        digests = (hashlib.sha256(body.encode()).digest() for body in bodies)
        return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)

    policy = (
        f"default-src 'none'; script-src {hashes('<script>(.*?)</script>')}; "
        f"style-src {hashes('<style>(.*?)</style>')}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return text.replace("{policy}", policy, 1)
