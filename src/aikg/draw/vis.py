"""What is drawn in a browser, as pyvis hands it to vis-network, and the script of that."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from aikg.draw import style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Known(list[str]):
    """A list that knows its members: pyvis asks for each end of each edge whether it is there."""

    def __init__(self) -> None:
        super().__init__()
        self._set: set[str] = set()

    def append(self, key: str) -> None:
        super().append(key)
        self._set.add(key)

    def __contains__(self, key: object) -> bool:
        return key in self._set


def network(
    nodes: Mapping[str, Mapping[str, Any]], edges: Sequence[tuple[str, str, str, str]]
) -> tuple[dict[str, Any], dict[str, Any], str]:
    """The pyvis network's own nodes, edges and options, and the vis-network that pyvis ships."""
    from pyvis.network import Network

    net = Network(directed=True)
    net.set_options(json.dumps(_OPTIONS))
    net.node_ids = _Known()
    for key, node in nodes.items():
        look = style.look_of(node["kind"], node["category"], node["openness"])
        net.add_node(key, shape="dot", color=look.light, size=look.size, **node)
    for one, other, kind, label in edges:
        net.add_edge(one, other, kind=kind, **({"words": label} if label else {}))
    drawn_nodes, drawn_edges, _, _, _, options = net.get_network_data()
    libraries = (d for d in files("pyvis").joinpath("lib").iterdir() if d.name.startswith("vis-"))
    newest = max(libraries, key=lambda d: [int(n) for n in re.findall(r"\d+", d.name)])
    script = newest.joinpath("vis-network.min.js").read_text(encoding="utf-8")
    script = re.sub(r"//# sourceMappingURL=\S*", "", script.replace("\r\n", "\n"))
    unused = {"color", "font", "arrows"}  # the page's own painter knows them from the style table
    return (
        {
            "nodes": [
                {k: v for k, v in n.items() if k not in unused and v != "" and v != []} for n in drawn_nodes
            ],
            "edges": [{k: v for k, v in e.items() if k not in unused} for e in drawn_edges],
        },
        json.loads(options),
        script,
    )


_OPTIONS: Final[dict[str, Any]] = {
    "physics": False,
    "autoResize": False,
    "layout": {"improvedLayout": False},
    "interaction": {"hover": False, "selectable": False, "dragNodes": False, "tooltipDelay": 100000000},
    "nodes": {"labelHighlightBold": False, "scaling": {"label": {"drawThreshold": 1000000}}},
    "edges": {
        "arrowStrikethrough": False,
        "selectionWidth": 0,
        "hoverWidth": 0,
        "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.16},
    },
}
