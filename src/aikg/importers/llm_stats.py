"""LLM-Stats: models, organisations, benchmarks, scores and licences, each a file of JSON Lines.

A file is told by the keys of its rows, so the files of an edition may come in any order, and one by one.
Names of models, labs and licences are keys there; the records of the other files give their labels.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import DataError
from aikg.importers.cells import (
    Unreadable,
    count_of,
    date_of,
    key_of,
    known,
    name_of,
    number_of,
    quoted,
    truth_of,
)
from aikg.importers.countries import country_of
from aikg.importers.editions import issued_in, month_of, newest
from aikg.importers.records import (
    BadRow,
    BenchmarkRecord,
    Dated,
    LabRecord,
    LicenseRecord,
    ModelRecord,
    ScoreRecord,
    Skipped,
)
from aikg.importers.tables import json_lines, lines_of, understood
from aikg.names import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aikg.importers.records import Row

HUB: Final = "https://huggingface.co/"
HUNDRED: Final = Decimal(100)


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """The records of one of the five files. Benchmarks and scores need the month of the edition."""
    for reader, keys in READERS:
        if keys <= first_keys(data):
            return reader(data, name, issued or issued_in(name))
    raise DataError("is none of the files of LLM-Stats: no row has the keys of one", name)


def dated(data: bytes) -> Dated | None:
    """The newest day on which a row was updated; None where no row tells."""
    rows = (row for row in json_lines(lines_of(data)) if not isinstance(row, BadRow))
    return newest(row[1].get("updated_at") for row in rows)


def first_keys(data: bytes) -> frozenset[str]:
    """The keys of the first row that is an object."""
    row = next((row for row in json_lines(lines_of(data)) if not isinstance(row, BadRow)), None)
    return frozenset(row[1]) if row else frozenset()


def _organisations(data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        key = name_of(row.get("organization_id"), "organisation's key")
        if key == "unknown":
            yield Skipped(line, "stands for an unknown organisation", key)
            return
        label = name_of(row.get("name"), "organisation")
        names = [part.strip() for part in label.split(" / ")]
        yield LabRecord(
            line,
            names[0],
            tuple(dict.fromkeys([*names[1:], key])),
            country_of(row.get("country")),
            known(row.get("website")),
        )

    return understood(json_lines(lines_of(data)), read)


def _licences(data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        key = name_of(row.get("license_id"), "licence's key")
        if key == "unknown":
            yield Skipped(line, "stands for an unknown licence", key)
            return
        label = name_of(row.get("name"), "licence")
        yield LicenseRecord(line, key, label, truth_of(row.get("allow_commercial"), "commercial use"))

    return understood(json_lines(lines_of(data)), read)


def _models(data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    shared = Counter(
        hub_id(row[1].get("source_weights_link"))
        for row in json_lines(lines_of(data))
        if not isinstance(row, BadRow)
    )

    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        key = name_of(row.get("model_id"), "model's key")
        label = name_of(row.get("name"), "model")
        license = known(row.get("license_id"))
        weights = hub_id(row.get("source_weights_link"))
        base = known(row.get("fine_tuned_from_model_id"))
        multimodal = truth_of(row.get("multimodal"), "multimodality")
        # Several rows point at one set of weights (R1-0528 and R1-Zero at R1); it is that of its namesake.
        named = weights is not None and normalise(weights.rpartition("/")[2]) in map(normalise, (key, label))
        lab = known(row.get("organization_id"))
        yield ModelRecord(
            line,
            label,
            lab,
            aliases=(key,),
            host_ids=(weights,) if weights and (shared[weights] == 1 or named) else (),
            released=date_of(row.get("release_date"), "release date"),
            announced=date_of(row.get("announcement_date"), "announcement date"),
            openness="closed" if license == "proprietary" else "open" if weights else None,
            license=license,
            parameters=count_of(row.get("param_count"), "number of parameters") or None,
            inputs=("text",) if multimodal is False else (),
            outputs=("text",) if multimodal is False else (),
            bases=(("fineTunedFrom", base),) if base else (),
        )

    return understood(json_lines(lines_of(data)), read)


def _benchmarks(data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    month = month_of(issued, name)

    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        key = name_of(row.get("benchmark_id"), "benchmark's key")
        label = name_of(row.get("name"), "benchmark")
        number_of(row.get("max_score"), "highest score", 0)
        yield listed(line, key, label, month)

    return understood(json_lines(lines_of(data)), read)


def _scores(data: bytes, name: str, issued: Dated | None) -> Iterator[Row]:
    month = month_of(issued, name)

    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        key = name_of(row.get("benchmark_id"), "benchmark's key")
        model = name_of(row.get("model_id"), "model's key")
        share = number_of(row.get("normalized_score"), "score", 0, 1)
        if share is None:
            raise Unreadable("the score is missing")
        itself = truth_of(row.get("is_self_reported"), "self-report")
        label = known(row.get("benchmark_name"))
        yield listed(line, key, label or key, month)
        yield ScoreRecord(
            line,
            model,
            version_key(key, month),
            share * HUNDRED,
            reporter="developer" if itself else "not-stated",
        )

    return understood(json_lines(lines_of(data)), read)


READERS: Final[tuple[tuple[Callable[[bytes, str, Dated | None], Iterator[Row]], frozenset[str]], ...]] = (
    (_scores, frozenset(("model_benchmark_id", "model_id", "benchmark_id", "normalized_score"))),
    (_models, frozenset(("model_id", "name", "organization_id", "release_date"))),
    (_benchmarks, frozenset(("benchmark_id", "name", "max_score"))),
    (_organisations, frozenset(("organization_id", "name", "website"))),
    (_licences, frozenset(("license_id", "name", "allow_commercial"))),
)
"""The files: their reader, and the keys that tell them."""


def listed(line: int, key: str, label: str, month: str) -> BenchmarkRecord:
    """The version of a benchmark that an edition lists: what developers report, in percent of the highest."""
    return BenchmarkRecord(
        line,
        version_key(key, month),
        f"{label} (as listed by LLM-Stats, {month})",
        label,
        f"llm-stats-{month}",
        "percent",
        minimum=Decimal(0),
        maximum=HUNDRED,
    )


def version_key(key: str, month: str) -> str:
    """The key of a benchmark version: `gpqa-llm-stats-2025-10`."""
    part = key_of(key)
    if not part:
        raise Unreadable(f"the benchmark's key {quoted(key)} has no letter or digit")
    return f"{part}-llm-stats-{month}"


def hub_id(link: object) -> str | None:
    """The id of a model at Hugging Face to which a link leads; None where it leads elsewhere."""
    text = known(link) if isinstance(link, str) else None
    if text is None or not text.startswith(HUB):
        return None
    parts = text.removeprefix(HUB).split("/")
    return "/".join(parts[:2]) if len(parts) >= 2 and all(parts[:2]) else None
