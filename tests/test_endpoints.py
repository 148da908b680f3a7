"""A graph at an endpoint gives the answers of the graph here: on an Oxigraph server and on Virtuoso."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import shlex
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib

import aikg
import engines
from aikg import catalogue, cli, export
from aikg import run as run_module
from aikg.errors import QueryRefused, QuerySyntaxError, RemoteError, UsageError
from aikg.remote.graph import RemoteGraph
from aikg.solutions import Iri
from conftest import HEAD
from engines import DIFFERENCES, GUIDE, NO_VIRTUOSO, SHIPPED_ONLY, VIRTUOSO
from program import run
from test_queries import CASES, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aikg.catalogue import SavedQuery
    from aikg.knowledge_graph import KnowledgeGraph

ENGINES = [
    "oxigraph",
    pytest.param("virtuoso", marks=pytest.mark.skipif(VIRTUOSO is None, reason=NO_VIRTUOSO)),
]
SHIPPED = [
    (query, values)
    for query in catalogue.all_queries()
    for values in [
        *(dict([str(line).split("=", 1)]) for line in query.header.get("examples", [])),
        *([{}] if all(not p.required for p in query.parameters) else []),
    ]
]


class Served(NamedTuple):
    """A graph at the endpoint of a running engine."""

    engine: str
    url: str
    graph: RemoteGraph

    @property
    def differing(self) -> set[str]:
        """The saved queries that this engine answers otherwise."""
        return set(DIFFERENCES) if self.engine == "virtuoso" else set()


@contextlib.contextmanager
def served(engine: str, graph: KnowledgeGraph, place: Path) -> Iterator[Served]:
    """The graph, exported and loaded into a server."""
    nquads = place / "aikg.nq"
    nquads.write_bytes(b"".join(export.for_endpoint(graph, "merged")))
    with getattr(engines, engine)(nquads, place) as url, RemoteGraph(url) as remote:
        yield Served(engine, url, remote)


@pytest.fixture(scope="module", params=ENGINES)
def small(
    request: pytest.FixtureRequest, mini: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The mini world at an endpoint."""
    with served(request.param, mini, tmp_path_factory.mktemp(request.param)) as there:
        yield there


@pytest.fixture(scope="module")
def here() -> KnowledgeGraph:
    return aikg.load()


