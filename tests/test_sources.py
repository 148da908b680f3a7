"""A fact that names one of the public files as its source is really in that file.

The files are not part of the project (see their licences); they are read from ../shared/sources, and where
that folder is absent every test here is skipped.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from aikg import turtle
from aikg.names import normalise
from aikg.resources import root
from aikg.vocabulary import ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FILES = root().parent / "shared" / "sources"
"""Beside the repository, never in it."""

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"the public source files are not at {FILES}")

LARGE, ALL = "epoch-large-scale-2025-11", "epoch-all-systems-2025-06"
VERSIONS, LLM_STATS = "epoch-model-versions", "llm-stats-2025-10"
MODELS_DEV, HELM = "models-dev-2026-07", "helm-2026-04"
LOCAL = (LARGE, ALL, VERSIONS, LLM_STATS, MODELS_DEV, HELM)


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
    # The list of versions names it only with an effort level.
    "grok-3-mini": ("grok-3-mini-beta_high",),
    # HELM lists its base variant.
    "stable-diffusion-2.1": ("Stable Diffusion v2.1 base (1B)",),
    # models.dev leaves out the number of experts, or the version.
    "llama-3.1-nemotron-ultra-253b-v1": ("Llama 3.1 Nemotron Ultra 253B",),
    "llama-4-maverick": ("Llama 4 Maverick 17B Instruct",),
    "llama-4-scout": ("Llama 4 Scout 17B Instruct",),
    "magistral-medium": ("Magistral Medium (latest)",),
}
"""Names of rows that are not among our names of the model."""

ARENA_NAMES: dict[str, tuple[str, ...]] = {
    # The same weights were served rounded for a time.
    "llama-3.1-405b-instruct": ("Meta-Llama-3.1-405b-Instruct", "Meta-Llama-3.1-405b-Instruct-fp8"),
}

FLOOR = {
    "released": 600,
    "announced": 50,
    "parameters": 450,
    "activeParameters": 30,
    "contextLength": 100,
    "openness": 600,
    "license": 200,
    "inputModality": 600,
    "outputModality": 450,
    "reasoning": 100,
    "basedOn": 60,
    "fineTunedFrom": 70,
}
"""So many facts of each property are verified at least: the test cannot pass by finding nothing."""


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
    notes: str = ""
    """All its notes on the size, in normal form: they may name the base."""
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    reasoning: bool | None = None
    undisclosed: bool = False
    """It says that the size is not public."""


Rows = dict[str, list[Row]]
UNDISCLOSED = re.compile(
    r"not known|not directly reported|unknown|not public|undisclosed|(not|n't) disclose", re.IGNORECASE
)
FREE, BOUND, RESEARCH = (
    ("open", f"open-weights-{use}") for use in ("unrestricted", "restricted", "non-commercial")
)
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
COUNT = re.compile(
    r"(?<![\w.])A?(\d[\d,]*(?:\.\d+)?)\s*-?\s*(trillion|billion|million|thousand|[TBMKtbmk])?(?![a-z])"
)


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
            yield (
                (r["Model"],),
                Row(
                    r["Model"],
                    (r["Publication date"],) if r["Publication date"] else (),
                    number(r["Parameters"]),
                    counts(r["Parameters notes"]) | counts(r["Model"]),
                    access=frozenset(EPOCH_ACCESS.get(r["Model accessibility"], ()))
                    | frozenset(
                        RESEARCH if re.search("cc.by.nc", r["Accessibility notes"], re.IGNORECASE) else ()
                    ),
                    terms=r["Accessibility notes"] + " " + r["Model accessibility"],
                    bases=tuple(normalise(b) for b in r["Base model"].split(",") if b.strip()),
                    notes=normalise(r["Parameters notes"]),
                    inputs=modalities(domain),
                    outputs=modalities(domain),
                    undisclosed=bool(UNDISCLOSED.search(r["Parameters notes"])) and not r["Parameters"],
                ),
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
"""The access that follows from a licence of LLM-Stats; any licence not named here binds the user."""


def llm_stats() -> Rows:
    def rows() -> Iterator[tuple[tuple[str | None, ...], Row]]:
        for r in lines("llm-stats/models.jsonl"):
            licence = str(r["license_id"] or "")
            weights = str(r["source_weights_link"] or "").removeprefix("https://huggingface.co/")
            base = r["fine_tuned_from_model_id"]
            yield (
                (str(r["model_id"]), str(r["name"]), weights),
                Row(
                    str(r["model_id"]),
                    tuple(str(d) for d in (r["release_date"], r["announcement_date"]) if d),
                    number(r["param_count"]),
                    access=frozenset(TERMS.get(licence, BOUND)) if licence else frozenset(),
                    terms=licence,
                    bases=tuple(keys(str(base))) if base else (),
                    inputs=frozenset(
                        ("text", "image", "video", "audio", "speech") if r["multimodal"] else ("text",)
                    ),
                    outputs=frozenset(("text",)),
                ),
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
            yield (
                (str(r["id"]), str(r["name"])),
                Row(
                    str(r["id"]),
                    (str(r["release_date"]),) if r.get("release_date") else (),
                    context=limit.get("context"),
                    access=frozenset(("open",) if r["open_weights"] else ("closed",)),
                    inputs=frozenset(m for x in shape.get("input", ()) for m in sound.get(x, (x,))),
                    outputs=frozenset(m for x in shape.get("output", ()) for m in sound.get(x, (x,))),
                    reasoning=bool(r["reasoning"]) if "reasoning" in r else None,
                ),
            )

    return table(rows())


TAGS = {
    "TEXT_MODEL_TAG": "text",
    "VISION_LANGUAGE_MODEL_TAG": "text image",
    "TEXT_TO_IMAGE_MODEL_TAG": "text image",
}
"""The modalities that a tag of HELM stands for."""


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
    facts: dict[str, list[str]]

    def keys(self) -> set[str]:
        return set(keys(*self.facts["prefLabel"], *self.facts["altLabel"], *self.facts["identifier"]))

    def governing(self, group: str) -> list[str]:
        """The sources that vouch for the facts of a group."""
        return self.facts[group] or self.facts["source"]


def local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


Facts = dict[str, list[str]]


def described(kind: str, paths: Iterable[Path]) -> dict[str, Facts]:
    """What the files say of everything of a kind: by local name, then by the property's local name."""
    found: dict[str, Facts] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        for subject, predicate, value in turtle.read(path):
            if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
                continue
            if subject.value.startswith(f"{ID}{kind}/"):
                ours = isinstance(value, ox.NamedNode) and value.value.startswith((ID, PREFIXES["concept"]))
                text = local(value.value) if ours else value.value
                found[local(subject.value)][local(predicate.value)].append(text)
    return found


