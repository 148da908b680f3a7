"""Time frontiers and gaps over a made-up history and write benchmarks/scale.md.

    python benchmarks/history.py [--rounds 5]

Three histories are made, of 10,000, 30,000 and 100,000 models with ten scores each. Each is loaded into
memory in a process of its own (the largest takes 6 GB), then asked; what counts is the median of the
processor time. The exponent k is fitted to time = c * models^k by least squares over the three.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sized
from datetime import date, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 30_000, 100_000)
SCORES_PER_MODEL = 10
FIRST, DAYS = date(2018, 1, 1), 2900
COUNTRIES = {"US": 40, "CN": 30, "FR": 6, "GB": 6, "DE": 4, "JP": 4, "KR": 4, "CA": 3, "IN": 3}
CATEGORIES = {"big-tech": 20, "start-up": 60, "other": 20}
ACCESS = {"open-weights-unrestricted": 45, "open-weights-restricted": 15, "api-access": 30, "unreleased": 10}
PRECISIONS = {"day": 90, "month": 7, "quarter": 2, "year": 1}
LABS = 400
VERSIONS = 24
"""The first has a score of every model, the others of a share that falls from 65 to 5 %."""
BUDGET = 2.0


Question = Callable[["KnowledgeGraph", str], Sized]


def questions() -> dict[str, Question]:
    """What is timed on a version."""
    from aikg.frontier import frontier
    from aikg.gap import gap

    def traced(**given: str) -> Question:
        return lambda graph, version: frontier(graph, version, **given).records

    def compared(one: str, other: str) -> Question:
        return lambda graph, version: gap(graph, one, other, version).matches

    groupings = ("country", "openness", "category", "lab")
    pairs = (("CN", "US"), ("open", "closed"), ("start-up", "big-tech"), ("Lab 1", "Lab 2"))
    return {
        "frontier": traced(),
        **{f"frontier --by {by}": traced(by=by) for by in groupings},
        "frontier --by country --as-of 2022-12-31": traced(by="country", as_of="2022-12-31"),
        **{f"gap '{one}' '{other}'": compared(one, other) for one, other in pairs},
    }


def history(models: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """The triples of a history in terms of N-Triples; the rest of the ontology is loaded beside them."""
    from aikg.names import normalise
    from aikg.vocabulary import PREFIXES, XSD

    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"<{PREFIXES[prefix]}{local}>"

    def day(value: date) -> str:
        return f'"{value}"^^<{XSD}date>'

    def drawn(table: dict[str, int]) -> str:
        return chance.choices(list(table), list(table.values()))[0]

    def things(subject: str, kind: str, label: str) -> Iterator[tuple[str, str, str]]:
        yield subject, iri("rdf:type"), iri(f"aikg:{kind}")
        yield subject, iri("skos:prefLabel"), f'"{label}"@en'
        yield subject, iri("aikg:nameKey"), f'"{normalise(label)}"'

    source = iri("source:made-up")
    yield source, iri("rdf:type"), iri("aikg:Source")
    yield source, iri("dcterms:title"), '"A made-up history"@en'
    for n in range(LABS):
        lab = iri(f"lab:lab-{n}")
        yield from things(lab, "Lab", f"Lab {n}")
        yield lab, iri("aikg:country"), iri(f"country:{drawn(COUNTRIES)}")
        yield lab, iri("aikg:category"), iri(f"concept:{drawn(CATEGORIES)}")
    of_labs = [1 / (n + 3) for n in range(LABS)]
    born: list[date] = []
    skill: list[float] = []
    for n in range(models):
        model = iri(f"model:model-{n}")
        released = FIRST + timedelta(days=int(DAYS * math.sqrt(chance.random())))
        born.append(released)
        skill.append(60 * (released - FIRST).days / DAYS + chance.gauss(10, 8))
        yield from things(model, "Model", f"Model {n}")
        lab = chance.choices(range(LABS), of_labs)[0]
        yield model, iri("aikg:developedBy"), iri(f"lab:lab-{lab}")
        if chance.random() < 0.02:
            yield model, iri("aikg:developedBy"), iri(f"lab:lab-{(lab + 1) % LABS}")
        access, precision = drawn(ACCESS), drawn(PRECISIONS)
        yield model, iri("aikg:openness"), iri(f"concept:{access}")
        if chance.random() < 0.99:
            starts = {"day": released, "month": released.replace(day=1)}
            stored = starts.get(precision, released.replace(month=1, day=1))
            yield model, iri("aikg:released"), day(stored)
            yield model, iri("aikg:releasedPrecision"), iri(f"concept:{precision}")
        for property, share, days in (("announced", 0.15, -60), ("weightsReleased", 0.3, 60)):
            if chance.random() < share and (property == "announced" or access.startswith("open")):
                other = released + timedelta(days=chance.randrange(60) * (1 if days > 0 else -1))
                yield model, iri(f"aikg:{property}"), day(other)
                yield model, iri(f"aikg:{property}Precision"), iri("concept:day")
    shares = [1.0] + [0.65 - 0.6 * n / (VERSIONS - 2) for n in range(VERSIONS - 1)]
    count = models * SCORES_PER_MODEL
    again = count / (models * sum(shares)) - 1  # so many of the models are scored twice
    node = 0
    for n, share in enumerate(shares):
        version = iri(f"benchmark:version-{n}")
        yield from things(version, "BenchmarkVersion", f"Version {n}")
        yield version, iri("aikg:decimals"), f'"1"^^<{XSD}integer>'
        yield version, iri("aikg:direction"), iri("concept:higher-is-better")
        scored = range(models) if share == 1 else chance.sample(range(models), int(models * share))
        readings = [model for model in scored for _ in range(2 if chance.random() < again else 1)]
        for model in readings:
            score = iri(f"score:score-{node}")
            node += 1
            value = min(99.9, max(0.0, skill[model] + chance.gauss(0, 3)))
            measured = born[model] + timedelta(days=chance.randrange(90))
            yield score, iri("rdf:type"), iri("aikg:Score")
            yield score, iri("aikg:model"), iri(f"model:model-{model}")
            yield score, iri("aikg:benchmarkVersion"), version
            yield score, iri("aikg:value"), f'"{value:.1f}"^^<{XSD}decimal>'
            yield score, iri("aikg:asOf"), day(measured)
            yield score, iri("aikg:asOfPrecision"), iri("concept:day")
            yield score, iri("aikg:reporter"), iri(f"concept:{chance.choice(['independent', 'developer'])}")
            yield score, iri("dcterms:source"), source
            if chance.random() < 0.3:
                yield score, iri("aikg:reasoning"), f'"true"^^<{XSD}boolean>'
            if chance.random() < 0.001:
                yield score, iri("aikg:retracted"), day(measured + timedelta(days=90))
                yield score, iri("aikg:retractedBy"), source


def write(models: int, file: IO[str]) -> None:
    """The history as N-Quads, each triple in the graph of its source and in the merge, as the loader does."""
    from aikg.vocabulary import ID

    for subject, predicate, obj in history(models, random.Random(1)):
        line = f"{subject} {predicate} {obj}"
        file.write(f"{line} <{ID}source/made-up> .\n{line} .\n")


def measured(models: int, rounds: int) -> dict[str, Any]:
    """Load a history of so many models and time every question on its fullest and a middling version."""
    import pyoxigraph as ox

    from aikg import loading, resources, store
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Iri
    from aikg.vocabulary import ID

    files = [file for file in resources.shipped() if file.path.parent.name == "ontology"]
    loaded = ox.Store()
    loaded.bulk_extend(loading.quads(files))
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "history.nq")
        with path.open("w", encoding="utf-8") as file:
            write(models, file)
        made = time.perf_counter() - begin
        begin = time.perf_counter()
        loaded.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    loading_time = time.perf_counter() - begin

    def fresh() -> KnowledgeGraph:
        return KnowledgeGraph(store.OpenStore(files, store=loaded))

    asked = questions()
    found: dict[str, Any] = {
        "models": models,
        "made": made,
        "loading": loading_time,
        "quads": len(loaded),
        "times": {},
        "scored": {},
    }
    for number in (0, VERSIONS // 2):
        version = f"benchmark/version-{number}"
        rows = fresh().run("frontier-scores", version=Iri(ID + version)).rows
        found["scored"][version] = [len({row[0] for row in rows}), len(rows)]
        del rows
        for name, ask in asked.items():
            times, walls, again, count = [], [], [], 0
            for _ in range(rounds):
                graph = fresh()
                begin, wall = time.process_time(), time.perf_counter()
                count = len(ask(graph, version))
                times.append(time.process_time() - begin)
                walls.append(time.perf_counter() - wall)
                begin = time.process_time()
                ask(graph, version)
                again.append(time.process_time() - begin)
            medians = [statistics.median(measured) for measured in (times, walls, again)]
            found["times"][f"{version} {name}"] = (*medians, count)
            print(
                f"{models:7} {version} {name:42} {statistics.median(times):7.3f} s {count:6}",
                flush=True,
                file=sys.stderr,
            )
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return found


def exponent(points: list[tuple[float, float]]) -> float:
    """The slope of the line through the logarithms of the points."""
    xs, ys = ([math.log(value) for value in column] for column in zip(*points, strict=True))
    x, y = statistics.mean(xs), statistics.mean(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def page(sizes: list[dict[str, Any]], rounds: int) -> str:
    """The figures as Markdown."""
    import pyoxigraph

    import aikg

    logs = exponent([(float(s["models"]), s["models"] * math.log(s["models"])) for s in sizes])
    lines = [
        "# Scale: frontiers and gaps over a made-up history",
        "",
        f"aikg {aikg.__version__}, pyoxigraph {pyoxigraph.__version__}, Python {platform.python_version()},"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} processors."
        f" Written by `python benchmarks/history.py`. Seconds of one processor, median of {rounds},"
        " store in memory, nothing kept from one question to the next, except in the column “again”: the same"
        " question, asked of the same graph once more. By the clock it takes longer where other programs"
        f" run. Load of the machine meanwhile: {os.getloadavg()[2]:.1f}.",
        "",
        f"Ten scores a model over {VERSIONS} benchmark versions: one in which every model is scored, the"
        f" others with 65 to 5 % of them. {LABS} labs, {len(COUNTRIES)} countries; a tenth"
        " of the dates known to the month, quarter or year only; some models scored twice, some scores"
        " retracted.",
        "",
        "| models | scores | quads | loading | memory |",
        "| --: | --: | --: | --: | --: |",
        *(
            f"| {s['models']:,} | {s['models'] * SCORES_PER_MODEL:,} | {s['quads']:,} | {s['loading']:.0f} s"
            f" | {s['memory']:.1f} GB |"
            for s in sizes
        ),
    ]
    for version in sizes[-1]["scored"]:
        scored = [s["scored"][version][0] for s in sizes]
        title = "every model is scored" if version.endswith("-0") else "a middling version"
        lines += [
            "",
            f"## {version}: {title}, {scored[-1]:,} models",
            "",
            f"| question | {' | '.join(f'{n:,}' for n in scored)} | by the clock | again | rows | exponent |",
            f"| -- | {' | '.join('--:' for _ in scored)} | --: | --: | --: | --: |",
        ]
        for name in asked_of(sizes[-1], version):
            times = [s["times"][f"{version} {name}"][0] for s in sizes]
            _, wall, again, rows = sizes[-1]["times"][f"{version} {name}"]
            slope = exponent([(float(s["models"]), t) for s, t in zip(sizes, times, strict=True)])
            shown = " | ".join(f"{t:.2f}" for t in times)
            lines.append(f"| `{name}` | {shown} | {wall:.2f} | {again:.2f} | {rows} | {slope:.2f} |")
    slow = [name for name, (t, *_) in sizes[-1]["times"].items() if t > BUDGET]
    lines += [
        "",
        f"n log n over these sizes has the exponent {logs:.2f}.",
        f"Over {BUDGET:.0f} s at the largest: {'; '.join(slow) if slow else 'none'}.",
    ]
    return "\n".join(lines) + "\n"


def asked_of(size: dict[str, Any], version: str) -> list[str]:
    """The questions that were timed on a version."""
    return [name.removeprefix(f"{version} ") for name in size["times"] if name.startswith(f"{version} ")]


def main() -> None:
    """Measure each size in a process of its own, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--models", type=int, help="measure this size only, and print the figures as JSON")
    options = parser.parse_args()
    if options.models:
        print(json.dumps(measured(options.models, options.rounds)))
        return
    sizes = []
    for models in SIZES:
        command = [sys.executable, __file__, "--models", str(models), "--rounds", str(options.rounds)]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        sizes.append(json.loads(done.stdout))
    (HERE / "scale.md").write_text(page(sizes, options.rounds), encoding="utf-8")


if __name__ == "__main__":
    main()
