"""The server and the agents' tools over a graph at an endpoint: what they answer over the graph here."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

import aikg
import engines
from agents import ENDLESS, SHIPPED, Agent, connected, until
from aikg import export
from aikg.errors import Overloaded, RemoteAnswerLimit, RemoteError
from aikg.remote.forwarding import Forwarding
from aikg.remote.graph import RemoteGraph
from aikg.server.documents import PAGES, PICTURES
from engines import NO_VIRTUOSO, VIRTUOSO
from program import run
from serving import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aikg.gate import QueryKind
    from aikg.knowledge_graph import KnowledgeGraph

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
ENGINES = [
    "oxigraph",
    pytest.param("virtuoso", marks=pytest.mark.skipif(VIRTUOSO is None, reason=NO_VIRTUOSO)),
]
ONTOLOGY = "https://w3id.org/aikg/ontology"


@contextlib.contextmanager
def engine(name: str, graph: KnowledgeGraph, place: Path) -> Iterator[str]:
    """The URL of an engine that holds the graph."""
    nquads = place / "aikg.nq"
    nquads.write_bytes(b"".join(export.for_endpoint(graph, "merged")))
    with getattr(engines, name)(nquads, place) as url:
        yield url


class Two(NamedTuple):
    """A server over an endpoint, and one over the files."""

    engine: str
    url: str
    there: Server
    here: Server


@pytest.fixture(scope="module", params=ENGINES)
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    place = tmp_path_factory.mktemp(request.param)
    with (
        engine(request.param, aikg.load(store=""), place) as url,
        serving("--endpoint", url) as there,
        serving("--store", "") as here,
    ):
        yield Two(request.param, url, there, here)


ADDRESSES = [
    "/", "/search?q=seek", "/rank", "/rank/epoch-capabilities-index-2025-12", "/frontier?by=openness", "/gap",
    "/labs", "/models?page=2", "/benchmarks", "/sources", "/vocabulary", "/claims", "/queries", "/report",
    "/queries/cadence?lab=DeepSeek", "/chart/ranking", "/graph", "/chart/ranking.svg", "/graph.svg",
    "/query", "/terms.json", "/ontology", "/.well-known/void", "/.well-known/void.ttl", "/model/gpt-4",
    "/lab/alibaba",
    "/product/doubao", "/source/aikg", "/claim/state-of-ai-china-q2-2025.04", "/lab/alibaba.ttl",
    "/lab/alibaba.json", "/score/aa-post-2025-05-29.deepseek-r1", "/api/queries", "/api/queries/labs",
    "/api/queries/models?lab=DeepSeek&format=csv", "/dump.nq", "/dump.ttl",
]  # fmt: skip
QUICK = ("/labs", "/benchmarks", "/queries/cadence?lab=DeepSeek", "/api/queries/labs")
"""What Virtuoso is asked for too."""


def test_every_page_and_picture_is_among_them() -> None:
    patterns = [*PAGES, *PICTURES]
    paths = [address.partition("?")[0] for address in ADDRESSES]
    missing = [p for p in patterns if not any(re.fullmatch(p.replace("{name}", "[^/]+"), q) for q in paths)]
    assert not missing


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_the_same_over_both(two: Two, address: str) -> None:
    if two.engine == "virtuoso" and address not in QUICK:
        pytest.skip("its engine is slow at much of it, and answers some queries otherwise")
    there, here = (server.get(address, accept="text/html, */*;q=0.5") for server in (two.there, two.here))
    assert (there.status, here.status) == (200, 200), there.text
    assert there.type == here.type
    assert there.text.replace(two.there.url, two.here.url) == here.text
    if address != "/api/queries":
        assert there.headers["cache-control"] == "no-store"
        assert not {"etag", "last-modified"} & set(there.headers)


def test_a_thing_that_is_not_there_is_not_found_and_names_are_near(two: Two) -> None:
    there = two.there.get("/id/lab/deepseak")
    assert there.status == 404 and "DeepSeek" in there.text
    assert two.there.get("/id/lab/deepseek").status == 303
    assert two.there.get("/api/queries/labs?country=Nowhere").json["error"]["code"] == "unknown-name"


# ------------------------------------------------------------------------------------------ /sparql

LABS = "SELECT ?l ?n { ?l a aikg:Lab ; skos:prefLabel ?n FILTER(LANG(?n) = 'en') } ORDER BY STR(?l)"
MADE = "CONSTRUCT { ?l skos:prefLabel ?n } { ?l a aikg:Lab ; skos:prefLabel ?n }"
ABSENT = "ASK { lab:deepseek a aikg:Model }"


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("query", [LABS, "ASK { lab:deepseek a aikg:Lab }", ABSENT])
def test_a_table_is_the_same_over_both(two: Two, query: str, form: str) -> None:
    path = f"/sparql?{urlencode({'query': query, 'format': form})}"
    there, here = two.there.get(path), two.here.get(path)
    assert (there.status, there.type, there.text) == (200, here.type, here.text)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads"])
def test_triples_are_the_same_over_both(two: Two, form: str) -> None:
    found = []
    for server in (two.there, two.here):
        reply = server.get(f"/sparql?{urlencode({'query': MADE, 'format': form})}")
        assert reply.status == 200, reply.text
        found.append({quad.triple for quad in ox.parse(reply.body, ox.RdfFormat.from_media_type(reply.type))})
    assert found[0] == found[1] and len(found[0]) > 20


def test_the_editor_shows_what_the_endpoint_answers(two: Two) -> None:
    path = f"/query?{urlencode({'query': LABS})}"
    there, here = two.there.get(path), two.here.get(path)
    assert there.status == 200 and "DeepSeek" in there.text
    assert there.text.replace(two.there.url, two.here.url) == here.text


def test_the_graphs_of_a_query_are_those_that_the_request_or_the_query_names(two: Two) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    asked = [
        {"query": count},
        {"query": count, "default-graph-uri": ONTOLOGY},
        {"query": count.replace("WHERE", f"FROM <{ONTOLOGY}> WHERE")},
        {"query": count.replace("?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"), "named-graph-uri": ONTOLOGY},
    ]
    numbers = [
        [int(server.get(f"/sparql?{urlencode({**q, 'format': 'csv'})}").text.split()[1]) for q in asked]
        for server in (two.there, two.here)
    ]
    assert numbers[0] == numbers[1]
    assert numbers[0][0] > numbers[0][1] == numbers[0][2] == numbers[0][3] > 0


def test_the_service_lists_the_graphs_of_sources(two: Two) -> None:
    lists = [server.get("/sparql", accept="text/turtle") for server in (two.there, two.here)]
    there, here = (set(re.findall(r"sd:name <([^>]*)>", reply.text)) for reply in lists)
    assert there == here - {"https://w3id.org/aikg/derived"} and len(there) > 3


REFUSED = {
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }": (400, "SERVICE is not run"),
    "DROP ALL": (400, "DROP is not run"),
    "SELECT ?s WHERE {\n  ?s ?p }": (400, "at 2:"),
    "SELECT * { ?a ?b ?c . ?d ?e ?f }": (413, "the answer is larger than 32 MB"),
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_is_not_answered_is_told(two: Two, query: str) -> None:
    status, said = REFUSED[query]
    if two.engine == "virtuoso" and status == 413:
        pytest.skip("Virtuoso cuts off after ResultSetMaxRows")
    reply = two.there.sparql(query)
    assert reply.status == status and said in reply.text


def test_rows_that_the_engine_cuts_off_are_no_answer(two: Two) -> None:
    if two.engine != "virtuoso":
        pytest.skip("only Virtuoso has a limit of its own")
    reply = two.there.sparql("SELECT * { ?s ?p ?o }", accept="application/json")
    assert reply.status == 502
    assert "cuts answers off after" in reply.json["error"]["message"]


@posix
def test_there_is_nothing_to_read_again(two: Two) -> None:
    two.there.signal(signal.SIGHUP)
    two.there.said("There is nothing to read again")
    assert two.there.get("/labs").status == 200


# ------------------------------------------------------------------------------------- what goes wrong


def test_an_endpoint_that_is_gone_is_told_and_the_server_goes_on(
    mini: KnowledgeGraph, tmp_path: Path
) -> None:
    with contextlib.ExitStack() as stack:
        stopping = stack.enter_context(contextlib.ExitStack())
        url = stopping.enter_context(engine("oxigraph", mini, tmp_path))
        server = stack.enter_context(serving(env={"AIKG_ENDPOINT": url}))
        assert "Chenxing" in server.get("/lab/chenxing").text
        stopping.close()
        page = server.get("/lab/chenxing", accept="text/html")
        assert (page.status, page.type) == (502, "text/html")
        assert "nothing answers there" in page.text
        for path in ("/api/queries/labs", f"/sparql?{urlencode({'query': 'ASK {}'})}"):
            reply = server.get(path, accept="application/json")
            assert reply.status == 502
            assert "nothing answers there" in reply.json["error"]["message"]
        assert server.get("/api/queries").status == 200


def test_it_starts_before_its_endpoint_and_refuses_what_does_not_go_together() -> None:
    url = f"http://127.0.0.1:{engines.free_port()}/query"
    with serving("--endpoint", url) as server:
        assert server.get("/").status == 502
    for command in ("serve --port 0", "mcp"):
        for words, said in (
            ("--data .", "--data and an endpoint exclude"),
            ("--as-of 2024-01-01", "graph of a day"),
        ):
            done = run(*command.split(), *words.split(), "--endpoint", url)
            assert done.code == 2 and said in done.err and done.out == ""


@pytest.fixture
def slow(mini: KnowledgeGraph, tmp_path: Path) -> Iterator[str]:
    """An engine that may be given what it never ends."""
    with engine("oxigraph", mini, tmp_path) as url:
        yield url


def test_a_query_that_takes_too_long_is_given_up(slow: str) -> None:
    with serving("--endpoint", slow, "--timeout", "1") as server:
        reply = server.sparql(ENDLESS, accept="application/json")
        assert reply.status == 504
        assert "no whole answer within 1 seconds" in reply.json["error"]["message"]
        assert server.sparql("ASK {}").status == 200


def test_as_many_are_forwarded_as_may_and_closing_ends_them(slow: str) -> None:
    async def main() -> None:
        forwarding = Forwarding(RemoteGraph(slow), most=1, waiting=0, patience=1, answer_bytes=1000)
        waiting = asyncio.ensure_future(forwarding.serialised(ENDLESS, in_csv, seconds=600))
        await asked(forwarding)
        with pytest.raises(Overloaded):
            await forwarding.serialised("ASK {}", in_csv)
        await forwarding.close()
        with pytest.raises(RemoteError, match="closed before the answer"):
            await waiting

    asyncio.run(main())


async def asked(forwarding: Forwarding) -> None:
    """Wait until something is asked of the endpoint."""
    while not any(graph._transport._busy for graph in forwarding._busy):
        await asyncio.sleep(0.02)


def test_whoever_leaves_ends_the_query_at_the_endpoint_and_no_other(slow: str) -> None:
    async def main() -> None:
        forwarding = Forwarding(RemoteGraph(slow), most=2, waiting=0, patience=1, answer_bytes=1000)
        leaving = asyncio.ensure_future(forwarding.serialised(ENDLESS, in_csv, seconds=600))
        await asked(forwarding)
        (graph,) = forwarding._busy
        assert await forwarding.serialised("ASK {}", in_csv) == b"true"
        (connection,) = graph._transport._busy
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        while connection.sock is not None:  # closed by the thread that read from it
            await asyncio.sleep(0.02)
        while graph._transport._busy:  # and not asked a second time
            await asyncio.sleep(0.02)
        assert graph not in forwarding._idle
        both = [forwarding.serialised("ASK {}", in_csv) for _ in range(2)]  # its turn is free
        assert await asyncio.gather(*both) == [b"true", b"true"]
        await forwarding.close()

    asyncio.run(main())


def in_csv(kind: QueryKind) -> str:
    return "text/csv"


def test_an_answer_is_whole_or_an_error(slow: str) -> None:
    labs = "SELECT ?l { ?l a aikg:Lab }"

    async def main() -> None:
        forwarding = Forwarding(RemoteGraph(slow), most=1, waiting=5, patience=60, answer_bytes=100_000)
        whole = await forwarding.serialised(labs, in_csv)
        rows = whole.count(b"\n") - 1
        assert rows > 2
        assert await forwarding.serialised(labs, in_csv, rows=rows) == whole
        with pytest.raises(RemoteAnswerLimit, match=f"more than {rows - 1} rows"):
            await forwarding.serialised(labs, in_csv, rows=rows - 1)
        with pytest.raises(RemoteAnswerLimit):
            await forwarding.serialised("SELECT * { ?s ?p ?o }", in_csv)
        relative = "SELECT (IRI('b') AS ?b) (<c> AS ?c) {}"
        based = await forwarding.serialised(relative, in_csv, base="http://a.example/x/sparql")
        assert based.split() == [b"b,c", b"http://a.example/x/b,http://a.example/x/c"]
        await forwarding.close()

    asyncio.run(main())


def test_a_query_apart_is_ended_from_another_thread(slow: str) -> None:
    graph = RemoteGraph(slow)
    apart = graph.apart()
    raised: list[Exception] = []

    def ask() -> None:
        try:
            apart.query(ENDLESS, seconds=600)
        except RemoteError as error:
            raised.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until(lambda: bool(apart._transport._busy), "nothing is asked")
    assert len(graph.run("labs")) > 2

    def ended() -> bool:
        apart.interrupt()
        return not asking.is_alive()

    until(ended, "the query goes on")
    assert len(raised) == 1


# ---------------------------------------------------------------------------------------------- agents

CALLS = {
    "search": {"text": "seek"},
    "describe": {"name": "DeepSeek"},
    "rank": {"openness": "open"},
    "frontier": {"by": "country"},
    "gap": {"one": "China", "other": "United States"},
    "lineage": {"model": "R1-0528"},
    "claims": {},
    "saved_query": {"name": "cadence", "values": {"lab": "DeepSeek"}},
    "sparql": {"query": LABS},
    "schema": {"class": "Model"},
}


@pytest.fixture(scope="module")
def agents(two: Two) -> Iterator[tuple[Agent, Agent]]:
    """One over the endpoint and one over the files."""
    if two.engine != "oxigraph":
        pytest.skip("one engine will do")
    with connected([*SHIPPED, "--endpoint", two.url]) as there, connected([*SHIPPED, "--store", ""]) as here:
        yield there, here


def test_every_tool_is_among_them(agents: tuple[Agent, Agent]) -> None:
    assert {tool.name for tool in agents[0].wait(agents[0].client.list_tools).tools} == set(CALLS)


@pytest.mark.parametrize("tool", CALLS)
def test_a_tool_replies_the_same_over_both(agents: tuple[Agent, Agent], tool: str) -> None:
    there, here = (agent.call(tool, **CALLS[tool]) for agent in agents)
    assert there == here and there["parts"][0]["rows"]


def test_a_document_reads_the_same_over_both(agents: tuple[Agent, Agent]) -> None:
    for uri in ("aikg://schema", "aikg://id/lab/deepseek"):
        there, here = (agent.wait(agent.client.read_resource, uri).contents[0].text for agent in agents)
        assert there == here


def test_agents_are_told_what_is_wrong_with_a_query_or_an_endpoint(agents: tuple[Agent, Agent]) -> None:
    error = agents[0].fails("sparql", query="SELECT ?s WHERE {\n  ?s ?p }")
    assert (error["code"], error["line"]) == ("syntax_error", 2)
    assert agents[0].fails("sparql", query="DROP ALL")["code"] == "query_refused"
    with connected([*SHIPPED, "--endpoint", f"http://127.0.0.1:{engines.free_port()}/query"]) as agent:
        for tool in CALLS:
            if tool != "schema":
                error = agent.fails(tool, **CALLS[tool])
                assert error["code"] == "endpoint_failed" and "nothing answers there" in error["message"]
