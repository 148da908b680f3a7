"""Claims and the verdicts that the data give: on the mini world, on worlds made for it, on the report."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import aikg
from aikg import catalogue, store
from aikg.claims import (
    BOTH,
    CONTRADICTED,
    DEPENDS,
    FACTS,
    OPEN,
    OTHERS,
    OWN,
    SUPPORTED,
    VERDICTS,
    Claim,
    Reading,
    claims,
)
from aikg.cli import cli
from aikg.errors import BadParameter, DataError, UnknownName
from aikg.solutions import of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph

REPORT = "state-of-ai-china-q2-2025"


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load()


def by_number(graph: KnowledgeGraph, report: str) -> dict[int, Claim]:
    return {claim.number: claim for claim in claims(graph, report).claims}


def reading(verdict: str, rests: str = OWN, query: str | None = "place") -> Reading:
    return Reading("r", query, {}, "", verdict, rests if verdict != OPEN else "", of(["holds"], [[True]]))


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], OPEN),
        ([OPEN], OPEN),
        ([SUPPORTED, OPEN], SUPPORTED),
        ([CONTRADICTED, OPEN], CONTRADICTED),
        ([SUPPORTED, SUPPORTED], SUPPORTED),
        ([SUPPORTED, CONTRADICTED, OPEN], DEPENDS),
    ],
)
def test_a_verdict_is_what_its_readings_agree_on(found: list[str], verdict: str) -> None:
    assert Claim("c", 1, "s", "g", "", tuple(map(reading, found))).verdict == verdict


def test_what_is_missing_leaves_a_claim_open_whatever_else_holds() -> None:
    missing = Reading("r", None, {}, "a cause", OPEN, "", None)
    assert Claim("c", 1, "s", "g", "", (reading(SUPPORTED), missing)).verdict == OPEN
    assert missing.found == "a cause"
    assert missing.command == ""


@pytest.mark.parametrize(
    ("origins", "rests"),
    [
        ([], ""),
        ([OWN, OWN], OWN),
        ([OTHERS, OTHERS], OTHERS),
        ([OWN, OTHERS], BOTH),
        ([OTHERS, FACTS], OTHERS),
        ([OWN, FACTS], BOTH),
        ([FACTS], FACTS),
    ],
)
def test_what_a_verdict_rests_on(origins: list[str], rests: str) -> None:
    parts = tuple(reading(SUPPORTED, origin) for origin in origins)
    assert Claim("c", 1, "s", "g", "", parts).rests == rests


def test_the_mini_world_has_every_verdict(mini: KnowledgeGraph) -> None:
    found = by_number(mini, "tales-2025")
    assert {n: claim.verdict for n, claim in found.items()} == {
        1: DEPENDS,
        2: OPEN,
        3: OPEN,
        4: SUPPORTED,
        5: CONTRADICTED,
    }
    assert set(VERDICTS) == {claim.verdict for claim in found.values()}
    assert [(r.label, r.verdict) for r in found[1].readings] == [
        ("points behind, by the index", SUPPORTED),
        ("most of their models are open", CONTRADICTED),
    ]
    assert found[4].rests == OTHERS
    assert found[1].rests == OTHERS
    assert found[2].readings == ()


def test_rows_in_words(mini: KnowledgeGraph) -> None:
    [best] = by_number(mini, "tales-2025")[5].readings
    assert best.found == "place 2, model Star 2, score 68.5, models 9"


def test_a_report_without_claims_has_none(mini: KnowledgeGraph) -> None:
    assert claims(mini, "duel-2025").claims == ()
    with pytest.raises(UnknownName, match="source"):
        claims(mini, "nothing")


BAD = {
    "no such query": ('aikg:query "no-such-query"', "No saved query"),
    "no such parameter": ('aikg:query "place" ; aikg:parameter "colour=red"', "has no parameter colour"),
    "no such name": ('aikg:query "makes" ; aikg:parameter "model=model/nobody"', "No model is called"),
    "no verdict": ('aikg:query "claims" ; aikg:parameter "source=source/tales-2025"', "no column `holds`"),
    "no value": ('aikg:query "place" ; aikg:parameter "model"', "name=value"),
    "bad value": (
        'aikg:query "makes-kinds" ; aikg:parameter "country=CN", "released_by=soon"',
        "expected a day",
    ),
}


@pytest.mark.parametrize("flaw", BAD)
def test_a_reading_that_cannot_be_asked_is_named(flaw: str, world: Callable[..., KnowledgeGraph]) -> None:
    body, message = BAD[flaw]
    graph = world(
        f'reading:bad a aikg:Reading ; rdfs:label "bad"@en ; aikg:order 1 ; '
        f"aikg:decides claim:tales-2025.02 ; {body} ."
    )
    with pytest.raises(DataError, match=r"^reading/bad") as caught:
        claims(graph, "tales-2025")
    assert message in str(caught.value)


def test_a_reading_whose_things_came_later_is_open_on_an_earlier_day(mini: KnowledgeGraph) -> None:
    import datetime

    then = store.open_files(mini.opened.files, cache=False, as_of=datetime.date(2025, 5, 1))
    now = by_number(type(mini)(then), "tales-2025")
    assert now[5].verdict == CONTRADICTED
    before = store.open_files(mini.opened.files, cache=False, as_of=datetime.date(2025, 1, 1))
    assert claims(type(mini)(before), "tales-2025").claims == ()  # the report itself came later


@pytest.mark.parametrize("query", catalogue.all_queries("verdicts"), ids=lambda q: q.name)
def test_a_verdict_query_says_first_whether_it_holds(query: catalogue.SavedQuery) -> None:
    assert query.projection[0] == "holds"


def test_every_claim_of_the_report_has_a_reading_and_every_verdict_query_is_used(
    shipped: KnowledgeGraph,
) -> None:
    found = claims(shipped, REPORT)
    assert len(found.claims) == 63
    assert all(claim.readings for claim in found.claims)
    used = {r.query for claim in found.claims for r in claim.readings if r.query}
    assert used == {query.name for query in catalogue.all_queries("verdicts")}


VERDICT_OF = {
    2: SUPPORTED, 3: DEPENDS, 4: DEPENDS, 5: SUPPORTED, 9: OPEN, 12: SUPPORTED, 13: DEPENDS, 15: DEPENDS,
    22: OPEN, 23: DEPENDS, 42: SUPPORTED, 53: DEPENDS, 62: OPEN, 63: DEPENDS,
}  # fmt: skip


def test_verdicts_of_the_report(shipped: KnowledgeGraph) -> None:
    found = by_number(shipped, REPORT)
    assert {number: found[number].verdict for number in VERDICT_OF} == VERDICT_OF


def test_the_headline_is_decided_four_ways(shipped: KnowledgeGraph) -> None:
    readings = by_number(shipped, REPORT)[4].readings
    days = [(r.verdict, row["days"]) for r in readings for row in r.rows or ()]
    assert days == [(SUPPORTED, 64), (SUPPORTED, 42), (CONTRADICTED, 159), (CONTRADICTED, 174)]


def test_what_only_the_report_says_is_not_called_confirmed(shipped: KnowledgeGraph) -> None:
    found = by_number(shipped, REPORT)
    assert found[45].rests == OWN  # Seed-Thinking-v1.5 at 62
    assert found[5].rests == BOTH  # R1-0528 the best of China, on the Epoch index too
    assert found[24].rests == OTHERS


def test_the_command_of_a_reading_shows_its_rows(
    shipped: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    one = by_number(shipped, REPORT)[2].readings[0]
    shown = CliRunner().invoke(cli, [*shlex.split(one.command)[1:], "-f", "json"])
    assert shown.exit_code == 0
    assert json.loads(shown.output)[0]["holds"] is True


def test_numbers_and_verdicts_choose(mini: KnowledgeGraph) -> None:
    found = claims(mini, "tales-2025")
    assert [c.number for c in found.only(verdict=OPEN).claims] == [2, 3]
    assert [c.number for c in found.only([5, 1]).claims] == [1, 5]
    with pytest.raises(BadParameter, match="no claim 9; they are numbered 1 to 5"):
        found.only([9])
    assert sum(found.counts.values()) == 5


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    runner = CliRunner()
    shown = runner.invoke(cli, ["claims", "-c", "4", "-f", "table"])
    assert shown.exit_code == 0
    assert "depends" in shown.output
    assert "days 159" in shown.output
    answer = json.loads(runner.invoke(cli, ["claims", "-f", "json"]).stdout)
    assert len(answer["claims"]) == 63
    assert len(answer["readings"]) > 63
    only = runner.invoke(cli, ["claims", "--verdict", "not-decidable", "-f", "tsv"])
    assert only.output.count("not decidable") > 2
    listed = runner.invoke(cli, ["claims", "--reports", "-f", "json"])
    assert json.loads(listed.output)[0]["claims"] == 63
