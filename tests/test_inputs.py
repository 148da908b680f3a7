"""Inputs: encodings, archives, and what is refused by a limit that the message names."""

from __future__ import annotations

import gzip
import io
import os
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from aikg.errors import DataError
from aikg.importing import inputs

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "name,lab\n智谱,Zhipu\nMünchen,“x”\n"


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_are_taken_off(encoding: str, tmp_path: Path) -> None:
    (one,) = inputs.read(written(tmp_path / "a.csv", TEXT.encode(encoding)))
    assert (one.data, one.remark) == (TEXT.encode(), None)


def test_latin_1_is_read_with_a_remark(tmp_path: Path) -> None:
    (one,) = inputs.read(written(tmp_path / "a.csv", "name\nMünchen\nCafé\n".encode("latin-1")))
    assert one.data.decode() == "name\nMünchen\nCafé\n"
    assert one.remark == f"{tmp_path / 'a.csv'}:2: is not UTF-8; read as Latin-1"


def test_gzip_and_zip(tmp_path: Path) -> None:
    (one,) = inputs.read(written(tmp_path / "a.csv.gz", gzip.compress(TEXT.encode(), mtime=0)))
    assert (one.name, one.data) == (str(tmp_path / "a.csv"), TEXT.encode())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x/a.csv", TEXT)
        archive.writestr("x/b.csv", "b\n1\n")
        archive.writestr("__MACOSX/x/._a.csv", "litter")
    found = inputs.read(tmp_path / "a.zip")
    assert [each.name for each in found] == [f"{tmp_path}/a.zip/x/a.csv", f"{tmp_path}/a.zip/x/b.csv"]


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(size // 1_000_000):
            member.write(b"0,\n" * 333_333)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["zip", "gz", "plain", "many"])
def test_bombs_are_refused(kind: str, tmp_path: Path) -> None:
    limit = 5_000_000
    if kind == "zip":
        data, said = bomb(50_000_000), "unpacks to more than 5,000,000 bytes, the limit"
    elif kind == "gz":
        data = gzip.compress(b"0\n" * 10_000_000, mtime=0)
        said = "unpacks to more than 5,000,000 bytes, the limit"
    elif kind == "plain":
        data, said = b"0\n" * 5_000_000, "has 10,000,000 bytes; the limit is 5,000,000"
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for n in range(inputs.MOST_MEMBERS + 1):
                archive.writestr(f"{n}.csv", "")
        data, said = out.getvalue(), "holds 1,001 files; the limit is 1,000"
    with pytest.raises(DataError, match=said):
        inputs.read(written(tmp_path / f"a.{kind}", data), most=limit)


def test_an_endless_line_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("wb") as file:
        file.write(b"name\n")
        file.seek(400_000_000)  # a sparse file: nothing but zeros, and no line end
        file.write(b"x")
    with pytest.raises(DataError, match=r"a\.csv:2: holds a line of more than 33,554,432 bytes, the limit"):
        inputs.read(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x1f\x8b\x08\x00garbage that is no gzip", "is a damaged gzip file"),
        (gzip.compress(b"x" * 10000, mtime=0)[:-20], "is a damaged gzip file"),
        (b"PK\x03\x04 no archive", "is a damaged zip archive"),
        (b"\x00\x01\xff\xfe\x80 binary", "is not text"),
    ],
)
def test_what_is_no_input_is_named(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"a\.csv.*{said}"):
        inputs.read(written(tmp_path / "a.csv", data))


def test_a_directory_and_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a directory; give the files in it"):
        inputs.read(tmp_path)
    with pytest.raises(DataError, match="cannot be read: No such file"):
        inputs.read(tmp_path / "none")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    threading.Thread(target=lambda: (tmp_path / "pipe").write_bytes(TEXT.encode()), daemon=True).start()
    (one,) = inputs.read(tmp_path / "pipe")
    assert one.data == TEXT.encode()
