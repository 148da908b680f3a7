"""Conflicts: values of an edition that do not count, kept as dissents that say whose value each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.identifiers import local
from aikg.vocabulary import AIKG, DCTERMS, ID, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE: Final = ox.NamedNode(RDF + "type")
_SOURCE: Final = ox.NamedNode(DCTERMS + "source")


@dataclass(frozen=True)
class Conflict:
    """A value of an edition that is not followed."""

    subject: str
    property: str
    stated: ox.NamedNode | ox.Literal
    used: ox.NamedNode | ox.Literal | None
    """What counts instead; None where it is said not to be public, or where this value was refused before."""
    curated: bool
    """Whether that is curated; else it is of a newer edition."""


def dissent(conflict: Conflict, graph: ox.NamedNode) -> Iterator[ox.Triple]:
    """It as a dissent of the edition: what `graph` says, and that this is not followed."""
    edition, term = local(graph.value), re.split(r"[#/]", conflict.property)[-1]
    name = f"{ID}dissent/{edition}.{local(conflict.subject)}.{term}"
    if isinstance(conflict.stated, ox.NamedNode) and term not in ("openness", "license"):
        name += f".{local(conflict.stated.value)}"
    node = ox.NamedNode(name)
    why = "The curated statement is followed." if conflict.curated else "A newer edition is followed."
    yield ox.Triple(node, _TYPE, ox.NamedNode(AIKG + "Dissent"))
    yield ox.Triple(node, ox.NamedNode(RDF + "subject"), ox.NamedNode(conflict.subject))
    yield ox.Triple(node, ox.NamedNode(RDF + "predicate"), ox.NamedNode(conflict.property))
    yield ox.Triple(node, ox.NamedNode(RDF + "object"), conflict.stated)
    yield ox.Triple(node, ox.NamedNode(RDFS + "comment"), ox.Literal(why, language="en"))
    yield ox.Triple(node, _SOURCE, graph)
