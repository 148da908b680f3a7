"""Descriptions: all about one thing of whatever kind, each statement with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import evidence, lookup, names
from aikg.solutions import Section

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

_PAGES: Final = {
    cls: kind for kind in ("lab", "family", "model", "product", "benchmark") for cls in names.CLASSES[kind]
}
"""The classes whose things have a page of their own, and the kind that `lookup` knows them by."""


@dataclass(frozen=True)
class Description:
    """A thing, and what is stated about it."""

    subject: Entity
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()
    """What is left out, and where it is."""


def describe(
    graph: KnowledgeGraph, name: str, kind: str | None = None, property: str | None = None
) -> Description:
    """All about a thing: its page where its kind has one, else every statement; then what sources dispute.

    `kind` is a key of names.CLASSES, for names that several things share; `property`, by label or name of the
    ontology, restricts to its statements. Raises UnknownName or AmbiguousName.
    """
    if kind is None:
        subject = evidence.subject(graph, name)
    elif kind == "model":
        subject = lookup.denoted(graph, kind, name)[1]
    else:
        subject = names.resolve(graph, name, kind)
    stated = evidence.why(graph, subject, property)
    page = _PAGES.get(subject.kind)
    if property is not None or page is None:
        return Description(subject, stated.sections())
    found = lookup.look_up(graph, page, subject.iri)
    disputed = Section("Dissents", stated.dissents)
    sections = (*found.sections, disputed) if disputed.solutions.rows else found.sections
    return Description(subject, sections, found.remarks)
