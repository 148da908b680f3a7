"""Charts: drawn from the rows of the queries, saying what they are; and no text of the data ever runs."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
import sys
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import aikg
from aikg.cli.chart import chart as command
from aikg.draw import chart, style
from aikg.draw.charts import groups
from aikg.draw.charts.cadence import rhythm
from aikg.draw.charts.evidence import foot, source_words
from aikg.draw.charts.frame import Look, Plane, apart, moment, plane, steps
from aikg.draw.charts.labels import Box, Label, cut, place, plain, width, wrapped
from aikg.draw.charts.openness import shares_of
from aikg.errors import BadParameter, MissingExtra, UnknownName, UsageError
from aikg.frontier import frontier
from aikg.gap import gap
from aikg.ranking import ranking
from aikg.solutions import lexical

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aikg.draw.charts.frame import Figure
    from aikg.knowledge_graph import KnowledgeGraph

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), None)
V2 = {"benchmark": "Acme Index v2"}
CHARTS: dict[str, tuple[str, dict[str, Any]]] = {
    "frontier": ("frontier", V2),
    "frontier of two": ("frontier", {**V2, "names": ("CN", "US")}),
    "frontier by lab": ("frontier", {**V2, "by": "lab"}),
    "frontier of all": ("frontier", {**V2, "by": "all", "date": "announced"}),
    "gap": ("gap", V2),
    "gap of openness": ("gap", {**V2, "names": ("open", "closed"), "as_of": "2025-03-31"}),
    "ranking": ("ranking", V2),
    "ranking of an arena": ("ranking", {"benchmark": "Duel Text"}),
    "cadence": ("cadence", {}),
    "cadence of two": ("cadence", {"labs": ("Chenxing", "Aurora Labs")}),
    "openness": ("openness", V2),
    "arena": ("arena", {}),
    "arena over time": ("arena", {"benchmark": "Duel Text"}),
    "scores": ("scores", V2),
    "scores by openness": ("scores", {**V2, "by": "openness"}),
}
"""A chart of each kind on the mini world."""


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load()


def drawn(graph: KnowledgeGraph, name: str, **more: Any) -> Figure:
    kind, options = CHARTS[name]
    found = chart.figure(kind, graph, **{**options, **more})
    assert found is not None
    return found


def data_of(figure: Figure) -> list[dict[str, Any]]:
    """Every row of every layer, as Altair hands it to Vega-Lite."""
    spec = figure.chart.to_dict()
    return [row for rows in spec.get("datasets", {}).values() for row in rows] + list(_values(spec))


def _values(node: Any) -> Any:
    if isinstance(node, dict):
        if isinstance(node.get("data"), dict):
            yield from node["data"].get("values", [])
        for value in node.values():
            yield from _values(value)
    elif isinstance(node, list):
        for value in node:
            yield from _values(value)


def points(figure: Figure) -> set[tuple[int, float]]:
    """Dates and values of all marks that stand for a row."""
    return {(row["t"], row["v"]) for row in data_of(figure) if {"say", "t", "v"} <= set(row)}


def texts(picture: str) -> list[str]:
    """What is written in a picture, line by line."""
    root = ElementTree.fromstring(picture)
    return ["".join(e.itertext()) for e in root.iter(f"{{{chart.SVG}}}text")]


# -- what is drawn


def test_a_frontier_is_drawn_from_its_records(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="country")
    wanted = {(moment(r.entry.when.first), float(r.entry.score)) for r in found.records}
    figure = drawn(mini, "frontier")
    assert points(figure) == wanted
    assert figure.tables[0].solutions == found.solutions()


def test_groups_that_are_named_are_the_only_ones(mini: KnowledgeGraph) -> None:
    assert set(drawn(mini, "frontier of two").tables[0].solutions.column("group")) == {"CN", "US"}


def test_a_line_runs_on_to_the_last_day(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="country")
    assert found.until is not None
    ends = [
        row
        for row in data_of(drawn(mini, "frontier"))
        if row.get("t") == moment(found.until) and "say" not in row
    ]
    best = {float(r.entry.score) for r in found.records if r.stood is None}
    assert best <= {row["v"] for row in ends if "v" in row}


def test_a_gap_is_drawn_from_its_matches_and_partial_dates_are_ranges(mini: KnowledgeGraph) -> None:
    found = gap(mini, "CN", "US", benchmark="Acme Index v2")
    figure = drawn(mini, "gap")
    assert figure.tables[0].solutions == found.solutions()
    spans = [m.behind or -m.counting for m in found.matches if m.behind or m.counting]
    middles = {(span.fewest + span.most) / 2 for span in spans}
    assert middles <= {v for _, v in points(figure)}
    ranges = {(float(s.fewest), float(s.most)) for s in spans if not s.exact}
    assert ranges
    assert ranges <= {(row["v"], row["v2"]) for row in data_of(figure) if "v2" in row}
    assert "A pale bar" in " ".join(figure.caption)


def test_no_line_joins_lags_that_are_counting_or_not_covered(shipped: KnowledgeGraph) -> None:
    """Only what was matched, and not only because older models of the other side lack scores, is a lag."""
    asked = {"names": ("US", "CN"), "benchmark": "Epoch Capabilities Index"}
    found = gap(shipped, "US", "CN", benchmark="Epoch Capabilities Index")
    counted = {moment(m.record.entry.when.first) for m in found.matches if m.reach and m.covered}
    others = {moment(m.record.entry.when.first) for m in found.matches} - counted
    assert counted and any(m.reach is None for m in found.matches)
    assert any(m.reach and not m.covered for m in found.matches)
    figure = chart.figure("gap", shipped, **asked)
    assert figure is not None
    joined: set[int] = set()
    hollow: dict[int, str] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for value in node:
                walk(value)
        elif isinstance(node, dict):
            mark = node.get("mark")
            if isinstance(mark, dict) and isinstance(node.get("data"), dict):
                rows = node["data"].get("values") or named[node["data"]["name"]]
                if mark["type"] == "line":
                    joined.update(row["t"] for row in rows)
                if mark["type"] == "point" and mark["fill"] == Look().theme.page:
                    hollow.update({row["t"]: mark["shape"] for row in rows if "v" in row})
            for value in node.values():
                walk(value)

    spec = figure.chart.to_dict()
    named = spec.get("datasets", {})
    walk(spec)
    assert joined == counted
    assert set(hollow) == others
    assert set(hollow.values()) == {"triangle-right", "triangle-left"}
    written = texts(chart.svg_of(figure))
    assert {"not yet matched, counting", "earlier models not scored"} <= set(written)
    assert "first model of China at or above it" in written


def test_matched_records_need_no_open_symbols(mini: KnowledgeGraph) -> None:
    found = gap(mini, "CN", "US", benchmark="Acme Index v2")
    written = texts(chart.svg_of(drawn(mini, "gap")))
    assert ("not yet matched, counting" in written) == any(m.reach is None for m in found.matches)
    assert ("earlier models not scored" in written) == any(m.reach and not m.covered for m in found.matches)


def test_a_ranking_is_drawn_from_its_rows_with_intervals(mini: KnowledgeGraph) -> None:
    rows = ranking(mini, "Duel Text").solutions
    figure = drawn(mini, "ranking of an arena")
    assert figure.tables[0].solutions == rows
    bars = [row["v"] for row in data_of(figure) if "say" in row]
    assert sorted(bars, reverse=True) == [float(str(score)) for score in rows.column("score")]
    newest = {str(node) for node in rows.column("node")}
    wanted = {
        (float(str(r["low"])), float(str(r["high"])))
        for r in mini.run("score-intervals", version="Duel Text")
        if str(r["node"]) in newest
    }
    assert wanted
    drawn_ = [row for row in data_of(figure) if {"v", "to", "y"} <= set(row)]
    assert wanted == {(row["v"], row["to"]) for row in drawn_}


def test_bars_begin_at_0_or_are_not_bars(mini: KnowledgeGraph) -> None:
    assert {row["zero"] for row in data_of(drawn(mini, "ranking")) if "say" in row} == {0.0}
    assert "mark': {'type': 'bar'" not in str(drawn(mini, "ranking of an arena").chart.to_dict())
    assert "The scale does not begin at 0." in drawn(mini, "ranking of an arena").caption


def test_the_first_rows_of_a_ranking_say_of_how_many(mini: KnowledgeGraph) -> None:
    figure = drawn(mini, "ranking", top=2)
    whole = len(ranking(mini, "Acme Index v2").solutions)
    assert f"the first 2 of {whole} rows" in figure.subtitle
    assert len([row for row in data_of(figure) if "say" in row]) == 2
    assert len(figure.tables[0].solutions) == whole


def test_releases_are_those_of_the_query(mini: KnowledgeGraph) -> None:
    figure = drawn(mini, "cadence of two")
    rows = [r for lab in ("Chenxing", "Aurora Labs") for r in mini.run("lab-releases", lab=lab)]
    assert figure.tables[0].solutions.dicts() == rows
    assert sorted(row["t"] for row in data_of(figure) if "say" in row) == sorted(
        moment(r["released"]) for r in rows
    )  # type: ignore[arg-type]


def test_the_rhythm_of_a_lab_leaves_partial_dates_out(mini: KnowledgeGraph) -> None:
    rows = mini.run("lab-releases", lab="Chenxing").dicts()
    assert rhythm(rows) == "4 models on 4 days, median 311 days apart"  # 2024-03-15 and 2025-01-20


def test_open_and_closed_are_two_frontiers(mini: KnowledgeGraph) -> None:
    found = frontier(mini, "Acme Index v2", by="openness")
    figure = drawn(mini, "openness")
    assert points(figure) == {(moment(r.entry.when.first), float(r.entry.score)) for r in found.records}


def test_shares_are_those_of_the_saved_query(shipped: KnowledgeGraph) -> None:
    rows = [tuple(map(lexical, row)) for row in shares_of(shipped.run("lab-releases").dicts()).rows]
    assert rows == [tuple(map(lexical, row)) for row in shipped.run("openness-by-country").rows]


def test_an_arena_read_once_is_rows_and_one_read_often_is_a_line(mini: KnowledgeGraph) -> None:
    once, often = drawn(mini, "arena"), drawn(mini, "arena over time")
    newest = {float(str(v)) for v in mini.run("arena-readings").column("score")}
    assert {row["v"] for row in data_of(once) if "say" in row} == newest
    best: dict[tuple[Any, Any], float] = {}
    for row in mini.run("arena-history", version="Duel Text"):
        key = (row["country"], row["asOf"])
        best[key] = max(best.get(key, 0.0), float(str(row["score"])))
    assert points(often) == {(moment(day), value) for (_, day), value in best.items()}


def test_arena_refuses_what_is_no_arena(mini: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="is no arena"):
        chart.figure("arena", mini, benchmark="Acme Index v2")


def test_the_media_arenas_of_the_report(shipped: KnowledgeGraph) -> None:
    figure = chart.figure("arena", shipped)
    assert figure is not None
    written = " ".join(texts(chart.svg_of(figure)))
    for lead in (
        "United States 4 ahead of China",
        "United States 16 ahead of China",
        "United States 114 ahead",
    ):
        assert lead in written
    assert "LMArena" not in written


def test_scores_are_all_scores_and_the_frontier_of_all(mini: KnowledgeGraph) -> None:
    figure = drawn(mini, "scores")
    rows = mini.run("dated-scores", version="Acme Index v2").dicts()
    dated = {(moment(r["released"]), float(str(r["score"]))) for r in rows if r["released"]}  # type: ignore[arg-type]
    assert points(figure) == dated
    led = frontier(mini, "Acme Index v2").records
    steps_ = {(row["t"], row["v"]) for row in data_of(figure) if "say" not in row and "v" in row}
    assert {(moment(r.entry.when.first), float(r.entry.score)) for r in led} <= steps_


def test_as_of_leaves_out_what_came_later(mini: KnowledgeGraph) -> None:
    for kind in ("frontier", "scores", "cadence", "openness"):
        options = V2 if kind != "cadence" else {}
        early = chart.figure(kind, mini, as_of="2025-02-01", **options)
        assert early is not None
        assert "As of 2025-02-01" in early.subtitle
        assert "Dyn 2" not in str(early.tables[0].solutions.column("modelLabel"))  # of 2025-02-14
        last = moment(date(2025, 2, 1))
        assert all(row["t"] <= last for row in data_of(early) if "say" in row)


def test_nothing_to_draw_is_none(mini: KnowledgeGraph) -> None:
    for kind in chart.KINDS:
        options = {} if kind in ("cadence", "arena") else V2
        assert chart.figure(kind, mini, as_of="1999-01-01", **options) is None
        assert chart.svg(kind, mini, as_of="1999-01-01", **options) == ""


# -- what every picture says and holds


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("wide", [840, 400])
def test_every_picture_carries_what_it_rests_on(mini: KnowledgeGraph, name: str, wide: int) -> None:
    figure = drawn(mini, name, width=wide)
    picture = chart.svg_of(figure)
    written = re.sub(r"\s+", " ", " ".join(texts(picture)))
    options = CHARTS[name][1]
    if "benchmark" in options:
        assert options["benchmark"] in written  # the version
    assert re.search(r"\d{4}-\d\d", written)  # a date
    assert re.search(r"\d+ (record|row|rating|model|reading)", written)  # how many
    assert re.search(r"Sources?: \S", written)
    assert (
        f"Drawn by aikg {aikg.__version__}; compilation CC BY 4.0, terms of each source as named." in written
    )
    assert "Free Licence" in written or "terms not stated" in written or "Duel" in written
    for line in (figure.title, figure.subtitle, *figure.caption):
        assert re.sub(r"\W", "", line) in re.sub(r"\W", "", written)


def test_a_picture_names_all_sources_of_what_is_drawn_and_no_others(shipped: KnowledgeGraph) -> None:
    found = frontier(shipped, by="country")
    figure = chart.figure("frontier", shipped)
    assert figure is not None
    named = next(line for line in figure.caption if line.startswith("Source"))
    every = {str(t) for t in shipped.run("version-sources").column("title")}
    drawn_ = {title for title in every if any(title in r.entry.source for r in found.records)}
    assert drawn_ and drawn_ < every
    asked = {str(r["title"]): source_words(r) for r in shipped.run("version-sources")}
    for title, words in asked.items():
        assert (words in named) == (title in drawn_)
    assert " more" not in named


def test_very_many_sources_are_cut_with_their_number_and_where_all_are() -> None:
    twelve = foot([f"S{i}, terms {i}" for i in range(12)])
    assert "; S11, terms 11." in twelve[0]
    more = foot([f"S{i}, terms {i}" for i in range(15)], "A remark.", query="release-sources")
    assert more[0] == "A remark."
    assert more[1].endswith("; S11, terms 11; and 3 more, which `aikg query run release-sources` lists.")


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("wide", [1200, 840, 400, 320])
def test_every_picture_is_as_wide_as_asked(mini: KnowledgeGraph, name: str, wide: int) -> None:
    root = ElementTree.fromstring(chart.svg_of(drawn(mini, name, width=wide)))
    assert abs(float(root.get("width", "0")) - wide) <= 5


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_only_shapes_and_text(mini: KnowledgeGraph, name: str) -> None:
    """To be put into a page with a strict policy, beside others of its kind: no id, link, script or style."""
    root = ElementTree.fromstring(chart.svg_of(drawn(mini, name)))
    allowed = {"svg", "g", "path", "line", "rect", "text", "title"}
    for element in root.iter():
        assert element.tag.removeprefix(f"{{{chart.SVG}}}") in allowed
        names = {key.rpartition("}")[2] for key in element.attrib}
        assert not names & {"id", "style", "href", "class"}
        assert not any(key.startswith("on") for key in names)
    assert root.get("role") == "img"
    assert root.get("aria-label", "").startswith(drawn(mini, name).title)


def test_the_same_graph_gives_the_same_bytes_in_any_time_zone(tmp_path: Path) -> None:
    program = (
        "import aikg, sys\nfrom aikg.draw import chart\n"
        "g = aikg.load()\n"
        "for kind in ('frontier', 'cadence'):\n    sys.stdout.write(chart.svg(kind, g))\n"
    )
    import os

    found = set()
    for zone, seed in (("UTC", "1"), ("Asia/Shanghai", "2"), ("America/Los_Angeles", "3")):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, env=environment, check=True
        )
        found.add(run.stdout)
    assert len(found) == 1
    assert len(found.pop()) > 10_000


def test_pixels_are_a_png(mini: KnowledgeGraph) -> None:
    image = chart.png_of(drawn(mini, "frontier"), scale=2)
    assert image.startswith(b"\x89PNG\r\n")
    assert abs(int.from_bytes(image[16:20], "big") - 1680) <= 6


# -- texts of the data


ATTACKS = [
    "<img src=x onerror=document.title='pwned'>",
    "</script><script>document.title='pwned'</script>",
    "</svg><script>document.title='pwned'</script>",
    "<![CDATA[<script>document.title='pwned'</script>]]>",
    "]]>&lt;&#60;&amp;",
    "datum.value",
    "{{title}}{policy}",
    "'\"><svg onload=document.title='pwned'>",
    "javascript:document.title='pwned'",
    "\u202eevil\u202c\u2066x\u2069",
    "bell\u0007 esc\u001b[31m nul-free",
    "line\u2028break\u2029",
    "\ufffe\uffff",
    "深度求索 通义千问",
    "a" * 100_000,
    "🦙" * 25_000,
]


def literal(text: str) -> str:
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


@pytest.fixture
def hostile(world: Callable[..., KnowledgeGraph]) -> KnowledgeGraph:
    """Every label, source, licence and effort an attack, in the countries and versions of the mini world."""
    parts = []
    for i, text in enumerate(ATTACKS):
        word, precision = literal(text), "day" if i % 3 else "month"
        openness = "api-access" if i % 2 else "open-weights-unrestricted"
        parts.append(f"""
