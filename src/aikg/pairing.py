"""Pairing: which two groups of one kind two names are: countries, open and closed, categories or labs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.contenders import GROUPINGS
from aikg.errors import UnknownName, UsageError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


def pair(graph: KnowledgeGraph, one: str, other: str) -> tuple[str, Entity, Entity]:
    """What the two names are, tried in the order country, openness, category, lab; and both things.

    Raises UnknownName for a name of nothing such, UsageError where they are of two kinds or the same.
    """
    first, second = _kinds(graph, one), _kinds(graph, other)
    for kind in GROUPINGS:
        if kind in first and kind in second:
            if first[kind].iri == second[kind].iri:
                label = shown(first[kind].label)
                raise UsageError(
                    f"“{shown(one)}” and “{shown(other)}” are both {label}; a gap needs two groups."
                )
            return kind, first[kind], second[kind]
    raise UsageError(
        f"“{shown(one)}” is {_called(first)} and “{shown(other)}” {_called(second)}; "
        "a gap needs two countries, open and closed, two categories or two labs."
    )


def _called(kinds: Iterable[str]) -> str:
    words = {"country": "a country", "openness": "an openness", "category": "a category", "lab": "a lab"}
    return " or ".join(words[kind] for kind in kinds)


def _kinds(graph: KnowledgeGraph, name: str) -> dict[str, Entity]:
    named = names.candidates(graph, name)
    fitting = {kind: names.of_kind(named, kind) for kind in GROUPINGS}
    found = {kind: entities[0] for kind, entities in fitting.items() if len(entities) == 1}
    if found:
        return found
    try:
        return {"lab": names.resolve(graph, name, "lab")}
    except UnknownName as error:
        groups = "A gap is of countries (CN), open and closed, categories of labs (start-up) or labs."
        hint = f"{groups} {error.hint}"
        raise UnknownName(
            "country, openness, category or lab", name, lambda: _near(graph, name), hint
        ) from None


def _near(graph: KnowledgeGraph, name: str, most: int = 4) -> list[str]:
    """Labels of groups of every kind whose name is like this one, nearest first."""
    from difflib import SequenceMatcher

    key = names.normalise(name[: names.MAX_LENGTH])
    labels = dict.fromkeys(label for kind in GROUPINGS for label in names.near(graph, name, kind))
    likeness = {label: SequenceMatcher(None, key, names.normalise(label)).ratio() for label in labels}
    return sorted(labels, key=lambda label: -likeness[label])[:most]
