"""The store: one Oxigraph store over the files, in memory or kept in the cache directory.

A store that was built once is kept under the fingerprint of its files and opened read-only from then on. It is
opened when it is first asked, because an answer that is kept beside it needs no store.
"""

from __future__ import annotations

import contextlib
import os
import time
from functools import cached_property
from typing import TYPE_CHECKING, Final

from aikg import __version__, resources
from aikg.answers import Answers, named
from aikg.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from aikg.resources import DataFile

_LAYOUT: Final = "2"
"""Changes when the loader derives something else from the same files."""
_FAILURES: Final = (OSError, ValueError, RuntimeError)
"""What pyoxigraph raises for a store that it cannot read; RuntimeError where a checksum or a table is wrong."""
_STALE: Final = 3600
"""Seconds after which what a killed build left behind goes."""
_KEPT: Final = 4
"""How many cached stores stay; the oldest go."""


class OpenStore:
    """A store to ask, opened when it is first asked, and where another process can open it too."""

    def __init__(
        self, files: Sequence[DataFile], directory: Path | None = None, store: ox.Store | None = None
    ) -> None:
        """`store` is one that holds these files' facts already."""
        self.files = tuple(files)
        if store is not None:
            self.__dict__["store"] = store
        self.directory = directory
        """The directory of a cached store; None for a store in memory."""
        self.answers = Answers(_answers_of(directory)) if directory is not None else None

    @cached_property
    def store(self) -> ox.Store:
        """The pyoxigraph store. A cached one that cannot be opened is built again, or made in memory."""
        import pyoxigraph as ox

        from aikg.loading import quads

        if self.directory is not None:
            with contextlib.suppress(*_FAILURES):
                return _cached(self.directory, self.files)
            self.directory = self.answers = None
        store = ox.Store()
        store.bulk_extend(quads(self.files))
        return store

    def forget(self) -> None:
        """Throw the cached store away, so that it is built anew by whoever opens it next."""
        if self.directory is not None:
            _drop(self.directory)


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
    place = resources.cache_directory() if cache else None
    if place is not None:
        directory = place / f"store-{fingerprint(files)}"
        opened = OpenStore(files, directory)
        if not _is_built(directory):
            opened.store  # noqa: B018 (built now, so that a broken file is told at once)
        return opened
    opened = OpenStore(files, None)
    opened.store  # noqa: B018
    return opened


def _answers_of(directory: Path) -> str:
    return os.path.join(directory.parent, directory.name.replace("store-", "answers-"))


def _drop(directory: Path) -> None:
    """Remove a cached store and the answers that it gave."""
    import shutil

    shutil.rmtree(directory, ignore_errors=True)
    shutil.rmtree(_answers_of(directory), ignore_errors=True)


def _is_built(directory: Path) -> bool:
    return os.path.isfile(os.path.join(directory, "CURRENT"))


def _cached(directory: Path, files: Sequence[DataFile]) -> ox.Store:
    import pyoxigraph as ox

    if _is_built(directory):
        try:
            return ox.Store.read_only(str(directory))
        except _FAILURES:  # damaged: a cache may be thrown away
            _drop(directory)
    _build(directory, files)
    return ox.Store.read_only(str(directory))


def fingerprint(files: Iterable[DataFile]) -> str:
    """A name for the content of these files: changes when a file, its place or the loader changes."""
    parts = [_LAYOUT, __version__]
    for file in files:
        try:
            stat = os.stat(file.path)
        except OSError as error:
            raise DataError(f"cannot be read: {error.strerror}", file.path) from None
        parts.append(f"{file.path}\0{file.graph}\0{stat.st_size}\0{stat.st_mtime_ns}")
    return named(parts)


def _build(directory: Path, files: Sequence[DataFile]) -> None:
    """Build beside, rename into place: a reader sees a whole store or none."""
    import shutil
    import tempfile
    from pathlib import Path

    import pyoxigraph as ox

    from aikg.loading import quads

    facts = list(quads(files))  # before anything is written: a broken file leaves no trace
    directory.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix="building-", dir=directory.parent))
    try:
        store = ox.Store(str(beside))
        store.bulk_extend(facts)
        store.optimize()
        store.flush()
        del store
        if not _is_built(directory):  # else somebody else was first: theirs is as good
            _drop(directory)
            with contextlib.suppress(OSError):
                beside.rename(directory)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _prune(directory)


def _clear(place: Path) -> None:
    """Remove what builds that were killed have left; a build takes seconds, so an hour is long ago."""
    import shutil
    import time

    for left in place.glob("building-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - 3600 or left.name == f"building-{os.getpid()}":
                shutil.rmtree(left, ignore_errors=True)


def _prune(newest: Path) -> None:
    with contextlib.suppress(OSError):
        stores = sorted(newest.parent.glob("store-*"), key=lambda p: p.stat().st_mtime)
        for old in stores[:-_KEPT]:
            if old != newest:
                _drop(old)
        for left in newest.parent.glob("building-*"):
            if left.stat().st_mtime < time.time() - _STALE:
                _drop(left)
