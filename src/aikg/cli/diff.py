"""`aikg diff`: what changed between two states of the data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aikg.cli.completing import file_names, names_of
from aikg.cli.facts import of_files
from aikg.cli.output import Listing, timeless
from aikg.cli.writing import remark
from aikg.errors import UsageError

if TYPE_CHECKING:
    from aikg.difference import Difference

_KINDS = (
    *("lab", "family", "model", "product", "benchmark", "version"),
    *("score", "source", "licence", "claim", "reading", "dissent"),
)


@click.command()
@click.argument("old", shell_complete=file_names)
@click.argument("new", required=False, shell_complete=file_names)
@click.option(
    "--about",
    metavar="NAME",
    shell_complete=names_of("thing"),
    help="Only this lab, family, model, ... and what belongs to it.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(_KINDS),
    metavar="KIND",
    help=f"Only facts of such things: {', '.join(_KINDS)}; may be repeated.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["added", "removed", "changed"]),
    help="Only this list; may be repeated.",
)
@click.option("--summary", is_flag=True, help="Only the counts.")
@click.option("--ontology", is_flag=True, help="Compare the ontology too.")
@timeless
def diff(
    out: Listing,
    old: str,
    new: str | None,
    about: str | None,
    kinds: tuple[str, ...],
    only: tuple[str, ...],
    summary: bool,
    ontology: bool,
) -> None:
    """What changed between two states of the data: facts added, removed and changed, with their sources.

    OLD and NEW are each a folder of Turtle files, a file that `aikg export` wrote (Turtle, N-Triples,
    N-Quads, JSON-LD, CSV; TriG too), a git revision of a checkout, REVISION:PATH, or `shipped`, the data
    that come with aikg. A path that exists goes before a revision. With one word, a revision is compared with
    the checkout as it is now, and a file or folder with `shipped`. Exits 0 whether or not anything differs.

    Example: aikg diff HEAD~3 HEAD --kind model
    """
    from aikg import editions
    from aikg.changes import PARTS, changes
    from aikg.difference import compare

    of_files("diff")
    sides = [os.fsdecode(word.encode("utf-8", "surrogateescape")) for word in (old, new) if word is not None]
    if len(sides) == 1:
        sides = list(editions.counterpart(sides[0]))
    if out.data and editions.SHIPPED not in sides:
        raise UsageError("--data adds to the shipped data; neither side is `shipped`.")
    found = compare(*(editions.edition(side, out.data) for side in sides), ontology=ontology)
    told = changes(found, about=about, kinds=kinds)
    wanted = [part for part in PARTS if not summary and (part in only or not only)]
    limited = " in what was asked for" if about or kinds else ""
    names = f"{found.old.name} to {found.new.name}"
    remark(f"From {names}:" if told else f"From {names} nothing changed{limited}.")
    for said in _remarks(found):
        remark(said)
    out.put(told.page(wanted) if out.for_people else told.sections(wanted))


def _remarks(found: Difference) -> list[str]:
    """How exactly the editions could be compared."""
    said = []
    bare = [edition.name for edition in (found.old, found.new) if not edition.sourced]
    if bare:
        keep = "does not keep" if len(bare) == 1 else "do not keep"
        said.append(f"Facts are compared without their sources, which {' and '.join(bare)} {keep} apart.")
    if not found.exact:
        said.append("Values are compared as text, for CSV keeps neither their type nor their language.")
    return said
