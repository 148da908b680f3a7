"""`aikg graph`: the ecosystem as a page, a picture, or a file for another program."""

from __future__ import annotations

import sys
from pathlib import PurePath

import click

from aikg.cli.completing import file_names, names_of
from aikg.cli.facts import as_of_option, data_option, opened
from aikg.cli.writing import remark, write

FORMATS = ("html", "svg", "png", "gexf", "graphml", "dot", "json")
LAYOUTS = ("ecosystem", "timeline", "lineage")


@click.command()
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    shell_complete=file_names,
    help="The file to write.  [default: ecosystem.html, or as the format]",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="Default: as the file's name ends, else html.",
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="Countries with their labs; models by date, a lane for each lab; or the family tree of --model.  "
    "[default: ecosystem]",
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
def graph(
    output: str | None,
    form: str | None,
    layout: str | None,
    data: tuple[str, ...],
    as_of: str | None,
    **filters: str | None,
) -> None:
    """Draw labs, families, models and products as one HTML file that opens offline.

    Other formats hold the same graph as a still picture, or for Gephi, Cytoscape, Graphviz and d3.

    \b
    Example: aikg graph --lab DeepSeek -o deepseek.html
    Example: aikg graph --layout lineage --model R1-0528 -o r1.svg
    """
    from aikg import draw
    from aikg.errors import UsageError
    from aikg.network import Selection, project

    form = form or _of_name(output)
    if form == "png" and output == "-" and sys.stdout.isatty():
        raise UsageError("A terminal shows no pixels; give -o FILE.png.")
    output = output if output is not None else f"ecosystem.{form}"
    chosen = {name: value for name, value in filters.items() if value is not None}
    if layout == "lineage" and "model" not in chosen:
        raise UsageError("--layout lineage is the family tree of one model; name it with --model.")
    with opened(data, as_of) as kg:
        network = project(kg, Selection(**chosen) if chosen else None)
    if not any(kind != "category" for _, kind in network.nodes(data="kind")):
        remark("Nothing is left after these filters; no file was written.")
        raise click.exceptions.Exit(1)
    what = ", ".join(f"{name}: {value}" for name, value in chosen.items()) or "labs, models and products"
    what += f", as of {as_of}" if as_of is not None else ""
    first = layout or "ecosystem"
    possible = [name for name in LAYOUTS if name != "lineage" or "model" in chosen]
    layouts = [first, *(name for name in possible if name != first)]
    title = "AI ecosystem"
    if layout == "lineage":
        title = f"Lineage of {network.nodes[network.graph['focus']]['label']}"
    write(draw.drawn(network, form, title=title, subtitle=what, layouts=layouts), output)
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    if output != "-":
        hint = " Open it in a browser." if form == "html" else ""
        remark(f"Wrote {output}: {nodes} nodes, {edges} edges.{hint}")


def _of_name(output: str | None) -> str:
    """The format that a file's name asks for; html where it asks for none."""
    from aikg.errors import UsageError

    ending = PurePath(output or "").suffix[1:].lower()
    if ending in ("", "htm"):
        return "html"
    if ending not in FORMATS:
        raise UsageError(
            f"{output} ends in none of {', '.join(FORMATS)}; say what it is to be with --format."
        )
    return ending
