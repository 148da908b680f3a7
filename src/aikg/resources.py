"""Where the files that aikg ships stand: beside the package once installed, at the top of a checkout."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from aikg.errors import DataError, StoreError
from aikg.vocabulary import CURATED_GRAPH, ID, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Paths are plain strings in here, and `Path` is imported where one is asked for: every look-up comes through
# this module, and pathlib takes longer to import than all of it.


class DataFile:
    """A Turtle file and the named graph that its triples go into."""

    __slots__ = ("graph", "name")

    def __init__(self, path: str | os.PathLike[str], graph: str) -> None:
        self.name = os.fspath(path)
        """The path as a string."""
        self.graph = graph

    @property
    def path(self) -> Path:
        """The path."""
        from pathlib import Path

        return Path(self.name)

    def __repr__(self) -> str:
        return f"DataFile({self.name!r}, {self.graph!r})"


@cache
def _top() -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    for place in (os.path.join(package, "_shipped"), os.path.dirname(os.path.dirname(package))):
        if os.path.isfile(os.path.join(place, "ontology", "aikg.ttl")):
            return place
    raise StoreError(
        f"aikg's own data are missing beside {package}; install the package again: "
        "pip install --force-reinstall aikg"
    )


def root() -> Path:
    """The folder that holds ontology/, data/ and queries/."""
    from pathlib import Path

    return Path(_top())


def shipped() -> list[DataFile]:
    """Every shipped Turtle file, in a fixed order."""
    files = [DataFile(name, ONTOLOGY_GRAPH) for name in _below(os.path.join(_top(), "ontology"), ".ttl")]
    return files + [DataFile(name, graph_of(name)) for name in _below(os.path.join(_top(), "data"), ".ttl")]


def added(directories: Iterable[str | os.PathLike[str]]) -> list[DataFile]:
    """The Turtle files of a user's own directories (`--data`), each to the graph of its folder."""
    files: list[DataFile] = []
    for directory in directories:
        place = os.fspath(directory)
        if not os.path.isdir(place):
            what = "is not a directory" if os.path.exists(place) else "does not exist"
            raise DataError(f"{what}; --data takes a directory of Turtle files (*.ttl)", place)
        found = [DataFile(name, graph_of(name)) for name in _below(place, ".ttl")]
        if not found:
            raise DataError("holds no Turtle file (*.ttl)", place)
        files += found
    return files


def graph_of(path: str | os.PathLike[str]) -> str:
    """The named graph of a data file: a report is a source of its own, the rest is aikg's."""
    folder, name = os.path.split(os.path.abspath(os.fspath(path)))
    if os.path.basename(folder) != "reports":
        return CURATED_GRAPH
    stem = os.path.splitext(name)[0]
    if not stem.replace("-", "").replace(".", "").replace("_", "").isalnum() or not stem.isascii():
        raise DataError("a report's file name is the name of its source: letters, digits, . _ - only", path)
    return f"{ID}source/{stem}"


def queries() -> list[str]:
    """The files of the saved queries, in a fixed order."""
    return list(_below(os.path.join(_top(), "queries"), ".rq"))


def cache_directory() -> str | None:
    """Where aikg may keep what it can rebuild, or None where there is no such place.

    `AIKG_CACHE` names another folder; `AIKG_CACHE=` (empty) switches the cache off.
    """
    chosen = os.environ.get("AIKG_CACHE")
    if chosen is not None:
        return chosen or None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if base:
        return os.path.join(base, "aikg")
    home = os.path.expanduser("~")
    return os.path.join(home, ".cache", "aikg") if os.path.isabs(home) else None


def _below(directory: str, ending: str) -> Iterator[str]:
    """The files with this ending in a folder and its folders, by name."""
    entries = sorted(os.scandir(directory), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            yield from _below(entry.path, ending)
        elif entry.name.endswith(ending):
            yield entry.path
