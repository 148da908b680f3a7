"""The saved queries: what there is to ask, and a page for each with its text, a form and its answer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from aikg import catalogue, run
from aikg.errors import AikgError
from aikg.server.pages import bars, choices, links, tables
from aikg.server.pages.editor import plain
from aikg.server.pages.lists import Field
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from aikg.catalogue import Parameter, SavedQuery
    from aikg.knowledge_graph import KnowledgeGraph

CHOSEN = {
    "country": "countries",
    "category": "lab-categories",
    "openness": "openness-levels",
    "modality": "modalities",
}
"""What an IRI parameter names -> the scheme whose concepts a form offers; other names are typed."""

KINDS = {"date": "date", "integer": "number", "decimal": "text"}
"""Type of a parameter -> type of the field."""


def queries(graph: KnowledgeGraph, asked: Asked) -> Page:
    """All saved queries by group."""
    groups: dict[str, list[SavedQuery]] = {}
    for query in catalogue.all_queries():
        groups.setdefault(query.group, []).append(query)
    return made(
        "queries",
        "Saved queries",
        asked,
        groups=groups,
        command="aikg query list",
        words="Each is one question in SPARQL, with its parameters and the meaning of its columns.",
    )


def query(graph: KnowledgeGraph, asked: Asked) -> Page:
    """One saved query with its answer, where all that it needs is given. Raises UnknownName."""
    saved = catalogue.get(asked.name)
    given = asked.given(*(p.name for p in saved.parameters))
    answer, problem, status = None, "", 200
    lacking = [p.name for p in saved.parameters if p.required and p.name not in given]
    if not lacking:
        try:
            answer = graph.run(saved.name, **given)
        except AikgError as error:
            problem, status = reason(error)
    elif given:
        problem, status = f"It needs {', '.join(lacking)} too.", 400
    words = ["aikg", "query", "run", saved.name]
    for name, value in given.items():
        words += ["-p", f"{name}={value}"]
    return made(
        "saved",
        saved.summary,
        asked,
        status=status,
        about=f"saved query of the group {saved.group}",
        description=saved.summary,
        words=saved.description,
        saved=saved,
        fields=[_field(graph, parameter) for parameter in saved.parameters],
        values={**{p.name: p.default for p in saved.parameters if p.default}, **given},
        examples=[_example(saved, str(line)) for line in saved.header.get("examples", ())],
        problem=problem,
        table=tables.table("Answer", answer, links.labels(graph)) if answer is not None else None,
        chart=bars.chart(answer) if answer is not None else None,
        text=plain(run.text_of(graph, saved, given) if answer is not None else saved.text),
        api=links.asked(f"/api/queries/{saved.name}", **given),
        command=shlex.join(words),
    )


def _field(graph: KnowledgeGraph, parameter: Parameter) -> Field:
    word = f"{parameter.name}: {parameter.description}" if parameter.description else parameter.name
    if parameter.type == "boolean":
        return Field(parameter.name, word, [("true", "yes"), ("false", "no")])
    scheme = CHOSEN.get(parameter.kind or "")
    if scheme is not None:
        offered = choices.countries(graph) if scheme == "countries" else choices.of_class(graph, scheme)
        return Field(parameter.name, word, offered)
    if parameter.kind == "version":
        return Field(parameter.name, word, choices.scored(graph), any="" if parameter.default else "any")
    return Field(parameter.name, word, kind=KINDS.get(parameter.type, "text"))


def _example(saved: SavedQuery, line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return links.asked(f"/queries/{saved.name}", **{name: value}), line
