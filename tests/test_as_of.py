"""As of a day: what came later is gone from every question, and nothing else is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import aikg
from aikg import loading, resources, store
from aikg.as_of import by_then
from aikg.cli import COMMANDS, cli
from aikg.errors import BadParameter, UnknownName
from aikg.knowledge_graph import KnowledgeGraph
from conftest import mini_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAYS = st.dates(date(2023, 1, 1), date(2026, 1, 1))
FACTS = list(loading.stated(mini_files()))
TIMELESS = {"check", "chart", "completion", "diff", "fmt", "query"} | {"import", "sources", "remove", "match"}


def of_day(day: str) -> KnowledgeGraph:
    """The mini world of a day."""
    return KnowledgeGraph(store.open_files(mini_files(), cache=False, as_of=date.fromisoformat(day)))


def labels(graph: KnowledgeGraph, query: str, column: str) -> set[str]:
    return {str(value) for value in graph.run(query).column(column)}


@given(DAYS, DAYS)
@settings(max_examples=40, deadline=None)
def test_a_later_day_only_adds(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert set(by_then(FACTS, early)) <= set(by_then(FACTS, late)) <= set(FACTS)


@given(DAYS)
@settings(max_examples=25, deadline=None)
def test_a_ranking_is_the_same_by_parameter_and_by_view(day: date) -> None:
    view = of_day(day.isoformat())
    whole = KnowledgeGraph(store.open_files(mini_files(), cache=False))
    for version in ("Acme Index v2", "Duel Text"):
        assert view.run("rank", version=version).rows == whole.run("rank", version=version, as_of=day).rows


@pytest.mark.parametrize("day", ["2024-12-31", "2025-05-28", "2025-08-15", "2025-12-31"])
def test_a_ranking_of_the_shipped_graph_too(day: str) -> None:
    view, whole = aikg.load(as_of=day), aikg.load()
    for version in (
        "benchmark/aa-intelligence-index-v2",
        "Epoch Capabilities Index",
        "benchmark/lmarena-text",
    ):
        assert view.run("rank", version=version).rows == whole.run("rank", version=version, as_of=day).rows


def test_what_came_later_is_gone_from_every_listing() -> None:
    view = of_day("2024-06-30")
    models = view.run("models").dicts()
    assert models
    assert all(row["released"] is None or row["released"] <= date(2024, 6, 30) for row in models)
    assert "Star 2" not in {row["modelLabel"] for row in models}
    with pytest.raises(UnknownName, match="What came after 2024-06-30 is left out"):
        view.resolve("Star 2", "model")


def test_nothing_points_at_what_is_gone(mini: KnowledgeGraph) -> None:
    view = of_day("2024-06-30")
    rows = view.query(
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), 'https://w3id.org/aikg/id/')) "
        "FILTER NOT EXISTS { ?o ?q ?x } }"
    ).rows
    before = mini.query(
        "SELECT ?s ?p ?o { ?s ?p ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), 'https://w3id.org/aikg/id/')) "
        "FILTER NOT EXISTS { ?o ?q ?x } }"
    ).rows
    assert set(rows) <= set(before)


SAMPLE = """
source:later a aikg:Source ; dcterms:title "Later"@en ; dcterms:issued "2025-06-01"^^xsd:date .
claim:later.1 a aikg:Claim ; dcterms:source source:later ; aikg:gist "It rains."@en .
family:fog a aikg:ModelFamily ; skos:prefLabel "Fog"@en .
model:fog-1 a aikg:Model ; skos:prefLabel "Fog 1"@en ; aikg:family family:fog ;
    aikg:developedBy lab:chenxing ; aikg:announced "2025-01-05"^^xsd:date ;
    aikg:released "2025-03-01"^^xsd:date ; aikg:openness concept:open-weights-unrestricted ;
    aikg:weightsReleased "2025-07-01"^^xsd:date ; aikg:license license:mit .
model:mist a aikg:Model ; skos:prefLabel "Mist"@en ; aikg:developedBy lab:chenxing ;
    aikg:announced "2025-01-05"^^xsd:date .
model:haze a aikg:Model ; skos:prefLabel "Haze"@en ; aikg:developedBy lab:chenxing ;
    aikg:basedOn model:fog-1 .
