"""Exports: the graph in other forms, with nothing lost that the form can hold."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import networkx
import pyoxigraph as ox
import pytest

import aikg
from aikg import export
from aikg.draw import interchange
from aikg.errors import UsageError
from aikg.vocabulary import DERIVED_GRAPH
from program import run

if TYPE_CHECKING:
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return aikg.load()


@pytest.fixture(scope="module")
def facts(graph: KnowledgeGraph) -> set[ox.Quad]:
    quads = graph.store.quads_for_pattern(None, None, None, None)
    return {quad for quad in quads if str(quad.graph_name) not in ("DEFAULT", f"<{DERIVED_GRAPH}>")}


@pytest.mark.parametrize(
    ("form", "kind"), [("nquads", ox.RdfFormat.N_QUADS), ("jsonld", ox.RdfFormat.JSON_LD)]
)
def test_every_fact_keeps_its_source(
    graph: KnowledgeGraph, facts: set[ox.Quad], form: str, kind: ox.RdfFormat
) -> None:
    assert set(ox.parse(export.export(graph, form), format=kind)) == facts


@pytest.mark.parametrize(
    ("form", "kind"), [("turtle", ox.RdfFormat.TURTLE), ("ntriples", ox.RdfFormat.N_TRIPLES)]
)
def test_every_fact_is_there_once(
    graph: KnowledgeGraph, facts: set[ox.Quad], form: str, kind: ox.RdfFormat
) -> None:
    store = ox.Store()  # which writes 68.0 and 68 alike
    store.load(export.export(graph, form), format=kind)
    assert {quad.triple for quad in store} == {quad.triple for quad in facts}


def test_csv_has_a_row_a_fact(graph: KnowledgeGraph, facts: set[ox.Quad]) -> None:
    rows = list(csv.DictReader(io.StringIO(export.export(graph, "csv").decode(), newline="")))
    assert len(rows) == len(facts)
    assert {"subject": "lab/deepseek", "property": "aikg:country", "source": "source/aikg"}.items() <= next(
        row for row in rows if row["subject"] == "lab/deepseek" and row["property"] == "aikg:country"
    ).items()


def test_graphml_is_the_network(graph: KnowledgeGraph) -> None:
    read = networkx.read_graphml(io.BytesIO(export.export(graph, "graphml")), force_multigraph=True)
    made = graph.networkx()
    assert set(read.nodes) == set(map(str, made.nodes))
    assert read.number_of_edges() == made.number_of_edges()


@pytest.mark.parametrize("form", ["turtle", "nquads", "csv"])
def test_an_export_is_the_same_every_time(graph: KnowledgeGraph, form: str) -> None:
    assert export.export(graph, form) == export.export(aikg.load(), form)


def test_control_characters_have_no_place_in_xml() -> None:
    assert interchange._text("a\x00b\x1bc\tde\n") == "a�b�c\tde\n"


def test_an_unknown_format_is_said(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="There is no export format xml"):
        export.export(graph, "xml")


def test_the_command_names_the_sources_on_standard_error() -> None:
    done = run("export", "--format", "jsonld")
    assert done.code == 0
    json.loads(done.out)
    assert done.err.startswith("When you pass this on, name the sources:\n- ")


def test_an_export_for_an_endpoint_is_the_whole_store(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """With the merge and what is derived; or without the merge, where an engine makes it."""
    everything = set(graph.store.quads_for_pattern(None, None, None, None))
    file = tmp_path / "aikg.nq"
    done = run("export", "--format", "nquads", "--for-endpoint", "merged", "-o", str(file))
    assert done.code == 0 and "name the sources" in done.err
    assert set(ox.parse(path=file, format=ox.RdfFormat.N_QUADS)) == everything
    printed = run("export", "--format", "nquads", "--for-endpoint", "union").out
    named = {quad for quad in everything if str(quad.graph_name) != "DEFAULT"}
    assert set(ox.parse(printed, format=ox.RdfFormat.N_QUADS)) == named
    assert any(str(quad.graph_name) == f"<{DERIVED_GRAPH}>" for quad in named)
    with pytest.raises(UsageError, match="merged or union"):
        export.for_endpoint(graph, "other")
