"""models.dev: model facts as JSON Lines, and the catalogue of providers as one JSON document.

In the catalogue most rows say what a reseller offers, at its own limits and prices; only those of the labs
themselves are read. Names that move from release to release (“latest”, `deepseek-chat`) are no model.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import DataError
from aikg.importers.cells import Unreadable, count_of, date_of, key_of, known, name_of, number_of, truth_of
from aikg.importers.editions import issued_in, month_of, newest
from aikg.importers.llm_stats import HUNDRED, hub_id
from aikg.importers.records import BadRow, BenchmarkRecord, Dated, ModelRecord, ScoreRecord, Skipped
from aikg.importers.spelling import LEVELS, plain
from aikg.importers.tables import document, json_lines, lines_of, loaded, member, members, require, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

NEEDS: Final = ("id", "name", "release_date", "open_weights", "modalities", "limit")

MODALITIES: Final = {"text": "text", "image": "image", "video": "video", "audio": "audio", "pdf": None}
"""Their words for modalities. A PDF is read as text or as images, and is no modality of its own."""

LABS: Final = frozenset(
    """
    alibaba anthropic cohere deepseek google inception minimax mistral moonshotai openai perplexity sarvam
    stepfun tencent upstage xai xiaomi zai zhipuai
    """.split()
)
"""Providers of the catalogue that offer only models of their own."""

MOVING: Final = frozenset(("deepseek-chat", "deepseek-reasoner"))
"""Names that have stood for several releases, without saying so."""


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models and the scores beside them, of either form. The month of the edition names its benchmarks."""
    month = month_of(issued or issued_in(name), name)

    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        return _model(line, row, month)

    if first := _first(data):
        require(list(first[1]), NEEDS, name, first[0])
        return understood(json_lines(lines_of(data)), read)
    return understood(_catalogue(document(data, name), name), read)


def _first(data: bytes) -> tuple[int, dict[str, Any]] | None:
    """The first row of JSON Lines; None where the file is another thing."""
    first = next(iter(json_lines(lines_of(data))), None)
    return first if first is not None and not isinstance(first, BadRow) and "id" in first[1] else None


def dated(data: bytes) -> Dated | None:
    """The newest day on which a row was updated; None where no row tells."""
    try:
        rows = json_lines(lines_of(data)) if _first(data) else _catalogue(loaded(data), "")
        return newest(row[1].get("last_updated") for row in rows if not isinstance(row, BadRow))
    except (DataError, Unreadable):
        return None


def _catalogue(found: Any, name: str) -> Iterator[tuple[int, Any] | BadRow]:
    """The models of all providers, numbered from 1, each with its provider as `provider_id`."""
    if not isinstance(found, dict) or not any(isinstance(p, dict) and "models" in p for p in found.values()):
        raise DataError("is neither JSON Lines of models nor a catalogue of providers", name)
    row = 0
    for provider, entry in found.items():
        models = entry.get("models") if isinstance(entry, dict) else None
        if not isinstance(models, dict):
            row += 1
            yield BadRow(row, "the provider has no models", str(provider)[:200])
            continue
        for model in models.values():
            row += 1
            if isinstance(model, dict):
                yield row, {**model, "provider_id": provider}
            else:
                yield BadRow(row, "is not a JSON object", str(model)[:200])


def _model(line: int, row: dict[str, Any], month: str) -> Iterator[Row]:
    identifier = name_of(row.get("id"), "model's id")
    label = name_of(row.get("name"), "model")
    provider = row.get("provider_id")
    if provider is not None and provider not in LABS:
        yield Skipped(line, "offered by a reseller", f"{provider}: {identifier}")
        return
    own = identifier.rpartition("/")[2]
    if own.endswith("-latest") or label.casefold().endswith("(latest)") or own in MOVING:
        yield Skipped(line, "a name that moves from release to release", identifier)
        return
    reading = plain(label)
    shape = member(row.get("modalities"), "modalities")
    access = truth_of(row.get("open_weights"), "openness")
    links = [member(link, "link").get("url") for link in members(row.get("weights"), "weights")[:1]]
    weights = [found for link in links if (found := hub_id(link))]
    full = f"{provider}/{identifier}" if provider else identifier
    # Modes of one release have ids of their own; those are no names of the release.
    ids = [full] if reading.name == label else []
    lab = known(provider) or (full.partition("/")[0] if "/" in full else None)
    model = ModelRecord(
        line,
        reading.name,
        lab,
        host_ids=tuple(dict.fromkeys([*ids, *weights])),
        released=date_of(row.get("release_date"), "release date"),
        openness=None if access is None else "open" if access else "closed",
        license=known(row.get("license")),
        context_length=count_of(member(row.get("limit"), "limit").get("context"), "context length") or None,
        inputs=_modalities(shape.get("input")),
        outputs=_modalities(shape.get("output")),
        reasoning=truth_of(row.get("reasoning"), "reasoning") if reading.reasoning is None else True,
    )
    yield model
    for score in members(row.get("benchmarks"), "benchmarks"):
        yield from _score(line, model, reading.reasoning, member(score, "score"), month)


def _modalities(found: object) -> tuple[str, ...]:
    names = []
    for word in members(found, "modalities"):
        if word not in MODALITIES:
            raise Unreadable(f"“{str(word)[:40]}” is no modality that is known here")
        names.append(MODALITIES[word])
    return tuple(sorted({name for name in names if name}))


def _score(
    line: int, model: ModelRecord, reasoning: bool | None, row: dict[str, Any], month: str
) -> Iterator[Row]:
    """A score; what it was run on and with (data set, version, harness) makes the benchmark version."""
    benchmark = name_of(row.get("name"), "benchmark")
    variant = known(row.get("variant"))
    effort = variant if variant in LEVELS else None
    parts = [known(row.get("version")), known(row.get("dataset")), known(row.get("harness"))]
    parts += [None if effort else variant]
    ways = [part for part in dict.fromkeys(parts) if part]
    key = key_of("-".join([benchmark, *ways, "models-dev", month]))
    value = number_of(row.get("score"), f"score in {benchmark}", 0, 100)
    if value is None:
        raise Unreadable(f"the score in {benchmark} is missing")
    setting = f" ({', '.join(ways)})" if ways else ""
    yield BenchmarkRecord(
        line,
        key,
        f"{benchmark}{setting} (as listed by models.dev, {month})",
        benchmark,
        "-".join([*ways, f"models-dev-{month}"]),
        "index-points" if row.get("metric") == "index" else "percent",
        minimum=Decimal(0),
        maximum=HUNDRED,
    )
    yield ScoreRecord(
        line,
        model.name,
        key,
        value,
        model.lab,
        date_of(row.get("date"), "date of the score"),
        reasoning,
        effort,
    )
