"""Import a made-up listing of a whole hub into a volume, ask it, and write benchmarks/hub.md.

    python benchmarks/hub.py [--models 2000000] [--folder DIR]

The listing has as many models as are asked for and three quarters as many steps of lineage. The import is run
as a user runs it; then the facts that it stored are written as N-Quads, and Oxigraph loads and compacts these
by itself, in a process of its own: that is what the import is measured against. Every question is asked in a
new process and of things that were not asked about before. It takes some 15 GB of disk.
"""

from __future__ import annotations

import argparse
import bisect
import itertools
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
ISSUED: Final = "2026-11-01"
EDITION: Final = f"hugging-face-{ISSUED}"
CHAIN: Final = 21
"""Models of a chain in which the last has 20 ancestors."""
ROUNDS: Final = 7
LOAD: Final = """
import sys, time
import pyoxigraph as ox
begin = time.perf_counter()
store = ox.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)
loaded = time.perf_counter()
store.optimize()
store.flush()
print(loaded - begin, time.perf_counter() - loaded, len(store))
"""
DUMP: Final = """
import os, sys
import pyoxigraph as ox
whole = sys.argv[3] + ".whole"
ox.Store.read_only(sys.argv[1]).dump(whole, ox.RdfFormat.N_QUADS)
with open(whole, "rb") as lines, open(sys.argv[3], "wb") as file:
    ending = f"<{sys.argv[2]}> .\\n".encode()
    file.writelines(line for line in lines if line.endswith(ending))
os.unlink(whole)
"""


