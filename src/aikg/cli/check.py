"""`aikg check`: are the data in order?"""

from __future__ import annotations

import click

from aikg.cli.output import Listing, timeless
from aikg.cli.writing import remark


@click.command()
@timeless
def check(out: Listing) -> None:
    """Check the graph against its SHACL shapes and the check queries. Exits 1 when something is found.

    With --data the errors in your own files are named by path. With --endpoint it says whether the graph
    there is one that aikg can ask.

    Example: aikg check --data my-labs
    """
    with out.opened() as graph:
        report = graph.check()
        size = len(graph)
    if report.conforms:
        shapes = "" if report.unchecked else "all shapes and "
        remark(f"In order: {size} statements, {shapes}{report.checks} check queries.")
        _left_out(report.unchecked)
        if out.format != "table" and (out.form or out.output):
            out.put(report.solutions())  # an empty report is a good one: written, and no exit code
        return
    out.put(report.solutions())
    remark("1 problem found." if len(report.results) == 1 else f"{len(report.results)} problems found.")
    _left_out(report.unchecked)
    raise click.exceptions.Exit(1)


def _left_out(what: str) -> None:
    if what:
        remark(f"Not checked: {what}.")
