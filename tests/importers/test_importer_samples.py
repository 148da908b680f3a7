"""Small files in the layout of each source: what becomes of every row, and what is refused."""

from __future__ import annotations

import json
import sys
from datetime import date
from decimal import Decimal
from itertools import count
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.errors import AikgError, DataError, MissingExtra, UsageError
from aikg.importers import IMPORTERS, header_of, importer, issued_of, records, records_by_line
from aikg.importers.records import (
    BASES,
    MODALITIES,
    OPENNESS,
    REPORTERS,
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
from aikg.turtle import read

JULY = Dated(date(2026, 7, 1), "month")


def read_in(source: str, text: str | bytes, name: str = "file_2026-07.x", **options: object) -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(records(source, data, name=name, **options))  # type: ignore[arg-type]


Kind = TypeVar("Kind")


def of(kind: type[Kind], rows: list[Row]) -> list[Kind]:
    return [row for row in rows if isinstance(row, kind)]


def bad(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in of(BadRow, rows)]


LARGE = """Model,Domain,Task,Authors,Model accessibility,Publication date,Organization,Parameters,\
Abstract,Country (of organization),Base model
Alpha 1,"Language,Vision","Chat,Visual question answering,Atari",,Open weights (restricted use),2025-03-04,\
"Acme,Beta Lab",671000000000.0,"Said to be
""good""
",China,"Alpha 0,Eye 2"
Alpha 2,Video,Text-to-video,,Unreleased,2025-04,Acme,,,China,
"""
NOTABLE = """Model,Organization,Publication date,Domain,Task,Parameters,Notability criteria,\
Country (of organization),Model accessibility,Base model
Alpha 1,"""
ALL = "Model,Domain,Task,Organization,Publication date,Foundation model,Country (of organization)\n"


def test_epoch_large_scale() -> None:
    rows = read_in("epoch-large-scale", LARGE)
    assert of(LabRecord, rows) == [LabRecord(2, "Acme", country="CN"), LabRecord(2, "Beta Lab", country="CN")]
    first, second = of(ModelRecord, rows)
    assert first == ModelRecord(
        2,
        "Alpha 1",
        "Acme",
        ("Beta Lab",),
        released=Dated(date(2025, 3, 4)),
        openness="open-weights-restricted",
        parameters=671_000_000_000,
        inputs=("image", "text"),
        outputs=("text",),
        bases=(("basedOn", "Alpha 0"), ("basedOn", "Eye 2")),
    )
    # A row begins on the line after the last one of the row before, whatever is in its cells.
    assert (second.line, second.name) == (5, "Alpha 2")
    # What is not released was announced.
    assert (second.released, second.announced) == (None, Dated(date(2025, 4, 1), "month"))
    assert (second.inputs, second.outputs, second.openness) == (("text",), ("video",), "unreleased")


def test_epoch_notable_and_all_systems_lack_columns() -> None:
    row = 'Old Net,"Lab of A, Inc",1958-07-07,Vision,Image classification,1000.0,Historical,Canada,,'
    rows = read_in("epoch-notable", NOTABLE.replace("Alpha 1,", row))
    (model,) = of(ModelRecord, rows)
    assert (model.lab, model.contributors, model.parameters) == ("Lab of A", ("Inc",), 1000)
    row = 'Old Net,Vision,"Chat","""Lab of A, Inc""",1958-07-07,,Canada\n'
    rows = read_in("epoch-all-systems", ALL + row)
    assert of(LabRecord, rows) == [LabRecord(2, "Lab of A, Inc", country="CA")]
    (model,) = of(ModelRecord, rows)
    assert (model.openness, model.parameters, model.bases) == (None, None, ())


def test_epoch_in_its_older_layout() -> None:
    text = "System,Domain,Organization,Country (from Organization),Publication date,Notability criteria\n"
    rows = read_in("epoch-notable", text + 'Theseus,Robotics,"Acme,Acme",France,1950-07-02,Historical\n')
    assert rows == [
        LabRecord(2, "Acme", country="FR"),
        ModelRecord(2, "Theseus", "Acme", released=Dated(date(1950, 7, 2))),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_dress(ending: str, mark: bytes, delimiter: str) -> None:
    lines = (ALL + 'A;B,Vision,"Chat",Acme,2024-01-02,,Canada\n').splitlines()
    text = ending.join(line.replace(";", "/").replace(",", delimiter) for line in lines) + ending
    (model,) = of(ModelRecord, read_in("epoch-all-systems", mark + text.encode()))
    assert (model.name, model.released, model.line) == ("A/B", Dated(date(2024, 1, 2)), 2)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Vision,Chat,Acme,2024-01-02,,Canada", "the model is missing"),
        ("…,Vision,Chat,Acme,2024-01-02,,Canada", "the model “…” is no name"),
        ("A,Vision,Chat,Acme,1970-01-01,,Canada", "the publication date “1970-01-01” is a placeholder"),
        ("A,Vision,Chat,Acme,2024-02-30,,Canada", "the publication date “2024-02-30” does not exist"),
        ("A,Vision,Chat,Acme,2031-01-01,,Canada", "the date “2031-01-01” lies in the future"),
        ("A,Vision,Chat,Acme,٢٠٢٤-٠١-٠٢,,Canada", "the publication date “٢٠٢٤-٠١-٠٢” is not written"),
        ("A,Vision,Chat,Acme", "has 4 cells where the header has 7"),
        ("A,Vision,Chat,Acme,2024-01-02,,Canada,,", "has 9 cells where the header has 7"),
        ("A\x1b[2J,Vision,Chat,Acme,2024-01-02,,Canada", "control character U+001B"),
    ],
)
def test_bad_rows_are_told_and_the_next_is_read(row: str, reason: str) -> None:
    good = "B,Vision,Chat,Acme,2024-01-02,,Canada"
    rows = read_in("epoch-all-systems", f"{ALL}{row}\n{good}\n", latest=date(2030, 1, 1))
    ((line, told),) = bad(rows)
    assert line == 2 and reason in told
    assert [(model.line, model.name) for model in of(ModelRecord, rows)] == [(3, "B")]
    assert of(LabRecord, rows) == [LabRecord(3, "Acme", country="CA")]


