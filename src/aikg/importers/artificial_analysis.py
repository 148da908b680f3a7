"""Artificial Analysis, free API v2: language models with their evaluations, and five media arenas.

Null and 0 both mean that something was not measured. The index is re-based with each version, so the version
follows from the edition's date, and a file that holds models younger than its date is refused. Slugs are no
names: `deepseek-r1` is R1-0528 there. Ratings within a category (`include_categories`) are left out: another
pool of votes is another arena.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import DataError
from aikg.importers.cells import (
    Unreadable,
    count_of,
    date_of,
    interval_of,
    known,
    name_of,
    number_of,
    quoted,
    text_of,
)
from aikg.importers.editions import issued_in, month_of
from aikg.importers.records import BenchmarkRecord, Dated, LabRecord, ModelRecord, ScoreRecord, Skipped
from aikg.importers.spelling import plain
from aikg.importers.tables import document, member, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

VERSIONS: Final = (
    (date(2026, 1, 1), "v4"),
    (date(2025, 9, 1), "v3"),
    (date(2025, 2, 1), "v2"),
    (date(2024, 1, 1), "v1"),
)
"""From when on which version of the index is the current one, newest first. As in data/benchmarks.ttl."""

EARLY: Final = timedelta(days=31)
"""A model's release may be announced by so much; a file that knows a later one is younger than it says."""

INDEXES: Final = {
    "artificial_analysis_intelligence_index": ("aa-intelligence-index", "Intelligence Index"),
    "artificial_analysis_coding_index": ("aa-coding-index", "Coding Index"),
    "artificial_analysis_math_index": ("aa-math-index", "Math Index"),
}
"""Evaluations from 0 to 100 that are re-based with each version: key and name."""

EVALUATIONS: Final = {
    "aime": "AIME",
    "aime_25": "AIME 2025",
    "gpqa": "GPQA Diamond",
    "hle": "Humanity's Last Exam",
    "ifbench": "IFBench",
    "lcr": "AA-LCR",
    "livecodebench": "LiveCodeBench",
    "math_500": "MATH-500",
    "mmlu_pro": "MMLU-Pro",
    "scicode": "SciCode",
    "tau2": "τ²-Bench Telecom",
    "tau_banking": "τ³-Bench Banking",
    "terminalbench_hard": "Terminal-Bench Hard",
    "terminalbench_v2_1": "Terminal-Bench 2.1",
}
"""Evaluations from 0 to 1: the benchmark that each is a run of."""

NEWER_THAN_V2: Final = frozenset(
    ("ifbench", "lcr", "tau2", "tau_banking", "terminalbench_hard", "terminalbench_v2_1")
)
"""Evaluations that came with version 3 of the index or later."""

ARENAS: Final = {
    "text-to-image": ("Text to Image", "image"),
    "image-editing": ("Image Editing", "image"),
    "text-to-speech": ("Text to Speech", "speech"),
    "text-to-video": ("Text to Video", "video"),
    "image-to-video": ("Image to Video", "video"),
}
"""The media arenas: name, and what models make there."""


