"""Claims: what a report says, the verdict of the data, and the rows behind each reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from aikg.errors import AikgError, UnknownName
from aikg.server.pages import links, tables
from aikg.server.pages.page import Asked, Page, made, reason
from aikg.server.pages.things import ONWARD, WORDS, about, alternates

if TYPE_CHECKING:
    from aikg.claims import Claims, Reading
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.pages.tables import Table

CSS: Final = {
    "supported": "good",
    "contradicted": "bad",
    "depends": "mixed",
    "not decidable": "open",
}
"""Verdict -> how it looks; the word stands beside it always."""

_judged: WeakKeyDictionary[KnowledgeGraph, dict[str | None, Claims]] = WeakKeyDictionary()


def judged(graph: KnowledgeGraph, report: str | None) -> Claims:
    """The claims of a report, decided once for a graph."""
    from aikg.claims import claims as judge

    kept = _judged.setdefault(graph, {})
    if report not in kept:
        found = judge(graph, report)
        kept[report] = kept[found.report.iri] = kept[found.report.short] = found
    return kept[report]


def claims(graph: KnowledgeGraph, asked: Asked) -> Page:
    """The claims of a report with their verdicts, all or those of one verdict."""
    report, verdict = asked.values.get("report", "").strip() or None, asked.values.get("verdict", "")
    problem, status, found = "", 200, None
    try:
        found = judged(graph, report)
    except AikgError as error:
        problem, status = reason(error)
    reports = graph.run("reports").rows
    return made(
        "claims",
        "Claims, and what the data say",
        asked,
        status=status,
        words="What a report states, in our words, decided by saved queries: the verdict is computed.",
        problem=problem,
        report=found.report if found else None,
        source=links.local(found.report.iri) if found else "",
        claims=[c for c in found.claims if not verdict or c.verdict == verdict] if found else (),
        counts=found.counts if found else {},
        verdict=verdict,
        reports=[(str(row[-1]).rpartition("/id/")[2], str(row[0])) for row in reports],
        css=CSS,
        command="aikg claims",
    )


def claim(graph: KnowledgeGraph, iri: str, asked: Asked) -> Page:
    """A claim: its verdict, how it is read, and the rows that decide."""
    known = about(graph, iri)
    found = links.labels(graph)
    said = tables.facts(known.evidence.statements)
    stated = next((row["sourceIri"] for row in known.evidence.statements if row["property"] == "gist"), None)
    mine = None
    if stated is not None:
        try:
            mine = next((c for c in judged(graph, str(stated)).claims if c.iri == iri), None)
        except UnknownName:  # the report itself is not described here
            mine = None
    return made(
        "thing",
        known.entity.label,
        asked,
        about=WORDS[known.entity.kind],
        description=known.entity.label,
        heading="What is stated, and who says so",
        iri=iri,
        facts=said,
        cited=tables.cited(said),
        tables=[_reading(n, r, found) for n, r in enumerate(mine.readings, 1)] if mine else (),
        verdict={"word": mine.verdict, "rests": mine.rests, "css": CSS[mine.verdict]} if mine else None,
        onward=[(path, word) for path, _, word in ONWARD[known.entity.kind]],
        command=f"aikg claims --claim {mine.number}" if mine else f"aikg why {known.entity.short}",
        alternates=alternates(iri),
    )


def _reading(number: int, reading: Reading, found: links.Labels) -> Table:
    from aikg.solutions import Solutions

    title = f"Reading {number}: {reading.label} ({reading.verdict})"
    rows = reading.rows if reading.rows is not None else Solutions((), ())
    more = links.asked(f"/queries/{reading.query}", **reading.values) if reading.query else ""
    note = reading.missing or ("" if rows.rows else reading.found)
    return tables.table(title, rows, found, most=50, more=more, note=note)
