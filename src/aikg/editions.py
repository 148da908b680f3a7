"""Editions: the data as they are or were at one time, out of a folder, a file, git, or aikg itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from aikg import documents, resources, turtle
from aikg.errors import DataError, UsageError
from aikg.vocabulary import DERIVED_GRAPH, ID, ONTOLOGY_GRAPH, PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SHIPPED: Final = "shipped"
"""What aikg brings along; a file or folder of this name is `./shipped`."""

_TERMS: Final = (ONTOLOGY_GRAPH, *(namespace for namespace in PREFIXES.values() if ID not in namespace))
_ENTITIES: Final = (ID, PREFIXES["wd"], PREFIXES["spdx"])

Term = ox.NamedNode | ox.Literal


class Fact(NamedTuple):
    """One statement, and the named graph that it stands in."""

    subject: str
    property: str
    value: Term
    source: str | None
    """IRI of the source whose graph it is; None where the file does not keep graphs."""


@dataclass(frozen=True)
class Edition:
    """Facts by subject, with values in normal form: `68.0` and `68` are one decimal number."""

    name: str
    """What a person calls it: as given, with the commit of a revision."""
    facts: Mapping[str, frozenset[Fact]] = field(repr=False)
    exact: bool = True
    """False where values are plain text, without datatype and language, as in CSV."""

    @cached_property
    def sourced(self) -> bool:
        """Whether facts stand in the named graphs of their sources."""
        return any(fact.source is not None for facts in self.facts.values() for fact in facts)

    def __len__(self) -> int:
        return sum(map(len, self.facts.values()))

    def __iter__(self) -> Iterator[Fact]:
        return (fact for facts in self.facts.values() for fact in facts)

    def at(self, *, sourced: bool, exact: bool) -> Edition:
        """The edition as a file would keep it that has no graphs, or no datatypes."""
        if sourced >= self.sourced and exact >= self.exact:
            return self
        coarse = {
            subject: frozenset(coarsened(fact, sourced=sourced, exact=exact) for fact in facts)
            for subject, facts in self.facts.items()
        }
        return Edition(self.name, coarse, self.exact and exact)

    def without_ontology(self, *, by_graph: bool) -> Edition:
        """Without what the ontology states of its terms: told by its graph, else by the subject."""
        if by_graph:
            kept = {
                subject: own if len(own) < len(facts) else facts
                for subject, facts in self.facts.items()
                if (own := frozenset(fact for fact in facts if fact.source != ONTOLOGY_GRAPH))
            }
        else:
            kept = {subject: facts for subject, facts in self.facts.items() if not is_term(subject)}
        return Edition(self.name, kept, self.exact)


def coarsened(fact: Fact, *, sourced: bool, exact: bool) -> Fact:
    """The fact without its source, or with its value as plain text."""
    value = fact.value if exact else documents.plain(fact.value)
    return Fact(fact.subject, fact.property, value, fact.source if sourced else None)


def is_term(iri: str) -> bool:
    """Whether the IRI is that of a class, property, concept, country or shape, not of a thing."""
    return iri.startswith(_TERMS) and not iri.startswith(_ENTITIES)


def edition(place: str | os.PathLike[str], data: Iterable[str | os.PathLike[str]] = ()) -> Edition:
    """The edition that a word of the command line means.

    `shipped`; a folder of Turtle, where a checkout stands for its data/ and ontology/; an exported file; or
    what git calls by this name (`HEAD~3`, `v0.1`, `v0.1:data/labs`). `data` are directories that `shipped`
    takes in. Raises DataError, UnknownName or StoreError.
    """
    name = os.fspath(place)
    if name == SHIPPED:
        files = resources.shipped() + resources.added(data)
        return _of_turtle(name, ((file.graph, turtle.read(file.name)) for file in files))
    if os.path.isdir(name):
        return _folder(name)
    if os.path.exists(name):
        quads, form = documents.read(name)
        return _edition(name, quads, form.exact)
    if _is_file_name(name):
        raise DataError("does not exist", name)
    return _revision(name)


def counterpart(place: str | os.PathLike[str]) -> tuple[str, str]:
    """Old and new for a single word: a revision with the checkout as it is now, all else with `shipped`.

    A file or folder is the newer side there. Raises UnknownName or UsageError.
    """
    name = os.fspath(place)
    if name == SHIPPED:
        raise UsageError("Say what to compare the shipped data with: a file, a folder or a git revision.")
    if os.path.exists(name) or _is_file_name(name):
        return SHIPPED, name
    from aikg import revisions

    path = revisions.revision(name).path
    return name, os.path.normpath(os.path.join(revisions.top(), path))


def _is_file_name(name: str) -> bool:
    """Whether it can only be the name of a file that is not there."""
    return os.path.splitext(name)[1].lower() in documents.FORMS and ":" not in name


def terms() -> Edition:
    """The shipped ontology: the words for classes, properties and concepts."""
    files = [file for file in resources.shipped() if file.graph == ONTOLOGY_GRAPH]
    return _of_turtle("ontology", ((file.graph, turtle.read(file.name)) for file in files))


def _folder(name: str) -> Edition:
    parts = [os.path.join(name, part) for part in ("ontology", "data")]
    files = resources.added(parts if all(map(os.path.isdir, parts)) else [name])
    graphs = {file.name: _graph(os.path.relpath(file.name, name), file.graph) for file in files}
    return _of_turtle(name, ((graphs[file.name], turtle.read(file.name)) for file in files))


def _revision(name: str) -> Edition:
    from aikg import revisions

    found = revisions.revision(name)
    files = [(path, oid) for path, oid in found.files() if path.endswith(".ttl")]
    if not found.path:
        parts = {path.partition("/")[0] for path, _ in files}
        if {"ontology", "data"} <= parts:
            files = [file for file in files if file[0].startswith(("ontology/", "data/"))]
    if not files:
        raise DataError("holds no Turtle file (*.ttl)", found.name)
    commit = found.name.partition(":")[0]
    return _of_turtle(
        found.title,
        (
            (_graph(path, resources.graph_of("/" + path)), _parsed(raw, f"{commit}:{path}"))
            for path, raw in revisions.contents(files, found.name)
        ),
    )


def _graph(path: str, graph: str) -> str:
    """Of a checkout's files those of ontology/ are the ontology."""
    return ONTOLOGY_GRAPH if path.replace(os.sep, "/").startswith("ontology/") else graph


