"""Glossary: things, properties and values of editions in the data's own words, found without a store."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cache
from typing import Final

import pyoxigraph as ox

from aikg.documents import expanded
from aikg.editions import Edition, Fact, Term, coarsened
from aikg.names import short
from aikg.solutions import Titles, lexical, value_of
from aikg.vocabulary import AIKG, CURATED_GRAPH, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from aikg.wording import dated

KINDS: Final[dict[str, tuple[str, ...]]] = {
    "lab": ("Lab",),
    "family": ("ModelFamily",),
    "model": ("Model",),
    "product": ("Product",),
    "benchmark": ("Benchmark", "Arena"),
    "version": ("BenchmarkVersion",),
    "score": ("Score",),
    "source": ("Source",),
    "licence": ("License",),
    "claim": ("Claim", "Comparison"),
    "reading": ("Reading",),
    "dissent": ("Dissent",),
}
"""What things are called, in the order in which they are listed, and the classes that are meant."""

_DCTERMS: Final = PREFIXES["dcterms"]
TYPE: Final = RDF + "type"
NAME: Final = SKOS + "prefLabel"
TITLE: Final = _DCTERMS + "title"
SOURCE: Final = _DCTERMS + "source"

WORDS: Final[dict[str, str]] = {
    TYPE: "kind",
    SOURCE: "source",
    NAME: "name",
    SKOS + "altLabel": "also called",
    SKOS + "notation": "short name",
    SCHEMA + "identifier": "identifier",
    SCHEMA + "contributor": "with",
    SCHEMA + "parentOrganization": "part of",
    SCHEMA + "url": "page",
    SCHEMA + "sameAs": "same as",
    RDFS + "comment": "note",
    TITLE: "title",
    _DCTERMS + "publisher": "publisher",
    _DCTERMS + "issued": "issued",
    PREFIXES["prov"] + "hadPrimarySource": "primary source",
    RDF + "subject": "subject",
    RDF + "predicate": "property",
    RDF + "object": "stated",
}
"""Properties of other vocabularies, in the words of queries/evidence/statements.rq."""

MAKERS: Final = (AIKG + "developedBy", AIKG + "operatedBy")
PARENTS: Final = (AIKG + "model", RDF + "subject")
"""From a score or a dissent to what it is about."""
_DATES: Final = (
    *(AIKG + name for name in ("released", "announced", "weightsReleased", "launched", "asOf")),
    _DCTERMS + "issued",
)
_KIND_OF: Final = {AIKG + cls: kind for kind, classes in KINDS.items() for cls in classes}
_SHORT: Final = re.compile(r"[a-z0-9\-]+/[\w.\-]+")


class Glossary:
    """The words for what two editions hold; the newer one is asked first, the ontology last."""

    def __init__(self, old: Edition, new: Edition, ontology: Edition) -> None:
        self._exact = old.exact and new.exact
        exact_first = sorted((new, old), key=lambda e: not e.exact)  # plain text has no language
        self._places = (*exact_first, ontology)
        facts = sorted(ontology, key=lambda fact: fact.subject)
        self.precisions = {f.subject: iri_of(f.value) for f in facts if f.property == AIKG + "precision"}
        """From the property of a date to that which says how exactly it is known."""
        self._groups: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            if fact.property == AIKG + "attests":
                self._groups[iri_of(fact.value)].append(fact.subject)
        self._vouching = {SOURCE, *(group for groups in self._groups.values() for group in groups)}
        self._label = cache(self._find_label)
        self.title = cache(self._find_title)
        self.kind = cache(self._find_kind)

    def values(self, subject: str, *properties: str, within: Edition | None = None) -> list[Term]:
        """The values of the first property that has any, in the first edition that has any; English first."""
        for property in properties:
            for place in self._places if within is None else (within,):
                found = {f.value for f in place.facts.get(subject, ()) if f.property == property}
                if found:
                    return sorted(found, key=_rank)
        return []

    def thing(self, subject: str, *properties: str) -> str | None:
        """The IRI of the first of these values; None where there is none."""
        found = self.values(subject, *properties)
        return iri_of(found[0]) if found else None

    def text(self, subject: str, *properties: str) -> str | None:
        """The text of the first of these values; None where there is none."""
        found = self.values(subject, *properties)
        return text_of(found[0]) if found else None

    def _find_label(self, iri: str) -> str | None:
        return self.text(iri, NAME, RDFS + "label", TITLE)

    def _find_kind(self, subject: str) -> str:
        types = [iri_of(value) for value in self.values(subject, TYPE)]
        known = {_KIND_OF.get(cls) for cls in types}
        first = next((kind for kind in KINDS if kind in known), None)
        return first or (self._label(types[0]) or _local(types[0]) if types else "")

    def _find_title(self, iri: str) -> str:
        label = self._label(iri)
        teller = (
            {"score": self._score, "dissent": self._dissent}.get(self.kind(iri)) if label is None else None
        )
        return label or (teller(iri) if teller else None) or short(iri)

    def _score(self, iri: str) -> str | None:
        """A score by what was measured, on what, and how: `o3 on Acme Index v2 (reasoning, high)`."""
        model, version = self.thing(iri, AIKG + "model"), self.thing(iri, AIKG + "benchmarkVersion")
        if model is None or version is None:
            return None
        reasoning = "reasoning" if self.text(iri, AIKG + "reasoning") == "true" else None
        setting = ", ".join(filter(None, (reasoning, self.text(iri, AIKG + "effort"))))
        return f"{self.title(model)} on {self.title(version)}" + (f" ({setting})" if setting else "")

    def _dissent(self, iri: str) -> str | None:
        subject, property = self.thing(iri, RDF + "subject"), self.thing(iri, RDF + "predicate")
        if subject is None or property is None or subject == iri:
            return None
        return f"{self.title(subject)}: {self.property(property)}"

    def property(self, iri: str, language: str | None = None) -> str:
        """The label of a property, with a language that is not English."""
        word = WORDS.get(iri) or self._label(iri) or _local(iri)
        return f"{word} ({language})" if language and language != "en" else word

    def value(self, fact: Fact, edition: Edition) -> str:
        """The value of a fact of this edition as `aikg why` words it: labels, dates as exactly as known."""
        term = fact.value
        if isinstance(term, ox.NamedNode):
            return WORDS.get(term.value) or self.title(term.value)
        if not self._exact and _SHORT.fullmatch(term.value):
            return self._label(expanded(term.value)) or term.value
        precision = self.precisions.get(fact.property)
        return self._dated(fact, precision, edition) if precision else text_of(term)

    def _dated(self, fact: Fact, precision: str, edition: Edition) -> str:
        try:
            day = date.fromisoformat(fact.value.value)
        except ValueError:
            return text_of(fact.value)
        known = {
            _local(text_of(other.value))
            for other in edition.facts.get(fact.subject, ())
            if other.property == precision and fact.source in (None, other.source)
        }
        return dated(day, min(known, default=None))

    def date(self, subject: str, edition: Edition) -> str | None:
        """The first date that a thing has: released, announced, launched, as of, issued."""
        facts = edition.facts.get(subject, ())
        found = [(_DATES.index(f.property), self.value(f, edition)) for f in facts if f.property in _DATES]
        return min(found)[1] if found else None

    def lab(self, subject: str) -> str | None:
        """The lab that a thing is of, by way of the model for a score; None for a lab."""
        lab = self.thing(subject, *MAKERS)
        if lab is None and (parent := self.thing(subject, *PARENTS)) is not None:
            lab = self.thing(parent, *MAKERS)
        return lab

    def country(self, lab: str) -> str | None:
        """The code of the country of a lab."""
        country = self.thing(lab, AIKG + "country")
        return _local(country) if country else None

    def graphs(self, fact: Fact, edition: Edition) -> list[str]:
        """The graphs of the edition that state a fact, also where it was compared without them."""
        if fact.source is not None:
            return [fact.source]
        return sorted(
            other.source
            for other in edition.facts.get(fact.subject, ())
            if other.source and coarsened(other, sourced=False, exact=self._exact) == fact
        )

    def source(self, fact: Fact, edition: Edition) -> Titles | None:
        """Who says so: the report in whose graph a fact stands, else what the thing names as its source."""
        sources = [graph for graph in self.graphs(fact, edition) if graph != CURATED_GRAPH]
        if not sources and fact.property not in self._vouching:
            groups = (*self._groups.get(fact.property, ()), SOURCE)
            sources = [iri_of(value) for value in self.values(fact.subject, *groups, within=edition)]
        return Titles(list(dict.fromkeys(map(self.title, sources)))) if sources else None


def iri_of(value: Term) -> str:
    """The IRI that a value is, or that it was before it became plain text."""
    return value.value if isinstance(value, ox.NamedNode) else expanded(value.value)


def text_of(value: Term) -> str:
    """A value as machine formats write it."""
    return value.value if isinstance(value, ox.NamedNode) else lexical(value_of(value))


def _rank(value: Term) -> tuple[bool, bool, str]:
    """English first; of texts without a language those in ASCII."""
    tagged = isinstance(value, ox.Literal) and value.language == "en"
    return not tagged, not value.value.isascii(), value.value


def _local(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]