@pytest.mark.parametrize("number", ["1_000", "NaN", "inf", "-1", "٦٧", "7 B params"])
def test_bad_counts(number: str) -> None:
    text = LARGE.replace("671000000000.0", number)
    assert [line for line, _ in bad(read_in("epoch-large-scale", text))] == [2]


def test_a_quote_that_is_not_closed() -> None:
    rows = read_in("epoch-all-systems", ALL + '"A,Vision\n' + "B,Vision,Chat,Acme,2024-01-02,,Canada\n" * 3)
    ((line, reason),) = bad(rows)
    assert line == 2 and "perhaps a quote is not closed" in reason


def test_the_wrong_file_is_refused() -> None:
    for source in IMPORTERS:
        for data in (b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b'{"a": 1}\n', b"[1, 2]", b"a: 1\n", b"\n \n"):
            try:
                rows = read_in(source, data)
            except DataError as error:
                assert "file_2026-07.x" in str(error)  # noqa: PT017
            else:
                assert not of(ModelRecord, rows) and (of(BadRow, rows) or not data.strip()), (source, data)


ECI = """model_version,model_name,normalized_model,normalized_org,eci_score,release_date,organization,\
country,display_name
o9-2025-04-16_high,o9,o9,openai,147.536578847891,2025-04-16,OpenAI,United States of America,o9 (high)
chutes/Lion-32B,Lion,lion,x,,,"Acme,Beta","China,Canada",
gpt-9_none,GPT-9,gpt-9,openai,12,2025-01-02,OpenAI,United States of America,
bad,Bad,bad,x,1_0,2025-01-02,OpenAI,United States of America,
"""


def test_epoch_capabilities_index() -> None:
    rows = read_in("epoch-capabilities-index", ECI, "eci_2025-12.csv")
    (version,) = of(BenchmarkRecord, rows)
    assert version.key == "epoch-capabilities-index-2025-12"
    first, second = of(ScoreRecord, rows)
    assert first == ScoreRecord(
        2,
        "o9-2025-04-16",
        version.key,
        Decimal("147.536578847891"),
        "OpenAI",
        reasoning=True,
        effort="high",
        reporter="independent",
    )
    assert (second.model, second.reasoning, second.effort) == ("gpt-9", False, None)
    models = of(ModelRecord, rows)
    assert [(m.name, m.lab, m.reasoning) for m in models] == [
        ("o9-2025-04-16", "OpenAI", True),
        ("Lion-32B", "Acme", None),  # who ran it says nothing of who made it
        ("gpt-9", "OpenAI", None),
    ]
    assert [(lab.name, lab.country) for lab in of(LabRecord, rows)] == [
        ("OpenAI", "US"),
        ("Acme", None),
        ("Beta", None),
    ]
    assert [line for line, _ in bad(rows)] == [5]
    with pytest.raises(DataError, match="does not tell the month"):
        read_in("epoch-capabilities-index", ECI, "eci.csv")


def aa(*models: dict[str, object], status: int = 200) -> str:
    return json.dumps({"status": status, "prompt_options": {}, "data": models})


def llm(
    name: str = "Alpha (high)", released: str | None = "2026-06-01", **scores: object
) -> dict[str, object]:
    creator = {"id": "1", "name": "Acme", "slug": "acme"}
    return {
        "name": name,
        "slug": "x",
        "release_date": released,
        "model_creator": creator,
        "evaluations": scores,
    }


