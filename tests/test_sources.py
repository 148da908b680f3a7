"""A fact that names one of the public files as its source is really in that file.

The files are not part of the project (see their licences); they are read from ../shared/sources, and where
that folder is absent every test here is skipped.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import pytest

from aikg import turtle
from aikg.names import normalise
from aikg.resources import root
from aikg.vocabulary import AIKG, ID, PREFIXES

FILES = root().parent / "shared" / "sources"
"""Beside the repository, never in it."""

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"the public source files are not at {FILES}")

SKOS, DCTERMS, SCHEMA = PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["schema"]

LARGE, ALL = "epoch-large-scale-2025-11", "epoch-all-systems-2025-06"
VERSIONS, LLM_STATS = "epoch-model-versions", "llm-stats-2025-10"
MODELS_DEV, HELM = "models-dev-2026-07", "helm-2026-04"
LOCAL = (LARGE, ALL, VERSIONS, LLM_STATS, MODELS_DEV, HELM)


@dataclass(frozen=True)
class Row:
    """What one row of a source file says of one model; absent where it says nothing."""

    name: str
    dates: tuple[str, ...] = ()
    parameters: int | None = None
    counts: frozenset[int] = frozenset()
    """Every parameter count that the row's notes mention."""
    context: int | None = None
    access: frozenset[str] = frozenset()
    """Levels of openness that fit what the row says."""
    terms: str = ""
    """What it says of the licence."""
    bases: tuple[str, ...] = ()
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    reasoning: bool | None = None
    silent_on_size: bool = False
    """It has a field for the size, and that is empty."""


Rows = dict[str, list[Row]]
OPEN = ("open-weights-unrestricted", "open-weights-restricted", "open-weights-non-commercial", "open")
CLOSED = ("api-access", "hosted-access", "unreleased", "closed")
EPOCH_ACCESS = {
    "Open weights (unrestricted)": ("open-weights-unrestricted", "open"),
    "Open weights (restricted use)": ("open-weights-restricted", "open"),
    "Open weights (non-commercial)": ("open-weights-non-commercial", "open"),
    "API access": ("api-access", "closed"),
    "Hosted access (no API)": ("hosted-access", "closed"),
    "Unreleased": ("unreleased", "closed"),
}
SCALE = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9}
SCALE |= {"t": 10**12, "trillion": 10**12}
COUNT = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)\s*-?\s*(trillion|billion|million|thousand|[TBMKtbmk])?(?![a-z])")


def counts(text: str) -> frozenset[int]:
    """The counts that a text mentions: "21B active" is 21000000000."""
    found = set()
    for number, unit in COUNT.findall(text):
        value = Decimal(number.replace(",", "") or "0") * SCALE.get(unit.lower(), 1)
        if value == value.to_integral_value():
            found.add(int(value))
    return frozenset(found)


def number(text: object) -> int | None:
    """A whole number, however it is written."""
    return int(Decimal(str(text))) if text not in (None, "") else None


def keys(*names: str | None) -> Iterator[str]:
    """Each name in normal form, and what stands after its publisher ("Qwen/Qwen3-8B": "Qwen3-8B")."""
    for name in names:
        if name:
            yield normalise(name)
            yield normalise(name.rpartition("/")[2])


def table(rows: Iterator[tuple[tuple[str | None, ...], Row]]) -> Rows:
    """Rows by each of their names."""
    found: Rows = defaultdict(list)
    for names, row in rows:
        for key in dict.fromkeys(keys(*names)):
            found[key].append(row)
    return found


def records(path: str) -> list[dict[str, str]]:
    with (FILES / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FILES / path).read_text("utf-8").splitlines() if line.strip()]


def epoch(path: str) -> Rows:
    def rows() -> Iterator[tuple[tuple[str | None, ...], Row]]:
        for r in records(path):
            domain = r["Domain"] + "," + r["Task"]
            yield (r["Model"],), Row(
                r["Model"],
                (r["Publication date"],) if r["Publication date"] else (),
                number(r["Parameters"]),
                counts(r["Parameters notes"]) | counts(r["Model"]),
                access=frozenset(EPOCH_ACCESS.get(r["Model accessibility"], ())),
                terms=r["Accessibility notes"] + " " + r["Model accessibility"],
                bases=tuple(normalise(b) for b in r["Base model"].split(",") if b.strip()),
                inputs=modalities(domain),
                outputs=modalities(domain),
                silent_on_size=not r["Parameters"],
            )

    return table(rows())


DOMAINS = {
    "text": "language|text|chat|translation|code|question answering|vision",
    "image": "image|vision|visual|multimodal",
    "video": "video",
    "audio": "audio|speech|sound|music|multimodal",
    "speech": "speech|audio|text-to-speech|multimodal",
    "music": "music|audio",
    "3d": "3d",
}


