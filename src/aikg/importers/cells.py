"""Cells: the text of a source as a name, a date, a count or a number, or the reason why it is none.

Nothing is guessed: what is not written as such a value is refused with `Unreadable`, and what means “not
known” is None.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from aikg.importers.records import Dated
from aikg.names import MAX_LENGTH

UNKNOWN: Final = frozenset(("", "-", "n/a", "na", "none", "null", "nan", "unknown", "tbd"))
"""Texts, in lower case, that say that a date or a licence is not known."""

PLACEHOLDERS: Final = frozenset((date(1970, 1, 1), date(1900, 1, 1), date(9999, 12, 31)))
"""Days that programs write where they know none."""

EARLIEST: Final = 1940
"""No model is older."""

MOST: Final = 10**18
"""No count is higher; a longer one is a slip, or meant to fill the memory."""

_DAY: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?\Z")
_QUARTER: Final = re.compile(r"(?:([0-9]{4})[- ]?Q([1-4])|Q([1-4]) ([0-9]{4}))\Z")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\Z")
_INTERVAL: Final = re.compile(
    r"([+-]) ?([0-9]{1,6}(?:\.[0-9]{1,6})?) ?/ ?([+-]) ?([0-9]{1,6}(?:\.[0-9]{1,6})?)\Z"
)
_SCALES: Final = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_BLANKS: Final = re.compile(r"\s+")


class Unreadable(ValueError):
    """A value that is not what it should be. `str()` of it is the reason, in one line."""


def quoted(value: object, width: int = 40) -> str:
    """A value of a source for a message: in quotes, printable, not endless."""
    text = value if isinstance(value, str) else repr(value)
    cut = text if len(text) <= width else text[: width - 1] + "…"
    return "“" + "".join(c if c.isprintable() else "�" for c in cut) + "”"


def text_of(value: object) -> str:
    """Text on one line, without blanks at the ends; empty where there is none.

    Refuses what is no text, control characters, and halves of characters, which no file can hold.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{quoted(value)} is not text")
    line = value if "  " not in value and value.isprintable() else _BLANKS.sub(" ", value)
    line = line.strip()
    if line.isprintable():
        return line
    for c in line:
        if unicodedata.category(c) in ("Cc", "Cs", "Co"):
            raise Unreadable(f"{quoted(line)} holds the control character U+{ord(c):04X}")
    return line


def name_of(value: object, what: str = "name") -> str:
    """A name, which must have a letter or a digit and be no longer than a name can be."""
    name = text_of(value)
    if not any(c.isalnum() for c in name):
        raise Unreadable(f"the {what} is missing" if not name else f"the {what} {quoted(name)} is no name")
    if len(name) > MAX_LENGTH:
        raise Unreadable(f"the {what} {quoted(name)} is longer than {MAX_LENGTH} characters")
    return name


def known(value: object) -> str | None:
    """Text, or None where it is empty or says that it is not known."""
    text = text_of(value)
    return None if text.casefold() in UNKNOWN else text


def date_of(value: object, what: str = "date") -> Dated | None:
    """A date as exact as it is written: `2025-05-28`, `2025-05`, `2025`, `2025-Q2`, or with a time of day.

    None where it is empty or “unknown”. Refuses placeholders (1970-01-01) and days that do not exist.
    """
    text = known(value if value is None or isinstance(value, str) else str(value))
    if text is None:
        return None
    quarter = _QUARTER.match(text)
    match = _DAY.match(text)
    if quarter:
        year, month, day = int(quarter[1] or quarter[4]), int(quarter[2] or quarter[3]) * 3 - 2, 1
        precision = "quarter"
    elif match:
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        precision = "day" if match[3] else "month" if match[2] else "year"
    else:
        raise Unreadable(f"the {what} {quoted(text)} is not written as year-month-day")
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unreadable(f"the {what} {quoted(text)} does not exist") from None
    if found in PLACEHOLDERS and precision == "day":
        raise Unreadable(f"the {what} {quoted(text)} is a placeholder")
    if year < EARLIEST:
        raise Unreadable(f"the {what} {quoted(text)} is before {EARLIEST}")
    return Dated(found, precision)


def number_of(
    value: object,
    what: str = "value",
    minimum: Decimal | int | None = None,
    maximum: Decimal | int | None = None,
) -> Decimal | None:
    """A number within bounds (both included); None where there is none.

    Refuses NaN and infinity, digits of other scripts, `1_000`, and what is out of bounds.
    """
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    else:
        text = text_of(value)
        if not text:
            return None
        if len(text) > 60 or not _NUMBER.match(text):
            raise Unreadable(f"the {what} {quoted(text)} is not a number")
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise Unreadable(f"the {what} {quoted(text)} is not a number") from None
    if not number.is_finite():
        raise Unreadable(f"the {what} {quoted(str(value))} is not a number")
    if number and not -30 < number.adjusted() <= 30:
        raise Unreadable(f"the {what} {quoted(str(value))} is out of all bounds")
    low, high = minimum is not None and number < minimum, maximum is not None and number > maximum
    if low or high:
        bound = f"below {minimum}" if low else f"above {maximum}"
        raise Unreadable(f"the {what} {quoted(str(value))} is {bound}")
    return number


def count_of(value: object, what: str = "count", unit: int = 1) -> int | None:
    """A whole number that is not negative: `671B`, `671000000000.0`, `6.71e11`; None where there is none.

    `unit` is what a bare number counts (10**9 for a column of billions).
    """
    if isinstance(value, str):
        text = text_of(value)
        scale = text[-1:].lower()
        if scale in _SCALES and scale and len(text) > 1:
            value, unit = text[:-1].rstrip(), _SCALES[scale]
    number = number_of(value, what, 0)
    if number is None:
        return None
    whole = number * unit
    if whole != whole.to_integral_value():
        raise Unreadable(f"the {what} {quoted(str(value))} is not a whole number")
    if whole > MOST:
        raise Unreadable(f"the {what} {quoted(str(value))} is above {MOST}")
    return int(whole)


def interval_of(
    value: object, centre: Decimal, what: str = "interval"
) -> tuple[Decimal | None, Decimal | None]:
    """Lower and upper end from distances such as `-10/+12` or `+12/-10`; None where there are none."""
    text = text_of(value)
    if text.casefold() in UNKNOWN:
        return None, None
    match = _INTERVAL.match(text)
    if match is None or match[1] == match[3]:
        raise Unreadable(f"the {what} {quoted(text)} is not written as -10/+12")
    down, up = (match[2], match[4]) if match[1] == "-" else (match[4], match[2])
    return centre - Decimal(down), centre + Decimal(up)


def truth_of(value: object, what: str = "value") -> bool | None:
    """True or false, as a truth value or as the word; None where there is none."""
    if value is None or isinstance(value, bool):
        return value
    text = text_of(value).lower()
    if text in ("true", "false"):
        return text == "true"
    if not text:
        return None
    raise Unreadable(f"the {what} {quoted(text)} is neither true nor false")


def key_of(text: str) -> str:
    """A name as the last part of an identifier: lower-case letters, digits, points and hyphens.

    Signs in which alone names differ become words: HumanEval+ is not HumanEval, nor “humaneval-plus”.
    """
    words = text.casefold().replace("'", "").replace("’", "")
    for sign, word in (
        ("+", "-plus-sign-"),
        ("<", "-below-"),
        (">", "-above-"),
        ("→", "-to-"),
        ("@", "-at-"),
    ):
        words = words.replace(sign, word)
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_only).strip("-.")
