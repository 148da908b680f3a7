"""Pages as text: well-formed, every text of the data escaped, links only to where a reader may go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

import aikg
import hostile
from aikg import catalogue
from aikg.errors import UnknownName
from aikg.server.documents import PAGES, function
from aikg.server.pages import bars, claims, links, tables, things
from aikg.server.pages.page import Asked
from aikg.server.pages.template import filled
from aikg.solutions import Iri, Solutions, of
from aikg.vocabulary import ID
from graphs import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph

HTML5 = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return aikg.load(hostile.written(tmp_path_factory.mktemp("hostile")))


def parsed(text: str) -> Any:
    """The page as an HTML parser that forgives nothing reads it."""
    return html5lib.HTMLParser(strict=True).parse(text)


def page_of(graph: KnowledgeGraph, path: str, **values: str) -> str:
    """A page by its path, made as the server makes it."""
    for pattern, name in PAGES.items():
        found = re.fullmatch(pattern.replace("{name}", "(?P<name>[^/]+)"), path)
        if found:
            asked = Asked(path, values, found.groupdict().get("name", ""))
            made = function(name)(graph, asked)
            assert made.status == 200, (path, values)
            return str(made.html)
    kind = path.split("/")[1]
    make = claims.claim if kind == "claim" else things.thing
    return make(graph, f"{ID}{path[1:]}", Asked(path)).html


SAMPLES: list[tuple[str, dict[str, str]]] = [
    ("/", {}),
    ("/search", {"q": "deepseek"}),
    ("/search", {"q": "zzzz"}),
    ("/rank", {"openness": "open"}),
    ("/rank/epoch-capabilities-index-2025-12", {}),
    ("/frontier", {"by": "openness"}),
    ("/gap", {"one": "open", "other": "closed"}),
    ("/labs", {"country": "FR"}),
    ("/models", {"page": "2"}),
    ("/benchmarks", {}),
    ("/sources", {"q": "epoch"}),
    ("/vocabulary", {}),
    ("/claims", {}),
    ("/queries", {}),
    ("/queries/cadence", {"lab": "DeepSeek"}),
    ("/queries/cadence", {}),
    ("/report", {}),
    ("/lab/alibaba", {}),
    ("/model/gpt-4", {}),
    ("/product/doubao", {}),
    ("/source/aikg", {}),
    ("/claim/state-of-ai-china-q2-2025.04", {}),
    ("/score/aa-post-2025-05-29.deepseek-r1", {}),
]


@pytest.mark.parametrize(("path", "values"), SAMPLES, ids=lambda x: str(x))
def test_page_is_well_formed_and_has_its_landmarks(
    path: str, values: dict[str, str], shipped: KnowledgeGraph
) -> None:
    tree = parsed(page_of(shipped, path, **values))
    assert [e.tag for e in tree.iter() if e.tag in (f"{HTML5}main", f"{HTML5}h1", f"{HTML5}title")] == [
        f"{HTML5}title", f"{HTML5}main", f"{HTML5}h1"
    ]  # fmt: skip
    assert all(table.find(f"{HTML5}caption") is not None for table in tree.iter(f"{HTML5}table"))
    for element in tree.iter():
        assert "style" not in element.attrib and not [a for a in element.attrib if a.startswith("on")]
        assert element.tag != f"{HTML5}script"


@pytest.mark.parametrize("query", catalogue.all_queries(), ids=lambda q: q.name)
def test_every_saved_query_has_a_page(query: Any, shipped: KnowledgeGraph) -> None:
    lines = [str(line).partition("=") for line in query.header.get("examples", ())]
    values = {name: value for name, _, value in lines[:1]}
    text = page_of(shipped, f"/queries/{query.name}", **values)
    tree = parsed(text)
    fields = {e.attrib.get("name") for e in tree.iter() if e.tag in (f"{HTML5}input", f"{HTML5}select")}
    assert fields >= {p.name for p in query.parameters}
    if all(not p.required or p.name in values for p in query.parameters):
        assert len(shipped.run(query.name, **values)) == 0 or "<tbody>" in text


@pytest.mark.parametrize("path", [p for p in hostile.PATHS if not p.startswith(("/query?", "/graph"))])
def test_no_text_of_the_data_is_markup(path: str, attacked: KnowledgeGraph) -> None:
    address, _, query = path.partition("?")
    values = dict(pair.split("=", 1) for pair in query.split("&")) if query else {}
    text = page_of(attacked, address, **values)
    parsed(text)
    reader = Reader(text)
    assert "script" not in {tag for tag, _ in reader.tags}
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (
            tag,
            attributes,
        )
        for name in ("href", "src", "action", "srcset"):
            url = attributes.get(name) or "/"
            assert url.startswith(("/", "#", "https://", "http://")) and not url.startswith("//"), (tag, url)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert "pwned" in text or address in ("/", "/labs")


def test_no_text_of_the_data_is_a_template(attacked: KnowledgeGraph) -> None:
    assert "{{ 7 * 7 }}{% raw %}" in page_of(attacked, "/lab/hostile")


def test_links_lead_outside_only_by_http() -> None:
    good = ("https://a.example/b?c=d", "http://a.example")
    bad = (
        "javascript:alert(1)", " https://a.example", "//a.example", "https:///x", "data:text/html,x",
        "https://a b",
        "https://a.example/\u202e", "HTTPS://", "ftp://a.example", "https://[", None,
        "https://a.example/" + "x" * 3000,
    )  # fmt: skip
    assert [links.outward(url) for url in good] == list(good)
    assert [links.outward(url) for url in bad] == [""] * len(bad)


def test_links_to_pages_are_made_of_plain_identifiers() -> None:
    assert links.local(f"{ID}lab/deepseek") == "/lab/deepseek"
    assert links.local("https://w3id.org/aikg/country/CN") == "/country/CN.html"
    assert links.local("https://w3id.org/aikg/ontology#Lab") == "/ontology#Lab"
    for iri in (
        f"{ID}lab/a/b",
        f"{ID}lab/",
        f"{ID}nothing/x",
        f"{ID}lab/a'b",
        "https://example.org/lab/x",
        "",
    ):
        assert links.local(iri) == ""


def test_a_label_that_two_things_bear_leads_nowhere(world: Callable[..., KnowledgeGraph]) -> None:
    twins = "".join(
        f'lab:{n} a aikg:Lab ; skos:prefLabel "Twin"@en ; aikg:country country:US .\n' for n in ("one", "two")
    )
    found = links.labels(world(twins))
    assert found.iri("Lab", "Twin") is None
    assert found.iri("Lab", "Chenxing") == f"{ID}lab/chenxing"


def test_what_is_not_there_raises_with_near_names(shipped: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName) as caught:
        things.thing(shipped, f"{ID}lab/deepsek", Asked("/lab/deepsek"))
    assert "DeepSeek" in caught.value.suggestions
    with pytest.raises(UnknownName):
        page_of(shipped, "/queries/..%2f..%2fetc%2fpasswd")


@pytest.mark.parametrize(
    ("path", "values", "status", "text"),
    [
        ("/gap", {"one": "Atlantis"}, 404, "Atlantis"),
        ("/rank", {"benchmark": "nope"}, 404, "nope"),
        ("/models", {"since": "yesterday"}, 400, "yesterday"),
        ("/models", {"page": "0"}, 400, "whole number"),
        ("/rank", {"reasoning": "maybe"}, 400, "maybe"),
        ("/rank", {"reasoning": "true", "country": "US"}, 200, "Grok 4"),
        ("/frontier", {"by": "colour"}, 400, "colour"),
        ("/rank", {"as_of": "2025-01-01"}, 200, "No score was published by then"),
        ("/search", {"q": "x" * 300}, 400, "at most 200"),
        ("/queries/rank", {"country": "<b>"}, 404, "&lt;b&gt;"),
        ("/claims", {"report": "nope"}, 404, "nope"),
    ],
)
def test_bad_input_is_told_beside_the_form(
    path: str, values: dict[str, str], status: int, text: str, shipped: KnowledgeGraph
) -> None:
    name = path.split("/")[2] if path.count("/") > 1 else ""
    table = path if path in PAGES else "/queries/{name}"
    made = function(PAGES[table])(shipped, Asked(path, values, name))
    assert made.status == status
    assert text in made.html and "<form" in made.html
    assert status == 200 or 'role="alert"' in made.html
    parsed(made.html)


def test_every_statement_of_a_page_names_its_source(shipped: KnowledgeGraph) -> None:
    known = things.about(shipped, f"{ID}model/deepseek-r1")
    found = tables.facts(known.evidence.statements)
    stated = {(str(row["property"]), str(row["source"])) for row in known.evidence.statements}
    assert {(fact.property, source.title) for fact in found for source in fact.sources} == stated
    assert all(source.href for fact in found for source in fact.sources)
    assert found[0].property == "name"


def test_a_long_table_is_cut_and_leads_to_all_of_it(shipped: KnowledgeGraph) -> None:
    made = tables.table("Models", shipped.run("models"), links.labels(shipped), most=7, more="/models")
    assert len(made.rows) == 7 and made.whole == len(shipped.run("models"))


def test_bars_begin_at_zero_and_keep_proportion() -> None:
    chart = bars.chart(of(["name", "value"], [["a", 10], ["b", 5], ["c", -5]]))
    assert chart is not None
    assert [(bar.start, bar.length) for bar in chart.bars] == [(333, 667), (333, 334), (0, 333)]
    assert chart.zero == 333


@pytest.mark.parametrize(
    "answer",
    [
        of(["name"], [["a"], ["b"]]),
        of(["value"], [[1], [2]]),
        of(["name", "value"], [["a", 1]]),
        of(["name", "value"], [["a", 0], ["b", 0]]),
        of(["name", "rank"], [["a", 1], ["b", 2]]),
        Solutions((), ()),
    ],
)
def test_bars_are_not_drawn_where_they_say_nothing(answer: Solutions) -> None:
    assert bars.chart(answer) is None


def test_templates_escape_and_a_missing_value_is_an_error() -> None:
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError):
        filled("failure", title="x", path="/")


def test_a_cell_with_several_sources_leads_to_each(shipped: KnowledgeGraph) -> None:
    titles = [str(t) for t in shipped.run("sources").column("title")[:2]]
    made = tables.table(
        "", of(["source", "model"], [["; ".join(titles), Iri(f"{ID}model/gpt-4")]]), links.labels(shipped)
    )
    assert [part.text for part in made.rows[0][0].parts] == titles
    assert all(part.href.startswith("/source/") for part in made.rows[0][0].parts)
    assert made.rows[0][1].parts[0].href == "/model/gpt-4"


@pytest.mark.parametrize("bare", [False, True], ids=["mini world", "nothing but the ontology"])
@pytest.mark.parametrize("path", [path for path in PAGES if "{" not in path])
def test_a_graph_without_what_a_page_is_about_has_the_page_too(
    path: str, bare: bool, world: Callable[..., KnowledgeGraph]
) -> None:
    """No benchmark of the shipped data, no report, maybe no country: the page says what is not there."""
    graph = world("", bare=bare)
    made = function(PAGES[path])(graph, Asked(path))
    assert made.status in (200, 400, 404)
    if path != "/graph":  # the script that it holds is not ours, and test_page.py looks at the rest
        parsed(made.html)
    assert made.status == 200 or 'role="alert"' in made.html


def test_the_graph_leads_to_the_pages_and_back(shipped: KnowledgeGraph) -> None:
    made = function(PAGES["/graph"])(shipped, Asked("/graph", {"lab": "DeepSeek"}))
    assert '<a id="home" href="/">' in made.html
    assert made.policy.startswith("default-src 'none'; script-src 'sha256-")
    assert made.policy.endswith("frame-ancestors 'none'") and "unsafe" not in made.policy
    tree = function(PAGES["/graph"])(shipped, Asked("/graph", {"model": "model/deepseek-r1"}))
    assert "Family tree" in tree.html


def test_a_file_drawn_for_no_site_leads_to_none(shipped: KnowledgeGraph) -> None:
    from aikg.draw.page import page
    from aikg.network import Selection, project

    alone = page(project(shipped, Selection(lab="DeepSeek")), title="t", subtitle="s")
    assert 'id="home"' not in alone and '"site":true' not in alone
