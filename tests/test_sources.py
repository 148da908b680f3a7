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
    undisclosed: bool = False
    """It says that the size is not public."""


Rows = dict[str, list[Row]]
UNDISCLOSED = re.compile(r"not known|unknown|not public|undisclosed|(not|n't) disclose", re.IGNORECASE)
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
                undisclosed=bool(UNDISCLOSED.search(r["Parameters notes"])) and not r["Parameters"],
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


@cache
def lines_of_versions() -> dict[str, set[str]]:
    """For each version that Epoch's list names, the model of Epoch's data set to which it counts it."""
    found: dict[str, set[str]] = defaultdict(set)
    for r in records("epoch/stitching_model_versions.csv"):
        for key in keys(r["id"], r["Display name"], r["Unique display name"]):
            found[key] |= {normalise(r["Model"])} - {""}
    return found


def versions() -> Rows:
    return table(
        (
            (r["id"], r["Display name"], r["Unique display name"]),
            Row(r["id"], (r["Version release date"],) if r["Version release date"] else ()),
        )
        for r in records("epoch/stitching_model_versions.csv")
    )


FREE, BOUND, RESEARCH = (
    ("open", f"open-weights-{use}") for use in ("unrestricted", "restricted", "non-commercial")
)
TERMS: dict[str, tuple[str, ...]] = {
    "unknown": (),
    "proprietary": ("closed",),
    "apache_2_0": FREE,
    "mit": FREE,
    "mit_license": FREE,
    "creative_commons_attribution_4_0_license": FREE,
    "cc_by_nc": RESEARCH,
    "mistral_research_license": RESEARCH,
    "mistral_research_license_(mrl)_for_research;_mistral_commercial_license_for_commercial_use": RESEARCH,
    "mnpl_0_1": RESEARCH,
}
"""The access that follows from a licence of LLM-Stats; any licence not named here binds the user in some way."""


def llm_stats() -> Rows:
    def rows() -> Iterator[tuple[tuple[str | None, ...], Row]]:
        for r in lines("llm-stats/models.jsonl"):
            licence = str(r["license_id"] or "")
            weights = str(r["source_weights_link"] or "").removeprefix("https://huggingface.co/")
            base = r["fine_tuned_from_model_id"]
            yield (str(r["model_id"]), str(r["name"]), weights), Row(
                str(r["model_id"]),
                tuple(str(d) for d in (r["release_date"], r["announcement_date"]) if d),
                number(r["param_count"]),
                access=frozenset(TERMS.get(licence, BOUND)) if licence else frozenset(),
                terms=licence,
                bases=tuple(keys(str(base))) if base else (),
                inputs=frozenset(("text", "image", "video", "audio", "speech") if r["multimodal"] else ("text",)),
                outputs=frozenset(("text",)),
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
                access=frozenset(("open",) if r["open_weights"] else ("closed",)),
                inputs=frozenset(m for x in shape.get("input", ()) for m in sound.get(x, (x,))),
                outputs=frozenset(m for x in shape.get("output", ()) for m in sound.get(x, (x,))),
                reasoning=bool(r["reasoning"]) if "reasoning" in r else None,
            )

    return table(rows())


TAGS = {"TEXT_MODEL_TAG": "text", "VISION_LANGUAGE_MODEL_TAG": "text image", "TEXT_TO_IMAGE_MODEL_TAG": "text image"}


def tagged(tags: list[str]) -> frozenset[str]:
    return frozenset(m for tag in tags for m in TAGS.get(tag, "").split())


def helm() -> Rows:
    yaml = pytest.importorskip("yaml")
    access = {"open": ("open",), "limited": ("api-access", "closed"), "closed": ("unreleased", "closed")}
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
                inputs=tagged(r["tags"]),
                outputs=frozenset(("text",)) if "TEXT_MODEL_TAG" in r["tags"] else tagged(r["tags"]),
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