INDEX = "artificial_analysis_intelligence_index"


def test_artificial_analysis_llms() -> None:
    rows = read_in(
        "artificial-analysis",
        aa(
            llm(**{INDEX: 50.5, "gpqa": 0.922, "lcr": 0, "hle": None, "a_new_one": 0.5}),
            llm("Alpha (Non-reasoning)", None, **{INDEX: 0}),
        ),
        "llms_2026-07-10.json",
    )
    assert of(ScoreRecord, rows) == [
        ScoreRecord(1, "Alpha", key, value, "Acme", None, True, "high", reporter="independent")
        for key, value in [
            ("aa-intelligence-index-v4", Decimal("50.5")),
            ("gpqa-artificial-analysis", Decimal("92.2")),
        ]
    ]
    assert of(LabRecord, rows) == [LabRecord(1, "Acme")]
    assert [(m.line, m.name, m.aliases, m.host_ids, m.reasoning) for m in of(ModelRecord, rows)] == [
        (1, "Alpha", (), (), True),
        (2, "Alpha", (), (), None),
    ]
    assert of(Skipped, rows) == [Skipped(0, "an evaluation that is not known here", "a_new_one")]
    gpqa = next(b for b in of(BenchmarkRecord, rows) if b.key.startswith("gpqa"))
    assert (gpqa.benchmark, gpqa.unit, gpqa.minimum, gpqa.maximum) == ("GPQA Diamond", "percent", 0, 100)


@pytest.mark.parametrize(
    ("name", "released", "scores", "version"),
    [
        ("llms_2026-07-10.json", "2026-07-09", {"ifbench": 0.5}, "v4"),
        ("llms_2025-10.json", "2025-09-29", {"ifbench": 0.5}, "v3"),
        ("llms_2025-06-01.json", "2025-05-28", {"aime": 0.5}, "v2"),
        ("llms.json", "2026-07-09", {"ifbench": 0.5}, "v4"),  # the newest release dates it
    ],
)
def test_the_index_has_the_version_of_its_day(
    name: str, released: str, scores: dict[str, object], version: str
) -> None:
    rows = read_in("artificial-analysis", aa(llm(released=released, **{INDEX: 20.1}, **scores)), name)
    index = next(s for s in of(ScoreRecord, rows) if "intelligence-index" in s.benchmark)
    assert index.benchmark == f"aa-intelligence-index-{version}"


