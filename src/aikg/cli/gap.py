"""`aikg gap`: how far one group of models is behind another."""

from __future__ import annotations

import click

from aikg.cli.output import Listing, listing
from aikg.cli.scored import scored
from aikg.cli.writing import remark


@click.command()
@click.argument("one")
@click.argument("other")
@scored
@listing
def gap(
    out: Listing,
    one: str,
    other: str,
    benchmark: str | None,
    date: str,
    released_by: str | None,
) -> None:
    """For each record of ONE, the first model of OTHER at or above it, and the days between.

    ONE and OTHER are two countries, open and closed, two categories of labs, or two labs. A model of ONE that
    came after is behind; one that came before is ahead. Dates known only to the month make the days a range.
    Below stand the best of both now, and how the newest lag differs by other dates and on another metric.

    Example: aikg gap CN US
    """
    from aikg.gap import gap as measure

    with out.whole() as graph:
        found = measure(graph, one, other, benchmark, date, out.as_of, released_by)
    if out.remarks_apart or not (out.for_people and out.to_terminal):  # which shows them already
        for said in found.remarks:
            remark(said)
    sections = found.sections() if out.remarks_apart else found.noted()
    out.put([s for s in sections if s.solutions.rows or not out.for_people])
    if not found.matches:
        remark("No record was found.")
        raise click.exceptions.Exit(1)
