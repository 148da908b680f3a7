"""What every command has in common: which graph, which format, and where the answer goes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aikg.cli.completing import names_of
from aikg.errors import AikgError, OutputError

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.render import Section
    from aikg.solutions import Solutions

Function = TypeVar("Function", bound=Callable[..., Any])

data_option = click.option(
    "--data",
    multiple=True,
    metavar="DIR",
    help="Add the Turtle files of your own directory to the shipped graph; may be repeated.",
)


def listing(function: Function) -> Function:
    """The options of every listing: --format, --output, --spreadsheet-safe, --data."""
    decorators = (
        click.option(
            "--format",
            "-f",
            "form",
            type=click.Choice(["table", "json", "jsonl", "csv", "tsv", "md"]),
            help="Default: a table on a terminal, else tab-separated.",
        ),
        click.option("--output", "-o", metavar="FILE", help="Write to a file instead."),
        click.option(
            "--spreadsheet-safe",
            is_flag=True,
            help="In CSV, put an apostrophe before text that a spreadsheet would calculate.",
        ),
        data_option,
    )
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def named(kind: str, *, nargs: int = -1) -> Callable[[Function], Function]:
    """An argument NAME of several words, completed from the names of this kind."""
    return click.argument(
        "name", nargs=nargs, required=True, shell_complete=names_of(kind), metavar=kind.upper()
    )


def opened(data: Sequence[str]) -> KnowledgeGraph:
    """The graph that the command asks."""
    from aikg.knowledge_graph import load

    return load(data)


def show(
    answer: Solutions | Sequence[Section],
    form: str | None,
    output: str | None,
    spreadsheet_safe: bool = False,
) -> None:
    """Render the answer and write it; exits 1 when there is nothing in it."""
    from aikg import render
    from aikg.solutions import Solutions

    to_terminal = output is None and sys.stdout.isatty()
    form = form or ("table" if to_terminal else "tsv")
    if spreadsheet_safe and form == "csv":
        from aikg.render import Section, csv

        sections = [Section("", answer)] if isinstance(answer, Solutions) else answer
        text = csv.render(sections, harmless=True)
    else:
        text = render.text(answer, form, width=columns() if to_terminal else None)
    write(text, output)
    rows = answer.rows if isinstance(answer, Solutions) else [r for s in answer for r in s.solutions.rows]
    if not rows:
        remark("Nothing was found.")
        raise click.exceptions.Exit(1)


def write(text: str | bytes, output: str | None) -> None:
    """To standard output, or to a file that is there whole or not at all."""
    if output is None or output == "-":
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            if sys.stdout.isatty():
                text = _for_terminal(text)
            sys.stdout.write(text)
        sys.stdout.flush()
        return
    path = Path(output)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.is_dir():
            raise OutputError(f"{path} is a directory; give a file name")
        data = text if isinstance(text, bytes) else text.encode()
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        raise OutputError(f"{path} could not be written: {error.strerror}") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _for_terminal(text: str) -> str:
    """Whatever the format: no control character but line ends, tabs and our own bold."""
    from aikg.render.cells import printable

    bold = "\x1b[1m", "\x1b[0m"
    lines = []
    for line in text.split("\n"):
        mine = line.startswith(bold[0]) and line.endswith(bold[1])
        inner = line[len(bold[0]) : -len(bold[1])] if mine else line
        clean = "\t".join(printable(part) for part in inner.split("\t"))
        lines.append(f"{bold[0]}{clean}{bold[1]}" if mine else clean)
    return "\n".join(lines)


def remark(text: str) -> None:
    """A word to the user, on standard error."""
    from aikg.render.cells import printable

    click.echo(printable(text), err=True)


def columns() -> int:
    """Width of the terminal; COLUMNS counts first."""
    import shutil

    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def pairs(values: Sequence[str]) -> dict[str, str]:
    """`-p name=value` as a dictionary; the value may hold further equals signs."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name:
            raise AikgError(f"-p takes name=value, such as -p lab=DeepSeek; got “{value[:60]}”.")
        found[name.strip().replace("-", "_")] = rest
    return found
