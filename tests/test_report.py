"""The report: on its own date the modelled report's numbers, each with source and command."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import aikg
from aikg import store
from aikg.cli import cli
from aikg.draw import report as page
from aikg.errors import UnknownName, UsageError
from aikg.render import report as rendered
from aikg.report.composition import report
from aikg.solutions import json_value

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report.structure import Report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOURCE = Path(__file__).resolve().parent.parent / "src" / "aikg"
DAY = "2025-05-31"


@pytest.fixture(scope="module")
def then() -> KnowledgeGraph:
    """The shipped graph on the day after the modelled report came out."""
    return aikg.load(as_of=DAY)


@pytest.fixture(scope="module")
def own(then: KnowledgeGraph) -> Report:
    return report(then)


def part(of: Report, title: str) -> list[str]:
    [found] = [p for p in of.parts if p.title == title]
    return [sentence.text for sentence in found.sentences]


def rows(of: Report, exhibit: str) -> list[dict[str, object]]:
    found = next(e for p in of.parts for e in p.exhibits if e.title == exhibit)
    return found.solutions.dicts()  # type: ignore[return-value]


def scores(of: Report, exhibit: str) -> dict[str, Decimal]:
    return {str(row["modelLabel"]): Decimal(str(row["score"])) for row in rows(of, exhibit)}


REASONING = {
    "o3": 70, "DeepSeek R1-0528": 68, "Gemini 2.5 Pro Exp 03-25": 68, "Grok 3 mini": 67,
    "Qwen3-235B-A22B": 62, "Seed-Thinking-v1.5": 62,
}  # fmt: skip
ARENAS = {
    "Artificial Analysis Text to Image Arena (2025)": {"GPT Image 1": 1165, "Seedream 3.0": 1161},
    "Artificial Analysis Text to Video Arena (2025)": {
        "Veo 3": 1247, "Kling 2.0": 1133, "MiniMax T2V-01": 1053, "Wan 2.1": 1039,
    },
    "Artificial Analysis Image to Video Arena (2025)": {
        "Veo 3": 1222, "Kling 2.0": 1206, "Runway Gen-4": 1199,
    },
}  # fmt: skip


def test_on_its_own_date_it_has_the_numbers_of_the_modelled_report(own: Report) -> None:
    later = {"o1": 62, "DeepSeek R1 (Jan 2025)": 60}  # from a statement of the same days; the report has none
    assert scores(own, "With reasoning") == REASONING | later
    assert scores(own, "Without reasoning") == {"DeepSeek V3 (Dec 2024)": 52, "DeepSeek LLM 67B": 20}
    for arena, rated in ARENAS.items():
        assert scores(own, arena) == rated
    newest = rows(own, "Records of China against United States")[-1]
    assert (newest["lag"], newest["match"]) == ("64 days behind", "Gemini 2.5 Pro Exp 03-25")
    otherwise = {str(row["how"]): str(row["lag"]) for row in rows(own, "Otherwise")}
    assert otherwise["by announcement"] == "159 days behind"
    assert otherwise["against the best of United States then"] == "42 days behind"
    assert any("leads by 2 points" in text for text in part(own, "The frontier"))
    assert any(
        text.startswith("DeepSeek rose from 20") and "to 68" in text
        for text in part(own, "Progress of the leading labs of China")
    )


def test_on_its_own_date_it_has_the_players_of_the_modelled_report(own: Report) -> None:
    found = {str(row["labLabel"]): row["category"] for row in rows(own, "Labs of China by category")}
    for lab in ("Alibaba", "ByteDance", "Huawei", "Tencent", "Baidu"):
        assert found[lab] == "big tech"
    for lab in ("DeepSeek", "Moonshot AI", "Zhipu", "StepFun", "MiniMax", "01.AI", "Baichuan"):
        assert found[lab] == "start-up"
    for lab in ("Kunlun Tech", "360 Security", "iFlytek", "Meituan", "Xiaomi"):
        assert found[lab] == "other"


def test_where_it_differs_from_the_modelled_report_it_says_why(own: Report) -> None:
    differing = rows(own, "Claims that the data do not simply support, and why")
    by_number = {row["number"]: row for row in differing}
    assert by_number[4]["verdict"] == "depends"
    assert "159" in str(by_number[4]["found"])
    assert by_number[24]["verdict"] == "not decidable"  # the Epoch index came later
    assert by_number[24]["withLaterData"] == "supported"
    assert all(row["found"] for row in differing)


def test_every_exhibit_has_a_command_that_gives_its_rows(
    own: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    for exhibit in (e for p in own.parts for e in p.exhibits):
        command = shlex.split(exhibit.command)
        assert command[0] == "aikg"
        shown = CliRunner().invoke(cli, [*command[1:], "-f", "json"], standalone_mode=False)
        assert shown.exception is None, (exhibit.command, shown.exception)
        answer = json.loads(shown.stdout)
        found = answer if isinstance(answer, list) else [row for part in answer.values() for row in part]
        if exhibit.title.startswith("Claims that"):
            assert {row["number"] for row in exhibit.solutions} <= {row["number"] for row in found}
            continue
        for row in exhibit.solutions:
            wanted = {name: json_value(value) for name, value in row.items()}
            assert any(wanted == {k: v for k, v in other.items() if k in wanted} for other in found), (
                exhibit.command,
                wanted,
            )


def test_every_sentence_of_figures_names_its_command(
    own: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    commands = {s.command for p in own.parts for s in p.sentences if re.search(r"\d", s.text)}
    assert "" not in commands
    for command in commands:
        shown = CliRunner().invoke(cli, [*shlex.split(command)[1:], "-f", "json"], standalone_mode=False)
        assert shown.exception is None, (command, shown.exception)


def test_scores_and_ratings_name_their_sources(own: Report) -> None:
    for exhibit in (e for p in own.parts for e in p.exhibits):
        if "score" in exhibit.solutions.names:
            assert exhibit.sources, exhibit.title
    assert own.sources[0].title.startswith("How China's AI Labs Are Closing the Gap")
    assert own.sources[0].url.startswith("https://www.besthub.dev/")


@pytest.mark.parametrize("path", sorted((SOURCE / "report").glob("*.py")), ids=lambda p: p.stem)
def test_no_figure_is_typed_in(path: Path) -> None:
    """Whatever the report's modules say by themselves holds no digit, but for the names of measures."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]
    assert [t for t in texts if re.search(r"\d", t) and not t.startswith("benchmark/")] == []


