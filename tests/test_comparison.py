"""`aikg compare`: on the mini world, on purpose-made worlds and on the shipped data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import aikg
from aikg.cli.compare import compare as command
from aikg.comparison import Comparison, compare
from aikg.contest import BEHIND, BEST, SAME, SINGLE, TIE, TIE_INSIDE
from aikg.errors import AmbiguousName, UnknownName, UsageError, exit_code
from aikg.knowledge_graph import KnowledgeGraph
from aikg.profile import COUNTED, NOT_DISCLOSED, NOT_STATED, STATED
from aikg.render.comparison import side_by_side
from aikg.solutions import Iri, Value
from aikg.wording import grid, width
from program import on_terminal, run

if TYPE_CHECKING:
    from collections.abc import Sequence

World = Callable[..., KnowledgeGraph]


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


def facts(found: Comparison, property: str) -> list[tuple[str, str | None, str, str | None]]:
    return [(f.thing.label, f.value, f.status, f.source) for f in found.facts if f.property == property]


def said(found: Comparison) -> list[tuple[str, ...]]:
    """Each contest: version, the values, and the verdict in words."""
    return [
        (c.label, *(f"{r.name} {r.score.normalize():f}" for r in c.readings), c.words) for c in found.contests
    ]


def table(found: Comparison, title: str, *, all: bool = False) -> list[list[str]]:
    """What a person reads: headings, then rows."""
    [section] = [s for s in side_by_side(found, all=all) if s.title == title]
    headings, _, rows = grid(section.solutions)
    return [headings, *rows]


def score(
    node: str,
    model: str,
    value: float,
    *more: str,
    version: str = "quiz-2025",
    day: str = "2025-03-01",
    reporter: str = "independent",
) -> str:
    return (
        f"score:{node} a aikg:Score ; aikg:model model:{model} ; aikg:benchmarkVersion benchmark:{version} ; "
        f'aikg:value {value:.1f} ; aikg:asOf "{day}"^^xsd:date ; aikg:asOfPrecision concept:day ; '
        f"aikg:reporter concept:{reporter} ; dcterms:source source:index-2025 {' '.join(more)} .\n"
    )


def bounds(lower: float | None, upper: float | None) -> str:
    ends = (("lowerBound", lower), ("upperBound", upper))
    return " ".join(f"; aikg:{name} {end:.1f}" for name, end in ends if end is not None)


# --- facts ---


def test_facts_of_models_stand_side_by_side_each_with_its_source(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Star 2", "Aurora One (2024)"])
    assert facts(found, "lab") == [
        ("Star 2", "Chenxing", STATED, "Mini: curated facts"),
        ("Aurora One (2024)", "Aurora Labs", STATED, "Mini: curated facts"),
    ]
    assert facts(found, "parameters") == [
        ("Star 2", "300000000000", STATED, "Model Cards"),
        ("Aurora One (2024)", None, NOT_DISCLOSED, "Mini: curated facts"),
    ]
    assert facts(found, "context length") == [
        ("Star 2", None, NOT_STATED, None),
        ("Aurora One (2024)", "128000", STATED, "Mini: curated facts"),
    ]
    assert facts(found, "announced")[1][1:] == ("2024-05-15", STATED, "Model Cards")
    assert facts(found, "category")[0] == ("Star 2", "big tech", STATED, "Acme Index Report")
    assert [value for _, value, _, _ in facts(found, "input modality")] == ["text", "image", "text"]
    assert [value for _, value, _, _ in facts(found, "succeeds")] == ["Star 72B", "Aurora One (2023)"]
    assert facts(found, "based on") == [], "nobody says anything of it"


def test_facts_for_people(mini: KnowledgeGraph) -> None:
    rows = {row[0]: row[1:] for row in table(compare(mini, ["Star 2", 'Tower "2" — l’été']), "Facts")}
    assert rows["property"] == ["Star 2", 'Tower "2" — l’été']
    assert rows["parameters"] == ["300B [4]", "90B [1]"]
    assert rows["released"] == ["2025-01-20 [1]", "2025 [1]"], "as exactly as it is known"
    assert rows["country"][0].startswith("China [1, ")
    assert rows["category"] == ["big tech [3]", "other [3]"]
    assert rows["based on"] == ["", "Tower 9B [1]"]
    rows = {row[0]: row[1:] for row in table(compare(mini, ["Polar 7B", "Aurora One (2023)"]), "Facts")}
    assert rows["based on"][0].startswith("fine-tuned from Star 7B [")
    assert rows["parameters"][1].startswith("not disclosed [")
    assert rows["category"] == ["start-up [2]", "big tech [1, 2]"]


def test_a_category_of_two_sources_keeps_both(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Aurora", "Borealis"])
    assert facts(found, "category") == [
        ("Aurora Labs", "big tech", STATED, "Acme Index Report"),
        ("Aurora Labs", "big tech", STATED, "Mini: curated facts"),
        ('Borealis "B" AI', "start-up", STATED, "Acme Index Report"),
    ]
    assert facts(found, "part of")[1][1] == "Aurora Labs"


def test_facts_of_labs_are_counted_over_their_models(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["晨星", "Aurora", "Dyn"])
    assert [thing.label for thing in found.things] == ["Chenxing", "Aurora Labs", "Dalian Dynamics"]
    counted = {name: [value for _, value, _, _ in facts(found, name)] for name in ("models", "open models")}
    assert counted == {"models": ["4", "4", "4"], "open models": ["3", "1", "4"]}
    assert {status for _, _, status, _ in facts(found, "models")} == {COUNTED}
    assert facts(found, "first release")[2][1] == "2023 Q4 (Dyn 1)"
    assert facts(found, "newest release")[2][1] == "2025-02-14 (Dyn 2 and 1 more)"
    assert [f[1] for f in facts(found, "output modality") if f[0] == "Chenxing"] == ["audio", "text", "video"]
    assert ("Aurora Labs", "Aurora Chat", STATED, "Mini: curated facts") in facts(found, "products")


def test_a_lab_without_models(world: World) -> None:
    graph = world(
        'lab:empty a aikg:Lab ; skos:prefLabel "Empty"@en ; aikg:country country:CN ; '
        "dcterms:source source:aikg .\n"
    )
    found = compare(graph, ["Empty", "Chenxing"])
    assert facts(found, "models")[0][1] == "0"
    assert facts(found, "newest release")[0] == ("Empty", None, NOT_STATED, None)
    assert found.contests == ()
    assert found.remarks == ("Nothing to compare: they share no benchmark version.",)


# --- scores ---


def test_scores_are_compared_within_a_version_and_like_with_like(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Aurora One (2024)", "Star 2"])
    assert said(found) == [
        ("Acme Index v2", "Aurora One (2024) 60", "Star 2 58.5", "Aurora One (2024) best"),
        ("Acme Index v2", "Aurora One (2024) 70.5", "Star 2 68.5", "Aurora One (2024) best"),
        ("Duel Text", "Aurora One (2024) 1315", "Star 2 1320", "tie within the interval"),
        ("Quiz 2025", "Aurora One (2024) 90.1", "Star 2 88.8", "Aurora One (2024) best"),
    ]
    assert [c.basis == SAME for c in found.contests] == [True, False, True, False]
    assert table(found, "Scores") == [
        ["benchmark version", "Aurora One (2024)", "Star 2", "lead", "verdict", "interval"],
        ["Acme Index v2 (no reasoning) [3]", "60.0", "58.5", "1.5", "Aurora One (2024) best", "none stated"],
        [
            "Acme Index v2 [3]",
            "70.5 (reasoning, high)",
            "68.5 (reasoning)",
            "2.0",
            "Aurora One (2024) best",
            "none stated",
        ],
        [
            "Duel Text, 2025-03-01 [5]",
            "1315 (1306 to 1324)",
            "1320 (1311 to 1329)",
            "5",
            "tie within the interval",
            "inside",
        ],
        [
            "Quiz 2025 [4]",
            "90.1 (max)",
            "88.8 (reasoning not stated)",
            "1.3",
            "Aurora One (2024) best",
            "none stated",
        ],
    ]


def test_versions_are_never_mixed(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Aurora One (2023)", "Aurora One (2024)"])
    assert found.contests == (), "v1 and 2024 here, v2 and 2025 there"
    assert found.unshared == "Scores without a counterpart: Aurora One (2023) 2, Aurora One (2024) 4"
    assert {c.verdict for c in found.alone} == {SINGLE}
    assert [s.key for s in found.sections()] == ["facts", "scores"]
    assert [len(s.solutions) for s in found.sections(all=True)][2] == 6
    assert table(found, "Scores of one only", all=True)[1] == [
        "Acme Index v1 [2]",
        "Aurora One (2023)",
        "45",
    ]


def test_who_measured_is_said_where_it_differs(mini: KnowledgeGraph) -> None:
    [row] = table(compare(mini, ["Star 72B", "Tower 9B"]), "Scores")[1:]
    assert row[1:3] == ["38.0 (reporter independent) [3]", "28.0 (reporter developer) [4]"]


def test_of_several_values_that_of_the_rankings_counts_and_the_others_are_named(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Dyn 2", "Star 72B"], "AX v2")
    assert said(found) == [("Acme Index v2", "Dyn 2 55", "Star 72B 38", "Dyn 2 best")]
    assert table(found, "Scores")[1][1] == "55.0 (also 57.5)"
    assert "`aikg conflicts` says why" in found.remarks[0]
    ranked = mini.run("rank", version="Acme Index v2").column("node")
    assert {r.node for c in found.contests for r in c.readings} <= set(map(str, ranked))


@pytest.mark.parametrize(
    ("one", "other", "verdict", "interval"),
    [
        (bounds(60, 80), bounds(58, 78), TIE_INSIDE, "inside"),
        (bounds(68, 72), bounds(62, 68), TIE_INSIDE, "inside"),
        (bounds(69, 71), bounds(64, 66), BEST, "outside"),
        (bounds(67, None), bounds(None, 67.5), TIE_INSIDE, "inside"),
        (bounds(None, 75), bounds(60, None), BEST, "none stated"),
        ("", "", BEST, "none stated"),
    ],
)
@pytest.mark.parametrize("lower_is_better", [False, True])
def test_intervals(
    world: World, one: str, other: str, verdict: str, interval: str, lower_is_better: bool
) -> None:
    if lower_is_better:  # then the intervals that are good above are those of the other one, upside down
        mirror = {"lowerBound": "upperBound", "upperBound": "lowerBound"}
        one, other = (_mirrored(text, mirror) for text in (one, other))
    sense = "lower-is-better" if lower_is_better else "higher-is-better"
    graph = world(
        f'benchmark:b a aikg:BenchmarkVersion ; skos:prefLabel "B"@en ; aikg:versionOf benchmark:quiz ; '
        f"aikg:decimals 1 ; aikg:direction concept:{sense} .\n"
        + score("one", "dyn-2", 30 if lower_is_better else 70, one, version="b")
        + score("other", "star-2", 35 if lower_is_better else 65, other, version="b")
    )
    found = compare(graph, ["Star 2", "Dyn 2"], "B")
    [contest] = found.contests
    assert contest.verdict == verdict
    assert contest.lead == 5
    assert table(found, "Scores")[1][-1] == interval
    better = contest.verdict_of(contest.readings[1])
    assert (better, contest.verdict_of(contest.readings[0])) == (
        (TIE_INSIDE, TIE_INSIDE) if verdict == TIE_INSIDE else (BEST, BEHIND)
    )


def _mirrored(text: str, names: dict[str, str]) -> str:
    """Bounds about 100 - value, so that what was above is below."""
    words = text.split()
    return " ".join(
        f"; aikg:{names[name.removeprefix('aikg:')]} {100 - float(end):.1f}"
        for name, end in zip(words[1::3], words[2::3], strict=True)
    )


def test_equal_values_are_a_tie(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Star 72B", "Aurora Mini"], "AX")
    assert said(found) == [("Acme Index v2", "Star 72B 38", "Aurora Mini 38", TIE)]
    assert table(found, "Scores")[1][-3:] == ["0.0", "tie", "none stated"]


def test_values_that_differ_only_beyond_the_digits_of_the_source_are_shown_in_full(world: World) -> None:
    graph = world(
        'benchmark:b a aikg:BenchmarkVersion ; skos:prefLabel "B"@en ; aikg:versionOf benchmark:quiz ; '
        "aikg:decimals 0 ; aikg:direction concept:higher-is-better .\n"
        + score("one", "dyn-2", 70.4, version="b")
        + score("other", "star-2", 70.3, version="b")
    )
    row = table(compare(graph, ["Dyn 2", "Star 2"], "B"), "Scores")[1]
    assert row[1:4] == ["70.4", "70.3", "0.1"]


def test_in_an_arena_only_readings_of_one_day_are_compared(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Star 72B", "Sakura 1 🌸"], "Duel")
    [contest] = found.contests
    assert str(contest.day) == "2025-02-01", "Star 72B was not read in March"
    assert [r.score for r in contest.readings] == [1250, 1200]
    assert {r.as_of for r in contest.readings} == {contest.day}
    assert found.remarks == (
        "Duel Text: last read together on 2025-02-01; the newest reading, of 2025-03-01, has fewer of them.",
    )
    three = compare(mini, ["Star 72B", "Sakura 1 🌸", "Star 2", "Aurora One (2024)"], "Duel")
    [contest] = three.contests
    assert str(contest.day) == "2025-03-01", "most of them"
    assert [r.name for r in contest.readings] == ["Sakura 1 🌸", "Star 2", "Aurora One (2024)"]
    [alone] = three.alone
    assert (alone.readings[0].name, str(alone.day)) == ("Star 72B", "2025-02-01")


def test_readings_of_an_arena_that_share_no_day_are_not_compared(world: World) -> None:
    graph = world(
        score("one", "tower-2", 1200, version="duel-text", day="2025-01-15")
        + score("two", "tower-9b", 1300, version="duel-text", day="2025-02-15")
        + score("old", "tower-9b", 1400, version="duel-text", day="2025-02-01")
    )
    found = compare(graph, ["model/tower-2", "Tower 9B"], "Duel")
    assert found.contests == ()
    assert "no two of them were read on one day" in " ".join(found.remarks)
    assert [(str(c.day), int(c.readings[0].score)) for c in found.alone] == [
        ("2025-01-15", 1200),
        ("2025-02-15", 1300),
    ]


def test_labs_stand_with_their_best_model_on_each_version(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Aurora", "Chenxing", "Dalian Dynamics"])
    rows = {tuple(row[0].split(" [")[0].split(",")): row[1:] for row in table(found, "Scores")[1:]}
    assert rows["Acme Index v1",][:3] == [
        "45 (Aurora One (2023))",
        "41 (Star 7B)",
        "33 (Dyn 1 Chat)",
    ]
    assert said(found)[1][1:] == (
        "Aurora Labs 70.5",
        "Chenxing 68.5",
        "Dalian Dynamics 55",
        "Aurora Labs best",
    )
    assert found.contests[1].readings[0].label == "Aurora One (2024)"
    assert found.remarks[-1] == (
        "Head to head, by benchmark version: Aurora Labs 4, Chenxing 0, tie 1; "
        "Aurora Labs 2, Dalian Dynamics 0, tie 1; Chenxing 3, Dalian Dynamics 0."
    )


def test_labs_whose_best_models_differ_in_reasoning_are_compared_by_mode_too(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Chenxing", "Fuji Institute", "Aurora"], "AX v2")
    assert [[r.label for r in c.readings] for c in found.contests] == [
        ["Star 2", "Sakura 1 🌸", "Aurora One (2024)"],
        ["Star 2", "Aurora One (2024)"],
        ["Star 2", "Aurora One (2024)"],
    ]
    assert [{r.reasoning for r in c.readings} for c in found.contests] == [{True, None}, {True}, {False}]
    assert "Head to head, by benchmark version: Chenxing 1, Fuji Institute 0" in found.remarks[-1], "once"


def test_benchmark_restricts_the_scores_only(mini: KnowledgeGraph) -> None:
    found = compare(mini, ["Star 2", "Aurora One (2024)"], "Duel")
    assert {c.label for c in found.contests} == {"Duel Text"}
    assert found.alone == ()
    assert found.facts == compare(mini, ["Star 2", "Aurora One (2024)"]).facts
    none = compare(mini, ["Star 2", "Aurora One (2024)"], "Quiz 2024")
    assert none.remarks == ("Nothing to compare: fewer than two of them have a score on Quiz 2024.",)
    with pytest.raises(UnknownName):
        compare(mini, ["Star 2", "Aurora One (2024)"], "Nonesuch")


# --- names ---


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        (["Star 2"], UsageError, "“Star 2” alone is not enough"),
        ([], UsageError, "Nothing is not enough"),
        (["Star 2", "Star 2"], UsageError, "“Star 2” is given twice"),
        (["Star 2", "晨星2"], UsageError, "“Star 2” and “晨星2” are both Star 2"),
        (["Star 2", "Dyn 2", "Aurora"], UsageError, "“Star 2” is a model, “Aurora” a lab; compare models"),
        (["Star 2", "Nonesuch"], UnknownName, "No model or lab is called “Nonesuch”"),
        (["Star 2", ""], UnknownName, "No model or lab is called “”"),
        (["Star 2", "Aurora On"], UnknownName, "Did you mean Aurora Vision, Aurora"),
        (["Aurora Lab", "Chenxing"], UnknownName, "Did you mean Aurora Labs"),
        (["Star 2", "Star Studio"], UsageError, "“Star Studio” is neither a model nor a lab.*product/star-"),
        (["Star 2", "Acme Index"], UsageError, "It is benchmark/acme-index"),
        (["Star", "Dyn 2"], AmbiguousName, "model/star-72b"),
        (["Star 2", "Dyn 2", "x" * 10_000], UnknownName, "…”"),
        (["Star 2", "\x1b[31m\u202e"], UnknownName, "“�\\[31m�”"),
        (["Star 2", "../etc"], UnknownName, "No model or lab"),
        (["Star 2", 'a" } UNION { ?s ?p ?o } #'], UnknownName, "No model or lab"),
    ],
)
def test_what_cannot_be_compared(
    mini: KnowledgeGraph, words: list[str], error: type[aikg.AikgError], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        compare(mini, words)
    assert exit_code(caught.value) == 2
    assert len(str(caught.value)) < 400


def test_names_mean_what_the_look_ups_mean(mini: KnowledgeGraph) -> None:
    from aikg.lookup import look_up

    found = compare(mini, ["Dyn 1", "chenxing/star-7b", "model/tower-2"])
    assert found.things[0] == look_up(mini, "model", "Dyn 1").entity
    assert [thing.label for thing in found.things[1:]] == ["Star 7B", 'Tower "2" — l’été']


def test_a_family_of_one_release_is_that_release(world: World) -> None:
    graph = world(
        'family:solo a aikg:ModelFamily ; skos:prefLabel "Solo"@en .\n'
        'model:solo-1 a aikg:Model ; skos:prefLabel "Solo One"@en ; aikg:family family:solo ; '
        "aikg:developedBy lab:aurora .\n"
        'family:none a aikg:ModelFamily ; skos:prefLabel "None Yet"@en .\n'
    )
    assert compare(graph, ["Solo", "Star 2"]).things[0].label == "Solo One"
    with pytest.raises(UsageError, match="“None Yet” is neither a model nor a lab"):
        compare(graph, ["None Yet", "Star 2"])


def test_a_name_that_is_both_is_what_the_others_are(world: World) -> None:
    graph = world(
        'model:aurora a aikg:Model ; skos:prefLabel "Aurora"@en ; aikg:developedBy lab:aurora .\n'
        'model:dyn a aikg:Model ; skos:prefLabel "Dyn"@en ; aikg:developedBy lab:dalian .\n'
    )
    assert compare(graph, ["Aurora", "Star 2"]).kind == "model"
    assert compare(graph, ["Aurora", "Chenxing"]).kind == "lab"
    with pytest.raises(AmbiguousName, match="lab/aurora") as caught:
        compare(graph, ["Aurora", "Dyn"])
    assert "model/aurora" in str(caught.value)


def test_things_of_one_label_are_told_apart(world: World) -> None:
    graph = world(
        'model:t1 a aikg:Model ; skos:prefLabel "Twin"@en ; aikg:developedBy lab:aurora .\n'
        'model:t2 a aikg:Model ; skos:prefLabel "Twin"@en ; aikg:developedBy lab:dalian .\n'
    )
    found = compare(graph, ["model/t1", "model/t2"])
    assert table(found, "Facts")[0] == ["property", "Twin (model/t1)", "Twin (model/t2)"]


def test_a_thing_that_says_nothing(world: World) -> None:
    graph = world('model:bare a aikg:Model ; skos:prefLabel "Bare"@en .\n')
    found = compare(graph, ["Bare", "Star 2"])
    assert {f.status for f in found.facts if f.thing.label == "Bare"} == {NOT_STATED}
    assert {f.property for f in found.facts} >= {"lab", "released"}


# --- order ---

MODELS = ["Star 2", "Dyn 2", "Aurora One (2024)", "Sakura 1 🌸", "Star 72B", "Aurora Mini", "Polar 7B"]
LABS = ["Aurora", "Chenxing", "Dyn", "Fuji Institute", "Borealis", "lab/eiffel"]


def by_thing(found: Comparison) -> list[object]:
    """All that is said, without the order of the things."""
    told: list[object] = [
        sorted(map(repr, section.solutions.rows)) for section in found.sections(all=True)[:1]
    ]
    for contest in (*found.contests, *found.alone):
        told.append(
            (contest.label, contest.day, contest.words, contest.lead, contest.interval, contest.basis)
        )
        told.append({r.node: (r.thing, contest.verdict_of(r), contest.behind(r)) for r in contest.readings})
    return told


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_of_arguments_permutes_the_columns_and_nothing_else(
    mini: KnowledgeGraph, data: st.DataObject
) -> None:
    pool = data.draw(st.sampled_from([MODELS, LABS]))
    chosen = data.draw(st.lists(st.sampled_from(pool), min_size=2, max_size=4, unique=True))
    found = compare(mini, chosen)
    for order in list(permutations(range(len(chosen))))[1:4]:
        other = compare(mini, [chosen[i] for i in order])
        assert [thing.iri for thing in other.things] == [found.things[i].iri for i in order]
        assert [f.property for f in other.facts] == [f.property for f in found.facts]
        assert by_thing(other) == by_thing(found)
        for title in ("Facts", "Scores"):
            if any(s.title == title for s in side_by_side(found)):
                assert permuted(table(found, title), order) == unmarked(table(other, title), len(order))


def permuted(rows: Sequence[Sequence[str]], order: Sequence[int]) -> list[list[str]]:
    count = len(order)
    return unmarked([[row[0], *(row[1 + i] for i in order), *row[1 + count :]] for row in rows], count)


def unmarked(rows: Sequence[Sequence[str]], count: int) -> list[list[str]]:
    """Without the numbers of sources, which count from the first that is named."""
    import re

    return [[re.sub(r" \[[0-9, ]+\]", "", cell) for cell in row] for row in rows]


# --- the shipped data ---


def rows_of(found: Comparison, version: str) -> list[dict[str, Value]]:
    return [row for row in found.sections()[1].solutions if str(row["version"]).endswith(version)]


def test_r1_0528_and_o3(shipped: KnowledgeGraph) -> None:
    found = compare(shipped, ["R1-0528", "o3"])
    index = rows_of(found, "/aa-intelligence-index-v2")
    assert [(r["thingLabel"], r["score"], r["verdict"], r["difference"]) for r in index] == [
        ("DeepSeek R1-0528", 68, "behind", 2),
        ("o3", 70, "best", 0),
    ]
    assert {r["interval"] for r in index} == {"no interval stated"}
    assert {(r["reasoning"], r["basis"]) for r in index} == {(True, SAME)}
    assert facts(found, "parameters")[0][1] == "671000000000"
    assert ("o3", None, NOT_DISCLOSED) in {f[:3] for f in facts(found, "based on")}
    assert {f[1] for f in facts(found, "released") if f[0] == "o3"} == {"2025-04-16"}
    assert len([f for f in facts(found, "released") if f[0] == "o3"]) == 2, "one row a source"
    capabilities = rows_of(found, "/epoch-capabilities-index-2025-12")
    assert [(r["reasoning"], r["effort"]) for r in capabilities] == [(None, None), (True, "high")]
    assert {r["basis"] for r in capabilities} == {"best configuration of each"}
    exam = rows_of(found, "/humanitys-last-exam-llm-stats-2025-10")
    assert exam[1]["others"] == "20.2, 24.3", "o3 has three values there"


def test_leading_labs(shipped: KnowledgeGraph) -> None:
    found = compare(shipped, ["DeepSeek", "Alibaba", "OpenAI"])
    index = rows_of(found, "/aa-intelligence-index-v2")
    assert [(r["thingLabel"], r["modelLabel"], r["score"]) for r in index[:3]] == [
        ("DeepSeek", "DeepSeek R1-0528", 68),
        ("Alibaba", "Qwen3-235B-A22B", 62),
        ("OpenAI", "o3", 70),
    ]
    ranked = {r["labLabel"]: r["score"] for r in shipped.run("best-by-lab")}
    assert [ranked[r["thingLabel"]] for r in index[:3]] == [r["score"] for r in index[:3]]
    category = [f for f in facts(found, "category") if f[0] == "Alibaba"]
    assert [(value, "Closing the Gap" in str(source)) for _, value, _, source in category] == [
        ("big tech", True)
    ]
    assert found.remarks[-1].startswith("Head to head, by benchmark version: DeepSeek ")
    counts = {f[0]: f[1] for f in facts(found, "models")}
    assert counts == {
        lab: str(len(shipped.run("lab-models", lab=lab))) for lab in ("DeepSeek", "Alibaba", "OpenAI")
    }


def test_what_is_compared_is_what_the_rankings_rank(shipped: KnowledgeGraph) -> None:
    found = compare(shipped, ["o3", "R1-0528", "Qwen3-235B-A22B", "Grok 3 mini"])
    assert found.contests
    for contest in found.contests:
        if contest.day is None:
            ranked = set(shipped.run("rank", version=Iri(contest.version)).column("node"))
            assert {r.node for r in contest.readings} <= ranked


def test_as_of_a_day_only_what_was_known_is_compared() -> None:
    found = compare(aikg.load(as_of="2025-06-30"), ["R1-0528", "o3"])
    assert [(c.label, c.words) for c in found.contests] == [
        ("Artificial Analysis Intelligence Index v2", "o3 best")
    ]


# --- the command ---


def test_every_format_and_a_row_a_value(shipped: KnowledgeGraph) -> None:
    def asked(form: str) -> str:
        result = CliRunner().invoke(command, ["R1-0528", "o3", "--all", "-f", form])
        assert result.exit_code == 0
        return result.stdout

    found = json.loads(asked("json"))
    assert set(found) == {"facts", "scores", "single"}
    assert {"value", "source", "status", "thing"} <= set(found["facts"][0])
    assert {"score", "lower", "upper", "verdict", "interval", "source", "node"} <= set(found["scores"][0])
    count = sum(map(len, found.values()))
    assert len(asked("jsonl").splitlines()) == count
    assert len(list(csv.DictReader(io.StringIO(asked("csv"))))) == count
    assert asked("tsv").count("\n# ") == 2
    assert "| property | DeepSeek R1-0528 | o3 |" in asked("md")
    without = json.loads(CliRunner().invoke(command, ["R1-0528", "o3", "-f", "json"]).stdout)
    assert without == {"facts": found["facts"], "scores": found["scores"]}


@pytest.mark.parametrize(
    "words",
    [["R1-0528", "o3"], ["DeepSeek", "Alibaba", "OpenAI", "--all"], ["o3", "R1-0528", "Qwen3-235B-A22B"]],
    ids=lambda words: " ".join(words),
)
def test_a_terminal_of_80_columns_shows_every_verdict(words: list[str]) -> None:
    done = on_terminal("compare", *words, env={"NO_COLOR": "1"})
    assert done.code == 0
    assert max(map(width, done.lines)) <= 80
    assert "left out" not in done.out.replace("\n", " ")
    scores = done.out.partition("\nScores\n")[2]
    assert "verdict" in scores.splitlines()[0] + scores.splitlines()[1]
    assert "\nSources\n" in done.out


def test_remarks_go_to_standard_error() -> None:
    done = run("compare", "R1-0528", "o3")
    assert "--all shows them" in done.err
    assert "--all" not in done.out
    assert "--all shows them" not in run("compare", "R1-0528", "o3", "--all").err


def test_a_label_that_attacks_is_text(world: World) -> None:
    label = '"E\\u001B[31m|<b>\\u202E"@en'
    graph = world(f"model:evil a aikg:Model ; skos:prefLabel {label} ; aikg:developedBy lab:aurora .\n")
    found = compare(graph, ["model/evil", "Star 2"])
    from aikg import render

    sections = side_by_side(found)
    assert "\x1b[31m" not in render.text(sections, "table")
    assert "E�\\[31m\\|\\<b\\>�" in render.text(sections, "md").splitlines()[2]
    assert "<b>" not in render.text(sections, "html")
