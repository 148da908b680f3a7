"""Large imports: files that are read line by line into a volume, in memory that does not grow with them."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zlib
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from aikg import importers, loading
from aikg.collection import checked_identifier
from aikg.errors import DataError, StoreError, UsageError, shown
from aikg.importers.editions import edition_of, issued_in
from aikg.importing.edition import Edition
from aikg.importing.inputs import LONGEST_LINE
from aikg.importing.runner import before, unshipped
from aikg.importing.stream import Stream
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aikg.collection import Collection
    from aikg.importers.records import Row
    from aikg.importing.proposal import Proposal
    from aikg.importing.runner import Wanted

LARGE: Final = 64 * 1024 * 1024
"""Bytes of input from which on a source that is read line by line goes into a volume."""
_WRITTEN: Final = 1 << 20
"""Characters that are given to the process of the volume at once."""


def fits(source: str, paths: Sequence[Path], wanted: bool | None) -> bool:
    """Whether these files go into a volume: as the user says, else where they are large.

    Raises UsageError where it is wanted and cannot be.
    """
    by_line = source != "rdf" and importers.importer(source).by_line is not None
    plain = all(path.is_file() and not _begins(path, b"PK\x03\x04") for path in paths)
    if wanted and not (by_line and plain):
        what = "a file or a gzip file" if by_line else "a source that is read line by line"
        raise UsageError(f"--volume needs {what}.")
    able = by_line and plain and bool(paths)
    return able and (wanted or (wanted is None and sum(path.stat().st_size for path in paths) >= LARGE))


class Large:
    """One import into a volume: read, and then kept or thrown away."""

    def __init__(
        self,
        wanted: Wanted,
        paths: Sequence[Path],
        *,
        collection: Collection,
        data: Sequence[str] = (),
        most: int | None = None,
        tell: Callable[[str, int, int | None], None] = lambda what, done, whole: None,
    ) -> None:
        """`most` is how many bytes a file may unpack to (None: any number)."""
        issued = wanted.issued or next((told for path in paths if (told := issued_in(path.name))), None)
        if issued is None:
            raise UsageError(
                "The input does not tell which day the edition is of; say it: --issued 2026-07-10"
            )
        self._source, self._paths, self._tell, self._most = wanted.source, paths, tell, most
        header = importers.header_of(wanted.source, issued)
        identifier = checked_identifier(wanted.identifier or f"{wanted.source}-{edition_of(issued)}".lower())
        self._known = loading.known(before(identifier, collection, data))
        self.identifier = unshipped(identifier, self._known)
        self._lines = 0
        checksum = self._checksum()
        license = None if header.license is None else f"{ID}license/{header.license}"
        self._edition = Edition(self.identifier, header, issued, checksum, date.today(), license)

    @property
    def checksum(self) -> str:
        """Of all that is read, unpacked."""
        return self._edition.checksum

    def proposed(self) -> Proposal:
        """The proposal, of which nothing is kept."""
        with tempfile.TemporaryDirectory() as place:
            return self._read(Path(place), lambda lines: None)[0]

    @contextlib.contextmanager
    def built(self, volumes: Path) -> Iterator[tuple[Proposal, Path]]:
        """The proposal and its volume, in a directory inside `volumes` that is gone afterwards, if nobody
        moved it. Raises DataError, or StoreError where the volume cannot be written.
        """
        volumes.mkdir(mode=0o700, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=".building-", dir=volumes))
        try:
            yield self._built(place), place / "volume"
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _built(self, place: Path) -> Proposal:
        volume, dropped = place / "volume", place / "dropped"
        volume.mkdir()
        worker = Path(__file__).with_name("volume_worker.py")
        with (
            (place / "said").open("w+b") as said,
            subprocess.Popen(
                [sys.executable, "-P", str(worker), str(volume), str(dropped)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
            ) as process,
        ):
            assert process.stdin
            assert process.stdout
            held: list[str] = []
            length = 0

            def write(lines: str, *, now: bool = False) -> None:
                nonlocal length
                held.append(lines)
                length += len(lines)
                if length >= _WRITTEN or now:
                    process.stdin.write("".join(held).encode())  # type: ignore[union-attr]
                    held.clear()
                    length = 0

            try:
                proposal, things = self._read(place, write)
                write("", now=True)
                beside = dropped.with_name("dropped.part")
                beside.write_text("".join(f"{thing}\n" for thing in things), encoding="utf-8")
                beside.replace(dropped)
                process.stdin.close()
                for stage in (b"loaded", b"compacted"):
                    self._tell({b"loaded": "sorting", b"compacted": "compacting"}[stage], 0, None)
                    if process.stdout.readline().strip() != stage:
                        raise BrokenPipeError
                if process.wait():
                    raise BrokenPipeError
            except BrokenPipeError:
                process.kill()
                process.wait()
                said.seek(0)
                last = said.read(65536).decode(errors="replace").strip().rpartition("\n")[2]
                reason = shown(last, 300) or f"its process ended with {process.returncode}"
                raise StoreError(f"The volume could not be written: {reason}.") from None
            except BaseException:
                process.kill()
                raise
        return proposal

    # ------------------------------------------------------------------------------------- reading

    def _read(self, place: Path, write: Callable[[str], object]) -> tuple[Proposal, list[str]]:
        stream = Stream(self._known, self._edition, place, write)
        done = 0
        for number, path in enumerate(self._paths):
            name = str(path)
            rows = importers.records_by_line(self._source, self._lines_of(number), latest=date.today())
            for row in rows:
                stream.take(name, row)
                if not row.line % 1000:
                    self._tell(f"reading {path.name}", done + row.line, self._lines)
            done += row.line
        self._tell("matching names", 0, None)
        return stream.ended(self._again)

    def _again(self, places: set[int]) -> Iterator[tuple[int, Row]]:
        for number in range(len(self._paths)):
            for line, raw in enumerate(self._lines_of(number), 1):
                place = (number << 40) + line
                if place in places:
                    for row in importers.records_by_line(self._source, iter([raw]), first=line):
                        yield place, row

    def _lines_of(self, number: int) -> Iterator[bytes]:
        path = self._paths[number]
        read = 0
        with _opened(path) as file:
            line = 0
            try:
                while raw := file.readline(LONGEST_LINE + 1):
                    line += 1
                    read += len(raw)
                    if len(raw) > LONGEST_LINE:
                        raise DataError(
                            f"holds a line of more than {LONGEST_LINE:,} bytes, the limit", path, line
                        )
                    if self._most is not None and read > self._most:
                        raise DataError(
                            f"unpacks to more than {self._most:,} bytes, the limit (--max-size)", path
                        )
                    yield raw.removeprefix(b"\xef\xbb\xbf") if line == 1 else raw
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise DataError(f"is a damaged gzip file: {error}", path) from None
            except OSError as error:
                raise DataError(f"cannot be read: {error.strerror or error}", path) from None

    def _checksum(self) -> str:
        sums = []
        for number, path in enumerate(self._paths):
            self._tell(f"looking through {path.name}", 0, None)
            found = hashlib.sha256()
            for raw in self._lines_of(number):
                found.update(raw)
                self._lines += 1
            sums.append(found.hexdigest())
        if not self._lines:
            raise DataError("is empty", self._paths[0])
        sums.sort()
        return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _opened(path: Path) -> IO[bytes]:
    if _begins(path, b"\x1f\x8b"):
        return gzip.open(path, "rb")  # type: ignore[return-value]
    return path.open("rb", buffering=1 << 20)
