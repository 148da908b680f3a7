"""Rankings: which version is ranked, and the words that must stand beside the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aikg import names
from aikg.names import Entity, normalise
from aikg.solutions import Iri, Solutions
from aikg.view import one_day

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


@dataclass(frozen=True)
class Ranking:
    """Ranked rows of one benchmark version; `caption` says which, and from which sources."""

    version: Entity
    solutions: Solutions
    caption: str


def ranking(graph: KnowledgeGraph, benchmark: str | None = None, **filters: object) -> Ranking:
    """Models ranked on a benchmark version (None: the default of the saved query `rank`).

    Filters are the other parameters of that query; None means not filtered. Raises UnknownName, or
    UsageError where both `as_of` and `released_by` are given.
    """
    one_day(filters.get("as_of"), filters.get("released_by"))
    query = graph.saved("rank")
    default = next(p.default for p in query.parameters if p.name == "version")
    given = {name: value for name, value in filters.items() if value is not None}
    day = given.get("as_of")
    as_of = day if isinstance(day, date | str) else None
    version = names.resolve(graph, benchmark or str(default), "version", as_of)
    answer = graph.run("rank", version=Iri(version.iri), **given)
    return Ranking(version, answer, _caption(version, answer, benchmark, given))


def _caption(version: Entity, answer: Solutions, asked: str | None, filters: dict[str, object]) -> str:
    parts = [version.label]
    if asked and normalise(asked) not in (normalise(version.label), normalise(version.short)):
        parts[0] += f" (for “{asked}”)"
    sources = sorted({str(source) for source in answer.column("source")})
    if sources:
        parts[0] += ", as reported by " + "; ".join(sources)
    if not answer.rows and "as_of" in filters:
        parts.append(
            "No score was published by then; --released-by ranks today's scores of the models of that day"
        )
    return ". ".join(parts) + "."
