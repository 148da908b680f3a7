"""`aikg frontier`: who held the record of a benchmark version, when, and for how long."""

from __future__ import annotations

import click

from aikg.cli.output import Listing, listing
from aikg.cli.scored import scored
from aikg.cli.writing import remark


@click.command()
@click.option(
    "--by",
    type=click.Choice(["country", "openness", "category", "lab"]),
    help="A frontier for each country, for open and closed, for each category or lab.",
)
@scored
@listing
def frontier(
    out: Listing,
    by: str | None,
    benchmark: str | None,
    date: str,
    released_by: str | None,
) -> None:
    """The models that set a record on a benchmark version, and how many days each record stood.

    A record is strictly higher than every score of its group dated earlier. A date that is known only to the
    month, quarter or year makes the days a range.

    Example: aikg frontier --by country
    """
    from aikg.frontier import frontier as trace

    with out.whole() as graph:
        found = trace(graph, benchmark, by, date, out.as_of, released_by)
    if out.for_people or not found.records:
        for said in found.remarks:
            remark(said)
    beside = out.for_people and not out.remarks_apart
    out.put(found.sections() if beside else found.solutions())
    if not found.records:
        remark("No record was found.")
        raise click.exceptions.Exit(1)