@pytest.fixture(scope="module", params=ENGINES)
def large(
    request: pytest.FixtureRequest, here: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The shipped graph at an endpoint."""
    with served(request.param, here, tmp_path_factory.mktemp(request.param)) as there:
        yield there


def unlike(there: Served, graph: KnowledgeGraph, query: SavedQuery, values: dict[str, str]) -> str:
    """How the answer there differs from the one here; empty where it does not."""
    ours = plain(graph.run(query.name, **values).rows, query)
    try:
        theirs = plain(there.graph.run(query.name, **values).rows, query)
    except RemoteError as error:
        return str(error)
    if ours == theirs or (query.unordered is not None and Counter(ours) == Counter(theirs)):
        return ""
    return (
        f"{Counter(ours) - Counter(theirs)} here, {Counter(theirs) - Counter(ours)} there, or another order"
    )


def test_every_answer_is_the_same_there(small: Served, mini: KnowledgeGraph) -> None:
    """All saved queries, with the parameters of all their expected answers; exactly the known ones differ."""
    wrong = {
        case: words
        for case, (query, values, _) in CASES.items()
        if (words := unlike(small, mini, query, values))
    }
    assert {case.partition(".")[0] for case in wrong} == small.differing - SHIPPED_ONLY, wrong


def test_every_answer_of_the_shipped_graph_is_the_same_there(large: Served, here: KnowledgeGraph) -> None:
    wrong = {query.name: words for query, values in SHIPPED if (words := unlike(large, here, query, values))}
    assert set(wrong) <= large.differing, wrong


def test_the_guide_lists_what_virtuoso_answers_otherwise() -> None:
    table = re.search(r"^\| saved query .*\n\| -- .*\n((?:\|.*\n)*)", GUIDE.read_text("utf-8"), re.M)
    assert table is not None
    rows = "".join(f"| `{name}` | {why} |\n" for name, why in sorted(DIFFERENCES.items()))
    assert table[1] == rows, f"docs/endpoints.md must have\n{rows}"


COMMANDS = [
    "lab DeepSeek", "lab 百度 --format json", "model R1-0528", "model Qwen3-8B --format md",
    "product ChatGPT", "benchmark 'LMArena Text Arena'", "labs", "labs --country CN --format csv",
    "models --lab DeepSeek", "models --openness open --country FR --format table", "find seek", "find 文心",
    "rank", "rank --as-of 2025-08-31", "rank MMLU-Pro --format json", "compare DeepSeek OpenAI",
    "compare R1-0528 o3 --format md", "frontier", "frontier --as-of 2025-08-31", "gap CN US",
    "gap CN US --format json", "lineage R1-0528", "lineage Qwen2.5-32B --format table", "claims",
    "claims state-of-ai-china-q2-2025 --readings", "conflicts", "report", "query list",
    "query show rank -p country=China", "query run cadence -p lab=DeepSeek",
    "sparql 'SELECT ?p ?o { lab:deepseek ?p ?o } ORDER BY ?p STR(?o)'",
    "sparql 'ASK { lab:deepseek a aikg:Lab }'",
    "sparql 'SELECT ?l (LANG(?l) AS ?t) { lab:baidu skos:altLabel ?l } ORDER BY ?l' --format json",
    "graph -o - --format json", "graph -o - --lab DeepSeek --format graphml",
    "chart ranking -o - --format svg", "chart frontier CN US -o - --format svg --as-of 2025-05-31",
    "sources", "export --format nquads", "export --format csv", "export --format jsonld",
]  # fmt: skip
"""What is asked of both; `why`, `info` and `check` stand in tests of their own, servers in another file."""


@functools.cache
def printed_here(line: str) -> tuple[int, str]:
    done = run(*shlex.split(line))
    return done.code, done.out


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_prints_the_same_bytes(line: str, large: Served) -> None:
    done = run(*shlex.split(line), "--endpoint", large.url)
    assert (done.code, done.out) == printed_here(line), done.err
    assert done.out or line == "sources"  # nothing is imported


def test_every_command_that_asks_the_graph_is_among_them() -> None:
    elsewhere = {"why", "info", "check", "serve", "mcp"}
    of_files = {"import", "remove", "match", "diff", "fmt", "completion"}
    assert {line.split()[0] for line in COMMANDS} | elsewhere | of_files == set(cli.COMMANDS)
    assert not {line.split()[0] for line in COMMANDS} & (elsewhere | of_files)


def test_why_says_who_says_so(large: Served) -> None:
    line = "why R1-0528 --format json"
    done = run(*shlex.split(line), "--endpoint", large.url)
    rows, ours = json.loads(done.out), json.loads(printed_here(line)[1])
    lost = {"license", "precision"} if "statements" in large.differing else set()
    assert shorn(rows, lost) == shorn(ours, lost)


def shorn(value: object, names: set[str]) -> object:
    """JSON without these keys, wherever they stand."""
    if isinstance(value, dict):
        return {key: shorn(inner, names) for key, inner in value.items() if key not in names}
    return [shorn(inner, names) for inner in value] if isinstance(value, list) else value


def test_info_counts_there_and_names_the_place(large: Served) -> None:
    done = run("info", "--format", "json", "--endpoint", large.url)
    there, ours = json.loads(done.out), json.loads(printed_here("info --format json")[1])
    assert {k: v for k, v in there.items() if k != "versions"} == {
        k: v for k, v in ours.items() if k != "versions"
    }
    values = {row["what"]: row["value"] for row in there["versions"]}
    assert values["statements"] == {row["what"]: row["value"] for row in ours["versions"]}["statements"]
    assert values["store"] == str(large.graph.address) and "?" not in values["store"] and values["files"] == 0


def test_a_sound_graph_fits(large: Served) -> None:
    done = run("check", "--endpoint", large.url)
    assert (done.code, done.out) == (0, "")
    assert re.fullmatch(r"In order: \d+ statements, all shapes and \d+ check queries\.\n", done.err)


def test_what_is_not_merged_does_not_fit(mini: KnowledgeGraph, tmp_path: Path) -> None:
    """The plain export has neither the merge nor what is derived; a union may repeat facts."""
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "aikg.nq").write_bytes(export.export(mini, "nquads"))
    with engines.oxigraph(bare / "aikg.nq", bare) as url:
        done = run("check", "--endpoint", url, "--format", "json")
        assert done.code == 1
        assert {"default graph"} <= {row["focusNode"] for row in json.loads(done.out)}
        assert "is not the merge" in done.out
    with engines.oxigraph(bare / "aikg.nq", tmp_path, more=("--union-default-graph",)) as url:
        done = run("check", "--endpoint", url, "--format", "json")
        sources = {row["source"] for row in json.loads(done.out)}
        assert {"without-name-key", "without-base"} <= sources
    world = "model:twice a aikg:Model ; skos:prefLabel 'Twice'@en ; aikg:developedBy lab:deepseek ."
    twice = ox.Store()
    twice.load(f"{HEAD}{world}".encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:a"))
    twice.load(f"{HEAD}{world}".encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:b"))
    place = tmp_path / "twice"
    place.mkdir()
    (place / "twice.nq").write_bytes(twice.dump(format=ox.RdfFormat.N_QUADS) or b"")
    with engines.oxigraph(place / "twice.nq", place, more=("--union-default-graph",)) as url:
        messages = [result.message for result in RemoteGraph(url).check().results]
    assert any("a fact comes once for each graph" in message for message in messages)


def test_an_endpoint_without_the_graph_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "other.nq").write_text("<urn:a> <urn:b> <urn:c> .\n", encoding="utf-8")
    with engines.oxigraph(tmp_path / "other.nq", tmp_path) as url:
        done = run("check", "--endpoint", url)
        assert done.code == 1
        assert "the graph of aikg is not there" in done.out
        done = run("lab", "DeepSeek", "--endpoint", url)
        assert done.code == 2 and done.err.startswith("aikg: No lab is called")


def test_the_union_of_graphs_is_the_merge_where_an_engine_makes_it(mini: KnowledgeGraph) -> None:
    """On rdflib's own engine, whose union gives each fact once, as that of QLever, GraphDB and Neptune."""
    there = rdflib.Dataset(default_union=True)
    there.parse(data=b"".join(export.for_endpoint(mini, "union")), format="nquads")
    for name in ("counts", "lineage-count", "name"):
        query, values, _ = CASES[name]
        rows = there.query(run_module.text_of(mini, query, values))
        assert len(list(rows)) == len(mini.run(name, **values)) > 0


def test_any_query_is_asked_there_past_the_same_gate(small: Served, mini: KnowledgeGraph) -> None:
    ask = "ASK { lab:chenxing a aikg:Lab }"
    select = "SELECT ?p ?o { lab:chenxing ?p ?o } ORDER BY ?p STR(?o)"
    construct = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a aikg:Lab ; skos:prefLabel ?l }"
    assert small.graph.query(ask) == mini.query(ask)
    assert small.graph.query(ask.replace("Lab", "Model")).rows == ((False,),)
    assert small.graph.query(select) == mini.query(select)
    there, ours = small.graph.query(construct), mini.query(construct)
    assert there.names == ours.names and set(there.rows) == set(ours.rows)
    cut = small.graph.query("SELECT * { ?s ?p ?o }", rows=5)
    assert len(cut) == 5 and not cut.complete
    assert (
        len(small.graph.query("PREFIX own: <urn:x> SELECT ?s { ?s a aikg:Lab . OPTIONAL { ?s own:p ?o } }"))
        > 5
    )
    for refused in ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "DROP ALL", "LOAD <http://a/>"):
        with pytest.raises(QueryRefused):
            small.graph.query(refused)
    wrong = "SELECT ?s WHERE {\n  ?s ?p }"
    errors = []
    for graph in (small.graph, mini):
        with pytest.raises(QuerySyntaxError) as caught:
            graph.query(wrong)
        errors.append((str(caught.value), caught.value.line, caught.value.column))
    assert errors[0] == errors[1] and errors[0][1] == 2


