"""The concordance: which curated thing a name of an edition means, and which of two values counts.

An edition is kept as its source tells it. What it says is joined to the rest whenever the files are loaded,
and not when it is imported: so a name that becomes known later, a corrected fact of a new version of aikg, or
an edition that is taken out again change the answers, and no file.

- A lab or model that an edition brought along is the curated one if one of its names is, letter for letter in
  normal form, a name of exactly one lab, or of one model of that lab. Otherwise it is a thing of its own.
- Of a fact that can have one value only, the curated value counts, then that of the newest edition. Every
  other value becomes a dissent, which says whose value it is. Values that agree, such as a month and a day
  in it, are no conflict.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.answers import named
from aikg.names import normalise
from aikg.vocabulary import AIKG, DCTERMS, ID, PREFIXES, RDF, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aikg.volume import Volume

Stated = tuple[ox.Triple, ox.NamedNode]
"""A fact and the named graph in which it stands."""

_TYPE: Final = ox.NamedNode(RDF + "type")
_SOURCE: Final = ox.NamedNode(DCTERMS + "source")
_DEVELOPED: Final = ox.NamedNode(AIKG + "developedBy")
_CONTRIBUTOR: Final = ox.NamedNode(SCHEMA + "contributor")
_PARENT: Final = ox.NamedNode(SCHEMA + "parentOrganization")
_LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
_ALSO: Final = ox.NamedNode(SKOS + "altLabel")
_HOSTED: Final = ox.NamedNode(SCHEMA + "identifier")
_NOTATION: Final = ox.NamedNode(SKOS + "notation")
_BROADER: Final = ox.NamedNode(SKOS + "broader")
_SAME: Final = ox.NamedNode(SCHEMA + "sameAs")
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_UNDISCLOSED: Final = ox.NamedNode(AIKG + "notDisclosed")
_PRECISION: Final = ox.NamedNode(AIKG + "precision")
_SUBPROPERTY: Final = ox.NamedNode(RDFS + "subPropertyOf")
_PATH: Final = ox.NamedNode(PREFIXES["sh"] + "path")
_MOST: Final = ox.NamedNode(PREFIXES["sh"] + "maxCount")
_NAMES: Final = (_LABEL, _ALSO, _NOTATION, _HOSTED)
_DISSENT: Final = tuple(ox.NamedNode(RDF + part) for part in ("subject", "predicate", "object"))
_SCORE: Final = f"{ID}score/"
_NEVER_SINGLE: Final = frozenset((_TYPE, _SOURCE))
_LENGTH: Final = {"day": 10, "month": 7, "year": 4}
"""How many characters of a date are known, by precision."""
_LONGEST: Final = 80
"""Characters of a name that an identifier keeps."""


def lab_iri(name: str) -> str:
    """The IRI of a lab that only editions know. Underscores begin no curated identifier."""
    return f"{ID}lab/_{slug(name)}"


def model_iri(lab: str, name: str) -> str:
    """The IRI of a model that only editions know: the same for the same name and lab, whoever tells it."""
    return f"{ID}model/_{_local(lab)}.{slug(name)}"


def is_own(iri: str) -> bool:
    """Whether the thing is one that editions brought along, and not curated."""
    return iri.startswith(_OWN)


_OWN: Final = (f"{ID}lab/_", f"{ID}model/_", f"{ID}license/_", f"{ID}benchmark/_")


def slug(name: str) -> str:
    """A name in normal form as part of an identifier; what that cannot spell is told by a digest."""
    key = normalise(name)
    plain = re.sub(r"[^a-z0-9.]", "", key)[:_LONGEST].strip(".")
    return plain if plain == key else f"{plain}-{named([key])[:8]}".lstrip("-")


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]


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


@dataclass
class _Value:
    term: ox.NamedNode | ox.Literal
    precision: ox.NamedNode | None
    curated: bool


class Known:
    """What the files say so far: names, and the facts that can have one value only."""

    def __init__(self, curated: Iterable[Stated]) -> None:
        self.labels: dict[str, str] = {}
        """IRI -> English label."""
        self.kinds: dict[str, str] = {}
        """IRI -> local name of its class."""
        self.facts: dict[tuple[str, ox.NamedNode], _Value] = {}
        self._named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._models: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._hosted: dict[str, set[str]] = defaultdict(set)
        self._relatives: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        self._bases: dict[str, dict[ox.NamedNode, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._broader: dict[str, str] = {}
        self._refused: set[tuple[str, str, str]] = set()
        self._single: set[ox.NamedNode] = set()
        self._precisions: dict[ox.NamedNode, ox.NamedNode] = {}
        self._exactness: dict[ox.NamedNode, ox.NamedNode] = {}
        self._steps: set[ox.NamedNode] = {_BASED_ON}
        self._vouching: set[ox.NamedNode] = {_SOURCE}
        blocks: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple, _ in curated:
            blocks[triple.subject.value].append(triple)  # type: ignore[union-attr]
        self._learn_ontology(blocks)
        for subject, block in blocks.items():
            self._learn(subject, block)
            parts = {triple.predicate: str(triple.object) for triple in block if triple.predicate in _DISSENT}
            if len(parts) == len(_DISSENT):
                self._refused.add(tuple(parts[part] for part in _DISSENT))  # type: ignore[arg-type]

    @property
    def single(self) -> set[ox.NamedNode]:
        """The properties that can have one value only, as the shapes say."""
        return self._single

    # ------------------------------------------------------------------------------------- names

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

    # ------------------------------------------------------------------------------------- learning

    def _learn_ontology(self, blocks: dict[str, list[ox.Triple]]) -> None:
        for subject, block in blocks.items():
            stated = {triple.predicate: triple.object for triple in block}
            path, most = stated.get(_PATH), stated.get(_MOST)
            if isinstance(path, ox.NamedNode) and isinstance(most, ox.Literal) and most.value == "1":
                self._single.add(path)
            if isinstance(precision := stated.get(_PRECISION), ox.NamedNode):
                self._precisions[precision] = ox.NamedNode(subject)
            for triple in block:
                if triple.predicate == _SUBPROPERTY and triple.object == _BASED_ON:
                    self._steps.add(ox.NamedNode(subject))
                elif triple.predicate == _SUBPROPERTY and triple.object == _SOURCE:
                    self._vouching.add(ox.NamedNode(subject))
                elif triple.predicate == _BROADER and isinstance(triple.object, ox.NamedNode):
                    self._broader[subject] = triple.object.value
        self._exactness = {of: precision for precision, of in self._precisions.items()}
        self._single -= {*self._precisions, *_NEVER_SINGLE}

    def _learn(self, subject: str, block: list[ox.Triple], *, curated: bool = True) -> None:
        kind = ""
        labs, names, hosted = [], [], []
        precisions = {t.predicate: t.object for t in block if t.predicate in self._precisions}
        dated = {of: precisions.get(precision) for precision, of in self._precisions.items()}
        for triple in block:
            predicate, value = triple.predicate, triple.object
            if predicate == _TYPE and value.value.startswith(AIKG):  # type: ignore[union-attr]
                kind = value.value.removeprefix(AIKG)  # type: ignore[union-attr]
            elif isinstance(value, ox.Literal) and predicate in _NAMES:
                names.append(value.value)
                if predicate == _HOSTED:
                    hosted.append(value.value)
                if predicate == _LABEL and value.language == "en":
                    self.labels[subject] = value.value
            elif isinstance(value, ox.NamedNode) and predicate in (_DEVELOPED, _CONTRIBUTOR):
                labs.append(value.value)
            elif isinstance(value, ox.NamedNode) and predicate in self._steps:
                self._bases[subject][predicate].add(value.value)
            elif predicate == _PARENT and isinstance(value, ox.NamedNode):
                self._relatives[subject].add(value.value)
                self._relatives[value.value].add(subject)
            elif predicate == _SAME and kind == "License":
                names.append(_local(value.value))  # type: ignore[union-attr]
            if predicate == _UNDISCLOSED and isinstance(value, ox.NamedNode):
                self.facts[subject, _hidden(value)] = _Value(value, None, curated)
            elif predicate in self._single:
                precision = dated.get(predicate)
                self.facts[subject, predicate] = _Value(value, precision, curated)  # type: ignore[arg-type]
        if kind:
            self.kinds[subject] = kind
        keys = {key for name in names if (key := normalise(name))}
        self._names[subject] |= keys
        if not curated:
            return
        if kind == "License":
            keys.add(normalise(_local(subject)))
        for key in keys:
            self._named["Benchmark" if kind == "Arena" else kind][key].add(subject)
            if kind == "Model":
                for lab in labs:
                    self._models[lab][key].add(subject)
        for name in hosted if kind == "Model" else ():
            self._hosted[normalise(name)].add(subject)

    # ------------------------------------------------------------------------------------- joining

    def join(
        self, triples: Iterable[ox.Triple], graph: ox.NamedNode, conflicts: list[Conflict] | None = None
    ) -> Iterator[Stated]:
        """What an edition says, in the words of what is known; from then on it is known too.

        `conflicts` is filled with the values that are not followed.
        """
        blocks: dict[str, list[ox.Triple]] = defaultdict(list)
        for triple in triples:
            blocks[triple.subject.value].append(triple)  # type: ignore[union-attr]
        renamed = self._renamed(blocks)
        joined: dict[str, list[ox.Triple]] = {}
        for subject, block in blocks.items():
            into = renamed.get(subject, subject)
            if renamed or into in self.kinds:
                block = list(self._translated(subject, into, block, renamed))
            joined.setdefault(into, []).extend(block)
        for subject, block in joined.items():
            if subject.startswith(_SCORE) and subject not in self.kinds:
                self.kinds[subject] = "Score"  # of this edition alone: nothing can be said against it
                for triple in block:
                    yield triple, graph
                continue
            found = [] if conflicts is None else conflicts
            before = len(found)
            kept = list(self._reconciled(subject, block, found))
            self._learn(subject, kept, curated=False)
            for triple in kept:
                yield triple, graph
            for conflict in found[before:]:
                for triple in _dissent(conflict, graph):
                    yield triple, graph

    def _renamed(self, blocks: dict[str, list[ox.Triple]]) -> dict[str, str]:
        """IRIs of an edition that now mean another thing: a curated one, or a model of a curated lab."""
        own = {subject: block for subject, block in blocks.items() if is_own(subject)}
        renamed: dict[str, str] = {}
        for subject, block in own.items():
            if subject.startswith(f"{ID}lab/"):
                into = self.lab(_texts(block, *_NAMES))
            elif subject.startswith(f"{ID}license/"):
                into = self.thing("License", _texts(block, *_NAMES))
            else:
                continue
            if into is not None:
                renamed[subject] = into
        for subject, block in own.items():
            if not subject.startswith(f"{ID}model/"):
                continue
            lab = next((t.object.value for t in block if t.predicate == _DEVELOPED), "")  # type: ignore[union-attr]
            now = renamed.get(lab, lab)
            names = _texts(block, *_NAMES)
            into = self.model(now, names, _texts(block, _HOSTED))
            if into is None and now != lab and "." in subject:
                into = f"{ID}model/_{_local(now)}.{_local(subject).partition('.')[2]}"
            if into is not None:
                renamed[subject] = into
        return renamed

    def _translated(
        self, subject: str, into: str, block: list[ox.Triple], renamed: dict[str, str]
    ) -> Iterator[ox.Triple]:
        """A block with its IRIs replaced; of a curated thing it states no class, no maker and no source."""
        curated = not is_own(into) and into in self.kinds
        node = ox.NamedNode(into)
        for triple in block:
            predicate, value = triple.predicate, triple.object
            if isinstance(value, ox.NamedNode) and value.value in renamed:
                value = ox.NamedNode(renamed[value.value])
            if curated and predicate in self._vouching:
                continue
            if curated and subject != into and predicate in (_TYPE, _DEVELOPED):
                continue
            if value == node and predicate in self._steps:
                continue  # two spellings of one model: not its own parent
            yield ox.Triple(node, predicate, value)

    def _reconciled(
        self, subject: str, block: list[ox.Triple], conflicts: list[Conflict]
    ) -> Iterator[ox.Triple]:
        bases = {kind: set(names) for kind, names in self._bases.get(subject, {}).items()}
        parents = {name for names in bases.values() for name in names}
        precisions = {t.predicate: t.object for t in block if t.predicate in self._precisions}
        accepted: set[ox.NamedNode] = set()
        companions = []
        labelled = False
        for triple in block:
            predicate, value = triple.predicate, triple.object
            if predicate in self._precisions:
                companions.append(triple)
            elif (str(triple.subject), str(predicate), str(value)) in self._refused:
                conflicts.append(Conflict(subject, predicate.value, value, None, True))  # type: ignore[arg-type]
            elif predicate in self._single:
                used = self.facts.get((subject, predicate))
                precision = precisions.get(self._exactness.get(predicate, predicate))
                hidden = self._hides(subject, predicate)
                if hidden or (used is not None and not self._agree(used, value, precision)):
                    of = None if used is None else used.term
                    conflicts.append(
                        Conflict(subject, predicate.value, value, of, used is None or used.curated)  # type: ignore[arg-type]
                    )
                    continue
                if used is None:
                    self.facts[subject, predicate] = _Value(value, precision, False)  # type: ignore[arg-type]
                elif used.term != value or used.precision != precision:
                    continue
                accepted.add(predicate)
                yield triple
            elif predicate in self._steps and isinstance(value, ox.NamedNode):
                if value.value in parents:
                    if value.value in bases.get(predicate, ()):
                        yield triple
                    elif predicate != _BASED_ON and bases.keys() - {_BASED_ON}:
                        conflicts.append(_lineage(subject, triple, bases))
                elif predicate in bases or (predicate == _BASED_ON and bases):
                    conflicts.append(_lineage(subject, triple, bases))
                else:
                    yield triple
            elif predicate == _LABEL and isinstance(value, ox.Literal) and value.language == "en":
                known = self.labels.get(subject)
                if known is None and not labelled:
                    labelled = True
                    yield triple
                elif known == value.value:
                    yield triple
                elif self._is_new_name(subject, value.value):
                    yield ox.Triple(triple.subject, _ALSO, ox.Literal(value.value))
            elif predicate == _UNDISCLOSED and isinstance(value, ox.NamedNode):
                if (subject, value) not in self.facts:
                    yield triple
            elif predicate != _ALSO or self._is_new_name(subject, value.value):  # type: ignore[union-attr]
                yield triple
        for triple in companions:
            if self._precisions[triple.predicate] in accepted or self._precisions[triple.predicate] not in (
                self._single
            ):
                yield triple

    def _is_new_name(self, subject: str, name: str) -> bool:
        """Whether a thing is not called so yet, and no other curated thing of its kind is."""
        key = normalise(name)
        others = self._named.get(self.kinds.get(subject, ""), {}).get(key, ())
        return key not in self._names.get(subject, ()) and not others

    def _hides(self, subject: str, predicate: ox.NamedNode) -> bool:
        return (subject, _hidden(predicate)) in self.facts

    def _agree(self, used: _Value, value: object, precision: object) -> bool:
        if used.term == value:
            return True
        if isinstance(value, ox.NamedNode):
            one, other = used.term.value, value.value
            return self._broader.get(one) == other or self._broader.get(other) == one
        if used.precision is None or not isinstance(precision, ox.NamedNode):
            return False
        assert isinstance(value, ox.Literal)
        return _same_day(used.term.value, _local(used.precision.value), value.value, _local(precision.value))


@cache
def _hidden(predicate: ox.NamedNode) -> ox.NamedNode:
    return ox.NamedNode(predicate.value + "?")


def _same_day(one: str, one_precision: str, other: str, other_precision: str) -> bool:
    """Whether two dates can be the same day, each as exactly as it is known."""
    if "quarter" in (one_precision, other_precision):
        one, other = _quarter(one, one_precision), _quarter(other, other_precision)
        return one[: min(len(one), len(other))] == other[: min(len(one), len(other))]
    known = min(_LENGTH.get(one_precision, 10), _LENGTH.get(other_precision, 10))
    return one[:known] == other[:known]


def _quarter(day: str, precision: str) -> str:
    return day[:4] if precision == "year" else f"{day[:4]} {(int(day[5:7]) + 2) // 3}"


def _first(index: dict[str, set[str]], names: Iterable[str]) -> str | None:
    """What the first name that denotes exactly one thing denotes."""
    for name in names:
        found = index.get(normalise(name), ())
        if len(found) == 1:
            return next(iter(found))
    return None


def _texts(block: Iterable[ox.Triple], *predicates: ox.NamedNode) -> list[str]:
    """The texts of these properties, in the order of the properties."""
    block = list(block)
    return [
        triple.object.value
        for predicate in predicates
        for triple in block
        if triple.predicate == predicate and isinstance(triple.object, ox.Literal)
    ]


def _lineage(subject: str, triple: ox.Triple, bases: dict[ox.NamedNode, set[str]]) -> Conflict:
    own = bases.get(triple.predicate) or {name for names in bases.values() for name in names}
    return Conflict(subject, triple.predicate.value, triple.object, ox.NamedNode(min(own)), True)  # type: ignore[arg-type]


def _dissent(conflict: Conflict, graph: ox.NamedNode) -> Iterator[ox.Triple]:
    edition, term = _local(graph.value), re.split(r"[#/]", conflict.property)[-1]
    name = f"{ID}dissent/{edition}.{_local(conflict.subject)}.{term}"
    if isinstance(conflict.stated, ox.NamedNode) and term not in ("openness", "license"):
        name += f".{_local(conflict.stated.value)}"
    node = ox.NamedNode(name)
    why = "The curated statement is followed." if conflict.curated else "A newer edition is followed."
    yield ox.Triple(node, _TYPE, ox.NamedNode(AIKG + "Dissent"))
    yield ox.Triple(node, ox.NamedNode(RDF + "subject"), ox.NamedNode(conflict.subject))
    yield ox.Triple(node, ox.NamedNode(RDF + "predicate"), ox.NamedNode(conflict.property))
    yield ox.Triple(node, ox.NamedNode(RDF + "object"), conflict.stated)
    yield ox.Triple(node, ox.NamedNode(RDFS + "comment"), ox.Literal(why, language="en"))
    yield ox.Triple(node, _SOURCE, graph)


def joined(
    curated: Sequence[Stated],
    editions: Iterable[tuple[Iterable[ox.Triple], ox.NamedNode]],
    volume: Volume | None = None,
) -> Iterator[Stated]:
    """The curated facts, then those of each edition in the words of what came before; last those of the
    volume that are of a thing which editions brought along."""
    known = Known(curated)
    yield from curated
    for triples, graph in editions:
        yield from known.join(triples, graph)
    if volume is not None:
        own = [thing for thing in known.kinds if is_own(thing)]
        yield from known.join(volume.taken(own), volume.graph)
