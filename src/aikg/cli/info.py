"""`aikg info`: what is in here."""

from __future__ import annotations

import click

from aikg.cli.output import listing, opened, remark, show


@click.command()
@click.option("--prefixes", is_flag=True, help="List the prefixes that queries may use.")
@listing
def info(prefixes: bool, form: str | None, output: str | None, spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """Counts, versions, sources and licences.

    Example: aikg info --format json
    """
    from aikg.information import information, known_prefixes

    if prefixes:
        show(known_prefixes(), form, output, spreadsheet_safe)
        return
    with opened(data) as graph:
        sections = information(graph)
    show(sections, form, output, spreadsheet_safe)
    remark("Code: Apache-2.0. Facts: CC BY 4.0; pass the attributions on with them.")
