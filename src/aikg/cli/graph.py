"""`aikg graph`: the ecosystem as a page."""

from __future__ import annotations

import click

from aikg.cli.completing import file_names, names_of
from aikg.cli.output import as_of_option, data_option, opened, remark, write


@click.command()
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    default="ecosystem.html",
    show_default=True,
    shell_complete=file_names,
    help="The HTML file to write.",
)
@click.option(
    "--lab",
    metavar="NAME",
    shell_complete=names_of("lab"),
    help="Only this lab, and what its models are made of and used for.",
)
@click.option(
    "--model",
    metavar="NAME",
    shell_complete=names_of("model"),
    help="Only the ancestors and descendants of this model.",
)
@click.option(
    "--country", metavar="NAME", shell_complete=names_of("country"), help="Only labs of this country."
)
@click.option(
    "--category", metavar="NAME", shell_complete=names_of("category"), help="Only labs of this category."
)
@data_option
@as_of_option
def graph(output: str, data: tuple[str, ...], as_of: str | None, **filters: str | None) -> None:
    """Draw labs, categories, models and products as one HTML file that opens offline.

    Example: aikg graph --lab DeepSeek -o deepseek.html
    """
    from aikg.draw import page
    from aikg.network import Selection, project

    chosen = {name: value for name, value in filters.items() if value is not None}
    with opened(data, as_of) as kg:
        network = project(kg, Selection(**chosen) if chosen else None)
    if not any(kind != "category" for _, kind in network.nodes(data="kind")):
        remark("Nothing is left after these filters; no file was written.")
        raise click.exceptions.Exit(1)
    what = ", ".join(f"{name}: {value}" for name, value in chosen.items()) or "labs, models and products"
    write(page.page(network, title="AI ecosystem", subtitle=what), output)
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    if output != "-":
        remark(f"Wrote {output}: {nodes} nodes, {edges} edges. Open it in a browser.")
