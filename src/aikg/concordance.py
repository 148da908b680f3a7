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

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.conflict import Conflict, dissent
from aikg.identifiers import is_own, local
from aikg.known import HOSTED, NAMES, Known, Value
from aikg.vocabulary import AIKG, ID, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aikg.as_of import Stated
    from aikg.volume import Volume

_TYPE: Final = ox.NamedNode(RDF + "type")
_DEVELOPED: Final = ox.NamedNode(AIKG + "developedBy")
_LABEL: Final = ox.NamedNode(SKOS + "prefLabel")
_ALSO: Final = ox.NamedNode(SKOS + "altLabel")
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_UNDISCLOSED: Final = ox.NamedNode(AIKG + "notDisclosed")
_SCORE: Final = f"{ID}score/"
_LENGTH: Final = {"day": 10, "month": 7, "year": 4}
"""How many characters of a date are known, by precision."""


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
        yield from join(known, triples, graph)
    if volume is not None:
        own = [thing for thing in known.kinds if is_own(thing)]
        yield from join(known, volume.taken(own), volume.graph)


def join(
    known: Known,
    triples: Iterable[ox.Triple],
    graph: ox.NamedNode,
    conflicts: list[Conflict] | None = None,
) -> Iterator[Stated]:
    """What an edition says, in the words of what is known; from then on it is known too.

    `conflicts` is filled with the values that are not followed.
    """
    blocks: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in triples:
        blocks[triple.subject.value].append(triple)  # type: ignore[union-attr]
    renamed = _renamed(known, blocks)
    merged: dict[str, list[ox.Triple]] = {}
    for subject, block in blocks.items():
        into = renamed.get(subject, subject)
        if renamed or into in known.kinds:
            block = list(_translated(known, subject, into, block, renamed))
        merged.setdefault(into, []).extend(block)
    for subject, block in merged.items():
        if subject.startswith(_SCORE) and subject not in known.kinds:
            known.kinds[subject] = "Score"  # of this edition alone: nothing can be said against it
            for triple in block:
                yield triple, graph
            continue
        found = [] if conflicts is None else conflicts
        before = len(found)
        kept = list(_reconciled(known, subject, block, found))
        known.learn(subject, kept, curated=False)
        for triple in kept:
            yield triple, graph
        for conflict in found[before:]:
            for triple in dissent(conflict, graph):
                yield triple, graph


def _renamed(known: Known, blocks: dict[str, list[ox.Triple]]) -> dict[str, str]:
    """IRIs of an edition that now mean another thing: a curated one, or a model of a curated lab."""
    own = {subject: block for subject, block in blocks.items() if is_own(subject)}
    renamed: dict[str, str] = {}
    for subject, block in own.items():
        if subject.startswith(f"{ID}lab/"):
            into = known.lab(_texts(block, *NAMES))
        elif subject.startswith(f"{ID}license/"):
            into = known.thing("License", _texts(block, *NAMES))
        else:
            continue
        if into is not None:
            renamed[subject] = into
    for subject, block in own.items():
        if not subject.startswith(f"{ID}model/"):
            continue
        lab = next((t.object.value for t in block if t.predicate == _DEVELOPED), "")  # type: ignore[union-attr]
        now = renamed.get(lab, lab)
        names = _texts(block, *NAMES)
        into = known.model(now, names, _texts(block, HOSTED))
        if into is None and now != lab and "." in subject:
            into = f"{ID}model/_{local(now)}.{local(subject).partition('.')[2]}"
        if into is not None:
            renamed[subject] = into
    return renamed


def _translated(
    known: Known, subject: str, into: str, block: list[ox.Triple], renamed: dict[str, str]
) -> Iterator[ox.Triple]:
    """A block with its IRIs replaced; of a curated thing it states no class, no maker and no source."""
    ontology = known.ontology
    curated = not is_own(into) and into in known.kinds
    node = ox.NamedNode(into)
    for triple in block:
        predicate, value = triple.predicate, triple.object
        if isinstance(value, ox.NamedNode) and value.value in renamed:
            value = ox.NamedNode(renamed[value.value])
        if curated and predicate in ontology.vouching:
            continue
        if curated and subject != into and predicate in (_TYPE, _DEVELOPED):
            continue
        if value == node and predicate in ontology.steps:
            continue  # two spellings of one model: not its own parent
        yield ox.Triple(node, predicate, value)


