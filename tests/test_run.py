"""Running saved queries: what a value may be, and that it is nothing but that value."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aikg import catalogue, run
from aikg.answers import Recent
from aikg.errors import AmbiguousName, BadParameter, UnknownName
from aikg.knowledge_graph import KnowledgeGraph
from aikg.solutions import Iri, of
from aikg.store import OpenStore
from aikg.vocabulary import ID, PREFIXES, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NASTY = [
    '"',
    "'''",
    '"""',
    "\\",
    "\\u0022",
    "} #",
    "?entity",
    "?_text_string",
    "<http://x>",
    "a\nb\r\tc",
    "\u0000",
    "\u202eabc",
    "😀 晨星辰",
    '") } UNION { ?s ?p ?o } #',
    "; DROP ALL",
    "{{x}}",
    "%s {0}",
]


def test_missing_parameter(mini: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter, match=r"Query lab-models needs lab \(.*\)\.$"):
        mini.run("lab-models")


def test_unknown_parameter(mini: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter, match="has no parameter colour; it takes: model, lab"):
        mini.run("lab-models", lab="Chenxing", colour="red")
    with pytest.raises(BadParameter, match="it takes none"):
        mini.run("sources", colour="red")


@pytest.mark.parametrize(
    ("query", "values", "name"),
    [
        ("rank", {"version": "Acme Index v2", "as_of": "yesterday"}, "as_of"),
        ("rank", {"version": "Acme Index v2", "as_of": "2024-02-30"}, "as_of"),
        ("rank", {"version": "Acme Index v2", "as_of": "2024"}, "as_of"),
        ("lab-models", {"lab": Iri("not an iri")}, "lab"),
        ("lab-models", {"lab": Iri("http://x/a> <b")}, "lab"),
        ("multimodal-coverage", {"at_least": "two"}, "at_least"),
        ("multimodal-coverage", {"at_least": 2.5}, "at_least"),
        ("multimodal-coverage", {"at_least": "٣"}, "at_least"),
        ("rank", {"version": "Duel", "reasoning": "maybe"}, "reasoning"),
    ],
)
def test_ill_typed_parameter_is_named(
    query: str, values: dict[str, object], name: str, mini: KnowledgeGraph
) -> None:
    with pytest.raises(BadParameter, match=f"^{name}: "):
        mini.run(query, **values)


def test_values_may_be_python_objects(mini: KnowledgeGraph) -> None:
    by_text = mini.run("rank", version="Acme Index v2", as_of="2025-01-31")
    assert 0 < len(by_text) < len(mini.run("rank", version="Acme Index v2"))
    assert mini.run("rank", version="Acme Index v2", as_of=date(2025, 1, 31)) == by_text
    assert mini.run("rank", version=Iri(ID + "benchmark/acme-index-v2"), as_of="2025-01-31") == by_text
    assert mini.run("rank", version="Acme Index v2", as_of=None) == mini.run("rank", version="Acme Index v2")
    assert mini.run("multimodal-coverage", at_least=2) == mini.run("multimodal-coverage", at_least="2")
    version = "Acme Index v2"
    assert mini.run("rank", version=version, reasoning=True) == mini.run(
        "rank", version=version, reasoning="true"
    )


def test_several_values_give_the_rows_of_each(mini: KnowledgeGraph) -> None:
    given = {"version": "Acme Index v2"}
    models = ["Star 7B", "Dyn 2", "Polar Merge"]
    together = mini.run("frontier-model", model=models, **given).rows
    single = [row for model in models for row in mini.run("frontier-model", model=model, **given).rows]
    assert len(single) >= 3
    assert sorted(together, key=str) == sorted(single, key=str)
    assert mini.run("frontier-model", model=[], **given).rows == ()
    with pytest.raises(BadParameter, match="version_iri takes one value"):
        mini.run("frontier-model", model="Star 7B", version=["Acme Index v2"])


def test_a_moment_is_not_a_day(mini: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter, match="as_of"):
        mini.run("rank", version="Acme Index v2", as_of=datetime(2024, 12, 31, 12, 0))


def test_names_are_resolved_or_refused(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="Chenxing"):
        mini.run("lab-models", lab="Chenxin")
    with pytest.raises(AmbiguousName):
        mini.run("model", model="Star")
    with pytest.raises(UnknownName, match="No saved query"):
        mini.run("nothing-of-the-kind")