@pytest.mark.parametrize("day", ["2015-01-01", "2023-12-31", "2024-12-31", "2025-12-31", None])
def test_any_day_will_do(day: str | None) -> None:
    made = report(aikg.load(as_of=day))
    assert made.parts
    assert rendered.markdown(made).startswith("# State of AI: China against United States")


def test_a_day_knows_nothing_of_the_next() -> None:
    text = rendered.markdown(report(aikg.load(as_of="2024-12-31"))).partition("## Sources")[0]
    later = [
        d for d in re.findall(r"\b20\d\d-\d\d-\d\d\b", text) if date.fromisoformat(d) > date(2024, 12, 31)
    ]
    assert later == []


def test_another_pair_on_another_world(mini: KnowledgeGraph) -> None:
    made = report(mini, "France", "Japan", "Acme Index v2")
    assert made.title == "State of AI: France against Japan"
    assert [row["modelLabel"] for row in rows(made, "Records of both countries")]
    with pytest.raises(UsageError, match="general benchmark"):
        report(mini, "France", "Japan")
    with pytest.raises(UsageError, match="both France"):
        report(mini, "FR", "France", "Acme Index v2")
    with pytest.raises(UnknownName, match="country"):
        report(mini, "Atlantis", "FR", "Acme Index v2")


def test_marks_are_runs_of_numbers() -> None:
    numbers = {letter: number for number, letter in enumerate("abcdefg", 1)}
    assert rendered.marks(["a", "b", "c", "e", "g", "f"], numbers) == " [1–3, 5–7]"
    assert rendered.marks(["b", "a", "d"], numbers) == " [1, 2, 4]"
    assert rendered.marks([], numbers) == ""


def test_the_format_follows_the_file() -> None:
    assert rendered.format_of("x.html", None) == "html"
    assert rendered.format_of("x.HTML", "md") == "md"
    assert rendered.format_of(None, None) == "md"
    assert rendered.format_of("report", None) == "md"
    with pytest.raises(UsageError, match="ends in neither"):
        rendered.format_of("x.docx", None)


