"""The ecosystem as one HTML file that needs no network.

pyvis holds the nodes and edges and brings vis-network, the script that draws them; the page around
it is ours (`ecosystem.html`). What the graph must hold:

Graph attributes, all optional: `version` (of the data), `licence` (a line of text), `countries`
(ISO code to name).

A node is a short identifier such as `lab/deepseek`, `model/deepseek-r1`, `category/big-tech`. Its
attributes, all optional but `kind`:

- `kind`: lab, family, model, product or category
- `label`: the name to show; `labels`: every name, in any script, for the search
- `lab`: the node of its lab, or ""
- `country`: ISO 3166-1 alpha-2, or ""; `category`: big-tech, start-up, other or ""
- `openness`: local name of the concept, or ""
- `released`: ISO date or ""; `precision`: day, month, quarter, year or ""
- `reasoning`: True, False or None (not known)
- `facts`: pairs of (name, text); `links`: pairs of (text, URL), shown as links when http or https

An edge has `kind` (one of `style.LINEAGE` or `style.TIES`; from the later model to the earlier,
from the part to the whole) and may have a `label` that says more than the kind's own words.

Every text of the graph is cut to a length that a page can bear, is freed of control and
direction characters, and reaches the page as text only: escaped in the table, and as JSON that the
script hands to `textContent` and to the canvas.
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

from aikg.draw import layout, style

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


def page(graph: nx.MultiDiGraph[str], *, title: str, subtitle: str) -> str:
    """The whole page. The same graph gives the same text, in whatever order it was built."""
    title, subtitle = _clean(title, _TEXT), _clean(subtitle, _TEXT)
    nodes = {key: _facts(key, graph.nodes[key]) for key in sorted(graph.nodes)}
    wide, tall = layout.arrange(graph, 1.5), layout.arrange(graph, 0.24, font=17)
    drawn, options, script = _pyvis(nodes, _edges(graph), wide.positions)
    countries = {
        _clean(code, 8): _clean(name, _NAME)
        for code, name in sorted((graph.graph.get("countries") or {}).items())
    }
    data = {
        "nodes": drawn["nodes"],
        "edges": drawn["edges"],
        "options": options,
        "layouts": {"wide": _ground(wide), "tall": _ground(tall)},
        "countries": countries,
        "style": style.tables(),
    }
    footer = [
        f"{len(nodes)} nodes and {len(drawn['edges'])} edges",
        f"data {_clean(graph.graph.get('version') or 'of no stated version', _NAME)}",
        f"licence: {_clean(graph.graph.get('licence') or 'not stated', _NAME)}",
    ]
    template = files("aikg.draw").joinpath("ecosystem.html").read_text(encoding="utf-8")
    parts = {
        "title": html.escape(title),
        "subtitle": html.escape(subtitle),
        "theme": style.sheet(),
        "data": _json(data),
        "vis": script,
        "footer": html.escape(" · ".join(footer)),
        "rows": "\n".join(_row(key, node, nodes, countries) for key, node in nodes.items()),
    }
    return _with_policy(re.sub(r"\{\{(\w+)\}\}", lambda m: parts.get(m[1], m[0]), template))


def _pyvis(
    nodes: Mapping[str, Mapping[str, Any]],
    edges: Iterable[tuple[str, str, str, str]],
    places: Mapping[str, layout.Point],
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The pyvis network's own nodes, edges and options, and the vis-network that pyvis ships."""
    from pyvis.network import Network

    net = Network(directed=True)
    net.set_options(json.dumps(_OPTIONS))
    for key, node in nodes.items():
        look = style.look_of(node["kind"], node["category"], node["openness"])
        x, y = places[key]
        shown = {"pill": "dot", "panel": "dot"}.get(look.shape, look.shape)
        net.add_node(
            key, label=node["label"], shape=shown, color=look.light, size=look.size, x=x, y=y,
            facts=node,
        )  # fmt: skip
    for number, (one, other, kind, label) in enumerate(edges):
        stroke = style.stroke_of(kind)
        net.add_edge(
            one, other, id=number, color=stroke.light, width=stroke.width,
            dashes=list(stroke.dashes) or False, kind=kind, words=label,
            arrows="to" if stroke.arrow else "",
        )  # fmt: skip
    drawn_nodes, drawn_edges, _, _, _, options = net.get_network_data()
    libraries = (d for d in files("pyvis").joinpath("lib").iterdir() if d.name.startswith("vis-"))
    newest = max(libraries, key=lambda d: [int(n) for n in re.findall(r"\d+", d.name)])
    script = newest.joinpath("vis-network.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=\S*", "", script.replace("\r\n", "\n"))
    return {"nodes": drawn_nodes, "edges": drawn_edges}, json.loads(options), script


