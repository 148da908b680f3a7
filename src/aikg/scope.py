"""Scope: one thing of some editions, found by name without a store, and all that belongs to it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from aikg.errors import AmbiguousName, UnknownName
from aikg.glossary import MAKERS, NAME, PARENTS, TITLE, Glossary, iri_of
from aikg.names import MAX_LENGTH, as_iri, normalise, short
from aikg.vocabulary import AIKG, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.editions import Edition

_NAMING: Final = {NAME, TITLE, SKOS + "altLabel", SKOS + "notation", SCHEMA + "identifier"}
_BELONGING: Final = {
    *MAKERS,
    *PARENTS,
    *(AIKG + name for name in ("family", "versionOf", "benchmarkVersion", "about", "above", "below")),
    SCHEMA + "contributor",
}
"""From a thing to what it is a part of: a lab has models, a model has scores, and so has a version."""


def of(name: str, editions: Sequence[Edition], words: Glossary) -> set[str]:
    """The thing that a name denotes in one of the editions, and all that belongs to it, step by step.

    A family and a model of one name are both meant. Raises UnknownName with near names, or AmbiguousName.
    """
    parts: dict[str, set[str]] = defaultdict(set)
    for edition in editions:
        for fact in edition:
            if fact.property in _BELONGING:
                parts[iri_of(fact.value)].add(fact.subject)
    found = _named(name, editions, words)
    waiting = list(found)
    while waiting:
        more = parts.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return found


def _named(name: str, editions: Sequence[Edition], words: Glossary) -> set[str]:
    iri = as_iri(name.strip())
    if iri is not None and any(iri in edition.facts for edition in editions):
        return {iri}
    named: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    for edition in editions:
        for fact in edition:
            if fact.property in _NAMING:
                key = normalise(fact.value.value)
                named[key].add(fact.subject)
                labels.setdefault(key, fact.value.value)
    key = normalise(name) if len(name) <= MAX_LENGTH else ""
    found = set(named.get(key, ())) if key else set()
    if not found:
        from difflib import get_close_matches

        near = get_close_matches(normalise(name[:MAX_LENGTH]), labels, n=3)
        raise UnknownName("thing in either edition", name, [labels[key] for key in near])
    if len(found) > 1:  # a source often has the title of what it speaks of, and is seldom meant
        found = {thing for thing in found if words.kind(thing) != "source"} or found
    if len(found) > 1 and {words.kind(thing) for thing in found} != {"family", "model"}:
        raise AmbiguousName("thing", name, sorted((words.title(thing), short(thing)) for thing in found))
    return found
