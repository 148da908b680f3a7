"""Values for the parameters of a saved query: a term, well written, in place of a variable.

Substitution gives one text that runs on every engine and can be shown. It reaches every scope,
sub-selects too. No text of a user enters a query but through `serialise`.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from aikg.errors import BadParameter, QueryHeaderError, shown
from aikg.tokens import Token, pieces, position
from aikg.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


def variables(query: str) -> frozenset[str]:
    """The names, without `?` or `$`, of the variables that occur in the query."""
    return frozenset(t.text[1:] for t in pieces(query) if t.kind == "variable")


def projected(query: str) -> frozenset[str]:
    """The variables that some SELECT lists or that follow AS: no term can stand in their place."""
    return frozenset(token.text[1:] for token in _targets(pieces(query)))


def bind(query: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """The query with each variable that has a value replaced by that value.

    `values` maps names without `?` to serialised terms, as `serialise` or `str()` of a pyoxigraph
    term writes them, or to several where the query has `VALUES ?name { UNDEF }`: there they take the place
    of UNDEF. A variable without a value stays free. Raises BadParameter for a name that the query does not
    have and for several values where one is taken, and QueryHeaderError where a term cannot stand.
    """
    template = _template(query)
    if unknown := sorted(set(values) - template.places.keys()):
        raise BadParameter(f"The query has no variable ?{shown(unknown[0])} to put a value in place of.")
    for target in template.targets:
        if target.text[1:] in values:
            line, column = position(query, target.start)
            raise QueryHeaderError(
                f"{target.text} at {line}:{column} is a parameter and cannot be a column as well: "
                f"leave it out of SELECT, or give the value another name with BIND."
            )
    cut = template.cut
    parts = [token.text for token in cut]
    for name, term in values.items():
        if name in template.blocks:
            for index in template.blocks[name]:
                parts[index] = term if isinstance(term, str) else " ".join(term)
            continue
        if not isinstance(term, str):
            raise BadParameter(f"?{shown(name)} takes one value here, not several.")
        for index in template.places[name]:
            # `?a<?_b` would become `?a<<http:`, and `?_b-1` would become `"x"@en-1`.
            before = "" if not index or _separates(cut[index - 1]) else " "
            after = "" if index + 1 == len(cut) or _separates(cut[index + 1]) else " "
            parts[index] = f"{before}{term}{after}"
    return "".join(parts)


class _Template(NamedTuple):
    """A query cut up once, whatever is then bound in it how often."""

    cut: tuple[Token, ...]
    places: Mapping[str, Sequence[int]]
    """Where each variable stands in `cut`, by its name without `?`."""
    targets: tuple[Token, ...]
    blocks: Mapping[str, Sequence[int]]
    """Where UNDEF stands for each variable that takes several values."""


@lru_cache(maxsize=32)
def _template(query: str) -> _Template:
    cut = tuple(pieces(query))
    places: dict[str, list[int]] = {}
    for index, token in enumerate(cut):
        if token.kind == "variable":
            places.setdefault(token.text[1:], []).append(index)
    blocks: dict[str, list[int]] = {}
    for name, index in _blocks(cut):
        blocks.setdefault(name, []).append(index)
    return _Template(cut, places, tuple(_targets(cut)), blocks)


def _blocks(cut: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """Each variable of `VALUES ?name { UNDEF }`, and where its UNDEF stands."""
    written = [index for index, token in enumerate(cut) if token.kind not in ("space", "comment")]
    for place in zip(*(written[start:] for start in range(5)), strict=False):
        values, variable, *block = (cut[index] for index in place)
        words = [values.text.upper(), *(token.text.upper() for token in block)]
        if words == ["VALUES", "{", "UNDEF", "}"] and variable.kind == "variable":
            yield variable.text[1:], place[3]


def _separates(neighbour: Token) -> bool:
    return neighbour.kind in ("space", "comment") or neighbour.text in set("(){}[],;.")


def _targets(cut: Iterable[Token]) -> Iterator[Token]:
    """The variables of projections, and those after AS."""
    selecting: list[int] = []  # how many brackets are open inside each projection
    after_as = False
    for token in cut:
        if token.kind in ("space", "comment"):
            continue
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "variable" and (after_as or (selecting and not selecting[-1])):
            yield token
        after_as = word == "AS"
        if word == "SELECT":
            selecting.append(0)
        elif selecting and not selecting[-1] and (word in ("WHERE", "FROM") or token.text == "{"):
            selecting.pop()
            if selecting and token.text == "{":  # a sub-select inside an expression of a projection
                selecting[-1] += 1
        elif selecting and token.text in ("(", "{"):
            selecting[-1] += 1
        elif selecting and token.text in (")", "}"):
            selecting[-1] -= 1


class ParameterType(NamedTuple):
    """How the text of a user becomes a term: `datatype` None means an IRI."""

    datatype: str | None
    expected: str
    fits: Callable[[str], bool]


def _is_decimal(text: str) -> bool:
    # Oxigraph's decimals have 18 digits after the point and 20 before it; more compare as nothing.
    found = re.fullmatch(r"[+-]?([0-9]*)(?:\.([0-9]*))?", text)
    whole, fraction = (found[1], found[2] or "") if found else ("", "")
    return bool(whole + fraction) and len(whole.lstrip("0")) <= 20 and len(fraction) <= 18


def _is_integer(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9]{1,40}", text)) and -(2**63) <= int(text) < 2**63


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def day(text: str, name: str) -> date:
    """A day as people write it. Raises BadParameter, which begins with `name`, for anything else."""
    try:
        serialise(text.strip(), "date")
    except BadParameter as error:
        raise BadParameter(f"{name}: {error}") from None
    return date.fromisoformat(text.strip())


def _is_iri(text: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\x00-\x20\x7f-\x9f<>\"{}|^`\\\s]+", text))


TYPES: Final[dict[str, ParameterType]] = {
    "iri": ParameterType(None, "an IRI that begins with http:// or https://", _is_iri),
    "string": ParameterType(XSD + "string", "text", lambda text: True),
    "integer": ParameterType(XSD + "integer", "a whole number, such as 42", _is_integer),
    "decimal": ParameterType(XSD + "decimal", "a number, such as 7 or 7.5", _is_decimal),
    "boolean": ParameterType(XSD + "boolean", "true or false", lambda t: t in ("true", "false")),
    "date": ParameterType(XSD + "date", "a day as YYYY-MM-DD, such as 2025-01-20", _is_date),
}
"""The types that a parameter can have, by the suffix of its name as grlc has it: `?_since_date`."""


def serialise(value: str, type: str) -> str:
    """A user's text as a term of SPARQL. Raises BadParameter with what the type expects."""
    if type not in TYPES:
        raise QueryHeaderError(
            f"No parameter has the type “{shown(type)}”: the types are {', '.join(TYPES)}."
        )
    datatype, expected, fits = TYPES[type]
    import pyoxigraph

    if fits(value):
        try:
            if datatype is None:
                return str(pyoxigraph.NamedNode(value))
            term = str(pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(datatype)))
            return _ESCAPES.sub(_unmistakable, term)
        except ValueError:  # an IRI that is not well-formed, or half of a surrogate pair
            pass
    raise BadParameter(f"“{shown(value)}” does not fit: expected {expected}.")


_ESCAPES: Final = re.compile(r"\\(?:\\(?P<letter>[uU])|u(?P<point>[0-9A-F]{4})|.)")


def _unmistakable(escape: re.Match[str]) -> str:
    """The escape with eight digits: SPARQL lets an engine replace `\\u0041` before it sees the
    backslash in front of it, and rdflib does, and takes up to eight digits after a small u."""
    if letter := escape["letter"]:
        return f"\\\\\\U{ord(letter):08X}"
    return f"\\U{escape['point']:0>8}" if escape["point"] else escape[0]
