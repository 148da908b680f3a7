"""`aikg export`: the graph for other tools."""

from __future__ import annotations

import click

from aikg.cli.output import as_of_option, data_option, opened, output_option, remark, write
from aikg.errors import UsageError


@click.command()
@click.option(
    "--format",
    "-f",
    "form",
    required=True,
    type=click.Choice(["turtle", "ntriples", "nquads", "jsonld", "graphml", "csv"]),
    help="nquads and jsonld keep the named graph of each source.",
)
@click.option(
    "--include-restricted",
    is_flag=True,
    help="Also what may not be passed on: for your own use only.",
)
@output_option
@data_option
@as_of_option
def export(
    form: str, include_restricted: bool, output: str | None, data: tuple[str, ...], as_of: str | None
) -> None:
    """Write all facts as RDF or CSV, or the ecosystem graph as GraphML.

    Editions that may not be passed on are refused: leave them out by --source, or say that you keep it.

    Example: aikg export --format nquads -o aikg.nq
    """
    from aikg.export import export as made
    from aikg.export import withheld

    with opened(data, as_of) as graph:
        kept_back = withheld(graph)
        if kept_back and not include_restricted:
            raise UsageError(
                f"The terms of {', '.join(kept_back)} do not allow to pass them on. `--source aikg` leaves "
                "all editions out, `--source NAME` takes one in; --include-restricted exports them for your "
                "own use."
            )
        content = made(graph, form)
        attributions = [str(a) for a in graph.run("attributions").column("attribution")]
    write(content, output)
    if kept_back:
        remark(f"Not to be passed on: it holds {', '.join(kept_back)}.")
    remark("When you pass this on, name the sources:\n- " + "\n- ".join(dict.fromkeys(attributions)))
