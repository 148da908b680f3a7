"""The query page: an editor, the saved queries as a menu, and the answer as table and chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import answer_formats, catalogue, turtle
from aikg.server.pages import bars, links, tables
from aikg.server.pages.answers import MOST
from aikg.server.pages.page import Asked, Page, made
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions

FIRST: Final = "labs-by-category"
"""The saved query that the editor begins with."""

_TERMS: Final = 5000
"""Names that the editor completes at most."""


def editor(
    graph: KnowledgeGraph, asked: Asked, answer: Solutions | None = None, problem: str = "", status: int = 200
) -> Page:
    """The page; `answer` is that of the query in the URL, `problem` says why there is none."""
    text = asked.values.get("query", "").replace("\r\n", "\n")
    ran = bool(text.strip())
    return made(
        "editor",
        "Ask in SPARQL",
        asked,
        status=status,
        words="Prefixes need not be declared. A query reads only, and ends at its limits.",
        text=text if ran else written(graph, asked.values.get("saved") or FIRST),
        menu=_menu(),
        problem=problem,
        table=tables.table("Answer", answer, links.labels(graph), most=MOST) if answer is not None else None,
        whole=answer is None or answer.complete,
        chart=bars.chart(answer) if answer is not None else None,
        results=[(w, links.asked("/sparql", query=text, format=f)) for f, w in _formats(text).items()]
        if answer is not None
        else (),
        command="aikg sparql",
    )


WORDS: Final = {
    "json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle", "ntriples": "N-Triples",
    "rdfxml": "RDF/XML", "jsonld": "JSON-LD", "nquads": "N-Quads", "trig": "TriG",
}  # fmt: skip
"""Format of the endpoint -> what a person calls it."""


def _formats(text: str) -> dict[str, str]:
    """The formats in which the endpoint answers such a query."""
    from aikg.gate import gate

    return {name: WORDS[name] for name in answer_formats.of(gate(text, PREFIXES))}


def written(graph: KnowledgeGraph, name: str) -> str:
    """A saved query as one would write it: with the values of its example, without its header.

    Raises UnknownName.
    """
    from aikg import run

    saved = catalogue.get(name)
    lines = (str(line).partition("=") for line in saved.header.get("examples", ()))
    needed = {p.name for p in saved.parameters if p.required}
    given = {parameter: value for parameter, _, value in lines if parameter in needed}
    return plain(run.text_of(graph, saved, given) if needed <= set(given) else saved.text)


def plain(text: str) -> str:
    """The text of a query without the header that describes it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")) + "\n"


def _menu() -> dict[str, list[tuple[str, str]]]:
    """Saved queries by group, each with the path that puts it into the editor."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for query in catalogue.all_queries():
        groups.setdefault(query.group, []).append((links.asked("/query", saved=query.name), query.summary))
    return groups


def terms(graph: KnowledgeGraph) -> dict[str, object]:
    """What the editor completes: prefixes, and names under them with what they mean."""
    found: list[tuple[str, str]] = []
    for row in graph.run("ontology-terms"):
        found.append((turtle.compact(str(row["term"])), str(row["label"])))
    for things in links.labels(graph).classes().values():
        found += [(turtle.compact(iri), label) for iri, label in things]
    named = [(name, label) for name, label in found if not name.startswith("<")]
    return {"prefixes": PREFIXES, "terms": sorted(set(named))[:_TERMS]}