def test_python_users_have_the_same_graph(small: Served, mini: KnowledgeGraph) -> None:
    graph = aikg.load(endpoint=small.url)
    assert len(graph) == len(mini)
    assert graph.resolve("晨星", "lab") == mini.resolve("晨星", "lab")
    assert set(graph.networkx().edges(keys=True)) == set(mini.networkx().edges(keys=True))
    assert set(graph.stated()) == set(mini.stated())
    assert graph.at(None) is graph and graph.as_of is None and graph.files == ()
    assert repr(graph) == f"<RemoteGraph at {graph.address}>"
    for use in ("store", "opened", "worker"):
        with pytest.raises(UsageError, match="asked by SPARQL"):
            getattr(graph, use)
    labs = graph.rdflib().query("SELECT ?l { ?l a <https://w3id.org/aikg/ontology#Lab> }")
    assert {Iri(str(row[0])) for row in labs} == set(mini.run("labs").column("lab"))  # type: ignore[index]
    label = rdflib.URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
    subject = rdflib.URIRef("https://w3id.org/aikg/id/lab/chenxing")
    there = {str(o) for o in graph.rdflib().objects(subject, label)}
    assert there == {str(o) for o in mini.rdflib().objects(subject, label)} != set()


@pytest.mark.skipif(VIRTUOSO is None, reason=NO_VIRTUOSO)
def test_an_answer_that_the_engine_cuts_off_is_no_answer(mini: KnowledgeGraph, tmp_path: Path) -> None:
    nquads = tmp_path / "aikg.nq"
    nquads.write_bytes(b"".join(export.for_endpoint(mini, "merged")))
    with engines.virtuoso(nquads, tmp_path, most_rows=50) as url, RemoteGraph(url) as graph:
        with pytest.raises(RemoteError, match=r"cuts answers off after 50 rows.*ResultSetMaxRows"):
            graph.run("names")
        cut = graph.query("SELECT * { ?s ?p ?o }")
        assert len(cut) == 50 and not cut.complete
        assert set(graph.stated()) == set(mini.stated()), "pages are as large as the engine lets them be"


