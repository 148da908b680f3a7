"""Names: the namespaces that aikg writes and reads, and the terms that the code itself uses.

A term stands here only when Python needs it; everything else is named in Turtle and in queries.
"""

from __future__ import annotations

from typing import Final

ID: Final = "https://w3id.org/aikg/id/"
AIKG: Final = "https://w3id.org/aikg/ontology#"
DCTERMS: Final = "http://purl.org/dc/terms/"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"

PREFIXES: Final[dict[str, str]] = {
    "aikg": AIKG,
    "benchmark": ID + "benchmark/",
    "claim": ID + "claim/",
    "concept": "https://w3id.org/aikg/concept/",
    "country": "https://w3id.org/aikg/country/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "dissent": ID + "dissent/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "fair4ml": "https://w3id.org/fair4ml#",
    "family": ID + "family/",
    "lab": ID + "lab/",
    "license": ID + "license/",
    "model": ID + "model/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "product": ID + "product/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "reading": ID + "reading/",
    "schema": SCHEMA,
    "score": ID + "score/",
    "sh": "http://www.w3.org/ns/shacl#",
    "shape": "https://w3id.org/aikg/shape/",
    "skos": SKOS,
    "source": ID + "source/",
    "spdx": "http://spdx.org/licenses/",
    "vann": "http://purl.org/vocab/vann/",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}
"""Every prefix that canonical Turtle and queries may use, and the namespace it stands for."""

CURATED_GRAPH: Final = ID + "source/aikg"
"""The named graph of what aikg itself curates: labs, models, products, benchmarks, sources."""

ONTOLOGY_GRAPH: Final = "https://w3id.org/aikg/ontology"
"""The named graph of the ontology, its concepts and its shapes."""

DERIVED_GRAPH: Final = "https://w3id.org/aikg/derived"
"""The named graph of what the loader adds: name keys, and basedOn for each more specific step."""
