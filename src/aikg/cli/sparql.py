"""`aikg sparql`: any question, fenced."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from aikg.cli.output import listing, opened, remark, show
from aikg.errors import UsageError


@click.command()
@click.argument("query", metavar="QUERY|FILE|-")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), metavar="SECONDS", help="Stop the query after this time.")
@click.option("--limit", default=100_000, show_default=True, type=click.IntRange(1, 10_000_000), metavar="ROWS", help="Stop after this many rows.")
@listing
def sparql(query: str, timeout: float, limit: int, form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """Run a SPARQL query: the text itself, a file, or - for standard input. It can only read.

    The prefixes of `aikg info --prefixes` need not be declared.

    Example: aikg sparql 'SELECT ?l { lab:deepseek skos:prefLabel ?l }'
    """
    with opened(data) as graph:
        answer = graph.query(_text(query), seconds=timeout, rows=limit)
    if not answer.complete:
        remark(f"Stopped after {limit} rows; --limit takes more.")
    show(answer, form, output, spreadsheet_safe)


def _text(query: str) -> str:
    if query == "-":
        raw = sys.stdin.buffer.read(1 << 20)
        where = "standard input"
    elif "{" in query or "\n" in query or len(query) > 1000:
        return query
    else:
        path = Path(query)
        where = query
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise UsageError(
                f"{query}: {error.strerror}; give SPARQL text, the path of a file, or - for standard input"
            ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{where} is not UTF-8") from None
