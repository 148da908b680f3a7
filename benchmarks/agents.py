"""Time `aikg mcp` as its clients meet it, and write benchmarks/agents.md: readiness, calls, sizes.

    python benchmarks/agents.py [--rounds 7]

Each round starts a server of its own over a store that is built, with the client of the SDK; medians.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import anyio
from mcp import Client
from mcp.client.stdio import StdioServerParameters

HERE = Path(__file__).resolve().parent
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("search", {"text": "深度求索"}),
    ("describe", {"name": "DeepSeek"}),
    ("describe", {"name": "R1-0528"}),
    ("rank", {}),
    ("frontier", {"by": "country"}),
    ("gap", {"one": "CN", "other": "US"}),
    ("lineage", {"model": "R1-0528"}),
    ("claims", {}),
    ("saved_query", {"name": "cadence", "values": {"lab": "DeepSeek"}}),
    ("sparql", {"query": "SELECT ?m { ?m aikg:developedBy lab:deepseek } LIMIT 10"}),
    ("schema", {}),
]


async def one(cache: str) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    """Milliseconds by what was timed, and the sizes of replies in characters: text, JSON."""
    times: dict[str, float] = {}
    sizes: dict[str, tuple[int, int]] = {}
    env = {"AIKG_CACHE": cache, "AIKG_STORE": ""}
    server = StdioServerParameters(command=sys.executable, args=["-m", "aikg", "mcp"], env=env)
    start = time.perf_counter()
    async with Client(server, mode="legacy") as client:
        times["from start to initialised"] = time.perf_counter() - start
        listed = await client.list_tools()
        length = len(listed.model_dump_json(by_alias=True, exclude_none=True))
        sizes["tools/list"] = (0, length)
        for tool, arguments in CALLS:
            name = f"{tool} {json.dumps(arguments, ensure_ascii=False) if arguments else ''}".strip()
            for turn in ("first", "again"):
                start = time.perf_counter()
                result = await client.call_tool(tool, arguments)
                times[f"{name} | {turn}"] = time.perf_counter() - start
                assert not result.is_error, result
            text = getattr(result.content[0], "text", "")
            sizes[name] = (len(text), len(json.dumps(result.structured_content, ensure_ascii=False)))
        start = time.perf_counter()
    times["from the end of input to the end"] = time.perf_counter() - start
    return times, sizes


def main(rounds: int) -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as cache:
        anyio.run(one, cache)  # builds the store
        found = [anyio.run(one, cache) for _ in range(rounds)]
    sizes = found[0][1]
    times = {name: statistics.median(t[name] for t, _ in found) * 1000 for name in found[0][0]}
    lines = [
        "# Agents\n",
        "Written by `python benchmarks/agents.py`; milliseconds are medians over "
        f"{rounds} servers, with the client of the SDK before a real process.",
        f"Python {platform.python_version()}, {os.cpu_count()} cores.\n",
        "| what | ms |\n| -- | -- |",
        *(f"| {name} | {ms:.0f} |" for name, ms in times.items() if "|" not in name),
        f"\nThe list of tools has {sizes.pop('tools/list')[1]:,} characters.\n",
        "| call | first, ms | again, ms | text, characters | JSON, characters |\n| -- | -- | -- | -- | -- |",
        *(_row(name, times, *lengths) for name, lengths in sizes.items()),
    ]
    (HERE / "agents.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _row(name: str, times: dict[str, float], text: int, data: int) -> str:
    first, again = times[f"{name} | first"], times[f"{name} | again"]
    return f"| `{name}` | {first:.0f} | {again:.0f} | {text:,} | {data:,} |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    main(parser.parse_args().rounds)
