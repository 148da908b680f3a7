"""The report, statement by statement, and the questions: the rows that the shipped graph must answer with."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aikg
from aikg import catalogue
from aikg.cli import COMMANDS
from aikg.frontier import frontier
from aikg.gap import gap
from aikg.solutions import Iri

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from aikg.solutions import Solutions

FACTS = Path(__file__).parent / "facts"
REPORT = "state-of-ai-china-q2-2025"
ID = "https://w3id.org/aikg/id/"
PLACES = set(range(1, 16))
SENTENCES = {
    "Title": 1,
    "Introduction": 1,
    "Report Overview": 2,
    "China-US Frontier Gap Shrinks": 3,
    "Open-Source Weight Models": 3,
    "Steady Advancement of Leading Chinese Labs": 5,
    "US Competition Intensifies": 2,
    "Classification of Chinese AI Players": 4,
    "Leading Language Models and Open-Source Frontier": 4,
    "Multimodal AI and Media Generation Progress": 5,
    "Conclusion": 1,
}

Row = dict[str, Any]


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((FACTS / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)


ENTRIES: list[Row] = table(REPORT)["entry"]
QUESTIONS: list[Row] = table("questions")["question"]
ANSWERS = [(question["number"], answer) for question in QUESTIONS for answer in question["answer"]]


@cache
def graph(day: date | None = None) -> aikg.KnowledgeGraph:
    return aikg.load(as_of=day)


def section(key: str) -> Callable[..., Solutions]:
    return lambda graph, **given: next(s.solutions for s in gap(graph, **given).sections() if s.key == key)


COMPUTED: dict[str, Callable[..., Solutions]] = {
    "frontier": lambda graph, **given: frontier(graph, **given).solutions(),
    "gap.records": section("records"),
    "gap.standing": section("standing"),
    "gap.otherwise": section("otherwise"),
}
"""What is counted in Python from the rows of a saved query."""


def answer(entry: Row) -> list[Row]:
    if "computed" in entry:
        return COMPUTED[entry["computed"]](graph(), **entry.get("parameters", {})).dicts()
    return cached(entry["query"], tuple(sorted(entry.get("parameters", {}).items())), entry.get("day"))


@cache
def cached(query: str, parameters: tuple[tuple[str, object], ...], day: date | None = None) -> list[Row]:
    return graph(day).run(query, **dict(parameters)).dicts()


def select(body: str) -> list[tuple[Any, ...]]:
    """Rows of SPARQL over the graph of the report alone."""
    prefixes = (
        "PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "
        f"PREFIX r: <{ID}source/> "
    )
    return list(graph().query(f"{prefixes} SELECT DISTINCT {body}").rows)


def same(wanted: object, found: object) -> bool:
    """Whether a cell is what a table wants: an IRI by what follows its `id/`, a text whole or in part."""
    if isinstance(wanted, dict):
        return isinstance(found, str) and wanted["has"] in found
    if isinstance(found, Iri):
        return found in (f"{ID}{wanted}", wanted)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, int | Decimal):
        return isinstance(found, int | float | Decimal) and Decimal(str(found)) == wanted
    return type(wanted) is type(found) and wanted == found


def fits(wanted: Row, row: Row) -> bool:
    assert set(wanted) <= set(row), f"the answer has no column {', '.join(sorted(set(wanted) - set(row)))}"
    return all(same(value, row[column]) for column, value in wanted.items())


def demand(entry: Row) -> None:
    """Fail unless the answer of the entry's query is as the entry says."""
    found = answer(entry)
    for wanted in entry.get("expect", ()):
        assert any(fits(wanted, row) for row in found), f"{entry['query']} does not answer {wanted}"
    for unwanted in entry.get("absent", ()):
        assert not any(fits(unwanted, row) for row in found), f"{entry['query']} answers {unwanted}"
    if "first" in entry:
        assert fits(entry["first"], found[0]), f"{entry['query']} does not begin with {entry['first']}"
    if "rows" in entry:
        assert len(found) == entry["rows"]


def shown(query: str, *columns: str) -> Iterable[Row]:
    """The answer's rows of this query that some entry expects by name of all these columns."""
    for entry in ENTRIES:
        if entry["query"] == query:
            for wanted in entry["expect"]:
                if set(columns) <= set(wanted):
                    yield from (row for row in answer(entry) if fits(wanted, row))


def headings(entry: Row) -> tuple[str, int]:
    heading = re.match(r"(.+) (\d+): ", entry["sentence"])
    assert heading, entry["sentence"]
    return heading[1], int(heading[2])


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["sentence"] for entry in ENTRIES])
def test_statement(entry: Row) -> None:
    assert entry["expect"]
    demand(entry)


def test_keys() -> None:
    known = {"sentence", "claim", "place", "done", "day", "query", "parameters", "expect", "first", "absent"}
    known.add("rows")
    for entry in ENTRIES:
        assert set(entry) <= known, entry["sentence"]
        assert "place" not in entry or "done" in entry, entry["sentence"]
    assert max(Counter(entry["sentence"] for entry in ENTRIES).values()) == 1


def test_every_sentence_of_the_report_has_a_statement() -> None:
    wanted = {(section, number + 1) for section, count in SENTENCES.items() for number in range(count)}
    assert {headings(entry) for entry in ENTRIES} == wanted


