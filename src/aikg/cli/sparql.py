"""`aikg sparql`: any question, fenced."""

from __future__ import annotations

import re
import sys

import click

from aikg.cli.completing import file_names
from aikg.cli.output import Listing, listing
from aikg.cli.paths import path_of
from aikg.cli.writing import remark
from aikg.errors import UsageError

_BEGINS = re.compile(r"\s*(?:ASK|BASE|DESCRIBE|LOAD|PREFIX|CLEAR|DROP|CREATE)\s", re.IGNORECASE)
"""What is a query even without braces, and not the name of a file."""


@click.command()
@click.argument("query", metavar="QUERY|FILE|-", shell_complete=file_names)
@click.option(
    "--timeout",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="Stop the query after this time.",
)
@click.option(
    "--limit",
    default=100_000,
    show_default=True,
    type=click.IntRange(1, 10_000_000),
    metavar="ROWS",
    help="Stop after this many rows.",
)
@listing
def sparql(out: Listing, query: str, timeout: float, limit: int) -> None:
    """Run a SPARQL query: the text itself, a file, or - for standard input. It can only read.

    The prefixes of `aikg info --prefixes` need not be declared.

    Example: aikg sparql 'SELECT ?l { lab:deepseek skos:prefLabel ?l }'
    """
    text = _text(query)
    with out.opened() as graph:
        answer = graph.query(text, seconds=timeout, rows=limit)
    if not answer.complete:
        rows = len(answer)
        more = "--limit takes more" if rows >= limit else "the endpoint gives no more"
        remark(f"Stopped after {rows} rows; {more}.")
    out.show(answer)


def _text(query: str) -> str:
    if query == "-":
        raw = sys.stdin.buffer.read(1 << 20)
        where = "standard input"
    elif "{" in query or "\n" in query or len(query) > 1000 or _BEGINS.match(query):
        return query
    else:
        path = path_of(query)
        where = query
        try:
            with path.open("rb") as file:
                raw = file.read(1 << 20)
        except OSError as error:
            raise UsageError(
                f"{query}: {error.strerror}; give SPARQL text, the path of a file, or - for standard input"
            ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{where} is not UTF-8") from None
