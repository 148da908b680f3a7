"""Wording: texts of the data and of the core as an agent may read them."""

from __future__ import annotations

import re
from typing import Final

from aikg import turtle, wording
from aikg.solutions import Iri, Value, json_value

LONGEST: Final = 2000
"""Characters of one cell; what is longer is cut, and the answer says so."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_COMMANDS: Final = (
    (re.compile(r"`aikg find TEXT` searches all names\."), "The tool `search` finds names by a part."),
    (re.compile(r" and `aikg chart [^`]+` show them all"), " shows them all"),
    (re.compile(r"`aikg query run (\S+) -p ([^`]+)`"), r"`saved_query` \1 with \2"),
    (re.compile(r"`aikg query run (\S+)`"), r"`saved_query` \1"),
    (re.compile(r"`aikg query list`"), "`saved_query` without a name"),
    (re.compile(r"`aikg (claims|frontier|gap|lineage|rank|sparql)`"), r"`\1`"),
    (re.compile(r"`aikg (labs|models)`"), r"`saved_query` \1"),
    (re.compile(r"(?<!\w)-p (\w+)="), r"\1="),
    (re.compile(r"--([a-z]+)-([a-z]+)"), r"\1_\2"),
)
"""What the core says to people with a shell, and what stands for it here."""


def clean(text: str) -> str:
    """A text of the data on one line, without controls, escapes, direction marks or half characters."""
    line = " ".join(text.split("\n")) if "\n" in text else text
    return _SURROGATE.sub("�", wording.printable(line))


def in_tools(text: str) -> str:
    """A message of the core in terms of tools, not of commands; its lines stay."""
    for pattern, instead in _COMMANDS:
        text = pattern.sub(instead, text)
    return "\n".join(clean(line) for line in text.split("\n"))


def cell(value: Value) -> str | int | float | bool | None:
    """A value for JSON: IRIs as prefixed names, which every tool and query takes; text made safe."""
    if isinstance(value, Iri):
        return clean(named(value))
    plain = json_value(value)
    return clean(plain) if isinstance(plain, str) else plain


def named(iri: str) -> str:
    """An IRI as a prefixed name where a known prefix allows it, else as it is."""
    try:
        return turtle.compact(iri).removeprefix("<").removesuffix(">")
    except ValueError:  # no IRI at all
        return iri
