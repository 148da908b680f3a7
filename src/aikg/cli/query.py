"""`aikg query`: the saved queries."""

from __future__ import annotations

import click

from aikg.cli.completing import query_names, query_parameters
from aikg.cli.output import data_option, listing, opened, pairs, show, write


@click.group()
def query() -> None:
    """List, show and run the saved queries: one question each, in SPARQL."""


@query.command("list")
@click.option("--group", metavar="NAME", help="Only one group: rankings, lineage, labs, checks, ...")
@listing
def list_(group: str | None, form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """List the saved queries with what they answer and what they take."""
    from aikg import catalogue

    show(catalogue.listing(group), form, output, spreadsheet_safe)


@query.command("show")
@click.argument("name", shell_complete=query_names)
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="Bind a parameter.", shell_complete=query_parameters)
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead.")
@data_option
def show_(name: str, parameters: tuple[str, ...], output: str | None, data: tuple[str, ...]) -> None:
    """Print a query: as it is saved, or with parameters bound, ready for any SPARQL engine."""
    from aikg import catalogue, run

    saved = catalogue.get(name)
    if not parameters:
        write(saved.text, output)
        return
    with opened(data) as graph:
        write(run.text_of(graph, saved, pairs(parameters)), output)


@query.command("run")
@click.argument("name", shell_complete=query_names)
@click.option("-p", "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter, such as lab=DeepSeek.", shell_complete=query_parameters)
@listing
def run_(name: str, parameters: tuple[str, ...], form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """Run a saved query.

    Example: aikg query run cadence -p lab=DeepSeek
    """
    with opened(data) as graph:
        show(graph.run(name, **pairs(parameters)), form, output, spreadsheet_safe)
