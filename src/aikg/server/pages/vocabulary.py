"""The ontology as a page: each class and property with its definition, at the fragment of its IRI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.server.pages import things
from aikg.server.pages.page import Asked, Page, made
from aikg.vocabulary import AIKG, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

GROUPS = {
    "Class": "Classes",
    "ObjectProperty": "Properties that lead to things",
    "DatatypeProperty": "Properties with values",
    "AnnotationProperty": "Properties of the ontology itself",
}
"""Local name of the kind of term -> heading."""


def ontology(graph: KnowledgeGraph, asked: Asked) -> Page:
    """Classes and properties by label."""
    groups: dict[str, list[dict[str, str]]] = {heading: [] for heading in GROUPS.values()}
    for row in graph.run("ontology-terms"):
        heading = GROUPS.get(str(row["kind"]))
        if heading is not None:
            said = {name: str(row[name] or "") for name in row}
            groups[heading].append(said | {"id": said["term"].removeprefix(AIKG)})
    return made(
        "ontology",
        "The ontology",
        asked,
        about="ontology",
        groups={k: v for k, v in groups.items() if v},
        words="Classes and properties in which the facts are stated.",
        alternates=things.alternates(ONTOLOGY_GRAPH),
    )
