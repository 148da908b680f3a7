"""`aikg graph`: the ecosystem as a page."""

from __future__ import annotations

import click

from aikg.cli.completing import names_of
from aikg.cli.output import data_option, opened, remark, write


@click.command()
@click.option("--output", "-o", metavar="FILE", default="ecosystem.html", show_default=True, help="The HTML file to write.")
@click.option("--lab", metavar="NAME", help="Only this lab, and what its models are made of and used for.", shell_complete=names_of("lab"))
@click.option("--model", metavar="NAME", help="Only the ancestors and descendants of this model.", shell_complete=names_of("model"))
@click.option("--country", metavar="NAME", help="Only labs of this country.", shell_complete=names_of("country"))
@click.option("--category", metavar="NAME", help="Only labs of this category.", shell_complete=names_of("category"))
@data_option
def graph(output: str, data: tuple[str, ...], **filters: str | None) -> None:
    """Draw labs, categories, models and products as one HTML file that opens offline.

    Example: aikg graph --lab DeepSeek -o deepseek.html
    """
    from aikg.draw import page
    from aikg.network import Selection, project

    chosen = {name: value for name, value in filters.items() if value is not None}
    with opened(data) as kg:
        network = project(kg, Selection(**chosen) if chosen else None)
    if not any(kind != "category" for _, kind in network.nodes(data="kind")):
        remark("Nothing is left after these filters; no file was written.")
        raise click.exceptions.Exit(1)
    what = ", ".join(f"{name}: {value}" for name, value in chosen.items()) or "labs, models and products"
    write(page.page(network, title="AI ecosystem", subtitle=what), output)
    remark(f"Wrote {output}: {network.number_of_nodes()} nodes, {network.number_of_edges()} edges. Open it in a browser.")
