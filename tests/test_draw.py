"""The picture: its colours, where things stand, and that no text of the data ever runs."""

from __future__ import annotations

import html
import itertools
import json
import math
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx as nx
import pytest

from aikg.draw import layout, style
from aikg.draw.page import page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)


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
                released=f"2025-0{i + 1}-01", precision="month", reasoning=[True, False, None][i],
                facts=[["Parameters", "671 billion"]], links=[["Report", "https://example.org/r?a=1&b=2"]],
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
            category=text, openness=text, released=text, precision=text, reasoning=None,
            facts=[[text, text], [text, "href"]], links=[[text, link] for link in LINKS],
        )  # fmt: skip
        graph.add_edge(f"model/{i}{short}", lab, kind="developed-by", label=text)
        graph.add_edge(f"model/{i}{short}", f"model/{i}{short}", kind=text, label=text)
    graph.add_node("category/x", kind=ATTACKS[0], label=ATTACKS[0])
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


def attacked() -> str:
    return page(attack(), title=ATTACKS[2], subtitle=ATTACKS[0])


# -- style


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nodes_lineage_and_text_stand_out_from_every_surface(name: str) -> None:
    theme = {"light": style.LIGHT, "dark": style.DARK}[name]
    looks = [*style.CATEGORIES.values(), *style.OPENNESS.values(), *style.KINDS.values()]
    rows: list[style.Look | style.Stroke] = [*looks, *style.LINEAGE.values()]
    for surface in theme.surfaces:
        for row in rows:
            assert contrast(getattr(row, name), surface) >= 3, (row.word, surface)
        for text in (theme.text, theme.faint, theme.accent):
            assert contrast(text, surface) >= 4.5, (text, surface)


def test_nothing_is_told_by_colour_alone() -> None:
    assert len({look.shape for look in style.CATEGORIES.values()}) == len(style.CATEGORIES)
    assert len({look.mark for look in style.OPENNESS.values()}) == len(style.OPENNESS)
    assert len({stroke.dashes for stroke in style.LINEAGE.values()}) == len(style.LINEAGE)
    looks = (style.CATEGORIES, style.OPENNESS, style.KINDS)
    for words in [
        *([look.word for look in table.values()] for table in looks),
        [stroke.word for stroke in (style.LINEAGE | style.TIES).values()],
    ]:
        assert all(words) and len(set(words)) == len(words)


def test_categories_and_openness_are_those_of_the_ontology() -> None:
    concepts = Path(__file__).parent.parent / "ontology" / "concepts.ttl"
    text = concepts.read_text(encoding="utf-8")
    blocks = {m[1]: m[0] for m in re.finditer(r"^concept:(\S+)\n(?:    .*\n)+", text, re.MULTILINE)}
    categories = {k for k, b in blocks.items() if "skos:inScheme concept:lab-categories" in b}
    openness = {k for k, b in blocks.items() if "skos:inScheme concept:openness-levels" in b}
    assert set(style.CATEGORIES) == categories | {""}
    assert set(style.OPENNESS) == openness | {""}


# -- layout


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


