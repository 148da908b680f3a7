"""The process behind `aikg.fence`: one line of JSON in, one line of JSON out.

The first line says how to open the store, each further line is a query. It may be killed at any
moment, so it owns nothing and writes nothing. It is run as a file, outside the package: a start
then costs Python, pyoxigraph and the store, and the folder it is started in is not imported from.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import re
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


class _AnswerTooLong(Exception):
    pass


class _TooManyRows(Exception):
    pass


def main() -> None:
    """Serves until standard input ends, even in the middle of a query."""
    for name in (
        "SIGINT",
        "SIGTERM",
        "SIGHUP",
    ):  # sent to the whole group: the parent hears them, and decides
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(AttributeError, OSError):  # Windows before Python 3.12 has none
        os.set_blocking(2, False)  # nobody reads stderr before the end: a full pipe must not stop us
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()

    def answer(reply: dict[str, Any] | str | bytes) -> None:
        if isinstance(reply, bytes):
            answers.write(b'{"length": %d}\n' % len(reply))
            answers.write(reply)
        else:
            text = reply if isinstance(reply, str) else json.dumps(reply)
            answers.write(text.encode() + b"\n")
        answers.flush()

    opening = json.loads(lines.get())
    _limit_memory(opening["memory"])
    if opening.get("nice"):
        with contextlib.suppress(AttributeError, OSError):  # Windows
            os.nice(opening["nice"])
    try:
        store = _open(opening)
    except (OSError, ValueError, SyntaxError) as error:
        place = {"path": getattr(error, "filename", None), "line": getattr(error, "lineno", None)}
        answer({"error": "store", "message": str(error.args[0]), **place})
        return
    if "read_only" not in opening:  # a directory opens its files as it needs them
        _close_the_door()
    answer({"ready": True})
    while True:
        request = json.loads(lines.get())
        reply: dict[str, Any] | str | bytes
        try:
            ask = _serialised if "media_type" in request else _ask
            reply = ask(store, request, opening.get("volumes", ()))
        except SyntaxError as error:
            reply = _syntax(str(error))
        except MemoryError:
            reply = {"error": "memory"}
        except _AnswerTooLong:
            reply = {"error": "bytes"}
        except _TooManyRows:
            reply = {"error": "rows"}
        except OSError as error:
            reply = {"error": "store", "message": str(error), "path": None, "line": None}
        except Exception as error:  # whatever pyoxigraph raises belongs to the query
            reply = {"error": "failed", "message": str(error)}
        answer(reply)


def _listen(lines: queue.SimpleQueue[bytes]) -> None:
    # pyoxigraph lets other threads run, so the end of the parent is noticed during a query too.
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


def _limit_memory(size: int | None) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows, and some of macOS
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if size is not None:
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _close_the_door() -> None:
    """No more files and no more sockets: the gate keeps SERVICE out, and this makes sure."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))


def _open(opening: dict[str, Any]) -> ox.Store:
    if "read_only" in opening:
        return ox.Store.read_only(opening["read_only"])
    store = ox.Store()
    for path, graph in opening.get("files", ()):
        store.bulk_load(path=path, to_graph=ox.NamedNode(graph))
    if "nquads" in opening:
        store.bulk_load(path=opening["nquads"], format=ox.RdfFormat.N_QUADS)
    if "nquads_text" in opening:
        store.bulk_load(opening["nquads_text"], format=ox.RdfFormat.N_QUADS)
    return store


def _ask(store: ox.Store, request: dict[str, Any], volumes: Sequence[str]) -> dict[str, Any] | str:
    """The reply; that of a SELECT as text, its rows being JSON already, to count its size."""
    result = store.query(
        request["query"],
        prefixes=request["prefixes"],
        use_default_graph_as_union=request["union"],
        default_graph=_asked(request, volumes),
    )
    rows, size = request["rows"], request["bytes"]
    if isinstance(result, ox.QuerySolutions):
        found, complete = _some((json.dumps([*map(_term, row)]) for row in result), rows, size)
        head = {"columns": [variable.value for variable in result.variables], "complete": complete}
        return f'{json.dumps(head)[:-1]}, "rows": [{", ".join(found)}]}}'
    if isinstance(result, ox.QueryTriples):
        found, complete = _some((f"{triple} .\n" for triple in result), rows, size)
        return {"ntriples": "".join(found), "complete": complete}
    return {"boolean": bool(result)}


