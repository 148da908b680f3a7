"""The collection: the editions that a user imported, a Turtle file each, changed by one rename at a time.

    <directory>/aikg-collection         says what the directory is
    <directory>/reports/<edition>.ttl   what one edition of one source states; its named graph is that source
    <directory>/curated/*.ttl           names that the user accepted for things of the curated graph
    <directory>/fetched/<edition>       what a web server said of the version that it gave
    <directory>/volumes/<edition>/      the facts of an edition that is too large for a file, with what little
                                        of it must be joined to the rest in its file; without that it is none

The store that questions are asked of is made from these files and kept in the cache, so whatever ends a
process, the files are those before the change or those after it.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from aikg import resources
from aikg.errors import StoreError, UnknownName, UsageError, shown
from aikg.resources import MARKER, REPLACES, DataFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IDENTIFIER: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}\Z")
_SAID: Final = (
    "This directory holds the editions that aikg imported: `aikg sources` lists them, `aikg remove` takes "
    "one out.\n"
)


def directory(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The directory of the collection; the user's own where none is chosen. Raises StoreError for none."""
    place = os.fspath(chosen) if chosen is not None else resources.collection_directory()
    if not place:
        raise StoreError("There is no place for imported editions; name one by --store DIR or AIKG_STORE.")
    return Path(place)


def checked_identifier(text: str) -> str:
    """The identifier of an edition, which is the name of its file too. Raises UsageError."""
    if not _IDENTIFIER.match(text) or text.endswith(".") or text == "aikg":
        raise UsageError(
            f"“{shown(text)}” cannot name an edition: lower-case letters, digits, points and hyphens, "
            "such as models-dev-2026-07"
        )
    return text


class Collection:
    """The editions in one directory. Reading needs no lock; each change is made under `writing`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.reports = place / "reports"

    def editions(self) -> list[str]:
        """Their identifiers, the newest first."""
        return resources.editions(str(self.place))

    def files(self) -> list[DataFile]:
        """What is read of it."""
        return resources.collected(str(self.place))

    def path(self, edition: str) -> Path:
        """The file of an edition, whether it is there or not."""
        return self.reports / f"{edition}.ttl"

    def known(self, edition: str) -> str:
        """The identifier as it was given, or with `source/` in front. Raises UnknownName."""
        name = edition.strip().removeprefix("source/")
        there = self.editions()
        if name not in there:
            from difflib import get_close_matches

            near = get_close_matches(name, there)
            hint = "`aikg sources` lists them." if there else "Nothing has been imported."
            raise UnknownName("edition", edition, near, hint)
        return name

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one who changes it. What a writer that was killed left unfinished is put in order.

        Raises StoreError where another process writes, or where the directory is not a collection.
        """
        self._found()
        descriptor = os.open(
            self.place / ".lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600
        )
        try:
            if not _locked(descriptor):
                who = os.read(descriptor, 20).decode("ascii", "replace").strip()
                by = f" (process {who})" if who.isdigit() else ""
                raise StoreError(f"Another aikg{by} is changing {self.place}; wait until it is done.")
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            self._tidy()
            yield
        finally:
            os.close(descriptor)  # and with it the lock, as when the process is killed

    def put(
        self, edition: str, text: str, *, instead_of: Sequence[str] = (), volume: Path | None = None
    ) -> None:
        """Add an edition, or write it anew, and drop those whose place it takes: all of it, or nothing.

        `volume` is the directory of a volume that becomes the edition's; an edition that has one is not
        written anew.
        """
        gone = [name for name in instead_of if name != edition]
        note = self.reports / f"{edition}{REPLACES}"
        there = _content(self.path(edition))
        if gone and there not in (None, text.encode()):
            raise UsageError(f"{edition} is there already; remove it first")  # the note would count too early
        if volume is not None:
            _synced(volume)
            place = self.volume(edition)
            shutil.rmtree(place, ignore_errors=True)  # of an import that was killed between two lines of this
            volume.rename(place)
        if gone:
            _write(note, "\n".join(gone) + "\n")
        if there != text.encode():
            _write(self.path(edition), text)  # from here on it counts, and the others do not
        self._finish(note)

    def remove(self, edition: str) -> None:
        """Take an edition out."""
        self.path(edition).unlink()
        shutil.rmtree(self.volume(edition), ignore_errors=True)
        with contextlib.suppress(OSError):
            self.fetched(edition).unlink(missing_ok=True)

    @property
    def volumes(self) -> Path:
        """The directory of the volumes."""
        return self.place / "volumes"

    def volume(self, edition: str) -> Path:
        """The directory of an edition's volume, whether it is there or not."""
        return Path(resources.volume_of(str(self.place), edition))

    def fetched(self, edition: str) -> Path:
        """The file that keeps what a server said of an edition."""
        return self.place / "fetched" / edition

    def keep_fetched(self, edition: str, text: str) -> None:
        """Keep what a server said, for the next time; without a place for it the next time costs more."""
        with contextlib.suppress(OSError):
            _write(self.fetched(edition), text)

    @property
    def matches(self) -> Path:
        """The file of accepted names."""
        return self.place / "curated" / "matches.ttl"

    def put_matches(self, text: str) -> None:
        """Write the accepted names."""
        _write(self.matches, text)

    def _found(self) -> None:
        """Make the directory where it is not there; refuse one that holds something else."""
        try:
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            there = [name for name in os.listdir(self.place) if not name.startswith(".")]
            if MARKER not in there:
                if there:
                    raise StoreError(f"{self.place} holds other files; give an empty or new directory.")
                _write(self.place / MARKER, _SAID)
        except FileExistsError:
            raise StoreError(f"{self.place} is not a directory.") from None

    def _finish(self, note: Path) -> None:
        """Remove what a new edition replaced, then the note that says so; both are ignored by now."""
        for name in resources.replaced(str(note)):
            with contextlib.suppress(OSError):
                self.path(name).unlink(missing_ok=True)
                shutil.rmtree(self.volume(name), ignore_errors=True)
                self.fetched(name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)

    def _tidy(self) -> None:
        for note in sorted(self.reports.glob(f"*{REPLACES}")):
            if self.path(note.name.removesuffix(REPLACES)).exists():
                self._finish(note)
            else:
                note.unlink(missing_ok=True)
        for part in self.place.glob("*/.*.part"):
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        for volume in self.volumes.glob("*"):
            if not self.path(volume.name).exists():
                shutil.rmtree(volume, ignore_errors=True)


def require(place: Path) -> Path:
    """A directory that was named to be read; refuses one that is no collection."""
    if not (place / MARKER).is_file():
        what = "is not a collection of editions" if place.exists() else "does not exist"
        raise StoreError(f"{place} {what}; `aikg import` makes one.")
    return place


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, text: str) -> None:
    """A whole file or none: written beside, brought to the disk, renamed."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    if hasattr(os, "O_DIRECTORY"):
        with contextlib.suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _synced(directory: Path) -> None:
    """Bring the files of a directory to the disk."""
    for file in directory.iterdir():
        descriptor = os.open(file, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some systems sync only what is open for writing
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _locked(descriptor: int) -> bool:
    """Whether the lock is ours now. The system gives it back whenever and however the process ends."""
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
