"""What every listing has in common: which facts, which format, and where the answer goes."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from aikg.cli.completing import file_names
from aikg.cli.facts import as_of_option, collection_option, data_option, day, opened
from aikg.cli.writing import columns, remark, write
from aikg.errors import UsageError

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Section, Solutions

Function = Callable[..., Any]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")

output_option = click.option(
    "--output", "-o", metavar="FILE", shell_complete=file_names, help="Write to a file instead."
)

_format_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="Default: a table on a terminal, else tab-separated.",
)

_safe_option = click.option(
    "--spreadsheet-safe",
    is_flag=True,
    help="In CSV, put an apostrophe before text that a spreadsheet would calculate.",
)


@dataclass(frozen=True)
class Listing:
    """What --format, --output, --spreadsheet-safe, --data and --as-of ask for."""

    form: str | None
    output: str | None
    spreadsheet_safe: bool
    data: tuple[str, ...]
    as_of: str | None = None

    @property
    def to_terminal(self) -> bool:
        """Whether a person reads the answer where it is written."""
        return self.output in (None, "-") and sys.stdout.isatty()

    @property
    def format(self) -> str:
        """The format asked for, else a table on a terminal and tab-separated text elsewhere."""
        return self.form or ("table" if self.to_terminal else "tsv")

    @property
    def for_people(self) -> bool:
        """Whether rows may be merged and grouped: a table or Markdown, not a format for machines."""
        return self.format in ("table", "md")

    @property
    def remarks_apart(self) -> bool:
        """Whether remarks stand on standard error alone; else they belong into what is written too."""
        return self.format == "table" and self.to_terminal

    def opened(self) -> KnowledgeGraph:
        """The graph that the command asks: of the day of --as-of, where one is given."""
        return opened(self.data, self.as_of)

    def whole(self) -> KnowledgeGraph:
        """The graph of all days, for a command whose query takes the day as a parameter."""
        if self.as_of is not None:
            day(self.as_of)
        return opened(self.data)

    def show(self, answer: Solutions | Sequence[Section], *, empty: str = "Nothing was found.") -> None:
        """Render the answer and write it; says `empty` and exits 1 when there is nothing in it."""
        rows = self.put(answer)
        if not rows:
            remark(empty)
            raise click.exceptions.Exit(1)

    def put(self, answer: Solutions | Sequence[Section]) -> int:
        """Render the answer and write it; the number of its rows."""
        from aikg import render
        from aikg.solutions import Section, Solutions

        if self.spreadsheet_safe and self.format != "csv":
            raise UsageError("--spreadsheet-safe goes with --format csv.")
        sections = [Section("", answer)] if isinstance(answer, Solutions) else list(answer)
        remarks: Sequence[str] = ()
        rows = sum(len(section.solutions.rows) for section in sections)
        if self.for_people:
            from aikg.render.facts import arranged

            sections = arranged(sections)
        if self.format == "table":
            from aikg.render import table

            laid_out = table.layout(sections, columns() if self.to_terminal else None)
            text, remarks = laid_out.text, laid_out.remarks
        elif self.format == "csv":
            from aikg.render import csv

            text = csv.render(sections, harmless=self.spreadsheet_safe)
        else:
            text = render.text(sections, self.format)
        write(text, self.output)
        for said in remarks:
            remark(said)
        return rows


def listing(function: Function) -> Function:
    """The options of every listing, given to the command as one `Listing`, its first argument."""
    return as_of_option(timeless(function))


def timeless(function: Function) -> Function:
    """The options of a listing that has no days: no --as-of."""
    return _listed(function, data_option)


def collected(function: Function) -> Function:
    """The options of a command about the collection itself: neither --as-of nor --source."""
    return _listed(function, collection_option)


def _listed(function: Function, facts: Callable[[Any], Any]) -> Function:
    @functools.wraps(function)
    def command(
        *,
        form: str | None,
        output: str | None,
        spreadsheet_safe: bool,
        data: tuple[str, ...],
        as_of: str | None = None,
        **others: Any,
    ) -> None:
        function(Listing(form, output, spreadsheet_safe, data, as_of), **others)

    for decorate in (facts, _safe_option, output_option, _format_option):
        command = decorate(command)
    return command
