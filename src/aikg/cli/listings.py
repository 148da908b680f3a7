"""`aikg labs`, `models`, `find`: lists with filters."""

from __future__ import annotations

from typing import Any

import click

from aikg.cli.completing import names_of
from aikg.cli.output import listing, opened, show


def _filters(function: Any) -> Any:
    for name, kind, text in reversed(
        (
            ("--country", "country", "Only labs of this country: a name or an ISO code."),
            ("--category", "category", "Only this category: big-tech, start-up, other."),
            ("--openness", "openness", "Only this openness: open, closed or a narrower level."),
            ("--modality", "modality", "Only what makes this kind of content: text, image, video, ..."),
        )
    ):
        function = click.option(name, metavar="NAME", help=text, shell_complete=names_of(kind))(function)
    function = click.option("--since", metavar="DATE", help="Released on or after.")(function)
    return click.option("--until", metavar="DATE", help="Released on or before.")(function)


def _list(query: str, values: dict[str, object], form: str | None, output: str | None,
          spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    with opened(data) as graph:
        show(graph.run(query, **values), form, output, spreadsheet_safe)


@click.command()
@_filters
@listing
def labs(form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...], **filters: object) -> None:
    """List labs with country, category and number of models. Filters combine.

    Example: aikg labs --country China --category start-up
    """
    _list("labs", filters, form, output, spreadsheet_safe, data)


@click.command()
@click.option("--lab", metavar="NAME", help="Only models of this lab.", shell_complete=names_of("lab"))
@_filters
@listing
def models(form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...], **filters: object) -> None:
    """List models, newest first. Filters combine.

    Example: aikg models --country US --openness open --since 2025-01-01
    """
    _list("models", filters, form, output, spreadsheet_safe, data)


@click.command()
@click.argument("text", nargs=-1, required=True)
@listing
def find(text: tuple[str, ...], form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """Find whatever has TEXT in a name, an alias or an identifier, in any language.

    Example: aikg find 文心
    """
    _list("find", {"text": " ".join(text)}, form, output, spreadsheet_safe, data)
