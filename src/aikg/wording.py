"""Cells: a value as a person reads it, in text that a terminal shows and does not obey."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from aikg.names import short
from aikg.solutions import Iri, Solutions, Value, lexical

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_MAGNITUDES: Final = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k"))


def printable(text: str) -> str:
    """Text without what a terminal would obey or hide: controls, escapes, direction marks become �."""
    return _UNSAFE.sub("�", text)


def width(text: str) -> int:
    """Columns that the text takes on a terminal: Chinese characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_cell(c) for c in text)


def _cell(c: str) -> int:
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if is_wide(c) else 1


def is_wide(c: str) -> bool:
    """Whether a character takes two columns."""
    return unicodedata.east_asian_width(c) in "WF"


def readable(value: Value, *, decimals: int | None = None, large: bool = False) -> str:
    """A value for a table: 671B, 68.0 with the digits of its source, yes and no, short identifiers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if large and isinstance(value, int):
        return shortened(value)
    if isinstance(value, Decimal) and decimals is not None:
        return f"{value:.{decimals}f}"
    if isinstance(value, Iri):
        return printable(short(value))
    return printable(lexical(value))


def shortened(number: int) -> str:
    """A count in thousands, millions, billions or trillions with up to three digits: 32500000000 is 32.5B."""
    for size, letter in _MAGNITUDES:
        if abs(number) >= size:
            return f"{float(f'{number / size:.3g}'):g}{letter}"
    return str(number)


def dated(day: Value, precision: Value) -> str:
    """A date as exactly as it is known: 2025-05-28, 2025-05, 2025 Q2, 2025."""
    if not isinstance(day, date):
        return readable(day)
    forms = {
        "month": day.strftime("%Y-%m"),
        "quarter": f"{day.year} Q{(day.month + 2) // 3}",
        "year": str(day.year),
    }
    return forms.get(str(precision), day.isoformat())


def grid(solutions: Solutions) -> tuple[list[str], list[bool], list[list[str]]]:
    """What a person sees of an answer: headings, which columns are numbers, and rows of text.

    Hidden columns are gone, `decimals` and `precision` have gone into the values they belong to, and a
    heading `modelLabel` is `model`.
    """
    names = solutions.names
    digits, exact = _beside(names)
    shown = visible(solutions)
    rows = [[_text(solutions, row, i, digits, exact) for i in shown] for row in solutions.rows]
    numeric = [_numeric([row[i] for row in solutions.rows]) for i in shown]
    headings = [printable(solutions.columns[i].heading) or heading(names[i]) for i in shown]
    return headings, numeric, rows


def visible(solutions: Solutions) -> list[int]:
    """Which columns a person sees, in order: those of `grid`."""
    digits, exact = _beside(solutions.names)
    gone = (digits, exact if exact else None)
    return [i for i, column in enumerate(solutions.columns) if not column.hidden and i not in gone]


def _beside(names: Sequence[str]) -> tuple[int | None, int | None]:
    """Where digits and precision stand, which go into the values that they belong to."""
    digits = names.index("decimals") if "decimals" in names else None
    return digits, names.index("precision") if "precision" in names else None


def _numeric(values: Sequence[Value]) -> bool:
    """Whether every value that is there is a number."""
    there = [value for value in values if value is not None]
    return bool(there) and all(
        isinstance(value, int | Decimal | float) and not isinstance(value, bool) for value in there
    )


def _text(solutions: Solutions, row: tuple[Value, ...], i: int, digits: int | None, exact: int | None) -> str:
    if exact is not None and i == exact - 1:
        return dated(row[i], row[exact])
    places = row[digits] if digits is not None else None
    return readable(
        row[i],
        decimals=places if isinstance(places, int) else None,
        large=solutions.columns[i].large,
    )


def heading(name: str) -> str:
    """A column's name as words: modelLabel is model, asOf is as of."""
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r" \1", name.removesuffix("Label")).replace("_", " ")
    return words.lower()
