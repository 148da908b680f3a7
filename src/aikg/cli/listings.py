"""`aikg labs`, `models`, `find`: lists with filters."""

from __future__ import annotations

from typing import Final

import click

from aikg.cli.completing import names_of
from aikg.cli.output import Function, Listing, listing

_FILTERS: Final = (
    ("--country", "country", "Only labs of this country: a name or an ISO code."),
    ("--category", "category", "Only this category: big-tech, start-up, other."),
    ("--openness", "openness", "Only this openness: open, closed or a narrower level."),
    ("--modality", "modality", "Only what makes this kind of content: text, image, video, ..."),
)


def _filters(function: Function) -> Function:
    function = click.option("--until", metavar="DATE", help="Released on or before.")(function)
    function = click.option("--since", metavar="DATE", help="Released on or after.")(function)
    for name, kind, text in reversed(_FILTERS):
        function = click.option(name, metavar="NAME", help=text, shell_complete=names_of(kind))(function)
    return function


@click.command()
@_filters
@listing
def labs(out: Listing, **filters: str | None) -> None:
    """List labs with country, category and number of models. Filters combine.

    Example: aikg labs --country China --category start-up
    """
    with out.opened() as graph:
        out.show(graph.run("labs", **filters))


@click.command()
@click.option("--lab", metavar="NAME", help="Only models of this lab.", shell_complete=names_of("lab"))
@_filters
@listing
def models(out: Listing, **filters: str | None) -> None:
    """List models, newest first. Filters combine.

    Example: aikg models --country US --openness open --since 2025-01-01
    """
    with out.opened() as graph:
        out.show(graph.run("models", **filters))


@click.command()
@click.argument("text", nargs=-1, required=True)
@listing
def find(out: Listing, text: tuple[str, ...]) -> None:
    """Find whatever has TEXT in a name, an alias or an identifier, in any language.

    Example: aikg find 文心
    """
    with out.opened() as graph:
        out.show(graph.run("find", text=" ".join(text)))
