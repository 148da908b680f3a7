"""What a saved query reads: one that starts from a named thing reads no more of a graph that is ten times as large.

Counted by Oxigraph itself, in the explanation of a query: how many facts each pattern of its plan gave.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from aikg import run
from aikg.vocabulary import AIKG, DCTERMS, ID, RDF, SKOS, XSD
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
    "starting-with": "looks at how every name begins",
    "statement-page": "gives the whole graph, page by page",
}
"""What reads all of a kind or the whole graph on purpose though it is given something, and why; all else must not."""


def imported(models: int) -> Iterator[ox.Quad]:
    """Models as an edition of a listing has them, six to a lab and each built on one before; none in the mini world."""
    source = ox.NamedNode(ID + "source/listing")

    def fact(subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[ox.Quad]:
        triple = ox.NamedNode(ID + subject), ox.NamedNode(predicate), value
        yield ox.Quad(*triple, source)
        yield ox.Quad(*triple)

    def concept(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"https://w3id.org/aikg/concept/{name}")

    yield from fact("source/listing", RDF + "type", ox.NamedNode(AIKG + "Source"))
    yield from fact("source/listing", DCTERMS + "title", ox.Literal("A listing"))
    yield from fact("source/listing", DCTERMS + "publisher", ox.Literal("A hub"))
    for number in range(models):
        model, lab = f"model/listed-{number}", f"lab/listed-{number // 6}"
        if number % 6 == 0:
            yield from fact(lab, RDF + "type", ox.NamedNode(AIKG + "Lab"))
            yield from fact(lab, SKOS + "prefLabel", ox.Literal(f"Listed {number // 6}", language="en"))
            yield from fact(lab, AIKG + "country", ox.NamedNode("https://w3id.org/aikg/country/ZZ"))
            yield from fact(lab, AIKG + "nameKey", ox.Literal(f"listed{number // 6}"))
            yield from fact(lab, DCTERMS + "source", source)
        yield from fact(model, RDF + "type", ox.NamedNode(AIKG + "Model"))
        yield from fact(model, SKOS + "prefLabel", ox.Literal(f"listed/m-{number}", language="en"))
        yield from fact(model, AIKG + "developedBy", ox.NamedNode(ID + lab))
        yield from fact(model, AIKG + "nameKey", ox.Literal(f"listedm{number}"))
        yield from fact(
            model, AIKG + "released", ox.Literal("2025-03-01", datatype=ox.NamedNode(XSD + "date"))
        )
        yield from fact(model, AIKG + "releasedPrecision", concept("day"))
        yield from fact(model, AIKG + "openness", concept("open-weights-unrestricted"))
        yield from fact(model, DCTERMS + "source", source)
        if number % 4:
            for step in ("fineTunedFrom", "basedOn"):
                yield from fact(model, AIKG + step, ox.NamedNode(f"{ID}model/listed-{number - 1}"))


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
    assert (larger > smaller) == (case in EVERYTHING), (
        f"{smaller} facts of the smaller, {larger} of the larger"
    )
