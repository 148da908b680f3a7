"""Solutions: what a query answers, as plain values that need no store."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas
    import pyoxigraph as ox


class Iri(str):
    """An IRI, apart from text that looks like one."""

    __slots__ = ()


class Text(str):
    """Text with a language tag."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, value: str, language: str) -> Text:
        """Text `value` in `language`, a BCP 47 tag."""
        text = super().__new__(cls, value)
        text.language = language
        return text


class Titles(str):
    """The titles of several sources in one cell, as text with semicolons between them."""

    __slots__ = ("titles",)
    titles: tuple[str, ...]

    def __new__(cls, titles: Sequence[str]) -> Titles:
        """One cell of these titles."""
        cell = super().__new__(cls, "; ".join(titles))
        cell.titles = tuple(titles)
        return cell


Value = Iri | Text | str | int | float | Decimal | bool | date | None
"""One cell. None is an unbound variable: not stated, which is different from “not disclosed”."""


@dataclass(frozen=True)
class Column:
    """A column of an answer; `description` gives meaning and unit, empty for a free query."""

    name: str
    description: str = ""
    hidden: bool = False
    """Whether a table for people leaves it out (identifiers, digits to print)."""
    large: bool = False
    """Whether a table for people shortens its numbers (671B)."""
    heading: str = ""
    """What a table for people calls it; empty: the words of its name."""


@dataclass(frozen=True)
class Solutions:
    """Columns and rows, in the query's order. Equal when columns and rows are."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    complete: bool = field(default=True, compare=False)
    """False where a limit cut the rows off."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        names = self.names
        return (dict(zip(names, row, strict=True)) for row in self.rows)

    def dicts(self) -> list[dict[str, Value]]:
        """The rows as dictionaries from column name to value."""
        return list(self)

    def column(self, name: str) -> list[Value]:
        """All values of one column; KeyError for a name that the answer does not have."""
        if name not in self.names:
            raise KeyError(name)
        index = self.names.index(name)
        return [row[index] for row in self.rows]

    def dataframe(self) -> pandas.DataFrame:
        """The answer as a pandas DataFrame; pandas comes with the extra `aikg[pandas]`."""
        try:
            import pandas
        except ImportError:
            from aikg.errors import MissingExtra

            raise MissingExtra("A DataFrame", "pandas") from None
        return pandas.DataFrame(self.dicts(), columns=list(self.names))

    def _repr_html_(self) -> str:
        from aikg.render import text

        return text(self, "html")


@dataclass(frozen=True)
class Section:
    """A part of an answer: a heading (empty for a plain listing) and its rows."""

    title: str
    solutions: Solutions
    name: str = ""
    """What machine formats call it; empty where the title does."""

    @property
    def key(self) -> str:
        """The name of the section in JSON, CSV and tab-separated text."""
        return self.name or self.title.lower().replace(" ", "_")


def remarked(remarks: Iterable[str]) -> Section:
    """Remarks as a part of the answer, for files and formats that have no other place for them."""
    columns = (Column("remark", "what must be said beside the rows"),)
    return Section("Remarks", Solutions(columns, tuple((said,) for said in remarks)), "remarks")


def value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    """A pyoxigraph term as a plain value; an ill-typed literal stays the text that it is."""
    if term is None:
        return None
    kind = type(term).__name__  # pyoxigraph is not imported for this
    if kind != "Literal":
        return Iri(term.value) if kind == "NamedNode" else str(term)  # type: ignore[union-attr]
    return literal(term.value, term.datatype.value, term.language)  # type: ignore[union-attr]


def literal(lexical: str, datatype: str, language: str | None) -> Value:
    """A literal as a plain value; an ill-typed one stays the text that it is."""
    reader = _READERS.get(datatype)
    if reader is None:
        return Text(lexical, language) if language else lexical
    try:
        value: Value = reader(lexical)
    except (ArithmeticError, KeyError, ValueError):
        return lexical
    return value


def _boolean(lexical: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[lexical]


_READERS: Final[dict[str, Any]] = {
    XSD + "integer": int,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "boolean": _boolean,
    XSD + "date": date.fromisoformat,
}


def lexical(value: Value) -> str:
    """A value as text: the form of machine formats. None is empty, numbers without needless zeros."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def json_value(value: Value) -> str | int | float | bool | None:
    """A value for JSON: numbers stay numbers, dates and IRIs become text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return lexical(value)


def of(names: Sequence[str], rows: Sequence[Sequence[Value]]) -> Solutions:
    """Solutions from plain rows, with columns that have no description."""
    return Solutions(tuple(Column(n) for n in names), tuple(tuple(row) for row in rows))
