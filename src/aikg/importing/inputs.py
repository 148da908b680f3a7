"""Inputs: the bytes of files, unpacked and as UTF-8, within limits that a message names."""

from __future__ import annotations

import io
import os
import re
import stat
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from aikg.errors import DataError

if TYPE_CHECKING:
    import gzip
    from collections.abc import Iterator
    from pathlib import Path

MOST_BYTES: Final = 512 * 1024 * 1024
"""Bytes of an input once it is unpacked."""
MOST_MEMBERS: Final = 1000
"""Files in an archive."""
LONGEST_LINE: Final = 32 * 1024 * 1024
"""Bytes of a line, but for JSON, which may be one line throughout."""
_PIECE: Final = 1024 * 1024
_ONE_LINE: Final = (".json", ".jsonld", ".xml", ".rdf", ".owl")


@dataclass(frozen=True)
class Input:
    """What an importer reads: a name to speak of, and UTF-8 without a byte-order mark."""

    name: str
    data: bytes
    remark: str | None = None
    """What had to be assumed: another encoding."""


def read(path: Path, *, most: int = MOST_BYTES) -> list[Input]:
    """A file; of a zip archive each file in it, of a gzip file its content. Raises DataError."""
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            raise DataError("is a directory; give the files in it", path)
        size = os.stat(path).st_size
        if size > most:
            raise DataError(f"has {size:,} bytes; the limit is {most:,} (--max-size)", path)
        with open(path, "rb") as file:
            start = file.read(4)
            file.seek(0) if file.seekable() else None
            whole = file if file.seekable() else io.BytesIO(start + _all(file, str(path), most))
            return unpacked(whole, str(path), most=most)
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror or error}", path) from None


def unpacked(file: IO[bytes], name: str, *, most: int = MOST_BYTES) -> list[Input]:
    """What an open file holds; see `read`."""
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"\x1f\x8b":
        found = [(name.removesuffix(".gz"), _gunzipped(file, name, most))]
    elif start == b"PK\x03\x04":
        found = list(_members(file, name, most))
    else:
        found = [(name, _all(file, name, most))]
    inputs = [_decoded(inner, data, most) for inner, data in found]
    if not any(each.data.strip() for each in inputs):
        raise DataError("is empty", name)
    return inputs


def _all(file: IO[bytes] | gzip.GzipFile, name: str, most: int) -> bytes:
    """The rest of a file, checked while it is read: a pipe or a device has no size."""
    whole = bytearray()
    longest = None if name.lower().removesuffix(".gz").endswith(_ONE_LINE) else LONGEST_LINE
    ended = 0
    while piece := file.read(_PIECE):
        if longest is not None:
            last = piece.rfind(b"\n")
            if last >= 0:
                ended = len(whole) + last
            elif len(whole) + len(piece) - ended > longest:
                line = whole.count(b"\n") + 1
                raise DataError(f"holds a line of more than {longest:,} bytes, the limit", name, line)
        whole += piece
        if len(whole) > most:
            raise DataError(f"unpacks to more than {most:,} bytes, the limit (--max-size)", name)
    return bytes(whole)


def _gunzipped(file: IO[bytes], name: str, most: int) -> bytes:
    import gzip

    try:
        with gzip.open(file, "rb") as unzipped:
            return _all(unzipped, name, most)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"is a damaged gzip file: {error}", name) from None


def _members(file: IO[bytes], name: str, most: int) -> Iterator[tuple[str, bytes]]:
    import zipfile

    left = most
    try:
        with zipfile.ZipFile(file) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and not _is_litter(m.filename)]
            if len(members) > MOST_MEMBERS:
                raise DataError(f"holds {len(members):,} files; the limit is {MOST_MEMBERS:,}", name)
            for member in members:
                inner = f"{name}/{member.filename}"
                if member.flag_bits & 1:
                    raise DataError("is encrypted; unpack it first", inner)
                with archive.open(member) as unzipped:
                    data = _all(unzipped, inner, left)
                left -= len(data)
                yield inner, data
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise DataError(f"is a damaged zip archive: {error}", name) from None


def _is_litter(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _decoded(name: str, data: bytes, most: int) -> Input:
    """UTF-8 with line ends as they are; another encoding by its mark, else Latin-1 with a remark."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            try:
                return Input(name, data[len(mark) :].decode(encoding).encode())
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                raise DataError(f"begins as {encoding} and is not", name, line) from None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if re.search(rb"[\x00-\x08\x0e-\x1f]", data[:4096]):
            raise DataError("is not text", name, line) from None
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        said = f"{name}:{line}: is not UTF-8; read as Latin-1"
        return Input(name, text.encode(), said)
    return Input(name, data)
