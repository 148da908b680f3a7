"""`aikg why`: who says so."""

from __future__ import annotations

import click

from aikg.cli.completing import names_of
from aikg.cli.output import Listing, listing


@click.command()
@click.argument(
    "words", nargs=-1, required=True, shell_complete=names_of("thing"), metavar="SUBJECT [PROPERTY]"
)
@listing
def why(out: Listing, words: tuple[str, ...]) -> None:
    """Every statement about a SUBJECT with its source, date and terms, and what other sources say.

    A PROPERTY is a label or a name of the ontology: released, "context length", aikg:category, scores.

    Example: aikg why R1-0528 released
    """
    from aikg.evidence import asked
    from aikg.evidence import why as trace

    with out.opened() as graph:
        evidence = trace(graph, *asked(graph, words))
    out.show(evidence.sections(), empty=f"Nothing is stated about {evidence.subject.label}.")
