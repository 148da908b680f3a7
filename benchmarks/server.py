"""Load the server and write benchmarks/server.md: lost requests, waiting times, memory, and the throughput of
/sparql beside that of Oxigraph's own server.

    python benchmarks/server.py [--seconds 60] [--clients 64]

Run it on a machine that does nothing else. Servers and clients share its processors, in both cases alike.
Every client asks, reads the whole answer, and asks again, on one connection that is kept.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

import aikg
from aikg import catalogue, run
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
AIKG = str(Path(sys.executable).with_name("aikg"))
OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"

LABS = ("DeepSeek", "OpenAI", "Alibaba", "Google", "Anthropic", "Meta", "Mistral AI", "xAI")
PAGE = "/lab/{slug}"
"""A lab's page; where the server has none, what stands on it is read from the API."""
INSTEAD = ("lab", "lab-models", "lab-products")
"""Saved queries that stand for a lab's page."""
ASKED = (
    ("rank", {}),
    ("labs", {}),
    ("model", {"model": "R1-0528"}),
    ("models", {"country": "FR"}),
    ("ancestors", {"model": "R1-0528"}),
    ("best-by-lab", {}),
    ("cadence", {"lab": "DeepSeek"}),
    ("lab-scores", {"lab": "DeepSeek"}),
)
"""Saved queries and values: run over the API by the clients, and as SPARQL in both servers."""
SPARQL = {
    "a label": "SELECT ?label { lab:deepseek skos:prefLabel ?label }",
    "models of a lab": "SELECT * { ?m aikg:developedBy lab:deepseek ; skos:prefLabel ?l ; aikg:released ?d }",
    "all labels": "SELECT * { ?thing skos:prefLabel ?label }",
    "everything about a lab": "CONSTRUCT WHERE { lab:deepseek ?p ?o }",
}
"""Further SPARQL that both servers are asked."""


@dataclass
class Load:
    """What came of a time of load: milliseconds by what was asked, and what was lost."""

    seconds: float = 0
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: Counter[str] = field(default_factory=Counter)
    read: int = 0

    @property
    def all(self) -> list[float]:
        return [time for times in self.times.values() for time in times]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.all) / self.seconds


@dataclass(frozen=True)
class Ask:
    """A request, and under which name it is counted."""

    name: str
    raw: bytes


def get(name: str, path: str, accept: str = "*/*") -> Ask:
    """A GET."""
    return Ask(name, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode())


def post(name: str, query: str) -> Ask:
    """A query, by POST, answered as JSON or N-Triples."""
    head = (
        "POST /{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        "Accept: application/sparql-results+json, application/n-triples\r\n"
        f"Content-Length: {len(query.encode())}\r\n\r\n"
    )
    return Ask(name, head.encode() + query.encode())


