"""Lineage: what a model was made from and what was made from it, as a tree with the kind of each step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aikg import names
from aikg.solutions import Column, Iri, Solutions, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


@dataclass(frozen=True)
class Step:
    """One step away from a model, in one direction."""

    depth: int
    """How many steps from the model asked for, from 1."""
    kind: str
    """How the later model comes from the earlier one: “fine-tuned from”, “succeeds”, ..."""
    model: str
    label: str
    lab: str
    country: str
    released: Value
    of: str
    """Label of the model from which this step leads."""
    last: bool
    """Whether it is the last step from that model."""
    seen: bool
    """Whether what lies beyond stands elsewhere in the tree already."""
    cycle: bool
    """Whether the model is its own ancestor: an error in the data, shown and not followed."""


@dataclass(frozen=True)
class Lineage:
    """Both directions from one model. `cyclic` says that a cycle was met."""

    model: Entity
    ancestors: tuple[Step, ...]
    descendants: tuple[Step, ...]

    @property
    def cyclic(self) -> bool:
        """Whether any step closes a cycle."""
        return any(step.cycle for step in (*self.ancestors, *self.descendants))

    def solutions(self) -> Solutions:
        """The steps as rows, depth first."""
        columns = (
            Column("direction", "ancestor or descendant"),
            Column("depth", "steps from the model asked for"),
            Column("kind", "how the later model comes from the earlier"),
            Column("modelLabel", "the model that the step leads to"),
            Column("labLabel", "its lab"),
            Column("country", "ISO 3166-1 code of the lab's head office"),
            Column("released", "its release"),
            Column("of", "the model from which the step leads"),
            Column("model", "its IRI", hidden=True),
        )
        rows = [
            (direction, s.depth, s.kind, s.label, s.lab, s.country, s.released, s.of, Iri(s.model))
            for direction, steps in (("ancestor", self.ancestors), ("descendant", self.descendants))
            for s in steps
        ]
        return Solutions(columns, tuple(rows))


def lineage(graph: KnowledgeGraph, name: str) -> Lineage:
    """The lineage of a model; ends on cycles, and shows what it meets twice only once in full.

    Raises UnknownName or AmbiguousName.
    """
    model = names.resolve(graph, name, "model")
    back = graph.run("ancestors", model=Iri(model.iri))
    forth = graph.run("descendants", model=Iri(model.iri))
    return Lineage(
        model,
        tuple(_walk(model, back, "model", "from")),
        tuple(_walk(model, forth, "from", "model")),
    )


def _walk(start: Entity, rows: Solutions, near: str, far: str) -> Iterator[Step]:
    """Depth first without recursion, because a chain may have ten thousand steps."""
    edges: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for row in rows:
        edges[str(row[near])].append(row)
    for steps in edges.values():
        steps.sort(key=lambda r: (r["kind"] == "succeeds", str(r["released"] or "~"), str(r[far])))
    expanded = {start.iri}
    path = [start.iri]
    labels = [start.label]
    stack: list[Iterator[dict[str, Value]]] = [iter(edges.get(start.iri, ()))]
    left = [len(edges.get(start.iri, ()))]
    on_path = {start.iri}
    while stack:
        step: dict[str, Value] | None = next(stack[-1], None)
        if step is None:
            stack.pop()
            left.pop()
            labels.pop()
            on_path.discard(path.pop())
            continue
        left[-1] -= 1
        there = str(step[far])
        cycle, seen = there in on_path, there in expanded
        label = _text(step["modelLabel" if far == "model" else "fromLabel"]) or names.short(there)
        yield Step(
            len(path),
            _text(step["kind"]) or "based on",
            there,
            label,
            _text(step["labLabel"]),
            _text(step["country"]),
            step["released"],
            labels[-1],
            left[-1] == 0,
            seen and bool(edges.get(there)),
            cycle,
        )
        if not seen:
            expanded.add(there)
            on_path.add(there)
            path.append(there)
            labels.append(label)
            stack.append(iter(edges.get(there, ())))
            left.append(len(edges.get(there, ())))


def _text(value: Value) -> str:
    return "" if value is None else str(value)
