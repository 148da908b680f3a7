"""`aikg export`: the graph for other tools."""

from __future__ import annotations

import click

from aikg.cli.output import as_of_option, data_option, opened, output_option, remark, write


@click.command()
@click.option(
    "--format",
    "-f",
    "form",
    required=True,
    type=click.Choice(["turtle", "ntriples", "nquads", "jsonld", "graphml", "csv"]),
    help="nquads and jsonld keep the named graph of each source.",
)
@output_option
@data_option
@as_of_option
def export(form: str, output: str | None, data: tuple[str, ...], as_of: str | None) -> None:
    """Write all facts as RDF or CSV, or the ecosystem graph as GraphML.

    Example: aikg export --format nquads -o aikg.nq
    """
    from aikg.export import export as made

    with opened(data, as_of) as graph:
        content = made(graph, form)
        attributions = [str(a) for a in graph.run("attributions").column("attribution")]
    write(content, output)
    remark("When you pass this on, name the sources:\n- " + "\n- ".join(dict.fromkeys(attributions)))
