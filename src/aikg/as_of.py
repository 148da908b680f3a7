"""As of a day: what one could have known then, so that every question can be asked of that day.

A thing is there from its date on, and a date that is known only to the month, quarter or year counts from
the earliest day that it can be, as everywhere here. docs/definitions.md says all of it at length.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.vocabulary import AIKG, DCTERMS, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

Stated = tuple[ox.Triple, ox.NamedNode]
"""A fact and the named graph in which it stands."""


_DATED: Final[dict[str, tuple[str, ...]]] = {
    AIKG + "Model": (AIKG + "released", AIKG + "announced"),
    AIKG + "Product": (AIKG + "launched",),
    AIKG + "Score": (AIKG + "asOf",),
}
"""Classes whose things come at a day: the first of these properties that is stated says which. A thing
without any is there once a document that speaks of it is: its source, or a report with a claim about it."""

_FOLLOWS: Final[dict[str, str]] = {
    AIKG + "Score": AIKG + "model",
    AIKG + "Claim": DCTERMS + "source",
    AIKG + "Reading": AIKG + "decides",
    AIKG + "Dissent": RDF + "subject",
}
"""Classes whose things are there only if what this property leads to is; each after those that it may lead
to."""

_WITH: Final[dict[str, tuple[str, ...]]] = {
    AIKG + "announced": ("announcedPrecision",),
    AIKG + "retracted": ("retractedPrecision", "retractedBy"),
    AIKG + "weightsReleased": ("weightsReleasedPrecision", "openness", "license"),
}
"""Dates that may lie ahead of a thing that is there, and what is not known before that day either: the data
hold how open a model is now, not how open it was before its weights came."""


_OPINION: Final = AIKG + "category"
"""What a report says of its own mind, and nobody before it: not there before the report."""


def by_then(facts: Iterable[Stated], day: date) -> Iterator[Stated]:
    """The facts without what came after the day: models released, products launched, scores published later,
    models and products without a date that no document of that time speaks of, scores of models that nobody
    could use, claims of later documents, and whatever speaks of these.

    A model that was announced and never released is there, without scores. Labs, benchmarks and sources stay,
    because the data do not date them, and a fact of that time may be told by a later document.
    """
    facts = list(facts)
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple, _ in facts:
        values[_name(triple.subject)][triple.predicate.value].append(_name(triple.object))
    later = {
        s for s, stated in values.items() if min(stated.get(DCTERMS + "issued", ["0"])) > day.isoformat()
    }
    gone = _gone(values, day.isoformat(), later)
    ahead = {
        (subject, AIKG + name if "#" not in name else name)
        for subject, stated in values.items()
        for dated, others in _WITH.items()
        if (days := stated.get(dated)) and min(days) > day.isoformat()
        for name in (dated, *others)
    }
    for triple, graph in facts:
        subject = _name(triple.subject)
        if subject in gone or (subject, triple.predicate.value) in ahead:
            continue
        if isinstance(triple.object, ox.NamedNode) and triple.object.value in gone:
            continue
        if triple.predicate.value == _OPINION and graph.value in later:
            continue
        yield triple, graph


def _gone(values: Mapping[str, Mapping[str, list[str]]], day: str, later: set[str]) -> set[str]:
    """What was not there yet on the day, by IRI."""
    kinds = {subject: set(stated.get(RDF + "type", ())) for subject, stated in values.items()}
    told = _told(values, day)
    gone = {
        subject
        for subject, stated in values.items()
        for kind in kinds[subject] & _DATED.keys()
        if not _there(stated, _DATED[kind], day, subject in told)
    }
    unreleased = {s for s, of in kinds.items() if AIKG + "Model" in of and AIKG + "released" not in values[s]}
    for kind, leads in _FOLLOWS.items():
        before = gone | {AIKG + "Score": unreleased, AIKG + "Claim": later}.get(kind, set())
        gone = gone | {
            subject
            for subject, stated in values.items()
            if kind in kinds[subject] and before.intersection(stated.get(leads, ()))
        }
    members: dict[str, set[str]] = defaultdict(set)
    for subject, stated in values.items():
        for family in stated.get(AIKG + "family", ()):
            members[family].add(subject)
    return gone | {family for family, models in members.items() if models <= gone}


def _there(stated: Mapping[str, list[str]], dates: tuple[str, ...], day: str, told: bool) -> bool:
    days = next((stated[name] for name in dates if name in stated), None)
    return told if days is None else min(days) <= day


def _told(values: Mapping[str, Mapping[str, list[str]]], day: str) -> set[str]:
    """What a document speaks of that had been published by the day."""
    out = {s for s, stated in values.items() if DCTERMS + "issued" in stated}
    out = {s for s in out if min(values[s][DCTERMS + "issued"]) <= day}
    told = set()
    for subject, stated in values.items():
        if not out.isdisjoint(stated.get(DCTERMS + "source", ())):
            told.add(subject)
            told.update(stated.get(AIKG + "about", ()))
    return told


def _name(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