_OPTIONS: Final[dict[str, Any]] = {
    "physics": False,
    "autoResize": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "dragNodes": False, "tooltipDelay": 100000000},
    "nodes": {"labelHighlightBold": False, "scaling": {"label": {"drawThreshold": 1000000}}},
    "edges": {
        "arrowStrikethrough": False,
        "selectionWidth": 0.5,
        "hoverWidth": 0,
        "arrows": {"to": {"scaleFactor": 0.24}},
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.16},
    },
}


def _facts(key: str, a: Mapping[str, Any]) -> dict[str, Any]:
    """One node's attributes, cleaned: what the card and the table tell."""
    label = _clean(a.get("label") or key, _NAME) or _clean(key, _NAME) or "no name"
    names = dict.fromkeys(_clean(n, _NAME) for n in _first(a.get("labels")))
    released = _clean(a.get("released") or "", 10)
    kind, category = str(a.get("kind") or ""), str(a.get("category") or "")
    openness = str(a.get("openness") or "")
    reasoning = a.get("reasoning")
    return {
        "kind": kind if kind in style.KINDS else "model",
        "label": label,
        "names": [n for n in names if n and n != label],
        "lab": _clean(a.get("lab") or "", _TEXT),
        "country": _clean(a.get("country") or "", 8),
        "category": category if category in style.CATEGORIES else "",
        "openness": openness if openness in style.OPENNESS else "",
        "released": released[: _PRECISION.get(str(a.get("precision")), 10)],
        "reasoning": None if reasoning is None else bool(reasoning),
        "facts": [[_clean(n, _NAME), _clean(t, _TEXT)] for n, t in _first(a.get("facts"))],
        "links": [[_clean(t, _NAME), _safe(u)] for t, u in _first(a.get("links"))],
    }


def _first(rows: Iterable[Any] | None) -> list[Any]:
    return list(rows or ())[:_MANY]


def _edges(graph: nx.MultiDiGraph[str]) -> list[tuple[str, str, str, str]]:
    known = style.LINEAGE | style.TIES
    return sorted(
        (str(one), str(other), kind if (kind := str(a.get("kind"))) in known else "based-on",
         _clean(a.get("label") or "", _NAME))
        for one, other, a in graph.edges(data=True)
    )  # fmt: skip


def _ground(a: layout.Arrangement) -> dict[str, Any]:
    """What lies behind the nodes, and where they stand, in the words of the page's script."""
    return {
        "size": [round(a.width, 1), round(a.height, 1)],
        "at": {key: list(point) for key, point in sorted(a.positions.items())},
        "discs": [
            {
                "key": d.key, "x": round(d.x, 1), "y": round(d.y, 1), "r": round(d.radius, 1),
                "lines": [_clean(line, _NAME) for line in d.lines],
            }
            for d in a.discs
        ],
        "panels": [
            {
                "country": _clean(p.country, 8), "category": p.category,
                "box": [round(n, 1) for n in (p.x, p.y, p.width, p.height)],
            }
            for p in a.panels
        ],
    }  # fmt: skip


def _row(
    key: str,
    node: Mapping[str, Any],
    nodes: Mapping[str, Mapping[str, Any]],
    countries: Mapping[str, str],
) -> str:
    """One row of the table that says the same as the picture."""
    e = html.escape
    lab = nodes.get(node["lab"], {})
    made = node["kind"] in ("model", "family", "product")
    country = node["country"] or lab.get("country", "")
    category = node["category"] or lab.get("category", "")
    links = ", ".join(
        f'<a href="{e(url)}" rel="noopener noreferrer">{e(text or url)}</a>' if url else e(text)
        for text, url in node["links"]
    )
    cells = [
        e(style.KINDS[node["kind"]].word),
        e(str(lab.get("label", ""))) if made else "",
        e(countries.get(country, country)),
        e(style.CATEGORIES[category].word) if category else "",
        e(node["released"]),
        e(style.OPENNESS[node["openness"]].word) if node["openness"] else "",
        e("; ".join(f"{name}: {text}" for name, text in node["facts"])),
        links,
    ]
    return (
        f'<tr><th scope="row"><a href="#node={e(_fragment(key))}">{e(node["label"])}</a></th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _fragment(key: str) -> str:
    return quote(key, safe="/", errors="replace")


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
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
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
