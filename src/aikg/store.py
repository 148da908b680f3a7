"""The store: Turtle files in, one Oxigraph store out, a named graph for each source.

A store that was built once is kept in the cache directory under the fingerprint of its files, and opened
read-only from then on, which is faster than parsing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg import resources, turtle
from aikg.errors import DataError
from aikg.names import normalise
from aikg.vocabulary import AIKG, DERIVED_GRAPH, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from aikg.resources import DataFile

_DERIVED: Final = ox.NamedNode(DERIVED_GRAPH)
_BASED_ON: Final = ox.NamedNode(AIKG + "basedOn")
_NAME_KEY: Final = ox.NamedNode(AIKG + "nameKey")
_NAMING: Final = frozenset((SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation", SCHEMA + "identifier"))
_LAYOUT: Final = "1"
"""Changes when the loader derives something else from the same files."""
_KEPT: Final = 4
"""How many cached stores stay; the oldest go."""


@dataclass(frozen=True)
class OpenStore:
    """A store to ask, and where it can be opened again by another process: a directory, or its files."""

    store: ox.Store
    files: tuple[DataFile, ...]
    directory: Path | None


def open_store(data: Sequence[Path] = (), *, cache: bool = True) -> OpenStore:
    """The shipped facts and those of the directories `data`; from the cache where it holds them.

    Raises DataError with path and line for a file that cannot be read.
    """
    return open_files(resources.shipped() + resources.added(data), cache=cache)


def open_files(files: Sequence[DataFile], *, cache: bool = True) -> OpenStore:
    """The facts of exactly these files; from the cache where it holds them.

    Without a place for the cache, or with one that cannot be written, the store is in memory. A cached store
    that does not open is built again. Raises DataError.
    """
    files = tuple(files)
    place = resources.cache_directory() if cache else None
    if place is not None:
        directory = place / f"store-{fingerprint(files)}"
        with contextlib.suppress(OSError, ValueError):
            return OpenStore(_cached(directory, files), files, directory)
    store = ox.Store()
    store.extend(quads(files))
    return OpenStore(store, files, None)


def _cached(directory: Path, files: Sequence[DataFile]) -> ox.Store:
    if (directory / "CURRENT").is_file():
        try:
            return ox.Store.read_only(str(directory))
        except (OSError, ValueError):  # damaged: a cache may be thrown away
            shutil.rmtree(directory)
    _build(directory, files)
    return ox.Store.read_only(str(directory))


def quads(files: Iterable[DataFile]) -> Iterator[ox.Quad]:
    """All facts of the files, each in the named graph of its file, then what the loader derives."""
    derived: set[ox.Quad] = set()
    steps = {_BASED_ON}
    edges: list[ox.Triple] = []
    for file in files:
        graph = ox.NamedNode(file.graph)
        for triple in turtle.read(file.path):
            yield ox.Quad(*triple, graph)
            predicate = triple.predicate.value
            if predicate in _NAMING:
                key = normalise(triple.object.value) if isinstance(triple.object, ox.Literal) else ""
                if key:
                    derived.add(ox.Quad(triple.subject, _NAME_KEY, ox.Literal(key), _DERIVED))
            elif predicate == RDFS + "subPropertyOf" and triple.object == _BASED_ON:
                if isinstance(triple.subject, ox.NamedNode):
                    steps.add(triple.subject)
            elif predicate.startswith(AIKG):
                edges.append(triple)
    for edge in edges:
        if edge.predicate in steps and edge.predicate != _BASED_ON:
            derived.add(ox.Quad(edge.subject, _BASED_ON, edge.object, _DERIVED))
    yield from derived


def fingerprint(files: Iterable[DataFile]) -> str:
    """A name for the content of these files: changes when a file, its place or the loader changes."""
    from hashlib import blake2b

    digest = blake2b(f"{_LAYOUT} {ox.__version__}".encode(), digest_size=16)
    for file in files:
        try:
            stat = file.path.stat()
        except OSError as error:
            raise DataError(f"cannot be read: {error.strerror}", file.path) from None
        digest.update(f"{file.path}\0{file.graph}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _build(directory: Path, files: Sequence[DataFile]) -> None:
    """Build beside, rename into place: a reader sees a whole store or none."""
    facts = list(quads(files))  # before anything is written: a broken file leaves no trace
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = directory.parent / f"building-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    try:
        store = ox.Store(str(beside))
        store.bulk_extend(facts)
        store.optimize()
        store.flush()
        del store
        with contextlib.suppress(OSError):  # somebody else was first: theirs is as good
            beside.rename(directory)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _prune(directory)


def _prune(newest: Path) -> None:
    with contextlib.suppress(OSError):
        stores = sorted(newest.parent.glob("store-*"), key=lambda p: p.stat().st_mtime)
        for old in stores[:-_KEPT]:
            if old != newest:
                shutil.rmtree(old, ignore_errors=True)
