"""Choices: what the select fields of forms offer, out of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.dating import DATES
from aikg.errors import AikgError
from aikg.server.pages import links

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

Options = list[tuple[str, str]]
"""Value and words of each option."""


def of_class(graph: KnowledgeGraph, cls: str) -> Options:
    """The things of a class or a scheme, by label."""
    return [(names.short(iri), label) for iri, label in links.labels(graph).of_class(cls)]


def countries(graph: KnowledgeGraph) -> Options:
    """The countries that have labs, by code."""
    return [(str(code), str(label)) for code, label in graph.run("countries").rows]


def scored(graph: KnowledgeGraph) -> Options:
    """The benchmark versions with scores, those with most first."""
    rows = graph.run("benchmarks")
    return [(names.short(str(r["version"])), str(r["versionLabel"])) for r in rows]


def usual(graph: KnowledgeGraph, query: str, parameter: str) -> str:
    """What a saved query takes where the parameter is not given, by its label; empty where it takes none."""
    found = next(p for p in graph.saved(query).parameters if p.name == parameter)
    if found.default is None or found.kind is None:
        return found.default or ""
    try:
        return names.resolve(graph, found.default, found.kind).label
    except AikgError:  # a graph of one's own need not have it
        return found.default


def dates() -> Options:
    """The dates of a model that can count."""
    return list(DATES.items())
