"""Search: what a name denotes, then whatever has the text in one of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.solutions import Iri, Solutions, Value

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


def search(graph: KnowledgeGraph, text: str, kind: str | None = None) -> Solutions:
    """Things by a name, a part of one or an identifier, in any language; `kind` is a key of names.CLASSES.

    What the text denotes by itself comes first, whatever its case and punctuation; then come things of a name
    that contains the text, by kind and label. Columns are those of the saved query `find`.
    """
    found = graph.run("find", text=text)
    at = found.names.index("entity")
    by_iri = {row[at]: row for row in found.rows}
    denoted: dict[Value, tuple[Value, ...]] = {}
    for entity in names.candidates(graph, text):
        row = by_iri.get(Iri(entity.iri))
        denoted[Iri(entity.iri)] = row or (entity.label, entity.kind, entity.label, Iri(entity.iri))
    rows = (*denoted.values(), *(row for row in found.rows if row[at] not in denoted))
    wanted = names.CLASSES[kind] if kind is not None else ()
    of = found.names.index("kind")
    kept = [row for row in rows if not wanted or names.SCHEMES.get(str(row[of]), str(row[of])) in wanted]
    return Solutions(found.columns, tuple(kept))
