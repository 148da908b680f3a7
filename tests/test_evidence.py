"""Who says so, and which value counts: the same that the rankings take."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aikg
from aikg.cli.conflicts import conflicts as conflicts_command
from aikg.cli.why import why as why_command
from aikg.errors import AmbiguousName, UnknownName, exit_code
from aikg.evidence import _LOST, _WON, Evidence, asked, conflicts, why
from aikg.knowledge_graph import KnowledgeGraph
from aikg.solutions import Iri, Value

if TYPE_CHECKING:
    import click

World = Callable[..., KnowledgeGraph]


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


def ask(graph: KnowledgeGraph, *words: str) -> Evidence:
    return why(graph, *asked(graph, words))


def said(found: Evidence, *columns: str) -> list[tuple[Value, ...]]:
    return [tuple(row[c] for c in columns) for row in found.statements]


def used_by_rank(graph: KnowledgeGraph, version: Value) -> set[Value]:
    return set(graph.run("rank", version=Iri(str(version))).column("node"))


def test_each_statement_with_its_governing_source(mini: KnowledgeGraph) -> None:
    size = said(ask(mini, "Star 2", "parameters"), "value", "source", "issued", "precision", "publisher")
    assert [(v, s, str(i), p, by) for v, s, i, p, by in size] == [
        ("300000000000", "Model Cards", "2025-04-01", "month", "the developers")
    ]
    released = said(ask(mini, "Star 2", "released"), "value", "source", "license")
    assert released == [("2025-01-20", "Mini: curated facts", "Free Licence")]


def test_a_statement_of_a_report_has_the_report_as_its_source(mini: KnowledgeGraph) -> None:
    assert said(ask(mini, "Chenxing", "category"), "value", "source") == [("big tech", "Acme Index Report")]
    both = said(ask(mini, "Aurora", "category"), "source")
    assert both == [("Acme Index Report",), ("Mini: curated facts",)]
    score = ask(mini, "score/vendor-cards.dyn-2")
    assert {row["source"] for row in score.statements} == {"Model Cards"}
    assert said(ask(mini, "claim:index-2025.01", "gist"), "value", "source") == [
        ("Two labs lead, one in each country.", "Acme Index Report")
    ]


@pytest.mark.parametrize(
    "name", ["weights released", "weightsReleased", "aikg:weightsReleased", "Weights-Released"]
)
def test_a_property_by_any_of_its_names(mini: KnowledgeGraph, name: str) -> None:
    assert said(ask(mini, "Star 2", name), "value") == [("2025-03-01",)]


def test_words_that_are_not_quoted(mini: KnowledgeGraph) -> None:
    assert said(ask(mini, "Star", "2", "weights", "released"), "value") == [("2025-03-01",)]
    assert asked(mini, ["Star", "2"])[1] is None


def test_not_disclosed_answers_for_the_property(mini: KnowledgeGraph) -> None:
    found = said(ask(mini, "Aurora One (2023)", "parameters"), "property", "value", "source")
    assert found == [("not disclosed", "parameters", "Notes on Models")]


def test_dissents_with_source_and_reason(mini: KnowledgeGraph) -> None:
    found = ask(mini, "Star 72B", "released")
    assert said(found, "value") == [("2024-09",)]
    columns = ("used", "usedSource", "stated", "source", "reason")
    assert [tuple(row[c] for c in columns) for row in found.dissents] == [
        (
            "2024-09",
            "Mini: curated facts",
            "2024-10-01",
            "Notes on Models",
            "It counts the app, not the weights.",
        )
    ]
    assert ask(mini, "Star 72B", "parameters").dissents.rows == ()
    assert ask(mini, "Chenxing").dissents.rows == (), "a lab's models are not the lab"


def test_unknown_property_names_those_that_there_are(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean released.*Star 2 has: released") as caught:
        ask(mini, "Star 2", "relesed")
    assert exit_code(caught.value) == 2
    with pytest.raises(UnknownName, match="ask for a model of it: Star 2"):
        ask(mini, "Star", "parameters")


def test_unknown_and_ambiguous_things(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="“Nonesuch”"):
        ask(mini, "Nonesuch", "released")
    with pytest.raises(UnknownName):
        ask(mini, "score/no.such")


def test_a_family_and_its_model_of_one_name_are_what_the_model_page_shows(mini: KnowledgeGraph) -> None:
    from aikg.lookup import look_up

    thing, _ = asked(mini, ["Dyn 1"])
    assert thing == look_up(mini, "model", "Dyn 1").entity


def test_a_name_of_several_things_lists_them(world: World) -> None:
    graph = world('product:star-2-app a aikg:Product ; skos:prefLabel "Star 2"@en .\n')
    with pytest.raises(AmbiguousName, match="product/star-2-app"):
        ask(graph, "Star 2")
    assert conflicts(graph, "Star 2").subject is not None, "a product has no scores; the model is meant"


def test_scores_of_a_model_say_which_is_used(mini: KnowledgeGraph) -> None:
    found = ask(mini, "Dyn 2", "scores")
    assert found.statements.rows == found.dissents.rows == ()
    columns = ("versionLabel", "score", "used", "rule", "reporter", "source", "license")
    assert [tuple(row[c] for c in columns) for row in found.scores] == [
        ("Acme Index v2", 55, True, "newest as-of date", "independent", "Acme Index Report", None),
        ("Acme Index v2", 57.5, False, "another is newer", "developer", "Model Cards", None),
        ("Duel Text", 1290, True, "", "independent", "Duel Leaderboard", "Study Only"),
    ]
    assert "Scores" not in [section.title for section in ask(mini, "Chenxing").sections()]


def test_conflicts_of_the_mini_world(mini: KnowledgeGraph) -> None:
    found = conflicts(mini)
    assert [(r["modelLabel"], float(str(r["score"])), r["used"]) for r in found.scores] == [
        ("Dyn 2", 55.0, True),
        ("Dyn 2", 57.5, False),
    ]
    assert [(r["subjectLabel"], r["used"], r["stated"]) for r in found.facts] == [
        ("Dyn 2", "open weights (unrestricted)", "API access"),
        ("Star 72B", "2024-09", "2024-10-01"),
    ]


def test_conflicts_of_a_lab_a_model_or_a_family(mini: KnowledgeGraph) -> None:
    lab, model, family = (conflicts(mini, name) for name in ("Chenxing", "Dyn 2", "family/star"))
    assert (len(lab.scores), len(lab.facts)) == (0, 1)
    assert (len(model.scores), len(model.facts)) == (2, 1)
    assert family.facts == lab.facts
    assert conflicts(mini, "Tower 9B").sections() == ()
    with pytest.raises(UnknownName):
        conflicts(mini, "Nonesuch")


SCORES = st.lists(
    st.tuples(
        st.integers(10, 12),
        st.sampled_from(["2025-02-01", "2025-03-01"]),
        st.sampled_from(["independent", "developer", "not-stated"]),
        st.sampled_from(["", "true", "false"]),
        st.sampled_from(["star-2", "dyn-2"]),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("arena", [False, True])
@given(scores=SCORES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_used_value_is_that_of_the_ranking(
    world: World, scores: list[tuple[int, str, str, str, str]], arena: bool
) -> None:
    version = "duel-text" if arena else "acme-index-v1"
    text = "".join(
        f"score:s{n} a aikg:Score ; aikg:model model:{model} ; aikg:benchmarkVersion benchmark:{version} ; "
        f'aikg:value {value}.0 ; aikg:asOf "{day}"^^xsd:date ; aikg:asOfPrecision concept:day ; '
        f"aikg:reporter concept:{reporter} ; dcterms:source source:index-2025 "
        + (f"; aikg:reasoning {reasoning} " if reasoning else "")
        + ".\n"
        for n, (value, day, reporter, reasoning, model) in enumerate(scores)
    )
    graph = world(text)
    iri = Iri("https://w3id.org/aikg/id/benchmark/" + version)
    every = [ask(graph, m, "scores").scores for m in ("Star 2", "Dyn 2")]
    rows = [row for answer in every for row in answer if row["version"] == iri]
    ours = {row["node"] for row in rows if row["used"]}
    models = {row["model"] for row in rows}
    theirs = {r["node"] for r in graph.run("rank", version=iri) if r["model"] in models}
    assert ours == theirs
    assert {row["rule"] for row in rows} <= {"", "an older reading of an arena", *_WON, *_LOST}
    conflicting = {row["node"] for row in conflicts(graph).scores}
    pairs = graph.run("conflicting-scores")
    assert conflicting == {*pairs.column("lowNode"), *pairs.column("highNode")}


def test_conflicts_of_the_shipped_data_agree_with_the_rankings(shipped: KnowledgeGraph) -> None:
    found = conflicts(shipped)
    pairs = shipped.run("conflicting-scores")
    assert len(pairs) > 0
    assert {*found.scores.column("node")} == {*pairs.column("lowNode"), *pairs.column("highNode")}
    by_version: dict[Value, list[dict[str, Value]]] = defaultdict(list)
    for row in found.scores:
        by_version[row["version"]].append(row)
    for version, rows in by_version.items():
        ranked = used_by_rank(shipped, version)
        assert {r["node"] for r in rows if r["used"]} == {r["node"] for r in rows} & ranked
    assert len(found.facts) == len(set(shipped.run("dissents").column("dissent")))


def test_every_dissent_of_the_shipped_data_stands_beside_the_sources_of_the_look_up(
    shipped: KnowledgeGraph,
) -> None:
    for row in conflicts(shipped, "DeepSeek").facts:
        stated = said(why(shipped, *asked(shipped, [str(row["subject"])])), "term", "value", "source")
        own = [(value, source) for term, value, source in stated if term == row["term"]]
        if own:
            assert set(str(row["used"]).split("; ")) == {value for value, _ in own}
            assert set(str(row["usedSource"]).split("; ")) == {source for _, source in own}


def test_questions_about_the_shipped_data(shipped: KnowledgeGraph) -> None:
    assert said(ask(shipped, "R1-0528", "released"), "value")[0] == ("2025-05-28",)
    assert said(ask(shipped, "Alibaba", "category"), "value", "source")[0][0] == "big tech"
    assert any("Closing the Gap" in str(s) for (s,) in said(ask(shipped, "Alibaba", "category"), "source"))
    o3 = ask(shipped, "o3", "announced")
    assert {value for (value,) in said(o3, "value")} == {"2024-12-20"}
    assert {row["stated"] for row in o3.dissents} == {"2025-04-16"}
    assert ask(shipped, "o3").scores.rows
    assert ask(shipped, "state-of-ai-china-q2-2025").statements.rows


def run(command: click.Command, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, words)
    if isinstance(result.exception, Exception):
        raise result.exception
    return result.exit_code, result.stdout


def test_commands_in_every_format() -> None:
    status, text = run(why_command, "o3", "announced", "-f", "json")
    assert status == 0
    assert set(json.loads(text)) == {"statements", "dissents"}
    for form in ("table", "csv", "tsv", "md", "jsonl"):
        assert run(why_command, "o3", "-f", form)[0] == 0
        assert run(conflicts_command, "OpenAI", "-f", form)[0] == 0
    assert set(json.loads(run(conflicts_command, "-f", "json")[1])) == {"scores", "facts"}
    with pytest.raises(UnknownName):
        run(why_command, "o3", "nonesuch")
