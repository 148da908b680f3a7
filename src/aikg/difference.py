"""Difference: which facts two editions do not share, and which of them are one fact with another value.

Facts are compared as exactly as both editions keep them: where one has no graphs, without sources; where one
has no datatypes, by their text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from aikg.editions import Edition, Fact, edition
from aikg.errors import UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Hashable, Iterable, Iterator

_NOTHING: Final[frozenset[Fact]] = frozenset()


class Change(NamedTuple):
    """A fact with another value or, where that is the same, of another source."""

    old: Fact
    new: Fact


@dataclass(frozen=True)
class Difference:
    """What is only in the one edition, only in the other, and what changed; each sorted by subject."""

    old: Edition = field(repr=False)
    new: Edition = field(repr=False)
    added: tuple[Fact, ...]
    removed: tuple[Fact, ...]
    changed: tuple[Change, ...]

    @property
    def sourced(self) -> bool:
        """Whether facts were compared with their sources."""
        return self.old.sourced and self.new.sourced

    @property
    def exact(self) -> bool:
        """Whether values were compared with datatype and language, not as text only."""
        return self.old.exact and self.new.exact

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    def apply(self, facts: Iterable[Fact]) -> set[Fact]:
        """The facts of the new edition, from those of the old one."""
        gone = {*self.removed, *(change.old for change in self.changed)}
        come = {*self.added, *(change.new for change in self.changed)}
        return (set(facts) - gone) | come


def compare(
    old: Edition | str | os.PathLike[str],
    new: Edition | str | os.PathLike[str],
    *,
    ontology: bool = False,
) -> Difference:
    """The difference from `old` to `new`: editions, or what `editions.edition` takes.

    The ontology is left out unless asked for. A property of a subject is changed where it has one value
    before and one after, in one graph or, failing that, in all; of several values each is added or removed.
    Takes time in proportion to the facts. Raises DataError, UnknownName, StoreError, and UsageError where the
    ontology is asked for and an edition has none.
    """
    before = old if isinstance(old, Edition) else edition(old)
    after = new if isinstance(new, Edition) else edition(new)
    sourced, exact = before.sourced and after.sourced, before.exact and after.exact
    compared = []
    for whole in (before, after):
        bare = whole.without_ontology(by_graph=sourced)
        if ontology and len(bare) == len(whole):
            raise UsageError(f"{whole.name} holds no ontology to compare.")
        compared.append((whole if ontology else bare).at(sourced=sourced, exact=exact))
    one, other = compared
    added, removed, changed = list[Fact](), list[Fact](), list[Change]()
    for subject in sorted({*one.facts, *other.facts}):
        ours, theirs = one.facts.get(subject, _NOTHING), other.facts.get(subject, _NOTHING)
        if ours != theirs:
            pairs = list(_pairs(ours, theirs))
            changed += sorted(pairs, key=lambda pair: _order(pair.new))
            removed += sorted(ours - theirs - {pair.old for pair in pairs}, key=_order)
            added += sorted(theirs - ours - {pair.new for pair in pairs}, key=_order)
    return Difference(before, after, tuple(added), tuple(removed), tuple(changed))


def _pairs(ours: frozenset[Fact], theirs: frozenset[Fact]) -> Iterator[Change]:
    """The changes of one subject: the only value of a key before with the only one after."""
    paired: set[Fact] = set()
    for key in (_within, _across):
        before, after = _single(ours, key), _single(theirs, key)
        for name in before.keys() & after.keys():
            pair = Change(before[name], after[name])
            if pair.old not in theirs and pair.new not in ours and paired.isdisjoint(pair):
                paired.update(pair)
                yield pair


def _single(facts: frozenset[Fact], key: Callable[[Fact], Hashable]) -> dict[Hashable, Fact]:
    counts = Counter(map(key, facts))
    return {name: fact for fact in facts if counts[name := key(fact)] == 1}


def _within(fact: Fact) -> Hashable:
    return fact.property, language(fact), fact.source


def _across(fact: Fact) -> Hashable:
    return fact.property, language(fact)


def language(fact: Fact) -> str | None:
    """The language of a text, None for anything else."""
    return fact.value.language if isinstance(fact.value, ox.Literal) else None


def _order(fact: Fact) -> tuple[str, str, str]:
    return fact.property, str(fact.value), fact.source or ""
