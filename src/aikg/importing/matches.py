"""Matches: names of editions that a person says what they mean, kept as further names of curated things."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from aikg import loading, turtle
from aikg.errors import DataError, UsageError, shown
from aikg.identifiers import is_own
from aikg.importing.edition import text
from aikg.names import normalise
from aikg.solutions import Column, Solutions
from aikg.vocabulary import AIKG, ID, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.importing.inputs import Input
    from aikg.resources import DataFile

COLUMNS: Final = ("kind", "name", "lab", "suggestions", "same_as", "thing")
_KINDS: Final = {AIKG + "Lab": "lab", AIKG + "Model": "model", AIKG + "License": "license"}
_ALSO: Final = SKOS + "altLabel"


@dataclass(frozen=True)
class Unmatched:
    """A thing that only editions know."""

    kind: str
    name: str
    lab: str
    """Label of the lab of a model."""
    thing: str
    """Its IRI."""
    suggestions: tuple[str, ...]
    """Short identifiers of curated things of the same kind, and of the same lab, whose name is near."""


def unmatched(files: Sequence[DataFile]) -> list[Unmatched]:
    """All that editions brought along and that is not curated, labs first, by name."""
    labels: dict[str, str] = {}
    kinds: dict[str, str] = {}
    makers: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    triple: Any
    for triple, _ in loading.stated(files):
        subject, predicate, value = triple.subject.value, triple.predicate.value, triple.object
        if predicate == RDF + "type" and value.value in _KINDS:
            kinds[subject] = _KINDS[value.value]
        elif predicate == AIKG + "developedBy":
            makers[subject] = value.value
        elif isinstance(value, ox.Literal) and predicate in (SKOS + "prefLabel", _ALSO):
            names.setdefault(subject, set()).add(normalise(value.value))
            if predicate == SKOS + "prefLabel" and value.language == "en":
                labels[subject] = value.value
    near: dict[tuple[str, str], dict[str, str]] = {}
    for thing, kind in kinds.items():
        if not is_own(thing):
            place = near.setdefault((kind, makers.get(thing, "") if kind == "model" else ""), {})
            place.update(dict.fromkeys(names.get(thing, ()), thing))
    found = []
    for thing, kind in kinds.items():
        if is_own(thing):
            maker = makers.get(thing, "") if kind == "model" else ""
            label = labels.get(thing, "")
            close = _near(normalise(label), near.get((kind, maker), {}))
            found.append(Unmatched(kind, label, labels.get(maker, ""), thing, close))
    return sorted(found, key=lambda each: (each.kind, each.lab, each.name, each.thing))


def _near(key: str, names: dict[str, str]) -> tuple[str, ...]:
    from difflib import get_close_matches

    close = [names[name] for name in get_close_matches(key, names, n=5, cutoff=0.8)]
    return tuple(thing.removeprefix(ID) for thing in dict.fromkeys(close))[:3]


def table(found: Sequence[Unmatched]) -> Solutions:
    """As rows to be filled in: `same_as` is empty, and takes a short identifier of a curated thing."""
    rows = [
        (each.kind, each.name, each.lab, " ".join(each.suggestions), None, each.thing.removeprefix(ID))
        for each in found
    ]
    return Solutions(tuple(Column(name) for name in COLUMNS), tuple(rows))


def accepted(each: Input, files: Sequence[DataFile]) -> list[ox.Triple]:
    """What a filled-in file says: further names of curated things. CSV as `table` gives it, or Turtle.

    Raises DataError with the line for what is no such name.
    """
    curated = [triple for triple, _ in loading.stated([file for file in files if not file.edition])]
    kinds = {t.subject.value: t.object.value for t in curated if t.predicate.value == RDF + "type"}  # type: ignore[union-attr]
    if each.name.lower().endswith((".ttl", ".nt")):
        triples = turtle.parse(each.data.decode(), each.name)
        for triple in triples:
            if triple.predicate.value != _ALSO or triple.subject.value not in kinds:  # type: ignore[union-attr]
                raise DataError(
                    f"says {shown(str(triple), 100)}; a match is an skos:altLabel of a curated thing",
                    each.name,
                )
        return triples
    return _rows(each, kinds)


def _rows(each: Input, kinds: dict[str, str]) -> list[ox.Triple]:
    content = each.data.decode()
    delimiter = max(",;\t", key=content.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter)
    if not {"kind", "name", "same_as"} <= set(reader.fieldnames or ()):
        raise DataError("needs the columns kind, name and same_as, as `aikg match` writes them", each.name, 1)
    found = []
    for row in reader:
        meant = (row["same_as"] or "").strip()
        if not meant:
            continue
        line = reader.line_num
        thing = meant if meant.startswith("http") else ID + meant
        if is_own(thing) or kinds.get(thing) is None:
            raise DataError(
                f"“{shown(meant)}” is no curated thing; same_as takes one, such as model/o3", each.name, line
            )
        if _KINDS.get(kinds[thing]) != row["kind"]:
            raise DataError(f"“{shown(meant)}” is no {shown(row['kind'] or 'thing')}", each.name, line)
        name = (row["name"] or "").strip().lstrip("'")
        if not normalise(name):
            raise DataError("has no name", each.name, line)
        found.append(text(thing, _ALSO, name))
    if not found:
        raise UsageError(f"{each.name}: no row says what a name means; fill in the column same_as")
    return found