def modalities(text: str) -> frozenset[str]:
    """The modalities that Epoch's domains and tasks can stand for; they do not tell input from output."""
    return frozenset(name for name, words in DOMAINS.items() if re.search(words, text, re.IGNORECASE))


def versions() -> Rows:
    return table(
        (
            (r["id"], r["Display name"], r["Unique display name"]),
            Row(r["id"], (r["Version release date"],) if r["Version release date"] else ()),
        )
        for r in records("epoch/stitching_model_versions.csv")
    )


def llm_stats() -> Rows:
    def rows() -> Iterator[tuple[tuple[str | None, ...], Row]]:
        for r in lines("llm-stats/models.jsonl"):
            licence = str(r["license_id"] or "")
            closed = licence == "proprietary"
            weights = str(r["source_weights_link"] or "").removeprefix("https://huggingface.co/")
            base = r["fine_tuned_from_model_id"]
            yield (str(r["model_id"]), str(r["name"]), weights), Row(
                str(r["model_id"]),
                tuple(str(d) for d in (r["release_date"], r["announcement_date"]) if d),
                number(r["param_count"]),
                access=frozenset(CLOSED if closed else OPEN if licence not in ("", "unknown") else ()),
                terms=licence,
                bases=tuple(keys(str(base))) if base else (),
                inputs=frozenset(("text", "image", "video", "audio", "speech") if r["multimodal"] else ("text",)),
                outputs=frozenset(("text",)),
                silent_on_size=r["param_count"] is None,
            )

    return table(rows())


def models_dev() -> Rows:
    def rows() -> Iterator[tuple[tuple[str | None, ...], Row]]:
        for r in lines("models.dev/models.jsonl"):
            shape = r.get("modalities") or {}
            limit = r.get("limit") or {}
            assert isinstance(shape, dict)
            assert isinstance(limit, dict)
            sound = {"audio": ("audio", "speech"), "pdf": ()}
            yield (str(r["id"]), str(r["name"])), Row(
                str(r["id"]),
                (str(r["release_date"]),) if r.get("release_date") else (),
                context=limit.get("context"),
                access=frozenset({True: OPEN, False: CLOSED}.get(bool(r["open_weights"]), ())),
                inputs=frozenset(m for x in shape.get("input", ()) for m in sound.get(x, (x,))),
                outputs=frozenset(m for x in shape.get("output", ()) for m in sound.get(x, (x,))),
                reasoning=bool(r["reasoning"]) if "reasoning" in r else None,
            )

    return table(rows())


def helm() -> Rows:
    yaml = pytest.importorskip("yaml")
    access = {"open": OPEN, "limited": ("api-access", "closed"), "closed": ("unreleased", "closed")}
    found = yaml.safe_load((FILES / "helm/model_metadata.yaml").read_text("utf-8"))["models"]
    return table(
        (
            (r["name"], r["display_name"], re.sub(r" \([^()]*\)$", "", r["display_name"])),
            Row(
                r["name"],
                (str(r["release_date"]),) if r.get("release_date") else (),
                number(r.get("num_parameters")),
                counts(f"{r['display_name']} {r.get('description') or ''}"),
                access=frozenset(access.get(r.get("access"), ())),
                terms=r.get("description") or "",
            ),
        )
        for r in found
    )


@cache
def source(name: str) -> Rows:
    """All rows of a source file by their normalised names."""
    readers: dict[str, Callable[[], Rows]] = {
        LARGE: lambda: epoch("epoch/large_scale_ai_models_2025-11.csv"),
        ALL: lambda: epoch("epoch/all_ml_systems_2025-06.csv"),
        VERSIONS: versions,
        LLM_STATS: llm_stats,
        MODELS_DEV: models_dev,
        HELM: helm,
    }
    return readers[name]()


@dataclass
class Model:
    """The shipped statements about one model, by the local name of the property."""

    name: str
    facts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def keys(self) -> set[str]:
        return set(keys(*self.facts["prefLabel"], *self.facts["altLabel"], *self.facts["identifier"]))

    def governing(self, group: str) -> list[str]:
        """The sources that vouch for the facts of a group."""
        return self.facts[group] or self.facts["source"]


def local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


@cache
def models() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for path in sorted((root() / "data" / "labs").glob("*.ttl")):
        for triple in turtle.read(path):
            subject, predicate, value = triple.subject.value, triple.predicate.value, triple.object
            if not subject.startswith(f"{ID}model/"):
                continue
            model = found.setdefault(subject, Model(subject.removeprefix(f"{ID}model/")))
            text = value.value
            model.facts[local(predicate)].append(local(text) if text.startswith(PREFIXES["concept"]) else (
                text.removeprefix(ID).partition("/")[2] if text.startswith(ID) else text))
    return {model.name: model for model in found.values()}
