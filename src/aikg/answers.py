"""Answers that are kept: what a saved query once gave over a store that does not change, it will give again.

Those of a cached store stand in a folder beside it, under the name of the query and its values as they were
given, and go with it: a look-up that was made before opens no store at all. The last ones stay in memory too.
"""

from __future__ import annotations

import contextlib
import marshal
import os
from _thread import allocate_lock  # threading is slow to import
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.solutions import Column, Iri, Solutions, Text, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST: Final = 256 * 1024
"""Bytes of an answer that is kept; a larger one is asked again."""

MOST: Final = 4096
"""Answers that are kept; with so many there, no more are added."""

CELLS: Final = 2_000_000
"""Cells of the answers kept in memory: two of a hundred thousand scores, or thousands of look-ups."""

_DIGEST: Final = 32
"""Characters of the digest in front of a kept answer: marshal needs no import that takes time, as json does,
but must not be given what a full disk or a crash left behind."""


class Answers:
    """The answers kept in one folder. What cannot be read or written is as if it were not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, query: str, values: Mapping[str, object]) -> Solutions | None:
        """What the query gave for these values, or None where it is not kept."""
        try:
            with open(self._path(query, values), "rb") as file:
                digest, content = file.read(_DIGEST), file.read()
            if named([content.hex()]) != digest.decode("ascii"):
                return None
            columns, rows = marshal.loads(content)
            return Solutions(
                tuple(Column(*column) for column in columns),
                tuple(tuple(_value(cell) for cell in row) for row in rows),
            )
        except (OSError, ValueError, TypeError, EOFError, ArithmeticError):
            return None

    def put(self, query: str, values: Mapping[str, object], answer: Solutions) -> None:
        """Keep this answer; the file is there whole or not at all."""
        columns = tuple((c.name, c.description, c.hidden, c.large) for c in answer.columns)
        rows = tuple(tuple(_cell(value) for value in row) for row in answer.rows)
        content = marshal.dumps((columns, rows))
        if len(content) > LARGEST:
            return
        path = self._path(query, values)
        beside = f"{path}.{os.getpid()}"
        with contextlib.suppress(OSError):
            os.makedirs(self._folder, exist_ok=True)
            if len(os.listdir(self._folder)) >= MOST:
                return
            with open(beside, "wb") as file:
                file.write(named([content.hex()]).encode("ascii") + content)
            os.replace(beside, path)

    def _path(self, query: str, values: Mapping[str, object]) -> str:
        return os.path.join(self._folder, named(_asked(query, values)))


class Recent:
    """The last answers of one graph, in memory, for whoever asks again."""

    def __init__(self, cells: int = CELLS) -> None:
        """`cells` is how many are kept over all answers; the answer that was not given for longest goes."""
        self._cells = cells
        self._held = 0
        self._kept: dict[tuple[str, ...], Solutions] = {}
        self._lock = allocate_lock()

    def get(self, query: str, values: Mapping[str, object]) -> Solutions | None:
        """What the query gave for these values, or None where it is not kept."""
        key = _asked(query, values)
        with self._lock:
            answer = self._kept.pop(key, None)
            if answer is not None:
                self._kept[key] = answer  # the last to go now
        return answer

    def put(self, query: str, values: Mapping[str, object], answer: Solutions) -> None:
        """Keep this answer, unless it alone is more than all that may be kept."""
        key = _asked(query, values)
        with self._lock:
            self._drop(key)
            if _size(answer) > self._cells:
                return
            self._kept[key] = answer
            self._held += _size(answer)
            while self._held > self._cells:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: tuple[str, ...]) -> None:
        before = self._kept.pop(key, None)
        if before is not None:
            self._held -= _size(before)


def _size(answer: Solutions) -> int:
    return (len(answer.rows) + 1) * len(answer.columns)


def _asked(query: str, values: Mapping[str, object]) -> tuple[str, ...]:
    given = (f"{name}={type(value).__name__}:{value}" for name, value in sorted(values.items()))
    return (query, *given)


def named(parts: Sequence[str]) -> str:
    """A name for a sequence of texts, the same for the same texts on every machine."""
    try:
        from _blake2 import blake2b  # hashlib would load all of OpenSSL, which takes longer than the look-up
    except ImportError:
        from hashlib import blake2b
    text = "\0".join(parts)
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _cell(value: Value) -> Any:
    """A value in what marshal knows: what it has no word for becomes a pair of a tag and a text."""
    if isinstance(value, Iri):
        return ("iri", str(value))
    if isinstance(value, Text):
        return (f"@{value.language}", str(value))
    if isinstance(value, Decimal):
        return ("decimal", str(value))
    if isinstance(value, date):
        return ("date", value.isoformat())
    return value


def _value(cell: Any) -> Value:
    if not isinstance(cell, tuple):
        return cell  # type: ignore[no-any-return]
    tag, text = cell
    if tag == "iri":
        return Iri(text)
    if tag == "decimal":
        return Decimal(text)
    if tag == "date":
        return date.fromisoformat(text)
    return Text(text, tag[1:])