def labs() -> list[Path]:
    return sorted((root() / "data" / "labs").glob("*.ttl"))


@cache
def models() -> dict[str, Model]:
    return {name: Model(name, facts) for name, facts in described("model", labs()).items()}


LICENCES = {
    "apache-2.0": "apache",
    "bigcode-openrail-m": "bigcode",
    "cc-by-4.0": "cc by 4.0|creative commons attribution 4 0",
    "cc-by-nc-4.0": "cc by nc",
    "baichuan-2-community": "baichuan community|baichuan 2 community",
    "falcon-llm-2.0": "falcon llm license 2.0",
    "hai-def": "health ai developer foundations",
    "llama-2-community": "llama ?2",
    "llama-3.1-community": "llama.?3.1",
    "microsoft-research": "orca 2 13b blob main license",
    "mistral-non-production": "mistral ai non production",
    "mistral-research": "mrl|mistral research",
    "stability-community": "stability ai community|community license free for research",
    "telechat-community": "telechat model community",
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


def says_wrong_date(stated: str, model: Model, prop: str, row: Row) -> bool:
    """A dissenting date is written as a day, the first that it can be."""
    return any(stated in (date, f"{date}-01", f"{date}-01-01") for date in row.dates)


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
    return bool(set(row.bases) & (names | lines)) or normalise(other.facts["prefLabel"][0]) in row.notes


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


def listed(wrong: list[str]) -> str:
    return f"{len(wrong)} facts that no row of their source states:\n" + "\n".join(wrong)


@dataclass(frozen=True)
class Score:
    """A shipped score."""

    name: str
    model: Model
    benchmark: str
    value: Decimal
    facts: dict[str, list[str]]

    def one(self, prop: str) -> str:
        return self.facts.get(prop, [""])[0]


def scores(report: str) -> list[Score]:
    found = described("score", [root() / "data" / "reports" / f"{report}.ttl"])
    return [
        Score(
            name.removeprefix(f"{report}."),
            models()[facts["model"][0]],
            facts["benchmarkVersion"][0].removesuffix(f"-{report}"),
            Decimal(facts["value"][0]),
            facts,
        )
        for name, facts in found.items()
        if name.startswith(f"{report}.")
    ]


def two_decimals(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_scores_of_the_capabilities_index() -> None:
    """Same value, same model, same effort."""
    rows = [r for r in records("epoch/eci_benchmark_index_2025-12.csv") if r["eci_score"]]
    found = scores("epoch-capabilities-index-2025-12")
    wrong = []
    for score in found:
        names = score.model.keys()
        same = [r["model_version"] for r in rows if two_decimals(r["eci_score"]) == score.value]
        cut = [version.rpartition("/")[2].partition("_") for version in same]
        told = [(normalise(stem), level.casefold()) for stem, _, level in cut]
        told += [(normalise(version), "") for version in same]
        effort = score.one("effort").casefold()
        if not any(stem in names and effort in (level, "") for stem, level in told):
            wrong.append(f"{score.name} {score.value} {effort}: that value stands for {same}")
    assert not wrong, listed(wrong)
    assert len(found) >= 150


def test_scores_of_llm_stats() -> None:
    """Same value, same benchmark, same model, same reporter."""
    lists: dict[str, list[dict[str, object]]] = defaultdict(list)
    for r in lines("llm-stats/model_benchmarks.jsonl"):
        lists[str(r["benchmark_id"]).replace("'", "")].append(r)
    ids = {str(r["model_id"]): r for r in lines("llm-stats/models.jsonl")}
    found = scores("llm-stats-2025-10")
    wrong = []
    for score in found:
        row_id = re.fullmatch(r"Listed by LLM-Stats as (.*)\.", score.one("comment"))
        told = []
        for r in lists[score.benchmark]:
            model = ids[str(r["model_id"])]
            weights = str(model["source_weights_link"] or "").removeprefix("https://huggingface.co/")
            named = score.model.keys() & set(keys(str(model["model_id"]), str(model["name"]), weights))
            if not named or (row_id and row_id[1] != r["model_id"]):
                continue
            reporter = "developer" if r["is_self_reported"] else "not-stated"
            told.append((two_decimals(Decimal(str(r["score"])) * 100), reporter))
        if (score.value, score.one("reporter")) not in told:
            wrong.append(f"{score.name} {score.value} {score.one('reporter')}: {told or 'no row'}")
    assert not wrong, listed(wrong)
    assert len(found) >= 340


def test_scores_of_the_arena() -> None:
    """Same rating, same day, same model."""
    rows = {r["snapshot"]: r for r in records("lmarena/lmarena_us_cn_monthly_gap.csv")}
    found = scores("lmarena-monthly-gap-2025-08")
    wrong = []
    for score in found:
        row = rows.get(score.one("asOf"), {})
        names = score.model.keys() | {normalise(name) for name in ARENA_NAMES.get(score.model.name, ())}
        told = [(row[f"{side}_model"], row[f"{side}_elo"]) for side in ("us", "cn", "open", "closed") if row]
        if not any(normalise(name) in names and Decimal(elo) == score.value for name, elo in told):
            wrong.append(f"{score.name} {score.value}: {told or 'no such day'}")
    assert not wrong, listed(wrong)
    assert len(found) >= 35


def test_models() -> None:
    """What a model's own governing source must say, it says."""
    verified, wrong = audit()
    assert not wrong, listed(wrong)
    for prop, least in FLOOR.items():
        assert verified[prop] >= least, f"only {verified[prop]} facts of {prop} were verified"


def test_names_of_rows_are_needed() -> None:
    """The tables name only models and rows that exist."""
    everything = {key for name in LOCAL for key in source(name)}
    for model, names in ROW_NAMES.items():
        assert model in models(), model
        assert all(normalise(name) in everything for name in names), model


def test_dissents() -> None:
    """A dissenting value stands in the source that it is ascribed to, and is not the one stated."""
    verified, wrong = 0, []
    for name, facts in described("dissent", labs()).items():
        prop, origin, stated = local(facts["predicate"][0]), facts["source"][0], facts["object"][0]
        if origin not in LOCAL or prop not in CHECKS:
            continue
        model = models()[facts["subject"][0]]
        rows = rows_of(origin, model, prop)
        says = says_wrong_date if CHECKS[prop][0] == "dateSource" else CHECKS[prop][1]
        if any(says(stated, model, prop, row) for row in rows):
            verified += 1
        else:
            told = "; ".join(f"{row.name}: {TOLD[CHECKS[prop][0]](row)}" for row in rows) or "no row"
            wrong.append(f"{name} {stated}: {told}")
    assert not wrong, listed(wrong)
    assert verified >= 180