def _parsed(raw: bytes, path: str) -> list[ox.Triple]:
    return turtle.parse(turtle.decoded(raw, path), path)


def _of_turtle(name: str, files: Iterable[tuple[str, Iterable[ox.Triple]]]) -> Edition:
    graphs: dict[str, ox.NamedNode] = {}
    quads = (
        ox.Quad(
            triple.subject, triple.predicate, triple.object, graphs.setdefault(graph, ox.NamedNode(graph))
        )
        for graph, triples in files
        for triple in triples
    )
    return _edition(name, quads, True)


def _edition(name: str, quads: Iterable[ox.Quad], exact: bool) -> Edition:
    """Facts by subject. What the loader derives goes; a fact of the default graph that a named graph states
    too is the merge that a store keeps, and goes as well.
    """
    found: dict[str, set[Fact]] = {}
    seen: dict[str, str] = {}
    values: dict[Term, Term] = {}
    merged = named = False
    for quad in quads:
        subject, term, graph = quad.subject, quad.object, quad.graph_name
        assert isinstance(subject, ox.NamedNode)
        assert isinstance(term, ox.NamedNode | ox.Literal)
        source = graph.value if isinstance(graph, ox.NamedNode) else None
        named, merged = named or source is not None, merged or source is None
        source = source and seen.setdefault(source, source)
        iri, predicate = subject.value, quad.predicate.value
        value = values.get(term)
        if value is None:
            value = values[term] = normal(term) if isinstance(term, ox.Literal) else term
        facts = found.get(iri)
        if facts is None:
            facts = found[iri] = set()
        facts.add(Fact(iri, seen.setdefault(predicate, predicate), value, source))
    if named and merged:
        for facts in found.values():
            stated = {fact[:3] for fact in facts if fact.source is not None}
            facts -= {fact for fact in facts if fact.source is None and fact[:3] in stated}
    kept = {
        iri: frozenset(own)
        for iri, facts in found.items()
        if (own := {f for f in facts if f.source != DERIVED_GRAPH} if DERIVED_GRAPH in seen else facts)
    }
    if not kept:
        raise DataError("holds no facts", name)
    return Edition(name, kept, exact)


_NUMBER: Final = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?", re.ASCII)
_FLOAT: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def normal(literal: ox.Literal) -> ox.Literal:
    """The literal in the form in which a store writes it; one that is ill-typed stays as it is."""
    datatype = literal.datatype.value
    rule = _NORMAL.get(datatype[len(XSD) :]) if datatype.startswith(XSD) else None
    if rule is None:
        return literal
    text = rule(literal.value)
    return literal if text == literal.value else ox.Literal(text, datatype=literal.datatype)


def _number(text: str) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        return text
    whole, fraction = found[2].lstrip("0") or "0", (found[3] or "").rstrip("0")
    digits = f"{whole}.{fraction}" if fraction else whole
    return f"-{digits}" if found[1] == "-" and digits != "0" else digits


def _integer(text: str) -> str:
    return text if "." in text else _number(text)


def _float(text: str) -> str:
    return ox.Literal(float(text)).value if _FLOAT.fullmatch(text) else text


_NORMAL: Final[dict[str, Callable[[str], str]]] = {
    "integer": _integer,
    "decimal": _number,
    "double": _float,
    "float": _float,
    "boolean": lambda text: {"1": "true", "0": "false"}.get(text, text),
}
