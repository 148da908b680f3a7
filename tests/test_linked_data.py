"""Linked data over HTTP: IRIs lead to documents, documents come in the format asked for, caches are told."""

from __future__ import annotations

import json
import os
import signal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import aikg
from aikg import triples as rdf
from aikg.server.negotiation import preferred
from aikg.server.pages import links
from aikg.solutions import Iri
from aikg.vocabulary import DCTERMS, DERIVED_GRAPH, ID, PREFIXES
from conftest import HEAD
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph
    from serving import Server

MEDIA = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "json": "application/json",
}
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


def things(graph: KnowledgeGraph) -> dict[str, str]:
    """The first thing of each kind, by kind."""
    found: dict[str, str] = {}
    subjects = {str(q.subject)[1:-1] for q in graph.store.quads_for_pattern(None, None, None, None)}
    for iri in sorted(subjects):
        path = links.local(iri)
        if path and "#" not in path and path != "/ontology":
            found.setdefault(path.split("/")[1], iri)
    return found


def read(server: Server, path: str, suffix: str) -> rdflib.Graph:
    reply = server.get(path)
    assert reply.status == 200 and reply.type == MEDIA[suffix], path
    return rdflib.Graph().parse(data=reply.body, format=PARSERS[suffix])


def stated(graph: KnowledgeGraph, iri: str) -> set[ox.Triple]:
    """Each statement about a thing, but for what the loader derives."""
    quads = graph.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
    return {q.triple for q in quads if str(q.graph_name) not in ("DEFAULT", f"<{DERIVED_GRAPH}>")}


def test_each_thing_has_an_iri_that_leads_to_a_document_with_all_its_statements(
    server: Server, shipped: KnowledgeGraph
) -> None:
    found = things(shipped)
    assert set(found) == {*links.KINDS, *links.VALUES}
    for iri in found.values():
        path = iri.removeprefix("https://w3id.org/aikg")
        for suffix, media in MEDIA.items():
            reply = server.get(path, accept=media)
            assert (reply.status, reply.headers["vary"]) == (303, "Accept"), (iri, suffix)
            document = server.get(reply.headers["location"], accept=media)
            assert (document.status, document.type) == (200, media), (iri, suffix)
        document = links.document(iri)
        for suffix in PARSERS:
            triples = read(server, f"{document}.{suffix}", suffix)
            mine = len(list(triples.predicate_objects(rdflib.URIRef(iri))))
            assert mine == len(stated(shipped, iri)), (iri, suffix)
            about = rdflib.URIRef(server.url + document)
            assert triples.value(about, FOAF.primaryTopic) == rdflib.URIRef(iri)
            assert triples.value(about, rdflib.DCTERMS.license) == rdflib.URIRef(rdf.LICENCE)
            assert list(triples.objects(about, rdflib.DCTERMS.source))
        exact = {
            quad.triple for quad in ox.parse(server.get(f"{document}.nt").body, format=ox.RdfFormat.N_TRIPLES)
        }
        assert {triple for triple in exact if triple.subject.value == iri} == stated(shipped, iri)


def test_a_document_describes_the_sources_of_its_statements(server: Server, shipped: KnowledgeGraph) -> None:
    triples = read(server, "/model/deepseek-r1.ttl", "ttl")
    cited = {
        str(s) for s in shipped.run("statements", thing=Iri(f"{ID}model/deepseek-r1")).column("sourceIri")
    }
    titled = {str(s) for s in triples.subjects(rdflib.URIRef(DCTERMS + "title"))}
    assert cited and cited <= titled


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("text/turtle;q=0.5, application/ld+json;q=0.9", "jsonld"),
        ("text/html;q=0.1, application/n-triples", "nt"),
        ("application/*;q=0.8, text/*;q=0.2", "jsonld"),
        ("text/turtle;q=0, */*", "html"),
        ("application/xhtml+xml", "html"),
        ("image/png, application/json;q=0.3", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ],
)
def test_the_format_is_negotiated(accept: str, suffix: str, server: Server) -> None:
    reply = server.get("/lab/deepseek", **({"accept": accept} if accept else {}))
    assert (reply.status, reply.type) == (200, MEDIA[suffix])
    assert reply.headers["vary"] == "Accept"
    assert reply.headers["content-location"] == f"/lab/deepseek.{suffix}"
    assert server.get(reply.headers["content-location"]).body == reply.body
    thing = server.get("/id/lab/deepseek", **({"accept": accept} if accept else {}))
    assert thing.headers["location"] == ("/lab/deepseek" if suffix == "html" else f"/lab/deepseek.{suffix}")