def listing(models: int, path: Path) -> int:
    """Write the listing; the number of its steps of lineage.

    Every fourth model is a root. Half of the others are made from one of the first roots, most often from
    the very first ones (the nth with weight n^-0.8); the rest from any earlier model.
    """
    chance = random.Random(1)
    owners = max(models // 6, 1)
    kinds = ("finetune", "quantized", "adapter", "merge")
    licenses = ("apache-2.0", "mit", "llama3.1", "other", None, None)
    endings = ("", "-Instruct", "-GGUF", "-LoRA", "-4bit", "-merged")
    ids: list[str] = []
    edges = 0
    weights = list(itertools.accumulate(number**-0.8 for number in range(1, min(20_000, models // 4) + 1)))
    roots: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        for number in range(models):
            owner = f"owner{int(owners * chance.random() ** 2)}"
            name = f"{owner}/Model-{number}{chance.choice(endings)}"
            row: dict[str, Any] = {"id": name, "downloads": int(1 / (chance.random() + 1e-6))}
            row["createdAt"] = f"20{22 + number * 4 // models}-{chance.randint(4, 12):02}-11T10:00:00.000Z"
            row["license"] = chance.choice(licenses)
            chained, place = divmod(number - 1000, CHAIN)
            if 0 <= chained < 2 * ROUNDS and place:
                row["base_model"], row["base_model_relation"] = ids[-1], "finetune"
            elif roots and chance.random() < 0.75:
                most = min(len(roots), len(weights))
                rooted = chance.random() < 0.5
                place = bisect.bisect(weights, weights[most - 1] * chance.random(), 0, most - 1)
                row["base_model"] = roots[place] if rooted else chance.choice(ids)
                row["base_model_relation"] = chance.choice(kinds)
            elif len(roots) < len(weights):
                roots.append(name)
            edges += "base_model" in row
            file.write(json.dumps(row) + "\n")
            ids.append(name)
    return edges


@dataclass
class Run:
    """A command that was run."""

    seconds: float
    memory: float
    """The most that it and its processes held at one time, in MB."""
    out: str


def run(*command: str, environment: dict[str, str] | None = None) -> Run:
    """Run it; what it says on standard error is passed on where it fails."""
    begin = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    ) as process:
        most = [0.0]
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(0.2):
                most[0] = max(most[0], held(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        out, err = process.communicate()
        ended.set()
        watcher.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: {err}")
    return Run(time.perf_counter() - begin, most[0], out + err)


def held(pid: int) -> float:
    """MB of a process and those that it started, without what they map from files; Linux only."""
    whole = 0.0
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        whole = sum(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return whole
    return whole + sum(held(int(child)) for child in children)


def timed(commands: list[list[str]], environment: dict[str, str]) -> tuple[float, float, int]:
    """The median and the longest of these, and the lines of the longest answer."""
    runs = [run("aikg", *command, environment=environment) for command in commands]
    seconds = [each.seconds for each in runs]
    return statistics.median(seconds), max(seconds), max(len(each.out.splitlines()) for each in runs)


def measured(models: int, folder: Path) -> dict[str, Any]:
    """Make, import, load and ask."""
    rows, nquads = folder / f"listing-{ISSUED}.jsonl", folder / "facts.nq"
    edges = listing(models, rows)
    environment = {"AIKG_STORE": str(folder / "collection"), "AIKG_CACHE": str(folder / "cache")}
    imported = run(
        "aikg", "import", "hugging-face", str(rows), "--issued", ISSUED, "--volume", environment=environment
    )
    found: dict[str, Any] = {"models": models, "edges": edges, "size": rows.stat().st_size}
    found["import"], found["memory"] = imported.seconds, imported.memory
    graph = f"https://w3id.org/aikg/id/source/{EDITION}#volume"
    volume = folder / "collection" / "volumes" / EDITION
    run(sys.executable, "-c", DUMP, str(volume), graph, str(nquads))
    alone = run(sys.executable, "-c", LOAD, str(nquads), str(folder / "alone"))
    found["load"], found["compact"], found["facts"] = map(float, alone.out.split())
    found["alone memory"] = alone.memory
    with rows.open(encoding="utf-8") as file:
        names = [json.loads(line)["id"] for line in file]
    ends = [names[1000 + CHAIN * (number + 1) - 1] for number in range(2 * ROUNDS)]
    made = Counter(name.partition("/")[0] for name in names)
    largest = [owner for owner, _ in made.most_common(ROUNDS)]
    found["largest"] = made[largest[0]]
    questions = {
        "`aikg lab` of the owners of the first models": [["lab", name] for name in list(made)[:ROUNDS]],
        "`aikg lab` of the owners with most models": [["lab", name] for name in largest],
        "`aikg lineage` of a model with 20 ancestors": [["lineage", name] for name in ends[:ROUNDS]],
        "`aikg rank`": [["rank", "--released-by", f"2025-0{month}-01"] for month in range(1, 8)],
        "`aikg model`": [["model", name] for name in names[10 : 10 + ROUNDS]],
        "all descendants of the most used base, by name": [
            ["query", "run", "all-descendants", "-p", f"model={names[0]}"]
        ],
        "the same with every step, lab and date": [
            ["query", "run", "descendants", "-p", f"model={names[0]}"]
        ],
    }
    run("aikg", "lab", "DeepSeek", environment=environment)
    found["asked"] = {name: timed(commands, environment) for name, commands in questions.items()}
    return found


def page(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    import pyoxigraph

    import aikg

    alone = found["load"] + found["compact"]
    facts = found["facts"]
    lines = [
        "# A whole hub: a listing of millions of models in a volume",
        "",
        f"aikg {aikg.__version__}, pyoxigraph {pyoxigraph.__version__}, Python {platform.python_version()},"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} processors."
        f" Written by `python benchmarks/hub.py`. Load of the machine meanwhile: {os.getloadavg()[2]:.1f}.",
        "",
        f"A listing of {found['models']:,} models with {found['edges']:,} steps of lineage"
        f" ({found['size'] / 2**20:,.0f} MB) gives {facts:,.0f} facts.",
        "",
        "| | seconds | facts a second | memory |",
        "| -- | --: | --: | --: |",
        f"| `aikg import`, from the file to the first question | {found['import']:.0f} |"
        f" {facts / found['import']:,.0f} | {found['memory'] / 1024:.2f} GB |",
        f"| Oxigraph alone: the same facts as N-Quads, loaded and compacted | {alone:.0f} |"
        f" {facts / alone:,.0f} | {found['alone memory'] / 1024:.2f} GB |",
        "",
        f"The import runs at {alone / found['import']:.2f} of the rate of Oxigraph alone. Memory is that of"
        " all processes together, without pages of files.",
        "",
        f"The first model is the most used base; the owner with most models has {found['largest']:,}.",
        "",
        "| question, each in a process of its own | median s | longest s | most lines |",
        "| -- | --: | --: | --: |",
    ]
    for name, (median, longest, rows) in found["asked"].items():
        lines.append(f"| {name} | {median:.2f} | {longest:.2f} | {rows:,} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=int, default=2_000_000)
    parser.add_argument("--folder", help="where there is room")
    parser.add_argument("--print", action="store_true", help="print the page instead of writing it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        text = page(measured(options.models, Path(folder)))
    if options.print:
        print(text)
    else:
        (HERE / "hub.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
