"""What saved queries read: those that start from a named thing read no more of a graph ten times as large.

Counted by Oxigraph itself, in the explanation of a query: how many facts each pattern of its plan gave.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from aikg import run
from aikg.vocabulary import ID
from conftest import HEAD
from engines import OXIGRAPH
from test_queries import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from aikg.knowledge_graph import KnowledgeGraph

MODELS: Final = (120, 1200)
"""How many models stand beside the mini world, in the smaller graph and in the larger."""

EVERYTHING: Final = {
    "find": "looks for a text in every name",
    "find.chinese": "looks for a text in every name",
    "identifiers": "looks at how every IRI begins",
    "labs.filtered": "lists the labs of all countries",
    "models.open": "lists the models of all labs",
    "multimodal-coverage": "counts the modalities of all labs",
    "multimodal-coverage.two": "counts the modalities of all labs",
    "open-against-closed.as_of": "compares on every benchmark version",
    "starting-with": "looks at how every name begins",
    "statement-page": "gives the whole graph, page by page",
}
"""What is given something and yet reads all of a kind, or the whole graph, on purpose; and why."""

SOURCE: Final = """
    source:listing a aikg:Source ; dcterms:title "A listing" ; dcterms:publisher "A hub" ;
        aikg:license license:mit .
    benchmark:listed a aikg:Benchmark ; skos:prefLabel "Listed"@en ; aikg:nameKey "listed" .
    benchmark:listed-v1 a aikg:BenchmarkVersion ; skos:prefLabel "Listed v1"@en ;
        aikg:versionOf benchmark:listed ; aikg:decimals 0 ;
        aikg:unit concept:percent ; aikg:direction concept:higher-is-better .
"""

LAB: Final = """
    lab:listed-{0} a aikg:Lab ; skos:prefLabel "Listed {0}"@en ; skos:altLabel "Listed, {0}"@en ;
        aikg:nameKey "listed{0}" ; aikg:country country:ZZ ; dcterms:source source:listing .
"""

MODEL: Final = """
    model:listed-{0} a aikg:Model ; skos:prefLabel "listed/m-{0}"@en ; skos:altLabel "m {0}"@en ;
        schema:identifier "listed/m-{0}" ; aikg:nameKey "listedm{0}" ; aikg:developedBy lab:listed-{1} ;
        aikg:family family:listed ; aikg:license license:mit ;
        aikg:openness concept:open-weights-unrestricted ; aikg:parameters 7000000000 ;
        aikg:reasoning true ; aikg:inputModality concept:text ;
        aikg:outputModality concept:text ; aikg:announced "2025-03-01"^^xsd:date ;
        aikg:announcedPrecision concept:day ; aikg:released "2025-03-01"^^xsd:date ;
        aikg:releasedPrecision concept:day ; aikg:weightsReleased "2025-03-01"^^xsd:date ;
        aikg:weightsReleasedPrecision concept:day ; aikg:fineTunedFrom model:listed-{2} ;
        aikg:basedOn model:listed-{2} ; dcterms:source source:listing .
    score:listed-{0} a aikg:Score ; aikg:model model:listed-{0} ; aikg:benchmarkVersion benchmark:listed-v1 ;
        aikg:value {0} ; aikg:asOf "2025-03-01"^^xsd:date ; aikg:asOfPrecision concept:day ;
        aikg:reporter concept:independent ; aikg:reasoning true ; aikg:effort "high" ;
        aikg:lowerBound {0} ; aikg:upperBound {0} ; dcterms:source source:listing .
"""
"""A model of a lab, built on another one of the edition, and its score."""


def edition(models: int) -> Iterator[ox.Quad]:
    """Models that the mini world does not have, in the graph of their source and in the default."""
    labs = [LAB.format(lab) for lab in range(-(-models // 6))]
    entries = [MODEL.format(model, model // 6, model // 2) for model in range(1, models)]
    text = "".join([HEAD, SOURCE, *labs, *entries])
    for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(ID + "source/listing"))
        yield ox.Quad(triple.subject, triple.predicate, triple.object)


@pytest.fixture(scope="module")
def stores(mini: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The mini world with some hundred and with some thousand models beside it."""
    places = []
    for models in MODELS:
        place = tmp_path_factory.mktemp(f"with-{models}")
        store = ox.Store(str(place / "store"))
        store.bulk_extend(mini.store)
        store.bulk_extend(edition(models))
        store.flush()
        del store
        places.append(place)
    return places


def read(place: Path, sparql: str) -> int:
    """The number of facts that the patterns of a query gave, before anything was joined or left out."""
    asked, explained = place / "asked.rq", place / "explained.json"
    asked.write_text(sparql, encoding="utf-8")
    command = [OXIGRAPH, "query", "--location", str(place / "store"), "--query-file", str(asked)]
    command += ["--results-file", str(place / "answer.tsv"), "--explain-file", str(explained), "--stats"]
    subprocess.run(command, check=True, capture_output=True)
    return _given(json.loads(explained.read_text(encoding="utf-8"))["plan"])


def _given(node: dict[str, Any]) -> int:
    below = node.get("children", [])
    return sum(map(_given, below)) if below else int(node["number of results"])


NAMING: Final = [
    case for case, (query, values, _) in CASES.items() if values or any(p.default for p in query.parameters)
]
"""The cases that are given something, if only by default."""


@pytest.mark.parametrize("case", NAMING)
def test_what_starts_from_a_named_thing_reads_no_more_of_a_larger_graph(
    case: str, mini: KnowledgeGraph, stores: list[Path]
) -> None:
    query, values, _ = CASES[case]
    smaller, larger = (read(place, run.text_of(mini, query, values)) for place in stores)
    assert (larger > smaller) == (case in EVERYTHING), (smaller, larger)
