# ruff: noqa: E501 (a flaw is one line)
"""The checks find what is planted, name its subject, and find nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import aikg
from aikg import catalogue
from aikg.knowledge_graph import KnowledgeGraph
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from aikg.check import ValidationReport

World = Callable[..., KnowledgeGraph]

MODEL = 'model:x a aikg:Model ; skos:prefLabel "X"@en ; aikg:developedBy lab:aurora'
SCORE = (
    "score:x a aikg:Score ; aikg:model model:star-7b ; aikg:asOfPrecision concept:day ;"
    " aikg:reporter concept:independent ; dcterms:source source:aikg"
)
SOURCED = "dcterms:source source:aikg"
DAY = '"{}"^^xsd:date'.format
FLAWS = {
    "active-above-total": f"{MODEL} ; aikg:parameters 5 ; aikg:activeParameters 6 ; {SOURCED} .",
    "announced-after-release": f"{MODEL} ; aikg:announced {DAY('2024-02-02')} ; aikg:announcedPrecision concept:day ;"
    f" aikg:released {DAY('2024-02-01')} ; aikg:releasedPrecision concept:day ; {SOURCED} .",
    "child-before-parent": f"{MODEL} ; aikg:fineTunedFrom model:star-7b ; aikg:released {DAY('2024-03-14')} ;"
    f" aikg:releasedPrecision concept:day ; {SOURCED} .",
    "dangling": f"{MODEL} ; aikg:fineTunedFrom model:nobody ; {SOURCED} .",
    "date-without-precision": f"{MODEL} ; aikg:released {DAY('2024-03-14')} ; {SOURCED} .",
    "disclosed-after-all": f"{MODEL} ; aikg:parameters 5 ; aikg:notDisclosed aikg:parameters ; {SOURCED} .",
    "dissent-agrees": "dissent:x a aikg:Dissent ; rdf:subject model:star-7b ; rdf:predicate aikg:parameters ;"
    f' rdf:object 7000000000 ; rdfs:comment "?"@en ; {SOURCED} .',
    "future-date": f"{MODEL} ; aikg:released {DAY('2031-01-01')} ; aikg:releasedPrecision concept:day ; {SOURCED} .",
    "half-retraction": f"{SCORE} ; aikg:benchmarkVersion benchmark:acme-index-v2 ; aikg:value 5.0 ;"
    f" aikg:asOf {DAY('2025-01-01')} ; aikg:retractedBy source:aikg .",
    "idle-source-group": f"{MODEL} ; {SOURCED} ; aikg:sizeSource source:aikg .",
    "interval-without-value": f"{SCORE} ; aikg:benchmarkVersion benchmark:duel-text ; aikg:value 1000.0 ;"
    f" aikg:lowerBound 1001.0 ; aikg:upperBound 1100.0 ; aikg:asOf {DAY('2025-01-01')} .",
    "lineage-cycle": f"{MODEL} ; aikg:fineTunedFrom model:x ; {SOURCED} .",
    "rating-without-date": "score:x a aikg:Score ; aikg:model model:star-7b ; aikg:value 1000.0 ;"
    f" aikg:benchmarkVersion benchmark:duel-text ; aikg:reporter concept:independent ; {SOURCED} .",
    "same-label": f'lab:a a aikg:Lab ; skos:prefLabel "Aurora Labs"@en ; aikg:country country:US ; {SOURCED} .',
    "score-before-release": f"{SCORE} ; aikg:benchmarkVersion benchmark:acme-index-v2 ; aikg:value 5.0 ;"
    f" aikg:asOf {DAY('2024-03-14')} .",
    "score-out-of-range": f"{SCORE} ; aikg:benchmarkVersion benchmark:acme-index-v2 ; aikg:value 100.5 ;"
    f" aikg:asOf {DAY('2025-01-01')} .",
    "succession-cycle": f"{MODEL} ; aikg:succeeds model:x ; {SOURCED} .",
    "two-labels": f'lab:x a aikg:Lab ; skos:prefLabel "X"@en, "Y"@en ; aikg:country country:US ; {SOURCED} .',
    "undefined-term": f"{MODEL} ; aikg:colour 5 ; {SOURCED} .",
    "unsourced-fact": f"{MODEL} ; aikg:parameters 5 .",
    "weights-before-release": f"{MODEL} ; aikg:openness concept:api-access ; aikg:weightsReleased {DAY('2024-03-14')} ;"
    f" aikg:weightsReleasedPrecision concept:day ; {SOURCED} .",
}
SUBJECTS = {"dissent-agrees": "dissent/x", "same-label": "lab/a", "two-labels": "lab/x"}
SHAPES = {
    "missing country": ('lab:x a aikg:Lab ; skos:prefLabel "X"@en ; dcterms:source source:aikg .', "lab/x", "country"),
    "wrong datatype": (f'{MODEL} ; aikg:released "2024" ; aikg:releasedPrecision concept:year ; {SOURCED} .', "model/x", "released"),
    "number as text": (f'{MODEL} ; aikg:parameters "5" ; {SOURCED} .', "model/x", "parameters"),
    "ill-typed date": (f'{MODEL} ; aikg:released "2024-02-30"^^xsd:date ; aikg:releasedPrecision concept:day ; {SOURCED} .', "model/x", "released"),
    "unknown property": (f'{MODEL} ; schema:color "red" ; {SOURCED} .', "model/x", "schema:color"),
    "score without source": (
        f"{SCORE} ; aikg:benchmarkVersion benchmark:acme-index-v2 ; aikg:value 5.0 ; aikg:asOf {DAY('2025-01-01')} .".replace(
            f" ; {SOURCED}", ""
        ),
        "score/x",
        "dcterms:source",
    ),
    "category outside the scheme": ("lab:fuji aikg:category concept:open .", "lab/fuji", "category"),
    "not a lab": (f"{MODEL} ; {SOURCED} .".replace("lab:aurora", "model:star-7b"), "model/x", "developedBy"),
    "score that is a double": (
        f"{SCORE} ; aikg:benchmarkVersion benchmark:acme-index-v2 ; aikg:value 5e0 ; aikg:asOf {DAY('2025-01-01')} .",
        "score/x",
        "value",
    ),
}  # fmt: skip


def found_by_queries(graph: KnowledgeGraph) -> dict[str, set[str]]:
    queries = catalogue.all_queries("checks")
    rows = {query.name: {str(s) for s in graph.run(query.name).column("subject")} for query in queries}
    return {name: subjects for name, subjects in rows.items() if subjects}


def test_every_check_has_its_flaw() -> None:
    assert sorted(FLAWS) == [query.name for query in catalogue.all_queries("checks")]


@pytest.mark.parametrize("name", FLAWS)
def test_exactly_that_check_finds_it(name: str, world: World) -> None:
    graph = world(FLAWS[name])
    kind = "score/x" if FLAWS[name].startswith("score:x") else "model/x"
    assert found_by_queries(graph) == {name: {ID + SUBJECTS.get(name, kind)}}


def test_a_cycle_through_others_names_all_of_them(world: World) -> None:
    ring = "".join(
        f'model:r{i} a aikg:Model ; skos:prefLabel "R{i}"@en ; aikg:developedBy lab:aurora ;'
        f" aikg:distilledFrom model:r{(i + 1) % 3} ; {SOURCED} .\n"
        for i in range(3)
    )
    assert found_by_queries(world(ring)) == {"lineage-cycle": {f"{ID}model/r{i}" for i in range(3)}}


def test_a_thing_without_an_english_label_is_found(world: World) -> None:
    graph = world(f'lab:x a aikg:Lab ; skos:prefLabel "某"@zh ; aikg:country country:US ; {SOURCED} .')
    assert found_by_queries(graph) == {"two-labels": {ID + "lab/x"}}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_find(name: str, world: World) -> None:
    text, subject, path = SHAPES[name]
    graph = world(text)
    report: ValidationReport = graph.check()
    assert not report.conforms
    found = [r for r in report.results if r.focus_node == ID + subject and r.source.startswith("shape:")]
    assert any(path in r.result_path for r in found), report.results
    assert {r.focus_node for r in found} == {ID + subject}
    assert all(r.message and r.file is not None and r.file.name in ("more.ttl", "labs.ttl") for r in found)


def test_the_shipped_data_conform() -> None:
    assert aikg.load(cache=False).check().results == ()
