"""The store: one Oxigraph store over the files, in memory or kept in the cache directory.

A store that was built once is kept under the fingerprint of its files and opened read-only from then on. It
is opened when it is first asked, because an answer that is kept beside it needs no store.
"""

from __future__ import annotations

import contextlib
import os
import time
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

from aikg import __version__, resources
from aikg.answers import Answers, named
from aikg.errors import DataError, StoreError, UsageError
from aikg.garbage import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    import pyoxigraph as ox

    from aikg.resources import DataFile

_LAYOUT: Final = "3"
"""Changes when the loader derives something else from the same files."""
LOADER: Final = (
    "as_of",
    "concordance",
    "conflict",
    "identifiers",
    "known",
    "loading",
    "names",
    "ontology",
    "turtle",
    "vocabulary",
    "volume",
)
"""The modules whose code decides what is loaded from the same files."""
_FAILURES: Final = (OSError, ValueError, RuntimeError)
"""What pyoxigraph raises for a store that it cannot read; RuntimeError for a wrong checksum."""
_STALE: Final = 3600
"""Seconds after which what a killed build left behind goes."""
_LARGE: Final = 64 * 1024**2
"""Bytes of Turtle that are better not read into memory."""
_KEPT: Final = 4
"""How many cached stores stay; the oldest go."""


class OpenStore:
    """A store to ask, opened when it is first asked, and where another process can open it too."""

    def __init__(
        self,
        files: Sequence[DataFile],
        directory: str | None = None,
        store: ox.Store | None = None,
        as_of: date | None = None,
    ) -> None:
        """`directory` is that of a cached store; `store` is one that holds these files' facts already."""
        self.files = tuple(files)
        self.as_of = as_of
        """The day of which the facts are; None for all of them."""
        if store is not None:
            self.__dict__["store"] = store
        self._place = directory
        self.answers = Answers(_answers_of(directory)) if directory is not None else None
        """The answers that this store gave; None for a store in memory."""

    @property
    def directory(self) -> Path | None:
        """The directory of a cached store; None for a store in memory."""
        from pathlib import Path

        return None if self._place is None else Path(self._place)

    @property
    def volumes(self) -> list[str]:
        """The named graphs whose facts stand in no other graph."""
        from aikg.volume import graph_of

        return [graph_of(file.graph) for file in self.files if file.volume is not None]

    def query(self, text: str, *, whole: bool = True) -> Any:
        """What the store answers, of all facts; without those of volumes where it is not asked as a whole."""
        import pyoxigraph as ox

        volumes = self.volumes if whole else []
        if not volumes:
            return self.store.query(text, use_default_graph_as_union=False)
        graphs: list[Any] = [ox.DefaultGraph(), *(ox.NamedNode(graph) for graph in volumes)]
        return self.store.query(text, default_graph=graphs)

    @cached_property
    def fingerprint(self) -> str:
        """A name for the files as they were when it was first asked: before they were read."""
        return fingerprint(self.files, self.as_of)

    @cached_property
    def store(self) -> ox.Store:
        """The pyoxigraph store. A cached one that cannot be opened is built again, or made in memory."""
        import pyoxigraph as ox

        from aikg.loading import quads

        if self._place is not None:
            with contextlib.suppress(*(_FAILURES if not self.volumes else ())):
                return _cached(self._place, self.files, self.as_of)
            self._place = self.answers = None
        store = ox.Store()
        with uncollected():
            store.bulk_extend(quads(self.files, self.as_of))
        return store

    def forget(self) -> None:
        """Throw the cached store away, so that it is built anew by whoever opens it next."""
        if self._place is not None:
            _drop(self._place)


def open_store(
    data: Iterable[str | os.PathLike[str]] = (),
    *,
    collection: str | None = None,
    sources: Sequence[str] = (),
    cache: bool | None = True,
    as_of: date | None = None,
) -> OpenStore:
    """The shipped facts, those of the directories `data`, and the editions of a collection; where `sources`
    are named, of reports and editions only these. From the cache where it holds them.

    Raises DataError with path and line for a file that cannot be read, UnknownName for no such source.
    """
    files = resources.shipped() + resources.added(data) + resources.collected(collection)
    return open_files(resources.restricted(files, sources), cache=cache, as_of=as_of)


def open_files(
    files: Sequence[DataFile], *, cache: bool | None = True, as_of: date | None = None
) -> OpenStore:
    """The facts of exactly these files, of a day where one is given; from the cache where it holds them.
    Where `cache` is None it is used for what is large.

    Without a place for the cache, or with one that cannot be written, the store is in memory. A cached store
    that does not open is built again. Raises DataError.
    """
    volumes = [file for file in files if file.volume is not None]
    if cache is None:
        cache = sum(os.path.getsize(file.name) for file in files if os.path.isfile(file.name)) > _LARGE
    place = resources.cache_directory() if cache or volumes else None
    if volumes:
        _refuse(volumes, place, as_of)
    if place is not None:
        name = fingerprint(files, as_of)
        directory = os.path.join(place, f"store-{name}")
        opened = OpenStore(files, directory, as_of=as_of)
        opened.__dict__["fingerprint"] = name
        if not _is_built(directory):
            opened.store  # noqa: B018 (built now, so that a broken file is told at once)
        return opened
    opened = OpenStore(files, as_of=as_of)
    opened.fingerprint  # noqa: B018 (before they are read, so that a change meanwhile is seen)
    opened.store  # noqa: B018
    return opened


