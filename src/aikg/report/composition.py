"""The whole report: its parts in their order, and the sources that they cite, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import UsageError
from aikg.report import caveats, labs, lead, rankings
from aikg.report.measure import measure
from aikg.report.structure import Citation, Report
from aikg.report.telling import Telling
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report.structure import Part


def report(
    graph: KnowledgeGraph, country: str = "CN", against: str = "US", benchmark: str | None = None
) -> Report:
    """The report on a country against another, of the day of the graph.

    `benchmark` is the measure of language models (None: the first general one with scores of both). Raises
    UnknownName, or UsageError where both countries are the same.
    """
    one, other = (names.resolve(graph, name, "country") for name in (country, against))
    if one.iri == other.iri:
        raise UsageError(f"“{country}” and “{against}” are both {one.label}; the report takes two countries.")
    told = Telling(graph, one, other, measure(graph, benchmark, one, other))
    words = ["report", "--country", country, "--against", against]
    if benchmark:
        words += ["--benchmark", benchmark]
    parts = tuple(part for tell in PARTS if (part := tell(told)) is not None)
    title = f"State of AI: {one.label} against {other.label}"
    cited = tuple(_citations(graph, dict.fromkeys(_titles(parts))))
    return Report(title, one, other, told.version, graph.as_of, told.ask(*words), parts, cited)


def _titles(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        for sentence in part.sentences:
            yield from sentence.sources
        for exhibit in part.exhibits:
            yield from exhibit.sources


def _citations(graph: KnowledgeGraph, titles: Iterable[str]) -> Iterator[Citation]:
    known = {str(row["title"]): row for row in graph.run("sources")}
    for title in titles:
        row = known.get(title)
        if row is None:
            yield Citation(title)
        else:
            issued = dated(row["issued"], row["precision"]) if row["issued"] else ""
            names_ = ("publisher", "edition", "license", "attribution", "url")
            told = {name: str(row[name] or "") for name in names_}
            yield Citation(title, issued=issued, **told)


PARTS: Final[tuple[Callable[[Telling], Part | None], ...]] = (
    lead.frontier,
    lead.open_weights,
    labs.progress,
    labs.competition,
    labs.players,
    rankings.language,
    rankings.arenas,
    labs.kinds,
    caveats.unknown,
    caveats.checked,
)
"""The parts, in the order in which the report tells them."""
