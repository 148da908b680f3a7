"""`aikg serve`: pages, a SPARQL endpoint and a JSON API."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import click

from aikg.cli.facts import as_of_option, data_option, opened

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="Where to listen.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="NUMBER",
    help="0 takes a free one.",
)
@click.option(
    "--timeout",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    metavar="SECONDS",
    help="Stop a query of a user after this time.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which the server is reached, beside those of this machine; may be repeated.",
)
@click.option(
    "--cors/--no-cors",
    default=True,
    show_default=True,
    help="Whether pages of other sites may read /sparql and /api.",
)
@data_option
@as_of_option
def serve(
    host: str,
    port: int,
    timeout: float,
    hosts: tuple[str, ...],
    cors: bool,
    data: tuple[str, ...],
    as_of: str | None,
) -> None:
    """Serve the graph over HTTP until Ctrl-C: pages, a SPARQL endpoint, a JSON API. It can only read.

    SIGHUP reads changed data again; of an endpoint nothing is kept.

    Example: aikg serve --port 8080
    """
    from aikg.cli import interrupt

    try:
        from aikg.server.app import modules
        from aikg.server.limits import Limits
        from aikg.server.running import bound, heeded, url
        from aikg.server.running import serve as run
        from aikg.server.site import Site

        modules()
    except ImportError as error:
        if (error.name or "").startswith("aikg"):
            raise
        from aikg.errors import MissingExtra

        raise MissingExtra("The server", "serve") from None
    context = click.get_current_context()

    def graph() -> KnowledgeGraph:
        with context.scope(cleanup=False):  # changed data are read in another thread, which knows no context
            return opened(data, as_of, cache=None)

    came = heeded()
    with bound(host, port) as listening:
        site = Site(
            graph,
            Limits(seconds=timeout),
            base=url(listening),
            hosts=frozenset(name.lower() for name in (host, *hosts)),
            cors=cors,
        )
        received = run(site, listening, lambda: print(f"aikg serves on {site.base}", flush=True), came)
    if received == signal.SIGTERM:
        raise interrupt.Terminated
    if received is not None:
        raise KeyboardInterrupt
    sys.exit(0)
