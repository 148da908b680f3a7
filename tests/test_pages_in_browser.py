"""The pages in a real Chromium, from a real server: nothing is refused, or loaded from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

import pytest

import hostile
from aikg.server.documents import PAGES
from aikg.server.pages.links import KINDS as KINDS_OF_THINGS
from browser import DESKTOP, PHONE, chromium, needs_chromium
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from serving import Server

pytestmark = needs_chromium

KINDS = {
    "home": "/",
    "search": "/search?q=deepseek",
    "nothing": "/search?q=deepsek",
    "rank": "/rank?country=CN",
    "ranked": "/rank/lmarena-text",
    "frontier": "/frontier?by=country",
    "gap": "/gap",
    "labs": "/labs?country=CN",
    "models": "/models?page=2",
    "benchmarks": "/benchmarks",
    "sources": "/sources?q=epoch",
    "claims": "/claims?verdict=depends",
    "lab": "/lab/deepseek",
    "model": "/model/deepseek-r1",
    "family": "/family/deepseek-r1",
    "product": "/product/doubao",
    "benchmark": "/benchmark/aa-intelligence-index",
    "version": "/benchmark/aa-intelligence-index-v2",
    "source": "/source/aa-post-2025-05-29",
    "claim": "/claim/state-of-ai-china-q2-2025.04",
    "score": "/score/aa-post-2025-05-29.deepseek-r1",
    "license": "/license/mit",
    "dissent": "/dissent/deepseek-coder-33b.released.epoch-large-scale",
    "reading": "/reading/state-of-ai-china-q2-2025.04.against-o3",
    "country": "/country/CN.html",
    "category": "/concept/start-up.html",
    "queries": "/queries",
    "saved": "/queries/cadence?lab=DeepSeek",
    "query": "/query?query=SELECT%20%3Flab%20WHERE%20%7B%20%3Flab%20a%20aikg%3ALab%20%7D%20LIMIT%205",
    "wrong": "/query?query=SELECT%20%3Flab%20WHERE",
    "ontology": "/ontology",
    "vocabulary": "/vocabulary",
    "data": "/.well-known/void",
    "chart": "/chart/gap",
    "graph": "/graph",
    "report": "/report",
}
"""One of each kind of page."""

STATUS = {"wrong": 400}

WORDS = "() => { document.getElementById('ink')?.remove(); return document.querySelector('main').innerText; }"
"""What a reader reads; the coloured copy of a query is hidden from them."""


def test_each_page_of_the_table_is_looked_at() -> None:
    shown = [urlsplit(path).path for path in KINDS.values()]
    for pattern in PAGES:
        expression = pattern.replace("{name}", "[^/]+")
        assert any(re.fullmatch(expression, path) for path in shown), pattern
    things = {path.split("/")[1] for path in shown}
    assert things >= {*KINDS_OF_THINGS}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


class Visit:
    """A page of the server, with what it said on the console and what it asked for."""

    def __init__(
        self, browser: Any, server: Server, *, size: tuple[int, int] = DESKTOP, **options: Any
    ) -> None:
        self.server = server
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open(self, path: str, status: int = 200) -> Visit:
        self.said.clear()
        response = self.page.goto(self.server.url + path)
        assert response.status == status
        self.page.wait_for_load_state("networkidle")
        return self

    def clean(self, *expected: str) -> None:
        """No violation of the policy, no error, and no request but to the server."""
        said = [line for line in self.said if not any(text in line for text in expected)]
        assert not said, said
        outside = [u for u in self.asked if not u.startswith((self.server.url, "data:", "blob:"))]
        assert not outside, outside

    def violations(self, *, serious: bool = False) -> list[str]:
        """What axe-core finds; `serious` leaves out what shuts nobody out."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {[node['html'][:120] for node in rule['nodes'][:3]]}"
            for rule in found
            if not serious or rule["impact"] in ("serious", "critical")
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_page_keeps_to_its_policy_and_shuts_nobody_out(kind: str, browser: Any, server: Server) -> None:
    status = STATUS.get(kind, 200)
    refused = ("400 (Bad Request)",) if status == 400 else ()
    for scheme in ("light", "dark"):
        with Visit(browser, server, color_scheme=scheme) as visit:
            visit.open(KINDS[kind], status)
            visit.clean(*refused)
            found = visit.violations(serious=kind == "graph")
            assert not found, (scheme, found)


@pytest.mark.parametrize("kind", KINDS)
def test_a_telephone_shows_it_without_scrolling_aside(kind: str, browser: Any, server: Server) -> None:
    with Visit(browser, server, size=PHONE) as visit:
        visit.open(KINDS[kind], STATUS.get(kind, 200))
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"graph"}))
def test_it_reads_the_same_without_scripts(kind: str, browser: Any, server: Server) -> None:
    """The graph shows a table then, which its own tests look at."""
    told = []
    for scripts in (True, False):
        with Visit(browser, server, java_script_enabled=scripts) as visit:
            visit.open(KINDS[kind], STATUS.get(kind, 200))
            told.append(visit.page.evaluate(WORDS))
    assert told[0] == told[1]
    assert len(told[0]) > 40