def test_versions_of_the_index_are_those_of_the_graph() -> None:
    from aikg.importers.artificial_analysis import VERSIONS

    dates: dict[str, str] = {}
    for triple in read(root() / "data" / "benchmarks.ttl"):
        subject, predicate = str(triple.subject), str(triple.predicate)
        if "/aa-intelligence-index-v" in subject and predicate.endswith("#released>"):
            dates[subject.rpartition("-")[2].rstrip(">")] = str(triple.object)[1:11]
    assert dates == {version: str(since) for since, version in VERSIONS if version != "v1"}


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (
            aa(llm(released="2026-07-09", **{INDEX: 20})),
            "llms_2025-05-28.json",
            "yet holds models of 2026-07-09",
        ),
        (aa(llm(released="2025-05-01", ifbench=0.5)), "llms_2025-05-28.json", "evaluations of a later year"),
        (aa(llm(released=None, **{INDEX: 20})), "llms.json", "does not tell the day"),
        (aa(status=429), "llms.json", "status “429”"),
        (json.dumps({"status": 401, "error": "Invalid API key"}), "llms.json", "“401”: “Invalid API key”"),
        (json.dumps({"status": 200, "data": {}}), "llms.json", "no list"),
        ("<html>", "llms.json", "is not JSON"),
        ("[" * 100_000, "llms.json", "nested too deeply"),
    ],
)
def test_answers_that_are_refused(text: str, name: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read_in("artificial-analysis", text, name)


def test_bad_rows_of_an_answer() -> None:
    models = [
        llm("", **{INDEX: 5}),
        llm("A", "1970-01-01"),
        llm("B", **{INDEX: 101}),
        llm("C", gpqa=1.5),
        llm("D", gpqa="0.5x"),
        llm("E", **{INDEX: float("nan")}),
        {"name": "F", "evaluations": []},
        {"name": ["G"]},
        llm("H", gpqa=0.5),
    ]
    rows = read_in("artificial-analysis", aa(*models), "llms_2026-07-10.json")
    assert [line for line, _ in bad(rows)] == list(range(1, 9))
    assert [m.name for m in of(ModelRecord, rows)] == ["H"]
    assert of(LabRecord, rows) == [LabRecord(9, "Acme")]  # told where it is first kept


def rated(name: str, elo: object, ci95: object = "-10/+12", votes: object = 300) -> dict[str, object]:
    creator = {"id": "1", "name": "Acme"}
    return {
        "name": name,
        "model_creator": creator,
        "elo": elo,
        "ci95": ci95,
        "appearances": votes,
        "release_date": "2026-01-02",
    }


def test_artificial_analysis_arenas() -> None:
    rows = read_in(
        "artificial-analysis-text-to-image",
        aa(rated("Image 2 (high)", 1334.5), rated("Image 1", None, None, 0), rated("Image 0", 0)),
        "media_text_to_image_2026-05-01.json",
    )
    (version,) = of(BenchmarkRecord, rows)
    assert (version.key, version.arena, version.modality) == ("aa-text-to-image-arena-2026", True, "image")
    (score,) = of(ScoreRecord, rows)
    assert (score.value, score.lower, score.upper) == (
        Decimal("1334.5"),
        Decimal("1324.5"),
        Decimal("1346.5"),
    )
    assert (score.model, score.effort, score.reasoning, score.votes) == ("Image 2", "high", None, 300)
    assert score.as_of == Dated(date(2026, 5, 1))
    assert [m.outputs for m in of(ModelRecord, rows)] == [("image",)] * 3


@pytest.mark.parametrize("kind", ["image-editing", "text-to-speech", "text-to-video", "image-to-video"])
def test_arenas_never_meet(kind: str) -> None:
    source = f"artificial-analysis-{kind}"
    rows = read_in(source, aa(rated("A", 1000)), f"media_{kind.replace('-', '_')}_2026-05-01.json")
    assert [s.benchmark for s in of(ScoreRecord, rows)] == [f"aa-{kind}-arena-2026"]
    with pytest.raises(DataError, match="text-to-image arena by its name"):
        read_in(source, aa(rated("A", 1000)), "media_text_to_image_2026-05-01.json")
    with pytest.raises(DataError, match="holds language models"):
        read_in(source, aa(llm()), "x_2026-05-01.json")


@pytest.mark.parametrize("row", [rated("A", 9999), rated("A", 1000, "±10"), rated("A", 1000, votes=-1)])
def test_bad_ratings(row: dict[str, object]) -> None:
    rows = read_in("artificial-analysis-text-to-video", aa(row), "x_2026-05-01.json")
    assert [line for line, _ in bad(rows)] == [1] and not of(ScoreRecord, rows)


ARENA = """rank,rank_stylectrl,model,arena_score,95_pct_ci,votes,organization,license,knowledge_cutoff,url
1,1,Alpha-Pro-05-06,1446,+7/-6,9503,Acme,Proprietary,Unknown,http://x
2,1,Claude 3.7 Sonnet (thinking-32k),1300,+5/-6,13133,Anthropic,MIT,2024/10,http://x
3,1,C,1_300,+5/-6,13133,Anthropic,Proprietary,,
4,1,D,,+5/-6,1,Anthropic,Proprietary,,
"""


def test_lmarena() -> None:
    rows = read_in("lmarena", ARENA, "lmsys_text_2025-06-03.csv")
    first, second = of(ScoreRecord, rows)
    assert first == ScoreRecord(
        2,
        "Alpha-Pro-05-06",
        "lmarena-text",
        Decimal(1446),
        "Acme",
        Dated(date(2025, 6, 3)),
        None,
        None,
        Decimal(1440),
        Decimal(1453),
        9503,
        "independent",
    )
    assert (second.model, second.reasoning, second.effort) == ("Claude 3.7 Sonnet", True, "32K")
    assert [(m.openness, m.license) for m in of(ModelRecord, rows)] == [
        ("closed", "Proprietary"),
        (None, "MIT"),
    ]
    assert [line for line, _ in bad(rows)] == [4, 5]
    with pytest.raises(DataError, match="another arena"):
        read_in("lmarena", ARENA, "lmsys_vision_2025-06-03.csv")


def lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


OCTOBER = Dated(date(2025, 10, 1), "month")


def test_llm_stats() -> None:
    model = {
        "model_id": "alpha-1",
        "name": "Alpha 1",
        "organization_id": "acme",
        "release_date": "2024-05-08",
    }
    link = "https://huggingface.co/acme/Alpha-1"
    rows = read_in(
        "llm-stats",
        lines(
            model
            | {"announcement_date": "2024-05", "license_id": "mit", "multimodal": False, "param_count": 7e9}
            | {"source_weights_link": link + "/tree/main", "fine_tuned_from_model_id": "alpha-0"},
            model | {"model_id": "alpha-1-zero", "name": "Alpha 1 Zero", "source_weights_link": link},
            model | {"model_id": "beta", "name": "Beta", "license_id": "proprietary", "multimodal": True},
            model | {"model_id": "", "name": "C"},
            model | {"model_id": "d", "name": "D", "param_count": "many"},
        ),
        "models.jsonl",
    )
    first, zero, beta = of(ModelRecord, rows)
    assert first == ModelRecord(
        1,
        "Alpha 1",
        "acme",
        aliases=("alpha-1",),
        host_ids=("acme/Alpha-1",),
        released=Dated(date(2024, 5, 8)),
        announced=Dated(date(2024, 5, 1), "month"),
        openness="open",
        license="mit",
        parameters=7_000_000_000,
        inputs=("text",),
        outputs=("text",),
        bases=(("fineTunedFrom", "alpha-0"),),
    )
    assert zero.host_ids == ()  # it links to the weights of the other
    assert (beta.openness, beta.inputs, beta.outputs) == ("closed", (), ())
    assert [line for line, _ in bad(rows)] == [4, 5]


def test_llm_stats_other_files() -> None:
    organisation = {"organization_id": "qwen", "name": "Alibaba Cloud / Qwen Team", "website": "https://x.cn"}
    rows = read_in("llm-stats", lines(organisation | {"country": "CN"}), "organizations.jsonl")
    assert rows == [LabRecord(1, "Alibaba Cloud", ("Qwen Team", "qwen"), "CN", "https://x.cn")]
    licence = {"license_id": "mit", "name": "MIT", "allow_commercial": True}
    rows = read_in("llm-stats", lines(licence, licence | {"license_id": "unknown"}), "licenses.jsonl")
    assert rows[0] == LicenseRecord(1, "mit", "MIT", True) and isinstance(rows[1], Skipped)
    benchmark = {"benchmark_id": "humaneval+", "name": "HumanEval+", "max_score": 1.0}
    (made,) = read_in("llm-stats", lines(benchmark), "benchmarks.jsonl", issued=OCTOBER)
    assert isinstance(made, BenchmarkRecord)
    assert (made.key, made.version) == ("humaneval-plus-sign-llm-stats-2025-10", "llm-stats-2025-10")
    with pytest.raises(DataError, match="does not tell the month"):
        read_in("llm-stats", lines(benchmark), "benchmarks.jsonl")


def test_a_row_that_says_nothing_new_is_told() -> None:
    row = {"organization_id": "acme", "name": "Acme", "website": None, "country": "CN"}
    rows = read_in("llm-stats", lines(row, row, row | {"country": "CA"}, row), "organizations.jsonl")
    assert [type(row) for row in rows] == [LabRecord, Skipped, LabRecord, Skipped]
    assert [row.line for row in rows] == [1, 2, 3, 4]


def test_llm_stats_scores() -> None:
    score = {"model_benchmark_id": 1, "benchmark_id": "gpqa", "model_id": "alpha-1", "benchmark_name": "GPQA"}
    rows = read_in(
        "llm-stats",
        lines(
            score | {"score": 0.369, "normalized_score": 0.369, "is_self_reported": True},
            score | {"score": 2134, "normalized_score": 0.2134, "is_self_reported": False},
            score | {"score": 50, "normalized_score": 50},
            score | {"score": None, "normalized_score": None},
            [1, 2],
        )
        + "{broken\n",
        "scores.jsonl",
        issued=OCTOBER,
    )
    assert [(s.value, s.benchmark, s.reporter) for s in of(ScoreRecord, rows)] == [
        (Decimal("36.9"), "gpqa-llm-stats-2025-10", "developer"),
        (Decimal("21.34"), "gpqa-llm-stats-2025-10", "not-stated"),
    ]
    assert len(of(BenchmarkRecord, rows)) == 1
    assert [line for line, _ in bad(rows)] == [3, 4, 5, 6]
    updated = lines({"updated_at": "2025-10-02T21:51:16.835+00:00"}, {"updated_at": "x"}).encode()
    assert issued_of("llm-stats", updated, name="a.jsonl") == Dated(date(2025, 10, 2))
    assert issued_of("llm-stats", updated, name="a_2025-09.jsonl") == Dated(date(2025, 9, 1), "month")


DEV: dict[str, object] = {
    "id": "acme/alpha-1",
    "name": "Alpha 1",
    "release_date": "2025-07",
    "last_updated": "2025-09-03",
    "reasoning": True,
    "open_weights": True,
    "limit": {"context": 1000000, "output": 5},
    "modalities": {"input": ["text", "pdf", "image"], "output": ["text"]},
    "weights": [{"label": "HF", "url": "https://huggingface.co/Acme/Alpha-1"}],
    "benchmarks": [
        {"name": "Terminal-Bench", "score": 70.2, "harness": "Agent", "variant": "max", "version": "2.1"},
        {"name": "Terminal-Bench", "score": 60, "version": "2.1", "date": "2026-05-28"},
    ],
}


def test_models_dev() -> None:
    rows = read_in(
        "models-dev",
        lines(
            DEV,
            DEV | {"id": "acme/alpha-latest", "name": "Alpha (latest)"},
            DEV | {"id": "deepseek/deepseek-chat", "name": "DeepSeek Chat"},
            DEV | {"id": "a/b", "modalities": {"input": ["smell"], "output": []}},
            DEV | {"id": "a/c", "limit": []},
            DEV | {"id": "a/d", "benchmarks": [{"name": "X", "score": 101}]},
        ),
    )
    (model,) = of(ModelRecord, rows)
    assert model == ModelRecord(
        1,
        "Alpha 1",
        "acme",
        host_ids=("acme/alpha-1", "Acme/Alpha-1"),
        released=Dated(date(2025, 7, 1), "month"),
        openness="open",
        context_length=1_000_000,
        inputs=("image", "text"),
        outputs=("text",),
        reasoning=True,
    )
    # Another harness is another version of the benchmark.
    assert [(s.benchmark, s.value, s.effort, s.as_of) for s in of(ScoreRecord, rows)] == [
        ("terminal-bench-2.1-agent-models-dev-2026-07", Decimal("70.2"), "max", None),
        ("terminal-bench-2.1-models-dev-2026-07", Decimal(60), None, Dated(date(2026, 5, 28))),
    ]
    assert len(of(BenchmarkRecord, rows)) == 2
    assert [row.line for row in of(Skipped, rows)] == [2, 3]
    assert [line for line, _ in bad(rows)] == [4, 5, 6]


def test_models_dev_catalogue() -> None:
    alpha = {k: v for k, v in DEV.items() if k not in ("benchmarks", "weights")} | {"id": "gpt-9"}
    catalogue = {
        "openai": {"id": "openai", "models": {"gpt-9": alpha}},
        "shop": {"id": "shop", "models": {"openai/gpt-9": alpha, "x": 5}},
    }
    data = json.dumps(catalogue, indent=1).encode()
    rows = read_in("models-dev", data)
    (model,) = of(ModelRecord, rows)
    assert (model.line, model.lab, model.host_ids) == (1, "openai", ("openai/gpt-9",))
    assert of(Skipped, rows) == [Skipped(2, "offered by a reseller", "shop: gpt-9")]
    assert bad(rows) == [(3, "is not a JSON object")]
    assert issued_of("models-dev", data, name="data.json") == Dated(date(2025, 9, 3))


HELM = """# a comment
models:
  # Acme
  - name: acme/alpha-1-low
    display_name: Alpha 1 (2025-04-16, low reasoning effort)
    description: >
      Many words, "quoted": and so on.
    creator_organization_name: Acme
    access: limited
    num_parameters: 7000000000
    release_date: 2025-04-16
    tags: [TEXT_MODEL_TAG, VISION_LANGUAGE_MODEL_TAG]
  - name: acme/alpha-0
    display_name: Alpha 0
    creator_organization_name: Acme
    access: open
    num_parameters: null
    release: '2024-01-02'
    tags: []
  - name: acme/bad
    display_name: Bad
    access: open
    release_date: 2024-6-5
    tags: []
  - name: acme/worse
    name: acme/twice
  - just text
  - [a, list]
  - name: {deep: {deeper: {deepest: [x]}}}
  - name: simple/model1
    tags: [ABLATION_MODEL_TAG]
  - name: acme/last
    access: closed
"""


def test_helm() -> None:
    pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    rows = read_in("helm", HELM, "models.yaml")
    first, second, last = of(ModelRecord, rows)
    assert first == ModelRecord(
        4,
        "Alpha 1 (2025-04-16)",
        "Acme",
        released=Dated(date(2025, 4, 16)),
        openness="api-access",
        parameters=7_000_000_000,
        inputs=("image", "text"),
        outputs=("text",),
        reasoning=True,
    )
    assert (second.name, second.host_ids, second.parameters) == ("Alpha 0", ("acme/alpha-0",), None)
    assert (second.released, second.openness) == (Dated(date(2024, 1, 2)), "open")
    assert (last.name, last.openness) == ("acme/last", "unreleased")
    assert [line for line, _ in bad(rows)] == [20, 25, 27, 28, 29]
    assert [row.line for row in of(Skipped, rows)] == [30]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nmodels: [*x]\n", "anchor"),
        ("models:\n - &x {name: a}\n - *x\n", "anchor"),
        ("models: {a: 1}\n", "no list"),
        ("models:\n  - name: [a\n", "is not YAML"),
        ("other: []\n", "no list"),
        ("models: [" + "[" * 50_000, "is not YAML"),
    ],
)
def test_yaml_that_is_refused(text: str, reason: str) -> None:
    pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    with pytest.raises(DataError, match=reason):
        read_in("helm", text, "models.yaml")


