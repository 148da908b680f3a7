"""`aikg lineage`: the family tree of a model."""

from __future__ import annotations

import click

from aikg.cli.output import listing, named, opened, remark, show, write


@click.command()
@named("model")
@listing
def lineage(name: tuple[str, ...], form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """What a MODEL was made from and what was made from it, with the kind of each step.

    A successor (“succeeds”) need not derive from its predecessor. A table is drawn as a tree.

    Example: aikg lineage R1-0528
    """
    import sys

    from aikg.lineage import lineage as trace
    from aikg.render import tree

    with opened(data) as graph:
        found = trace(graph, " ".join(name))
    if form == "table" or (form is None and output is None and sys.stdout.isatty()):
        write(tree.render(found), output)
    else:
        show(found.solutions(), form, output, spreadsheet_safe)
    if found.cyclic:
        remark("The data hold a cycle: a model is its own ancestor. `aikg check` names it.")
