"""The page as people use it, in a real Chromium with the network off."""

from __future__ import annotations

import csv
import io
import json
import struct
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import networkx as nx
import pytest

import aikg
from aikg.draw.page import page
from aikg.network import Selection, project
from browser import DESKTOP, PHONE, SMALL, Visit, chromium, needs_chromium
from graphs import ATTACKS, LINKS, attack, ecosystem, many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("page") / "ecosystem.html"
    path.write_text(page(aikg.load().networkx(), title="AI ecosystem", subtitle="all"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lineage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("page") / "lineage.html"
    graph = project(aikg.load(), Selection(model="R1-0528"))
    layouts = ("lineage", "ecosystem", "timeline")
    text = page(graph, title="Lineage of R1-0528", subtitle="model: R1-0528", layouts=layouts)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Visit]]:
    made: list[Visit] = []

    def begin(path: Path, **options: Any) -> Visit:
        made.append(Visit(browser, path, **options))
        return made[-1]

    yield begin
    for one in made:
        one.context.close()


def drawn(tmp_path: Path, graph: nx.MultiDiGraph[str], **options: Any) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(graph, title="Ecosystem", subtitle="of AI", **options), encoding="utf-8")
    return path


def heading(one: Visit) -> str:
    return str(one.page.inner_text("#card h2"))


@pytest.mark.parametrize("layout", ["ecosystem", "timeline"])
def test_opens_offline_with_an_empty_console_and_stands_still(
    visit: Callable[..., Visit], shipped: Path, layout: str
) -> None:
    one = visit(shipped).open("" if layout == "ecosystem" else "#layout=timeline")
    first = one.picture()
    one.settle(700)
    assert one.picture() == first, "nothing moves on load"
    assert len(first) > 50_000, "something is drawn"
    assert one.hash() == ("" if layout == "ecosystem" else "#layout=timeline")
    one.clean()
    again = visit(shipped).open("" if layout == "ecosystem" else "#layout=timeline")
    assert again.picture() == first, "the same at every opening"


@pytest.mark.parametrize(
    ("asked", "found", "fragment"),
    [
        ("深度求索", "DeepSeek", "lab/deepseek"),
        ("deepseek-ai/DeepSeek-R1-0528", "DeepSeek R1-0528", "model/deepseek-r1-0528"),
        ("r1 may 2025", "DeepSeek R1-0528", "model/deepseek-r1-0528"),
        ("通义千问", "Qwen", "family/qwen"),
    ],
)
def test_search_finds_by_any_name(
    visit: Callable[..., Visit], shipped: Path, asked: str, found: str, fragment: str
) -> None:
    one = visit(shipped).open()
    one.page.keyboard.press("/")
    one.page.keyboard.type(asked)
    assert one.page.inner_text("#hit0 b") == found
    one.page.keyboard.press("Enter")
    assert heading(one) == found
    assert one.hash() == f"#node={fragment}"
    one.clean()


def test_search_says_when_there_is_nothing(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open()
    one.page.fill("#ask", "no such thing anywhere")
    assert one.page.inner_text("#found") == "Nothing is called that."
    one.page.keyboard.press("Enter")
    assert one.page.is_hidden("#card")


@pytest.mark.parametrize(
    ("filter", "value", "kept", "gone"),
    [
        ("country", "CN", "model/meta-0", "model/deepseek-0"),
        ("category", "start-up", "model/meta-0", "model/deepseek-0"),
        ("openness", "api-access", "model/meta-0", "model/meta-1"),
        ("modality", "text", "product/chat", "model/meta-0"),
        ("kind", "product", "model/meta-0", "product/chat"),
    ],
)
def test_filters_filter_and_the_address_says_so(
    visit: Callable[..., Visit], tmp_path: Path, filter: str, value: str, kept: str, gone: str
) -> None:
    path = drawn(tmp_path, ecosystem())
    one = visit(path).open()
    before, picture = one.nodes(), one.picture()
    assert kept in before and gone in before
    one.page.click(f'input[data-filter="{filter}"][value="{value}"]')
    after = one.nodes()
    assert kept in after and gone not in after
    if filter != "kind":
        assert one.picture() != picture
    assert one.hash() == f"#without={filter}:{value}"
    again = visit(path).open(one.hash())
    assert set(again.nodes()) == set(after), "the link shows the same"
    one.page.click(f'input[data-filter="{filter}"][value="{value}"]')
    assert set(one.nodes()) == set(before) and one.hash() == ""
    one.clean()


def test_a_relation_can_be_switched_off_and_on(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem())).open()

    def kinds() -> set[str]:
        return {edge["kind"] for edge in json.loads(one.saved("json"))["edges"]}

    full = kinds()
    picture = one.picture()
    assert "fine-tuned-from" in full and "developed-by" not in full
    one.page.click('input[data-filter="relation"][value="fine-tuned-from"]')
    assert kinds() == full - {"fine-tuned-from"} and one.picture() != picture
    one.page.click('input[data-filter="relation"][value="developed-by"]')
    assert "developed-by" in kinds()
    assert one.hash() == "#without=relation:fine-tuned-from&with=developed-by"


