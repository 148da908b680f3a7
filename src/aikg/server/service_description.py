"""What the endpoint is, by SPARQL 1.1 Service Description: as RDF for programs, as a page for people."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, Response

from aikg import answer_formats
from aikg.answer_formats import AnswerFormat
from aikg.server.negotiation import chosen
from aikg.vocabulary import RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox
    from starlette.requests import Request

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.site import Site

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_PREFIXES: Final = {"sd": SD, "rdf": RDF, "rdfs": RDFS, "formats": "http://www.w3.org/ns/formats/"}
_RDF: Final = {name: answer_formats.GRAPHS[name] for name in ("turtle", "rdfxml", "jsonld", "ntriples")}
_FORMATS: Final = _RDF | {"html": AnswerFormat("text/html", "")}


async def response(site: Site, request: Request, forms: Sequence[str]) -> Response:
    """The description in what the client accepts."""
    name, sent_as = chosen(_FORMATS, forms, request.headers.get("accept"))
    endpoint = str(request.url.replace(query=""))
    headers = {"Vary": "Accept"}
    graphs = await site.run(_graphs, site.graph)
    if name == "html":
        return HTMLResponse(_page(endpoint, graphs), headers=headers)
    return Response(_rdf(endpoint, graphs, _FORMATS[name].media_type), media_type=sent_as, headers=headers)


def _graphs(graph: KnowledgeGraph) -> tuple[str, ...]:
    return graph.graphs


def _rdf(endpoint: str, graphs: Sequence[str], media_type: str) -> bytes:
    import pyoxigraph as ox

    serialised = ox.serialize(
        _triples(endpoint, graphs), format=ox.RdfFormat.from_media_type(media_type), prefixes=_PREFIXES
    )
    assert serialised is not None  # only where a file was given to write to
    return serialised


def _triples(endpoint: str, graphs: Sequence[str]) -> list[ox.Triple]:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    def sd(term: str) -> NamedNode:
        return NamedNode(SD + term)

    a = NamedNode(RDF + "type")
    service, dataset, default = BlankNode("service"), BlankNode("dataset"), BlankNode("default")
    found = [
        Triple(service, a, sd("Service")),
        Triple(service, NamedNode(RDFS + "label"), Literal("aikg", language="en")),
        Triple(service, sd("endpoint"), NamedNode(endpoint)),
        Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(service, sd("defaultEntailmentRegime"), NamedNode("http://www.w3.org/ns/entailment/Simple")),
        Triple(service, sd("defaultDataset"), dataset),
        Triple(dataset, a, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), default),
        Triple(default, a, sd("Graph")),
    ]
    formats = {f.iri for f in [*answer_formats.TABLES.values(), *answer_formats.GRAPHS.values()]}
    found += [Triple(service, sd("resultFormat"), NamedNode(iri)) for iri in sorted(formats)]
    for number, name in enumerate(graphs):
        named, content = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        found += [
            Triple(dataset, sd("namedGraph"), named),
            Triple(named, a, sd("NamedGraph")),
            Triple(named, sd("name"), NamedNode(name)),
            Triple(named, sd("graph"), content),
            Triple(content, a, sd("Graph")),
        ]
    return found


def _page(endpoint: str, graphs: Sequence[str]) -> str:
    formats = [
        f"<tr><td>{escape(kinds)}</td><td>{escape(name)}</td><td>{escape(f.media_type)}</td></tr>"
        for kinds, table in (
            ("SELECT, ASK", answer_formats.TABLES),
            ("CONSTRUCT, DESCRIBE", answer_formats.GRAPHS),
        )
        for name, f in table.items()
    ]
    named = "".join(f"<li><code>{escape(name)}</code></li>" for name in graphs)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>SPARQL endpoint of aikg</title></head><body><main>"
        "<h1>SPARQL endpoint of aikg</h1>"
        f"<p>Programs ask it at <code>{escape(endpoint)}</code> by the SPARQL 1.1 protocol, with GET or POST "
        "and the parameter <code>query</code>. It only reads. "
        '<a href="/">The pages for people</a> and <a href="/api/queries">the saved queries</a>.</p>'
        "<h2>Formats</h2><table><thead><tr><th>query</th><th>format=</th><th>Accept:</th></tr></thead>"
        f"<tbody>{''.join(formats)}</tbody></table>"
        "<h2>Named graphs</h2><p>The default graph holds the facts of all of them.</p>"
        f"<ul>{named}</ul></main></body></html>\n"
    )
