"""Marks: which of many millions of things were told of more than once, found in bounded memory.

A thing is marked by the hash of its name. The marks go to files by the first bits of that hash, and each file
is looked at by itself: what is alike stands in one file.
"""

from __future__ import annotations

import tempfile
from array import array
from itertools import groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_FILES: Final = 32
_HELD: Final = 3 * 4096
"""Numbers of a file that are held in memory."""


class Marks:
    """Things that were told of, each with what was said and where."""

    def __init__(self, place: Path) -> None:
        """The files are in the directory `place`, and are gone when these marks are."""
        files = [tempfile.TemporaryFile(dir=place) for _ in range(_FILES)]  # noqa: SIM115
        self._files: Sequence[IO[bytes]] = files
        self._held = [array("q") for _ in range(_FILES)]

    def put(self, thing: int, said: int, where: int) -> None:
        """A mark: three numbers of 64 bits with a sign. `thing` and `said` are hashes."""
        number = thing % _FILES
        held = self._held[number]
        held.extend((thing, said, where))
        if len(held) >= _HELD:
            held.tofile(self._files[number])
            del held[:]

    def groups(self) -> Iterator[list[tuple[int, int, int]]]:
        """The marks of each thing together, in the order of `where`; the order of things is arbitrary."""
        for file, held in zip(self._files, self._held, strict=True):
            marks = array("q")
            file.seek(0)
            marks.frombytes(file.read())
            marks.extend(held)
            told = sorted(zip(marks[0::3], marks[1::3], marks[2::3], strict=True), key=itemgetter(0, 2))
            for _, group in groupby(told, key=itemgetter(0)):
                yield list(group)

    def close(self) -> None:
        """Give the files back."""
        for file in self._files:
            file.close()
