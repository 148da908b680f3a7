"""The gate before any parser: foreign SPARQL looked at by tokens, and refused where it could do harm.

pyoxigraph dies of deep nesting and runs SERVICE, so a query that is not ours passes here first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NoReturn

from aikg.errors import QueryRefused, QuerySyntaxError, shown
from aikg.tokens import Token, pointed, position, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST: Final = 64 * 1024
"""Bytes of UTF-8 that a query may have."""

DEEPEST: Final = 100
"""Brackets that may be open at once."""

QueryKind = Literal["select", "ask", "construct", "describe"]

_KINDS: Final[dict[str, QueryKind]] = {
    "SELECT": "select",
    "ASK": "ask",
    "CONSTRUCT": "construct",
    "DESCRIBE": "describe",
}

_REFUSED: Final = {
    "SERVICE": "A query here asks this graph only; ask the other endpoint by itself",
    "LOAD": "Nothing is fetched here; add your own Turtle with --data",
} | dict.fromkeys(
    re.findall(r"\w+", "ADD CLEAR COPY CREATE DELETE DROP INSERT INTO MOVE SILENT TO USING WITH"),
    "Queries only read; ask with SELECT, ASK, CONSTRUCT or DESCRIBE",
)

_WORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
    BASE PREFIX VERSION SELECT DISTINCT REDUCED AS CONSTRUCT DESCRIBE ASK FROM NAMED WHERE
    GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF
    OPTIONAL GRAPH BIND MINUS UNION FILTER LATERAL A IN NOT EXISTS TRUE FALSE
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT
    STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY
    HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
    STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC HASLANG HASLANGDIR
    REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE ADJUST
        """,
    )
)
"""Every bare word of a query. Oxigraph needs no space between words: it would read `trueSERVICE`,
`SERVICESILENT` and `1AS` as two, so a word that is not here is not let through."""

_CLOSING: Final = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_CLOSERS: Final = frozenset(_CLOSING.values())

_BEFORE_OPERAND: Final = frozenset(
    ["(", ",", "^^", "^", "/", "|", "!", "=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*"]
)
"""After these, inside parentheses, `<` can only begin an IRI; after anything else Oxigraph may
take it for the operator, even where the longest token is an IRI."""


def gate(query: str, prefixes: Mapping[str, str] | None = None, *, based: bool = False) -> QueryKind:
    """What kind of query it is. Raises QueryRefused for what is not run here, and QuerySyntaxError
    for what no engine would read and what Oxigraph may read otherwise than SPARQL does.

    `prefixes` are those that the query need not declare; `based` says that IRIs may be relative even
    without BASE. FROM and FROM NAMED pass: in Oxigraph they name graphs of the store and fetch nothing.
    """
    return _Gate(query, prefixes or {}, based).kind()


