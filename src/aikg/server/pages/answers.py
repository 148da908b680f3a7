"""Answers: what the endpoint gives for a query, read again as rows for a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aikg.answer_formats import GRAPHS, TABLES
from aikg.solutions import Solutions, of, value_of

if TYPE_CHECKING:
    from aikg.gate import QueryKind

MOST = 1000
"""Rows that a page shows."""


def media_type(kind: QueryKind) -> str:
    """In what a query of this kind is answered, to be read by `read`."""
    return (TABLES["json"] if kind in ("select", "ask") else GRAPHS["ntriples"]).media_type


def read(content: bytes) -> Solutions:
    """The first rows of an answer in that media type; ASK is one cell, CONSTRUCT and DESCRIBE are triples."""
    import pyoxigraph as ox

    if not content.startswith(b"{"):
        triples = ox.parse(content, format=ox.RdfFormat.N_TRIPLES)
        rows = [[value_of(t.subject), value_of(t.predicate), value_of(t.object)] for t in triples]
        return _cut(of(["subject", "predicate", "object"], rows))
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return of(["answer"], [[bool(found)]])
    names = [variable.value for variable in found.variables]
    return _cut(of(names, [[value_of(term) for term in row] for row in found]))


def _cut(answer: Solutions) -> Solutions:
    return replace(answer, rows=answer.rows[:MOST], complete=len(answer) <= MOST)
