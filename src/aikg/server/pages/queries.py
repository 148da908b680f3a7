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
        fields=[_field(graph, saved, parameter) for parameter in saved.parameters],
        values=given,
        examples=[_example(saved, str(line)) for line in saved.header.get("examples", ())],
        problem=problem,
        table=tables.table("Answer", answer, links.labels(graph)) if answer is not None else None,
        chart=bars.chart(answer) if answer is not None else None,
        text=plain(run.text_of(graph, saved, given) if answer is not None else saved.text),
        api=links.asked(f"/api/queries/{saved.name}", **given),
        command=shlex.join(words),
    )


def _field(graph: KnowledgeGraph, saved: SavedQuery, parameter: Parameter) -> Field:
    name, kind = parameter.name, parameter.kind or ""
    word = f"{name}: {parameter.description}" if parameter.description else name
    usual = choices.usual(graph, saved.name, name)
    if parameter.type == "boolean":
        return Field(name, word, [("true", "yes"), ("false", "no")], any=usual or "any")
    if kind == "country":
        return Field(name, word, choices.countries(graph), any=usual or "any")
    if kind in CHOSEN:
        return Field(name, word, choices.of_class(graph, CHOSEN[kind]), any=usual or "any")
    if kind == "version":
        return Field(name, word, choices.scored(graph), any=usual or "any")
    return Field(name, word, kind=KINDS.get(parameter.type, "text"), hint=usual)


def _example(saved: SavedQuery, line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return links.asked(f"/queries/{saved.name}", **{name: value}), line
