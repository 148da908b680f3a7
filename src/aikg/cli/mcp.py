"""`aikg mcp`: the graph for agents."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from aikg.cli.facts import as_of_option, checked, data_option, opened
from aikg.cli.writing import remark

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph


@click.command()
@click.option(
    "--http",
    metavar="[HOST:]PORT",
    help="Serve streamable HTTP there instead of standard input and output; HOST is 127.0.0.1 unless given.",
)
@data_option
@as_of_option
def mcp(http: str | None, data: tuple[str, ...], as_of: str | None) -> None:
    """Serve the graph to agents over the Model Context Protocol: tools that only read.

    A client starts this command itself; docs/agents.md says how it is told. Needs pip install 'aikg[mcp]'.

    Example: aikg mcp --http 8765
    """
    from aikg.agent import server

    checked(data, as_of)
    context = click.get_current_context()

    def graph() -> KnowledgeGraph:
        with context.scope(cleanup=False):  # it is opened in another thread, which knows no context
            return opened(data, as_of)

    if http is None:
        if sys.stdin is not None and sys.stdin.isatty():
            remark(
                "A client of the Model Context Protocol starts this command and speaks to it; Ctrl-C ends it."
            )
        server.serve_stdio(graph)
        return
    host, port = _address(http)
    with server.listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        remark(f"Agents find aikg at http://{shown}:{listener.getsockname()[1]}{server.PATH}")
        server.serve_http(graph, listener, host)


def _address(text: str) -> tuple[str, int]:
    from aikg.errors import UsageError

    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise UsageError(
            f"--http takes a port or HOST:PORT, such as 8765 or 127.0.0.1:8765; got “{text[:60]}”."
        )
    return host.strip("[]") or "127.0.0.1", int(port)
