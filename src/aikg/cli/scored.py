"""What commands that count from scores have in common: which benchmark, which date, which models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aikg.cli.completing import names_of

if TYPE_CHECKING:
    from aikg.cli.output import Function


def scored(function: Function) -> Function:
    """The options --benchmark, --date and --released-by."""
    for decorate in (_released_by, _date, _benchmark):
        function = decorate(function)
    return function


_benchmark = click.option(
    "--benchmark",
    metavar="NAME",
    help="A benchmark or a version of one. Default: Artificial Analysis Intelligence Index.",
    shell_complete=names_of("version"),
)

_date = click.option(
    "--date",
    "date",
    type=click.Choice(["released", "announced", "weights"]),
    default="released",
    show_default=True,
    help="Which date of a model counts.",
)

_released_by = click.option(
    "--released-by", metavar="DATE", help="Only models dated by then, whenever they were scored."
)