def test_yaml_of_another_shape() -> None:
    pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    text = "title: models\nnotes: [models, {models: []}]\nmodels:\n  - [[[[[[x]]]]]]\n  - name: a/b\n"
    rows = read_in("helm", text, "models.yaml")
    assert bad(rows) == [(4, "is nested too deeply")]
    assert [model.name for model in of(ModelRecord, rows)] == ["a/b"]


def test_without_yaml_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(MissingExtra, match=r"pip install 'aikg\[yaml\]'"):
        read_in("helm", HELM, "models.yaml")


def test_a_yaml_tag_makes_nothing() -> None:
    pytest.importorskip("yaml", reason="HELM's list is YAML; install aikg[yaml]")
    rows = read_in("helm", "models: !!python/object/apply:os.getcwd []\n", "models.yaml")
    assert rows == []
    rows = read_in("helm", "models:\n  - !!python/name:os.system x\n", "models.yaml")
    assert bad(rows) == [(2, "is no entry with keys")]


BOARD = (
    "id,model_name,model_type,model_weight_type,model_average_score,"
    + ",".join(f"evaluations_{k}_normalized_score" for k in "ifeval bbh math gpqa musr mmlu_pro".split())
    + ",features_is_flagged,metadata_upload_date,metadata_submission_date,metadata_base_model,"
    + "metadata_hub_license,metadata_params_billions\n"
)


