"""What the documents show is what happens: every block of the pages at the top and of docs/ is executed.

In a document, in this order and in one temporary directory:

- ```console: each `$ command` is run on a terminal of 100 columns, and must print what stands below it;
- ```pycon: as the interactive interpreter, with one namespace for the document;
- ```python in docs/python.md: executed in that namespace;
- a block with a path after its language (```turtle my-labs/acme.ttl): written to that file;
- ```diff with a path: applied to that file;
- ```sh and the rest: not run.

A line `...` stands for any lines, `...` in a line for any text. The commands of CONTRIBUTING.md work on a
copy of the checkout.

    AIKG_UPDATE_CONSOLE=1 pytest tests/test_readme.py

writes what really comes into the documents; read the diff before you keep it.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = [
    *(ROOT / name for name in ("README.md", "AGENTS.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
UPDATE: Final = bool(os.environ.get("AIKG_UPDATE_CONSOLE"))
COLUMNS: Final = 100
SECONDS: Final = 120

_BLOCK: Final = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: what it is, the path after it, its text, and where the text stands."""

    kind: str
    path: str
    text: str
    start: int
    line: int


def blocks(text: str) -> list[Block]:
    return [
        Block(m[1], m[2] or "", m[3], m.start(3), text.count("\n", 0, m.start(3)) + 1)
        for m in _BLOCK.finditer(text)
    ]


def executed(document: Path) -> bool:
    kinds = {block.kind for block in blocks(document.read_text(encoding="utf-8"))}
    return bool(kinds & {"console", "pycon"}) or (document.name == "python.md" and "python" in kinds)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One built store for all documents."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if executed(d)], ids=lambda d: d.name)
