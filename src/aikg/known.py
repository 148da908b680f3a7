"""What is known: the names of things, and the facts that can have one value only.

Names are looked up whole, by their normal form. A name means a thing where it is that of exactly one; only
curated things are found by name.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.identifiers import local
from aikg.names import normalise
from aikg.ontology import Ontology
from aikg.vocabulary import AIKG, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aikg.as_of import Stated

HOSTED: Final = ox.NamedNode(SCHEMA + "identifier")
"""How a host of models calls one."""
_LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
NAMES: Final = (_LABEL, ox.NamedNode(SKOS + "altLabel"), ox.NamedNode(SKOS + "notation"), HOSTED)
"""The properties that name a thing, the first to be looked up first."""
_TYPE: Final = ox.NamedNode(RDF + "type")
_DEVELOPED: Final = ox.NamedNode(AIKG + "developedBy")
_CONTRIBUTOR: Final = ox.NamedNode(SCHEMA + "contributor")
_PARENT: Final = ox.NamedNode(SCHEMA + "parentOrganization")
_SAME: Final = ox.NamedNode(SCHEMA + "sameAs")
_UNDISCLOSED: Final = ox.NamedNode(AIKG + "notDisclosed")
_DISSENT: Final = tuple(ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object"))


@dataclass
class Value:
    """The value of a fact that can have one only."""

    term: ox.NamedNode | ox.Literal
    precision: ox.NamedNode | None
    """Of a date: how exactly it is known."""
    curated: bool


class Known:
    """What the files say so far."""

    def __init__(self, curated: Iterable[Stated]) -> None:
        blocks: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple, _ in curated:
            blocks[triple.subject.value].append(triple)  # type: ignore[union-attr]
        self.ontology = Ontology(blocks)
        self.labels: dict[str, str] = {}
        """IRI -> English label."""
        self.kinds: dict[str, str] = {}
        """IRI -> local name of its class."""
        self.facts: dict[tuple[str, ox.NamedNode], Value] = {}
        self.bases: dict[str, dict[ox.NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
        """IRI of a model -> step of lineage -> the models to which it leads."""
        self.refused: set[tuple[str, str, str]] = set()
        """Facts of which a curated dissent says that they are not followed."""
        self._named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._models: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._hosted: dict[str, set[str]] = defaultdict(set)
        self._relatives: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for subject, block in blocks.items():
            self.learn(subject, block)
            parts = {triple.predicate: str(triple.object) for triple in block if triple.predicate in _DISSENT}
            if len(parts) == len(_DISSENT):
                self.refused.add(tuple(parts[part] for part in _DISSENT))  # type: ignore[arg-type]

    def lab(self, names: Iterable[str]) -> str | None:
        """The one curated lab that the first telling of these names denotes."""
        return _first(self._named["Lab"], names)

    def thing(self, kind: str, names: Iterable[str]) -> str | None:
        """The one thing of a class (License, Benchmark, BenchmarkVersion) that one of the names denotes."""
        return _first(self._named[kind], names)

    def model(self, lab: str | None, names: Sequence[str], hosted: Iterable[str] = ()) -> str | None:
        """The one curated model of the lab, of one that it belongs to or is joined with, or with this id.

        Without a lab, the one model of any lab.
        """
        if lab is None:
            found = _first(self._named["Model"], names)
        else:
            found = _first(self._models.get(lab, {}), names)
            for other in sorted(self._relatives.get(lab, ())) if found is None else ():
                found = found or _first(self._models.get(other, {}), names)
        return found or _first(self._hosted, hosted)

    def called(self, iri: str) -> set[str]:
        """All names of a thing, in normal form."""
        return self._names.get(iri, set())

    def is_new_name(self, subject: str, name: str) -> bool:
        """Whether a thing is not called so yet, and no other curated thing of its kind is."""
        key = normalise(name)
        others = self._named.get(self.kinds.get(subject, ""), {}).get(key, ())
        return key not in self._names.get(subject, ()) and not others

    def hides(self, subject: str, predicate: ox.NamedNode) -> bool:
        """Whether the value of this property is said not to be public."""
        return (subject, _hidden(predicate)) in self.facts

    def learn(self, subject: str, block: list[ox.Triple], *, curated: bool = True) -> None:
        """Take in what is said of one thing."""
        ontology = self.ontology
        kind = ""
        labs, names, hosted = [], [], []
        precisions = {t.predicate: t.object for t in block if t.predicate in ontology.precisions}
        dated = {of: precisions.get(precision) for precision, of in ontology.precisions.items()}
        for triple in block:
            predicate, value = triple.predicate, triple.object
            if predicate == _TYPE and value.value.startswith(AIKG):  # type: ignore[union-attr]
                kind = value.value.removeprefix(AIKG)  # type: ignore[union-attr]
            elif isinstance(value, ox.Literal) and predicate in NAMES:
                names.append(value.value)
                if predicate == HOSTED:
                    hosted.append(value.value)
                if predicate == _LABEL and value.language == "en":
                    self.labels[subject] = value.value
            elif isinstance(value, ox.NamedNode) and predicate in (_DEVELOPED, _CONTRIBUTOR):
                labs.append(value.value)
            elif isinstance(value, ox.NamedNode) and predicate in ontology.steps:
                self.bases[subject][predicate].add(value.value)
            elif predicate == _PARENT and isinstance(value, ox.NamedNode):
                self._relatives[subject].add(value.value)
                self._relatives[value.value].add(subject)
            elif predicate == _SAME and kind == "License":
                names.append(local(value.value))  # type: ignore[union-attr]
            if predicate == _UNDISCLOSED and isinstance(value, ox.NamedNode):
                self.facts[subject, _hidden(value)] = Value(value, None, curated)
            elif predicate in ontology.single:
                precision = dated.get(predicate)
                self.facts[subject, predicate] = Value(value, precision, curated)  # type: ignore[arg-type]
        if kind:
            self.kinds[subject] = kind
        keys = {key for name in names if (key := normalise(name))}
        self._names[subject] |= keys
        if not curated:
            return
        if kind == "License":
            keys.add(normalise(local(subject)))
        for key in keys:
            self._named["Benchmark" if kind == "Arena" else kind][key].add(subject)
            if kind == "Model":
                for lab in labs:
                    self._models[lab][key].add(subject)
        for name in hosted if kind == "Model" else ():
            self._hosted[normalise(name)].add(subject)


@cache
def _hidden(predicate: ox.NamedNode) -> ox.NamedNode:
    """What stands in the place of a property where its value is not public."""
    return ox.NamedNode(predicate.value + "?")


def _first(index: dict[str, set[str]], names: Iterable[str]) -> str | None:
    """What the first name that denotes exactly one thing denotes."""
    for name in names:
        found = index.get(normalise(name), ())
        if len(found) == 1:
            return next(iter(found))
    return None
