"""`aikg info`: what is in here."""

from __future__ import annotations

import click

from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark


@click.command()
@click.option("--prefixes", is_flag=True, help="List the prefixes that queries may use.")
@listing
def info(out: Listing, prefixes: bool) -> None:
    """Counts, versions, sources and licences.

    Example: aikg info --format json
    """
    from aikg.information import information, known_prefixes

    if prefixes:
        out.show(known_prefixes())
        return
    with out.opened() as graph:
        sections = information(graph)
    out.show(sections)
    remark("Code: Apache-2.0. Facts: CC BY 4.0; pass the attributions on with them.")