def _serialised(store: ox.Store, request: dict[str, Any], volumes: Sequence[str]) -> bytes:
    """The whole answer in the media type of the request; no row of it passes through Python."""
    result = store.query(
        request["query"],
        base_iri=request["base"],
        prefixes=request["prefixes"],
        use_default_graph_as_union=request["union"],
        default_graph=_asked(request, volumes),
        named_graphs=_named(request.get("named")),
    )
    media_type, rows, out = request["media_type"], request["rows"], _Out(request["bytes"])
    if isinstance(result, ox.QueryTriples):
        graph_format = ox.RdfFormat.from_media_type(media_type)
        ox.serialize(_first(result, rows), out, graph_format, prefixes=request["prefixes"])
        return _needed(out.getvalue())
    table_format = ox.QueryResultsFormat.from_media_type(media_type)
    assert table_format, media_type
    result.serialize(out, table_format)
    content = out.getvalue()
    if isinstance(result, ox.QuerySolutions) and _ROWS[table_format.file_extension](content) > rows:
        raise _TooManyRows
    return content


class _Out(io.BytesIO):
    """What is written, up to a number of bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._room = most

    def write(self, part: Any) -> int:
        """Keep it; raises where it is too much."""
        self._room -= len(part)
        if self._room < 0:
            raise _AnswerTooLong
        return super().write(part)


def _asked(request: dict[str, Any], volumes: Sequence[str]) -> Any:
    """The graphs of which the default graph of the query is made; None where the query or the store says."""
    if "default" in request:
        return _named(request["default"])
    if not volumes or request["from"]:
        return None
    return [ox.DefaultGraph(), *map(ox.NamedNode, volumes)]


def _named(iris: Iterable[str] | None) -> Any:
    return None if iris is None else [ox.NamedNode(iri) for iri in iris]


def _needed(text: bytes) -> bytes:
    """Turtle or TriG without those of the prefixes at its head that nothing needs; others as they are."""
    head = re.match(rb"(?:@prefix [^\n]*\n)*", text)
    assert head
    body = text[head.end() :]
    lines = (line for line in head[0].splitlines(keepends=True) if line.split()[1] in body)
    return b"".join([*sorted(lines), body])


def _first(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number == most:
            raise _TooManyRows
        yield triple


_ROWS: Final[dict[str, Callable[[bytes], int]]] = {
    # A `"` in a string is escaped, so this is the first key of a row, and never in a value.
    "srj": lambda text: sum(1 for _ in re.finditer(rb'[\[,]\{"[^"\\]*":\{', text)),
    "srx": lambda text: text.count(b"<result>"),
    "csv": lambda text: sum(part.count(b"\r\n") for part in text.split(b'"')[::2]) - 1,
    "tsv": lambda text: text.count(b"\n") - 1,
}
"""How many rows a serialised table has, by its usual ending: the serialisers count none."""


def _some(pieces: Iterable[str], rows: int, size: int) -> tuple[list[str], bool]:
    """The first pieces, and whether they are all."""
    found: list[str] = []
    length = 0
    for piece in pieces:
        if len(found) == rows:
            return found, False
        length += len(piece)
        if length > size:
            raise _AnswerTooLong
        found.append(piece)
    return found, True


def _literal(term: ox.Literal) -> Iterator[str | None]:
    yield from ("literal", term.value)
    if term.language is None:
        yield term.datatype.value
    else:
        direction = f"--{term.direction.value}" if term.direction else ""
        yield from (term.datatype.value, term.language + direction)


_WRITERS: Final[dict[type, Callable[[Any], Iterable[str | None]]]] = {
    ox.NamedNode: lambda term: ("uri", term.value),
    ox.BlankNode: lambda term: ("bnode", term.value),
    ox.Literal: _literal,
    ox.Triple: lambda term: ("triple", str(term)),
}


def _term(term: Any) -> list[str | None] | None:
    return None if term is None else list(_WRITERS[type(term)](term))


def _syntax(message: str) -> dict[str, Any]:
    found = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if not found:
        return {"error": "syntax", "message": message, "line": None, "column": None}
    return {
        "error": "syntax",
        "message": found[3],
        "line": int(found[1]),
        "column": int(found[2]),
    }


if __name__ == "__main__":
    main()