source:evil-{i} a aikg:Source ; dcterms:title {word}@en ; dcterms:publisher {word} ; aikg:edition {word} ;
    aikg:attribution {word} .
lab:evil-{i} a aikg:Lab ; skos:prefLabel {word}@en ; aikg:country country:{"CN" if i % 2 else "US"} ;
    dcterms:source source:evil-{i} .
model:evil-{i} a aikg:Model ; skos:prefLabel {word}@en ; aikg:developedBy lab:evil-{i} ;
    aikg:released "2025-0{i % 9 + 1}-{i + 10}"^^xsd:date ; aikg:releasedPrecision concept:{precision} ;
    aikg:openness concept:{openness} ; dcterms:source source:evil-{i} .
score:evil.{i} a aikg:Score ; aikg:model model:evil-{i} ; aikg:benchmarkVersion benchmark:acme-index-v2 ;
    aikg:value {70 + i}.0 ; aikg:asOf "2025-11-01"^^xsd:date ; aikg:asOfPrecision concept:day ;
    aikg:effort {word} ; aikg:reporter concept:independent ; dcterms:source source:evil-{i} .
score:evil.duel.{i} a aikg:Score ; aikg:model model:evil-{i} ; aikg:benchmarkVersion benchmark:duel-text ;
    aikg:value {1300 + i}.0 ; aikg:asOf "2025-03-01"^^xsd:date ; aikg:asOfPrecision concept:day ;
    aikg:reporter concept:independent ; dcterms:source source:evil-{i} .
