"""A worker: one fenced process for the threads of a program, which wait for each other."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from aikg.fence import COMMAND, DEADLY, MOST_SAID, Fence, last_words, line
from aikg.gate import gate
from aikg.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyoxigraph as ox

    from aikg.fence import Opening

_MOST_ROWS: Final = 1 << 62
"""Rows of an answer that is bounded by its bytes."""


class Term(NamedTuple):
    """An RDF term as in the SPARQL JSON results.

    The value of a `triple` is its N-Triples text, and a `language` may end in a base direction
    (`ar--rtl`). The datatype is there for every literal.
    """

    type: Literal["uri", "literal", "bnode", "triple"]
    value: str
    datatype: str | None = None
    language: str | None = None

    def oxigraph(self) -> ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple:
        """The same term for pyoxigraph."""
        import pyoxigraph as ox

        match self.type:
            case "uri":
                return ox.NamedNode(self.value)
            case "bnode":
                return ox.BlankNode(self.value)
            case "triple":
                triple: ox.Triple = next(ox.parse(f"{self.value} .", ox.RdfFormat.N_TRIPLES)).triple
                return triple
        if self.language is None:
            return ox.Literal(self.value, datatype=ox.NamedNode(self.datatype or XSD + "string"))
        tag, _, direction = self.language.partition("--")
        toward = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}.get(direction)
        return ox.Literal(self.value, language=tag, direction=toward)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: a table, a yes or no, or triples as N-Triples; the others are empty.

    `complete` is False when the answer was cut at the limit of rows (or of triples).
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    ntriples: str | None = None
    complete: bool = True


class Worker(Fence):
    """A process beside this one that answers queries, one at a time, and can be killed.

    It starts with the first query, stays, and after a time-out or a crash a new one starts with the
    next query. Threads may share a worker: they wait for each other, and waiting is not counted. A
    function given as `store` is asked at each start, so that a worker finds the newest edition.
    """

    def __init__(self, store: Opening | Callable[[], Opening], **limits: Any) -> None:
        """As `Fence`."""
        super().__init__(store, **limits)
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[[subprocess.Popen[bytes]], Worker] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The id of the process; None when none runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def close(self) -> None:
        """Ends the process, even in the middle of a query. A later query would start a new one."""
        if process := self._process:
            process.kill()
        with self._lock:
            self._discard()

    def _discard(self) -> None:
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def query(
        self,
        text: str,
        *,
        seconds: float = 10,
        rows: int = 100_000,
        prefixes: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer, over the union of all graphs or those that FROM names. `prefixes` need not be
        declared in the text.

        Raises QueryRefused and QuerySyntaxError (see `gate`), QueryLimit for time, memory, depth or
        size of the answer, StoreError and DataError when the store cannot be read.
        """
        gate(text, prefixes)
        reply = self._replied(self.request(text, prefixes, rows), seconds)
        rows_found = tuple(
            tuple(None if term is None else Term(*term) for term in row) for row in reply.get("rows", ())
        )
        return Answer(
            columns=tuple(reply.get("columns", ())),
            rows=rows_found,
            boolean=reply.get("boolean"),
            ntriples=reply.get("ntriples"),
            complete=reply.get("complete", True),
        )

    def table(self, text: str, *, seconds: float, whole: bool = True) -> bytes:
        """The answer to a SELECT of ours, which needs no gate, as SPARQL's tab-separated text in UTF-8.

        Of all volumes, or of none where it is not `whole`. Raises as `query` does.
        """
        request: dict[str, Any] = {
            "query": text,
            "prefixes": {},
            "base": None,
            "union": False,
            "from": not whole,
            "media_type": "text/tab-separated-values",
            "rows": _MOST_ROWS,
            "bytes": self._answer_bytes,
        }
        content: bytes = self._replied(request, seconds)["content"]
        return content

    def _replied(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        with self._lock:
            try:
                if self.pid is None:
                    self._start()
                reply = self._exchange(line(request), seconds)
            except BaseException:  # KeyboardInterrupt above all: nothing may go on running
                self._discard()
                raise
            if reply.get("error") in DEADLY:
                self._discard()
        if "error" in reply:
            raise self.error(request, reply, seconds)
        return reply

    def _start(self) -> None:
        self._discard()
        first = self.first_line()
        self._process = process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._end = weakref.finalize(self, _end, process)
        if error := self.not_open(self._exchange(first, self.start_seconds)):
            raise error

    def _exchange(self, told: bytes, seconds: float) -> dict[str, Any]:
        """The reply of the process; {"error": "time"} or "ended" is said for one that is dead."""
        process = self._process
        assert process
        assert process.stdin
        assert process.stdout
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            process.stdin.write(told)
            process.stdin.flush()
            answer = process.stdout.readline()
            if answer.endswith(b"\n"):
                reply: dict[str, Any] = json.loads(answer)
                if "length" not in reply:
                    return reply
                reply["content"] = process.stdout.read(reply["length"])
                if len(reply["content"]) == reply["length"]:
                    return reply
        except OSError:
            pass
        finally:
            timer.cancel()
        if late.is_set():
            return {"error": "time"}
        process.kill()
        said = process.stderr.read(MOST_SAID) if process.stderr else b""
        return last_words(said, process.wait())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with contextlib.suppress(OSError):  # what was to be written to a process that is gone
                stream.close()
