"""How a command writes: an answer to standard output or to a file, and remarks to standard error."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from typing import TYPE_CHECKING

from aikg.cli.paths import path_of
from aikg.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

unfinished: set[Path] = set()
"""Files that are being written beside their place; whoever ends the process suddenly removes them."""


def write(text: str | bytes, output: str | None) -> None:
    """To standard output, or to a file that is there whole or not at all."""
    if output is None or output == "-":
        if sys.stdout.isatty():
            sys.stdout.write(_for_terminal(text.decode() if isinstance(text, bytes) else text))
        elif isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_parts([text if isinstance(text, bytes) else text.encode("utf-8", "replace")], output)


def write_parts(parts: Iterable[bytes], output: str | None) -> None:
    """As `write`, for UTF-8 in parts: what is too large to be held as one."""
    if output is None or output == "-":
        for part in parts:
            write(part, None)
        return
    if not output.strip():
        raise OutputError("--output needs the name of a file")
    try:
        _to_file(parts, path_of(output))
    except OSError as error:
        raise OutputError(f"{output} could not be written: {error.strerror}") from None


def _to_file(parts: Iterable[bytes], path: Path) -> None:
    """Written beside and renamed; a device or a pipe is written to, for a rename would replace it."""
    path = path.resolve() if path.is_symlink() else path
    if path.is_dir():
        raise OutputError(f"{path} is a directory; give a file name")
    old = path.stat() if path.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):
        with path.open("wb") as device:
            device.writelines(parts)
        return
    beside = path.with_name(f".aikg-{os.getpid()}.part")
    unfinished.add(beside)
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            beside.chmod(stat.S_IMODE(old.st_mode))
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        unfinished.discard(beside)


def _for_terminal(text: str) -> str:
    """Whatever the format: no control character but line ends, tabs and our own bold."""
    from aikg.wording import printable

    bold = "\x1b[1m", "\x1b[0m"
    lines = []
    for line in text.split("\n"):
        mine = line.startswith(bold[0]) and line.endswith(bold[1])
        inner = line[len(bold[0]) : -len(bold[1])] if mine else line
        clean = "\t".join(printable(part) for part in inner.split("\t"))
        lines.append(f"{bold[0]}{clean}{bold[1]}" if mine else clean)
    return "\n".join(lines)


def remark(text: str) -> None:
    """A word to the user, on standard error; on a terminal broken at blanks to its width."""
    from aikg.wording import printable

    lines = [printable(line) for line in text.split("\n")]
    if sys.stderr.isatty():
        import textwrap

        lines = [
            part
            for line in lines
            for part in textwrap.wrap(line, columns(), break_long_words=False, break_on_hyphens=False) or [""]
        ]
    print("\n".join(lines), file=sys.stderr)


def columns() -> int:
    """Width of the terminal; COLUMNS counts first."""
    import shutil

    return max(shutil.get_terminal_size((80, 24)).columns, 40)