class _Gate:
    def __init__(self, query: str, prefixes: Mapping[str, str], based: bool) -> None:
        self.query, self.prefixes = query, set(prefixes)
        # No escape makes a keyword in Oxigraph, so without these letters there is no SERVICE.
        self.wary = "service" in query.lower()
        self.based = based
        self.open: list[Token] = []

    def kind(self) -> QueryKind:
        self._length()
        cut = [t for t in tokens(self.query) if t.kind not in ("space", "comment")]
        self._shape(cut)
        start = self._prologue(cut)
        kind = self._kind(cut, start)
        self.open.clear()
        for index in range(start, len(cut)):
            before, token = cut[index - 1] if index else None, cut[index]
            if token.kind == "word":
                self._word(token)
            elif token.kind == "pname":
                after = cut[index + 1].text if index + 1 < len(cut) else ""
                self._name(token, before.text.upper() if before else "", after)
            elif token.kind == "iri":
                self._iri(token, before)
            elif token.text in _CLOSING:
                self.open.append(token)
            elif token.text in _CLOSERS:
                self.open.pop()
        return kind

    def _length(self) -> None:
        try:
            size = len(self.query.encode())
        except UnicodeEncodeError as error:
            line, column = position(self.query, error.start)
            raise QuerySyntaxError(
                f"The query holds half a character at {line}:{column}: it is not valid Unicode.",
                line,
                column,
            ) from None
        if size > LONGEST:
            raise QueryRefused(
                f"The query has {size:,} bytes; at most {LONGEST:,} are read. Make it shorter."
            )

    def _shape(self, cut: Sequence[Token]) -> None:
        for token in cut:
            if token.kind == "bad" and token.text[0] in "\"'":
                self._wrong(token, "A string begins here and is never closed")
            elif token.kind == "bad":
                self._wrong(token, f"“{shown(token.text)}” is no part of SPARQL")
            elif token.text in _CLOSING and token.kind == "punct":
                self.open.append(token)
                if len(self.open) > DEEPEST:
                    self._refuse(token, f"More than {DEEPEST} brackets are open", "Nest less deeply")
            elif token.text in _CLOSERS and token.kind == "punct":
                if not self.open:
                    self._wrong(token, f"“{token.text}” closes nothing")
                opened = self.open.pop()
                if _CLOSING[opened.text] != token.text:
                    line, column = position(self.query, opened.start)
                    self._wrong(token, f"“{token.text}” cannot close the “{opened.text}” of {line}:{column}")
        if self.open:
            self._wrong(self.open[-1], f"“{self.open[-1].text}” is never closed")

    def _prologue(self, cut: Sequence[Token]) -> int:
        """The index of the first token after BASE, PREFIX and VERSION."""
        index = 0
        while index < len(cut) and cut[index].kind == "word":
            word = cut[index].text.upper()
            if word not in ("BASE", "PREFIX", "VERSION"):
                break
            kinds = [t.kind for t in cut[index : index + 3]]
            if word == "PREFIX" and kinds[1:] == ["pname", "iri"]:
                self.prefixes.add(cut[index + 1].text[:-1])
            elif word == "PREFIX" or kinds[1:2] != ["iri" if word == "BASE" else "string"]:
                self._wrong(cut[index], f"{word} is not followed by what it declares")
            self.based = self.based or word == "BASE"
            index += 3 if word == "PREFIX" else 2
        return index

    def _kind(self, cut: Sequence[Token], start: int) -> QueryKind:
        if start == len(cut):
            raise QuerySyntaxError("The query is empty: it needs SELECT, ASK, CONSTRUCT or DESCRIBE.")
        first = cut[start]
        if first.kind != "word" or first.text.upper() not in {**_KINDS, **_REFUSED}:
            self._wrong(first, "A query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
        self._word(first)
        return _KINDS[first.text.upper()]

    def _word(self, token: Token) -> None:
        word = token.text.upper()
        if word in _REFUSED:
            self._refuse(token, f"{word} is not run", _REFUSED[word])
        if word not in _WORDS:
            self._wrong(token, f"“{shown(token.text, 30)}” is no word of SPARQL")

    def _name(self, token: Token, before: str, after: str) -> None:
        prefix = token.text.partition(":")[0]
        # To Oxigraph `SERVICE:x {` may be SERVICE and `:x`, and `aSERVICEb:x {` no less.
        if "service" in prefix.lower() and after == "{" and before not in ("GRAPH", "FROM", "NAMED"):
            self._refuse(token, f"“{shown(token.text, 30)}” before a “{{” is not run", "Use its IRI")
        if prefix not in self.prefixes:
            self._wrong(
                token,
                f"The prefix “{shown(prefix, 30)}:” is not declared: add PREFIX {prefix}: <...>",
            )

    def _iri(self, token: Token, before: Token | None) -> None:
        body = token.text[1:-1]
        if not self.based and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", body):
            self._wrong(
                token,
                f"“{shown(token.text, 30)}” is not a full IRI; a “<” that compares needs a space after it",
            )
        compares = (
            bool(self.open)
            and self.open[-1].text == "("
            and not (before and before.kind == "punct" and before.text in _BEFORE_OPERAND)
        )
        if self.wary and compares and re.search(r"['()\[\]#]", body):
            self._refuse(
                token,
                f"“{shown(token.text, 30)}” may be an IRI or a comparison",
                "Write the IRI with a prefix, or put a space after a “<” that compares",
            )

    def _refuse(self, token: Token, what: str, instead: str) -> NoReturn:
        line, column = position(self.query, token.start)
        raise QueryRefused(f"{what} here, at {line}:{column}. {instead}.", line, column)

    def _wrong(self, token: Token, what: str) -> NoReturn:
        line, column = position(self.query, token.start)
        raise syntax_error(self.query, what, line, column)


def syntax_error(query: str, what: str, line: int, column: int) -> QuerySyntaxError:
    """The error that shows the line in question with a caret under the column."""
    message = f"{what}, at {line}:{column}:\n{pointed(query, line, column)}"
    return QuerySyntaxError(message, line, column)
