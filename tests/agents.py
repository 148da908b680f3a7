"""Agents: the SDK's own client before a real server process, on the mini world or on what `aikg mcp` serves.

Run as a program, this file serves the mini world and the Turtle files of its arguments on standard streams.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from anyio.from_thread import BlockingPortal
    from mcp import Client
    from mcp_types import CallToolResult

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""A query that no engine ends."""
HERE = Path(__file__).resolve()
SHIPPED = [sys.executable, "-m", "aikg", "mcp"]
MINI = [sys.executable, str(HERE)]
PATIENCE = 60
"""Seconds after which what should happen soon counts as not happening."""


class Agent:
    """A client that is connected; every method waits for the answer."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self.portal, self.client = portal, client

    def call(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """The structured reply of a tool; AssertionError where it is an error."""
        result = self.result(tool, arguments)
        assert not result.is_error, result.structured_content
        assert result.structured_content is not None
        return result.structured_content

    def fails(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """The structured error of a tool, which its text must tell too."""
        result = self.result(tool, arguments)
        assert result.is_error
        assert result.structured_content is not None
        error: dict[str, Any] = result.structured_content["error"]
        text = said(result)
        assert error["code"] in text and error["message"] in text and "Traceback" not in text
        return error

    def result(self, tool: str, arguments: dict[str, Any]) -> CallToolResult:
        return self.wait(self.client.call_tool, tool, arguments)

    def wait(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return self.portal.call(lambda: function(*arguments))


def said(result: CallToolResult) -> str:
    """The text of a result."""
    (content,) = result.content
    assert content.type == "text"
    return content.text


def column(reply: dict[str, Any], name: str, part: int = 0) -> list[Any]:
    """The values of one column of a reply."""
    names = [one["name"] for one in reply["parts"][part]["columns"]]
    return [row[names.index(name)] for row in reply["parts"][part]["rows"]]


@contextmanager
def connected(server: Any, mode: str = "auto") -> Iterator[Agent]:
    """A client before a URL, or before a process that runs a command."""
    from anyio.from_thread import start_blocking_portal
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters

    if isinstance(server, list):
        variables = ("AIKG_STORE", "AIKG_CACHE", "PYTHONPATH", "COVERAGE_PROCESS_START")
        env = {name: os.environ[name] for name in variables if name in os.environ}
        server = StdioServerParameters(command=server[0], args=server[1:], env=env)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server, mode=mode)) as client,
    ):
        yield Agent(portal, client)


def descendants(pid: int) -> list[int]:
    """The processes below a process, on Linux."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
        except OSError:  # it has ended
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def workers(pid: int) -> set[int]:
    """The processes below one that answer foreign queries."""
    found = set()
    for below in descendants(pid):
        try:
            words = Path(f"/proc/{below}/cmdline").read_bytes()
        except OSError:
            continue
        if b"fence_worker" in words:
            found.add(below)
    return found


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def main() -> None:
    """Serve the mini world."""
    from aikg import store
    from aikg.agent.server import serve_stdio
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.resources import DataFile
    from aikg.vocabulary import CURATED_GRAPH
    from conftest import mini_files

    files = mini_files() + [DataFile(path, CURATED_GRAPH) for path in sys.argv[1:]]
    serve_stdio(lambda: KnowledgeGraph(store.open_files(files, cache=False)))


if __name__ == "__main__":
    main()
