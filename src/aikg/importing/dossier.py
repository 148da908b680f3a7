"""The dossier of a model: all that the rows of an edition say of it, gathered, and then told as triples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aikg.importers.records import Dated
from aikg.importers.spelling import bare, readings
from aikg.importing.edition import CONCEPT, dated, iri, text, typed
from aikg.importing.proposal import placed
from aikg.names import normalise
from aikg.vocabulary import AIKG, DCTERMS, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

    from aikg.importers.spelling import Reading


@dataclass
class Dossier:
    """What is said of one model so far."""

    iri: str
    lab: str | None
    name: str
    known: bool
    """Whether the model is a thing of the graph already."""
    reading: Reading | None = None
    """How its name was read when it was recognised."""
    facts: dict[str, tuple[object, str, int]] = field(default_factory=dict)
    """Local name of a property that can have one value -> the value, its file and its line."""
    names: dict[str, None] = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    contributors: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    """Local names of properties whose value is not public."""
    bases: dict[tuple[str, str], None] = field(default_factory=dict)

    def state(self, name: str, value: object, file: str, line: int) -> str | None:
        """Note a fact that can have one value. A second one of the same edition is reported, not guessed
        about: what is wrong is given back."""
        before, at, first = self.facts.setdefault(name, (value, file, line))
        if before == value:
            return None
        where = placed(at, first, file)
        return f"says {name} {_said(value)}, where {where} says {_said(before)}; the first is kept"

    def triples(self, label: str | None, called: Iterable[str], edition: str) -> Iterator[ox.Triple]:
        """All of it. `label` is that of a model which the edition brings along, and None for a known one;
        `called` are the names, in normal form, by which the model is known."""
        thing = self.iri
        names = dict.fromkeys((self.name, *self.names))
        if label is not None and self.lab is not None:
            yield iri(thing, RDF + "type", AIKG + "Model")
            yield text(thing, SKOS + "prefLabel", label, "en")
            yield iri(thing, AIKG + "developedBy", self.lab)
            yield iri(thing, DCTERMS + "source", edition)
            names[bare(self.name)] = None
            names.pop(label, None)  # the same name twice is no other name
        called = set(called)
        for name in names:
            if normalise(name) not in called and (reading := readings(name)[0]).key not in called:
                called.add(reading.key)
                if not self.known or self.reading is None:
                    yield text(thing, SKOS + "altLabel", name)
        for host in self.hosts:
            if not self.known or normalise(host) not in called:
                yield text(thing, SCHEMA + "identifier", host)
        for lab in sorted(self.contributors):
            yield iri(thing, SCHEMA + "contributor", lab)
        for name, (value, *_) in self.facts.items():
            yield from _fact(thing, name, value)
        for modality in sorted(self.inputs):
            yield iri(thing, AIKG + "inputModality", CONCEPT + modality)
        for modality in sorted(self.outputs):
            yield iri(thing, AIKG + "outputModality", CONCEPT + modality)
        for name in sorted(self.hidden - self.facts.keys()):
            yield iri(thing, AIKG + "notDisclosed", AIKG + name)
        for kind, base in self.bases:
            yield iri(thing, AIKG + kind, base)


def _fact(thing: str, name: str, value: object) -> Iterable[ox.Triple]:
    if isinstance(value, Dated):
        return dated(thing, AIKG + name, value)
    if isinstance(value, bool):
        return (typed(thing, AIKG + name, str(value).lower(), "boolean"),)
    if isinstance(value, int):
        return (typed(thing, AIKG + name, str(value), "integer"),)
    return (iri(thing, AIKG + name, str(value) if name == "license" else CONCEPT + str(value)),)


def _said(value: object) -> str:
    day = getattr(value, "day", None)
    return str(day if day is not None else value)
