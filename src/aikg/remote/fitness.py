"""Fitness: whether aikg's questions can be asked of what stands at an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import catalogue, check
from aikg.errors import RemoteError
from aikg.names import short

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aikg.check import ValidationReport, ValidationResult
    from aikg.remote.graph import RemoteGraph
    from aikg.solutions import Value

    Row = dict[str, Value]

MOST_SHAPED: Final = 200_000
"""Statements that are fetched so that the shapes can be checked here; of a larger graph they are not."""


def validate(graph: RemoteGraph) -> ValidationReport:
    """What the endpoint lacks (SPARQL, the merge, what the loader derives), then the checks of every graph.

    The check queries run there. The shapes are checked here, over what is fetched page by page. Raises
    RemoteError where nothing answers at all.
    """
    size = len(graph)
    checks = catalogue.all_queries("checks")
    found = [result for name, finding in _FINDINGS.items() for result in _asked(graph, name, finding)]
    found += [result for query in checks for result in _asked(graph, query.name, _problem)]
    unchecked = ""
    if size > MOST_SHAPED:
        unchecked = f"the shapes, for which more than {MOST_SHAPED:,} statements would have to be fetched"
    else:
        try:
            found += check.shapes(graph, {})
        except RemoteError as error:
            found.append(_result("shapes", f"could not be checked: {error}", "shapes"))
    found.sort(key=lambda r: (r.focus_node, r.source, r.result_path, r.value))
    return check.ValidationReport(tuple(found), len(checks), unchecked)


def _asked(
    graph: RemoteGraph, name: str, finding: Callable[[Row], tuple[str, str] | None]
) -> Iterator[ValidationResult]:
    """What a query finds; that the endpoint refuses it is a finding too."""
    try:
        rows = graph.run(name).dicts()
    except RemoteError as error:
        if error.status is None:
            raise
        yield _result(name, f"cannot be asked: {error}", name)
        return
    for row in rows:
        if (said := finding(row)) is not None:
            yield _result(*said, name)


def _problem(row: Row) -> tuple[str, str]:
    subject = str(row["subject"])
    return subject, f"{short(subject)} {row['problem']}"


def _feature(row: Row) -> tuple[str, str] | None:
    if row["answer"] == row["right"]:
        return None
    return str(row["feature"]), f"gives “{row['answer']}” where SPARQL 1.1 gives “{row['right']}”"


def _merge(row: Row) -> tuple[str, str] | None:
    stated, asked = int(str(row["stated"])), int(str(row["asked"]))
    if stated == asked > 0:
        return None
    if not stated:
        return "named graphs", "hold no model of any lab: the graph of aikg is not there, or not by source"
    what = f"states {asked:,} times which lab made what, and the graphs of sources {stated:,} times"
    why = "a fact comes once for each graph" if asked > stated else "it is not the merge of these graphs"
    return "default graph", f"{what}: {why}; `aikg export --for-endpoint` and ?default-graph-uri= mend it"


_FINDINGS: Final[dict[str, Callable[[Row], tuple[str, str] | None]]] = {
    "sparql-features": _feature,
    "unmerged": _merge,
    "without-name-key": _problem,
    "without-base": _problem,
}
"""The queries of the group `fitness`, and what each row of their answers says that is wrong."""


def _result(subject: str, message: str, source: str) -> ValidationResult:
    return check.ValidationResult(subject, "", "", message, source, None)
