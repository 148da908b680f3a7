"""Comparands: the models, or the labs, that several names mean when these are set side by side."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from aikg import lookup, names
from aikg.errors import AmbiguousName, UnknownName, UsageError, shown
from aikg.names import Entity
from aikg.solutions import Iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph

KINDS: Final = ("lab", "model")
"""What can be compared with its like; a name is tried in this order."""

_HINT: Final = "`aikg find TEXT` searches all names; one of several words stands in quotes."


def comparands(graph: KnowledgeGraph, given: Sequence[str]) -> tuple[str, tuple[Entity, ...]]:
    """Lab or model, and the things; those that share a label are told apart by their identifier.

    Raises UsageError where they are fewer than two, of two kinds or the same, UnknownName or AmbiguousName.
    """
    if len(given) < 2:
        alone = f"“{shown(given[0])}” alone is" if given else "Nothing is"
        raise UsageError(f"{alone} not enough to compare; give two models or more, or two labs or more.")
    found = [_kinds(graph, name) for name in given]
    kind = _kind(given, found)
    things: dict[str, tuple[str, Entity]] = {}
    for name, kinds in zip(given, found, strict=True):
        thing = kinds[kind]
        if isinstance(thing, AmbiguousName):
            raise thing
        if thing.iri in things:
            before = things[thing.iri][0]
            raise UsageError(
                f"“{shown(name)}” is given twice; name each thing once."
                if name == before
                else f"“{shown(before)}” and “{shown(name)}” are both {shown(thing.label)}; "
                "name each thing once."
            )
        things[thing.iri] = name, thing
    return kind, _distinct([thing for _, thing in things.values()])


def _distinct(things: Sequence[Entity]) -> tuple[Entity, ...]:
    labels = [thing.label for thing in things]
    return tuple(
        Entity(t.iri, t.kind, f"{t.label} ({t.short})") if labels.count(t.label) > 1 else t for t in things
    )


def _kind(given: Sequence[str], found: Sequence[Mapping[str, Entity | AmbiguousName]]) -> str:
    """The kind that all names are of; where they are of both, that in which each means one thing."""
    shared = [kind for kind in KINDS if all(kind in kinds for kinds in found)]
    clear = [kind for kind in shared if not any(isinstance(kinds[kind], AmbiguousName) for kinds in found)]
    if len(clear) > 1:
        both = [thing for thing in found[0].values() if isinstance(thing, Entity)]
        raise AmbiguousName("thing", given[0], [(thing.label, thing.short) for thing in both])
    if shared:
        return [*clear, *shared][0]
    one, other = next(
        (a, b) for a, b in combinations(range(len(given)), 2) if not set(found[a]) & set(found[b])
    )
    raise UsageError(
        f"“{shown(given[one])}” is {_called(found[one])}, “{shown(given[other])}” {_called(found[other])}; "
        "compare models with models or labs with labs. A name of several words stands in quotes."
    )


def _called(kinds: Iterable[str]) -> str:
    return " or ".join(f"a {kind}" for kind in kinds)


def _kinds(graph: KnowledgeGraph, name: str) -> dict[str, Entity | AmbiguousName]:
    """What the name is as a lab and as a model, where it is one. Raises UnknownName or UsageError."""
    found: dict[str, Entity | AmbiguousName] = {}
    denoted = names.candidates(graph, name)
    likely = [kind for kind, classes in _CLASSES.items() if any(e.kind in classes for e in denoted)]
    for kind in likely or KINDS:  # no search for names like this one where a name is of the other kind
        try:
            found[kind] = _RESOLVERS[kind](graph, name)
        except AmbiguousName as error:
            found[kind] = error
        except UnknownName:
            continue
    if not found and denoted:
        raise UsageError(
            f"“{shown(denoted[0].label)}” is neither a model nor a lab, and only those can be compared. "
            f"It is {denoted[0].short}."
        )
    if not found:
        raise UnknownName("model or lab", name, _near(graph, name), _HINT)
    return found


def _near(graph: KnowledgeGraph, name: str, most: int = 3) -> list[str]:
    """Labels of models and labs whose name is like this one, nearest first."""
    import difflib

    labels = {names.normalise(label): label for kind in KINDS for label in names.near(graph, name, kind)}
    key = names.normalise(name[: names.MAX_LENGTH])
    return [labels[near] for near in difflib.get_close_matches(key, labels, n=most, cutoff=0)]


def _lab(graph: KnowledgeGraph, name: str) -> Entity:
    return names.resolve(graph, name, "lab")


def _model(graph: KnowledgeGraph, name: str) -> Entity:
    """What `aikg model` shows; of a family its one release, for of several none may be chosen."""
    kind, entity = lookup.denoted(graph, "model", name)
    if kind == "model":
        return entity
    releases = graph.run("members", thing=Iri(entity.iri)).rows
    if not releases:
        raise UnknownName("model", name)
    if len(releases) > 1:
        raise AmbiguousName("model", name, [(str(label), names.short(str(iri))) for iri, label in releases])
    return Entity(str(releases[0][0]), "Model", str(releases[0][1]))


_CLASSES: Final = {"lab": ("Lab",), "model": ("Model", "ModelFamily")}
_RESOLVERS: Final = {"lab": _lab, "model": _model}
