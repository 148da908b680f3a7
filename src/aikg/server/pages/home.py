"""Home: search, who leads, how far behind the second country is, and where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from aikg.errors import AikgError
from aikg.server.pages import links, tables
from aikg.server.pages.claims import CSS, judged
from aikg.server.pages.page import Asked, Page, made
from aikg.solutions import Iri, Solutions, lexical
from aikg.wording import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aikg.gap import Gap
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Value

T = TypeVar("T")

TOP: Final = 10
"""Rows of the ranking."""


def home(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The first page. What the graph cannot tell is left out of it."""
    from aikg.frontier import frontier
    from aikg.ranking import ranking

    found = links.labels(graph)
    ranked = _or_none(lambda: ranking(graph))
    held = _or_none(lambda: frontier(graph))
    countries = _or_none(lambda: _second(graph))
    rows = list(ranked.solutions) if ranked else []
    verdicts = _or_none(lambda: judged(graph, None))
    return made(
        "home",
        "aikg: who makes which AI model, how good it is, and who says so",
        asked,
        description="A knowledge graph of AI labs, models, products and scores; each fact has its source.",
        leader=_scored(rows[0], found) if rows else None,
        runners=[_scored(row, found) for row in rows[1:4]],
        verdicts=verdicts,
        css=CSS,
        version=ranked.version if ranked else None,
        ranking=tables.table("", _narrow(ranked.solutions, _RANKED), found, most=TOP, more="/rank")
        if rows and ranked
        else None,
        standing=_standing(countries, found) if countries else None,
        frontier=tables.table("", _newest(_narrow(held.solutions(), _HELD)), found, most=6)
        if held and held.records
        else None,
        counts=[(lexical(row["kind"]), row["things"]) for row in graph.run("counts")],
        command="aikg rank",
    )


_RANKED: Final = ("rank", "modelLabel", "labLabel", "country", "score", "openness", "released")
_HELD: Final = ("date", "modelLabel", "labLabel", "score", "stood")


def _narrow(answer: Solutions, shown: Sequence[str]) -> Solutions:
    """The answer with only these columns for people; the others are hidden, for links."""
    from dataclasses import replace

    columns = tuple(replace(c, hidden=c.hidden or c.name not in shown) for c in answer.columns)
    return Solutions(columns, answer.rows)


def _newest(answer: Solutions) -> Solutions:
    return Solutions(answer.columns, answer.rows[::-1])


def _or_none(ask: Callable[[], T]) -> T | None:
    """What is asked; None where the graph cannot tell, as a graph may lack benchmark or countries."""
    try:
        return ask()
    except AikgError:
        return None


def _second(graph: KnowledgeGraph) -> Gap | None:
    """The gap of the country with the second best model behind the one with the best."""
    from aikg.gap import gap

    best = [lexical(code) for code in graph.run("best-by-country").column("country")]
    return gap(graph, best[1], best[0]) if len(best) > 1 else None


def _scored(row: Mapping[str, Value], found: links.Labels) -> dict[str, object]:
    """A score in parts: model, lab, value, source, each with its page."""
    digits = row["decimals"]
    return {
        "model": tables.Part(lexical(row["modelLabel"]), links.local(row["model"])),
        "lab": tables.Part(lexical(row["labLabel"]), links.local(found.iri("Lab", row["labLabel"]))),
        "score": tables.Part(
            readable(row["score"], decimals=digits if isinstance(digits, int) else None),
            links.local(row["node"]) if isinstance(row["node"], Iri) else "",
        ),
        "source": tables.Part(lexical(row["source"]), links.local(found.iri("Source", row["source"]))),
        "day": lexical(row["asOf"]),
    }


def _standing(gap: Gap, found: links.Labels) -> dict[str, object] | None:
    """How far the one is behind the other: points now, and the days of its newest record."""
    rows = list(gap.sections()[1].solutions)
    if not rows or not gap.matches:
        return None
    newest = list(gap.solutions())[-1]
    return {
        "one": gap.one,
        "other": gap.other,
        "best": _scored(rows[0], found),
        "points": readable(rows[0]["points"], decimals=None).removeprefix("-"),
        "below": str(rows[0]["points"]).startswith("-"),
        "lag": newest["lag"],
        "record": tables.Part(lexical(newest["modelLabel"]), links.local(newest["model"])),
        "match": lexical(newest["match"]),
        "source": tables.Part(lexical(newest["source"]), links.local(found.iri("Source", newest["source"]))),
        "otherwise": [(o.how, o.words) for o in gap.otherwise if o.match is not None],
        "path": links.asked("/gap", one=gap.one.short, other=gap.other.short),
    }
