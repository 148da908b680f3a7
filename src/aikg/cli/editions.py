"""`aikg sources` and `aikg remove`: the imported editions."""

from __future__ import annotations

import click

from aikg.cli.completing import edition_names
from aikg.cli.facts import collection, endpoint_option, store_option
from aikg.cli.output import Listing, collected
from aikg.cli.writing import remark


@click.command()
@collected
@endpoint_option
def sources(out: Listing) -> None:
    """List the imported editions: date, terms, rows, checksum.

    `aikg query run sources` lists every source, those of the curated facts too.

    Example: aikg sources --format csv
    """
    with out.opened() as graph:
        found = graph.run("editions")
        out.show(found, empty="Nothing has been imported; `aikg import` lists what can be.")


@click.command()
@click.argument("editions", nargs=-1, required=True, metavar="EDITION...", shell_complete=edition_names)
@store_option
def remove(editions: tuple[str, ...]) -> None:
    """Take imported editions out: all that they stated, and nothing else.

    Example: aikg remove lmarena-2025-06-09
    """
    place = collection()
    names = list(dict.fromkeys(place.known(name) for name in editions))
    with place.writing():
        for name in names:
            place.known(name)  # it may have gone while we waited for the lock
            place.remove(name)
            remark(f"Removed {name}.")