""")
    return world("\n".join(parts))


class Reader(HTMLParser):
    """The elements of a page with their attributes, as a browser makes them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


HOSTILE = [name for name in CHARTS if name != "cadence of two"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_labels_are_text_in_picture_and_page(hostile: KnowledgeGraph, name: str) -> None:
    figure = drawn(hostile, name)
    picture = chart.svg_of(figure)
    ElementTree.fromstring(picture)  # well-formed
    assert len(picture) < 400_000
    page = chart.html_of(figure, drawn(hostile, name, width=400), "aikg chart '<b>'")
    assert len(page) < 1_500_000
    tags = Reader(page).tags
    assert not {tag for tag, _ in tags} & {"script", "img", "iframe", "a", "b", "object", "link"}
    for tag, attributes in tags:
        assert not any(key.startswith("on") or key in ("src", "href", "style") for key in attributes), tag
    for text in (picture, page):
        assert not re.search(
            "[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufffe\uffff]", text
        )
        assert "a" * 2000 not in text
    policies = [a["content"] for t, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert [str(p)[:18] for p in policies] == ["default-src 'none'"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_the_data_is_a_field_an_expression_or_a_format(hostile: KnowledgeGraph, name: str) -> None:
    """Without its data, the chart of a hostile world holds only our own words."""

    def strings(node: Any) -> Any:
        if isinstance(node, dict):
            for key, value in node.items():
                if key not in ("values", "datasets"):
                    yield key
                    yield from strings(value)
        elif isinstance(node, list):
            for value in node:
                yield from strings(value)
        elif isinstance(node, str):
            yield node

    spec = drawn(hostile, name).chart.to_dict()
    for text in strings(spec):
        assert not any(attack[:12] in text for attack in ATTACKS if attack != "datum.value"), text
    assert {text for text in strings(spec) if "datum" in text} <= {
        "utcmonth(datum.value) == 0",
        "utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') : utcFormat(datum.value, '%b')",
    }


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_a_hostile_page_opens_and_nothing_runs(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    file = tmp_path / "hostile.html"
    file.write_text(chart.html_of(drawn(hostile, "scores")), encoding="utf-8")
    opened = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path}/profile", "--enable-logging=stderr",
         "--host-resolver-rules=MAP * ~NOTFOUND", file.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "pwned" not in opened.stdout.split("</title>")[0]
    assert "Content Security Policy" not in opened.stderr
    assert "CONSOLE" not in opened.stderr
    assert opened.stdout.count("<svg") == 1


def test_a_page_holds_the_rows_the_command_and_a_description(mini: KnowledgeGraph) -> None:
    figure = drawn(mini, "frontier")
    page = chart.html_of(figure, None, "aikg chart frontier")
    assert "<code>aikg chart frontier</code>" in page
    for label in figure.tables[0].solutions.column("modelLabel"):
        import html

        assert f"<td>{html.escape(str(label))}</td>" in page
    assert page.count('<html lang="en"') == 1
    assert f'<figcaption class="description">{figure.description.split(":")[0]}' in page
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"|http-equiv', "", page)


# -- labels


def test_widths_are_those_of_the_font() -> None:
    assert width("Hello", 10) == pytest.approx(10 * (0.722 + 0.556 + 0.222 * 2 + 0.556))
    assert width("深度", 10) == pytest.approx(20)


@given(st.text(), st.floats(30, 400))
def test_cut_and_wrapped_texts_fit(text: str, room: float) -> None:
    assert width(cut(text, room, 11), 11) <= room + 12
    for line in wrapped(text, room, 11):
        assert width(line, 11) <= room + 12


@given(st.text())
def test_plain_text_can_stand_in_xml(text: str) -> None:
    ElementTree.fromstring(f"<t>{chart.html.escape(plain(text))}</t>")
    assert len(plain(text * 50, 40)) <= 40


LABELS = st.lists(
    st.builds(
        Label,
        st.text("abcdefgh", min_size=1, max_size=20),
        st.floats(0, 600),
        st.floats(0, 300),
        st.booleans(),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(LABELS)
def test_labels_never_touch_and_stay_inside(labels: list[Label]) -> None:
    bounds = Box(0, 0, 600, 300)
    dots = [Box(label.x - 4, label.y - 4, label.x + 4, label.y + 4) for label in labels]
    placed = place(labels, bounds, size=11, solid=dots)
    for i, one in enumerate(placed):
        assert one.box.within(bounds)
        assert not any(one.box.meets(dot) for dot in dots)
        assert not any(one.box.meets(other.box) for other in placed[i + 1 :])
    assert placed == place(labels, bounds, size=11, solid=dots)


@given(st.lists(st.floats(0, 300), min_size=1, max_size=15))
def test_heights_are_moved_apart(heights: list[float]) -> None:
    moved = apart(heights, 15, 0, 300)
    ordered = sorted(moved)
    assert all(b - a >= 15 - 1e-6 for a, b in itertools.pairwise(ordered))
    assert max(moved) <= 300


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_steps_hold_what_is_drawn(one: float, other: float) -> None:
    low, high, step = steps(min(one, other), max(one, other))
    assert low <= min(one, other)
    assert high >= max(one, other) - 1e-6
    assert step > 0


def test_a_plane_turns_pixels_back_into_dates_and_values() -> None:
    field = plane(Look(), 600, 300, [date(2024, 1, 1), date(2025, 1, 1)], [10.0, 60.0])
    day = date(2024, 5, 5)
    assert field.moment_at(field.x(day)) == pytest.approx(moment(day))
    assert field.value_at(field.y(33.0)) == pytest.approx(33)
    assert isinstance(field, Plane)
    assert field.y(60) < field.y(10)


def test_lower_is_better_stands_higher() -> None:
    field = plane(Look(), 600, 300, [date(2024, 1, 1)], [1.0, 2.0], reverse=True)
    assert field.y(1) < field.y(2)


# -- style


def test_series_of_one_chart_differ_in_colour_and_symbol() -> None:
    found = style.series_of(["US", "CN", "FR", "GB", "AE", "KR", "JP", "DE"])
    told = [series for series in found.values() if series is not style.OTHERS]
    assert len({series.light for series in told}) == len({series.symbol for series in told}) == len(told) == 6
    assert found["US"] == style.series_of(["CN", "US"])["US"]


def test_series_stand_out_from_the_page() -> None:
    from test_style import contrast

    for theme, name in ((style.LIGHT, "light"), (style.DARK, "dark")):
        for series in (*style.SERIES, *style.GROUPS.values(), style.OTHERS):
            assert contrast(getattr(series, name), theme.page) >= 3


# -- options and the command line


def test_names_of_groups_find_their_kind(mini: KnowledgeGraph) -> None:
    assert groups.chosen(mini, ["China", "US"]) == ("country", ("CN", "US"))
    assert groups.chosen(mini, ["open", "closed"]) == ("openness", ("open", "closed"))
    assert groups.chosen(mini, ["Chenxing", "Aurora Labs"]) == ("lab", ("Chenxing", "Aurora Labs"))
    with pytest.raises(UsageError, match="one kind"):
        groups.chosen(mini, ["CN", "open"])
    with pytest.raises(UnknownName):
        groups.chosen(mini, ["CN", "Atlantis"])


def test_options_are_checked(mini: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="There is no chart pie"):
        chart.figure("pie", mini)
    with pytest.raises(UsageError, match="takes no lab"):
        chart.figure("frontier", mini, lab="x")
    with pytest.raises(BadParameter, match="width"):
        chart.figure("frontier", mini, width=10)
    with pytest.raises(BadParameter, match="theme"):
        chart.figure("frontier", mini, theme="pink")
    with pytest.raises(UsageError, match="two groups"):
        chart.figure("gap", mini, names=["CN"])


def test_options_that_contradict_each_other_are_refused(mini: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="takes no groups; leave out CN US"):
        chart.figure("frontier", mini, by="all", names=("CN", "US"), **V2)
    with pytest.raises(UsageError, match="take no benchmark"):
        chart.figure("openness", mini, by="country", benchmark="nope")
    with pytest.raises(UsageError, match="take no benchmark and no date"):
        chart.figure("openness", mini, by="country", date="announced", **V2)


@pytest.mark.parametrize("asked", [["frontier", "FR"], ["gap", "CN", "FR"]])
def test_a_group_without_a_score_is_named(asked: list[str], tmp_path: Path) -> None:
    file = tmp_path / "f.svg"
    done = CliRunner().invoke(command, [*asked, "-o", str(file)])
    assert done.exit_code == 1
    assert done.stderr.startswith("France has no model with a score and such a date here.\n")
    assert not file.exists()


def test_a_group_without_a_score_is_named_below_the_others(shipped: KnowledgeGraph) -> None:
    figure = chart.figure("frontier", shipped, names=("CN", "FR"))
    assert figure is not None
    assert "France has no model with a score and such a date here." in figure.caption


def test_without_the_libraries_one_line_says_what_to_install(
    mini: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtra, match=r"aikg\[charts\]"):
        chart.figure("frontier", mini)


@pytest.mark.parametrize("name", ["f.html", "f.svg", "f.PNG"])
def test_the_ending_says_the_format(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    done = CliRunner().invoke(command, ["frontier", "CN", "US", "-o", str(file)])
    assert done.exit_code == 0
    assert done.stderr.startswith(f"Wrote {file}: Frontier by country: Artificial Analysis")
    begin = {"f.html": b"<!DOCTYPE html>", "f.svg": b"<svg ", "f.PNG": b"\x89PNG"}[name]
    assert file.read_bytes().startswith(begin)


@pytest.mark.parametrize("name", ["f.pdf", "frontier", ".hidden/f"])
def test_an_unknown_ending_is_refused_before_anything_is_drawn(name: str) -> None:
    done = CliRunner().invoke(command, ["frontier", "-o", name])
    assert isinstance(done.exception, UsageError)
    assert "--format" in str(done.exception)


def test_nothing_to_draw_writes_no_file_and_exits_1(tmp_path: Path) -> None:
    file = tmp_path / "f.svg"
    done = CliRunner().invoke(command, ["frontier", "--as-of", "1999-01-01", "-o", str(file)])
    assert done.exit_code == 1
    assert done.stderr == "Nothing is left to draw; no file was written.\n"
    assert not file.exists()


def test_standard_output_takes_a_format(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["arena", "--format", "svg", "-o", "-"])
    assert done.exit_code == 0
    assert done.stdout.startswith("<svg ")
    assert done.stderr == ""


def test_the_page_names_the_command_that_makes_it(tmp_path: Path) -> None:
    file = tmp_path / "c.html"
    asked = ["cadence", "--lab", "DeepSeek", "--lab", "Moonshot AI", "--as-of", "2025-06-30", "-o", str(file)]
    assert CliRunner().invoke(command, asked).exit_code == 0
    page = file.read_text(encoding="utf-8")
    made = f"aikg chart cadence --lab DeepSeek --lab &#x27;Moonshot AI&#x27; --as-of 2025-06-30 -o {file}"
    assert made in page
    assert page.count("<svg") == 2  # wide, and narrow for a telephone


@pytest.mark.parametrize("kind", chart.KINDS)
def test_every_kind_is_a_command_that_works_on_the_shipped_data(kind: str, tmp_path: Path) -> None:
    assert set(command.commands) == set(chart.KINDS)  # type: ignore[attr-defined]
    file = tmp_path / f"{kind}.svg"
    done = CliRunner().invoke(command, [kind, "-o", str(file)])
    assert done.exit_code == 0, done.output
    ElementTree.parse(file)