def board(name: str, kind: str, base: str, weight: str = "Original", **change: str) -> str:
    cells = ["x", name, kind, weight, "20.5", "1", "2", "3", "4", "5", change.get("last", "6")]
    cells += [change.get("flag", "FALSE"), change.get("upload", "2024-04-13"), "2024-08-05", base]
    return ",".join([*cells, change.get("license", "apache-2.0"), change.get("size", "7.242")]) + "\n"


def test_open_llm_leaderboard() -> None:
    tuned, merged = "fine-tunedondomain-specificdatasets", "basemergesandmoerges"
    rows = read_in(
        "open-llm-leaderboard",
        BOARD
        + board("a/tuned", tuned, "b/base")
        + board("a/merged", merged, "b/base", size="-1.0")
        + board("a/self", merged, "a/self (Merge)", license="other")
        + board("a/gone", tuned, "Removed", upload="")
        + board("a/of-merge", tuned, "a/self (Merge)")
        + board("a/adapter", tuned, "b/base", "Adapter")
        + board("b/base", "pretrained", "b/base", size="0.0")
        + board("a/flagged", tuned, "b/base", flag="TRUE")
        + board("a/bad", tuned, "b/base", last="100.5"),
        "board_2025-06-09.csv",
    )
    models = {m.name: m for m in of(ModelRecord, rows)}
    assert {name: m.bases for name, m in models.items()} == {
        "a/tuned": (("fineTunedFrom", "b/base"),),
        "a/merged": (("mergedFrom", "b/base"),),
        "a/self": (),
        "a/gone": (),
        "a/of-merge": (("fineTunedFrom", "a/self"),),
        "a/adapter": (("adapterOf", "b/base"),),
        "b/base": (),
    }
    tuned_model = models["a/tuned"]
    assert (tuned_model.lab, tuned_model.parameters, tuned_model.license) == (
        "a",
        7_242_000_000,
        "apache-2.0",
    )
    assert tuned_model.released == Dated(date(2024, 4, 13)) and models["a/gone"].released is None
    assert [models[n].parameters for n in ("a/merged", "b/base")] == [None, None]
    assert models["a/self"].license is None
    assert [row.line for row in of(Skipped, rows)] == [9] and [line for line, _ in bad(rows)] == [10]
    scores = [s for s in of(ScoreRecord, rows) if s.model == "a/tuned"]
    assert len(scores) == 7 and {s.as_of for s in scores} == {Dated(date(2024, 8, 5))}
    assert {s.benchmark for s in scores} == {b.key for b in of(BenchmarkRecord, rows)}