def test_a_format_that_is_not_there_is_refused_with_those_that_are(server: Server) -> None:
    for path in ("/id/lab/deepseek", "/lab/deepseek", "/ontology", "/.well-known/void", "/concept/open"):
        reply = server.get(path, accept="image/png")
        assert reply.status == 406, path
        assert all(media in reply.text for media in MEDIA.values())


def test_a_name_may_hold_points_and_end_in_a_suffix(server: Server) -> None:
    for path, media in (
        ("/model/gpt-4.1", "text/html"),
        ("/model/gpt-4.1.ttl", "text/turtle"),
        ("/claim/state-of-ai-china-q2-2025.04.json", "application/json"),
        ("/country/CN.nt", "application/n-triples"),
    ):
        reply = server.get(path)
        assert (reply.status, reply.type) == (200, media), path
    assert server.get("/id/model/gpt-4.1.ttl").headers["location"] == "/model/gpt-4.1.ttl"


@pytest.mark.parametrize(
    "path",
    [
        "/lab/nobody", "/id/lab/nobody", "/id/nothing/deepseek", "/lab/deepseek.exe",
        "/lab/deepseek.ttl.ttl", "/lab/..",
        "/lab/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/id/lab/https:%2f%2fevil.example",
        "/concept/nothing", "/country/XX.ttl",
        "/id/lab/%22%3E%3Cscript%3E", "/ontology.exe", "/.well-known/void.exe", "/dump.exe",
        "/assets/..%2fpage.py",
        "/assets/page.py", "/id//evil.example/x", "/model/deepseek", "/lab/" + "a" * 5000,
    ],
)  # fmt: skip
def test_what_is_not_there_is_404_and_leads_nowhere(path: str, server: Server) -> None:
    reply = server.get(path, accept="text/html")
    assert reply.status == 404
    assert "location" not in reply.headers
    assert (
        "<script>" not in reply.text and "Traceback" not in reply.text and str(os.getcwd()) not in reply.text
    )


def test_a_near_name_is_offered(server: Server) -> None:
    reply = server.get("/lab/deepsek", accept="text/html")
    assert "Did you mean DeepSeek" in reply.text and "/search?q=DeepSeek" in reply.text
    assert server.get("/lab/deepsek").type == "text/plain"


@pytest.mark.parametrize(
    "path", ["/lab/deepseek", "/lab/deepseek.ttl", "/", "/rank", "/ontology.nt", "/.well-known/void"]
)
def test_a_client_that_has_it_gets_nothing_twice(path: str, server: Server) -> None:
    first = server.get(path)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert tag.startswith('"') and parsedate_to_datetime(date).tzinfo is not None
    for headers in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": date},
    ):
        again = server.get(path, **headers)
        assert (again.status, again.body) == (304, b""), headers
        assert again.headers["etag"] == tag
    for headers in (
        {"if_none_match": '"other"'},
        {"if_modified_since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"if_modified_since": "yesterday"},
        {"if_none_match": '"other"', "if_modified_since": date},
    ):
        assert server.get(path, **headers).status == 200, headers
    head = server.request("HEAD", path)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(first.body)) and head.headers["etag"] == tag


def test_each_format_and_each_query_has_a_tag_of_its_own(server: Server) -> None:
    paths = [
        *(f"/lab/deepseek.{suffix}" for suffix in MEDIA),
        "/lab/alibaba.ttl",
        "/rank",
        "/rank?country=CN",
    ]
    tags = [server.get(path).headers["etag"] for path in paths]
    assert len(set(tags)) == len(tags)
    turtle = server.get("/lab/deepseek", accept="text/turtle").headers["etag"]
    assert turtle != server.get("/lab/deepseek", accept="text/html").headers["etag"]


def test_the_tag_follows_the_data(tmp_path: Path) -> None:
    file = tmp_path / "more.ttl"
    lab = 'lab:acme a aikg:Lab ; skos:prefLabel "{}"@en ; aikg:country country:DE .\n'
    file.write_text(HEAD + lab.format("Acme One"), encoding="utf-8")
    with serving("--data", str(tmp_path)) as server:
        first = server.get("/lab/acme")
        assert "Acme One" in first.text
        file.write_text(HEAD + lab.format("Acme Two"), encoding="utf-8")
        server.signal(signal.SIGHUP)
        server.said("were read again")
        second = server.get("/lab/acme", if_none_match=first.headers["etag"])
        assert second.status == 200 and "Acme Two" in second.text and "Acme One" not in second.text


