"""The projection for other programs: Gephi, Cytoscape, Graphviz, d3.

All know where the first layout puts each node, as far as the format has a place for it. Rows of facts, scores
and sources are flattened to text where a format knows plain values only.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from aikg.draw import layout, style
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx


def graphml(graph: nx.MultiDiGraph[str], *, layouts: Sequence[str] = (), **_: str) -> bytes:
    """GraphML, with `x` and `y` (downwards) where there is a layout."""
    import networkx as nx

    flat = flattened(graph)
    for key, (x, y) in _positions(graph, layouts).items():
        if key in flat:
            flat.nodes[key].update(x=x, y=y)
    out = io.BytesIO()
    nx.write_graphml(flat, out)
    return out.getvalue()


def gexf(graph: nx.MultiDiGraph[str], *, layouts: Sequence[str] = (), **_: str) -> bytes:
    """GEXF 1.2, with position (upwards, as Gephi has it), size and colour of each node."""
    import networkx as nx

    flat = flattened(graph)
    places = _positions(graph, layouts)
    for key, a in flat.nodes(data=True):
        look = style.look_of(str(a.get("kind")), str(a.get("category")), str(a.get("openness")))
        red, green, blue = (int(look.light[i : i + 2], 16) for i in (1, 3, 5))
        a["viz"] = {"size": look.size, "color": {"r": red, "g": green, "b": blue, "a": 1.0}}
        if key in places:
            x, y = places[key]
            a["viz"]["position"] = {"x": x, "y": -y, "z": 0.0}
    for number, (_, _, a) in enumerate(flat.edges(data=True)):
        a["id"] = number
    text = "\n".join(nx.generate_gexf(flat))
    # networkx writes today's date, but the same graph is to give the same file
    return _undated(text).encode()


def _undated(text: str) -> str:
    import re

    return re.sub(r'<meta lastmodifieddate="[^"]*">', "<meta>", text, count=1)


def dot(graph: nx.MultiDiGraph[str], *, title: str = "", layouts: Sequence[str] = (), **_: str) -> str:
    """DOT; `neato -n` keeps the positions, `dot` and `fdp` make their own."""
    places = _positions(graph, layouts)
    if places:  # what the layout leaves out, such as categories, stands in a line above: neato -n wants all
        rest = sorted(key for key in graph.nodes if key not in places)
        places |= {key: (140.0 * i, -60.0) for i, key in enumerate(rest)}
    shapes = {"dot": "circle", "square": "box", "pill": "oval", "panel": "box"}
    lines = [f"digraph {_quoted(title or 'aikg')} {{", '  node [fontname="sans-serif"];']
    for key, a in sorted(graph.nodes(data=True)):
        look = style.look_of(str(a.get("kind")), str(a.get("category")), str(a.get("openness")))
        marks = {
            "label": str(a.get("label") or key), "shape": shapes.get(look.shape, look.shape),
            "color": look.light, "class": str(a.get("kind") or ""),
        }  # fmt: skip
        if key in places:
            x, y = places[key]
            marks["pos"] = f"{x:g},{-y:g}!"
        lines.append(f"  {_quoted(key)} [{_marks(marks)}];")
    edges = sorted((str(a), str(b), str(d.get("kind"))) for a, b, d in graph.edges(data=True))
    for one, other, kind in dict.fromkeys(edges):
        stroke = style.stroke_of(kind)
        marks = {"label": stroke.word, "color": stroke.light, "class": kind}
        if stroke.dashes:
            marks["style"] = "dashed"
        lines.append(f"  {_quoted(one)} -> {_quoted(other)} [{_marks(marks)}];")
    return "\n".join([*lines, "}"]) + "\n"


def node_link(
    graph: nx.MultiDiGraph[str], *, title: str = "", subtitle: str = "", layouts: Sequence[str] = ()
) -> str:
    """JSON as d3 reads it: `nodes` (id, x, y, all attributes) and `edges` (source, target, kind, from)."""
    places = _positions(graph, layouts)
    nodes = []
    for key, a in sorted(graph.nodes(data=True)):
        x, y = places.get(key, (None, None))
        nodes.append({"id": key, **a, "x": x, "y": y})
    edges = sorted(
        (str(a), str(b), str(d.get("kind")), str(d.get("source") or "")) for a, b, d in graph.edges(data=True)
    )
    data = {
        "graph": {"title": title, "subtitle": subtitle, **graph.graph},
        "nodes": nodes,
        "edges": [{"source": a, "target": b, "kind": kind, "from": of} for a, b, kind, of in edges],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def flattened(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same graph in a fixed order, with plain values: rows become text, what is not known is left out.

    Characters that XML has no place for are replaced, in keys too, which stay apart.
    """
    import networkx as nx

    flat: Any = nx.MultiDiGraph()
    flat.graph = {key: _text(str(v)) for key, v in sorted(graph.graph.items()) if not isinstance(v, dict)}
    keys: dict[str, str] = {}
    for key, attributes in sorted(graph.nodes(data=True)):
        name = _text(key)
        while name in flat:
            name += "~"
        keys[key] = name
        flat.add_node(name, **_plain(attributes))
    edges = [(keys[a], keys[b], _plain(attributes)) for a, b, attributes in graph.edges(data=True)]
    for one, other, attributes in sorted(edges, key=lambda e: (e[0], e[1], sorted(e[2].items()))):
        flat.add_edge(one, other, **attributes)
    return flat


def _plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for key, value in attributes.items():
        if isinstance(value, list):
            plain[key] = _text("; ".join(_cell(item) for item in value))
        elif value is not None:
            plain[key] = _text(value) if isinstance(value, str) else value
    return plain


def _cell(item: object) -> str:
    return ": ".join(str(part) for part in item if part != "") if isinstance(item, list) else str(item)


def _text(text: str) -> str:
    """XML 1.0 has no place for most control characters, nor for halves of characters."""
    return "".join(
        c if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff") else "�"
        for c in text
    )


def _positions(graph: nx.MultiDiGraph[str], layouts: Sequence[str]) -> dict[str, layout.Point]:
    return layout.positions(graph, layouts[0]) if layouts else {}


def _quoted(text: str) -> str:
    plain = printable(" ".join(text.split())).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _marks(marks: dict[str, str]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in marks.items())