LICENCES = {
    "apache-2.0": "apache",
    "bigcode-openrail-m": "bigcode",
    "cc-by-nc-4.0": "cc by nc",
    "falcon-llm-2.0": "falcon llm license 2.0",
    "hai-def": "health ai developer foundations",
    "llama-2-community": "llama ?2",
    "llama-3.1-community": "llama.?3.1",
    "microsoft-research": "orca 2 13b blob main license",
    "mistral-non-production": "mistral ai non production",
    "mistral-research": "mrl|mistral research",
}
"""How a licence is called in the files, where its words are not simply those of our identifier."""


def rows_of(name: str, model: Model, prop: str) -> list[Row]:
    """The rows of a source file that speak of the model.

    By exact name, or by the table of other names; and, for all but dates, Epoch's row of the model to which
    Epoch's own list of versions counts this one.
    """
    names = model.keys() | {normalise(other) for other in ROW_NAMES.get(model.name, ())}
    if name in (LARGE, ALL) and CHECKS[prop][0] != "dateSource":
        names |= {line for key in names for line in lines_of_versions().get(key, ())}
    found = {id(row): row for key in sorted(names) for row in source(name).get(key, ())}
    return list(found.values())


def says_date(stated: str, model: Model, prop: str, row: Row) -> bool:
    """A row's date as exact as the stated precision, or more so."""
    precision = (model.facts[f"{prop}Precision"] or ["day"])[0]
    length = {"day": 10, "month": 7, "quarter": 7, "year": 4}[precision]
    return any(len(d) >= length and d[:length] == stated[:length] for d in row.dates)


def says_size(stated: str, model: Model, prop: str, row: Row) -> bool:
    """The count itself; or, of a row that stands for several sizes, a count in its notes."""
    return int(stated) == row.parameters or (model.name in ROW_NAMES and int(stated) in row.counts)


def says_licence(stated: str, model: Model, prop: str, row: Row) -> bool:
    words = re.sub(r"[^a-z0-9.]+", " ", row.terms.replace("%20", " ").lower()).replace("3 1", "3.1")
    return bool(re.search(LICENCES.get(stated, stated.replace("-", " ")), words))


def says_base(stated: str, model: Model, prop: str, row: Row) -> bool:
    other = models()[stated]
    names = other.keys() | {normalise(name) for name in ROW_NAMES.get(stated, ())}
    lines = {line for key in names for line in lines_of_versions().get(key, ())}
    return bool(set(row.bases) & (names | lines))


CHECKS: dict[str, tuple[str, Callable[[str, Model, str, Row], bool]]] = {
    "released": ("dateSource", says_date),
    "announced": ("dateSource", says_date),
    "weightsReleased": ("dateSource", says_date),
    "parameters": ("sizeSource", says_size),
    "activeParameters": ("sizeSource", lambda v, m, p, r: int(v) in r.counts),
    "contextLength": ("contextSource", lambda v, m, p, r: int(v) == r.context),
    "openness": ("accessSource", lambda v, m, p, r: v in r.access),
    "license": ("accessSource", says_licence),
    "inputModality": ("modalitySource", lambda v, m, p, r: v in r.inputs),
    "outputModality": ("modalitySource", lambda v, m, p, r: v in r.outputs),
    "reasoning": ("modalitySource", lambda v, m, p, r: (v == "true") == r.reasoning),
    "notDisclosed": ("disclosureSource", lambda v, m, p, r: v.endswith("arameters") and r.undisclosed),
    "basedOn": ("lineageSource", says_base),
    "fineTunedFrom": ("lineageSource", says_base),
    "distilledFrom": ("lineageSource", says_base),
    "mergedFrom": ("lineageSource", says_base),
    "quantizedFrom": ("lineageSource", says_base),
    "adapterOf": ("lineageSource", says_base),
}
"""For each property: the group of sources that governs it, and whether a row says the stated value."""

