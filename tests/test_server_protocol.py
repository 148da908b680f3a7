"""The W3C's tests of the SPARQL 1.1 protocol and of service descriptions, as far as they fit an endpoint that
only reads. Each test has the name that it has there; the graphs are ours, for nothing is fetched here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from aikg import answer_formats
from serving import Reply, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
BASE: Final = "https://w3id.org/aikg/id/source/"
ONE, TWO, THREE = (f"{BASE}test-{name}" for name in ("one", "two", "three"))
RESULTS: Final = {"application/sparql-results+xml", "application/sparql-results+json"}
GRAPHS: Final = {"application/rdf+xml", "text/turtle"}
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
A: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("data") / "reports"
    folder.mkdir()
    for name in (ONE, TWO, THREE):
        text = f"<{name}> a <http://xmlns.com/foaf/0.1/Document> .\n"
        (folder / f"{name.removeprefix(BASE)}.ttl").write_text(text, encoding="utf-8")
    with serving("--data", str(folder.parent)) as running:
        yield running


def post(server: Server, body: str | bytes, kind: str | None, *, accept: str = "*/*", **url: object) -> Reply:
    """A POST; parameters of the URL may have several values."""
    names = {name.replace("_", "-"): value for name, value in url.items()}
    headers = {"Accept": accept} | ({"Content-Type": kind} if kind else {})
    query = f"?{urlencode(names, doseq=True)}" if names else ""
    return server.request("POST", f"/sparql/{query}", headers=headers, body=body)


def get(server: Server, **parameters: object) -> Reply:
    names = {name.replace("_", "-"): value for name, value in parameters.items()}
    return server.get(f"/sparql?{urlencode(names, doseq=True)}")


def says(reply: Reply) -> bool:
    """The boolean of an answer in one of the formats that the tests allow."""
    assert reply.status == 200, reply.text
    assert reply.type in RESULTS
    form = ox.QueryResultsFormat.from_media_type(reply.type)
    parsed = ox.parse_query_results(reply.body, form)
    assert isinstance(parsed, ox.QueryBoolean)
    return bool(parsed)


# ----------------------------------------------------------------------------------------------- queries


def test_query_get(server: Server) -> None:
    assert says(get(server, query="ASK {}"))


def test_query_post_form(server: Server) -> None:
    assert says(post(server, urlencode({"query": "ASK {}"}), FORM))


def test_query_post_direct(server: Server) -> None:
    assert says(post(server, "ASK {}", QUERY))
    assert says(post(server, "ASK {}", f"{QUERY}; charset=UTF-8"))


def test_query_dataset_default_graph(server: Server) -> None:
    ask = f"ASK {{ <{ONE}> ?p ?o }}"
    assert says(post(server, ask, QUERY, default_graph_uri=ONE))
    assert not says(post(server, ask, QUERY, default_graph_uri=TWO))


def test_query_dataset_default_graphs_get(server: Server) -> None:
    ask = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type . }}"
    assert says(get(server, query=ask, default_graph_uri=[ONE, TWO]))
    assert not says(get(server, query=ask, default_graph_uri=[ONE, THREE]))


def test_query_dataset_default_graphs_post(server: Server) -> None:
    ask = f"ASK {{ <{ONE}> ?p ?o . <{TWO}> ?p ?o }}"
    assert says(post(server, ask, QUERY, default_graph_uri=[ONE, TWO]))
    form = urlencode({"query": ask, "default-graph-uri": [ONE, TWO]}, doseq=True)
    assert says(post(server, form, FORM))


def test_query_dataset_named_graphs_get(server: Server) -> None:
    ask = f"ASK {{ GRAPH ?g1 {{ <{ONE}> a ?type }} GRAPH ?g2 {{ <{TWO}> a ?type }} }}"
    assert says(get(server, query=ask, named_graph_uri=[ONE, TWO]))
    assert not says(get(server, query=ask, named_graph_uri=ONE))


def test_query_dataset_named_graphs_post(server: Server) -> None:
    assert says(post(server, "ASK { GRAPH ?g { ?s ?p ?o } }", QUERY, named_graph_uri=[ONE, TWO]))
    assert not says(post(server, "ASK { ?s ?p ?o }", QUERY, named_graph_uri=[ONE, TWO]))


def test_query_dataset_full(server: Server) -> None:
    select = "SELECT ?g ?x ?s { ?x ?y ?o  GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    reply = post(server, select, QUERY, default_graph_uri=THREE, named_graph_uri=[ONE, TWO])
    rows = [{name: cell["value"] for name, cell in row.items()} for row in reply.json["results"]["bindings"]]
    assert rows == [{"g": ONE, "x": THREE, "s": ONE}, {"g": TWO, "x": THREE, "s": TWO}]


def test_query_multiple_dataset(server: Server) -> None:
    ask = f"ASK FROM <{ONE}> {{ <{ONE}> ?p ?o }}"
    assert says(post(server, ask, QUERY))
    assert not says(post(server, ask, QUERY, default_graph_uri=TWO))
    assert says(post(server, f"ASK FROM <{ONE}> {{ <{TWO}> ?p ?o }}", QUERY, default_graph_uri=TWO))


def test_query_content_type_select(server: Server) -> None:
    reply = post(server, "SELECT (1 AS ?value) {}", QUERY)
    assert reply.status == 200
    assert reply.type in RESULTS | {"text/tab-separated-values", "text/csv"}


def test_query_content_type_ask(server: Server) -> None:
    assert says(post(server, "ASK {}", QUERY))


def test_query_content_type_describe(server: Server) -> None:
    reply = post(server, "DESCRIBE <http://example.org/>", QUERY)
    assert reply.status == 200
    assert reply.type in GRAPHS


def test_query_content_type_construct(server: Server) -> None:
    reply = post(server, "CONSTRUCT { <s> <p> 1 } WHERE {}", QUERY)
    assert reply.status == 200
    assert reply.type in GRAPHS
    (triple,) = ox.parse(reply.body, ox.RdfFormat.from_media_type(reply.type))
    assert triple.subject == ox.NamedNode(f"{server.url}/sparql/s")


# ---------------------------------------------------------------------------------------------- refusals


def refused(reply: Reply, status: int) -> str:
    assert reply.status == status, reply.text
    assert reply.headers["access-control-allow-origin"] == "*"
    return reply.text


def test_bad_query_method(server: Server) -> None:
    reply = server.request("PUT", "/sparql?query=ASK%20%7B%7D")
    refused(reply, 405)
    assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}


def test_bad_multiple_queries(server: Server) -> None:
    assert "given 2 times" in refused(get(server, query=["ASK {}", "SELECT * {}"]), 400)
    form = urlencode({"query": ["ASK {}", "SELECT * {}"]}, doseq=True)
    refused(post(server, form, FORM), 400)


def test_bad_query_wrong_media_type(server: Server) -> None:
    assert "application/sparql-query" in refused(post(server, "ASK {}", "text/plain"), 415)


def test_bad_query_missing_form_type(server: Server) -> None:
    refused(post(server, "query=ASK%20%7B%7D", None), 415)


def test_bad_query_missing_direct_type(server: Server) -> None:
    refused(post(server, "ASK {}", None), 415)


def test_bad_query_non_utf8(server: Server) -> None:
    refused(post(server, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"), 415)
    assert "not UTF-8" in refused(post(server, b"ASK { ?s ?p '\xff' }", QUERY), 400)
    assert "not UTF-8" in refused(server.get("/sparql?query=%ff"), 400)


def test_bad_query_syntax(server: Server) -> None:
    assert "at 1:5" in refused(get(server, query="ASK {"), 400)
    text = "SELECT * {\n ?s ?p ?o FILTER(?o = )\n}"
    assert "at 2:" in refused(get(server, query=text), 400)
    error = post(server, text, QUERY, accept="application/sparql-results+json").json["error"]
    assert error["code"] == "query-syntax-error"
    assert error["line"] == 2
    assert error["column"] > 1


def test_bad_update_get(server: Server) -> None:
    assert "only reads" in refused(get(server, update="CLEAR ALL"), 403)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", FORM, 403),  # bad_multiple_updates
        ("CLEAR NAMED", "text/plain", 415),  # bad_update_wrong_media_type
        ("update=CLEAR%20NAMED", None, 415),  # bad_update_missing_form_type
        ("CLEAR NAMED", "application/sparql-update; charset=UTF-16", 403),  # bad_update_non_utf8
        ("update=CLEAR%20XYZ", FORM, 403),  # bad_update_syntax
        ("update=CLEAR%20ALL", FORM, 403),  # what is update_post_form elsewhere
        ("CLEAR ALL", "application/sparql-update", 403),  # update_post_direct
        ("query=CLEAR%20ALL", FORM, 400),
        ("CLEAR ALL", QUERY, 400),
    ],
)
def test_updates_are_refused(server: Server, body: str, kind: str | None, status: int) -> None:
    before = post(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", QUERY, accept="text/csv").text
    refused(post(server, body, kind), status)
    assert post(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", QUERY, accept="text/csv").text == before


@pytest.mark.parametrize("query", ["", "nonsense=1", f"default-graph-uri={ONE}"])
def test_a_request_without_a_query_says_so(server: Server, query: str) -> None:
    if query:
        assert "no query" in refused(server.get(f"/sparql?{query}"), 400)
    assert "no query" in refused(post(server, query, FORM), 400)


# ----------------------------------------------------------------------------------------------- formats

ALL = {**answer_formats.TABLES, **answer_formats.GRAPHS}
ASKED = {"select": "SELECT * { ?s a ?o } LIMIT 3", "construct": "CONSTRUCT WHERE { ?s a ?o } LIMIT 3"}


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("way", ["accept", "format", "format as media type"])
def test_every_format_is_given_and_can_be_read(server: Server, name: str, way: str) -> None:
    table = name in answer_formats.TABLES
    query, media_type = ASKED["select" if table else "construct"], ALL[name].media_type
    if way == "accept":
        reply = post(server, query, QUERY, accept=media_type)
    else:
        reply = get(server, query=query, format=name if way == "format" else media_type)
    assert reply.type == media_type
    assert reply.headers["vary"] == "Accept"
    if table:
        form = ox.QueryResultsFormat.from_media_type(reply.type)
        if name != "csv":  # which pyoxigraph only writes
            found = ox.parse_query_results(reply.body, form)
            assert isinstance(found, ox.QuerySolutions)
            assert len(list(found)) == 3
        else:
            assert len(reply.text.splitlines()) == 4
    else:
        assert len(list(ox.parse(reply.body, ox.RdfFormat.from_media_type(reply.type)))) == 3


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.3, application/sparql-results+xml;q=0.8, */*;q=0.1", "application/sparql-results+xml"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/html, application/xml;q=0.9", "application/xml"),
        ("TEXT/CSV ; Q=1", "text/csv"),
    ],
)
def test_the_best_liked_format_is_given(server: Server, accept: str, given: str) -> None:
    assert post(server, "SELECT * { ?s a ?o } LIMIT 1", QUERY, accept=accept).type == given


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle", "*/*;q=0", "application/sparql-results+json;q=0"]
)
def test_what_cannot_be_given_is_406_and_says_what_can(server: Server, accept: str) -> None:
    assert "application/sparql-results+json" in refused(post(server, "ASK {}", QUERY, accept=accept), 406)


def test_a_format_that_does_not_fit_the_query_is_406(server: Server) -> None:
    assert "text/turtle" in refused(get(server, query="CONSTRUCT WHERE { ?s a ?o }", format="csv"), 406)
    refused(get(server, query="ASK {}", format="turtle"), 406)
    refused(get(server, query="ASK {}", format="../../x"), 406)
    assert get(server, query="ASK {}", format=["what", "application/sparql-results+xml"]).type.endswith("xml")


def test_turtle_declares_what_it_uses_and_nothing_else(server: Server) -> None:
    text = post(server, "DESCRIBE lab:deepseek", QUERY, accept="text/turtle").text
    declared = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix")}
    assert "lab:" in declared
    assert all(text.count(prefix) > 1 for prefix in declared)
    assert "shape:" not in declared


# ------------------------------------------------------------------------------------------------ others


def test_head_and_options(server: Server) -> None:
    path = "/sparql?query=ASK%20%7B%7D"
    head = server.request("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(server.get(path).body))
    options = server.request("OPTIONS", "/sparql")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_other_sites_may_read(server: Server) -> None:
    origin = {"Origin": "https://example.org"}
    reply = server.request("GET", "/sparql?query=ASK%20%7B%7D", headers=origin)
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in reply.headers
    asked = origin | {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    before = server.request("OPTIONS", "/sparql", headers=asked)
    assert before.status == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "Content-Type" in before.headers["access-control-allow-headers"]


# --------------------------------------------------------------------------- service descriptions


def described(server: Server, accept: str) -> list[ox.Triple]:
    reply = server.get("/sparql", accept=accept)
    assert reply.status == 200
    assert reply.type == accept
    return [quad.triple for quad in ox.parse(reply.body, ox.RdfFormat.from_media_type(accept))]


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_returns_rdf(server: Server, accept: str) -> None:
    assert described(server, accept)


def test_has_endpoint_triple(server: Server) -> None:
    endpoint = ox.NamedNode(SD + "endpoint")
    assert [t.object for t in described(server, "text/turtle") if t.predicate == endpoint] == [
        ox.NamedNode(f"{server.url}/sparql")
    ]


def test_behind_a_proxy_the_endpoint_is_what_clients_see(server: Server) -> None:
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
    text = server.request("GET", "/sparql", headers=headers).text
    assert "sd:endpoint <https://localhost/sparql>" in text


def test_conforms_to_schema(server: Server) -> None:
    triples = described(server, "text/turtle")
    named = [t.subject for t in triples if t.predicate == A and t.object == ox.NamedNode(SD + "NamedGraph")]
    names = {t.subject: t.object for t in triples if t.predicate == ox.NamedNode(SD + "name")}
    assert set(names) == set(named)
    assert {ox.NamedNode(name) for name in (ONE, TWO, THREE)} <= set(names.values())
    everything = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    listed = post(server, everything, QUERY, accept="text/csv").text.split()[1:]
    assert sorted(listed) == sorted(node.value for node in names.values())  # type: ignore[union-attr]


def test_best_practices(server: Server) -> None:
    """The optional tests: everything has its type, the language is a known one, each dataset has graphs."""
    triples = described(server, "text/turtle")
    types = {(t.subject, t.object) for t in triples if t.predicate == A}
    classes = {
        "endpoint": ("Service", None),
        "supportedLanguage": ("Service", None),
        "resultFormat": ("Service", None),
        "defaultDataset": ("Service", "Dataset"),
        "defaultGraph": ("Dataset", "Graph"),
        "namedGraph": ("Dataset", "NamedGraph"),
        "graph": ("NamedGraph", "Graph"),
    }
    for term, (domain, range_) in classes.items():
        found = [t for t in triples if t.predicate == ox.NamedNode(SD + term)]
        assert found, term
        for triple in found:
            assert (triple.subject, ox.NamedNode(SD + domain)) in types
            assert range_ is None or (triple.object, ox.NamedNode(SD + range_)) in types
    languages = [t.object for t in triples if t.predicate == ox.NamedNode(SD + "supportedLanguage")]
    assert languages == [ox.NamedNode(SD + "SPARQL11Query")]


def test_people_get_a_page_that_describes_the_service(server: Server) -> None:
    reply = server.get("/sparql", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert reply.type == "text/html"
    assert f"<code>{server.url}/sparql</code>" in reply.text
    assert ONE in reply.text
    assert "<script" not in reply.text
    assert "406" not in reply.text
    assert server.get("/sparql", accept="image/png").status == 406