@pytest.mark.parametrize("text", NASTY)
def test_nasty_name_is_an_unknown_name(text: str, mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        mini.run("lab-models", lab=text)


def labelled(label: str) -> KnowledgeGraph:
    store = ox.Store()
    graph, model = ox.DefaultGraph(), ox.NamedNode(ID + "model/x")
    rdf_type = ox.NamedNode(PREFIXES["rdf"] + "type")
    store.add(ox.Quad(model, rdf_type, ox.NamedNode(PREFIXES["aikg"] + "Model"), graph))
    store.add(ox.Quad(model, ox.NamedNode(SKOS + "prefLabel"), ox.Literal(label, language="en"), graph))
    other = ox.NamedNode(ID + "model/y")
    store.add(ox.Quad(other, rdf_type, ox.NamedNode(PREFIXES["aikg"] + "Model"), graph))
    store.add(ox.Quad(other, ox.NamedNode(SKOS + "prefLabel"), ox.Literal("§ other", language="en"), graph))
    return KnowledgeGraph(OpenStore((), None, store))


def nasty(test: Callable[..., None]) -> Callable[..., None]:
    for text in NASTY:
        test = example(text)(test)
    return test


@nasty
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda s: s.lower() not in "§ other")
)
@settings(max_examples=60, deadline=None)
def test_a_value_finds_the_label_that_equals_it_and_no_other(text: str) -> None:
    graph = labelled(text)
    found = graph.run("find", text=text)
    assert found.column("entity") == [ID + "model/x"]
    assert found.column("match") == [text]


def test_text_of_runs_as_it_stands(mini: KnowledgeGraph) -> None:
    query = catalogue.get("find")
    text = run.text_of(mini, query, {"text": 'a"b'})
    assert "?_text_string" not in text
    assert ox.Store().query(text) is not None


@pytest.mark.parametrize(
    ("values", "places"),
    [([], []), ([3], [1]), ([3, 2, 2, 1], [1, 2, 2, 4]), ([None, None], [1, 1])],
)
def test_ranked(values: list[int], places: list[int]) -> None:
    assert [row[0] for row in run.ranked([("a", v) for v in values], 1)] == places


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SELECT ?a WHERE { ?a ?b ?c }", "no summary"),
        ("#+ summary: x\n#+ colour: red\nSELECT ?a\nWHERE { ?a ?b ?c }", "unknown key"),
        ("#+ summary: x\n#+ nonsense\nSELECT ?a\nWHERE { ?a ?b ?c }", ":2: a header line"),
        ("#+ summary: x\n#+ tags:\n#+   - a\n#+   - b: c\nSELECT ?a\nWHERE {}", ":4: `tags` mixes"),
    ],
)
def test_bad_header_names_the_file(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(catalogue.QueryHeaderError, match=reason) as error:
        catalogue.read(path)
    assert str(path) in str(error.value)


def test_header_that_describes_what_the_query_lacks(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(
        "#+ summary: x\n#+ parameters:\n#+   - lab: a lab\n#+ columns:\n#+   - z: what\n"
        "SELECT ?a\nWHERE { ?a ?b ?c }\n",
        encoding="utf-8",
    )
    query = catalogue.read(path)
    with pytest.raises(catalogue.QueryHeaderError, match="lab"):
        _ = query.parameters
    with pytest.raises(catalogue.QueryHeaderError, match="z"):
        _ = query.columns


def test_what_was_asked_is_kept_within_a_bound() -> None:
    recent = Recent(cells=100)
    small = of(["a", "b"], [[1, 2]] * 9)  # 20 cells with the heading
    for number in range(8):
        recent.put("q", {"n": number}, small)
    kept = [number for number in range(8) if recent.get("q", {"n": number}) is not None]
    assert kept == [3, 4, 5, 6, 7]
    recent.get("q", {"n": 3})
    recent.put("q", {"n": 8}, small)
    assert recent.get("q", {"n": 3}) == small  # it was wanted after 4
    assert recent.get("q", {"n": 4}) is None
    recent.put("q", {"n": 9}, of(["a"], [[1]] * 200))
    assert recent.get("q", {"n": 9}) is None
    assert recent.get("q", {"n": "8"}) is None  # text is no number


def test_the_same_question_is_asked_of_the_store_once(mini: KnowledgeGraph) -> None:
    assert mini.run("labs") is mini.run("labs")
    assert mini.run("labs", country="CN") != mini.run("labs")