async def client(place: tuple[str, int], asks: Sequence[Ask], until: float, load: Load, seed: int) -> None:
    """One client; its requests come in an order of its own."""
    order = random.Random(seed)
    reader = writer = None
    while time.monotonic() < until:
        ask = order.choice(asks)
        begin = time.perf_counter()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(*place, limit=1 << 20)
            assert reader is not None
            writer.write(ask.raw)
            status, size, stays = await answer(reader)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            load.lost[f"{type(error).__name__} at {ask.name}"] += 1
            if writer is not None:
                writer.close()
            writer = None
            continue
        load.read += size
        if status == 200:
            load.times[ask.name].append((time.perf_counter() - begin) * 1000)
        else:
            load.lost[f"{status} at {ask.name}"] += 1
        if not stays:
            writer.close()
            writer = None
    if writer is not None:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """Status and size of the answer, and whether the connection stays."""
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    stays = b"\r\nconnection: close" not in lower
    if b"transfer-encoding: chunked" in lower:
        size = 0
        while length := int(await reader.readuntil(b"\r\n"), 16):
            await reader.readexactly(length + 2)
            size += length
        await reader.readuntil(b"\r\n")
    else:
        size = int(lower.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(size)
    return int(head[9:12]), size, stays


def loaded(url: str, asks: Sequence[Ask], clients: int, seconds: float) -> Load:
    """What comes of so many clients that ask a server for so long."""
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    place = (parts.hostname, parts.port)

    async def all_clients() -> Load:
        load = Load()
        begin = time.monotonic()
        until = begin + seconds
        await asyncio.gather(*(client(place, asks, until, load, seed) for seed in range(clients)))
        load.seconds = time.monotonic() - begin
        return load

    return asyncio.run(all_clients())


# --------------------------------------------------------------------------------------------- servers


@contextlib.contextmanager
def ours() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`aikg serve`, with the shipped data."""
    environment = os.environ | {"AIKG_STORE": ""}
    process = subprocess.Popen(
        [AIKG, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    try:
        yield process.stdout.readline().split()[-1], process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def oxigraph(dump: bytes) -> Iterator[str]:
    """Oxigraph's own server, in memory, with the same graph."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/store", body=dump, headers={"Content-Type": "application/n-quads"})
        response = connection.getresponse()
        response.read()
        assert response.status < 300, response.status
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def resident(process: subprocess.Popen[str]) -> float:
    """Megabytes of the server and of the processes that it started; 0 where the system does not tell."""
    total = 0
    with contextlib.suppress(OSError):
        mine = {str(process.pid)}
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
                if status.parent.name in mine or lines["PPid"].strip() in mine:
                    total += int(lines.get("VmRSS", "0 kB").split()[0])
    return total / 1024


# -------------------------------------------------------------------------------------------- measuring


def visited(url: str) -> list[Ask]:
    """What people read: the pages of labs, or what stands on them where there are no pages yet; and the
    saved queries."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", PAGE.format(slug="deepseek"), headers={"Accept": "text/html"})
    response = connection.getresponse()
    response.read()
    asks = []
    for lab in LABS:
        if response.status == 200:
            path = PAGE.format(slug=lab.lower().replace(" ", "-"))
            asks.append(get("page of a lab", path, "text/html"))
        else:
            asks += [get(name, f"/api/queries/{name}?lab={quote(lab)}") for name in INSTEAD]
    return asks + [get(name, f"/api/queries/{name}?{urlencode(values)}") for name, values in ASKED]


def texts() -> dict[str, str]:
    """Name -> SPARQL that runs on any server."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    with aikg.load(store="") as graph:
        bound = {
            f"saved query {name}": run.text_of(graph, catalogue.get(name), values) for name, values in ASKED
        }
    return {name: prologue + text for name, text in SPARQL.items()} | bound


def percentile(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def people(seconds: float, clients: int) -> list[str]:
    """The report of the clients that read pages and run saved queries."""
    with ours() as (url, process):
        loaded(url, visited(url), 4, min(2.0, seconds))
        memory = [resident(process)]
        total = Load()
        slices = 6
        for number in range(slices):
            part = loaded(url, visited(url), clients, seconds / slices)
            total.seconds += part.seconds
            total.lost += part.lost
            for name, times in part.times.items():
                total.times[name] += times
            memory.append(resident(process))
            print(f"  {number + 1} of {slices}: {part.rate:,.0f} a second, {memory[-1]:.0f} MB")
    p50, p99 = percentile(total.all, 0.5), percentile(total.all, 0.99)
    lines = [
        f"{clients} clients, {total.seconds:.0f} seconds: {len(total.all):,} answers, "
        f"{total.rate:,.0f} a second, **{sum(total.lost.values())} lost**"
        + (f" ({dict(total.lost)})" if total.lost else "")
        + f". Half of them within {p50:.0f} ms, 99 of 100 within {p99:.0f} ms, the slowest "
        f"{max(total.all):.0f} ms.",
        "",
        "| asked | answers | p50 | p99 | p99 / p50 |",
        "| -- | --: | --: | --: | --: |",
    ]
    for name, times in sorted(total.times.items()):
        low, high = percentile(times, 0.5), percentile(times, 0.99)
        lines.append(f"| {name} | {len(times):,} | {low:.0f} ms | {high:.0f} ms | {high / low:.1f} |")
    course = ", ".join(f"{size:.0f}" for size in memory)
    return [*lines, "", f"Memory before, and after each sixth of the time, in MB: {course}."]


def compared(seconds: float, clients: int) -> list[str]:
    """The report of /sparql beside Oxigraph's own server."""
    import pyoxigraph as ox

    with aikg.load(store="") as graph:
        dump = graph.store.dump(format=ox.RdfFormat.N_QUADS)
    quads = dump.count(b"\n")
    asks = {name: post(name, text) for name, text in texts().items()}
    mixed = [*asks.values()]
    rates: dict[str, tuple[float, float]] = {}
    each = max(0.5, seconds / 20)
    with ours() as (url, _), oxigraph(dump) as other:

        def rate(server: str, path: str, asked: Sequence[Ask], time: float) -> float:
            ready = [Ask(ask.name, ask.raw.replace(b"{path}", path.encode())) for ask in asked]
            load = loaded(server, ready, clients, time)
            assert not load.lost, (server, load.lost)
            return load.rate

        for name, asked, time in [
            *((name, [ask], each) for name, ask in asks.items()),
            ("all of them, in turn", mixed, seconds / 2),
        ]:
            pairs = [(rate(url, "sparql", asked, time / 2), rate(other, "query", asked, time / 2))]
            pairs.append((rate(url, "sparql", asked, time / 2), rate(other, "query", asked, time / 2)))
            rates[name] = (
                statistics.mean(mine for mine, _ in pairs),
                statistics.mean(theirs for _, theirs in pairs),
            )
            mine, theirs = rates[name]
            print(f"  {name}: {mine:,.0f} against {theirs:,.0f} a second: {mine / theirs:.2f}")
    lines = [
        f"{clients} clients ask both servers the same queries over the same graph of {quads:,} quads, in "
        "memory, by POST, for JSON. Answers a second:",
        "",
        "| query | aikg serve | oxigraph serve | ratio |",
        "| -- | --: | --: | --: |",
    ]
    for name, (mine, theirs) in rates.items():
        lines.append(f"| {name} | {mine:,.0f} | {theirs:,.0f} | {mine / theirs:.2f} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--only", choices=["people", "sparql"])
    options = parser.parse_args()
    os.environ.setdefault("AIKG_CACHE", tempfile.mkdtemp())
    parts = {
        "people": ("Pages and saved queries", people),
        "sparql": ("/sparql beside Oxigraph's own server", compared),
    }
    report = [
        "# The server, measured",
        "",
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors, which the "
        "clients share. Written by `python benchmarks/server.py`.",
    ]
    for name, (title, measure) in parts.items():
        if options.only in (None, name):
            print(title)
            report += ["", f"## {title}", "", *measure(options.seconds, options.clients)]
    text = "\n".join(report) + "\n"
    if options.only is None:
        (HERE / "server.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
