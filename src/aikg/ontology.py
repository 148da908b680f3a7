"""The ontology: what it and its shapes say of properties and concepts that joining an edition asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.vocabulary import AIKG, DCTERMS, PREFIXES, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TYPE: Final = ox.NamedNode(RDF + "type")
_SOURCE: Final = ox.NamedNode(DCTERMS + "source")
_BROADER: Final = ox.NamedNode(SKOS + "broader")
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_PRECISION: Final = ox.NamedNode(AIKG + "precision")
_SUBPROPERTY: Final = ox.NamedNode(RDFS + "subPropertyOf")
_PATH: Final = ox.NamedNode(PREFIXES["sh"] + "path")
_MOST: Final = ox.NamedNode(PREFIXES["sh"] + "maxCount")
_NEVER_SINGLE: Final = frozenset((_TYPE, _SOURCE))


class Ontology:
    """Read from the curated facts, which are given by their subject."""

    def __init__(self, blocks: Mapping[str, Iterable[ox.Triple]]) -> None:
        self.single: set[ox.NamedNode] = set()
        """The properties that can have one value only, as the shapes say."""
        self.precisions: dict[ox.NamedNode, ox.NamedNode] = {}
        """Property that says how exactly a date is known -> the property of the date."""
        self.steps: set[ox.NamedNode] = {_BASED_ON}
        """The properties that are a step of lineage."""
        self.vouching: set[ox.NamedNode] = {_SOURCE}
        """The properties that name the source of a fact."""
        self.broader: dict[str, str] = {}
        """Concept -> the broader one."""
        for subject, block in blocks.items():
            stated = {triple.predicate: triple.object for triple in block}
            path, most = stated.get(_PATH), stated.get(_MOST)
            if isinstance(path, ox.NamedNode) and isinstance(most, ox.Literal) and most.value == "1":
                self.single.add(path)
            if isinstance(precision := stated.get(_PRECISION), ox.NamedNode):
                self.precisions[precision] = ox.NamedNode(subject)
            for triple in block:
                if triple.predicate == _SUBPROPERTY and triple.object == _BASED_ON:
                    self.steps.add(ox.NamedNode(subject))
                elif triple.predicate == _SUBPROPERTY and triple.object == _SOURCE:
                    self.vouching.add(ox.NamedNode(subject))
                elif triple.predicate == _BROADER and isinstance(triple.object, ox.NamedNode):
                    self.broader[subject] = triple.object.value
        self.exactness = {of: precision for precision, of in self.precisions.items()}
        """Property of a date -> the property that says how exactly it is known."""
        self.single -= {*self.precisions, *_NEVER_SINGLE}
