"""Fitness: whether aikg's questions can be asked of what stands at an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import catalogue, check
from aikg.errors import RemoteError
from aikg.names import short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.catalogue import SavedQuery
    from aikg.check import ValidationReport, ValidationResult
    from aikg.remote.graph import RemoteGraph

MOST_SHAPED: Final = 200_000
"""Statements that are fetched so that the shapes can be checked here; of a larger graph they are not."""


def validate(graph: RemoteGraph) -> ValidationReport:
    """What the endpoint lacks (SPARQL, the merge, what the loader derives), then the checks of every graph.

    The check queries run there. The shapes are checked here, over what is fetched page by page. Raises
    RemoteError where nothing answers at all.
    """
    size = len(graph)
    fitness, checks = catalogue.all_queries("fitness"), catalogue.all_queries("checks")
    found = [result for query in (*fitness, *checks) for result in _asked(graph, query)]
    unchecked = ""
    if size > MOST_SHAPED:
        unchecked = f"the shapes, for which more than {MOST_SHAPED:,} statements would have to be fetched"
    else:
        try:
            found += check.shapes(graph, {})
        except RemoteError as error:
            found.append(_result("stated facts", f"could not be fetched for the shapes: {error}", "shapes"))
    found.sort(key=lambda r: (r.focus_node, r.source, r.result_path, r.value))
    return check.ValidationReport(tuple(found), len(checks), unchecked)


def _asked(graph: RemoteGraph, query: SavedQuery) -> Iterator[ValidationResult]:
    """What a query finds; that the endpoint does not answer it is a finding too."""
    try:
        rows = graph.run(query.name).dicts()
    except RemoteError as error:
        if error.status is None:
            raise
        yield _result(query.name, f"is not answered: {error}", query.name)
        return
    for row in rows:
        subject = str(row["subject"])
        yield _result(subject, f"{short(subject)} {row['problem']}", query.name)


def _result(subject: str, message: str, source: str) -> ValidationResult:
    return check.ValidationResult(subject, "", "", message, source, None)