@pytest.mark.skipif(VIRTUOSO is None, reason=NO_VIRTUOSO)
def test_virtuoso_asks_by_digest(
    mini: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served("virtuoso", mini, tmp_path) as there:
        url = there.url.replace("/sparql", "/sparql-auth")
        monkeypatch.setenv("AIKG_ENDPOINT_USER", "dba")
        monkeypatch.setenv("AIKG_ENDPOINT_PASSWORD", "wrong")
        with pytest.raises(RemoteError, match=r"wants to know who asks"):
            len(RemoteGraph(url))
        monkeypatch.setenv("AIKG_ENDPOINT_PASSWORD", "dba")
        with RemoteGraph(url) as graph:
            for _ in range(3):
                assert graph.run("labs") == mini.run("labs")


REFUSED = {
    "labs --data . --endpoint URL": "--data and an endpoint exclude each other",
    "labs --source aikg --endpoint URL": "--source and an endpoint exclude each other",
    "labs --store . --data . --endpoint URL": "--data and --store and an endpoint exclude each other",
    "labs --as-of 2024-12-31 --endpoint URL": "rank, frontier, gap and chart ask any endpoint for a day",
    "labs --endpoint ftp://127.0.0.1/x": "a URL that begins with http:// or https://",
    "labs --endpoint nonsense": "a URL that begins with http:// or https://",
    "labs --endpoint http://": "--endpoint http://: ",
    "labs --endpoint http://127.0.0.1:99999/x": "Port out of range",
    "labs --endpoint http://me:hush@127.0.0.1/x": "a password in a URL ends up in histories and logs",
    "export -f nquads --for-endpoint merged --endpoint URL": "there is no pyoxigraph store of it here",
    "export -f csv --for-endpoint merged": "--for-endpoint goes with --format nquads",
    "export -f parquet": "give -o DIR",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_does_not_go_together_is_told(line: str, closed_port: int) -> None:
    """Before anything is sent: nobody listens there."""
    done = run(*shlex.split(line.replace("URL", f"http://127.0.0.1:{closed_port}/query")))
    assert done.code == 2 and done.out == ""
    assert REFUSED[line] in done.err and "hush" not in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.fixture
def closed_port() -> int:
    return engines.free_port()


def test_the_environment_names_an_endpoint_too(small: Served, mini: KnowledgeGraph) -> None:
    env = {"AIKG_ENDPOINT": small.url}
    assert "Chenxing" in run("labs", env=env).out
    assert "DeepSeek" in run("labs", "--endpoint", "", env=env).out
    refused = run("labs", "--data", ".", env=env)
    assert refused.code == 2 and "AIKG_ENDPOINT is set" in refused.err
    assert run("query", "list", env=env).code == 0
    refused = run("diff", "shipped", "shipped", "--endpoint", small.url)
    assert refused.code == 2 and "diff is about files" in refused.err


def test_names_are_completed_from_the_endpoint(small: Served) -> None:
    words = f"aikg lab --endpoint {small.url} Chen"
    env = {"_AIKG_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    assert run(env=env).lines == ["plain,Chenxing"]
    assert run(
        env={"AIKG_ENDPOINT": small.url, **env, "COMP_WORDS": "aikg lab Chen", "COMP_CWORD": "2"}
    ).lines == ["plain,Chenxing"]
