"""Search: whatever has a text in a name, and what a name denotes exactly before all else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aikg import names
from aikg.server.pages import links, tables
from aikg.server.pages.page import LONGEST, Asked, Page, made
from aikg.server.pages.things import WORDS
from aikg.solutions import Solutions

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


def search(graph: KnowledgeGraph, asked: Asked) -> Page:
    """What is found for `q`; near names where nothing is."""
    text = asked.values.get("q", "").strip()
    problem = f"A name has at most {LONGEST} characters." if len(text) > LONGEST else ""
    exact: list[Entity] = []
    found = Solutions((), ())
    if text and not problem:
        exact = names.candidates(graph, text)
        found = graph.run("find", text=text)
    parts = []
    if found.rows:
        from aikg.render.facts import grouped

        labels = links.labels(graph)
        parts = [
            tables.table(WORDS.get(s.title, s.title).capitalize(), _named(s.solutions), labels, most=100)
            for s in grouped(found, "kind")
        ]
    near = () if exact or parts or not text or problem else nearest(graph, text)
    return made(
        "search",
        f"Found for “{text[:60]}”" if text else "Find anything by name",
        asked,
        status=400 if problem else 200,
        text=text[:LONGEST],
        exact=[(links.local(e.iri), e.label, WORDS.get(e.kind, "concept")) for e in exact],
        tables=parts,
        near=near,
        problem=problem,
        command="aikg find",
    )


def _named(answer: Solutions) -> Solutions:
    """Without the IRI, to which the label leads."""
    columns = tuple(replace(c, hidden=c.hidden or c.name == "entity") for c in answer.columns)
    return replace(answer, columns=columns)


def nearest(graph: KnowledgeGraph, text: str, kind: str = "thing") -> list[tuple[str, str]]:
    """Pages of things whose name is like the text, with their labels."""
    found = links.labels(graph)
    near = names.near(graph, text, kind, most=6)
    by_label = {label: iri for things in found.classes().values() for iri, label in things}
    return [(links.local(by_label.get(label)) or links.asked("/search", q=label), label) for label in near]
