"""The same graph for other programs: each file is read back by a reader of its format."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import aikg
from aikg import draw
from aikg.draw import interchange, style, svg
from aikg.draw.lettering import fitted, wide
from aikg.errors import MissingExtra, UsageError
from aikg.network import Selection, project
from graphs import ATTACKS, attack, ecosystem, shuffled
from program import run

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def written(graph: nx.MultiDiGraph[str], form: str, layout: str = "ecosystem") -> bytes:
    return draw.drawn(graph, form, title=ATTACKS[1], subtitle="of AI", layouts=[layout])


@pytest.mark.parametrize("form", sorted(set(draw.FORMATS) - {"png"}))
def test_the_same_bytes_whatever_the_order(form: str) -> None:
    for graph in (ecosystem(), attack()):
        assert written(graph, form) == written(shuffled(graph), form)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_xml_formats_are_read_back(form: str) -> None:
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form]
    for graph in (ecosystem(), attack()):
        content = written(graph, form)
        ElementTree.fromstring(content)
        back = read(io.BytesIO(content))
        assert len(back) == len(graph)
        assert back.number_of_edges() == graph.number_of_edges()
    back = read(io.BytesIO(written(ecosystem(), form)))
    model = back.nodes["model/deepseek-0"]
    assert model["scores"] == "Index v2: 60: high: 2025-05: independent: Index: https://example.org/i"
    assert {d["kind"] for _, _, d in back.edges(data=True)} >= set(style.LINEAGE)
    if form == "gexf":
        assert model["viz"]["color"] == {"r": 0, "g": 130, "b": 94, "a": 1.0}
        assert model["viz"]["position"]["y"] < 0, "upwards, as Gephi has it"
        assert b"lastmodifieddate" not in written(ecosystem(), form)
    else:
        assert model["x"] > 0 and model["y"] > 0


def test_json_is_nodes_and_edges() -> None:
    data = json.loads(written(ecosystem(), "json"))
    ids = {node["id"] for node in data["nodes"]}
    assert len(ids) == 30 and all(e["source"] in ids and e["target"] in ids for e in data["edges"])
    node = next(n for n in data["nodes"] if n["id"] == "model/deepseek-0")
    assert node["labels"] == ["deepseek-1.0", "深度求索"] and node["x"] > 0
    assert next(n for n in data["nodes"] if n["kind"] == "category")["x"] is None
    assert len(json.loads(written(attack(), "json"))["nodes"]) == len(attack())


def test_dot_quotes_every_text() -> None:
    text = written(ecosystem(), "dot").decode()
    assert text.startswith("digraph ") and text.endswith("}\n")
    assert '"model/deepseek-0" -> "lab/deepseek" [label="developed by"' in text
    hostile = written(attack(), "dot").decode()
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", hostile)
    assert not re.search(r"[<>&\\']|javascript|script|img", outside.replace("->", ""))


def test_dot_is_in_the_grammar_of_graphviz() -> None:
    name = r'"(?:[^"\\\n]|\\["\\])*"'
    marks = rf"\[\w+={name}(?:, \w+={name})*\];"
    for graph in (ecosystem(), attack()):
        first, fonts, *lines = written(graph, "dot").decode().splitlines()
        assert (
            re.fullmatch(rf"digraph {name} \{{", first)
            and fonts.startswith("  node [")
            and lines.pop() == "}"
        )
        for line in lines:
            assert re.fullmatch(rf"  {name}(?: -> {name})? {marks}", line), line[:200]


@pytest.mark.parametrize("layout", ["ecosystem", "timeline", "lineage"])
def test_svg_is_a_still_picture_with_title_legend_and_licence(layout: str) -> None:
    content = written(ecosystem(), "svg", layout)
    root = ElementTree.fromstring(content)
    assert root.tag == SVG + "svg"
    words = [e.text for e in root.iter(SVG + "text")]
    assert "Labs by category" in words and "Models by openness" in words
    assert any("CC BY 4.0" in (text or "") for text in words)
    assert "Lineage: arrows point to the origin" in words
    if layout != "timeline":
        markers = {e.get("id") for e in root.iter(SVG + "marker")}
        ends = {e.get("marker-end") for e in root.iter(SVG + "path")} - {None}
        assert ends and ends <= {f"url(#{name})" for name in markers}


@pytest.mark.parametrize("layout", ["ecosystem", "timeline", "lineage"])
def test_no_text_of_an_attack_is_markup_in_svg(layout: str) -> None:
    root = ElementTree.fromstring(written(attack(), "svg", layout))
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags <= {"svg", "title", "rect", "defs", "marker", "path", "text", "g", "circle"}
    assert not [name for e in root.iter() for name in e.attrib if name.startswith("on") or "href" in name]
    assert max(len(e.text or "") for e in root.iter()) <= 300


def test_png_is_twice_a_picture() -> None:
    pytest.importorskip("vl_convert", reason="PNG needs vl-convert: pip install 'aikg[charts]'")
    content = written(ecosystem(), "png")
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 500 and height > 300
    assert written(attack(), "png").startswith(b"\x89PNG")


def test_png_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match=r"pip install 'aikg\[charts\]'"):
        svg.png(ecosystem(), title="t", subtitle="s")


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(UsageError, match="no format pdf; there are: html, svg"):
        written(ecosystem(), "pdf")


def test_the_command_offers_the_formats_and_layouts_there_are() -> None:
    from aikg.cli import graph as command
    from aikg.draw import layout

    assert set(command.FORMATS) == set(draw.FORMATS)
    assert set(command.LAYOUTS) == set(layout.LAYOUTS) == set(style.LAYOUTS)


def test_values_that_a_format_does_not_know_become_text() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(countries={"US": "x"}, version="1\x00")
    graph.add_node("model/a", kind="model", none=None, rows=[["a", "", "b"], "c"], text="\x0b\ud800")
    flat = interchange.flattened(graph)
    assert flat.nodes["model/a"] == {"kind": "model", "rows": "a: b; c", "text": "��"}
    assert flat.graph == {"version": "1�"}
    assert graph.nodes["model/a"]["none"] is None, "the graph itself is as it was"


def test_the_ending_of_the_file_chooses_the_format(tmp_path: Path) -> None:
    for name, start in (("r1.svg", b"<svg"), ("r1.dot", b"digraph"), ("r1.HTM", b"<!doctype html>")):
        path = tmp_path / name
        done = run("graph", "--layout", "lineage", "--model", "R1-0528", "-o", str(path))
        assert done.code == 0, done.err
        assert done.err.startswith(f"Wrote {path}: ") and path.read_bytes().startswith(start)
    done = run("graph", "--lab", "Cohere", "--format", "json", "-o", "-")
    assert {"lab/cohere", "model/command-r"} <= {node["id"] for node in json.loads(done.out)["nodes"]}


def test_an_ending_that_is_no_format_is_refused(tmp_path: Path) -> None:
    done = run("graph", "-o", str(tmp_path / "x.pdf"))
    assert (
        done.code == 2 and "say what it is to be with --format" in done.err and not list(tmp_path.iterdir())
    )
    done = run("graph", "--lab", "Cohere", "--format", "svg", "-o", str(tmp_path / "x.pdf"))
    assert done.code == 0


def test_a_family_tree_needs_a_model(tmp_path: Path) -> None:
    done = run("graph", "--layout", "lineage", "-o", str(tmp_path / "x.html"))
    assert done.code == 2 and not list(tmp_path.iterdir())
    assert done.err == "aikg: --layout lineage is the family tree of one model; name it with --model.\n"


@pytest.mark.parametrize("model", ["DeepSeek R1-0528", "Llama 3.1 8B", "Qwen2.5-72B-Instruct"])
def test_the_words_of_a_family_tree_stay_in_their_cards_and_apart(model: str) -> None:
    graph = project(aikg.load(), Selection(model=model))
    root = ElementTree.fromstring(svg.svg(graph, title="t", subtitle="s", layouts=["lineage"]))
    name = "{http://www.w3.org/2000/svg}"
    whole = root.iter(f"{name}g")
    cards = [g for g in whole if all(g.find(name + tag) is not None for tag in ("rect", "title"))]
    labels = {str(a["label"]) for _, a in graph.nodes(data=True)}
    boxes = []
    for card in cards:
        rect = card.find(f"{name}rect")
        assert rect is not None
        left, top, across, down = (float(rect.get(k, "0")) for k in ("x", "y", "width", "height"))
        boxes.append((left, top, left + across, top + down))
        for text in card.iter(f"{name}text"):
            bold = text.get("font-weight") == "700"
            size = float(text.get("font-size", "0"))
            ends = float(text.get("x", "0")) + wide(text.text or "", size, bold=bold)
            assert ends <= left + across - 4, text.text
        title = card.findtext(f"{name}title") or ""
        assert any(title == label or title.startswith(f"{label} · ") for label in labels), "the whole name"
    assert boxes
    inside = {rect for card in cards for rect in card.iter(f"{name}rect")}
    for rect in root.iter(f"{name}rect"):
        if rect not in inside and rect.get("height") == "14":
            left, top, across = (float(rect.get(k, "0")) for k in ("x", "y", "width"))
            boxes.append((left, top, left + across, top + 14))
    assert len(boxes) > len(cards)
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = 0.2  # numbers in the file are rounded
            assert (
                one[2] <= other[0] + apart or other[2] <= one[0] + apart
                or one[3] <= other[1] + apart or other[3] <= one[1] + apart
            )  # fmt: skip


@given(st.text(), st.floats(40, 300), st.booleans())
def test_a_fitted_text_fits(text: str, room: float, bold: bool) -> None:
    shown, size = fitted(text, room, 12.5, bold=bold, least=10.5)
    assert wide(shown, size, bold=bold) <= room
    assert 10.4 <= size <= 12.5


def test_widths_are_those_of_the_font() -> None:
    assert wide("DeepSeek", 1000) == pytest.approx(770 + 615 * 2 + 635 + 635 + 615 * 2 + 579, abs=4)
    assert wide("DeepSeek", 10, bold=True) > wide("DeepSeek", 10)
