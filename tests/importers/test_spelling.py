"""What a name says besides the model, and that no name is ever found inside another."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aikg.importers.spelling import LEVELS, Reading, Stamp, plain, readings
from aikg.names import normalise
from aikg.resources import root

FILES = root().parent / "shared" / "sources"


@pytest.mark.parametrize(
    ("name", "model", "reasoning", "effort"),
    [
        ("Qwen3 235B A22B (Reasoning)", "Qwen3 235B A22B", True, None),
        ("Qwen3 235B A22B (Non-reasoning)", "Qwen3 235B A22B", False, None),
        ("GPT-5.4 mini (Non-Reasoning)", "GPT-5.4 mini", False, None),
        ("o3 (high)", "o3", None, "high"),
        ("GPT-5 (minimal)", "GPT-5", None, "minimal"),
        ("gpt-5.1_xhigh", "gpt-5.1", None, "xhigh"),
        ("gpt-5.1_none", "gpt-5.1", False, None),
        ("claude-3-7-sonnet-20250219_16K", "claude-3-7-sonnet-20250219", True, "16K"),
        ("claude-3-7-sonnet-20250219-thinking", "claude-3-7-sonnet-20250219", True, None),
        ("claude-3-7-sonnet-20250219-thinking-32k", "claude-3-7-sonnet-20250219", True, "32K"),
        ("Claude 3.7 Sonnet (thinking-32k)", "Claude 3.7 Sonnet", True, "32K"),
        ("Claude Sonnet 4.5 (no thinking)", "Claude Sonnet 4.5", False, None),
        ("Claude Sonnet 4.5 (32k thinking)", "Claude Sonnet 4.5", True, "32K"),
        ("Claude Opus 4.6 (Adaptive Reasoning, Max Effort)", "Claude Opus 4.6", True, "max"),
        ("Claude Opus 4.7 (Non-reasoning, High Effort)", "Claude Opus 4.7", False, "high"),
        ("Claude 4 Opus (20250514, extended thinking)", "Claude 4 Opus (20250514)", True, None),
        ("o4-mini (2025-04-16, low reasoning effort)", "o4-mini (2025-04-16)", None, "low"),
        ("Gemini 2.5 Flash (thinking disabled)", "Gemini 2.5 Flash", False, None),
        ("Gemini 2.5 Flash (Sep '25) (Reasoning)", "Gemini 2.5 Flash (Sep '25)", True, None),
        ("Solar Pro 2 (Preview) (Non-reasoning)", "Solar Pro 2 (Preview)", False, None),
        ("DeepSeek V3.1 Non-Thinking", "DeepSeek V3.1", False, None),
        ("Claude Fable 5 (Max Effort, Opus 4.8 Fallback)", "Claude Fable 5 (Opus 4.8 Fallback)", None, "max"),
    ],
)
def test_configurations(name: str, model: str, reasoning: bool | None, effort: str | None) -> None:
    found = plain(name)
    assert (found.name, found.reasoning, found.effort) == (model, reasoning, effort)
    assert readings(name)[0] == found


@pytest.mark.parametrize(
    "name",
    [
        "Kimi K2 Thinking",
        "Phi-4-reasoning",
        "Phi-4-reasoning-plus",
        "Qwen3-235B-A22B-Thinking-2507",
        "Mistral Medium 3",
        "Mistral Medium",
        "Qwen3-Max",
        "GPT-5.1 Codex Max",
        "MedLM (Medium)",
        "Granite 20b code instruct (8K)",
        "Phi-3-medium-128k-instruct",
        "gpt-3.5-turbo-16k-0613",
        "Solar Pro 2 (Preview)",
        "GPT-4o (ChatGPT)",
        "o3-mini-high",
        "(Reasoning)",
        "_high",
        "x (high) (low)",
        "x (Reasoning) (Non-reasoning)",
        "Kling 2.6 Pro (January)",
    ],
)
def test_what_may_be_a_name_is_left_alone(name: str) -> None:
    assert plain(name) == Reading(name)


def test_an_ending_that_may_be_a_configuration_is_an_unsure_reading() -> None:
    literal, shorter = readings("o3-mini-high")
    assert literal == Reading("o3-mini-high")
    assert shorter == Reading("o3-mini", effort="high", sure=False)
    assert readings("Kimi K2 Thinking")[-1] == Reading("Kimi K2", reasoning=True, sure=False)
    assert [r.name for r in readings("Mistral Medium")] == ["Mistral Medium"]


@pytest.mark.parametrize(
    ("name", "rest", "stamp"),
    [
        ("o3-2025-04-16", "o3", Stamp(2025, 4, 16)),
        ("ChatGPT-4o-latest (2025-03-26)", "ChatGPT-4o-latest", Stamp(2025, 3, 26)),
        ("Claude Opus 4 (20250514)", "Claude Opus 4", Stamp(2025, 5, 14)),
        ("claude-opus-4-20250514", "claude-opus-4", Stamp(2025, 5, 14)),
        ("DeepSeek-R1-0528", "DeepSeek-R1", Stamp(None, 5, 28)),
        ("GPT-3.5 Turbo (0613)", "GPT-3.5 Turbo", Stamp(None, 6, 13)),
        ("Gemini-2.5-Pro-Preview-05-06", "Gemini-2.5-Pro-Preview", Stamp(None, 5, 6)),
        ("mistral-large-2407", "mistral-large", Stamp(2024, 7, None)),
        ("Mistral Large 2 (Jul '24)", "Mistral Large 2", Stamp(2024, 7, None)),
        ("Gemini 2.5 Pro Preview (May' 25)", "Gemini 2.5 Pro Preview", Stamp(2025, 5, None)),
        ("MiMo-V2-Flash (Feb 2026)", "MiMo-V2-Flash", Stamp(2026, 2, None)),
        ("Command R+ (08-2024)", "Command R+", Stamp(2024, 8, None)),
        ("Ministral 3 (14B 2512)", "Ministral 3 (14B)", Stamp(2025, 12, None)),
    ],
)
def test_dated_releases(name: str, rest: str, stamp: Stamp) -> None:
    found = readings(name)
    assert found[0] == Reading(name)
    assert Reading(rest, stamp=stamp) in found


@pytest.mark.parametrize(
    "name", ["Llama-3.1-405B", "Gemini-2.0-Flash-001", "Qwen2.5-72B", "GPT-4", "Yi-1.5-9B"]
)
def test_what_is_no_date_is_none(name: str) -> None:
    assert [reading.stamp for reading in readings(name)] == [None]


@pytest.mark.parametrize(
    ("stamp", "released", "precision", "fits"),
    [
        (Stamp(2025, 4, 16), date(2025, 4, 16), "day", True),
        (Stamp(2025, 11, 1), date(2025, 11, 24), "day", True),  # Claude Opus 4.5 bears the day of its weights
        (Stamp(2024, 8, 6), date(2024, 5, 13), "day", False),  # the GPT-4o of May is not that of August
        (Stamp(None, 9, 5), date(2025, 7, 11), "day", False),  # K2-0905 is not the K2 of July
        (Stamp(None, 7, 9), date(2025, 7, 9), "day", True),
        (Stamp(None, 12, 31), date(2025, 1, 3), "day", True),
        (Stamp(None, 5, 6), date(2025, 6, 5), "day", False),  # Gemini 2.5 Pro had a preview on both
        (Stamp(2024, 12, 17), date(2024, 12, 5), "day", False),  # a snapshot after the release is another
        (Stamp(2024, 7, None), date(2024, 7, 24), "day", True),
        (Stamp(2024, 7, None), date(2024, 8, 1), "day", False),
        (Stamp(2024, 7, 24), date(2024, 7, 1), "month", True),
        (Stamp(2024, 7, 24), date(2024, 1, 1), "year", False),
        (Stamp(None, 2, 29), date(2025, 3, 1), "day", False),
        (Stamp(None, 2, 29), date(2024, 3, 1), "day", True),
    ],
)
def test_which_release_a_date_means(stamp: Stamp, released: date, precision: str, fits: bool) -> None:
    assert stamp.fits(released, precision) is fits


def test_an_owner_is_kept_beside_the_name() -> None:
    found = readings("deepseek-ai/DeepSeek-R1-0528")
    assert [(r.name, r.owner) for r in found if r.stamp is None] == [
        ("deepseek-ai/DeepSeek-R1-0528", None),
        ("DeepSeek-R1-0528", "deepseek-ai"),
    ]
    assert all(r.owner for r in readings("someone/DeepSeek-R1") if normalise(r.name) == "deepseekr1")
    assert [r.owner for r in readings("a/b/c")] == [None]


def test_versions_with_hyphens() -> None:
    assert "claude-3.5-sonnet" in [r.name for r in readings("claude-3-5-sonnet-20241022")]
    assert "phi-1.5" in [r.name for r in readings("phi-1_5")]
    assert [r.name for r in readings("llama-3-8b")] == ["llama-3-8b"]


def test_names_in_two_scripts() -> None:
    assert {"ERNIE 4.5", "文心大模型4.5"} <= {r.name for r in readings("ERNIE 4.5 (文心大模型4.5)")}
    assert [r.name for r in readings("Nano Banana Pro (Gemini 3 Pro Image)")] == [
        "Nano Banana Pro (Gemini 3 Pro Image)"
    ]


STEMS = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}([ .-][A-Za-z][A-Za-z0-9]{0,8}){0,3}", fullmatch=True).filter(
    lambda text: plain(text) == Reading(text) and len(readings(text)) == 1
)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_readings(text: str) -> None:
    found = readings(text)
    assert found
    assert plain(found[0].name).name == found[0].name
    keys = [(r.key, r.owner, r.stamp) for r in found]
    assert len(set(keys)) == len(keys)
    assert [r.sure for r in found] == sorted((r.sure for r in found), reverse=True)


@settings(deadline=None)
@given(STEMS, st.sampled_from(LEVELS[1:]))
def test_effort_is_never_a_new_model(stem: str, level: str) -> None:
    for name in (f"{stem} ({level})", f"{stem}_{level}", f"{stem} (Reasoning, {level.title()} Effort)"):
        found = plain(name)
        assert (found.name, found.effort) == (stem, level)


@settings(deadline=None)
@given(STEMS, st.dates(date(2020, 1, 1), date(2029, 12, 31)), st.sampled_from(["", "_high", " (Reasoning)"]))
def test_a_dated_name_means_that_release(stem: str, day: date, ending: str) -> None:
    for written in (f"-{day.isoformat()}", f"-{day:%Y%m%d}", f" ({day.isoformat()})"):
        found = readings(stem + written + ending)
        assert found[0].name == stem + written
        undated = [r for r in found if r.stamp is not None]
        assert normalise(stem) in [r.key for r in undated]
        assert all(r.stamp is not None and r.stamp.fits(day) for r in undated)


@settings(deadline=None)
@given(STEMS, STEMS)
def test_no_name_is_found_inside_another(one: str, other: str) -> None:
    """A name that only begins, ends or continues with another one has no reading of that one."""
    for name in (f"{one}{other}", f"{one} {other}"):
        if plain(name) == Reading(name):
            assert all(r.key == normalise(name) for r in readings(name) if r.sure and r.stamp is None)


def test_ant_is_not_in_anthropic() -> None:
    assert [r.key for r in readings("Anthropic")] == ["anthropic"]


@pytest.mark.skipif(not FILES.is_dir(), reason=f"the public source files are not at {FILES}")
def test_lab_names_are_their_own_only_reading() -> None:
    """All spellings of labs that the sources use are taken as they are."""
    variants = json.loads((FILES / "lab_name_variants.json").read_text("utf-8"))
    for spellings in variants.values():
        for spelling in spellings:
            assert [r.name for r in readings(spelling["name"])] == [spelling["name"]]


@pytest.mark.skipif(not FILES.is_dir(), reason=f"the public source files are not at {FILES}")
def test_the_reports_models_keep_their_releases_apart() -> None:
    """Two names of the crosswalk with one undated reading are told apart by their dates."""
    with (FILES / "seed_model_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        names = {row["source_name"] for row in csv.DictReader(file)}
    r1 = {name for name in names if any(r.key == "deepseekr1" and r.owner is None for r in readings(name))}
    assert {"DeepSeek-R1", "DeepSeek R1 (Jan '25)"} <= r1
    for name in r1:
        for reading in readings(name):
            if reading.key == "deepseekr1" and reading.stamp is not None:
                expected = "Jan" in name or "0120" in name
                assert reading.stamp.fits(date(2025, 1, 20)) is expected, name
