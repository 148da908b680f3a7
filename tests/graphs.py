"""Graphs to draw: a small ecosystem, larger ones, and one whose every text is an attack."""

from __future__ import annotations

from html.parser import HTMLParser

import networkx as nx

from aikg.draw import style


def ecosystem() -> nx.MultiDiGraph[str]:
    """Thirty nodes: three categories, five labs in three countries, families, models, products."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        version="2025-11-20", licence="CC BY 4.0", countries={"CN": "China", "US": "United States"}
    )
    labs = [
        ("lab/deepseek", "DeepSeek", "CN", "start-up"),
        ("lab/alibaba", "Alibaba Qwen", "CN", "big-tech"),
        ("lab/meta", "Meta AI", "US", "big-tech"),
        ("lab/ai2", "Allen Institute for AI", "US", "other"),
        ("lab/nowhere", "Nowhere", "", ""),
    ]
    for category in ("big-tech", "start-up", "other"):
        graph.add_node(f"category/{category}", kind="category", label=category, category=category)
    for key, label, country, category in labs:
        graph.add_node(key, kind="lab", label=label, country=country, category=category)
        if category:
            graph.add_edge(key, f"category/{category}", kind="in-category", label="")
        name = key.removeprefix("lab/")
        graph.add_node(f"family/{name}-1", kind="family", label=f"{label} 1", lab=key)
        for i, openness in enumerate(("open-weights-unrestricted", "api-access", "")):
            model = f"model/{name}-{i}"
            graph.add_node(
                model, kind="model", label=f"{label} 1.{i}", labels=[f"{name}-1.{i}", "深度求索"],
                lab=key, country=country, category=category, openness=openness,
                released=f"2025-0{i + 1}-01", precision="month", makes=["text"],
                facts=[["released", f"2025-0{i + 1}"], ["parameters", "671 billion"]],
                scores=[["Index v2", f"{60 + i}", "high", "2025-05", "independent", "Index", "https://example.org/i"]],
                links=[["Report", "https://example.org/r?a=1&b=2", "lineage"]],
            )  # fmt: skip
            graph.add_edge(model, key, kind="developed-by", label="")
            graph.add_edge(model, f"family/{name}-1", kind="member-of", label="")
    graph.add_node("product/chat", kind="product", label="DeepSeek Chat", lab="lab/deepseek")
    graph.add_node("product/app", kind="product", label="Orphan", lab="lab/unknown")
    graph.add_edge("product/chat", "lab/deepseek", kind="operated-by", label="")
    graph.add_edge("product/chat", "model/deepseek-1", kind="runs-on", label="")
    kinds = list(style.LINEAGE)
    for i, kind in enumerate(kinds):
        one, other = labs[i % 5][0][4:], labs[(i + 1) % 5][0][4:]
        graph.add_edge(f"model/{one}-{i % 3}", f"model/{other}-0", kind=kind, label="")
    assert len(graph) == 30
    graph.graph["focus"] = "model/deepseek-0"
    return graph


def shuffled(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    turned: nx.MultiDiGraph[str] = nx.MultiDiGraph(**graph.graph)
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed([(a, b, dict(d)) for a, b, d in graph.edges(data=True)]))
    return turned


ATTACKS = [
    "<img src=x onerror=document.title='pwned'>",
    "</script><script>document.title='pwned'</script>",
    "</title><script>document.title='pwned'</script>",
    "<!--<script>",
    "]]>",
    "{{vis}}{{data}}{policy}",
    "\\u003cscript>",
    "'\"><svg onload=document.title='pwned'>",
    "<a href=\"javascript:document.title='pwned'\">href</a>",
    "href",
    "javascript:document.title='pwned'",
    "\u202eevil\u202c\u2066x\u2069",
    "nul\x00 bell\x07 esc\x1b[31m",
    "line\u2028break\u2029",
    "\ud800 lone",
    "</style><style>*{display:none}",
    "</textarea></details></table>",
    "a" * 100_000,
    "🦙" * 50_000,
]
LINKS = [
    "javascript:document.title='pwned'",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>1",
    "//example.org",
    "https:",
    "https://[",
    "vbscript:x",
    "file:///etc/passwd",
    " javascript:1",
    "http:\\\\x.org",
]


def attack() -> nx.MultiDiGraph[str]:
    """Every text of the graph an attack: keys, labels, attributes, facts, links, edges."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        version=ATTACKS[1], licence=ATTACKS[0], countries={ATTACKS[0]: ATTACKS[1], "XX": ATTACKS[1]}
    )
    for i, text in enumerate(ATTACKS):
        short = text[:300]
        lab = f"lab/{i}{short}"
        graph.add_node(lab, kind="lab", label=text, labels=ATTACKS, country=short, category=short)
        graph.add_node(
            f"model/{i}{short}", kind="model", label=text, labels=ATTACKS, lab=lab, country="XX",
            category=text, openness=text, released=text, precision=text, makes=[text],
            facts=[[text, text], [text, "href"], ["page", LINKS[0]]],
            scores=[[text, text, text, text, text, text, link] for link in LINKS],
            links=[[text, link, text] for link in LINKS],
        )  # fmt: skip
        graph.add_edge(f"model/{i}{short}", lab, kind="developed-by", label=text)
        graph.add_edge(f"model/{i}{short}", f"model/{i}{short}", kind=text, label=text)
    graph.add_node("category/x", kind=ATTACKS[0], label=ATTACKS[0])
    return graph


def many(labs: int, each: int) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for i in range(labs):
        country = ["US", "CN", "FR", "DE", "JP", "KR"][i * i % 6]
        category = ["big-tech", "start-up", "other"][i % 3]
        lab, label = f"lab/l{i}", f"Laboratory number {i}"
        graph.add_node(lab, kind="lab", label=label, country=country, category=category)
        for j in range((i * 7) % (2 * each)):
            year = f"20{10 + j % 15}"
            graph.add_node(f"model/l{i}-{j}", kind="model", label="m", lab=lab, released=year)
    return graph


class Reader(HTMLParser):
    """What a browser would make of the page: elements with attributes, and the embedded data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data, self._inside = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = ("id", "data") in attrs

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data, self._inside = data, False
