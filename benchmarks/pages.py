"""Time the ecosystem page and write benchmarks/pages.md: how long it takes to write, to open, to answer.

    python benchmarks/pages.py [--rounds 5]

Needs Chromium and Playwright. The larger graphs are the shipped one with made-up labs, families, models and
scores beside it, read from Turtle as an import would be. Run it on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
AIKG = str(Path(sys.executable).with_name("aikg"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZES = {"as shipped": 0, "10,000 nodes": 10_000}
COUNTRIES = ("US", "CN", "FR", "GB", "JP", "KR", "DE", "CA", "SG", "IL")
OPENNESS = (
    "open-weights-unrestricted",
    "open-weights-restricted",
    "api-access",
    "hosted-access",
    "unreleased",
)
HEAD = """@prefix aikg: <https://w3id.org/aikg/ontology#> .
@prefix benchmark: <https://w3id.org/aikg/id/benchmark/> .
@prefix concept: <https://w3id.org/aikg/concept/> .
@prefix country: <https://w3id.org/aikg/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix family: <https://w3id.org/aikg/id/family/> .
@prefix lab: <https://w3id.org/aikg/id/lab/> .
@prefix model: <https://w3id.org/aikg/id/model/> .
@prefix schema: <https://schema.org/> .
@prefix score: <https://w3id.org/aikg/id/score/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/aikg/id/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

source:made-up a aikg:Source ; dcterms:title "Made up"@en ; schema:url <https://example.org/made-up> .
"""
LOOK = """
() => new Promise(done => {
  const times = []; let last = performance.now(), n = 0;
  const net = document.querySelector("#net canvas"), box = net.getBoundingClientRect();
  const turn = now => {
    times.push(now - last); last = now;
    if (++n > 30) return done(times.slice(1).sort((a, b) => a - b)[Math.floor(times.length / 2)]);
    net.dispatchEvent(new WheelEvent("wheel", {deltaY: n % 2 ? -120 : 120, clientX: box.x + box.width / 2,
      clientY: box.y + box.height / 2, ctrlKey: true, bubbles: true, cancelable: true}));
    requestAnimationFrame(turn);
  };
  requestAnimationFrame(turn);
})
"""
"""Zoom in and out by the wheel; the median time of a frame, in milliseconds."""


MONTH = """
i => { const m = document.getElementById("month"); m.value = i; m.dispatchEvent(new Event("input")); }
"""
LAB = """{lab} a aikg:Lab ; skos:prefLabel "Made-up Lab {number}"@en ; aikg:country country:{country} ;
  aikg:category concept:{category} ; dcterms:source source:made-up .
"""
FAMILY = """family:{name} a aikg:ModelFamily ; skos:prefLabel "Family {name}"@en ; aikg:developedBy {lab} ;
  dcterms:source source:made-up .
"""
MODEL = """model:{name} a aikg:Model ; skos:prefLabel "Made-up {name}"@en ; skos:altLabel "M {name}" ;
  aikg:developedBy {lab} ; aikg:family family:{family} ; aikg:released "{day}"^^xsd:date ;
  aikg:releasedPrecision concept:day ; aikg:openness concept:{openness} ; aikg:parameters {size}000000000 ;
  aikg:outputModality concept:text ; {parent}dcterms:source source:made-up .
"""
SCORE = """score:{name} a aikg:Score ; aikg:model model:{name} ; aikg:value {value} ;
  aikg:benchmarkVersion benchmark:epoch-capabilities-index-2025-12 ; aikg:asOf "2025-12-01"^^xsd:date ;
  aikg:asOfPrecision concept:month ; aikg:reporter concept:independent ; dcterms:source source:made-up .