def _refuse(volumes: Sequence[DataFile], cache: str | None, as_of: date | None) -> None:
    """Raises StoreError or UsageError for what cannot be done with a volume."""
    name = os.path.basename(str(volumes[0].volume))
    if cache is None:
        raise StoreError(
            f"{name} is too large for memory and needs a cache: let AIKG_CACHE name a directory."
        )
    if len(volumes) > 1:
        other = os.path.basename(str(volumes[1].volume))
        raise StoreError(f"{name} and {other} are both too large to be asked together; `aikg remove` one.")
    if as_of is not None:
        raise UsageError(
            f"There is no view of a day over {name}, which is kept as a volume: leave it out by --source, or "
            "use --released-by or --until, where there is one."
        )


def _answers_of(directory: str) -> str:
    """Beside the store; another folder for other queries or other code, whose files are part of its name."""
    place, name = os.path.split(directory)
    return os.path.join(place, f"{name.replace('store-', 'answers-')}-{asking()}")


@cache
def asking() -> str:
    """The queries and the code as this process first saw them: it reads each only once, too."""
    return _state(
        [
            *resources.queries(),
            *_code("answers", "binding", "catalogue", "names", "ordering", "results", "run", "solutions"),
        ]
    )


def _code(*modules: str) -> list[str]:
    return [os.path.join(os.path.dirname(__file__), f"{module}.py") for module in modules]


def _drop(directory: str) -> None:
    """Remove a cached store and all answers that it gave."""
    import glob
    import shutil

    place, name = os.path.split(directory)
    answers = os.path.join(glob.escape(place), f"{name.replace('store-', 'answers-')}-*")
    for folder in (directory, *glob.glob(answers)):
        shutil.rmtree(folder, ignore_errors=True)


def _is_built(directory: str) -> bool:
    return resources.is_store(directory)


def _cached(directory: str, files: Sequence[DataFile], as_of: date | None) -> ox.Store:
    import pyoxigraph as ox

    if _is_built(directory):
        try:
            store = ox.Store.read_only(directory)
        except _FAILURES:  # damaged: a cache may be thrown away
            _drop(directory)
        else:
            with contextlib.suppress(OSError):
                os.utime(directory)  # in use: the last to be pruned
            return store
    _build(directory, files, as_of)
    return ox.Store.read_only(directory)


def fingerprint(files: Iterable[DataFile], as_of: date | None = None) -> str:
    """A name for the content of these files: changes when a file, its place, the loader or day changes."""
    files = list(files)
    kinds = [f"{file.graph} {file.edition}" for file in files]
    graphs = named([_LAYOUT, __version__, str(as_of or ""), *kinds])
    loader = _code(*LOADER)
    volumes = (os.path.join(file.volume, "CURRENT") for file in files if file.volume is not None)
    names = [*(file.name for file in files), *volumes, *loader]
    return f"{_state(names)}{graphs[:8]}"


def _state(names: Iterable[str]) -> str:
    """A name for files as they are now: their places, sizes and times of change."""
    parts = []
    for name in names:
        try:
            stat = os.stat(name)
        except OSError as error:
            raise DataError(f"cannot be read: {error.strerror}", name) from None
        times = f"{stat.st_mtime_ns}\0{stat.st_ctime_ns}"
        parts.append(f"{os.path.abspath(name)}\0{stat.st_ino}\0{stat.st_size}\0{times}")
    return named(parts)[:16]


def _build(directory: str, files: Sequence[DataFile], as_of: date | None) -> None:
    """Build beside, rename into place: a reader sees a whole store or none."""
    import shutil
    import tempfile

    import pyoxigraph as ox

    from aikg.loading import quads

    place = os.path.dirname(directory)
    os.makedirs(place, mode=0o700, exist_ok=True)
    beside = tempfile.mkdtemp(prefix="building-", dir=place)
    try:
        large = next((file for file in files if file.volume is not None), None)
        if large is None:
            store = ox.Store(beside)
            with uncollected():
                store.bulk_extend(quads(files, as_of))
            store.optimize()
        else:
            from aikg.volume import Volume, linked

            linked(str(large.volume), beside)
            store = ox.Store(beside)
            with uncollected():  # all at once, because the volume is written to meanwhile
                store.bulk_extend(list(quads(files, as_of, Volume(store, large.graph))))
        store.flush()
        del store
        if not _is_built(directory):  # else somebody else was first: theirs is as good
            _drop(directory)
            with contextlib.suppress(OSError):
                os.rename(beside, directory)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    _prune(directory)


def _prune(newest: str) -> None:
    """Remove old stores, and what builds that were killed have left."""
    import shutil
    from pathlib import Path

    place = Path(newest).parent
    with contextlib.suppress(OSError):
        stores = sorted(place.glob("store-*"), key=lambda path: path.stat().st_mtime)
        for old in stores[:-_KEPT]:
            if str(old) != newest:
                _drop(str(old))
        for left in place.glob("building-*"):
            if left.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(left, ignore_errors=True)
