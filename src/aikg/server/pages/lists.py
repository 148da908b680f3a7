"""Lists with filters: labs, models, benchmarks, sources, the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import AikgError
from aikg.server.pages import choices, links, tables
from aikg.server.pages.page import Asked, Page, made, reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions

PAGE: Final = 200
"""Rows on one page of a list."""


@dataclass(frozen=True)
class Field:
    """A field of a form: with options to choose from, or to type into."""

    name: str
    word: str
    options: Sequence[tuple[str, str]] | None = None
    kind: str = "text"
    hint: str = ""
    any: str = "any"
    """What no choice is called; empty where one must be made."""


def filters(graph: KnowledgeGraph) -> list[Field]:
    """The filters of labs and of models."""
    return [
        Field("country", "Country", choices.countries(graph)),
        Field("category", "Category of lab", choices.of_class(graph, "lab-categories")),
        Field("openness", "Openness", choices.of_class(graph, "openness-levels")),
        Field("modality", "Makes", choices.of_class(graph, "modalities")),
        Field("since", "Released since", kind="date"),
        Field("until", "Released until", kind="date"),
    ]


def labs(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Labs, with filters."""
    words = "Who develops models: where, what kind of company, and how many models are known here."
    return _listed(graph, asked, "labs", "Labs", words, filters(graph))


def models(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Models, newest first, with filters."""
    fields = [Field("lab", "Lab", choices.of_class(graph, "Lab")), *filters(graph)]
    return _listed(graph, asked, "models", "Models", "Each a dated release; newest first.", fields)


def benchmarks(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Benchmark versions that have scores."""
    words = "Versions with scores. Scores are compared only within one version."
    return _listed(graph, asked, "benchmarks", "Benchmarks", words, [])


def sources(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Sources, by how much rests on them, or those with a text in their title or publisher."""
    text = asked.values.get("q", "").strip().casefold()

    def fitting(answer: Solutions) -> Solutions:
        at = [answer.names.index(name) for name in ("title", "publisher")]
        kept = (row for row in answer.rows if text in " ".join(str(row[i] or "") for i in at).casefold())
        columns = tuple(
            replace(c, hidden=c.hidden or c.name in ("edition", "attribution")) for c in answer.columns
        )
        return replace(answer, columns=columns, rows=tuple(kept))

    words = "Who says so: each source with its terms, and the number of things that name it."
    field = Field("q", "Title or publisher has", hint="Epoch")
    return _listed(graph, asked, "sources", "Sources", words, [field], fitting)


def vocabulary(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The concepts of the vocabularies."""
    from aikg.render.facts import grouped

    found = links.labels(graph)
    parts = [tables.table(s.title, s.solutions, found) for s in grouped(graph.run("concepts"), "scheme")]
    return made(
        "list",
        "Vocabulary",
        asked,
        words="The values that are chosen from a list, and what they mean.",
        fields=(),
        values={},
        problem="",
        tables=parts,
        earlier="",
        later="",
        api="/api/queries/concepts",
        command="aikg query run concepts",
    )


def _listed(
    graph: KnowledgeGraph,
    asked: Asked,
    query: str,
    title: str,
    words: str,
    fields: Sequence[Field],
    fitting: Any = None,
) -> Page:
    given = asked.given(*(field.name for field in fields))
    parts: list[tables.Table] = []
    problem, status, earlier, later = "", 200, "", ""
    try:
        number = asked.whole("page")
        answer = fitting(graph.run(query)) if fitting else graph.run(query, **given)
        here = replace(answer, rows=answer.rows[(number - 1) * PAGE : number * PAGE])
        parts = [tables.table("", here, links.labels(graph))]
        last = max(1, -(-len(answer) // PAGE))
        told = f"{len(answer)} {title.lower() if len(answer) != 1 else title.lower().removesuffix('s')}"
        words = f"{words} {told}{f', page {number} of {last}' if last > 1 else ''}."
        earlier = links.asked(asked.path, **given, page=number - 1) if number > 1 else ""
        later = links.asked(asked.path, **given, page=number + 1) if number < last else ""
    except AikgError as error:
        problem, status = reason(error)
    taken = {} if fitting else given
    command = " ".join([f"aikg query run {query}", *(f"-p {n}={v}" for n, v in taken.items())])
    return made(
        "list",
        title,
        asked,
        status=status,
        words=words,
        fields=fields,
        values=given,
        problem=problem,
        tables=parts,
        earlier=earlier,
        later=later,
        api=links.asked(f"/api/queries/{query}", **taken),
        command=command,
    )
