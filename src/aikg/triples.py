"""Triples: what is stated about a thing, and about the graph as a whole, as RDF to give away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aikg.solutions import Iri, Text, Value, lexical
from aikg.vocabulary import CURATED_GRAPH, DCTERMS, ONTOLOGY_GRAPH, PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyoxigraph as ox

    from aikg.knowledge_graph import KnowledgeGraph

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
"""Of what aikg curates; each source has its own terms beside it."""

FOAF: Final = "http://xmlns.com/foaf/0.1/"
VOID: Final = "http://rdfs.org/ns/void#"

FORMATS: Final[dict[str, str]] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
"""Suffix -> media type of the RDF formats."""

EXAMPLES: Final = ("model", "lab", "benchmark")
"""Kinds of things of which a description of the graph names one."""

VOCABULARIES: Final = ("aikg", "dcterms", "fair4ml", "prov", "rdfs", "schema", "skos")
"""Prefixes of the vocabularies in which facts are stated."""


@dataclass(frozen=True)
class Description:
    """Triples about a thing."""

    triples: tuple[ox.Triple, ...]
    sources: tuple[str, ...]
    """IRIs of the named graphs that state something of the thing, in order."""


def describe(graph: KnowledgeGraph, iri: str) -> Description:
    """What the graph states about a thing, what belongs to it, and its sources; nothing for no such thing."""
    rows = graph.run("description", thing=Iri(iri)).dicts()
    mine = {str(row["graph"]) for row in rows if row["subject"] == iri}
    rows.sort(key=lambda row: row["subject"] != iri)  # itself first
    return Description(_triples(rows), tuple(sorted(mine)))


def ontology(graph: KnowledgeGraph) -> Description:
    """The ontology with its concepts and its shapes."""
    return Description(_triples(graph.run("ontology-triples")), (ONTOLOGY_GRAPH,))


def about(found: Description, iri: str, document: str) -> tuple[ox.Triple, ...]:
    """The triples with those on the document: what it is about, its terms, the sources behind it."""
    import pyoxigraph as ox

    page = ox.NamedNode(document)

    def says(property: str, value: str) -> ox.Triple:
        return ox.Triple(page, ox.NamedNode(property), ox.NamedNode(value))

    said = [
        says(RDF + "type", FOAF + "Document"),
        says(FOAF + "primaryTopic", iri),
        says(DCTERMS + "license", LICENCE),
        *(says(DCTERMS + "source", source) for source in found.sources),
    ]
    return (*said, *found.triples)


def written(triples: Iterable[ox.Triple], suffix: str) -> bytes:
    """Triples in one of FORMATS, with the prefixes that they use."""
    import pyoxigraph as ox

    formats = {
        "ttl": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
        "nt": ox.RdfFormat.N_TRIPLES,
    }
    known = PREFIXES | {"foaf": FOAF, "void": VOID}
    kept = tuple(triples)
    text = "".join(map(str, kept))
    used = {prefix: namespace for prefix, namespace in known.items() if f"<{namespace}" in text}
    out = ox.serialize(kept, format=formats[suffix], prefixes=used)
    assert out is not None  # only where a file was given to write to
    return out


def dataset(graph: KnowledgeGraph, base: str) -> tuple[ox.Triple, ...]:
    """A VoID description of the graph as a server at this address gives it: counts, endpoint, examples."""
    import pyoxigraph as ox

    data, integer = ox.NamedNode(f"{base}/.well-known/void#data"), ox.NamedNode(PREFIXES["xsd"] + "integer")
    made: list[ox.Triple] = []

    def say(
        subject: ox.NamedNode, property: str, value: str | int | ox.NamedNode, language: str = ""
    ) -> None:
        term: Any = value
        if isinstance(value, int):
            term = ox.Literal(str(value), datatype=integer)
        elif isinstance(value, str):
            term = ox.Literal(value, language=language) if language else ox.NamedNode(value)
        made.append(ox.Triple(subject, ox.NamedNode(property), term))

    def partition(property: str, number: int, term: str, value: object, count: tuple[str, object]) -> None:
        part = ox.NamedNode(f"{base}/.well-known/void#{property}-{number}")
        say(data, VOID + property, part)
        say(part, VOID + term, str(value))
        say(part, VOID + count[0], int(str(count[1])))

    document = ox.NamedNode(f"{base}/.well-known/void")
    say(document, RDF + "type", VOID + "DatasetDescription")
    say(document, FOAF + "primaryTopic", data)
    say(data, RDF + "type", VOID + "Dataset")
    say(data, DCTERMS + "title", "aikg: a knowledge graph of the AI ecosystem", "en")
    say(data, DCTERMS + "license", LICENCE)
    say(data, DCTERMS + "source", CURATED_GRAPH)
    say(data, VOID + "sparqlEndpoint", f"{base}/sparql")
    say(data, VOID + "uriSpace", "https://w3id.org/aikg/id/")
    for suffix in ("nq", "ttl"):
        say(data, VOID + "dataDump", f"{base}/dump.{suffix}")
    for media in FORMATS.values():
        say(data, VOID + "feature", f"http://www.w3.org/ns/formats/{_FEATURES[media]}")
    for prefix in VOCABULARIES:
        say(data, VOID + "vocabulary", PREFIXES[prefix])
    for example in _examples(graph):
        say(data, VOID + "exampleResource", example)
    totals = next(iter(graph.run("totals")))
    for name, property in (
        ("triples", "triples"),
        ("subjects", "distinctSubjects"),
        ("properties", "properties"),
    ):
        say(data, VOID + property, int(str(totals[name])))
    for number, row in enumerate(graph.run("class-partitions"), 1):
        partition("classPartition", number, "class", row["class"], ("entities", row["entities"]))
    for number, row in enumerate(graph.run("property-partitions"), 1):
        partition("propertyPartition", number, "property", row["property"], ("triples", row["triples"]))
    return tuple(sorted(made, key=lambda triple: str(triple.subject)))


_FEATURES: Final = {
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/n-triples": "N-Triples",
}
"""Media type -> local name in the W3C's list of formats."""


def _examples(graph: KnowledgeGraph) -> Sequence[str]:
    """One thing of each kind of EXAMPLES that the graph has."""
    found: dict[str, str] = {}
    for iri in graph.run("labels").column("entity"):
        kind = str(iri).removeprefix("https://w3id.org/aikg/id/").partition("/")[0]
        found.setdefault(kind, str(iri))
    return [found[kind] for kind in EXAMPLES if kind in found]


def _triples(rows: Iterable[Mapping[str, Value]]) -> tuple[ox.Triple, ...]:
    """Rows of subject, predicate, object and datatype as triples, each once."""
    import pyoxigraph as ox

    made = (
        ox.Triple(
            _node(str(row["subject"])),
            ox.NamedNode(str(row["predicate"])),
            _term(row["object"], row["datatype"]),
        )
        for row in rows
    )
    return tuple(dict.fromkeys(made))


def _node(text: str) -> ox.NamedNode | ox.BlankNode:
    import pyoxigraph as ox

    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)


def _term(value: Value, datatype: Value) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    import pyoxigraph as ox

    if isinstance(value, Text):
        return ox.Literal(str(value), language=value.language)
    if datatype is None:
        return _node(str(value))
    return ox.Literal(lexical(value), datatype=ox.NamedNode(str(datatype)))
