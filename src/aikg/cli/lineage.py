"""`aikg lineage`: the family tree of a model."""

from __future__ import annotations

import click

from aikg.cli.completing import named
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark, write


@click.command()
@named("model")
@listing
def lineage(out: Listing, name: tuple[str, ...]) -> None:
    """What a MODEL was made from and what was made from it, with the kind of each step.

    A successor (“succeeds”) need not derive from its predecessor. A table is drawn as a tree.

    Example: aikg lineage R1-0528
    """
    from aikg.lineage import lineage as trace
    from aikg.render import tree

    with out.opened() as graph:
        found = trace(graph, " ".join(name))
    if found.cyclic:
        remark("The data hold a cycle: a model is its own ancestor. `aikg check` names it.")
    if out.format == "table":
        write(tree.render(found), out.output)
        if not (found.ancestors or found.descendants):
            raise click.exceptions.Exit(1)
    else:
        out.show(found.solutions(), empty=f"No lineage of {found.model.label} is known.")
