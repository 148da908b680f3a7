"""Groups by name: which kind several names share, and how the groups of a chart are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.contenders import GROUPINGS
from aikg.draw.charts.labels import plain
from aikg.errors import AmbiguousName, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


def chosen(
    graph: KnowledgeGraph, several: Sequence[str], by: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """What the names are (country, openness, category or lab, or only `by`), and the groups they mean.

    Raises UnknownName for a name of nothing such, UsageError where they are not of one kind.
    """
    for kind in (by,) if by else GROUPINGS:
        found = _all(graph, several, kind)
        if found is not None:
            return kind, tuple(dict.fromkeys(_group(kind, entity) for entity in found))
    for name in several:
        if by or not any(_all(graph, [name], kind) for kind in GROUPINGS):
            names.resolve(graph, name, by or "lab")  # raises, with near names
    raise UsageError("The groups must be of one kind: countries, open and closed, categories, or labs.")


def _all(graph: KnowledgeGraph, several: Sequence[str], kind: str) -> list[Entity] | None:
    try:
        return [names.resolve(graph, name, kind) for name in several]
    except (UnknownName, AmbiguousName):
        return None


def _group(kind: str, entity: Entity) -> str:
    return entity.label if kind == "lab" else entity.iri.rpartition("/")[2]


WORDS = {
    "open": "open weights", "closed": "closed weights",
    "big-tech": "big tech", "start-up": "start-ups", "other": "other labs",
}  # fmt: skip
"""How groups of openness and category are called beside their lines."""


def called(graph: KnowledgeGraph, by: str | None, groups: Sequence[str]) -> dict[str, str]:
    """A name to show for each group."""
    known: dict[str, str] = dict(WORDS) if by in ("openness", "category") else {}
    if by == "country":
        known = {str(code): str(name) for code, name in graph.run("countries").rows}
    return {group: plain(known.get(group, group), 60) or "all" for group in groups}
