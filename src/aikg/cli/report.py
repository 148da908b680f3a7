"""`aikg report`: the state of one country's AI against another's, for any day."""

from __future__ import annotations

import click

from aikg.cli.completing import file_names, names_of
from aikg.cli.facts import as_of_option, data_option, opened
from aikg.cli.writing import remark, write


@click.command()
@click.option(
    "--country",
    metavar="NAME",
    default="CN",
    show_default=True,
    shell_complete=names_of("country"),
    help="The country that the report is on.",
)
@click.option(
    "--against",
    metavar="NAME",
    default="US",
    show_default=True,
    shell_complete=names_of("country"),
    help="The country that it is measured against.",
)
@click.option(
    "--benchmark",
    metavar="NAME",
    shell_complete=names_of("version"),
    help="How language models are compared. Default: the first general measure with scores of both.",
)
@click.option(
    "--output", "-o", metavar="FILE", shell_complete=file_names, help="A file that ends in .md or .html."
)
@click.option(
    "--format", "-f", "form", type=click.Choice(["md", "html"]), help="Default: by the file's name."
)
@data_option
@as_of_option
def report(
    country: str,
    against: str,
    benchmark: str | None,
    output: str | None,
    form: str | None,
    data: tuple[str, ...],
    as_of: str | None,
) -> None:
    """Write the state of AI of a country against another: frontier and gap, open weights, leading labs,
    players, rankings, arenas, what is not known, and which claims of reports hold.

    Every figure is followed by its source and comes from a command that the report names.

    Example: aikg report --as-of 2025-05-31 -o report.html
    """
    from aikg.render import report as formats
    from aikg.report.composition import report as tell

    form = formats.format_of(output, form)
    with opened(data, as_of) as graph:
        text = formats.text(tell(graph, country, against, benchmark), graph, form)
    write(text, output)
    if output not in (None, "-"):
        remark(f"Wrote {output}.")