def llms(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Language models, labs, and a score for each index and evaluation that was measured.

    Scores of single evaluations are given in percent. Without a date in `issued` or the file's name, the
    newest release in the file dates the edition.
    """
    items = envelope(data, name)
    version = index_version(items, name, issued or issued_in(name))
    benchmarks = {
        field: BenchmarkRecord(
            0,
            f"{key}-{version}",
            f"Artificial Analysis {title} {version}",
            f"Artificial Analysis {title}",
            version,
            "index-points",
            minimum=Decimal(0),
            maximum=Decimal(100),
            decimals=0,
            modality="text",
        )
        for field, (key, title) in INDEXES.items()
    }
    benchmarks |= {
        field: BenchmarkRecord(
            0,
            f"{field.replace('_', '-')}-artificial-analysis",
            f"{title} (run by Artificial Analysis)",
            title,
            "artificial-analysis",
            "percent",
            minimum=Decimal(0),
            maximum=Decimal(100),
            modality="text",
        )
        for field, title in EVALUATIONS.items()
    }
    measured = {
        field
        for item in items
        if isinstance(item, dict) and isinstance(item.get("evaluations"), dict)
        for field, value in item["evaluations"].items()
        if value
    }
    for field in sorted(measured):
        if field in benchmarks:
            yield benchmarks[field]
        else:
            yield Skipped(0, "an evaluation that is not known here", text_of(field))

    def read(row: int, item: dict[str, Any]) -> Iterator[Row]:
        reading = plain(name_of(item.get("name"), "model"))
        lab = known(member(item.get("model_creator"), "creator").get("name"))
        released = date_of(item.get("release_date"), "release date")
        thinks = reading.reasoning if reading.reasoning is not None else True if reading.effort else None
        scores: list[ScoreRecord] = []
        for field, value in member(item.get("evaluations"), "evaluations").items():
            if field not in benchmarks:
                continue
            scale = 1 if field in INDEXES else 100
            number = number_of(value, f"score in {field}", 0, 100 // scale)
            if number:
                score = ScoreRecord(
                    row,
                    reading.name,
                    benchmarks[field].key,
                    number * scale,
                    lab,
                    reasoning=thinks,
                    effort=reading.effort,
                    reporter="independent",
                )
                scores.append(score)
        if lab:
            yield LabRecord(row, lab)
        yield ModelRecord(row, reading.name, lab, released=released, reasoning=thinks or None)
        yield from scores

    yield from understood(_rows(items), read)


def text_to_image(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Ratings of the text-to-image arena."""
    return arena("text-to-image", data, name, issued)


def image_editing(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Ratings of the image-editing arena."""
    return arena("image-editing", data, name, issued)


def text_to_speech(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Ratings of the text-to-speech arena."""
    return arena("text-to-speech", data, name, issued)


def text_to_video(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Ratings of the text-to-video arena."""
    return arena("text-to-video", data, name, issued)


def image_to_video(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Ratings of the image-to-video arena."""
    return arena("image-to-video", data, name, issued)


def arena(kind: str, data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    """Models, labs and ratings of a media arena; each year's pool of models is a version of its own.

    DataError where the file's name is that of another arena, because nothing in the file tells.
    """
    spelt = name.replace("\\", "/").rpartition("/")[2].replace("_", "-").lower()
    others = [other for other in ARENAS if other != kind and other in spelt]
    if others and kind not in spelt:
        raise DataError(f"is of the {others[0]} arena by its name, not of {kind}", name)
    items = envelope(data, name)
    if any(isinstance(item, dict) and "evaluations" in item for item in items):
        raise DataError("holds language models, not an arena", name)
    as_of = issued or issued_in(name)
    year = month_of(as_of, name)[:4]
    title, makes = ARENAS[kind]
    key = f"aa-{kind}-arena-{year}"
    yield BenchmarkRecord(
        0,
        key,
        f"Artificial Analysis {title} Arena ({year})",
        f"Artificial Analysis {title} Arena",
        year,
        "elo-points",
        decimals=0,
        arena=True,
        modality=makes,
    )

    def read(row: int, item: dict[str, Any]) -> Iterator[Row]:
        reading = plain(name_of(item.get("name"), "model"))
        lab = known(member(item.get("model_creator"), "creator").get("name"))
        released = date_of(item.get("release_date"), "release date")
        rating = number_of(item.get("elo"), "rating", 0, 5000)
        votes = count_of(item.get("appearances"), "number of votes")
        lower, upper = interval_of(item.get("ci95"), rating) if rating else (None, None)
        if lab:
            yield LabRecord(row, lab)
        yield ModelRecord(row, reading.name, lab, released=released, outputs=(makes,))
        if rating:
            yield ScoreRecord(
                row,
                reading.name,
                key,
                rating,
                lab,
                as_of,
                reading.reasoning,
                reading.effort,
                lower,
                upper,
                votes or None,
                "independent",
            )

    yield from understood(_rows(items), read)


def envelope(data: bytes, name: str) -> list[Any]:
    """The items inside the API's envelope, or a DataError that tells what the API answered instead."""
    answer = document(data, name)
    if not isinstance(answer, dict):
        raise DataError("is not an answer of the API: no object with status and data", name)
    status = answer.get("status", 200)
    if status != 200:
        told = answer.get("error") or answer.get("message") or ""
        raise DataError(f"is an answer with status {quoted(status)}: {quoted(told)}", name)
    items = answer.get("data")
    if not isinstance(items, list):
        raise DataError("is not an answer of the API: its data are no list", name)
    return items


def index_version(items: list[Any], name: str, issued: Dated | None) -> str:
    """The version of the index in an edition.

    DataError where the file holds what cannot be in an edition of that date.
    """
    newest = date.min
    for item in items:
        try:
            dated = date_of(item.get("release_date")) if isinstance(item, dict) else None
        except Unreadable:
            continue  # the row is reported when it is read
        if dated is not None and dated.day.year < 2100:
            newest = max(newest, dated.day)
    if issued is not None:
        last = issued.day + {"day": timedelta(0), "month": timedelta(31)}.get(
            issued.precision, timedelta(366)
        )
        if newest > last + EARLY:
            raise DataError(
                f"is dated {issued.day}, yet holds models of {newest}; say of which day it is", name
            )
    day = issued.day if issued is not None else newest
    version = next((version for since, version in VERSIONS if day >= since), None)
    if version is None:
        raise DataError("does not tell the day it is of; give it, for instance 2026-07-10", name)
    recent = any(
        member.get(field)
        for item in items
        if isinstance(item, dict) and isinstance(member := item.get("evaluations"), dict)
        for field in NEWER_THAN_V2
    )
    if recent and version in ("v1", "v2"):
        raise DataError(f"is dated {day}, yet has evaluations of a later year; say of which day it is", name)
    return version


def _rows(items: list[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items with their number, from 1; what is no object is left for the reader to refuse."""
    for row, item in enumerate(items, 1):
        yield row, item if isinstance(item, dict) else {}