def _reconciled(
    known: Known, subject: str, block: list[ox.Triple], conflicts: list[Conflict]
) -> Iterator[ox.Triple]:
    """What of a block is followed, or agrees with what is; `conflicts` is filled with the rest."""
    ontology = known.ontology
    bases = {kind: set(names) for kind, names in known.bases.get(subject, {}).items()}
    parents = {name for names in bases.values() for name in names}
    precisions = {t.predicate: t.object for t in block if t.predicate in ontology.precisions}
    accepted: set[ox.NamedNode] = set()
    companions = []
    labelled = False
    for triple in block:
        predicate, value = triple.predicate, triple.object
        if predicate in ontology.precisions:
            companions.append(triple)
        elif (str(triple.subject), str(predicate), str(value)) in known.refused:
            conflicts.append(Conflict(subject, predicate.value, value, None, True))  # type: ignore[arg-type]
        elif predicate in ontology.single:
            used = known.facts.get((subject, predicate))
            precision = precisions.get(ontology.exactness.get(predicate, predicate))
            hidden = known.hides(subject, predicate)
            if hidden or (used is not None and not _agree(known, used, value, precision)):
                of = None if used is None else used.term
                conflicts.append(
                    Conflict(subject, predicate.value, value, of, used is None or used.curated)  # type: ignore[arg-type]
                )
                continue
            if used is None:
                known.facts[subject, predicate] = Value(value, precision, False)  # type: ignore[arg-type]
            elif used.term != value or used.precision != precision:
                continue
            accepted.add(predicate)
            yield triple
        elif predicate in ontology.steps and isinstance(value, ox.NamedNode):
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
            label = known.labels.get(subject)
            if label is None and not labelled:
                labelled = True
                yield triple
            elif label == value.value:
                yield triple
            elif known.is_new_name(subject, value.value):
                yield ox.Triple(triple.subject, _ALSO, ox.Literal(value.value))
        elif predicate == _UNDISCLOSED and isinstance(value, ox.NamedNode):
            if (subject, value) not in known.facts:
                yield triple
        elif predicate != _ALSO or known.is_new_name(subject, value.value):  # type: ignore[union-attr]
            yield triple
    for triple in companions:
        if ontology.precisions[triple.predicate] in accepted or ontology.precisions[triple.predicate] not in (
            ontology.single
        ):
            yield triple


def _agree(known: Known, used: Value, value: object, precision: object) -> bool:
    """Whether a value can be true beside the one that counts."""
    if used.term == value:
        return True
    if isinstance(value, ox.NamedNode):
        broader = known.ontology.broader
        one, other = used.term.value, value.value
        return broader.get(one) == other or broader.get(other) == one
    if used.precision is None or not isinstance(precision, ox.NamedNode):
        return False
    assert isinstance(value, ox.Literal)
    return _same_day(used.term.value, local(used.precision.value), value.value, local(precision.value))


def _same_day(one: str, one_precision: str, other: str, other_precision: str) -> bool:
    """Whether two dates can be the same day, each as exactly as it is known."""
    if "quarter" in (one_precision, other_precision):
        one, other = _quarter(one, one_precision), _quarter(other, other_precision)
        return one[: min(len(one), len(other))] == other[: min(len(one), len(other))]
    known = min(_LENGTH.get(one_precision, 10), _LENGTH.get(other_precision, 10))
    return one[:known] == other[:known]


def _quarter(day: str, precision: str) -> str:
    return day[:4] if precision == "year" else f"{day[:4]} {(int(day[5:7]) + 2) // 3}"


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
