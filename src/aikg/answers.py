"""Answers that are kept: what a saved query once gave over a store that does not change, it will give again.

They stand in a folder beside the cached store, under a name made of the query and its values, and go with it. A
look-up that was made before opens no store at all.
"""

from __future__ import annotations

import contextlib
import json
import os
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.solutions import Iri, Text, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST: Final = 256 * 1024
"""Bytes of an answer that is kept; a larger one is asked again."""

MOST: Final = 4096
"""Answers that are kept; with so many there, no more are added."""

Rows = tuple[tuple[Value, ...], ...]


class Answers:
    """The answers kept in one folder. What cannot be read or written is as if it were not there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, query: str, values: Mapping[str, str]) -> Rows | None:
        """The rows that the query gave with these values, or None where they are not kept."""
        try:
            with open(self._path(query, values), encoding="utf-8") as file:
                kept = json.load(file)
            return tuple(tuple(_value(cell) for cell in row) for row in kept)
        except (OSError, ValueError, TypeError, KeyError, ArithmeticError):
            return None

    def put(self, query: str, values: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> None:
        """Keep these rows; the file is there whole or not at all."""
        text = json.dumps([[_cell(value) for value in row] for row in rows], ensure_ascii=False)
        if len(text) > LARGEST:
            return
        path = self._path(query, values)
        beside = f"{path}.{os.getpid()}"
        with contextlib.suppress(OSError):
            os.makedirs(self._folder, exist_ok=True)
            if len(os.listdir(self._folder)) >= MOST:
                return
            with open(beside, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(beside, path)

    def _path(self, query: str, values: Mapping[str, str]) -> str:
        return os.path.join(self._folder, named([query, *(f"{k}={v}" for k, v in sorted(values.items()))]))


def named(parts: Sequence[str]) -> str:
    """A name for a sequence of texts, the same for the same texts on every machine."""
    try:
        from _blake2 import blake2b  # hashlib would load all of OpenSSL, which takes longer than the look-up
    except ImportError:
        from hashlib import blake2b
    return blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _cell(value: Value) -> Any:
    """A value for JSON: what JSON has no word for becomes an object of one tag."""
    if isinstance(value, Iri):
        return {"iri": str(value)}
    if isinstance(value, Text):
        return {"text": str(value), "language": value.language}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _value(cell: Any) -> Value:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    if "iri" in cell:
        return Iri(cell["iri"])
    if "decimal" in cell:
        return Decimal(cell["decimal"])
    if "date" in cell:
        return date.fromisoformat(cell["date"])
    return Text(cell["text"], cell["language"])
