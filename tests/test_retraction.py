"""A score that a source takes back: no answer uses it from that day on, and the evidence still shows it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from aikg import names
from aikg.evidence import conflicts, why
from aikg.frontier import frontier
from aikg.gap import gap
from aikg.knowledge_graph import KnowledgeGraph
from aikg.ranking import ranking
from test_queries import CASES

if TYPE_CHECKING:
    from aikg.solutions import Solutions

World = Callable[..., KnowledgeGraph]

SHOW_IT = {
    "benchmark": "counts scores, retracted ones too",
    "benchmarks": "counts scores, retracted ones too",
    "same-name-versions": "counts scores, retracted ones too",
    "intervals": "counts scores, retracted ones too",
    "lab-releases": "counts scores, retracted ones too",
    "version-sources": "counts scores, retracted ones too",
    "origin": "counts scores, retracted ones too",
    "counts": "counts scores, retracted ones too",
    "score-evidence": "shows who took which score back",
    "sources": "counts what a source states",
    **dict.fromkeys(
        [
            *("class-partitions", "classes", "graph-partitions", "graph-sizes", "property-partitions"),
            *("statement-count", "statement-page", "totals"),
        ],
        "counts or lists statements, whatever they say",
    ),
    "source-things": "lists what a source states, the retracted score too",
}
"""The only queries whose answers may change when a score is added and retracted at once, and why."""


def score(name: str, model: str, version: str, value: float, more: str = "", day: str = "2025-04-01") -> str:
    return (
        f"score:{name} a aikg:Score ; aikg:model model:{model} ; aikg:benchmarkVersion benchmark:{version} ;"
        f' aikg:value {value:.1f} ; aikg:asOf "{day}"^^xsd:date ; aikg:asOfPrecision concept:day ;'
        f" aikg:reporter concept:independent ; dcterms:source source:index-2025{more} .\n"
    )


BACK = (
    ' ; aikg:retracted "2025-04-20"^^xsd:date ; aikg:retractedPrecision concept:day'
    " ; aikg:retractedBy source:notes-2024"
)
RETRACTED = [
    score("v2.best", "dyn-2", "acme-index-v2", 99.9, BACK),
    score("v2.again", "star-2", "acme-index-v2", 1.5, f" ; aikg:reasoning true{BACK}"),
    score("v2.plain", "star-2", "acme-index-v2", 99.5, f" ; aikg:reasoning false{BACK}"),
    score("v1", "dyn-1", "acme-index-v1", 99.0, BACK),
    score("duel.newer", "star-72b", "duel-text", 1999.0, BACK),
    score("duel.same", "dyn-2", "duel-text", 1999.0, BACK, "2025-03-01"),
    score("duel.older", "aurora-mini", "duel-text", 1999.0, BACK, "2025-02-01"),
    score("quiz", "star-7b", "quiz-2024", 99.0, BACK),
    score("v2.early", "star-7b", "acme-index-v2", 98.5, BACK),
    score("v2.merge", "polar-merge", "acme-index-v2", 98.0, BACK),
    score("v2.lab", "sakura-1", "acme-index-v2", 97.0, BACK),
    score("v2.flagship", "star-video", "acme-index-v2", 99.7, BACK),
    score("own", "star-7b", "quiz-2025", 99.0, BACK),
]
"""Best and newest of their kind, each of which some query would take if it were not retracted."""


NOW = {case: asked for case, asked in CASES.items() if "as_of" not in asked[1]}
"""What is asked of today; what was known on a day is tested below."""


@pytest.fixture(scope="module")
def unchanged(mini: KnowledgeGraph) -> dict[str, Solutions]:
    return {case: mini.run(query.name, **values) for case, (query, values, _) in NOW.items()}


def differing(graph: KnowledgeGraph, before: dict[str, Solutions]) -> set[str]:
    after = {case: graph.run(query.name, **values) for case, (query, values, _) in NOW.items()}
    return {
        case.partition(".")[0] for case, answer in after.items() if set(answer.rows) != set(before[case].rows)
    }


def test_no_answer_but_the_evidence_depends_on_a_retracted_score(
    world: World, unchanged: dict[str, Solutions]
) -> None:
    assert differing(world("".join(RETRACTED), report="index-2025"), unchanged) == set(SHOW_IT)


def test_every_ranking_would_depend_on_it_if_it_were_not_retracted(
    world: World, unchanged: dict[str, Solutions]
) -> None:
    """Else the test above would prove nothing."""
    standing = world("".join(RETRACTED).replace(BACK, ""), report="index-2025")
    chosen = {query.name for query, _, _ in CASES.values() if "aikg:retracted" in query.text}
    untouched = chosen - differing(standing, unchanged) - {"half-retraction", "date-without-precision"}
    assert untouched == set()


def test_before_that_day_it_counts(world: World) -> None:
    graph = world(RETRACTED[0], report="index-2025")
    first = {
        day: ranking(graph, "Acme Index v2", as_of=day).solutions.column("modelLabel")[0]
        for day in ("2025-04-19", "2025-04-20")
    }
    assert first == {"2025-04-19": "Dyn 2", "2025-04-20": "Aurora One (2024)"}
    for day, best in first.items():
        assert frontier(graph, "Acme Index v2", as_of=day).records[-1].entry.label == best
        now = gap(graph, "CN", "US", "Acme Index v2", as_of=day).standing
        assert now is not None
        assert (now.points > 0) == (best == "Dyn 2")
    assert ranking(graph, "Acme Index v2").solutions.column("modelLabel")[0] == "Aurora One (2024)"


def test_why_and_conflicts_say_who_took_it_back(world: World) -> None:
    graph = world(RETRACTED[1], report="index-2025")
    star = names.resolve(graph, "Star 2", "model")
    for scores in (why(graph, star).scores, conflicts(graph, "Star 2").scores):
        [row] = [row for row in scores if row["retracted"] is not None]
        assert (row["used"], row["rule"]) == (False, "retracted on 2025-04-20 by Notes on Models")
        [used] = [
            r for r in scores if r["version"] == row["version"] and r["reasoning"] is True and r["used"]
        ]
        assert used["score"] == Decimal("68.5")


def test_a_retracted_score_is_sound_data(world: World) -> None:
    assert world("".join(RETRACTED), report="index-2025").check().results == ()
