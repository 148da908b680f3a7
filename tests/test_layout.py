"""Where things stand: no two at one place, the same whatever the order, and what each layout promises."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aikg.draw import layout, packing
from graphs import attack, ecosystem, many, shuffled

GRAPHS = [ecosystem(), many(60, 8), many(1, 1), many(3, 200), attack()]


@given(st.lists(st.floats(0.5, 60), max_size=40))
def test_packed_circles_do_not_overlap_and_lie_in_their_circle(radii: list[float]) -> None:
    places, radius = packing.around(radii)
    assert len(places) == len(radii)
    for (i, one), (j, other) in itertools.combinations(enumerate(places), 2):
        assert math.dist(one, other) >= radii[i] + radii[j] - 1e-3
    assert all(math.hypot(*p) + r <= radius + 1e-6 for p, r in zip(places, radii, strict=True))


@given(st.integers(1, 400))
def test_a_honeycomb_has_room_for_all_and_is_round(count: int) -> None:
    cells = packing.honeycomb(count)
    assert len(set(cells)) == count
    if count <= 60:
        assert all(math.dist(a, b) > 0.999 for a, b in itertools.combinations(cells, 2))
    assert max(math.hypot(*cell) for cell in cells) <= 0.6 * math.sqrt(count) + 0.8


@pytest.mark.parametrize("ratio", [0.24, 1.0, 1.6])
@pytest.mark.parametrize("graph", GRAPHS)
def test_ecosystem_no_two_at_one_place_and_no_overlap(graph: nx.MultiDiGraph[str], ratio: float) -> None:
    picture = layout.arrange(graph, "ecosystem", ratio)
    kinds = dict(graph.nodes(data="kind"))
    assert set(picture.positions) == {key for key in graph.nodes if kinds[key] != "category"}
    assert all(n == round(n) for point in picture.positions.values() for n in point)
    inside = [p for key, p in picture.positions.items() if kinds[key] != "lab"]
    assert len(set(inside)) == len(inside), "an open lab shows what is inside it, not itself"
    labs = [disc for disc in picture.discs if disc.kind == "lab"]
    families = [disc for disc in picture.discs if disc.kind == "family"]
    for one, other in itertools.combinations(labs, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius
    for one, other in itertools.combinations(families, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= one.radius + other.radius - 2
    for disc in labs:
        within = [p for p in picture.panels if p.kind == "category" and holds(p, disc)]
        assert len(within) == 1, disc
    for x, y in picture.positions.values():
        assert 0 <= x <= picture.width and 0 <= y <= picture.height
    panels = [p for p in picture.panels if p.kind == "country"]
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


def test_labs_stand_in_the_panel_of_their_country_and_around_what_they_made() -> None:
    graph = ecosystem()
    picture = layout.arrange(graph)
    panel = {(p.country, p.name): p for p in picture.panels if p.kind == "category"}
    discs = {disc.key: disc for disc in picture.discs}
    for key, a in graph.nodes(data=True):
        if a["kind"] == "lab":
            assert holds(panel[a["country"], a["category"]], discs[key])
        elif a["kind"] != "category" and a["lab"] in discs:
            disc = discs[a["lab"]]
            assert math.dist(picture.positions[key], (disc.x, disc.y)) < disc.radius
        if a["kind"] == "model":
            family = next(b for _, b, d in graph.out_edges(key, data=True) if d["kind"] == "member-of")
            disc = discs[family]
            assert math.dist(picture.positions[key], (disc.x, disc.y)) < disc.radius


@pytest.mark.parametrize("name", layout.LAYOUTS)
def test_layout_does_not_depend_on_the_order_of_the_graph(name: str) -> None:
    for graph in (ecosystem(), many(40, 9), attack()):
        assert layout.arrange(graph, name) == layout.arrange(shuffled(graph), name)


@pytest.mark.parametrize("name", layout.LAYOUTS)
def test_layout_of_nothing(name: str) -> None:
    assert layout.positions(nx.MultiDiGraph(), name) == {}


def test_timeline_goes_with_time_and_no_two_touch() -> None:
    graph = ecosystem()
    graph.add_node("model/undated", kind="model", lab="lab/meta", label="Undated")
    graph.add_node("model/old", kind="model", lab="lab/meta", label="Old", released="2019-01-01")
    graph.add_node("model/bad", kind="model", lab="lab/meta", label="Bad", released="soon")
    picture = layout.arrange(graph, "timeline")
    at = picture.positions
    dated = [(d["released"], key) for key, d in graph.nodes(data=True) if d.get("released", "2") >= "2022"]
    dated = sorted((day, key) for day, key in dated if day[:2] == "20" and day != "2")
    for (one_day, one), (other_day, other) in itertools.pairwise(dated):
        assert at[one][0] < at[other][0] if one_day < other_day else at[one][0] == at[other][0]
    assert at["model/old"][0] < at[dated[0][1]][0]
    assert at["model/undated"][0] > at[dated[-1][1]][0]
    assert at["model/bad"][0] > at[dated[-1][1]][0]
    things = [p for key, p in at.items() if graph.nodes[key]["kind"] != "lab"]
    assert all(math.dist(p, q) >= 10 for p, q in itertools.combinations(things, 2))
    lanes = {p.name: p for p in picture.panels if p.kind == "lane"}
    for key, (_, y) in at.items():
        if graph.nodes[key]["kind"] == "model":
            lane = lanes[graph.nodes[key]["lab"]]
            assert lane.y <= y <= lane.y + lane.height


def family(*steps: tuple[str, str, str]) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(focus="model/a")
    for one, kind, other in steps:
        for key in (one, other):
            graph.add_node(f"model/{key}", kind="model", label=key)
        graph.add_edge(f"model/{one}", f"model/{other}", kind=kind)
    return graph


def test_a_family_tree_has_ancestors_before_descendants() -> None:
    graph = family(
        ("a", "fine-tuned-from", "base"), ("a", "succeeds", "old"), ("old", "fine-tuned-from", "base"),
        ("b", "distilled-from", "a"), ("c", "distilled-from", "a"), ("c", "merged-from", "d"),
    )  # fmt: skip
    picture = layout.arrange(graph, "lineage")
    assert picture.focus == "model/a" and picture.box is not None
    side = 1 if picture.down else 0
    for one, other in graph.edges():
        assert picture.positions[other][side] < picture.positions[one][side], (one, other)
    assert set(picture.paths) == {(a, b) for a, b in graph.edges()}
    w, h = picture.box
    for (x, y), (u, v) in itertools.combinations(picture.positions.values(), 2):
        assert abs(x - u) >= w or abs(y - v) >= h, "cards do not overlap"


def test_the_way_of_a_step_passes_no_card() -> None:
    graph = family(*((f"{i + 1}", "fine-tuned-from", f"{i}") for i in range(6)), ("6", "merged-from", "0"))
    picture = layout.arrange(graph, "lineage")
    assert picture.box is not None
    path = picture.paths["model/6", "model/0"]
    assert len(path) == 12, "a place in each of the five rows between"
    for key, (x, y) in picture.positions.items():
        for u, v in path[1:-1]:
            w, h = picture.box
            assert abs(u - x) > w / 2 or abs(v - y) >= h / 2, key


def test_a_cycle_is_left_out_of_account_and_not_followed() -> None:
    graph = family(
        ("a", "based-on", "b"), ("b", "based-on", "c"), ("c", "based-on", "a"), ("a", "succeeds", "a")
    )
    picture = layout.arrange(graph, "lineage")
    assert set(picture.positions) == set(graph.nodes) and len(picture.paths) == 2


def test_a_long_chain_and_a_wide_family() -> None:
    chain = family(*((f"{i + 1:04}", "succeeds", f"{i:04}") for i in range(1500)))
    assert len(layout.arrange(chain, "lineage").positions) == 1501
    wide = family(*((f"{i:03}", "fine-tuned-from", "base") for i in range(300)))
    picture = layout.arrange(wide, "lineage")
    assert len(set(picture.positions.values())) == 301


def test_names_break_into_lines() -> None:
    assert layout.broken("Allen Institute for AI") == ("Allen Institute", "for AI")
    assert layout.broken("上海人工智能实验室研究中心") == ("上海人工智能实…",)
    assert layout.broken("x" * 100_000) == ("x" * 14 + "…",)
    assert layout.broken("") == ("",)
