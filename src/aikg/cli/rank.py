"""`aikg rank`: models ranked on one benchmark version."""

from __future__ import annotations

import click

from aikg.cli.completing import names_of
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark


@click.command()
@click.argument("benchmark", nargs=-1, shell_complete=names_of("version"))
@click.option(
    "--country",
    metavar="NAME",
    help="Only models of labs of this country.",
    shell_complete=names_of("country"),
)
@click.option(
    "--openness",
    metavar="NAME",
    help="Only this openness: open, closed or a narrower level.",
    shell_complete=names_of("openness"),
)
@click.option("--open", "openness", flag_value="open", help="Only open-weight models.")
@click.option("--reasoning/--no-reasoning", default=None, help="Only values with, or without, reasoning.")
@click.option(
    "--released-by", metavar="DATE", help="Only models released by this date, whenever they were scored."
)
@listing
def rank(out: Listing, benchmark: tuple[str, ...], **filters: object) -> None:
    """Rank models on one BENCHMARK version; the Artificial Analysis Intelligence Index unless you name one.

    A benchmark's name means its newest version; versions are never mixed. Equal scores share a place.

    Example: aikg rank "Text to Video" --country China
    """
    from aikg.ranking import ranking

    with out.whole() as graph:
        ranked = ranking(graph, " ".join(benchmark) or None, as_of=out.as_of, **filters)
    if out.for_people or not ranked.solutions.rows:
        remark(ranked.caption)
    out.show(ranked.solutions)
