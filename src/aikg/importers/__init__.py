"""Importers: one module a source, which reads its files as records; found through one table.

An importer is pure: bytes in, records out. Fetching, unpacking, matching names, and writing are not its work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import UsageError
from aikg.importers.editions import edition_of, issued_in
from aikg.importers.records import (
    BadRow,
    BenchmarkRecord,
    Dated,
    Header,
    LabRecord,
    ModelRecord,
    Row,
    ScoreRecord,
    Skipped,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

_EPOCH: Final = 'Epoch AI, "Data on AI Models", epoch.ai/data/ai-models, CC BY 4.0'
_AA: Final = "Artificial Analysis, https://artificialanalysis.ai"
_AA_API: Final = "https://artificialanalysis.ai/api/v2/data"
_AA_KEY: Final = "ARTIFICIAL_ANALYSIS_API_KEY"


@dataclass(frozen=True, slots=True)
class Importer:
    """A source that can be imported."""

    parser: str
    """`module:function`, to be called as `function(data, name=..., issued=...)`; it yields rows."""
    header: Header
    """What holds for every edition."""
    endings: tuple[str, ...]
    """Endings of its files, with the point."""
    fetch: str | None = None
    """Where it can be fetched from, if it can."""
    key: str | None = None
    """The environment variable that holds the key for fetching (sent as `x-api-key`)."""
    dated: str | None = None
    """`module:function(data)` for files whose rows tell when the edition was made; it may give None."""
    offline: tuple[str, str] | None = None
    """A package from PyPI and a resource in it (gzip) that serves where no file is given."""
    by_line: str | None = None
    """`module:function(lines, first)` for files too large to be held: the same rows, line by line."""


def _epoch(title: str, function: str, file: str) -> Importer:
    header = Header(title, "Epoch AI", "https://epoch.ai/data/ai-models", _EPOCH, "cc-by-4.0", True)
    return Importer(f"aikg.importers.epoch:{function}", header, (".csv",), f"https://epoch.ai/data/{file}")


def _arena(title: str, kind: str) -> Importer:
    header = Header(
        f"{title} Arena", "Artificial Analysis", "https://artificialanalysis.ai", _AA, None, False
    )
    parser = f"aikg.importers.artificial_analysis:{kind.replace('-', '_')}"
    return Importer(parser, header, (".json",), f"{_AA_API}/media/{kind}", _AA_KEY)


IMPORTERS: Final[dict[str, Importer]] = {
    "epoch-large-scale": _epoch("Large-Scale AI Models", "parse", "large_scale_ai_models.csv"),
    "epoch-notable": _epoch("Notable AI Models", "parse", "notable_ai_models.csv"),
    "epoch-all-systems": _epoch("All ML Systems", "parse", "all_ai_models.csv"),
    "epoch-capabilities-index": Importer(
        "aikg.importers.epoch_index:parse",
        Header(
            "Epoch Capabilities Index",
            "Epoch AI",
            "https://epoch.ai/benchmarks/eci",
            'Epoch AI, "Epoch Capabilities Index", CC BY 4.0',
            "cc-by-4.0",
            True,
        ),
        (".csv",),
    ),
    "artificial-analysis": Importer(
        "aikg.importers.artificial_analysis:llms",
        Header(
            "Artificial Analysis: language models",
            "Artificial Analysis",
            "https://artificialanalysis.ai",
            _AA,
            None,
            False,
        ),
        (".json",),
        f"{_AA_API}/llms/models",
        _AA_KEY,
    ),
    "artificial-analysis-text-to-image": _arena("Text to Image", "text-to-image"),
    "artificial-analysis-image-editing": _arena("Image Editing", "image-editing"),
    "artificial-analysis-text-to-speech": _arena("Text to Speech", "text-to-speech"),
    "artificial-analysis-text-to-video": _arena("Text to Video", "text-to-video"),
    "artificial-analysis-image-to-video": _arena("Image to Video", "image-to-video"),
    "lmarena": Importer(
        "aikg.importers.lmarena:parse",
        Header(
            "LMArena: text leaderboard",
            "LMArena",
            "https://lmarena.ai",
            "LMArena text leaderboard",
            None,
            False,
        ),
        (".csv",),
    ),
    "llm-stats": Importer(
        "aikg.importers.llm_stats:parse",
        Header(
            "LLM-Stats: models, organisations, benchmarks, scores, licences",
            "LLM-Stats",
            "https://llm-stats.com",
            "LLM-Stats (llm-stats.com), CC BY 4.0",
            "cc-by-4.0",
            True,
        ),
        (".jsonl",),
        dated="aikg.importers.llm_stats:dated",
    ),
    "models-dev": Importer(
        "aikg.importers.models_dev:parse",
        Header("models.dev: model facts", "models.dev", "https://models.dev", "models.dev, MIT", "mit", True),
        (".jsonl", ".json"),
        "https://models.dev/api.json",
        dated="aikg.importers.models_dev:dated",
        offline=("models_dev", "data.json.gz"),
    ),
    "helm": Importer(
        "aikg.importers.helm:parse",
        Header(
            "HELM model metadata",
            "Stanford CRFM",
            "https://github.com/stanford-crfm/helm",
            "Stanford CRFM HELM, Apache-2.0",
            "apache-2.0",
            True,
        ),
        (".yaml", ".yml"),
        "https://raw.githubusercontent.com/stanford-crfm/helm/main/src/helm/config/model_metadata.yaml",
    ),
    "open-llm-leaderboard": Importer(
        "aikg.importers.hugging_face:leaderboard",
        Header(
            "Open LLM Leaderboard v2",
            "Hugging Face",
            "https://huggingface.co/open-llm-leaderboard",
            "Hugging Face, Open LLM Leaderboard",
            None,
            False,
        ),
        (".csv",),
    ),
    "hugging-face": Importer(
        "aikg.importers.hugging_face:listing",
        Header(
            "Hugging Face: listing of models",
            "Hugging Face",
            "https://huggingface.co/models",
            "Hugging Face",
            None,
            False,
        ),
        (".jsonl",),
        by_line="aikg.importers.hugging_face:rows",
    ),
}
"""Name of the source -> how it is read, what holds for it, and where it is fetched from."""


def importer(name: str) -> Importer:
    """The importer of that name, or a UsageError that lists them."""
    if name not in IMPORTERS:
        raise UsageError(f"There is no source {name}; there are: {', '.join(IMPORTERS)}.")
    return IMPORTERS[name]


def records(
    source: str, data: bytes, *, name: str, issued: Dated | None = None, latest: date | None = None
) -> Iterator[Row]:
    """The rows of a file of a source; DataError, maybe while they are read, where the file is no such file.

    `name` serves messages and, where `issued` is None, tells the date of the edition. What is dated after
    `latest` (today, for the caller to say) is a BadRow.
    """
    parse: Callable[..., Iterator[Row]] = _function(importer(source).parser)
    return once(by(latest, parse(data, name=name, issued=issued or issued_in(name))))


def records_by_line(
    source: str, lines: Iterator[bytes], *, first: int = 1, latest: date | None = None
) -> Iterator[Row]:
    """The rows of a file that is read line by line; `first` is the number of the first line."""
    parser = importer(source).by_line
    if parser is None:
        raise UsageError(f"The files of {source} cannot be read line by line.")
    return once(by(latest, _function(parser)(lines, first)))


def issued_of(source: str, data: bytes, *, name: str) -> Dated | None:
    """The date of the edition as the file's name tells it, else as its rows do, else None.

    Of an edition of several files the newest counts, and it must be given to `records` for all of them.
    """
    named = issued_in(name)
    teller = importer(source).dated
    if named is not None or teller is None:
        return named
    told: Dated | None = _function(teller)(data)
    return told


def header_of(source: str, issued: Dated | None) -> Header:
    """What is known of an edition of that date."""
    known = importer(source).header
    return known if issued is None else replace(known, edition=edition_of(issued), issued=issued)


def once(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows without what says no more of a lab or a benchmark version than was said before.

    A row of the input that says nothing else is Skipped.
    """
    labs: dict[str, set[LabRecord]] = {}
    versions: set[str] = set()

    def said(row: Row) -> bool:
        if isinstance(row, BenchmarkRecord):
            if row.key in versions:
                return True
            versions.add(row.key)
        elif isinstance(row, LabRecord):
            told = labs.setdefault(row.name, set())
            bare = replace(row, line=0)
            if bare in told or (told and bare == LabRecord(0, row.name)):
                return True
            told.add(bare)
        return False

    repeated: BenchmarkRecord | LabRecord | None = None
    last = 0  # the line of what was given last
    for row in rows:
        if repeated is not None and row.line != repeated.line:
            yield _nothing_new(repeated)
            repeated = None
        if isinstance(row, BenchmarkRecord | LabRecord) and said(row):
            if row.line != last:
                repeated = row
            continue
        last, repeated = row.line, None
        yield row
    if repeated is not None:
        yield _nothing_new(repeated)


def _nothing_new(row: BenchmarkRecord | LabRecord) -> Skipped:
    name = row.name if isinstance(row, LabRecord) else row.label
    return Skipped(row.line, "says nothing that was not said before", name)


def by(latest: date | None, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, with a BadRow in place of all that comes of one in which anything is dated after `latest`."""
    if latest is None:
        yield from rows
        return
    for line, group in groupby(rows, key=lambda row: row.line):
        found = list(group)
        future = next((dated for row in found for dated in _dates(row) if dated.day > latest), None)
        if future is None or line == 0:
            yield from found
        else:
            about = next((row.name for row in found if isinstance(row, ModelRecord)), "")
            yield BadRow(line, f"the date “{edition_of(future)}” lies in the future", about)


def _dates(row: Row) -> list[Dated]:
    found: list[Dated | None] = []
    if isinstance(row, ModelRecord):
        found = [row.released, row.announced, row.weights_released]
    elif isinstance(row, ScoreRecord):
        found = [row.as_of]
    return [dated for dated in found if dated is not None]


def _function(path: str) -> Callable[..., Any]:
    module, _, function = path.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
