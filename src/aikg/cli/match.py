"""`aikg match`: names of editions that matched nothing."""

from __future__ import annotations

import click

from aikg.cli.completing import file_names
from aikg.cli.facts import collection
from aikg.cli.output import Listing, collected
from aikg.cli.paths import path_of
from aikg.cli.writing import remark


@click.command()
@click.argument("accepted", required=False, metavar="[FILE]", shell_complete=file_names)
@click.option("--kind", type=click.Choice(["lab", "model", "license"]), help="Only labs, or only models.")
@collected
def match(out: Listing, accepted: str | None, kind: str | None) -> None:
    """List what editions name and nothing curated is called; with FILE, accept what a name means.

    Write the list to a CSV file, put the identifier of a curated thing into the column same_as where you know
    better, and give the file back: the name becomes one more name of that thing, in all editions.

    Example: aikg match --kind lab --format csv -o names.csv
    """
    from aikg import resources
    from aikg.importing import matches

    place = collection()
    files = resources.shipped() + resources.added(out.data) + place.files()
    if accepted is None:
        found = [each for each in matches.unmatched(files) if kind in (None, each.kind)]
        out.show(matches.table(found), empty="Every imported name is that of a curated thing.")
        return
    from aikg import turtle
    from aikg.importing import inputs

    (given, *_) = inputs.read(path_of(accepted))
    new = matches.accepted(given, files)
    with place.writing():
        before = turtle.read(place.matches) if place.matches.exists() else []
        place.put_matches(turtle.canonical([*before, *new]))
    left = {each.name for each in matches.unmatched(resources.shipped() + place.files())}
    idle = [name for triple in new if (name := triple.object.value) in left]  # type: ignore[union-attr]
    if idle:
        remark(f"Still apart, because their lab is another: {', '.join(sorted(idle)[:5])}")
    more = len(set(new) - set(before))
    remark(f"{more} {'name' if more == 1 else 'names'} accepted; they stand in {place.matches}.")