HUB = lines(
    {
        "id": "a/tuned",
        "base_model": "b/base",
        "base_model_relation": "finetune",
        "license": "mit",
        "downloads": 5,
    },
    {"id": "a/merge", "base_model": ["b/one", "b/two", "b/one"], "base_model_relation": "merge"},
    {
        "id": "a/gguf",
        "base_model": "b/base",
        "base_model_relation": "quantized",
        "createdAt": "2025-01-02T03:04:05Z",
    },
    {"id": "a/lora", "base_model": "b/base", "base_model_relation": "adapter", "license": ["mit"]},
    {"id": "gpt2", "createdAt": "2022-03-02T23:29:04.000Z", "license": "unknown"},
    {"id": "a/own", "base_model": ["a/own"], "base_model_relation": None},
    {"id": "a/untold", "base_model": "b/base"},
    {"id": "a/odd", "base_model": "b/base", "base_model_relation": "cousin"},
    {"id": "a/odd", "base_model": {"b": 1}},
    {"id": "a/odd", "downloads": -1},
    {"id": "a/odd", "createdAt": "yesterday"},
    {"id": None},
)


def test_hub_listing() -> None:
    rows = read_in("hugging-face", HUB)
    models = {m.name: m for m in of(ModelRecord, rows)}
    assert {name: m.bases for name, m in models.items()} == {
        "a/tuned": (("fineTunedFrom", "b/base"),),
        "a/merge": (("mergedFrom", "b/one"), ("mergedFrom", "b/two")),
        "a/gguf": (("quantizedFrom", "b/base"),),
        "a/lora": (("adapterOf", "b/base"),),
        "gpt2": (),
        "a/own": (),
        "a/untold": (("basedOn", "b/base"),),
    }
    assert models["a/gguf"].released == Dated(date(2025, 1, 2))
    assert (models["gpt2"].released, models["gpt2"].license, models["gpt2"].lab) == (None, None, None)
    assert models["a/lora"].license == "mit"
    assert [line for line, _ in bad(rows)] == [8, 9, 10, 11, 12]


