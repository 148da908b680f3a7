"""The report on one country against another, told in sentences, each with its sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aikg.errors import AikgError
from aikg.render.report import numbered, subtitle
from aikg.server.pages import choices, links, tables
from aikg.server.pages.charts import drawable
from aikg.server.pages.lists import Field
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report.structure import Exhibit, Part, Report, Sentence


def report(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The report. Its charts are pictures of their own, so that its words need not wait for them."""
    from aikg.report.composition import report as tell

    fields = [
        Field("country", "On", choices.countries(graph), any=""),
        Field("against", "against", choices.countries(graph), any=""),
        Field("benchmark", "Benchmark", choices.scored(graph), any="the first that scores both"),
    ]
    given = {"country": "CN", "against": "US"} | asked.given(*(field.name for field in fields))
    told: Report | None = None
    problem, status = "", 200
    try:
        told = tell(graph, **given)
    except AikgError as error:
        problem, status = reason(error)
    labels = links.labels(graph)
    return made(
        "report",
        told.title if told else "Report",
        asked,
        status=status,
        words=subtitle(told) if told else "",
        fields=fields,
        values=given,
        problem=problem,
        contents=[_part(part, told, labels) for part in told.parts] if told else (),
        sources=[
            (links.local(labels.iri("Source", cited.title)) or links.outward(cited.url), cited.text)
            for cited in (told.sources if told else ())
        ],
        command=told.command if told else "",
    )


def _part(part: Part, told: Report, labels: links.Labels) -> dict[str, Any]:
    return {
        "title": part.title,
        "sentences": [_sentence(sentence, told) for sentence in part.sentences],
        "exhibits": [_exhibit(exhibit, told, labels) for exhibit in part.exhibits],
    }


def _sentence(sentence: Sentence, told: Report) -> dict[str, Any]:
    numbers = sorted({told.numbers[title] for title in sentence.sources})
    return {"text": sentence.text, "sources": numbers, "command": sentence.command}


def _exhibit(exhibit: Exhibit, told: Report, labels: links.Labels) -> dict[str, Any]:
    picture = exhibit.picture if drawable() else None
    given = {name: _text(value) for name, value in picture.options.items()} if picture else {}
    return {
        "table": _cited(tables.table(exhibit.title, numbered(exhibit, told.numbers), labels)),
        "kind": picture.kind if picture else "",
        "given": given,
        "command": exhibit.command,
    }


def _cited(table: tables.Table) -> tables.Table:
    """The table with the numbers of sources leading to these."""
    at = {i for i, heading in enumerate(table.headings) if heading.text.endswith("source")}
    rows = (tuple(_anchored(cell) if i in at else cell for i, cell in enumerate(row)) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _anchored(cell: tables.Cell) -> tables.Cell:
    parts = (replace(p, href=f"#source-{p.text}") if p.text.isdigit() else p for p in cell.parts)
    return replace(cell, parts=tuple(parts))


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
