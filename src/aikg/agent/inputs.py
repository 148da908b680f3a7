"""Inputs: what a tool takes, as JSON Schema for its clients and as a check of what they send."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import BadParameter, UnknownName, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Given = dict[str, Any]
"""Values by the names of inputs; an input that was left out and has no default is not there."""

LONGEST: Final = 1000
"""Characters of a text, where an input does not say otherwise."""

_SCALARS: Final = (str, int, float, bool)


@dataclass(frozen=True)
class Input:
    """One input of a tool."""

    name: str
    description: str = ""
    type: str = "string"
    """string, integer, boolean, or object: text, numbers and truth by name."""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    default: str | int | None = None
    longest: int = LONGEST
    """Characters of a text."""

    def schema(self) -> dict[str, Any]:
        """The input as JSON Schema."""
        found: dict[str, Any] = {"type": self.type}
        if self.choices:
            found["enum"] = list(self.choices)
        if self.least is not None:
            found["minimum"] = self.least
        if self.most is not None:
            found["maximum"] = self.most
        if self.default is not None:
            found["default"] = self.default
        if self.type == "object":
            found["additionalProperties"] = {"type": ["string", "number", "boolean"]}
        return found | ({"description": self.description} if self.description else {})

    def read(self, value: Any) -> Any:
        """The value, if it is of the type and within its bounds. Raises BadParameter, or UnknownName for a
        choice that there is not.
        """
        if not _TYPES[self.type](value):
            raise BadParameter(f"{self.name} takes {_EXPECTED[self.type]}; got {_told(value)}.")
        for text in (value, *(value.values() if isinstance(value, dict) else ())):
            if isinstance(text, str) and len(text) > self.longest:
                raise BadParameter(
                    f"{self.name} takes at most {self.longest:,} characters; got {len(text):,}."
                )
        if self.type == "integer":
            low, high = self.least, self.most
            if (low is not None and value < low) or (high is not None and value > high):
                raise BadParameter(f"{self.name} takes {low} to {high}; got {_told(value)}.")
        if self.choices and value not in self.choices:
            raise UnknownName(
                self.name,
                value,
                difflib.get_close_matches(value[:60], self.choices),
                f"There are: {', '.join(self.choices)}.",
            )
        return value


def schema(inputs: Sequence[Input]) -> dict[str, Any]:
    """The inputs of a tool as the JSON Schema of one object, which takes nothing else."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {one.name: one.schema() for one in inputs},
        "additionalProperties": False,
    }
    required = [one.name for one in inputs if one.required]
    return found | ({"required": required} if required else {})


def read(inputs: Sequence[Input], arguments: Mapping[str, Any]) -> Given:
    """The arguments of a call, checked, with defaults; null is as if it were not there.

    Raises UnknownName for an argument that the tool does not take, BadParameter for one that is missing or
    does not fit.
    """
    known = {one.name: one for one in inputs}
    for name in arguments:
        if name not in known:
            near = difflib.get_close_matches(name[:60], known)
            raise UnknownName("argument", name, near, f"The tool takes: {', '.join(known)}.")
    given: Given = {}
    for one in inputs:
        value = arguments.get(one.name)
        if value is not None:
            given[one.name] = one.read(value)
        elif one.default is not None:
            given[one.name] = one.default
        elif one.required:
            raise BadParameter(f"{one.name} is missing: {one.description or one.type}.")
    return given


_TYPES: Final = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "object": lambda value: (
        isinstance(value, dict) and all(item is None or isinstance(item, _SCALARS) for item in value.values())
    ),
}
_EXPECTED: Final = {
    "string": "a text",
    "boolean": "true or false",
    "integer": "a whole number",
    "object": 'an object of texts, numbers, true and false, such as {"lab": "DeepSeek"}',
}


def _told(value: Any) -> str:
    return f"“{shown(str(value))}”"
