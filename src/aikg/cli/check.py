"""`aikg check`: are the data in order?"""

from __future__ import annotations

import sys

import click

from aikg.cli.output import listing, opened, remark, show


@click.command()
@listing
def check(form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """Check the graph against its SHACL shapes and the check queries. Exits 1 when something is found.

    With --data the errors in your own files are named by path.

    Example: aikg check --data my-labs
    """
    with opened(data) as graph:
        report = graph.check()
        size = len(graph)
    if report.conforms:
        remark(f"In order: {size} statements, all shapes and {report.checks} check queries.")
        if form in ("json", "jsonl") or output:
            show_empty(report.solutions(), form, output)
        return
    form = form or ("table" if sys.stdout.isatty() and output is None else "tsv")
    show(report.solutions(), form, output, spreadsheet_safe)
    remark(f"{len(report.results)} problems found.")
    raise click.exceptions.Exit(1)


def show_empty(solutions: object, form: str | None, output: str | None) -> None:
    """An empty report is a good one: written, without the exit code of an empty answer."""
    from aikg import render
    from aikg.cli.output import write

    write(render.text(solutions, form or "tsv"), output)  # type: ignore[arg-type]
