"""Where the files that aikg ships stand: beside the package once installed, at the top of a checkout."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

from aikg.errors import DataError, StoreError, UnknownName
from aikg.vocabulary import CURATED_GRAPH, ID, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

# Paths are plain strings in here, and `Path` is imported where one is asked for: every look-up comes through
# this module, and pathlib takes longer to import than all of it.


class DataFile:
    """A Turtle file and the named graph that its triples go into."""

    __slots__ = ("edition", "graph", "name", "volume")

    def __init__(
        self,
        path: str | os.PathLike[str],
        graph: str,
        *,
        edition: bool = False,
        volume: str | None = None,
    ) -> None:
        self.name = os.fspath(path)
        """The path as a string."""
        self.graph = graph
        self.edition = edition
        """Whether it is an imported edition, whose names are joined to those of other files on loading."""
        self.volume = volume
        """The Oxigraph directory with the facts of an edition that is too large for a file; else None."""

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


def collection_directory() -> str | None:
    """Where the editions stand that the user imported, or None where there is no such place.

    `AIKG_STORE` names another directory; `AIKG_STORE=` (empty) means none. It need not exist.
    """
    chosen = os.environ.get("AIKG_STORE")
    if chosen is not None:
        return chosen or None
    if sys.platform == "linux":  # what platformdirs says there, without its import at every look-up
        base = os.environ.get("XDG_DATA_HOME", "").strip() or os.path.expanduser("~/.local/share")
    else:
        import platformdirs

        base = platformdirs.user_data_dir(appauthor=False)
    return os.path.join(base, "aikg") if os.path.isabs(base) else None


MARKER: Final = "aikg-collection"
"""The file by which a directory is known as a collection of editions."""

REPLACES: Final = ".replaces"
"""Ending of the file that names, for a new edition, those whose place it takes once it is there."""


def collected(place: str | None) -> list[DataFile]:
    """The files of a collection: accepted matches of names, then editions, the newest first.

    None, or a place that is not there, holds none.
    """
    if place is None:
        return []
    matches, reports = os.path.join(place, "curated"), os.path.join(place, "reports")
    files = [DataFile(name, CURATED_GRAPH) for name in _listed(matches, ".ttl")]
    for edition in editions(place):
        name = os.path.join(reports, f"{edition}.ttl")
        volume = volume_of(place, edition)
        files.append(
            DataFile(name, graph_of(name), edition=True, volume=volume if is_store(volume) else None)
        )
    return files


def volume_of(place: str, edition: str) -> str:
    """The directory of an edition that is too large for a file, whether it is one or not."""
    return os.path.join(place, "volumes", edition)


def is_store(directory: str) -> bool:
    """Whether the directory holds a whole Oxigraph store."""
    return os.path.isfile(os.path.join(directory, "CURRENT"))


def editions(place: str) -> list[str]:
    """The identifiers of the editions in a collection, by the date that they end in, the newest first."""
    reports = os.path.join(place, "reports")
    there = {os.path.basename(name)[: -len(".ttl")] for name in _listed(reports, ".ttl")}
    for name in _listed(reports, REPLACES):
        if os.path.basename(name)[: -len(REPLACES)] in there:
            there -= set(replaced(name))
    return in_order(there)


def in_order(names: Iterable[str]) -> list[str]:
    """Identifiers of editions, by the date that they end in, the newest first; of one date by name."""
    return sorted(sorted(names), key=_date_of, reverse=True)


def series_of(edition: str) -> str:
    """What the identifiers of all editions of one source have in common: all but the date."""
    date = _date_of(edition)
    return edition.removesuffix(date).rstrip("-") if date else edition


def replaced(name: str) -> list[str]:
    """The editions that a file with the ending REPLACES names; none where it cannot be read."""
    try:
        with open(name, encoding="utf-8") as file:
            return file.read().split()
    except (OSError, UnicodeError):
        return []


def _date_of(edition: str) -> str:
    """The date in an identifier such as `models-dev-2026-07-10` or `helm-2026-04`; else empty."""
    import re

    found = re.search(r"(?<![0-9])20[0-9]{2}(-q[1-4]|-[0-9]{2}){0,2}$", edition)
    return found[0] if found else ""


def _listed(directory: str, ending: str) -> list[str]:
    """The files of a folder with this ending, by name; none where there is no such folder."""
    try:
        names = sorted(os.listdir(directory))
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        raise StoreError(f"{directory} is not a directory, which a collection needs it to be") from None
    except OSError as error:
        raise StoreError(f"{directory}: {error.strerror}; the imported editions cannot be read") from None
    return [os.path.join(directory, name) for name in names if name.endswith(ending) and name[0] != "."]


def restricted(files: Iterable[DataFile], sources: Sequence[str]) -> list[DataFile]:
    """The curated files, and of reports and editions only those of these sources; all where none is named.

    A source is named by its identifier (`llm-stats-2025-10`) or by the beginning that its editions share
    (`llm-stats`); `aikg` alone leaves the curated files. Raises UnknownName.
    """
    files = list(files)
    if not sources:
        return files
    base = f"{ID}source/"
    known = {file.graph.removeprefix(base) for file in files if file.graph.startswith(base)}
    wanted: set[str] = set()
    for source in sources:
        name = source.strip().removeprefix(base).removeprefix("source/").removeprefix("source:").lower()
        found = {each for each in known if each.lower() == name or each.lower().startswith(f"{name}-")}
        if not name or not found:
            from difflib import get_close_matches

            near = get_close_matches(name, known)
            others = ", ".join(sorted(known - {CURATED_GRAPH.removeprefix(base)}))
            raise UnknownName("report or edition", source, near, f"There are: {others}.")
        wanted |= found
    wanted.add(CURATED_GRAPH.removeprefix(base))
    return [
        file
        for file in files
        if (not file.graph.startswith(base) or file.graph.removeprefix(base) in wanted)
        and (_decided_by(file) is None or _decided_by(file) in wanted)
    ]


def _decided_by(file: DataFile) -> str | None:
    """The report whose claims the file says how to decide; None where it says nothing of the kind."""
    folder, name = os.path.split(file.name)
    return os.path.splitext(name)[0] if os.path.basename(folder) == "readings" else None


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