TOLD: dict[str, Callable[[Row], object]] = {
    "dateSource": lambda row: " ".join(row.dates),
    "sizeSource": lambda row: (row.parameters, sorted(row.counts)),
    "contextSource": lambda row: row.context,
    "accessSource": lambda row: (sorted(row.access), row.terms[:80]),
    "modalitySource": lambda row: (sorted(row.inputs), sorted(row.outputs), row.reasoning),
    "disclosureSource": lambda row: row.undisclosed,
    "lineageSource": lambda row: " ".join(row.bases),
}


def audit() -> tuple[Counter[str], list[str]]:
    """How many facts of each property the files confirm, and one line for each that none of them does."""
    verified: Counter[str] = Counter()
    wrong: list[str] = []
    for model in models().values():
        for prop, (group, says) in CHECKS.items():
            governing = model.governing(group)
            if not governing or not set(governing) <= set(LOCAL):
                continue
            rows = [row for name in governing for row in rows_of(name, model, prop)]
            for stated in model.facts[prop]:
                if any(says(stated, model, prop, row) for row in rows):
                    verified[prop] += 1
                    continue
                told = "; ".join(f"{row.name}: {TOLD[group](row)}" for row in rows) or "no row of that name"
                wrong.append(f"{model.name} {prop} {stated} [{' '.join(governing)}]: {told}")
    return verified, wrong


ROW_NAMES: dict[str, tuple[str, ...]] = {
    # Its row bears a second name in brackets.
    "amie": ("AMIE (Articulate Medical Intelligence Explorer)",),
    "ernie-4.5": ("ERNIE 4.5 (文心大模型4.5)",),
    "ernie-x1": ("ERNIE x1 (文心大模型X1)",),
    "kolors": ("KeTu (Kolors)",),
    "ling-plus": ('Ling-Plus ("Bailing")',),
    "pi0": ("π0 (pi-zero)",),
    "pi0.5": ("π0.5 (pi-0.5)",),
    "tulu-3-70b": ("Tulu 3 (Tülu 3) 70B",),
    "paligemma": ("PaliGemma (3B) Mix 224",),
    # The first of its line: the row has the bare name, which is the family's here.
    "claude-1": ("Claude",),
    "claude-3.5-sonnet": ("Claude 3.5 Sonnet",),
    "codex": ("Codex",),
    "elyza-japanese-llama-2-13b": ("Elyza",),
    "genie-1": ("Genie",),
    "hunyuan": ("Hunyuan",),
    "hyperclova-x": ("HyperCLOVA X",),
    "imagen-1": ("Imagen",),
    "internlm": ("InternLM",),
    "kling-1.0": ("Kling",),
    "llama-guard-7b": ("Llama Guard",),
    "lyria-1": ("Lyria",),
    "mistral-large": ("Mistral Large",),
    "sensechat": ("SenseChat",),
    "sonar": ("Sonar",),
    "sora": ("Sora",),
    "veo-1": ("Veo",),
    "vidu-1.0": ("Vidu",),
    # One row for releases of one day that stand apart here.
    "falcon-h1-7b": ("Falcon-H1",),
    "ling-flash-2.0": ("Ling-flash-base-2.0-20T",),
    "mimo-vl-7b-rl": ("MiMo-VL-7B-SFT",),
    "qwen2-7b-instruct": ("Qwen2-7B",),
    "qwen3-max-preview": ("Qwen3-Max",),
    "qwen3-next-80b-a3b-base": ("Qwen3-Next-80B-A3B",),
    "qwen3-next-80b-a3b-instruct": ("Qwen3-Next-80B-A3B",),
    "qwen3-next-80b-a3b-thinking": ("Qwen3-Next-80B-A3B",),
    "solar-pro-preview": ("Solar Pro Preview (22B)", "Solar Pro"),
    # models.dev leaves out the number of experts, or the version.
    "llama-3.1-nemotron-ultra-253b-v1": ("Llama 3.1 Nemotron Ultra 253B",),
    "llama-4-maverick": ("Llama 4 Maverick 17B Instruct",),
    "llama-4-scout": ("Llama 4 Scout 17B Instruct",),
    "magistral-medium": ("Magistral Medium (latest)",),
}
"""Names of rows that are not among our names of the model."""
