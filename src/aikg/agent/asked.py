"""What was asked: a graph that notes which saved queries are run through it, and the SPARQL of each."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from aikg import catalogue, run
from aikg.agent.wording import cell
from aikg.solutions import Iri
from aikg.tokens import pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions

LONGEST_SPARQL: Final = 4_000
"""Characters of SPARQL that a reply carries; queries beyond that are named only."""

Asked = tuple[str, dict[str, Any]]
"""The name of a saved query, and the values that it was given."""


def noting(graph: KnowledgeGraph) -> tuple[KnowledgeGraph, list[Asked]]:
    """The same graph, and the list into which it notes each query once, but for those that look up names."""
    twin, asked = copy.copy(graph), list[Asked]()

    def noted(name: str, /, **values: object) -> Solutions:
        if catalogue.get(name).group != "names" and (name, values) not in asked:
            asked.append((name, values))
        return graph.run(name, **values)

    twin.run = noted  # type: ignore[method-assign]
    return twin, asked


def ran(asked: Sequence[Asked], graph: KnowledgeGraph) -> list[dict[str, Any]]:
    """The saved queries that were run, each once: the values of its first run, `times` where there were more,
    and the SPARQL of that run as far as there is room.
    """
    found: dict[str, dict[str, Any]] = {}
    room = LONGEST_SPARQL
    for name, values in asked:
        if name in found:
            found[name]["times"] = found[name].get("times", 1) + 1
            continue
        query = catalogue.get(name)
        given = {
            key: cell(value if isinstance(value, Iri) else str(value))
            for key, value in values.items()
            if value is not None
        }
        sparql = _close(run.text_of(graph, query, values))
        room -= len(sparql)
        found[name] = {"query": name, "values": given, **({"text": sparql} if room >= 0 else {})}
    return list(found.values())


def _close(sparql: str) -> str:
    """The query without comments and indentation."""
    parts = []
    for token in pieces(sparql):
        if token.kind == "space":
            parts.append("\n" if "\n" in token.text else " ")
        elif token.kind != "comment":
            parts.append(token.text)
    return "".join(parts).strip()