"""


def made_up(nodes: int) -> str:
    """Turtle with so many labs, families and models; a lab has a dozen or so models, a few have hundreds."""
    chance = random.Random(7)
    blocks, models, left, number = [HEAD], list[str](), nodes, 0
    while left > 0:
        number += 1
        lab = f"lab:m{number}"
        country, category = chance.choice(COUNTRIES), chance.choice(("big-tech", "start-up", "other"))
        blocks.append(LAB.format(lab=lab, number=number, country=country, category=category))
        size = min(left, 1 + (chance.randrange(100, 400) if number % 40 == 0 else chance.randrange(4, 30)))
        left -= size
        families = [f"m{number}-f{i}" for i in range(max(size // 8, 1))]
        blocks += [FAMILY.format(name=name, lab=lab) for name in families]
        for i in range(max(size - 1 - len(families), 0)):
            name, year, month = f"m{number}-{i}", chance.randrange(2022, 2026), chance.randrange(1, 13)
            origin = f"aikg:fineTunedFrom model:{chance.choice(models)} ; " if models else ""
            blocks.append(
                MODEL.format(
                    name=name, lab=lab, family=chance.choice(families), openness=chance.choice(OPENNESS),
                    day=f"{year}-{month:02}-{chance.randrange(1, 29):02}", size=chance.randrange(1, 400),
                    parent=origin if chance.random() < 0.6 else "",
                )
            )  # fmt: skip
            if chance.random() < 0.3:
                blocks.append(SCORE.format(name=name, value=chance.randrange(800, 1500) / 10))
            models.append(name)
    return "".join(blocks)


def written(
    arguments: list[str], path: Path, environment: dict[str, str], rounds: int
) -> tuple[float, float, str]:
    """Median seconds of the whole process by the clock and of the processor, and what it said."""
    times, said = [], ""
    for _ in range(rounds + 1):
        begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [AIKG, "graph", *arguments, "-o", str(path)],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        times.append((time.perf_counter() - begin, busy))
        said = done.stderr
    clock, busy = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return clock, busy, said  # the first fills the cache


def opened(path: Path, rounds: int) -> dict[str, float]:
    """Medians over so many fresh browsers, in milliseconds."""
    from playwright.sync_api import sync_playwright

    program = next(found for name in BROWSERS if (found := shutil.which(name)))
    all_: dict[str, list[float]] = {}
    with sync_playwright() as driver:
        for _ in range(rounds):
            browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True).new_page()
            for name, value in session(page, path).items():
                all_.setdefault(name, []).append(value)
            browser.close()
    return {name: statistics.median(values) for name, values in all_.items()}


def session(page: Any, path: Path) -> dict[str, float]:
    """Open the page and use it."""

    def took(action: Any) -> float:
        begin = time.perf_counter()
        action()
        page.evaluate("() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))")
        return (time.perf_counter() - begin) * 1000

    def ready() -> None:
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")

    def search() -> None:
        page.fill("#ask", "deepseek")
        page.wait_for_selector("#hit0")

    figures = {"open, until drawn": took(ready)}
    figures["a frame while zooming, labs folded"] = page.evaluate(LOOK)
    figures["find a name"] = took(search)
    figures["go to what was found"] = took(lambda: page.keyboard.press("Enter"))
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)
    figures["hide a country"] = took(lambda: page.locator("input[data-filter=country]").nth(1).click())
    page.locator("input[data-filter=country]").nth(1).click()
    figures["a step of the time slider"] = took(lambda: page.evaluate(MONTH, 36))
    page.evaluate(MONTH, 100_000)
    page.click("#all")
    if page.inner_text("#unfold") != "Unfold all":
        page.click("#unfold")
    figures["open all labs"] = took(lambda: page.click("#unfold"))
    figures["a frame while zooming, all labs open"] = page.evaluate(LOOK)
    figures["change to the timeline"] = took(lambda: page.click("[data-layout=timeline]"))
    figures["a frame while zooming the timeline"] = page.evaluate(LOOK)
    return figures


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rows: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        environment = os.environ | {"AIKG_CACHE": f"{scratch}/cache", "LC_ALL": "C.UTF-8"}
        for name, nodes in SIZES.items():
            arguments = []
            if nodes:
                folder = Path(scratch) / f"made-up-{nodes}"
                folder.mkdir()
                shipped = int(rows["nodes"]["as shipped"])
                (folder / "made-up.ttl").write_text(made_up(nodes - shipped), encoding="utf-8")
                arguments = ["--data", str(folder)]
            path = Path(scratch) / f"page-{nodes}.html"
            seconds, busy, said = written(arguments, path, environment, options.rounds)
            counts = re.search(r"(\d+) nodes, (\d+) edges", said)
            assert counts
            cells = {
                "nodes": counts[1],
                "edges": counts[2],
                "size of the file": f"{path.stat().st_size / 1e6:.1f} MB",
                "write the file, whole process": f"{seconds:.2f} s",
                "of which the processor worked": f"{busy:.2f} s",
            }
            for figure, value in opened(path, options.rounds).items():
                cells[figure] = f"{value:.0f} ms"
            for figure, cell in cells.items():
                rows.setdefault(figure, {})[name] = cell
                print(f"{name:15} {figure:40} {cell}", flush=True)
    lines = [
        "# The page, measured",
        "",
        f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors,",
        "headless Chromium without a graphics card, window 1400 by 900, no network. Medians of"
        f" {options.rounds} runs. Written by `python benchmarks/pages.py`.",
        "",
        "| | " + " | ".join(SIZES) + " |",
        "| -- |" + " --: |" * len(SIZES),
    ]
    for figure, cells in rows.items():
        lines.append("| " + " | ".join([figure, *(cells.get(name, "") for name in SIZES)]) + " |")
    lines += [
        "",
        "Times in the browser are from the action to the second frame after it, as the driver sees them.",
    ]
    (HERE / "pages.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
