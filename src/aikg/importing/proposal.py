"""The proposal: what an import would add, and what it would not; made before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox

    from aikg.conflict import Conflict
    from aikg.importing.edition import Edition


@dataclass(frozen=True)
class Met:
    """A name of the source and what it was taken for."""

    kind: str
    """`lab`, `model`, `licence`."""
    name: str
    lab: str
    """Name of the lab of a model, as the source gives it; else empty."""
    thing: str
    """IRI; empty for a licence that is not known, of which nothing is made."""
    file: str
    line: int


@dataclass(frozen=True)
class Bad:
    """A row, or a value of one, that is left out, and why."""

    file: str
    line: int
    reason: str
    text: str


@dataclass
class Proposal:
    """An edition that is ready to be written, and what is to be known before it is."""

    edition: Edition
    rows: int = 0
    """Rows that were understood."""
    matched: list[Met] = field(default_factory=list)
    """Labs and models that are things of the graph."""
    unmatched: list[Met] = field(default_factory=list)
    """Names that matched nothing: new labs and models, and licences that are left out."""
    scores: int = 0
    edges: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    """Values of the edition that are kept as dissents."""
    bad: list[Bad] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    """Rows that the importer leaves out on purpose, by reason."""
    remarks: list[str] = field(default_factory=list)
    triples: list[ox.Triple] = field(default_factory=list)
    streamed: Counter[str] = field(default_factory=Counter)
    """Of an edition that is kept as a volume, how many of each kind are in it and in none of the lists:
    `rows`, `bad`, and by the words of the summary."""

    @property
    def bad_rows(self) -> int:
        """Rows with something bad in them; a row counts once."""
        return (
            self.streamed["bad"]
            + len({(bad.file, bad.line) for bad in self.bad if bad.line})
            + sum(not bad.line for bad in self.bad)
        )

    @property
    def bad_share(self) -> float:
        """Share of bad rows among all, from 0 to 1."""
        return self.bad_rows / max(self.rows + self.bad_rows, 1)


def placed(file: str, line: int, seen_from: str) -> str:
    """A line as a message about a row of `seen_from` names it: with its file, where that is another one."""
    return f"line {line}" if file == seen_from else f"{file}:{line}"
