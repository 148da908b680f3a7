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
from aikg.vocabulary import AIKG, DCTERMS, ID, RDF, SCHEMA, SKOS, XSD
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
    "multimodal-coverage.two": "counts the modalities of all labs",
    "open-against-closed.as_of": "compares on every benchmark version",
    "starting-with": "looks at how every name begins",
    "statement-page": "gives the whole graph, page by page",
}
"""What is given something and yet reads all of a kind, or the whole graph, on purpose; and why."""


SOURCE: Final = ox.NamedNode(ID + "source/listing")


def imported(models: int) -> Iterator[ox.Quad]:
    """An edition of models that the mini world does not have, six to a lab, each built on one before."""
    yield from said("source/listing", {RDF + "type": _term("Source"), DCTERMS + "title": "A listing"})
    yield from said("source/listing", {DCTERMS + "publisher": "A hub", AIKG + "license": _of("license/mit")})
    yield from said("benchmark/listed", {RDF + "type": _term("Benchmark"), SKOS + "prefLabel": "Listed@"})
    version = {RDF + "type": _term("BenchmarkVersion"), AIKG + "versionOf": _of("benchmark/listed")}
    version |= {SKOS + "prefLabel": "Listed v1@", AIKG + "direction": _concept("higher-is-better")}
    yield from said("benchmark/listed-v1", version)
    for number in range(models):
        lab = f"lab/listed-{number // 6}"
        if number % 6 == 0:
            country = ox.NamedNode("https://w3id.org/aikg/country/ZZ")
            yield from said(lab, {RDF + "type": _term("Lab"), AIKG + "country": country})
            yield from named(lab, f"Listed {number // 6}")
        model = f"model/listed-{number}"
        yield from said(model, {RDF + "type": _term("Model"), AIKG + "developedBy": _of(lab)})
        yield from said(model, {AIKG + "openness": _concept("open-weights-unrestricted")})
        yield from said(model, {AIKG + "license": _of("license/mit"), AIKG + "family": _of("family/listed")})
        yield from said(
            model, {AIKG + "parameters": 7_000_000_000, AIKG + "outputModality": _concept("text")}
        )
        yield from named(model, f"listed/m-{number}")
        for event in ("announced", "released", "weightsReleased"):
            day = ox.Literal("2025-03-01", datatype=ox.NamedNode(XSD + "date"))
            yield from said(model, {AIKG + event: day, f"{AIKG}{event}Precision": _concept("day")})
        if number % 4:
            before = _of(f"model/listed-{number - 1}")
            yield from said(model, {AIKG + "fineTunedFrom": before, AIKG + "basedOn": before})
        score = {
            RDF + "type": _term("Score"),
            AIKG + "model": _of(model),
            AIKG + "value": number,
            AIKG + "asOf": day,
        }
        score |= {AIKG + "benchmarkVersion": _of("benchmark/listed-v1"), AIKG + "reasoning": False}
        score |= {
            AIKG + "reporter": _concept("independent"),
            AIKG + "effort": "high",
            DCTERMS + "source": SOURCE,
        }
        yield from said(f"score/listed-{number}", score)


def named(thing: str, name: str) -> Iterator[ox.Quad]:
    yield from said(thing, {SKOS + "prefLabel": f"{name}@", SKOS + "altLabel": f"{name} too@"})
    yield from said(
        thing, {AIKG + "nameKey": name.lower(), SCHEMA + "identifier": name, DCTERMS + "source": SOURCE}
    )


def said(subject: str, facts: dict[str, ox.NamedNode | ox.Literal | str | int]) -> Iterator[ox.Quad]:
    """The facts, in the graph of the source and in the default graph; text that ends in `@` is English."""
    for predicate, value in facts.items():
        if isinstance(value, str):
            plain = value.removesuffix("@")
            value = ox.Literal(plain) if plain == value else ox.Literal(plain, language="en")
        elif isinstance(value, int):
            value = ox.Literal(value)
        triple = _of(subject), ox.NamedNode(predicate), value
        yield ox.Quad(*triple, SOURCE)
        yield ox.Quad(*triple)


def _of(thing: str) -> ox.NamedNode:
    return ox.NamedNode(ID + thing)


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(AIKG + name)


def _concept(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://w3id.org/aikg/concept/{name}")


@pytest.fixture(scope="module")
def stores(mini: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The mini world with some hundred and with some thousand models beside it."""
    places = []
    for models in MODELS:
        place = tmp_path_factory.mktemp(f"with-{models}")
        store = ox.Store(str(place / "store"))
        store.bulk_extend(mini.store)
        store.bulk_extend(imported(models))
        store.flush()
        del store
        places.append(place)
    return places


def read(place: Path, sparql: str) -> int:
    """The number of facts that the patterns of the query gave, those of them that were left out later too."""
    asked = place / "asked.rq"
    asked.write_text(sparql, encoding="utf-8")
    explained = place / "explained.json"
    command = [OXIGRAPH, "query", "--location", str(place / "store"), "--query-file", str(asked)]
    command += ["--results-file", str(place / "answer.tsv"), "--explain-file", str(explained), "--stats"]
    subprocess.run(command, check=True, capture_output=True)
    return _leaves(json.loads(explained.read_text(encoding="utf-8"))["plan"])


def _leaves(node: dict[str, Any]) -> int:
    below = node.get("children", [])
    return sum(map(_leaves, below)) if below else int(node.get("number of results", 0))


@pytest.mark.parametrize("case", [case for case, (_, values, _) in CASES.items() if values])
def test_what_starts_from_a_named_thing_reads_no_more_of_a_larger_graph(
    case: str, mini: KnowledgeGraph, stores: list[Path]
) -> None:
    query, values, _ = CASES[case]
    smaller, larger = (read(place, run.text_of(mini, query, values)) for place in stores)
    assert (larger > smaller) == (case in EVERYTHING), (smaller, larger)
