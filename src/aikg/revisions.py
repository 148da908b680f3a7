"""Revisions: files as git keeps them, read out of its objects. Nothing is checked out, written or fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.documents import LARGEST
from aikg.errors import DataError, StoreError, UnknownName, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CALM: Final = ("--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false")
_ALONE: Final = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""No object that is missing is fetched, nobody is asked, and git speaks English."""


@dataclass(frozen=True)
class Revision:
    """A tree or a file of a git repository, as it was."""

    name: str
    """As it was asked for: `HEAD~3`, `v0.1:data/labs`."""
    oid: str
    """The git object: of a tree, or of one file."""
    commit: str | None
    """The abbreviated commit, where the name is that of a commit."""
    path: str
    """The path in the repository, empty for the whole of it."""
    is_file: bool

    @property
    def title(self) -> str:
        """The name, with the commit that it stands for now."""
        return f"{self.name} ({self.commit})" if self.commit and self.commit != self.name else self.name

    def files(self) -> list[tuple[str, str]]:
        """Path in the repository and object of every plain file, in git's order. Raises DataError."""
        if self.is_file:
            return [(self.path, self.oid)]
        listed = _git("ls-tree", "-r", "-z", "-l", "--full-tree", self.oid, "--")
        entries = [entry.split(b"\t", 1) for entry in listed.split(b"\0") if entry]
        found = []
        for described, name in entries:
            mode, kind, oid, size = described.decode().split()
            if kind == "blob" and mode != "120000":  # a symbolic link holds a path, not facts
                found.append((os.fsdecode(name), oid, int(size) if size.isdigit() else 0))
        if sum(size for name, _, size in found if name.endswith(".ttl")) > LARGEST:
            raise DataError(f"holds more than {LARGEST >> 30} GiB of Turtle", self.name)
        prefix = f"{self.path}/" if self.path else ""
        return [(prefix + name, oid) for name, oid, _ in found]


def revision(name: str) -> Revision:
    """What git calls by this name where we stand: a revision, or REVISION:PATH. Raises UnknownName."""
    if name.startswith("-") or not name.isprintable() or not name:
        raise _unknown(name, "A revision does not begin with a hyphen." if name.startswith("-") else "")
    lacking = _lacking()
    if lacking:
        raise _unknown(name, lacking)
    path = name.partition(":")[2].strip("/")
    if ":" in name:
        oid, commit = _parsed(name), None
    else:
        oid, commit = _parsed(name + "^{tree}"), _parsed(name + "^{commit}", "--short=10")
    if oid is None:
        hint = "Two revisions are two words: aikg diff OLD NEW." if ".." in name and ":" not in name else ""
        raise _unknown(name, hint, _near(name))
    kind = _git("cat-file", "-t", oid).strip()
    if kind not in (b"tree", b"blob"):
        raise _unknown(name, "It names neither a folder nor a file.")
    return Revision(name, oid, commit, path, kind == b"blob")


def contents(files: Sequence[tuple[str, str]], name: str) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each of these files of a revision, read in one go."""
    wanted = "".join(f"{oid}\n" for _, oid in files).encode()
    answer, at = _git("cat-file", "--batch", stdin=wanted), 0
    for path, oid in files:
        end = answer.index(b"\n", at)
        head = answer[at:end].split()
        if head[1:2] != [b"blob"]:
            raise StoreError(f"{shown(name)}:{shown(path)}: git does not have the object {oid} here")
        size = int(head[2])
        yield path, answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def top() -> str:
    """The folder of the checkout that we stand in. Raises StoreError for a repository without one."""
    return os.fsdecode(_git("rev-parse", "--show-toplevel").rstrip(b"\n"))


def _parsed(text: str, *options: str) -> str | None:
    """The object of this name, or None. `--verify` takes one name and no option that a name could be."""
    done = _run("rev-parse", "--verify", "--quiet", *options, text, "--")
    return done.stdout.decode().strip() if done.returncode == 0 else None


def _unknown(name: str, hint: str, near: Sequence[str] = ()) -> UnknownName:
    return UnknownName("file, folder or git revision", name, near, hint)


def _lacking() -> str:
    """Why no revision can be read here; empty where one can."""
    if shutil.which("git") is None:
        return "Without git, which is not installed, only files and folders can be compared."
    done = _run("rev-parse", "--git-dir")
    if done.returncode == 0:
        return ""
    said = _said(done)
    if "not a git repository" in said:
        return "This folder is not in a git checkout, so it can only be the name of a file or folder."
    return f"git says: {shown(said, 200)}"


def _near(name: str) -> list[str]:
    """Branches and tags whose name is like this one."""
    import difflib

    listed = _git("for-each-ref", "--format=%(refname:short)", "--", "refs/heads", "refs/tags")
    known = ["HEAD", "shipped", *listed.decode(errors="replace").split("\n")]
    return difflib.get_close_matches(name, known, n=3)


def _git(*words: str, stdin: bytes = b"") -> bytes:
    done = _run(*words, stdin=stdin)
    if done.returncode:
        said = _said(done)
        raise StoreError(f"git {words[0]}: {shown(said, 200)}")
    return done.stdout


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """What git complains of, in one line."""
    return " ".join(done.stderr.decode(errors="replace").split()).removeprefix("fatal: ")


def _run(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """git, without a shell. Its variables go, for they may point to another repository (as in a hook), but
    for those that carry configuration, which may say that this one is safe.
    """
    env = {
        key: value for key, value in os.environ.items() if key[:4] != "GIT_" or key.startswith("GIT_CONFIG")
    }
    return subprocess.run(
        ["git", *_CALM, *words], input=stdin, capture_output=True, env=env | _ALONE, check=False
    )
