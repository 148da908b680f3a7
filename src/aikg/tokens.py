"""SPARQL cut into tokens, so that a string, an IRI or a comment is never mistaken for a keyword.

The tokens are those of SPARQL 1.1 (section 19.8) and of the triple terms of 1.2, with its rule that
the longest token wins: `?a<?b&&?c>?d` holds the IRI `<?b&&?c>`, and a space after `<` makes it the
operator. Oxigraph decides that one by context; `aikg.fence` refuses where it would matter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "space",
    "comment",
    "iri",
    "string",
    "variable",
    "blank",
    "pname",
    "word",
    "number",
    "langtag",
    "punct",
    "bad",
]
"""`word` is a bare word, keyword or not; `bad` is what no token of SPARQL begins with, and a string
that is never closed."""


class Token(NamedTuple):
    """A piece of the source; `start` is its offset in code points, from 0."""

    kind: Kind
    text: str
    start: int


_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE: Final = "0-9\u00b7\u0300-\u036f\u203f\u2040"
_HEX: Final = "[0-9A-Fa-f]"
_LOCAL: Final = rf"(?:[_:\-{_BASE}{_MORE}]|%{_HEX}{_HEX}|\\[_~.\-!$&'()*+,;=/?\#@%])"

# Every repetition is possessive (`*+`): what it has taken it never gives back, so no input makes
# the expression try again. A string without its end is one bad token up to where the search
# stopped, so that the next quote does not search the same text once more. A prefix has at most 128
# characters: a bare word is first tried as one, and `a.a.a.a` would be searched again at each `a`.
_TOKEN: Final = rf"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u{_HEX}{{4}}|\\U{_HEX}{{8}})*+>)
  | (?P<string>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
      | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | (?!\"\"\")"(?:[^"\\\r\n]|\\[^\r\n])*+"
      | (?!''')'(?:[^'\\\r\n]|\\[^\r\n])*+'
    )
  | (?P<unclosed>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+
      | '''(?:[^'\\]|\\.|'(?!''))*+
      | "(?:[^"\\\r\n]|\\[^\r\n])*+
      | '(?:[^'\\\r\n]|\\[^\r\n])*+
    )
  | (?P<variable>[?$][_0-9{_BASE}][_{_BASE}{_MORE}]*+)
  | (?P<blank>_:[_0-9{_BASE}](?:\.*+[_\-{_BASE}{_MORE}])*+)
  | (?P<pname>(?:[{_BASE}][._\-{_BASE}{_MORE}]{{0,127}}+(?<!\.))?+:
        (?:(?!-|[\u00b7\u0300-\u036f\u203f\u2040]){_LOCAL}(?:\.*+{_LOCAL})*+)?+)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*+)
  | (?P<number>(?:[0-9]++(?:\.[0-9]*+(?=[eE][+-]?[0-9]))?+|(?:[0-9]*+\.[0-9]++))(?:[eE][+-]?[0-9]++)
      | [0-9]*+\.[0-9]++ | [0-9]++)
  | (?P<langtag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--(?:ltr|rtl)(?![A-Za-z0-9]))?+)
  | (?P<punct><<\(|\)>>|<<|>>|\{{\||\|\}}|\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\]<>=!+\-*/|^?.,;~])
  | (?P<bad>.)
    """

_PIECE: Final = r"""
    (?P<space>\s++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
  | (?P<string>
        \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
      | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | "(?:[^"\\\r\n]|\\[^\r\n])*+"
      | '(?:[^'\\\r\n]|\\[^\r\n])*+'
    )
  | (?P<variable>[?$]\w++)
  | (?P<pname>(?:[^\W\d_][\w.\-]*+)?:(?:[\w.\-]|%|\\.)*+)
  | (?P<word>[A-Za-z]\w*+)
  | (?P<punct>.)
    """


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.DOTALL)


def tokens(source: str) -> Iterator[Token]:
    """All tokens in order, spaces and comments too: their texts joined are the source."""
    for match in _compiled(_TOKEN).finditer(source):
        kind = match.lastgroup
        yield Token("bad" if kind == "unclosed" else cast("Kind", kind), match.group(), match.start())


def pieces(source: str) -> Iterator[Token]:
    """A coarser cut for queries of our own: strings, IRIs, comments, variables, names and words are told
    apart, all else is `punct` by the character. Its expression compiles many times faster than that of
    `tokens`, which a look-up would notice; the tests hold that the two agree on every saved query.
    """
    for match in _compiled(_PIECE).finditer(source):
        yield Token(cast("Kind", match.lastgroup), match.group(), match.start())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset in code points; only a line feed ends a line."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def pointed(text: str, line: int, column: int, width: int = 96) -> str:
    """The line in question, cut to a width, and below it a caret under the column."""
    lines = text.split("\n")
    whole = lines[line - 1].rstrip("\r") if 1 <= line <= len(lines) else ""
    start = max(0, column - 1 - width * 2 // 3)
    visible = [" " if c == "\t" else c if c.isprintable() else "�" for c in whole[start : start + width]]
    import unicodedata

    # An ideographic space is as wide as the character that it stands under.
    under = "".join(
        "\u3000" if unicodedata.east_asian_width(c) in "WF" else " " for c in visible[: column - 1 - start]
    )
    return f"  {''.join(visible)}\n  {under}^"