def test_every_claim_has_a_statement_and_every_statement_its_claim() -> None:
    sections = {str(row["claim"]).removeprefix(ID + "claim/"): row["section"] for row in cached("claims", ())}
    assert {entry["claim"] for entry in ENTRIES} == set(sections)
    for entry in ENTRIES:
        section, _ = headings(entry)
        assert section in ("Title", "Introduction", sections[entry["claim"]]), entry["sentence"]


def test_claims_with_a_statement_are_all_that_the_graph_of_the_report_holds() -> None:
    claims = select(f"?c WHERE {{ GRAPH r:{REPORT} {{ ?c a aikg:Claim }} }}")
    assert {f"{ID}claim/{entry['claim']}" for entry in ENTRIES} == {str(iri) for (iri,) in claims}


def test_every_place_is_dealt_with() -> None:
    assert {entry["place"] for entry in ENTRIES if "place" in entry} == PLACES


def test_every_score_of_the_report_is_a_statement() -> None:
    scores = select(
        f"?s ?m ?b ?v WHERE {{ GRAPH r:{REPORT} {{ "
        "?s a aikg:Score ; aikg:model ?m ; aikg:benchmarkVersion ?b ; aikg:value ?v } }"
    )
    expected = {
        row["node"]: row["score"] for query in ("rank", "model-scores") for row in shown(query, "score")
    }
    report = {str(node): value for node, value in expected.items() if f"/{REPORT}." in node}
    assert report == {str(score): value for score, _, _, value in scores}


def test_every_category_of_the_report_is_a_statement() -> None:
    categories = select(f"?l ?c WHERE {{ GRAPH r:{REPORT} {{ ?l aikg:category ?c }} }}")
    expected = {
        (str(row["lab"]), str(row["category"]).replace(" ", "-"))
        for row in shown("labs-by-category", "labLabel", "category")
    }
    assert expected == {(str(lab), str(concept).rpartition("/")[2]) for lab, concept in categories}


def test_every_comparison_of_the_report_is_a_statement() -> None:
    comparisons = select(f"?c WHERE {{ GRAPH r:{REPORT} {{ ?c a aikg:Comparison }} }}")
    expected = {str(row["claim"]) for row in shown("comparisons", "aboveLabel", "belowLabel", "claim")}
    assert expected == {str(claim) for (claim,) in comparisons}


def test_a_comparison_never_contradicts_the_scores() -> None:
    contradicted = select(
        f"?c WHERE {{ GRAPH r:{REPORT} {{ ?c aikg:above ?a ; aikg:below ?b ; aikg:benchmarkVersion ?v . "
        "?s aikg:model ?a ; aikg:benchmarkVersion ?v ; aikg:value ?x . "
        "?t aikg:model ?b ; aikg:benchmarkVersion ?v ; aikg:value ?y . FILTER(?x <= ?y) } }"
    )
    assert contradicted == []


def test_the_graph_of_the_report_holds_nothing_else() -> None:
    subjects = select(f"?s WHERE {{ GRAPH r:{REPORT} {{ ?s ?p ?o }} }}")
    kinds = {str(iri).removeprefix(ID).partition("/")[0] for (iri,) in subjects}
    assert kinds == {"claim", "score", "lab", "model"}
    order = select(f"?s ?o WHERE {{ GRAPH r:{REPORT} {{ ?s aikg:succeeds ?o }} }}")
    models = select(
        f"?s ?p ?o WHERE {{ GRAPH r:{REPORT} {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?s), '{ID}model/')) }}"
    )
    assert {str(row[1]).rpartition("#")[2] for row in models} == {"succeeds"}
    assert len(order) == 5  # LLM 67B, V2, V2.5, V3, R1, R1-0528
    labs = select(f"?p WHERE {{ GRAPH r:{REPORT} {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?s), '{ID}lab/')) }}")
    assert [str(iri).rpartition("#")[2] for (iri,) in labs] == ["category"]


@pytest.mark.parametrize(
    ("number", "entry"),
    ANSWERS,
    ids=[
        f"{number}-{entry.get('computed', entry['query'])}-{i}" for i, (number, entry) in enumerate(ANSWERS)
    ],
)
def test_question(number: int, entry: Row) -> None:
    assert "expect" in entry or "rows" in entry
    demand(entry)


def test_every_question_is_asked_once_and_answered() -> None:
    assert [question["number"] for question in QUESTIONS] == list(range(1, 23))
    for question in QUESTIONS:
        assert any("expect" in entry for entry in question["answer"]), question["question"]
        assert set(question) <= {"number", "question", "command", "done", "answer"}


def test_queries_name_the_questions_that_they_answer() -> None:
    answering: dict[int, set[str]] = {}
    for query in catalogue.all_queries():
        for number in query.header.get("questions", ()):
            answering.setdefault(int(number), set()).add(query.name)
    for question in QUESTIONS:
        used = {entry["query"] for entry in question["answer"]}
        answers = answering.get(question["number"], set())
        assert answers <= used, question["question"]
        assert answers or question["command"] in COMMANDS, question["question"]


def test_same_tells_values_apart() -> None:
    assert same(68, Decimal("68.0"))
    assert not same(1, True)
    assert not same(True, 1)
    assert not same("68", 68)
    assert not same("2025-05-28", date(2025, 5, 28))
    assert same(date(2025, 5, 28), date(2025, 5, 28))
    assert same("model/o3", Iri(ID + "model/o3"))
    assert not same("o3", Iri(ID + "model/o3"))
    assert same({"has": "open"}, "all open")
    assert not same({"has": "open"}, None)