def test_a_document_shows_what_happens(
    document: Path, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pty", reason="needs a pseudo-terminal")
    text = document.read_text(encoding="utf-8")
    environment = _environment(tmp_path, cache)
    if document.name == "CONTRIBUTING.md":
        environment["PYTHONPATH"] = str(_checkout(tmp_path) / "src")
        environment["PATH"] = os.pathsep.join((str(tmp_path), environment["PATH"]))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AIKG_CACHE", str(cache))
    namespace: dict[str, object] = {"__name__": "__main__"}
    wrong: list[str] = []
    changes: list[tuple[int, int, str]] = []
    for block in blocks(text):
        where = f"{document.name}:{block.line}"
        if block.kind == "diff" and block.path:
            _apply(tmp_path / block.path, block.text, where)
        elif block.path:
            path = tmp_path / block.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.kind in ("console", "pycon"):
            play = _play_console if block.kind == "console" else _play_python
            new, complaints = play(block.text, environment if block.kind == "console" else namespace)
            wrong += [f"{where}: {complaint}" for complaint in complaints]
            changes.append((block.start, block.start + len(block.text), new))
        elif block.kind == "python" and document.name == "python.md":
            exec(compile(block.text, where, "exec"), namespace)
    assert "This is a bug in aikg" not in "".join(new for _, _, new in changes), "\n\n".join(wrong)
    if UPDATE and wrong:
        for start, end, new in reversed(changes):
            text = text[:start] + new + text[end:]
        document.write_text(text, encoding="utf-8")
        pytest.skip(f"{document.name} rewritten; read the diff")
    remedy = "AIKG_UPDATE_CONSOLE=1 pytest tests/test_readme.py writes what came into the document."
    assert not wrong, "\n\n".join([*wrong, remedy])


def test_dots_stand_for_any_lines_or_any_text() -> None:
    assert _same(["a", "...", "d"], ["a", "b", "c", "d"])
    assert _same(["a", "..."], ["a"])
    assert not _same(["a", "...", "d"], ["a", "b"])
    assert not _same(["a"], ["a", "b"])
    assert _same(["... of 9"], ["3 of 9"])
    assert not _same(["... of 9"], ["3 of 8"])
    assert _merged(["a", "... of 9"], ["b", "3 of 9"]) == ["b", "... of 9"]
    assert _merged(["a", "...", "d"], ["x", "b", "c", "y"]) == ["x", "...", "y"]


def test_every_console_block_begins_with_a_command() -> None:
    for document in DOCUMENTS:
        for block in blocks(document.read_text(encoding="utf-8")):
            if block.kind == "console":
                assert block.text.startswith("$ "), f"{document.name}:{block.line}"


# ------------------------------------------------------------------------------------------- playing


def _play_console(text: str, environment: dict[str, str]) -> tuple[str, list[str]]:
    """The block as it really comes, and what differs from what it says."""
    new, wrong = [], []
    for command, expected in _commands(text):
        got = _lines(_terminal(command.replace("\n> ", "\n").removeprefix("$ "), environment))
        if not _same(expected, got):
            wrong.append(f"{command}\n{_difference(expected, got)}")
            expected = _merged(expected, got)
        new += [command, *expected]
        new.append("")
    return "\n".join(new).rstrip("\n") + "\n", wrong


def _commands(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line, []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        else:
            found[-1][1].append(line)
    return [(command, _lines("\n".join(lines))) for command, lines in found]


def _terminal(command: str, environment: dict[str, str]) -> str:
    """What a command shows on a terminal: standard output and error as they come."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    process = subprocess.Popen(
        command, shell=True, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    watch = threading.Timer(SECONDS, process.kill)
    watch.start()
    shown = bytearray()
    with contextlib.suppress(OSError):  # the other end is closed: the command is done
        while part := os.read(ours, 65536):
            shown += part
    status = process.wait()
    watch.cancel()
    os.close(ours)
    end = f"[ended by signal {-status}; a command has {SECONDS} seconds]\n" if status < 0 else ""
    return shown.decode().replace("\r\n", "\n") + end


def _play_python(text: str, namespace: dict[str, object]) -> tuple[str, list[str]]:
    """The same for `>>>` lines."""
    new, wrong = [], []
    for example in doctest.DocTestParser().get_examples(text):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(example.source, "<pycon>", "single"), namespace)
            except Exception as error:
                print("Traceback (most recent call last):\n  ...")
                print("".join(traceback.format_exception_only(error)), end="")
        expected, got = _lines(example.want), _lines(out.getvalue())
        source = example.source.rstrip("\n").split("\n")
        new += [">>> " + source[0], *(f"... {line}".rstrip() for line in source[1:])]
        if not _same(expected, got):
            wrong.append(f"{example.source}{_difference(expected, got)}")
            expected = _merged(expected, got)
        new += expected
    return "\n".join(new) + "\n", wrong


def _same(expected: list[str], got: list[str]) -> bool:
    pattern = "".join("(?:.*\n)*" if line == "..." else _pattern(line) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in got)) is not None


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("..."))


def _merged(expected: list[str], got: list[str]) -> list[str]:
    """What came, cut where the document cuts it: as many lines before and after its `...`."""
    if "..." not in expected and len(expected) == len(got):
        pairs = zip(expected, got, strict=True)
        return [old if re.fullmatch(_pattern(old), new) else new for old, new in pairs]
    if expected.count("...") != 1:
        return got
    before = expected.index("...")
    after = len(expected) - before - 1
    return [*got[:before], "...", *got[len(got) - after :]] if len(got) > before + after else got


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def _difference(expected: list[str], got: list[str]) -> str:
    return "\n".join(difflib.unified_diff(expected, got, "the document", "what came", lineterm=""))


# ------------------------------------------------------------------------------------------ the place


def _environment(home: Path, cache: Path) -> dict[str, str]:
    """A clean one: nothing of the caller's but the way to the installed aikg."""
    scripts = Path(sys.executable).parent
    if not (scripts / "aikg").exists():
        pytest.fail(f"aikg is not installed beside {sys.executable}; run: pip install -e '.[dev]'")
    return {
        "PATH": os.pathsep.join((str(scripts), os.defpath)),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "NO_COLOR": "1",
        "AIKG_CACHE": str(cache),
    }


def _checkout(place: Path) -> Path:
    """A copy of what a contributor edits, and an `aikg` that runs it."""
    for folder in ("ontology", "data", "queries", "src", "docs"):
        shutil.copytree(ROOT / folder, place / folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = place / "aikg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aikg "$@"\n')
    script.chmod(0o755)
    return place


def _apply(path: Path, change: str, where: str) -> None:
    """A change of one or more pieces, separated by `@@` lines; each must fit in exactly one place."""
    text = path.read_text(encoding="utf-8")
    for piece in re.split(r"^@@.*\n", change, flags=re.MULTILINE):
        lines = piece.splitlines()
        old = "".join(line[1:] + "\n" for line in lines if not line.startswith("+"))
        new = "".join(line[1:] + "\n" for line in lines if not line.startswith("-"))
        if piece:
            assert text.count(old) == 1, f"{where}: the diff does not fit {path.name} in exactly one place"
            text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