def test_all_and_none_of_a_group(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem())).open()
    one.page.click('[aria-label="Countries: none"]')
    assert one.nodes() == {}
    assert one.page.inner_text("#note") == "Nothing is left after these filters."
    one.page.click('[aria-label="Countries: all"]')
    assert len(one.nodes()) == 27, "all but the three categories"


def test_the_slider_hides_what_was_not_yet_released(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open()
    everything = one.nodes()
    most = int(one.page.get_attribute("#month", "max"))
    one.until(24)
    nodes = one.nodes()
    dated = [n["released"] for n in nodes.values() if n["kind"] in ("model", "product")]
    assert any(dated) and all(day <= "2024-01-31" for day in dated)
    assert "model/alphafold-2" in nodes, "announced in 2020, and never released"
    assert "model/gpt-4" in nodes and "model/deepseek-r1-0528" not in nodes
    assert "lab/deepseek" in nodes, "its first model came in 2023"
    assert one.hash() == "#as-of=2024-01"
    assert "as of the end of 2024-01" in one.page.inner_text("#when")
    one.until(0)
    assert "lab/deepseek" not in one.nodes()
    one.until(most)
    assert set(one.nodes()) == set(everything) and one.hash() == ""
    assert any(n["kind"] == "model" and not n["released"] for n in everything.values())


def test_the_slider_and_as_of_show_the_same_models(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open("#as-of=2024-06")
    then = project(aikg.load().at("2024-06-30"))
    wanted = {key for key, kind in then.nodes(data="kind") if kind == "model"}
    assert {key for key, n in one.nodes().items() if n["kind"] == "model"} == wanted


@pytest.mark.parametrize(
    ("asked", "words"),
    [("#node=model/gone", "“model/gone”"), ("#node=%E0%A4%A", "a name that cannot be read")],
)
def test_a_stale_or_malformed_link_says_so(
    visit: Callable[..., Visit], shipped: Path, asked: str, words: str
) -> None:
    one = visit(shipped).open(asked)
    assert one.page.inner_text("#note") == (
        f"The address asks for {words}, which is not in this graph; all of it is shown."
    )
    one.until(24)
    assert one.page.is_hidden("#note")
    one.clean()


def test_the_years_play_from_2022_and_stop_at_the_end(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem())).open()
    most = int(one.page.get_attribute("#month", "max"))
    assert most == 3 * 12 + 3, "from January 2022 to March 2025"
    one.page.click("#play")
    assert int(one.page.input_value("#month")) < 5
    assert one.page.get_attribute("#play", "aria-label") == "Pause"
    one.page.wait_for_function(f"() => +document.getElementById('month').value === {most}", timeout=30_000)
    assert one.page.get_attribute("#play", "aria-label") == "Play the years"
    one.clean()


@pytest.mark.parametrize("asked", ["deepseek-r1", "model/deepseek-r1", "model%2Fdeepseek-r1"])
def test_a_deep_link_lands(visit: Callable[..., Visit], shipped: Path, asked: str) -> None:
    one = visit(shipped).open(f"#node={asked}")
    assert heading(one) == "DeepSeek R1 (Jan 2025)"
    card = one.page.inner_text("#card")
    for words in ("Model by DeepSeek · China", "2025-01-20", "open weights", "MIT License", "671B", "Scores"):
        assert words in card
    assert "independent · Epoch Capabilities Index" in card.replace("\n", " "), "who measured, and the source"
    links = one.page.eval_on_selector_all("#card a", "all => all.map(a => [a.protocol, a.rel])")
    assert links and all(link == ["https:", "noopener noreferrer"] for link in links)
    one.clean()


def test_a_link_to_nothing_opens_the_whole(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open(
        "#node=no-such-thing&layout=nonsense&as-of=1999-99&open=x&without=y:z&with=%E0%A4%A"
    )
    assert one.page.is_hidden("#card")
    assert len(one.picture()) > 50_000
    one.clean()


def test_upstream_downstream_and_neighbours(visit: Callable[..., Visit], lineage: Path) -> None:
    one = visit(lineage).open("#node=deepseek-r1-0528&layout=ecosystem")
    one.page.click("#card .acts >> text=Upstream")
    up = set(one.nodes())
    assert {"model/deepseek-v3-base", "model/deepseek-llm-67b"} <= up
    assert "model/deepseek-r1-0528-qwen3-8b" not in up
    assert one.hash() == "#node=model/deepseek-r1-0528&show=upstream&layout=ecosystem"
    one.page.click("#card .acts >> text=Downstream")
    assert set(one.nodes()) == {
        "model/deepseek-r1-0528", "model/deepseek-r1-0528-qwen3-8b", "model/openreasoning-nemotron-32b",
    }  # fmt: skip
    one.page.click("#card .acts >> text=Neighbours")
    near = set(one.nodes())
    assert {"model/deepseek-r1", "model/deepseek-v3-base", "model/openreasoning-nemotron-32b"} <= near
    assert "model/deepseek-llm-67b" not in near
    one.page.keyboard.press("Escape")
    assert one.hash() == "#node=model/deepseek-r1-0528&layout=ecosystem"
    one.page.go_back()
    one.settle()
    assert one.hash() == "#node=model/deepseek-r1-0528&show=neighbours&layout=ecosystem"
    assert one.page.get_attribute("#card .acts >> text=Neighbours", "aria-pressed") == "true"
    one.clean()


def pointed(one: Visit, wanted: str) -> bool:
    return one.page.is_visible("#hint") and one.page.inner_text("#hint span").startswith(wanted + " ·")


def over(one: Visit, wanted: str) -> tuple[int, int]:
    """Where the mouse finds something of this kind, by moving over the picture."""
    box = one.page.locator("#net").bounding_box()
    for y in range(20, int(box["height"]) - 20, 14):
        for x in range(20, int(box["width"]) - 20, 14):
            one.page.mouse.move(box["x"] + x, box["y"] + y)
            if pointed(one, wanted):
                x, y = x + 4, y + 3  # not only at the rim
                one.page.mouse.move(box["x"] + x, box["y"] + y)
                one.page.wait_for_timeout(80)
                if pointed(one, wanted):
                    return int(box["x"]) + x, int(box["y"]) + y
    raise AssertionError(f"the mouse meets no {wanted}")


def test_the_mouse_opens_a_lab_and_then_its_models(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem()), reduced_motion="reduce").open()
    x, y = over(one, "lab")
    name = one.page.inner_text("#hint b")
    one.page.mouse.click(x, y)
    one.settle(500)
    assert heading(one) == name and one.hash().startswith("#node=lab/")
    assert one.page.inner_text("#unfold") == "Fold all"
    x, y = over(one, "model")
    model = one.page.inner_text("#hint b")
    one.page.mouse.click(x, y)
    assert heading(one) == model
    one.page.click("#card .to >> nth=0")
    assert heading(one) == name, "the card leads back to the lab"
    one.page.click("#card .acts >> text=Close")
    assert one.page.inner_text("#unfold") == "Unfold all"
    one.page.click("#close")
    assert one.page.is_hidden("#card") and one.hash() == ""
    one.clean()


def test_more_than_vis_network_carries_still_answers_the_mouse(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    graph = many(140, 16)
    assert len(graph) > 1500
    one = visit(drawn(tmp_path, graph), reduced_motion="reduce").open("#open=*")
    for _ in range(3):
        one.page.click("#nearer")
    one.settle(300)
    x, y = over(one, "model")
    one.page.mouse.click(x, y)
    assert one.page.inner_text("#card p >> nth=0").startswith("Model by")
    one.clean()


def test_the_keyboard_reaches_everything(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem())).open()
    one.page.keyboard.press("Tab")
    assert one.page.evaluate("() => document.activeElement.textContent") == "To the picture"
    seen = set()
    for _ in range(120):
        one.page.keyboard.press("Tab")
        seen.add(one.page.evaluate("() => document.activeElement.id"))
        if "net" in seen:
            break
    assert {"ask", "theme", "net"} <= seen
    one.page.reload()
    one.settle()
    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")
    assert one.page.evaluate("() => document.activeElement.id") == "net"
    one.page.keyboard.press("ArrowRight")
    first = heading(one)
    assert first and one.page.inner_text("#said").startswith(first)
    one.page.keyboard.press("ArrowRight")
    one.page.keyboard.press("ArrowLeft")
    while not one.hash().startswith("#node=lab/deepseek"):
        before = one.hash()
        one.page.keyboard.press("ArrowLeft")
        if one.hash() == before:
            one.page.keyboard.press("ArrowUp")
            if one.hash() == before:
                one.page.keyboard.press("ArrowDown")
        assert one.hash() != before
    one.page.keyboard.press("Enter")
    assert one.page.inner_text("#said") == "DeepSeek is open."
    one.page.keyboard.press("n")
    assert "show=neighbours" in one.hash()
    one.page.keyboard.press("Escape")
    one.page.keyboard.press("Escape")
    assert one.page.is_hidden("#card")
    picture = one.picture()
    one.page.keyboard.press("+")
    one.settle(600)
    assert one.picture() != picture
    one.page.keyboard.press("0")
    one.settle(600)
    one.clean()


def test_keys_walk_between_labs_and_fold_them(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open("#node=lab/deepseek")
    one.page.focus("#net")
    assert "Close" in one.page.inner_text("#card .acts")
    one.page.keyboard.press("Enter")
    assert "Open 59" in one.page.inner_text("#card .acts") or "Open " in one.page.inner_text("#card .acts")
    one.page.keyboard.press("ArrowRight")
    assert heading(one) == "Zhipu"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_axe_finds_no_serious_fault(
    visit: Callable[..., Visit], tmp_path: Path, scheme: str, size: tuple[int, int]
) -> None:
    one = visit(drawn(tmp_path, ecosystem()), size=size, color_scheme=scheme).open("#node=deepseek-0")
    assert one.serious() == []
    one.page.click("#close")
    one.page.evaluate("() => { document.getElementById('table').open = true; }")
    one.page.evaluate("() => { document.getElementById('legend').open = true; }")
    assert one.serious() == []
    one.page.fill("#ask", "deep")
    assert one.serious() == []


def test_axe_finds_no_serious_fault_in_the_shipped_page(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open("#node=deepseek-r1")
    assert one.serious() == []


def test_light_and_dark_by_system_and_by_choice(visit: Callable[..., Visit], tmp_path: Path) -> None:
    path = drawn(tmp_path, ecosystem())
    light, dark = (visit(path, color_scheme=s).open() for s in ("light", "dark"))

    def ground(one: Visit) -> str:
        return str(one.page.evaluate("() => getComputedStyle(document.body).backgroundColor"))

    assert ground(light) == "rgb(255, 255, 255)" and ground(dark) == "rgb(17, 20, 26)"
    assert light.picture() != dark.picture()
    dark.page.click("#theme")
    assert ground(dark) == ground(light) and dark.picture() == light.picture()


def test_the_table_says_the_same_and_prints(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem())).open()
    one.page.click("#read")
    assert one.page.locator("tbody tr").count() == 30
    one.page.locator("tbody a", has_text="DeepSeek 1.0").first.click()
    one.settle()
    assert heading(one) == "DeepSeek 1.0", "a row leads to the picture"
    one.page.emulate_media(media="print")
    one.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert one.page.is_visible("table") and one.page.is_hidden("#net") and one.page.is_hidden("#legend")
    assert one.page.is_visible("#source-1")


def test_without_scripts_the_table_is_there(browser: Any, tmp_path: Path) -> None:
    path = drawn(tmp_path, ecosystem())
    context = browser.new_context(java_script_enabled=False, offline=True)
    try:
        bare = context.new_page()
        bare.goto(path.as_uri())
        bare.click("#table > summary")
        assert "DeepSeek 1.0" in bare.inner_text("table")
        assert bare.is_visible("noscript")
    finally:
        context.close()


def test_the_picture_is_saved_with_its_title(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open("#node=lab/deepseek")
    before = one.picture()
    content = one.saved("png")
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    assert width > 2000 and height > 1400, "twice the size of the screen"
    one.settle(300)
    assert one.picture() == before, "the page stands as before"
    one.clean()


def test_data_are_saved_as_csv_that_a_spreadsheet_does_not_calculate(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    graph = ecosystem()
    graph.nodes["model/deepseek-0"]["label"] = '=1+1,"x"'
    one = visit(drawn(tmp_path, graph)).open()
    text = one.saved("csv").decode("utf-8-sig")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert len(rows) == 27
    assert rows["model/deepseek-0"]["label"] == '\'=1+1,"x"'
    assert rows["model/meta-0"]["scores"] == "Index v2: 60 (2025-05, independent)"
    whole = one.nodes()["model/meta-0"]
    assert whole["scores"][0]["source"] == ["Index", "https://example.org/i"]


def test_labs_are_sized_by_a_score_when_asked(visit: Callable[..., Visit], shipped: Path) -> None:
    one = visit(shipped).open()
    picture = one.picture()
    one.page.select_option("#measure", label="Best: Epoch Capabilities Index (December 2025)")
    assert one.picture() != picture
    assert one.hash() == "#size=Epoch%20Capabilities%20Index%20(December%202025)"
    one.page.fill("#ask", "deepseek")
    again = visit(shipped).open(one.hash())
    assert again.page.input_value("#measure") == "Epoch Capabilities Index (December 2025)"
    one.clean()


def test_layouts_can_be_changed_and_the_node_stays(visit: Callable[..., Visit], lineage: Path) -> None:
    one = visit(lineage).open("#node=deepseek-r1")
    first = one.picture()
    for name, word in (("ecosystem", "Ecosystem"), ("timeline", "Timeline")):
        one.page.click(f"#layouts >> text={word}")
        one.settle(500)
        assert one.hash() == f"#node=model/deepseek-r1&layout={name}"
        assert one.picture() != first and heading(one) == "DeepSeek R1 (Jan 2025)"
    one.page.click("#layouts >> text=Family tree")
    one.settle(500)
    assert one.hash() == "#node=model/deepseek-r1"
    one.clean()


@pytest.mark.parametrize("size", [PHONE, SMALL, DESKTOP])
def test_nothing_sticks_out_of_the_window(
    visit: Callable[..., Visit], shipped: Path, size: tuple[int, int]
) -> None:
    one = visit(shipped, size=size).open("#node=deepseek-r1")
    wide = one.page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= size[0]
    for name in ("#ask", "#save summary", "#theme", "#play", "#month", "#unfold", "#close", "#layouts"):
        box = one.page.locator(name).bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size[0], name


def test_a_finger_opens_a_lab_on_a_phone(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, ecosystem()), size=PHONE, reduced_motion="reduce").open()
    box = one.page.locator("#net").bounding_box()
    for y in range(30, int(box["height"]) - 60, 16):
        for x in range(20, int(box["width"]) - 20, 16):
            one.page.touchscreen.tap(box["x"] + x, box["y"] + y)
            if one.page.is_visible("#card"):
                break
        if one.page.is_visible("#card"):
            break
    assert one.hash().startswith("#node=lab/")
    card = one.page.locator("#card").bounding_box()
    assert card["y"] > 844 / 3, "the card leaves room for the picture"
    one.clean()


@pytest.mark.parametrize("number", range(len(ATTACKS)))
def test_attacks_do_not_run(visit: Callable[..., Visit], attacked: Path, number: int) -> None:
    key = next(k for k in attack().nodes if k.startswith(f"model/{number}"))
    one = visit(attacked).open("#node=" + quote(key.replace("\ud800", "\ufffd"), safe="/"))
    assert one.page.is_visible("#card")
    assert one.page.title() == ATTACKS[2]
    assert one.page.locator("#card :is(img, script, svg, iframe, a)").count() == 0
    for button in one.page.locator("#card .acts button").all():
        button.click()
    one.page.fill("#ask", ATTACKS[number][:80])
    one.page.keyboard.press("Enter")
    for layout in ("timeline", "lineage"):
        one.page.click(f"[data-layout={layout}]")
        one.settle()
    assert one.page.title() == ATTACKS[2]
    assert one.page.url.startswith("file:")
    one.clean()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("page") / "attack.html"
    layouts = ("ecosystem", "timeline", "lineage")
    text = page(attack(), title=ATTACKS[2], subtitle=ATTACKS[0], layouts=layouts)
    path.write_text(text, encoding="utf-8")
    return path


def test_attacks_in_exports_and_address(visit: Callable[..., Visit], attacked: Path) -> None:
    one = visit(attacked).open("#node=" + quote(ATTACKS[1]) + "&size=" + quote(ATTACKS[0]))
    one.page.click("#unfold")
    assert len(one.nodes()) == 2 * len(ATTACKS) + 1
    assert one.saved("png").startswith(b"\x89PNG")
    rows = list(csv.reader(io.StringIO(one.saved("csv").decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    assert one.page.title() == ATTACKS[2]
    one.clean()


def test_the_policy_stops_what_would_get_in(visit: Callable[..., Visit], attacked: Path) -> None:
    one = visit(attacked).open()
    one.page.evaluate(
        "() => { const d = document.createElement('div'); d.innerHTML = "
        '\'<img src=x onerror="document.title=1"><a href="javascript:document.title=2">a</a>\';'
        " document.body.append(d); const s = document.createElement('script');"
        " s.textContent = 'document.title = 3'; document.body.append(s); d.querySelector('a').click(); }"
    )
    one.settle(300)
    assert one.page.title() == ATTACKS[2]
    assert any("Content Security Policy" in text for text in one.said)
    assert len(LINKS) > 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, SMALL, PHONE])
def test_screenshots_for_a_person_to_look_at(
    visit: Callable[..., Visit], shipped: Path, lineage: Path, size: tuple[int, int], scheme: str
) -> None:
    views = {
        "first": (shipped, ""),
        "lab": (shipped, "#node=lab/alibaba"),
        "model": (shipped, "#node=deepseek-r1&show=downstream"),
        "timeline": (shipped, "#layout=timeline"),
        "as-of": (shipped, "#as-of=2023-12"),
        "lineage": (lineage, ""),
    }
    for name, (path, fragment) in views.items():
        one = visit(path, size=size, color_scheme=scheme).open(fragment)
        one.shoot(f"{name}-{size[0]}-{scheme}")
        one.clean()


def test_a_page_of_nothing(visit: Callable[..., Visit], tmp_path: Path) -> None:
    one = visit(drawn(tmp_path, nx.MultiDiGraph(), layouts=("ecosystem", "timeline", "lineage"))).open()
    text = one.page.inner_text("footer")
    assert "0 nodes and 0 edges · data of no stated version · licence: not stated" in text
    for name in ("timeline", "lineage"):
        one.page.click(f"[data-layout={name}]")
        one.settle()
    assert one.page.inner_text("#note") == "Nothing is left after these filters."
    one.clean()
