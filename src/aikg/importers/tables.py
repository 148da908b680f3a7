"""Tables and lines: CSV, JSON Lines and JSON documents as rows with the line on which each begins.

What is wrong with a row is a `BadRow` among the rows; what is wrong with the whole file is a DataError.
Memory is bounded by the input and its longest row.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import DataError
from aikg.importers.cells import Unreadable, quoted
from aikg.importers.records import BadRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from aikg.importers.records import Row

SHOWN: Final = 200
"""So much of a bad row is kept to be shown."""

_DELIMITERS: Final = ",;\t|"
_DECODER: Final = json.JSONDecoder(parse_float=Decimal, parse_constant=Decimal)


def decoded(data: bytes, name: str) -> str:
    """The text of an input, which must be UTF-8; a byte-order mark is taken off."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DataError("is not UTF-8; save it as UTF-8", name, line) from None


def table(
    data: bytes, name: str, needs: Sequence[str], renamed: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[int, dict[str, str]] | BadRow]:
    """The rows of CSV under its header, which must have the columns `needs`; blank rows are no rows.

    `renamed` gives columns another name. The delimiter is the most frequent one of `, ; tab |` in the header.
    """
    text = decoded(data, name)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield BadRow(line, f"is no row of CSV: {error}; perhaps a quote is not closed", "")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [renamed.get(cell.strip(), cell.strip()) for cell in cells]
            require(header, needs, name, line)
        elif len(cells) != len(header):
            reason = f"has {len(cells)} cells where the header has {len(header)}"
            yield BadRow(line, reason, delimiter.join(cells)[:SHOWN])
        else:
            yield line, dict(zip(header, cells, strict=True))
    if header is None:
        raise DataError("is empty", name)


def require(header: Sequence[str], needs: Sequence[str], name: str, line: int | None = None) -> None:
    """DataError unless all of `needs` are there: the file is not of the layout."""
    missing = [column for column in needs if column not in header]
    if missing:
        columns = ", ".join(f"“{column}”" for column in missing)
        raise DataError(f"lacks the column {columns}, so it is not this kind of file", name, line)


def json_lines(lines: Iterable[bytes], first: int = 1) -> Iterator[tuple[int, dict[str, Any]] | BadRow]:
    """The object on each line; blank lines are none. `first` is the number of the first line."""
    for line, raw in enumerate(lines, first):
        if raw.isspace() or not raw:
            continue
        try:
            found = loaded(raw)
        except Unreadable as error:
            yield BadRow(line, str(error), raw[:SHOWN].decode("utf-8", "replace"))
            continue
        if isinstance(found, dict):
            yield line, found
        else:
            yield BadRow(line, "is not a JSON object", raw[:SHOWN].decode("utf-8", "replace"))


def lines_of(data: bytes) -> Iterator[bytes]:
    """The lines of an input, one at a time; the data are not copied."""
    return iter(io.BytesIO(data))


def document(data: bytes, name: str) -> Any:
    """A whole JSON document, or a DataError."""
    try:
        return loaded(data)
    except Unreadable as error:
        raise DataError(str(error), name) from None


def loaded(raw: bytes) -> Any:
    """JSON with exact decimals. NaN and infinity come as such, for the reader of the value to refuse."""
    try:
        return _DECODER.decode(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("is not UTF-8") from None
    except RecursionError:
        raise Unreadable("is nested too deeply") from None
    except json.JSONDecodeError as error:
        where = f", line {error.lineno}" if error.lineno > 1 else ""
        raise Unreadable(f"is not JSON: {error.msg} at character {error.colno}{where}") from None
    except (ValueError, InvalidOperation):  # thousands of digits, or an exponent with dozens
        raise Unreadable("holds a number that is too long") from None


def understood(
    rows: Iterable[tuple[int, Any] | BadRow], read: Callable[[int, Any], Iterable[Row]]
) -> Iterator[Row]:
    """What `read` makes of each row; where it finds a value unreadable, a BadRow and nothing else of it."""
    for row in rows:
        if isinstance(row, BadRow):
            yield row
            continue
        line, cells = row
        try:
            found = list(read(line, cells))
        except Unreadable as error:
            yield BadRow(line, str(error), shown(cells))
        else:
            yield from found


def shown(cells: object) -> str:
    """A row for a message, cut."""
    if not isinstance(cells, dict):
        return quoted(cells, SHOWN)
    parts: list[str] = []
    length = 0
    for key, value in cells.items():
        if length >= SHOWN:
            break
        if value not in (None, "", [], {}):
            parts.append(f"{key}: {str(value)[:60]}")
            length += len(parts[-1])
    return "; ".join(parts)[:SHOWN]


def member(value: object, what: str) -> dict[str, Any]:
    """An object inside a JSON object; empty where there is none."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"the {what} {quoted(value)} is not a JSON object")
    return value


def members(value: object, what: str) -> list[Any]:
    """A list inside a JSON object; empty where there is none."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"the {what} {quoted(value)} is not a list")
    return value