def test_documents_name_each_other_and_the_description_of_the_data(server: Server) -> None:
    link = server.get("/lab/deepseek.ttl").headers["link"]
    assert '</lab/deepseek.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert '</.well-known/void>; rel="describedby"' in link
    page = server.get("/lab/deepseek", accept="text/html").text
    for suffix, media in MEDIA.items():
        assert (
            suffix == "html" or f'<link rel="alternate" type="{media}" href="/lab/deepseek.{suffix}">' in page
        )


def test_other_sites_may_read_them(server: Server) -> None:
    paths = (
        "/id/lab/deepseek",
        "/lab/deepseek.ttl",
        "/concept/open",
        "/ontology.ttl",
        "/.well-known/void",
        "/dump.nq",
    )
    for path in (*paths, "/.well-known/void", "/dump.nq"):
        reply = server.get(path, origin="https://other.example")
        assert reply.headers["access-control-allow-origin"] == "*", path
        assert "access-control-allow-credentials" not in reply.headers


def test_json_holds_the_statements_with_their_sources(server: Server, shipped: KnowledgeGraph) -> None:
    told = json.loads(server.get("/model/deepseek-r1.json").body)
    rows = shipped.run("statements", thing=Iri(f"{ID}model/deepseek-r1"))
    assert len(told["statements"]) == len(rows)
    assert all(row["source"] for row in told["statements"])


def test_the_ontology_is_a_document(server: Server) -> None:
    triples = read(server, "/ontology.ttl", "ttl")
    assert (rdflib.URIRef(PREFIXES["aikg"] + "Lab"), rdflib.RDF.type, rdflib.OWL.Class) in triples
    assert server.get("/ontology", accept="text/turtle").body == server.get("/ontology.ttl").body
    assert server.get("/shape/Lab").headers["location"] == "/ontology"


def test_void_describes_what_is_there(server: Server, shipped: KnowledgeGraph) -> None:
    triples = read(server, "/.well-known/void", "ttl")
    data = rdflib.URIRef(f"{server.url}/.well-known/void#data")
    assert (data, rdflib.RDF.type, VOID.Dataset) in triples
    assert triples.value(data, VOID.sparqlEndpoint) == rdflib.URIRef(f"{server.url}/sparql")
    assert triples.value(data, rdflib.DCTERMS.license) == rdflib.URIRef(rdf.LICENCE)
    quads = shipped.store.quads_for_pattern(None, None, None, None)
    facts = {str(q.triple) for q in quads if str(q.graph_name) not in ("DEFAULT", f"<{DERIVED_GRAPH}>")}
    assert int(str(triples.value(data, VOID.triples))) == len(facts)
    model = rdflib.URIRef(PREFIXES["aikg"] + "Model")
    partition = next(triples.subjects(VOID["class"], model))
    assert (data, VOID.classPartition, partition) in triples
    assert int(str(triples.value(partition, VOID.entities))) == len(shipped.run("models"))
    counted = [
        int(str(triples.value(p, VOID.triples))) for p in triples.objects(data, VOID.propertyPartition)
    ]
    assert sum(counted) == len(facts)
    for example in triples.objects(data, VOID.exampleResource):
        assert server.get(str(example).removeprefix("https://w3id.org/aikg")).status == 303
    dumps = [str(dump).removeprefix(server.url) for dump in triples.objects(data, VOID.dataDump)]
    for dump in dumps:
        reply = server.get(dump)
        formats = {"/dump.nq": ox.RdfFormat.N_QUADS, "/dump.ttl": ox.RdfFormat.TURTLE}
        loaded = ox.Store()  # which writes numbers in one way
        loaded.load(reply.body, format=formats[dump])
        assert {str(quad.triple) for quad in loaded} == facts
    assert sorted(dumps) == ["/dump.nq", "/dump.ttl"]


def test_the_most_specific_range_decides() -> None:
    offered = list(MEDIA.values())
    assert preferred("text/*;q=0.9, text/html;q=0.1", offered) == "text/turtle"
    assert preferred("*/*;q=0.1, application/json", offered) == "application/json"
    assert preferred("*/*;q=0", offered) is None


def test_a_page_of_a_day_says_so() -> None:
    with serving("--as-of", "2025-06-30") as server:
        assert "As of 2025-06-30" in server.get("/lab/deepseek", accept="text/html").text
        assert "as of 2025-06-30" in server.get("/graph").text
        assert "DeepSeek R1-0528" in server.get("/gap").text
        assert server.get("/model/gpt-5").status == 404
