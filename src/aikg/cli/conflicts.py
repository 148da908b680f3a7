"""`aikg conflicts`: where sources differ."""

from __future__ import annotations

import click

from aikg.cli.completing import names_of
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark


@click.command()
@click.argument("name", nargs=-1, shell_complete=names_of("thing"))
@listing
def conflicts(out: Listing, name: tuple[str, ...]) -> None:
    """Values on which sources differ, side by side, and which of them is used by which rule.

    NAME restricts the answer to a lab, a model or a family.

    Example: aikg conflicts OpenAI
    """
    from aikg.evidence import RULE
    from aikg.evidence import conflicts as find

    with out.opened() as graph:
        found = find(graph, " ".join(name) or None)
    if out.for_people and found.sections():
        remark(RULE)
    out.show(found.sections(), empty="No source differs from what is used here.")