@pytest.mark.parametrize("ratio", [0.24, 1.0, 1.6])
@pytest.mark.parametrize("graph", [ecosystem(), many(60, 8), many(1, 1), many(3, 200), attack()])
def test_no_two_at_one_place_and_no_overlap(graph: nx.MultiDiGraph[str], ratio: float) -> None:
    picture = layout.arrange(graph, ratio)
    assert set(picture.positions) == set(graph.nodes)
    assert all(math.isfinite(n) for point in picture.positions.values() for n in point)
    assert len(set(picture.positions.values())) == len(graph)
    for one, other in itertools.combinations(picture.discs, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius
    for disc in picture.discs:
        inside = [p for p in picture.panels if p.category is not None and holds(p, disc)]
        assert len(inside) == 1, disc
    for x, y in picture.positions.values():
        assert 0 <= x <= picture.width and 0 <= y <= picture.height
    panels = [p for p in picture.panels if p.category is None]
    assert not any(overlap(a, b) for a, b in itertools.combinations(panels, 2))


def holds(panel: layout.Panel, disc: layout.Disc) -> bool:
    return (
        panel.x - 1 <= disc.x - disc.radius
        and disc.x + disc.radius <= panel.x + panel.width + 1
        and panel.y - 1 <= disc.y - disc.radius
        and disc.y + disc.radius <= panel.y + panel.height + 1
    )


def overlap(a: layout.Panel, b: layout.Panel) -> bool:
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return not (beside or a.y + a.height <= b.y or b.y + b.height <= a.y)


def test_labs_stand_in_the_panel_of_their_country_and_near_what_they_made() -> None:
    graph = ecosystem()
    picture = layout.arrange(graph)
    panel = {(p.country, p.category): p for p in picture.panels}
    for disc in picture.discs:
        if disc.key:
            a = graph.nodes[disc.key]
            assert holds(panel[a["country"], a["category"]], disc)
            for key, b in graph.nodes(data=True):
                if b.get("lab") == disc.key:
                    assert math.dist(picture.positions[key], (disc.x, disc.y)) < disc.radius


def test_layout_does_not_depend_on_the_order_of_the_graph() -> None:
    for graph in (ecosystem(), many(40, 9)):
        assert layout.arrange(graph) == layout.arrange(shuffled(graph))


def test_layout_of_a_thousand_nodes_takes_well_under_a_second() -> None:
    graph = many(70, 18)
    assert len(graph) > 900
    start = time.perf_counter()
    layout.positions(graph)
    assert time.perf_counter() - start < 1


def test_layout_of_nothing() -> None:
    assert layout.positions(nx.MultiDiGraph()) == {}


def test_names_break_into_lines() -> None:
    assert layout.broken("Allen Institute for AI") == ("Allen Institute", "for AI")
    assert layout.broken("上海人工智能实验室研究中心") == ("上海人工智能实…",)
    assert layout.broken("x" * 100_000) == ("x" * 14 + "…",)
    assert layout.broken("") == ("",)


# -- page


def test_page_is_one_file_that_asks_the_network_for_nothing() -> None:
    text = page(ecosystem(), title="Ecosystem", subtitle="of AI")
    reader = Reader(text)
    for tag, attrs in reader.tags:
        assert "src" not in attrs and "srcset" not in attrs
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
        if "href" in attrs:
            assert tag == "a" or attrs["href"] == "data:,"
    assert not re.search(r"""\bsrc\s*=\s*["']?https?:""", text)
    assert "<script src" not in text and "@import" not in text
    assert "url(" not in text.split("<body>")[0]
    assert "sourceMappingURL" not in text
    links = [a["href"] or "" for tag, a in reader.tags if tag == "a"]
    assert {link for link in links if not link.startswith("#node=")} == {"https://example.org/r?a=1&b=2"}


def test_page_policy_lets_only_its_own_scripts_run() -> None:
    reader = Reader(attacked())
    policy = next(a["content"] or "" for t, a in reader.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy
    assert policy.count("sha256-") == 3
    assert [t for t, _ in reader.tags].count("script") == 3


def test_page_is_the_same_whatever_the_order_of_the_graph() -> None:
    one = page(ecosystem(), title="t", subtitle="s")
    assert one == page(ecosystem(), title="t", subtitle="s")
    assert one == page(shuffled(ecosystem()), title="t", subtitle="s")


def test_page_tells_everything_in_words() -> None:
    text = page(ecosystem(), title="Ecosystem", subtitle="of AI")
    assert '<html lang="en">' in text and "<title>Ecosystem</title>" in text
    assert "30 nodes and 43 edges · data 2025-11-20 · licence: CC BY 4.0" in text
    rows = text.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 30
    assert 'href="#node=model/deepseek-0">DeepSeek 1.0</a>' in rows
    for words in ("China", "big tech", "2025-01<", "open weights", "Parameters: 671 billion"):
        assert words in rows
    assert "2025-01-01" not in text, "a month stays a month"


def test_page_holds_the_data_as_json() -> None:
    data: dict[str, Any] = json.loads(Reader(page(ecosystem(), title="t", subtitle="s")).data)
    assert len(data["nodes"]) == 30 and len(data["edges"]) == 43
    node = next(n for n in data["nodes"] if n["id"] == "model/deepseek-0")
    assert node["facts"]["names"] == ["deepseek-1.0", "深度求索"]
    assert [node["x"], node["y"]] == data["layouts"]["wide"]["at"]["model/deepseek-0"]
    assert data["options"]["physics"] is False


def test_attacks_stay_text() -> None:
    text = attacked()
    allowed = {tag for tag, _ in Reader(page(ecosystem(), title="t", subtitle="s")).tags}
    reader = Reader(text)
    assert {tag for tag, _ in reader.tags} <= allowed
    for _, attrs in reader.tags:
        assert not any(name.startswith("on") for name in attrs)
        assert (attrs.get("href") or "#").startswith(("#node=", "#", "data:,"))
    ours = text.split("<script>")[0] + text.rsplit("</script>", 1)[1]
    for raw in ATTACKS:
        if "<" in raw:
            assert raw not in ours
            assert html.escape(raw) in ours
    unseen = "[\x00-\x09\x0b-\x1f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not re.search(unseen, ours)
    assert "a" * 1001 not in ours
    text.encode("utf-8")
    nodes = json.loads(reader.data)["nodes"]
    assert all(url == "" for n in nodes for _, url in n["facts"]["links"])


def test_no_library_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, aikg.draw.page, aikg.draw.layout;"
        "print([m for m in ('pyvis', 'networkx', 'IPython', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def chromium(path: Path, profile: Path, hash_: str = "") -> tuple[str, str]:
    """The page's DOM after its scripts ran, and what it wrote to the console."""
    assert CHROMIUM
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", "--enable-logging=stderr",
            f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom",
            path.as_uri() + hash_,
        ],
        capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@needs_chromium
@pytest.mark.parametrize("number", range(0, len(ATTACKS), 5))
def test_attacks_do_not_run_in_a_browser(tmp_path: Path, number: int) -> None:
    graph = attack()
    path = tmp_path / "attack.html"
    path.write_text(attacked(), encoding="utf-8")
    key = next(k for k in graph.nodes if k.startswith(f"model/{number}"))
    dom, console = chromium(path, tmp_path / "profile", "#node=" + quote(key, errors="replace"))
    assert not console
    assert 'data-ready="yes"' in dom and "<canvas" in dom
    title = re.search("<title>(.*?)</title>", dom)
    assert title and html.unescape(title[1]) == ATTACKS[2]
    card = dom.split('id="card"')[1].split("</aside>")[0]
    assert "<h2>" in card and "<img" not in card and "<script" not in card and "<a " not in card


@needs_chromium
def test_a_browser_draws_the_page_and_follows_a_link(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(ecosystem(), title="Ecosystem", subtitle="of AI"), encoding="utf-8")
    dom, console = chromium(path, tmp_path / "profile", "#node=model/deepseek-0")
    assert not console
    assert 'data-ready="yes"' in dom and "<canvas" in dom.split('id="net"')[1]
    card = dom.split('id="card"')[1].split("</aside>")[0]
    for words in ("DeepSeek 1.0", "China", "Reasoning", "671 billion", "深度求索"):
        assert words in card
    assert 'href="https://example.org/r?a=1&amp;b=2"' in card and "noopener" in card


@needs_chromium
def test_a_page_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "empty.html"
    path.write_text(page(nx.MultiDiGraph(), title="Nothing", subtitle=""), encoding="utf-8")
    dom, console = chromium(path, tmp_path / "profile")
    assert not console and 'data-ready="yes"' in dom
    assert "0 nodes and 0 edges · data of no stated version · licence: not stated" in dom
