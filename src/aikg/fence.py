"""Foreign SPARQL, fenced: what a process that can be killed is asked past the gate, and what it replies.

pyoxigraph neither times out nor hears Ctrl-C, so a query that is not ours runs where its end harms nobody.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict

from aikg.errors import (
    AikgError,
    AnswerLimit,
    DataError,
    QueryLimit,
    QueryRefused,
    QuerySyntaxError,
    StoreError,
    TimeLimit,
    shown,
)
from aikg.gate import syntax_error
from aikg.tokens import position, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


# -P: nothing is imported from the folder of the program, nor from the current one.
COMMAND: Final = [sys.executable, "-P", str(Path(__file__).with_name("fence_worker.py"))]
"""The program of the process."""

DEADLY: Final = ("time", "ended", "memory")
"""Errors after which the process is not to be asked again."""

MOST_SAID: Final = 65536
"""Bytes of stderr that are looked at."""


class Opening(TypedDict, total=False):
    """How the process gets at the store: a directory by itself, or what it loads into memory."""

    read_only: str
    """The path of an Oxigraph directory."""
    volumes: Sequence[str]
    """Graphs of it that a query without FROM asks beside the default graph."""
    files: Sequence[Sequence[str]]
    """Pairs: the path of a Turtle file, and the IRI of the graph that it goes into."""
    nquads: str
    """The path of an N-Quads file."""
    nquads_text: str
    """N-Quads, such as a dump of a store that is in memory: what the loader derived is in it."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs of the store that a query is asked of, as in the SPARQL protocol: in the place of FROM
    and FROM NAMED. An IRI that names no graph of the store is an empty graph."""

    default: Sequence[str] = ()
    """The graphs whose merge is the default graph; none: it is empty."""
    named: Sequence[str] = ()


class Fence:
    """What is asked of a fenced process, and what its replies mean; `worker` and `workers` start it."""

    def __init__(
        self,
        store: Opening | Callable[[], Opening],
        *,
        memory: int | None = 2 * 1024**3,
        answer_bytes: int = 64 * 1024**2,
        start_seconds: float = 60,
        union: bool = True,
        nice: int = 0,
    ) -> None:
        """`memory` is a limit in bytes of the whole process, store included (None: no limit; there
        is none on Windows either); `start_seconds` is how long opening the store may take; `union`
        makes a query without FROM ask all graphs together, and not the default graph; `nice` is how far
        it stands back where processors are short."""
        self._union, self._nice = union, nice
        self._store, self._memory, self._answer_bytes = store, memory, answer_bytes
        self.start_seconds = start_seconds

    def first_line(self) -> bytes:
        """What the process is told first: which store, and how much memory."""
        opening = self._store() if callable(self._store) else self._store
        return line({**opening, "memory": self._memory, "nice": self._nice})

    def request(self, text: str, prefixes: Mapping[str, str] | None, rows: int) -> dict[str, Any]:
        """What the process is told of a query that the gate let pass."""
        named = _names_graphs(text)
        return {
            "query": text,
            "prefixes": dict(prefixes or {}),
            "union": self._union and not named,
            "from": named,
            "rows": rows,
            "bytes": self._answer_bytes,
        }

    def not_open(self, reply: dict[str, Any]) -> AikgError | None:
        """The error that the reply to the first line tells; None where the store is open."""
        match reply.get("error"):
            case "time":
                return StoreError(f"The store did not open within {self.start_seconds:g} seconds.")
            case "ended" | "memory":
                return StoreError(f"The store did not open: {reply['message']}.")
            case "store":
                return self.error({}, reply, 0)
        return None

    def error(self, request: dict[str, Any], reply: dict[str, Any], seconds: float) -> AikgError:
        """The error that a reply tells of a request that had so many seconds."""
        text, message = request.get("query", ""), reply.get("message", "")
        match reply["error"]:
            case "syntax" if reply["line"] is not None:
                return _as_found(text, message, reply["line"], reply["column"])
            case "syntax":
                return QuerySyntaxError(f"This is not SPARQL: {shown(message, 200)}.")
            case "time":
                return TimeLimit(
                    f"The query was stopped at its time limit of {seconds:g} seconds. Ask less: "
                    "avoid patterns that share no variable, and paths with * or + over everything."
                )
            case "memory":
                limit = f"{self._memory:,} bytes" if self._memory else "this machine"
                return QueryLimit(f"The query was stopped at its memory limit of {limit}. Ask for less.")
            case "rows":
                return AnswerLimit(
                    f"The answer has more than {request['rows']:,} rows, which is the limit. Ask for fewer, "
                    "or for a part at a time by ORDER BY, LIMIT and OFFSET."
                )
            case "bytes":
                return AnswerLimit(
                    f"The query was stopped at its limit of {self._answer_bytes:,} bytes for an "
                    "answer. Ask for fewer rows or columns."
                )
            case "ended":
                return QueryLimit(
                    "The query engine broke down over this query, most often because it is nested "
                    f"too deeply ({message}). Write it flatter."
                )
            case "store" if reply["path"]:
                return DataError(message, Path(reply["path"]), reply["line"])
            case "store":
                return StoreError(f"The store cannot be read: {shown(message, 300)}.")
            case _:
                return QueryRefused(f"The query cannot be run: {shown(message, 300)}.")


def _names_graphs(query: str) -> bool:
    # Oxigraph passes over FROM when it is told to take the union of all graphs.
    return any(t.kind == "word" and t.text.upper() == "FROM" for t in tokens(query))


def _as_found(query: str, message: str, line: int, column: int) -> QuerySyntaxError:
    """Oxigraph's syntax error, made to point at the fault.

    It names everything that it looked for at the furthest point, and to look for a keyword it first
    goes forward by the length of that keyword: `expected OPTIONAL` is said 8 characters too late.
    """
    listed = re.split(r", (?=[^ ])", message.removeprefix("expected ").removeprefix("one of "))
    sentences = (x for x in listed if re.fullmatch(r"[A-Za-z][\w',-]*( [\w',-]+){2,}", x))
    if sentence := next(sentences, ""):
        return syntax_error(query, f"This is not SPARQL ({sentence})", line, column)
    if len(listed) == 1 and re.fullmatch(r'"[^"]{1,3}"', listed[0]):
        return syntax_error(query, f"This is not SPARQL: expected {listed[0]}", line, column)
    keywords = [word for word in listed if re.fullmatch(r"[A-Za-z_]{2,}", word)]
    before = sum(len(text) + 1 for text in query.split("\n")[: line - 1])
    offset = before + column - 1 - max(map(len, keywords), default=0)
    return syntax_error(
        query, "This is not SPARQL, from here or soon after", *position(query, max(0, offset))
    )


def line(told: dict[str, Any]) -> bytes:
    """A line as the process reads it."""
    return json.dumps(told).encode() + b"\n"


def last_words(said: bytes, code: int) -> dict[str, Any]:
    """A reply in the place of that of a process that ended by itself, from its stderr and exit code."""
    text = said.decode(errors="replace")
    if re.search("memory allocation|bad_alloc|MemoryError", text):
        return {"error": "memory", "message": "out of memory"}
    last = text.strip().rpartition("\n")[2]
    return {"error": "ended", "message": shown(last, 200) or f"exit code {code}"}
