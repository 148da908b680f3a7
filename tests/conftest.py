"""The mini world: a small graph that never changes, on Oxigraph and on rdflib's own engine."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

from aikg import loading, resources, store
from aikg.knowledge_graph import KnowledgeGraph
from aikg.resources import DataFile
from aikg.vocabulary import CURATED_GRAPH, PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

os.environ["AIKG_STORE"] = ""  # what somebody imported is no part of the tests
os.environ.pop("AIKG_ENDPOINT", None)  # nor is what stands elsewhere

TESTS = Path(__file__).resolve().parent
MINI = TESTS / "mini"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--write-expected",
        action="store_true",
        help="draft the files that tests/expected/ lacks, to be read and corrected before they are kept",
    )


def mini_files() -> list[DataFile]:
    """The ontology and the mini world, without anything of data/."""
    ontology = [file for file in resources.shipped() if file.path.parent.name == "ontology"]
    return ontology + [DataFile(path, resources.graph_of(path)) for path in sorted(MINI.rglob("*.ttl"))]


def shuffled(files: Sequence[DataFile], seed: int) -> KnowledgeGraph:
    """The same facts, loaded in another order."""
    quads = list(loading.quads(files))
    random.Random(seed).shuffle(quads)
    loaded = ox.Store()
    for quad in quads:
        loaded.add(quad)
    return KnowledgeGraph(store.OpenStore(files, store=loaded))


def dataset(files: Iterable[DataFile]) -> rdflib.Dataset:
    """The same facts in a plain rdflib Dataset, whose queries rdflib's own engine answers."""
    found = rdflib.Dataset(default_union=True)
    for quad in loading.quads(files):
        if isinstance(quad.graph_name, ox.DefaultGraph):
            continue  # the union that rdflib makes
        graph = found.graph(rdflib.URIRef(quad.graph_name.value))  # type: ignore[union-attr]
        graph.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    return found


def node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    if term.language or term.datatype.value == XSD + "string":
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


@pytest.fixture(scope="session")
def mini() -> KnowledgeGraph:
    return KnowledgeGraph(store.open_files(mini_files(), cache=False))


@pytest.fixture(scope="session")
def mini_rdflib() -> rdflib.Dataset:
    return dataset(mini_files())


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., KnowledgeGraph]:
    """The mini world and more facts; `bare` leaves the mini world out."""

    def build(more: str, *, bare: bool = False, report: str | None = None) -> KnowledgeGraph:
        path = tmp_path / f"{report or 'more'}.ttl"
        path.write_text(HEAD + more, encoding="utf-8")
        graph = f"{PREFIXES['source']}{report}" if report else CURATED_GRAPH
        files = mini_files()
        if bare:
            files = [file for file in files if file.path.parent.name == "ontology"]
        return KnowledgeGraph(store.open_files([*files, DataFile(path, graph)], cache=False))

    return build
