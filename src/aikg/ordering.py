"""Ordering: what ORDER BY asks at the end of a query of ours, done on its rows.

Oxigraph looks both terms up in its store for every comparison, which takes longer than all else where tens of
thousands of rows are in order of a name. The text of the query keeps its ORDER BY, for every other engine.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from aikg.solutions import Iri, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.solutions import Value

_AT_END: Final = re.compile(r"\nORDER BY((?:[ ]+(?:\?\w+|(?:ASC|DESC)\(\?\w+\)))+)\s*\Z")
_KEY: Final = re.compile(r"(ASC\(|DESC\()?\?(\w+)")
_FAMILIES: Final[dict[type, str]] = {
    str: "text",
    Text: "tagged text",
    bool: "truth",
    int: "number",
    Decimal: "number",
    float: "number",
    date: "date",
}
"""Values that are compared with one another, and not with those of another family."""


def parted(query: str, columns: Sequence[str]) -> tuple[str, tuple[tuple[int, bool], ...]]:
    """The query without its order, and the order: the number of each column, and whether it descends.

    The order is empty, and the query as it was, where it is of anything but columns of the answer.
    """
    found = _AT_END.search(query)
    keys = _KEY.findall(found[1]) if found else []
    if found is None or any(name not in columns for _, name in keys):
        return query, ()
    order = tuple((columns.index(name), direction == "DESC(") for direction, name in keys)
    return query[: found.start()] + "\n", order


def ordered(
    rows: Sequence[tuple[Value, ...]], order: Sequence[tuple[int, bool]]
) -> tuple[tuple[Value, ...], ...] | None:
    """The rows in an order of SPARQL: unbound before IRIs before literals, text by code points.

    None where literals are to be compared that SPARQL does not compare, so that engines differ.
    """
    try:
        return tuple(_ordered(list(rows), order))
    except _Incomparable:
        return None


class _Incomparable(Exception):
    """Literals of two families meet."""


def _ordered(rows: list[tuple[Value, ...]], order: Sequence[tuple[int, bool]]) -> list[tuple[Value, ...]]:
    if len(rows) < 2 or not order:
        return rows
    (column, descends), *further = order
    key = _key_of(column, {type(row[column]) for row in rows})
    rows.sort(key=key, reverse=descends)
    if not further:
        return rows
    return [row for _, tied in groupby(rows, key) for row in _ordered(list(tied), further)]


def _key_of(column: int, types: set[type]) -> Any:
    """What rows are compared by."""
    families = {_FAMILIES[kind] for kind in types if kind in _FAMILIES}
    if len(families) > 1:
        raise _Incomparable
    if families == {"tagged text"}:
        return lambda row: (_rank(row[column]), row[column], getattr(row[column], "language", ""))
    if type(None) in types or (Iri in types and families):
        return lambda row: (_rank(row[column]), row[column])
    return itemgetter(column)


def _rank(value: Value) -> int:
    return 0 if value is None else 1 if isinstance(value, Iri) else 2