class Links(HTMLParser):
    """Every address that a page could load or lead to, and its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.leads: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert tag != "script"
        assert not [name for name in given if name.startswith("on")]
        self.loads += [str(given[name]) for name in ("src", "srcset", "data", "poster") if name in given]
        if "href" in given:
            self.leads.append(str(given["href"]))
        if given.get("id"):
            self.ids.add(str(given["id"]))


def test_the_page_loads_nothing_and_leads_only_to_sources(own: Report, then: KnowledgeGraph) -> None:
    links = Links()
    text = page.page(own, then)
    links.feed(text)
    assert links.loads == []
    urls = {citation.url for citation in own.sources}
    assert {link for link in links.leads if not link.startswith("#")} <= urls
    assert {link[1:] for link in links.leads if link.startswith("#")} <= links.ids
    assert text.count("<svg") >= 4
    assert "default-src 'none'" in text
    assert page.page(own, then) == text


HOSTILE = """
lab:evil a aikg:Lab ; skos:prefLabel "<img src=x onerror=alert(1)> | *b* [x](javascript:1)"@en ;
    aikg:country country:FR ; aikg:category concept:other ; dcterms:source source:evil .
model:evil a aikg:Model ; skos:prefLabel "</script><svg onload=alert(1)> \\u202e ```"@en ;
    aikg:developedBy lab:evil ; aikg:released "2025-01-01"^^xsd:date ; aikg:releasedPrecision concept:day ;
    aikg:openness concept:open-weights-unrestricted ; dcterms:source source:evil .
score:evil a aikg:Score ; aikg:model model:evil ; aikg:benchmarkVersion benchmark:acme-index-v2 ;
    aikg:value 99.0 ; aikg:asOf "2025-02-01"^^xsd:date ; aikg:asOfPrecision concept:day ;
    aikg:reporter concept:independent ; dcterms:source source:evil .
source:evil a aikg:Source ; dcterms:title "<b onclick=alert(1)>"@en ; dcterms:publisher "x" ;
    schema:url <javascript:alert(1)> .
"""


def test_text_of_the_data_is_never_code(world: Callable[..., KnowledgeGraph]) -> None:
    graph = world(HOSTILE)
    made = report(graph, "France", "US", "Acme Index v2")
    links = Links()
    text = page.page(made, graph)
    links.feed(text)
    assert links.loads == []
    assert not [link for link in links.leads if link.startswith("javascript")]
    assert "\u202e" not in text
    markdown = rendered.markdown(made)
    assert "<img" not in markdown.replace("\\<img", "")
    assert "[x](javascript" not in markdown
    assert "\u202e" not in markdown


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed to open the page with")
def test_a_browser_opens_it_offline_without_a_complaint(
    own: Report, then: KnowledgeGraph, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(page.page(own, then), encoding="utf-8")
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path}/profile", "--dump-dom"]
    shown = subprocess.run([*command, file.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    assert "State of AI: China against United States" in shown.stdout
    assert "CONSOLE" not in shown.stderr


def test_without_the_charts_extra_the_page_says_so(
    own: Report, then: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    real = builtins.__import__

    def absent(name: str, *rest: object, **more: object) -> object:
        if name in ("altair", "vl_convert"):
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", absent)
    text = page.page(own, then)
    assert "<svg" not in text
    assert "aikg[charts]" in text


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path / "cache"))
    target = tmp_path / "report.md"
    done = CliRunner().invoke(cli, ["report", "--as-of", DAY, "-o", str(target)])
    assert done.exit_code == 0
    assert target.read_text(encoding="utf-8").startswith("# State of AI")
    printed = CliRunner().invoke(cli, ["report", "--as-of", DAY])
    assert printed.output.startswith("# State of AI")


def test_the_graph_of_another_day() -> None:
    graph = aikg.load(as_of="2024-01-01")
    assert graph.at("2024-01-01") is graph
    assert len(graph.at(None)) == len(aikg.load())
    assert graph.at(date(2024, 6, 1)).as_of == date(2024, 6, 1)
    opened = store.open_files(graph.files and graph.opened.files, cache=False)
    assert opened.as_of is None