def test_who_leads_who_is_behind_and_who_says_so_are_two_clicks_from_home(
    browser: Any, server: Server
) -> None:
    with Visit(browser, server) as visit:
        page = visit.open("/").page
        leader = page.locator(".answers section").nth(0)
        first = leader.locator(".big > a").inner_text()
        assert server.get("/api/queries/rank?format=json").json[0]["modelLabel"] == first
        behind = page.locator(".answers section").nth(1)
        assert "China" in behind.locator("h2").inner_text()
        assert "days" in behind.locator(".big").inner_text()
        source = leader.locator("p.beside a").inner_text()
        leader.locator("p.beside a").click()
        page.wait_for_load_state()
        assert page.locator("h1").inner_text() == source
        visit.open("/")
        behind.get_by_role("link", name="Record by record").click()
        page.wait_for_load_state()
        assert "China behind United States" in page.locator("h1").inner_text()
        assert page.locator("table").count() >= 2


def test_the_editor_completes_names_paints_and_runs_by_keyboard(browser: Any, server: Server) -> None:
    with Visit(browser, server) as visit:
        page = visit.open("/query").page
        page.wait_for_selector("html[data-ready]", state="attached")
        page.fill("#query", "")
        page.focus("#query")
        page.keyboard.type("SELECT ?lab WHERE { ?lab a aikg:La")
        page.wait_for_selector("#offers li")
        assert page.locator("#offers li[aria-selected=true] b").inner_text() == "aikg:Lab"
        assert page.locator("#query").get_attribute("aria-activedescendant") == "offer-0"
        assert not visit.violations()
        page.keyboard.press("Enter")
        page.keyboard.type(" } ORDER BY ?lab LIMIT 3")
        page.keyboard.press("Escape")
        assert page.locator("#ink .keyword").all_inner_texts() == [
            "SELECT",
            "WHERE",
            "a",
            "ORDER",
            "BY",
            "LIMIT",
        ]
        assert page.locator("#ink").inner_text().strip() == page.input_value("#query")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#answer table")
        assert page.locator("#answer tbody tr").count() == 3
        assert "query=SELECT" in page.url
        visit.clean()


def test_the_query_page_gives_every_format(browser: Any, server: Server) -> None:
    for query, formats in (
        ("SELECT * { ?s a aikg:Lab } LIMIT 2", 4),
        ("CONSTRUCT WHERE { ?s a aikg:Arena }", 6),
    ):
        with Visit(browser, server, java_script_enabled=False) as visit:
            page = visit.open("/query").page
            page.fill("#query", query)
            page.get_by_role("button", name="Run").click()
            page.wait_for_load_state()
            links = page.locator("#answer .downloads a")
            assert links.count() == formats
            for link in links.all():
                reply = server.get(str(link.get_attribute("href")))
                assert reply.status == 200 and reply.body, link.inner_text()


def test_no_link_inside_is_broken(browser: Any, server: Server) -> None:
    """From one page of each kind to all that they lead to, each once."""
    seen: dict[str, str] = {}
    with Visit(browser, server, java_script_enabled=False) as visit:
        for kind, path in KINDS.items():
            if kind == "wrong":
                continue  # its links carry the query that is wrong
            visit.open(path, STATUS.get(kind, 200))
            for link in visit.page.eval_on_selector_all(
                "a[href], link[href], img[src]", "all => all.map(e => e.href || e.src)"
            ):
                if link.startswith(server.url):
                    seen.setdefault(urldefrag(link).url.removeprefix(server.url), kind)
        fragments = visit.open("/ontology").page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert "Lab" in fragments
    kept = [
        path for path in sorted(seen) if not path.startswith(("/model/", "/score/")) or hash_of(path) % 8 == 0
    ]
    broken = {}
    for path in kept:
        reply = server.get(path, accept="text/html,image/svg+xml;q=0.9,*/*;q=0.5")
        if reply.status != 200 or not reply.body:
            broken[path] = (reply.status, seen[path])
    assert not broken, broken
    assert len(kept) > 400
    assert {urlsplit(path).path.split("/")[1] for path in kept} >= {
        "lab",
        "model",
        "source",
        "queries",
        "assets",
    }


def hash_of(text: str) -> int:
    """The same in every run, other than Python's own."""
    return sum(text.encode())


def test_no_text_of_the_data_runs(browser: Any, tmp_path: Path) -> None:
    with serving("--data", str(hostile.written(tmp_path))) as server, Visit(browser, server) as visit:
        for path in hostile.PATHS:
            visit.open(path)
            assert visit.page.title() != "pwned"
            visit.clean()
            for link in visit.page.eval_on_selector_all("a[href]", "all => all.map(e => e.href)"):
                assert link.startswith((server.url, "https://", "http://")), (path, link)
        assert visit.page.evaluate("() => document.querySelectorAll('#answer tbody tr').length") > 3
