"""Checks: the shapes (SHACL) and the check queries, and what they find, named by file and subject."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aikg import catalogue, turtle
from aikg.names import short
from aikg.solutions import Column, Solutions, Value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph


@dataclass(frozen=True)
class ValidationResult:
    """One finding, with SHACL's own field names and the file in which the focus node stands."""

    focus_node: str
    result_path: str
    value: str
    message: str
    source: str
    """The shape or the check query that found it."""
    file: Path | None


@dataclass(frozen=True)
class ValidationReport:
    """All findings. It conforms when there are none."""

    results: tuple[ValidationResult, ...]
    checks: int
    """How many check queries were run beside the shapes."""
    unchecked: str = ""
    """What was not looked at, and why; empty where all was."""

    @property
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.results

    def solutions(self) -> Solutions:
        """The findings as rows."""
        columns = tuple(
            Column(name) for name in ("file", "focusNode", "resultPath", "value", "resultMessage", "source")
        )
        rows: list[tuple[Value, ...]] = [
            (str(r.file or ""), short(r.focus_node), r.result_path, r.value, r.message, r.source)
            for r in self.results
        ]
        return Solutions(columns, tuple(rows))


def validate(graph: KnowledgeGraph) -> ValidationReport:
    """Run the shapes and every check query over the graph."""
    home = _homes(graph.files)
    queries = catalogue.all_queries("checks")
    found = [*shapes(graph, home)]
    for query in queries:
        for row in graph.run(query.name):
            subject = str(row["subject"])
            found.append(
                ValidationResult(
                    subject, "", "", f"{short(subject)} {row['problem']}", query.name, home.get(subject)
                )
            )
    found.sort(key=lambda r: (str(r.file), r.focus_node, r.source, r.result_path, r.value))
    return ValidationReport(tuple(found), len(queries))


def _homes(files: Iterable[Path]) -> dict[str, Path]:
    """The file in which each subject stands; a user's own file before ours."""
    homes: dict[str, Path] = {}
    for file in files:
        for triple in turtle.read(file):
            homes[str(triple.subject.value)] = file  # type: ignore[union-attr]
    return homes


def shapes(graph: KnowledgeGraph, home: dict[str, Path]) -> Iterable[ValidationResult]:
    """What the shapes find in what sources state; `home` is the file in which each subject stands."""
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    from aikg import resources

    # rdflib prints a traceback for each ill-typed value; the shapes name them.
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    facts = rdflib.Graph()
    for quad in graph.stated():
        facts.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    shapes_graph = rdflib.Graph().parse(resources.root() / "ontology" / "shapes.ttl", format="turtle")
    _, report, _ = pyshacl.validate(facts, shacl_graph=shapes_graph, advanced=False, inplace=True)
    for result in report.objects(None, SH.result):
        subject = str(report.value(result, SH.focusNode))
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        messages = sorted(str(m) for m in report.objects(result, SH.resultMessage))
        shape = report.value(result, SH.sourceShape)
        yield ValidationResult(
            subject,
            turtle.compact(str(path)) if path is not None else "",
            short(str(value)) if value is not None else "",
            "; ".join(messages),
            turtle.compact(str(shape)),
            home.get(subject),
        )


def _node(term: Any) -> Any:
    import rdflib

    if not hasattr(term, "datatype"):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)
