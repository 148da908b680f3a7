"""`aikg export`: the graph for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aikg.cli.facts import as_of_option, data_option, opened
from aikg.cli.output import output_option
from aikg.cli.paths import path_of
from aikg.cli.writing import remark, unfinished, write, write_parts
from aikg.errors import OutputError, UsageError

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


@click.command()
@click.option(
    "--format",
    "-f",
    "form",
    required=True,
    type=click.Choice(["turtle", "ntriples", "nquads", "jsonld", "graphml", "csv", "parquet"]),
    help="nquads and jsonld keep the named graph of each source; parquet takes -o DIR.",
)
@click.option(
    "--for-endpoint",
    "default_graph",
    type=click.Choice(["merged", "union"]),
    help="N-Quads for another engine, with what is derived: with the merge in the default graph, or without, "
    "where the engine's default graph is the union of all (docs/endpoints.md).",
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
    form: str,
    default_graph: str | None,
    include_restricted: bool,
    output: str | None,
    data: tuple[str, ...],
    as_of: str | None,
) -> None:
    """Write all facts as RDF or CSV, the ecosystem graph as GraphML, or things and lineage as Parquet.

    Editions that may not be passed on are refused: leave them out by --source, or say that you keep it.

    Example: aikg export --format nquads -o aikg.nq
    """
    from aikg.export import export as made
    from aikg.export import for_endpoint, withheld

    if default_graph and form != "nquads":
        raise UsageError("--for-endpoint goes with --format nquads.")
    if form == "parquet" and output in (None, "-"):
        raise UsageError("--format parquet writes two files; give -o DIR.")
    with opened(data, as_of) as graph:
        content = for_endpoint(graph, default_graph) if default_graph else None
        kept_back = withheld(graph)
        if kept_back and not include_restricted:
            raise UsageError(
                f"The terms of {', '.join(kept_back)} do not allow to pass them on. `--source aikg` leaves "
                "all editions out, `--source NAME` takes one in; --include-restricted exports them for your "
                "own use."
            )
        if form == "parquet":
            written = _to_directory(graph, str(output))
        elif content is not None:
            write_parts(content, output)
        else:
            write(made(graph, form), output)
        attributions = [str(a) for a in graph.run("attributions").column("attribution")]
    if form == "parquet":
        remark(written)
    if kept_back:
        remark(f"Not to be passed on: it holds {', '.join(kept_back)}.")
    remark("When you pass this on, name the sources:\n- " + "\n- ".join(dict.fromkeys(attributions)))


def _to_directory(graph: KnowledgeGraph, output: str) -> str:
    """Write the tables; what was written, in words. Each file is there whole or not at all."""
    import contextlib
    import os

    from aikg import parquet

    place = path_of(output)
    try:
        place.mkdir(parents=True, exist_ok=True)
        parts = {name: place / f".aikg-{os.getpid()}-{name}.part" for name in parquet.TABLES}
        unfinished.update(parts.values())
        try:
            rows = {name: parquet.TABLES[name](graph, part) for name, part in parts.items()}
            for name, part in parts.items():
                part.replace(place / f"{name}.parquet")
        finally:
            for part in parts.values():
                with contextlib.suppress(OSError):
                    part.unlink(missing_ok=True)
                unfinished.discard(part)
    except OSError as error:
        raise OutputError(f"{output} could not be written: {error.strerror or error}") from None
    return "Wrote " + " and ".join(f"{place / name}.parquet ({n:,} rows)" for name, n in rows.items()) + "."
