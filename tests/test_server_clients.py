"""The endpoint, used by what people use: SPARQLWrapper, rdflib's SPARQLStore, and Comunica in node."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from aikg.vocabulary import AIKG, ID, SKOS
from serving import Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPSEEK = rdflib.URIRef(ID + "lab/deepseek")
LABEL = rdflib.URIRef(SKOS + "prefLabel")
MODELS = f"SELECT ?m ?l {{ ?m <{AIKG}developedBy> <{DEEPSEEK}> ; <{SKOS}prefLabel> ?l }} ORDER BY ?m ?l"
COMUNICA = "@comunica/query-sparql@4.5.0"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def rows(server: Server) -> list[tuple[str, str]]:
    """What the endpoint itself says, by the plainest of clients."""
    lines = server.sparql(MODELS, accept="text/tab-separated-values").text.splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    assert len(cells) > 20
    return [(model[1:-1], label) for model, label in cells]


# ------------------------------------------------------------------------------------ SPARQLWrapper

WRAPPED = [SPARQLWrapper.JSON, SPARQLWrapper.XML, SPARQLWrapper.CSV, SPARQLWrapper.TSV]
DRAWN = [SPARQLWrapper.TURTLE, SPARQLWrapper.N3, SPARQLWrapper.RDFXML, SPARQLWrapper.JSONLD]


def wrapper(server: Server, query: str, form: str, method: str = SPARQLWrapper.GET) -> SPARQLWrapper.Wrapper:
    asking = SPARQLWrapper.SPARQLWrapper(f"{server.url}/sparql")
    asking.setQuery(query)
    asking.setReturnFormat(form)
    asking.setMethod(method)
    return asking


@pytest.mark.parametrize("method", [SPARQLWrapper.GET, SPARQLWrapper.POST])
@pytest.mark.parametrize("form", WRAPPED)
def test_sparqlwrapper_reads_tables(
    server: Server, rows: list[tuple[str, str]], form: str, method: str
) -> None:
    found = wrapper(server, MODELS, form, method).queryAndConvert()
    if form == SPARQLWrapper.JSON:
        models = [row["m"]["value"] for row in found["results"]["bindings"]]
    elif form == SPARQLWrapper.XML:
        models = [
            binding.firstChild.firstChild.data
            for binding in found.getElementsByTagName("binding")
            if binding.getAttribute("name") == "m"
        ]
    else:
        models = [
            line.replace(b",", b"\t").split(b"\t")[0].decode().strip("<>") for line in found.split(b"\n")
        ]
        models = models[1 : len(rows) + 1]
    assert models == [model for model, _ in rows]


@pytest.mark.parametrize("form", DRAWN)
def test_sparqlwrapper_reads_graphs(server: Server, form: str) -> None:
    found = wrapper(server, f"CONSTRUCT WHERE {{ <{DEEPSEEK}> ?p ?o }}", form).queryAndConvert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)
    assert (DEEPSEEK, LABEL, rdflib.Literal("DeepSeek", lang="en")) in graph


def test_sparqlwrapper_asks_and_names_graphs(server: Server) -> None:
    ask = wrapper(server, f"ASK {{ <{DEEPSEEK}> <{LABEL}> ?l }}", SPARQLWrapper.JSON)
    assert ask.queryAndConvert()["boolean"] is True
    ask.addDefaultGraph(f"{ID}source/nobody")
    assert ask.queryAndConvert()["boolean"] is False


def test_sparqlwrapper_is_told_what_is_wrong(server: Server) -> None:
    with pytest.raises(QueryBadFormed, match="at 1:"):
        wrapper(server, "SELECT * { ?s ?p ", SPARQLWrapper.JSON).query()
    update = wrapper(server, "CLEAR ALL", SPARQLWrapper.JSON, SPARQLWrapper.POST)
    with pytest.raises(Exception, match=r"403|only reads"):
        update.query()


# ------------------------------------------------------------------------------------------- rdflib


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("form", ["xml", "json", "csv", "tsv"])
def test_rdflib_asks_it_like_a_graph_of_its_own(
    server: Server, rows: list[tuple[str, str]], method: str, form: str
) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", method=method, returnFormat=form))
    assert [str(model) for model, _ in graph.query(MODELS)] == [model for model, _ in rows]
    if form in ("xml", "json"):  # the others have no word for yes, and rdflib reads none
        assert graph.query(f"ASK {{ <{DEEPSEEK}> ?p ?o }}").askAnswer is True


def test_rdflib_walks_through_it(server: Server) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql"))
    assert rdflib.Literal("DeepSeek", lang="en") in set(graph.objects(DEEPSEEK, LABEL))
    assert (DEEPSEEK, LABEL, rdflib.Literal("DeepSeek", lang="en")) in graph
    assert len(graph) > 30_000
    drawn = graph.query(f"CONSTRUCT WHERE {{ <{DEEPSEEK}> ?p ?o }}").graph
    assert drawn is not None
    assert len(drawn) > 5


def test_rdflib_reads_named_graphs(server: Server) -> None:
    store = SPARQLStore(f"{server.url}/sparql")
    named = [getattr(graph, "identifier", graph) for graph in store.contexts()]
    assert rdflib.URIRef(f"{ID}source/aikg") in named
    curated = rdflib.Graph(store, identifier=rdflib.URIRef(f"{ID}source/aikg"))
    assert curated.value(DEEPSEEK, LABEL)


def test_rdflib_cannot_write(server: Server) -> None:
    url = f"{server.url}/sparql"
    with pytest.raises(Exception, match="403"):
        SPARQLUpdateStore(url, url).update("CLEAR ALL")


# ----------------------------------------------------------------------------------------- Comunica


@pytest.fixture(scope="module")
def comunica() -> str:
    """The command of Comunica, installed beside the other caches of tests, once for all of them."""
    npm = shutil.which("npm")
    if shutil.which("node") is None or npm is None:
        pytest.skip("Comunica needs node and npm, which this machine does not have")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    place = Path(base) / "aikg-tests" / COMUNICA.replace("/", "-").replace("@", "")
    command = place / "node_modules" / ".bin" / "comunica-sparql"
    if not command.exists():
        beside = place.with_name(f"{place.name}.{os.getpid()}")
        words = "--no-audit --no-fund --ignore-scripts --fetch-retries=1 --fetch-timeout=60000".split()
        try:
            beside.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [npm, "install", *words, "--prefix", str(beside), COMUNICA],
                capture_output=True,
                text=True,
                check=True,
                timeout=600,
            )
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(beside, ignore_errors=True)
            said = getattr(error, "stderr", None) or str(error)
            pytest.skip(f"Comunica could not be installed from npm: {said.strip()[-200:]}")
        try:
            beside.rename(place)
        except OSError:  # another process was first
            shutil.rmtree(beside, ignore_errors=True)
    return str(command)


def label_of(cell: str) -> str:
    """The text of a literal in Turtle's form, as it stands in TSV."""
    return str(cell.rpartition('"')[0].removeprefix('"')) if cell.startswith('"') else cell


