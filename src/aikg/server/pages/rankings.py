"""Rankings, frontiers and gaps: who leads, since when, how far behind the others are, and who says so."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from aikg.errors import AikgError
from aikg.server.pages import choices, links, tables
from aikg.server.pages.charts import drawable
from aikg.server.pages.lists import Field
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph


def rank(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Models ranked on one benchmark version."""
    from aikg.ranking import ranking

    fields = [
        _benchmark(graph),
        Field("country", "Country", choices.countries(graph)),
        Field("openness", "Openness", choices.of_class(graph, "openness-levels")),
        Field("reasoning", "Reasoning", [("true", "with"), ("false", "without")]),
        Field("as_of", "As of", kind="date"),
    ]
    given = asked.given(*(field.name for field in fields))
    if asked.name:
        given["benchmark"] = f"benchmark/{asked.name}"
    parts: list[tables.Table] = []
    problem, status, title = "", 200, "Ranking"
    try:
        ranked = ranking(graph, **given)
        title = f"Ranking: {ranked.version.label}"
        parts = [tables.table("", ranked.solutions, links.labels(graph), note=ranked.caption)]
    except AikgError as error:
        problem, status = reason(error)
    picture = {k: v for k, v in given.items() if k != "as_of"} | {"top": "25"}
    return _told(
        asked,
        title,
        "Scores are compared only within one version of a benchmark. A score links to the "
        "statement that it is, with its source.",
        fields,
        given,
        parts,
        problem,
        status,
        "ranking",
        picture,
        _command(["aikg", "rank", *([given["benchmark"]] if "benchmark" in given else [])], given),
        action="/rank",
    )


def frontier(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The models that set a record, and how long each record stood."""
    from aikg.frontier import frontier as trace

    groups = [
        ("country", "countries"),
        ("openness", "open and closed"),
        ("category", "categories of labs"),
        ("lab", "labs"),
    ]
    fields = [_benchmark(graph), Field("by", "A frontier each for", groups, any="all together"), *_dated()]
    given = asked.given(*(field.name for field in fields))
    parts: list[tables.Table] = []
    problem, status, title = "", 200, "Frontier"
    remarks: Sequence[str] = ()
    try:
        found = trace(graph, **given)
        title = f"Frontier: {found.version.label}"
        parts, remarks = [tables.table("", found.solutions(), links.labels(graph))], found.remarks
    except AikgError as error:
        problem, status = reason(error)
    picture = {**given, "by": given.get("by", "all")}
    return _told(
        asked,
        title,
        "Who held the record of a benchmark, and for how many days. A record is strictly higher "
        "than everything dated earlier.",
        fields,
        given,
        parts,
        problem,
        status,
        "frontier",
        picture,
        _command(["aikg", "frontier"], given),
        remarks=remarks,
    )


def gap(graph: KnowledgeGraph, asked: Asked) -> Page:
    """How far one group of models is behind another."""
    from aikg.gap import gap as measure

    hint = "a country, open, closed, a category, a lab"
    fields = [
        Field("one", "How far is", hint=hint),
        Field("other", "behind", hint=hint),
        _benchmark(graph),
        *_dated(),
    ]
    given = {"one": "CN", "other": "US"} | asked.given(*(field.name for field in fields))
    parts: list[tables.Table] = []
    problem, status, title = "", 200, "Gap"
    remarks: Sequence[str] = ()
    try:
        found = measure(graph, **given)
        title = f"How far is {found.one.label} behind {found.other.label}?"
        labels = links.labels(graph)
        sections = reversed(found.sections()[:2])
        parts = [tables.table(s.title, s.solutions, labels) for s in sections if s.solutions.rows]
        otherwise = found.sections()[2]
        if otherwise.solutions.rows:
            parts.append(tables.table("The newest lag, counted otherwise", otherwise.solutions, labels))
        remarks = found.remarks
    except AikgError as error:
        problem, status = reason(error)
    values = {k: v for k, v in given.items() if k not in ("one", "other")}
    picture = {**values, "names": f"{given['one']},{given['other']}"}
    return _told(
        asked,
        title,
        "For each record of the one, the first model of the other at or above it, and the days between.",
        fields,
        given,
        parts,
        problem,
        status,
        "gap",
        picture,
        _command(["aikg", "gap", given["one"], given["other"]], values),
        remarks=remarks,
    )


def _benchmark(graph: KnowledgeGraph) -> Field:
    return Field("benchmark", "Benchmark", choices.scored(graph), any=choices.usual(graph, "rank", "version"))


def _dated() -> list[Field]:
    """Which date counts, and the day of which is told."""
    return [
        Field("date", "Counted by", choices.dates(), any="release"),
        Field("as_of", "As of", kind="date"),
    ]


def _command(words: Sequence[str], given: Mapping[str, str]) -> str:
    options = [
        word
        for name, value in given.items()
        if name != "benchmark" or words[1] != "rank"
        for word in _option(name, value)
    ]
    return shlex.join([*words, *options])


def _option(name: str, value: str) -> list[str]:
    if name == "reasoning":
        return ["--reasoning" if value == "true" else "--no-reasoning"]
    return [f"--{name.replace('_', '-')}", value]


def _told(
    asked: Asked,
    title: str,
    words: str,
    fields: Sequence[Field],
    given: Mapping[str, str],
    parts: Sequence[tables.Table],
    problem: str,
    status: int,
    chart: str,
    picture: Mapping[str, str],
    command: str,
    remarks: Sequence[str] = (),
    action: str = "",
) -> Page:
    values: dict[str, Any] = {
        "words": words,
        "fields": fields,
        "values": given,
        "tables": parts,
        "problem": problem,
        "chart": chart if parts and parts[0].rows and drawable() else "",
        "picture": picture,
        "command": command,
        "remarks": remarks,
        "action": action or asked.path,
    }
    return made("ranking", title, asked, status=status, **values)
