"""Rankings, frontiers and gaps: who leads, since when, how far behind the others are, and who says so."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg.errors import AikgError
from aikg.server.pages import choices, links, tables
from aikg.server.pages.charts import drawable
from aikg.server.pages.lists import Field
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.pages.tables import Table


@dataclass(frozen=True)
class Told:
    """What is answered: nothing but a title where it cannot be."""

    title: str
    tables: Sequence[Table] = ()
    remarks: Sequence[str] = ()
    """What must stand beside the figures."""


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
    given = _given(asked, fields)
    if asked.name:
        given["benchmark"] = f"benchmark/{asked.name}"

    def tell() -> Told:
        ranked = ranking(graph, **given)
        rows = tables.table("", ranked.solutions, links.labels(graph), note=ranked.caption)
        return Told(f"Ranking: {ranked.version.label}", [rows])

    options = {name: value for name, value in given.items() if name != "benchmark"}
    return _page(
        asked,
        tell,
        title="Ranking",
        words="Scores are compared only within one version of a benchmark. A score links to the statement "
        "that it is, with its source.",
        fields=fields,
        given=given,
        chart="ranking",
        picture={**given, "top": "25"},
        command=_command(["aikg", "rank", *([given["benchmark"]] if "benchmark" in given else [])], options),
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
    given = _given(asked, fields)

    def tell() -> Told:
        found = trace(graph, **given)
        rows = tables.table("", found.solutions(), links.labels(graph))
        return Told(f"Frontier: {found.version.label}", [rows], found.remarks)

    return _page(
        asked,
        tell,
        title="Frontier",
        words="Who held the record of a benchmark, and for how many days. A record is strictly higher than "
        "everything dated earlier.",
        fields=fields,
        given=given,
        chart="frontier",
        picture={**given, "by": given.get("by", "all")},
        command=_command(["aikg", "frontier"], given),
    )


def gap(graph: KnowledgeGraph, asked: Asked) -> Page:
    """How far one group of models is behind another; CN behind US unless asked otherwise."""
    from aikg.gap import gap as measure

    hint = "a country, open, closed, a category, a lab"
    groups = [Field("one", "How far is", hint=hint), Field("other", "behind", hint=hint)]
    fields = [*groups, _benchmark(graph), *_dated()]
    given = {"one": "CN", "other": "US"} | _given(asked, fields)
    options = {name: value for name, value in given.items() if name not in ("one", "other")}

    def tell() -> Told:
        found = measure(graph, **given)
        records, standing, otherwise = found.sections()
        labels = links.labels(graph)
        shown = (
            (standing, standing.title),
            (records, records.title),
            (otherwise, "The newest lag otherwise"),
        )
        rows = [tables.table(title, s.solutions, labels) for s, title in shown if s.solutions.rows]
        return Told(f"How far is {found.one.label} behind {found.other.label}?", rows, found.remarks)

    return _page(
        asked,
        tell,
        title="Gap",
        words="For each record of one, the first model of the other at or above it, and the days between.",
        fields=fields,
        given=given,
        chart="gap",
        picture={**options, "names": f"{given['one']},{given['other']}"},
        command=_command(["aikg", "gap", given["one"], given["other"]], options),
    )


def _page(
    asked: Asked,
    tell: Callable[[], Told],
    *,
    title: str,
    words: str,
    fields: Sequence[Field],
    given: Mapping[str, str],
    chart: str,
    picture: Mapping[str, str],
    command: str,
    action: str = "",
) -> Page:
    """The form, and below it what is told, or why nothing is; `picture` are the options of the chart."""
    told, problem, status = Told(title), "", 200
    try:
        told = tell()
    except AikgError as error:
        problem, status = reason(error)
    rows = bool(told.tables and told.tables[0].rows)
    return made(
        "ranking",
        told.title,
        asked,
        status=status,
        words=words,
        fields=fields,
        values=given,
        problem=problem,
        tables=told.tables,
        remarks=told.remarks,
        chart=chart if rows and drawable() else "",
        picture=picture,
        command=command,
        action=action or asked.path,
    )


def _given(asked: Asked, fields: Sequence[Field]) -> dict[str, str]:
    return asked.given(*(field.name for field in fields))


def _benchmark(graph: KnowledgeGraph) -> Field:
    return Field("benchmark", "Benchmark", choices.scored(graph), any=choices.usual(graph, "rank", "version"))


def _dated() -> list[Field]:
    """Which date counts, and the day of which is told."""
    return [
        Field("date", "Counted by", choices.dates(), any="release"),
        Field("as_of", "As of", kind="date"),
    ]


def _command(words: Sequence[str], options: Mapping[str, str]) -> str:
    return shlex.join([*words, *(word for pair in options.items() for word in _option(*pair))])


def _option(name: str, value: str) -> list[str]:
    if name == "reasoning":
        return ["--reasoning" if value == "true" else "--no-reasoning"]
    return [f"--{name.replace('_', '-')}", value]