def test_a_listing_line_by_line() -> None:
    """The same rows, and no more of the file is read than is asked for."""
    whole = read_in("hugging-face", HUB, latest=date(2026, 1, 1))
    asked = count()

    def source() -> object:
        for line in HUB.encode().splitlines(keepends=True):
            next(asked)
            yield line

    rows = records_by_line("hugging-face", source(), latest=date(2026, 1, 1))  # type: ignore[arg-type]
    assert next(rows) == whole[0]
    assert next(asked) <= 2
    assert [whole[0], *rows] == whole
    later = list(records_by_line("hugging-face", iter(HUB.encode().splitlines()), first=1001))
    assert [row.line for row in later] == [row.line + 1000 for row in whole]
    with pytest.raises(UsageError, match="line by line"):
        records_by_line("helm", iter(()))


def test_deep_and_endless_json() -> None:
    hostile = (
        b'{"id":' * 50_000
        + b"\n"
        + b"[" * 100_000
        + b"\n"
        + b'{"id":"a/b","downloads":1e99999999999999999999}'
    )
    hostile += (
        b'\n{"id":"a/b","downloads":'
        + b"9" * 5000
        + b'}\n{"id":"a/\\ud800"}\n{"id":NaN}\n"x"\n{"id":"a/b"}\n'
    )
    rows = read_in("hugging-face", hostile)
    assert [line for line, _ in bad(rows)] == list(range(1, 8))
    assert [m.line for m in of(ModelRecord, rows)] == [8]
    assert all(len(row.text) <= 400 for row in of(BadRow, rows))


@settings(deadline=None)
@given(
    st.sampled_from(sorted(IMPORTERS)),
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(
                        ["id", "name", "models", "data", "status", "elo", "evaluations", "model_id"]
                    ),
                    inner,
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_any_input_is_read_or_refused(source: str, data: bytes) -> None:
    """No other error than ours, whatever comes; and every line yields records or one refusal."""
    try:
        rows = read_in(source, data)
    except AikgError:
        return
    if source == "helm":
        return  # in YAML several entries may stand on one line
    by_line: dict[int, list[Row]] = {}
    for row in rows:
        by_line.setdefault(row.line, []).append(row)
    for line, group in by_line.items():
        if line and any(isinstance(row, BadRow | Skipped) for row in group):
            assert len(group) == 1


def test_the_table() -> None:
    """Every importer exists; its words are those of the ontology."""
    licences = {str(t.subject).rpartition("/")[2].rstrip(">") for t in read(root() / "data" / "licenses.ttl")}
    concepts = {
        str(t.subject).rpartition("/")[2].rstrip(">") for t in read(root() / "ontology" / "concepts.ttl")
    }
    terms = {str(t.subject).rpartition("#")[2].rstrip(">") for t in read(root() / "ontology" / "aikg.ttl")}
    assert {*OPENNESS, *MODALITIES, *REPORTERS} <= concepts
    assert set(BASES) <= terms
    for name, source in IMPORTERS.items():
        assert importer(name) is source
        header = header_of(name, JULY)
        assert (header.edition, header.issued) == ("2026-07", JULY)
        assert header.license is None or header.license in licences
        assert header.license is not None or not header.may_redistribute
        assert (source.fetch or "https://").startswith("https://")
        assert not source.key or source.fetch
    with pytest.raises(UsageError, match="There is no source nonsense"):
        importer("nonsense")
