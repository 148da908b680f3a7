"""What was asked: a graph that notes which saved queries are run through it, and the SPARQL of each."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aikg import catalogue, run
from aikg.agent.wording import cell
from aikg.solutions import Iri
from aikg.tokens import pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions

LONGEST_SPARQL: Final = 4_000
"""Characters of SPARQL that a reply carries; queries beyond that are named only."""
_TOLD: Final = 3
"""Values of a parameter that are told, where it was given many."""


@dataclass
class Asked:
    """A saved query that was run: the values of its first run, and how often it was run."""

    values: dict[str, Any]
    times: int = 1


def noting(graph: KnowledgeGraph) -> tuple[KnowledgeGraph, dict[str, Asked]]:
    """The same graph, and what it notes by name of each query that is run, but for look-ups of names."""
    twin, asked = copy.copy(graph), dict[str, Asked]()

    def noted(name: str, /, **values: object) -> Solutions:
        if name in asked:
            asked[name].times += 1
        elif catalogue.get(name).group != "names":
            asked[name] = Asked(values)
        return graph.run(name, **values)

    twin.run = noted  # type: ignore[method-assign]
    return twin, asked


def ran(asked: Mapping[str, Asked], graph: KnowledgeGraph) -> list[dict[str, Any]]:
    """The saved queries that were run, each with the values and, as far as there is room, the SPARQL of its
    first run; `times` says how often, where that was more than once.
    """
    found: list[dict[str, Any]] = []
    room = LONGEST_SPARQL
    for name, first in asked.items():
        values = {key: value for key, value in first.values.items() if value is not None}
        given = {key: _given(value) for key, value in values.items()}
        sparql = _close(run.text_of(graph, catalogue.get(name), values))
        room -= len(sparql)
        text = {"text": sparql} if room >= 0 else {}
        found.append(
            {"query": name, "values": given, **({"times": first.times} if first.times > 1 else {}), **text}
        )
    return found


def _given(value: object) -> Any:
    """A value as it is told; of several the first ones, and how many there are more."""
    if not isinstance(value, list | tuple):
        return cell(value if isinstance(value, Iri) else str(value))
    told = ", ".join(str(_given(one)) for one in value[:_TOLD])
    return f"{told} and {len(value) - _TOLD} more" if len(value) > _TOLD else told


def _close(sparql: str) -> str:
    """The query without comments and indentation."""
    parts = []
    for token in pieces(sparql):
        if token.kind == "space":
            parts.append("\n" if "\n" in token.text else " ")
        elif token.kind != "comment":
            parts.append(token.text)
    return "".join(parts).strip()
