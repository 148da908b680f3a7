"""`aikg compare`: models, or labs, side by side."""

from __future__ import annotations

import click

from aikg.cli.completing import each_name_of, names_of
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark


@click.command()
@click.argument(
    "things", nargs=-1, required=True, shell_complete=each_name_of("model", "lab"), metavar="A B [C ...]"
)
@click.option(
    "--benchmark",
    metavar="NAME",
    help="Only scores on this benchmark version.",
    shell_complete=names_of("version"),
)
@click.option("--all", "all_scores", is_flag=True, help="Also scores that stand against none of the others.")
@listing
def compare(out: Listing, things: tuple[str, ...], benchmark: str | None, all_scores: bool) -> None:
    """Set models side by side, or labs: facts with their sources, and scores on the benchmark versions that
    they share.

    Values are compared only within a version, in an arena only of one day, and like configurations first.
    Equal values tie, and those within the confidence interval. A name of several words stands in quotes.

    Example: aikg compare R1-0528 o3
    """
    from aikg.comparison import compare as set_side_by_side
    from aikg.render.comparison import side_by_side

    with out.opened() as graph:
        found = set_side_by_side(graph, things, benchmark)
    arrange = side_by_side if out.for_people else type(found).sections
    out.show(arrange(found, all=all_scores))
    for said in found.remarks:
        remark(said)
    if found.unshared and not all_scores:
        remark(f"{found.unshared}. --all shows them.")
