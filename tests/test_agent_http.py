"""Agents over streamable HTTP: a real server on a free port, whom it answers and whom not."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from agents import ENDLESS, PATIENCE, SHIPPED, column, connected, until, workers

if TYPE_CHECKING:
    from collections.abc import Iterator

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    env = {**os.environ, "AIKG_CACHE": str(tmp_path_factory.mktemp("cache"))}
    process = subprocess.Popen(
        [*SHIPPED, "--http", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    )
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:[0-9]+/mcp", process.stderr.readline())
    assert found
    yield found[0], process.pid
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 143
    assert out == "" and "Traceback" not in err


@pytest.fixture
def url(server: tuple[str, int]) -> str:
    return server[0]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_the_same_tools_answer(url: str, mode: str) -> None:
    with connected(url, mode) as found:
        assert column(found.call("rank", country="CN", limit=1), "modelLabel") == ["DeepSeek R1-0528"]
        assert found.fails("rank", benchmrk="x")["nearest"] == ["benchmark"]
        assert found.call("sparql", query="ASK {}")["parts"][0]["rows"] == [[True]]
        assert "aikg:Model" in found.wait(found.client.read_resource, "aikg://schema").contents[0].text


def test_clients_do_not_wait_for_each_other(url: str) -> None:
    with connected(url) as one, connected(url) as other:
        assert one.call("search", text="深度求索") == other.call("search", text="深度求索")


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="looks at processes in /proc")
@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_a_query_that_its_client_gives_up_is_killed(server: tuple[str, int], mode: str) -> None:
    url, pid = server
    with connected(url, mode) as found:
        idle = workers(pid)

        async def give_up() -> None:
            async with anyio.create_task_group() as tasks:
                for _ in range(2):
                    tasks.start_soon(found.client.call_tool, "sparql", {"query": ENDLESS, "seconds": 30})
                while len(workers(pid)) < 2:
                    await anyio.sleep(0.02)
                tasks.cancel_scope.cancel()

        found.wait(give_up)
        until(lambda: not workers(pid) - idle, "a cancelled query runs on")
        assert found.call("sparql", query="ASK {}")["parts"][0]["rows"] == [[True]]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:80", "localhost.evil"]
)
def test_another_host_is_refused(url: str, host: str) -> None:
    assert httpx.post(url, json=HELLO, headers={**ACCEPT, "Host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1.evil.example:1"])
def test_a_page_of_another_origin_is_refused(url: str, origin: str) -> None:
    assert httpx.post(url, json=HELLO, headers={**ACCEPT, "Origin": origin}).status_code == 403


def test_this_machine_is_answered(url: str) -> None:
    port = url.split(":")[2].removesuffix("/mcp")
    for host in ("127.0.0.1", "localhost"):
        headers = {**ACCEPT, "Host": f"{host}:{port}", "Origin": f"http://{host}:{port}"}
        assert httpx.post(url, json=HELLO, headers=headers).status_code == 200


def test_what_is_not_the_protocol_is_refused_without_a_trace(url: str) -> None:
    for response in (
        httpx.post(url, content=b"not JSON", headers={**ACCEPT, "Content-Type": "application/json"}),
        httpx.post(url, content=b"x" * (5 << 20), headers={**ACCEPT, "Content-Type": "application/json"}),
        httpx.post(url, content=b"<x/>", headers={**ACCEPT, "Content-Type": "text/xml"}),
        httpx.get(url.removesuffix("/mcp") + "/etc/passwd"),
        httpx.put(url, json=HELLO),
    ):
        assert 400 <= response.status_code < 500
        assert "Traceback" not in response.text and "site-packages" not in response.text


def test_a_port_that_is_taken_is_named(url: str) -> None:
    port = url.split(":")[2].removesuffix("/mcp")
    done = subprocess.run([*SHIPPED, "--http", port], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (
        done.stderr.splitlines()[-1]
        == f"aikg: 127.0.0.1:{port} cannot be listened on: Address already in use."
    )
