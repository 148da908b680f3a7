"""The report on one country against another, told in sentences, each with its sources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aikg.errors import AikgError
from aikg.report import SOURCES
from aikg.server.pages import choices, links, tables
from aikg.server.pages.charts import drawable
from aikg.server.pages.lists import Field
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report import Exhibit, Report, Sentence


def report(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The report. Its charts are pictures of their own, so that its words need not wait for them."""
    from aikg.render.report import subtitle
    from aikg.report import report as tell

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
        contents=[
            {
                "title": part.title,
                "sentences": [_sentence(sentence, labels) for sentence in part.sentences],
                "exhibits": [_exhibit(exhibit, labels) for exhibit in part.exhibits],
            }
            for part in (told.parts if told else ())
        ],
        sources=[
            (links.local(labels.iri("Source", cited.title)) or links.outward(cited.url), cited.text)
            for cited in (told.sources if told else ())
        ],
        command=told.command if told else "",
    )


def _sentence(sentence: Sentence, labels: links.Labels) -> dict[str, Any]:
    cited = [tables.Part(title, links.local(labels.iri("Source", title))) for title in sentence.sources]
    return {"text": sentence.text, "sources": cited, "command": sentence.command}


def _exhibit(exhibit: Exhibit, labels: links.Labels) -> dict[str, Any]:
    picture = exhibit.picture if drawable() else None
    given = {name: _text(value) for name, value in picture.options.items()} if picture else {}
    columns = tuple(replace(c, hidden=c.hidden and c.name not in SOURCES) for c in exhibit.solutions.columns)
    return {
        "table": tables.table(exhibit.title, replace(exhibit.solutions, columns=columns), labels),
        "kind": picture.kind if picture else "",
        "given": given,
        "command": exhibit.command,
    }


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
