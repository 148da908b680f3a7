"""`aikg query`: the saved queries."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from aikg.cli.completing import query_groups, query_names, query_parameters
from aikg.cli.facts import data_option, opened
from aikg.cli.output import Listing, listing, output_option, timeless
from aikg.cli.writing import write
from aikg.errors import AikgError, BadParameter, MissingParameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_parameters = click.option(
    "-p",
    "--parameter",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter, such as lab=DeepSeek; may be repeated.",
    shell_complete=query_parameters,
)


@click.group()
def query() -> None:
    """List, show and run the saved queries: one question each, in SPARQL."""


@query.command("list")
@click.option(
    "--group",
    metavar="NAME",
    shell_complete=query_groups,
    help="Only one group: rankings, lineage, labs, checks, ...",
)
@timeless
def list_(out: Listing, group: str | None) -> None:
    """List the saved queries with what they answer and what they take; [x] may be left out.

    Example: aikg query list --group rankings
    """
    from aikg import catalogue

    found = catalogue.listing(group)
    if out.for_people:
        from aikg.render.facts import grouped

        out.show(grouped(found, "group"))
    else:
        out.show(found)


@query.command("show")
@click.argument("name", shell_complete=query_names)
@_parameters
@output_option
@data_option
def show_(name: str, parameters: tuple[str, ...], output: str | None, data: tuple[str, ...]) -> None:
    """Print a query: as it is saved, or with parameters bound, ready for any SPARQL engine.

    Example: aikg query show rank -p country=China
    """
    from aikg import catalogue, run

    saved = catalogue.get(name)
    if not parameters:
        write(saved.text, output)
        return
    with opened(data) as graph, _told():
        write(run.text_of(graph, saved, _pairs(parameters)), output)


@query.command("run")
@click.argument("name", shell_complete=query_names)
@_parameters
@listing
def run_(out: Listing, name: str, parameters: tuple[str, ...]) -> None:
    """Run a saved query.

    Example: aikg query run cadence -p lab=DeepSeek
    """
    values = _pairs(parameters)
    with out.opened() as graph, _told():
        out.show(graph.run(name, **values))


@contextmanager
def _told() -> Iterator[None]:
    """Say of a parameter that is missing how it is given here."""
    try:
        yield
    except MissingParameter as error:
        raise BadParameter(f"{error} Give it by -p {error.name}=...") from None


def _pairs(values: Sequence[str]) -> dict[str, str]:
    """`-p name=value` as a dictionary; the value may hold further equals signs."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise AikgError(f"-p takes name=value, such as -p lab=DeepSeek; got “{value[:60]}”.")
        if name in found:
            raise AikgError(f"-p {name}=... is given twice.")
        found[name] = rest
    return found