model:drizzle a aikg:Model ; skos:prefLabel "Drizzle"@en ; aikg:developedBy lab:chenxing .
claim:later.2 a aikg:Claim ; dcterms:source source:later ; aikg:gist "Drizzle."@en ;
    aikg:about model:drizzle .
model:dew a aikg:Model ; skos:prefLabel "Dew"@en ; aikg:developedBy lab:chenxing ;
    dcterms:source source:later .
product:umbrella a aikg:Product ; skos:prefLabel "Umbrella"@en ; aikg:operatedBy lab:chenxing ;
    aikg:launched "2025-02-01"^^xsd:date ; aikg:runsOn model:fog-1 .
dissent:fog a aikg:Dissent ; rdf:subject model:fog-1 .
"""


@pytest.mark.parametrize(
    ("day", "there", "absent"),
    [
        ("2025-01-01", set(), {"fog", "fog-1", "mist", "haze", "umbrella", "later.1"}),
        ("2025-01-31", {"mist"}, {"fog", "fog-1", "haze", "umbrella", "later.1"}),
        ("2025-02-28", {"mist", "umbrella"}, {"fog", "fog-1", "haze", "later.1"}),
        ("2025-03-01", {"mist", "umbrella", "fog-1", "fog"}, {"haze", "later.1", "drizzle", "dew"}),
        ("2025-06-01", {"mist", "umbrella", "fog-1", "fog", "later.1", "drizzle", "dew"}, {"haze"}),
    ],
)
def test_things_come_on_their_day(
    day: str, there: set[str], absent: set[str], world: Callable[..., KnowledgeGraph]
) -> None:
    found = _seen(world, day)
    assert there <= found
    assert not absent & found


def _view(world: Callable[..., KnowledgeGraph], day: str) -> KnowledgeGraph:
    files = world(SAMPLE, bare=True).opened.files
    return KnowledgeGraph(store.open_files(files, cache=False, as_of=date.fromisoformat(day)))


def _seen(world: Callable[..., KnowledgeGraph], day: str) -> set[str]:
    rows = _view(world, day).query("SELECT DISTINCT ?s { ?s a ?class }").rows
    return {str(subject).rpartition("/")[2] for (subject,) in rows}


def test_how_open_a_model_was_before_its_weights_is_not_made_up(world: Callable[..., KnowledgeGraph]) -> None:
    ask = "SELECT ?p { model:fog-1 ?p ?o }"
    later = {"openness", "license", "weightsReleased"}

    def said(day: str) -> set[str]:
        return {str(p).rpartition("#")[2] for (p,) in _view(world, day).query(ask).rows}

    assert not later & said("2025-03-01")
    assert later <= said("2025-07-01")


def test_every_question_of_the_command_line_takes_a_day() -> None:
    runner = CliRunner()
    for name in COMMANDS:
        shown = runner.invoke(cli, [name, "--help"])
        assert ("--as-of" in shown.output) == (name not in TIMELESS), name


def test_every_chart_takes_a_day() -> None:
    from aikg.cli.chart import chart

    for name in chart.commands:
        assert "--as-of" in CliRunner().invoke(cli, ["chart", name, "--help"]).output, name


def test_a_day_is_told_from_other_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    for words in (["labs", "--as-of", "soon"], ["rank", "--as-of", "2025-02-30"]):
        with pytest.raises(BadParameter, match=r"^--as-of: .* does not fit: expected a day"):
            CliRunner().invoke(cli, words, standalone_mode=False, catch_exceptions=False)
    with pytest.raises(BadParameter, match=r"^as_of: "):
        aikg.load(as_of="yesterday")


def test_each_day_has_a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    sizes = [len(aikg.load(as_of=day, cache=True)) for day in (None, "2024-01-01", None, "2024-01-01")]
    assert sizes[:2] == sizes[2:]
    assert sizes[0] > sizes[1]
    assert len([p for p in tmp_path.iterdir() if p.name.startswith("store-")]) == 2
    assert store.fingerprint(resources.shipped()) != store.fingerprint(resources.shipped(), date(2024, 1, 1))