def asked(comunica: str, server: Server, query: str, form: str) -> str:
    done = subprocess.run(
        [comunica, f"sparql@{server.url}/sparql", query, "-t", form],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_comunica_reads_tables(server: Server, rows: list[tuple[str, str]], comunica: str) -> None:
    found = json.loads(asked(comunica, server, MODELS, "application/sparql-results+json"))
    assert [row["m"]["value"] for row in found["results"]["bindings"]] == [model for model, _ in rows]
    assert [row["l"]["value"] for row in found["results"]["bindings"]] == [label_of(cell) for _, cell in rows]


def test_comunica_reads_graphs_and_asks(server: Server, comunica: str) -> None:
    text = asked(
        comunica, server, f"CONSTRUCT WHERE {{ <{DEEPSEEK}> <{LABEL}> ?o }}", "application/n-triples"
    )
    graph = rdflib.Graph().parse(data=text, format="nt")
    assert (DEEPSEEK, LABEL, rdflib.Literal("DeepSeek", lang="en")) in graph
    ask = f"ASK {{ <{DEEPSEEK}> <{LABEL}> ?o }}"
    assert json.loads(asked(comunica, server, ask, "application/sparql-results+json"))["boolean"] is True


def test_comunica_finds_out_by_the_service_description(server: Server, comunica: str) -> None:
    """Without being told that it is an endpoint, it asks what is there."""
    done = subprocess.run(
        [comunica, f"{server.url}/sparql", MODELS + " LIMIT 3", "-t", "application/sparql-results+json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["results"]["bindings"]) == 3
