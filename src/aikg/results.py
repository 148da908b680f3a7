"""Results: an answer as SPARQL's tab-separated text, read into plain values.

An engine writes that text much faster than it hands over terms one by one, and in a large answer most cells
repeat: each spelling is read once.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from aikg.solutions import Iri, Text, literal

if TYPE_CHECKING:
    from aikg.solutions import Value

_ESCAPES: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_NUMBER: Final = "+-.0123456789"


def rows(text: bytes) -> tuple[tuple[Value, ...], ...]:
    """The rows of `text`, in UTF-8 with a line of variables in front; an empty cell is None.

    Values are those of `aikg.solutions.value_of`. ValueError for what is no such text.
    """
    read = _Cells().__getitem__
    lines = text.decode().split("\n")
    return tuple([tuple(map(read, line.split("\t"))) for line in lines[1:-1]])


class _Cells(dict[str, "Value"]):
    """What each cell means that was met so far."""

    def __missing__(self, cell: str) -> Value:
        value = self[cell] = _value(cell)
        return value


def _value(cell: str) -> Value:
    first = cell[:1]
    if first == "<" and not cell.startswith("<<("):
        return Iri(cell[1:-1])
    if first == '"':
        return _literal(cell)
    if cell in ("true", "false"):
        return cell == "true"
    if first and first in _NUMBER:
        if "e" in cell or "E" in cell:
            return float(cell)
        return Decimal(cell) if "." in cell else int(cell)
    return (cell[4:-4] if first == "<" else cell) or None


def _literal(cell: str) -> Value:
    end = cell.rindex('"')
    lexical, rest = cell[1:end], cell[end + 1 :]
    if "\\" in lexical:
        lexical = _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), lexical)
    if rest.startswith("@"):
        return Text(lexical, rest[1:].partition("--")[0])
    return literal(lexical, rest[3:-1], None) if rest else lexical
