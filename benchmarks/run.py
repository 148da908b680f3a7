"""Time aikg and write benchmarks/results.md: whole processes in pairs, and every saved query once loaded.

    python benchmarks/run.py [--rounds 30]

Run it on a machine that does nothing else. Commands are timed in turn (A B A B ...), so that a machine whose
speed drifts slows both of a pair; what counts is the median of the ratios.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLICK = [sys.executable, "-c", "import click"]
AIKG = [str(Path(sys.executable).with_name("aikg"))]
COMMANDS = {
    "aikg --help": (AIKG, ["--help"], {}),
    "aikg lab DeepSeek": (AIKG, ["lab", "DeepSeek"], {}),
    "aikg lab DeepSeek (never asked before)": (AIKG, ["lab", "DeepSeek"], {}),
    "aikg model R1-0528": (AIKG, ["model", "R1-0528"], {}),
    "aikg product Kling": (AIKG, ["product", "Kling"], {}),
    "aikg rank": (AIKG, ["rank"], {}),
    "aikg lineage R1-0528": (AIKG, ["lineage", "R1-0528"], {}),
    "aikg models --country FR": (AIKG, ["models", "--country", "FR"], {}),
    "completing a lab's name": (
        AIKG,
        [],
        {"_AIKG_COMPLETE": "bash_complete", "COMP_WORDS": "aikg lab Deep", "COMP_CWORD": "2"},
    ),
}
"""What is timed against the bare cost of click: name -> (program, arguments, environment)."""
UNASKED = {"aikg lab DeepSeek (never asked before)"}
"""Commands before which the kept answers are thrown away; the store stays."""
NAMES = {
    "lab": "DeepSeek", "model": "R1-0528", "family": "DeepSeek R1", "product": "Kling",
    "benchmark": "Intelligence Index", "text": "文心", "key": "deepseek", "prefix": "deep",
    "thing": "https://w3id.org/aikg/id/family/deepseek-r1", "source": "aikg", "country": "China",
    "since": "2025-05-01", "beginning": "https://w3id.org/aikg/id/model/deepseek",
}  # fmt: skip
"""A value for each parameter that a saved query requires."""
BUDGET_MS = 20.0


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one whole process, its output read and dropped."""
    begin = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def processes(rounds: int) -> list[tuple[str, float, float, float]]:
    """For each command: median milliseconds of click and of the command, and the median ratio."""
    rows = []
    with tempfile.TemporaryDirectory() as cache:
        base = os.environ | {"AIKG_CACHE": cache, "LC_ALL": "C.UTF-8"}
        for name, (program, arguments, more) in COMMANDS.items():
            environment = base | more
            for _ in range(3):
                seconds(CLICK, base)
                seconds([*program, *arguments], environment)
            pairs = []
            for _ in range(rounds):
                if name in UNASKED:
                    for kept in Path(cache).glob("answers-*"):
                        shutil.rmtree(kept)
                pairs.append((seconds(CLICK, base), seconds([*program, *arguments], environment)))
            ratio = statistics.median(b / a for a, b in pairs)
            a, b = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
            rows.append((name, a, b, ratio))
            print(f"{name:40} {a:6.1f} ms {b:6.1f} ms  x {ratio:.2f}", flush=True)
    return rows


def queries() -> tuple[float, list[tuple[str, int, float]]]:
    """Milliseconds to load, and for each saved query its rows and the median of its times, slowest first."""
    import aikg
    from aikg import catalogue, run

    begin = time.perf_counter()
    graph = aikg.load()
    loading = (time.perf_counter() - begin) * 1000
    rows = []
    for query in catalogue.all_queries():
        values = {p.name: NAMES[p.name] for p in query.parameters if p.required}
        times = []
        for _ in range(9):
            begin = time.perf_counter()
            answer = run.answer(graph, query, values)  # which keeps nothing
            times.append(time.perf_counter() - begin)
        rows.append((f"{query.group}/{query.name}", len(answer), statistics.median(times) * 1000))
    return loading, sorted(rows, key=lambda row: -row[2])


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    import pyoxigraph

    import aikg

    compileall.compile_dir(Path(aikg.__file__).parent, quiet=1)  # as pip does when it installs
    whole = processes(options.rounds)
    loading, each = queries()
    slow = [row for row in each if row[2] > BUDGET_MS]
    statements = len(aikg.load())
    lines = [
        "# Measured",
        "",
        f"aikg {aikg.__version__}, pyoxigraph {pyoxigraph.__version__}, Python {platform.python_version()},"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} processors; {statements} statements."
        " Written by `python benchmarks/run.py`.",
        "",
        f"## Whole processes, {options.rounds} pairs",
        "",
        "The store is in the cache, and, but for the row that says otherwise, so is the answer.",
        "Median wall time against `python -c 'import click'` in turn; the ratio is the median of the pairs.",
        "",
        "| command | click | command | ratio |",
        "| -- | --: | --: | --: |",
        *(f"| `{name}` | {a:.0f} ms | {b:.0f} ms | {ratio:.2f} |" for name, a, b, ratio in whole),
        "",
        "## Saved queries, once loaded",
        "",
        f"`aikg.load()` took {loading:.0f} ms. Median of nine runs of each of {len(each)} queries;"
        f" {len(each) - len(slow)} stay within {BUDGET_MS:.0f} ms.",
        "",
        "| query | rows | time |",
        "| -- | --: | --: |",
        *(f"| {name} | {count} | {ms:.1f} ms |" for name, count, ms in each),
    ]
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, count, ms in slow:
        print(f"over {BUDGET_MS:.0f} ms: {name}, {count} rows, {ms:.1f} ms")
    if options.json:
        figures = {"processes": whole, "loading": loading, "queries": each}
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
