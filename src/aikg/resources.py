"""Where the files that aikg ships stand: beside the package once installed, at the top of a checkout."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aikg.errors import DataError, StoreError
from aikg.vocabulary import CURATED_GRAPH, ID, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def root() -> Path:
    """The folder that holds ontology/, data/ and queries/."""
    package = Path(__file__).resolve().parent
    for place in (package / "_shipped", package.parent.parent):
        if (place / "ontology" / "aikg.ttl").is_file():
            return place
    raise StoreError(
        f"aikg's own data are missing beside {package}; install the package again: "
        "pip install --force-reinstall aikg"
    )


@dataclass(frozen=True)
class DataFile:
    """A Turtle file and the named graph that its triples go into."""

    path: Path
    graph: str


def shipped() -> list[DataFile]:
    """Every shipped Turtle file, in a fixed order."""
    top = root()
    files = [DataFile(path, ONTOLOGY_GRAPH) for path in _turtle(top / "ontology")]
    return files + [DataFile(path, graph_of(path)) for path in _turtle(top / "data")]


def added(directories: Sequence[Path]) -> list[DataFile]:
    """The Turtle files of a user's own directories (`--data`), each to the graph of its folder."""
    files: list[DataFile] = []
    for directory in directories:
        if not directory.is_dir():
            what = "is not a directory" if directory.exists() else "does not exist"
            raise DataError(f"{what}; --data takes a directory of Turtle files (*.ttl)", directory)
        found = list(_turtle(directory))
        if not found:
            raise DataError("holds no Turtle file (*.ttl)", directory)
        files += [DataFile(path, graph_of(path)) for path in found]
    return files


def graph_of(path: Path) -> str:
    """The named graph of a data file: a report is a source of its own, the rest is aikg's."""
    if path.parent.name == "reports":
        return f"{ID}source/{path.stem}"
    return CURATED_GRAPH


def queries() -> Path:
    """The folder of the saved queries."""
    return root() / "queries"


def cache_directory() -> Path | None:
    """Where aikg may keep what it can rebuild, or None where there is no such place.

    `AIKG_CACHE` names another folder; `AIKG_CACHE=` (empty) switches the cache off.
    """
    chosen = os.environ.get("AIKG_CACHE")
    if chosen is not None:
        return Path(chosen) if chosen else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if base:
        return Path(base) / "aikg"
    home = os.path.expanduser("~")
    return Path(home) / ".cache" / "aikg" if os.path.isabs(home) else None


def _turtle(directory: Path) -> Iterator[Path]:
    return iter(sorted(directory.rglob("*.ttl")))
