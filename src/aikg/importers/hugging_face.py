"""Hugging Face: the Open LLM Leaderboard as CSV, and listings of the Hub as JSON Lines.

A name is an id, `owner/model`; that of a base model too. An upload date is taken as the release: the weights
cannot have been there before.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from aikg.importers.cells import Unreadable, count_of, date_of, known, name_of, number_of, quoted, truth_of
from aikg.importers.records import BenchmarkRecord, Dated, ModelRecord, ScoreRecord, Skipped
from aikg.importers.tables import json_lines, lines_of, table, understood

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aikg.importers.records import Row

UNTOLD: Final = date(2022, 3, 2)
"""The day on which the Hub began to note when a model was created; older ones bear it too."""

NO_LICENSE: Final = frozenset(("other", "unknown"))

RELATIONS: Final = {
    "": "basedOn",
    "finetune": "fineTunedFrom",
    "quantized": "quantizedFrom",
    "adapter": "adapterOf",
    "merge": "mergedFrom",
}
"""The Hub's relations to a base model."""

EVALUATIONS: Final = {
    "ifeval": "IFEval",
    "bbh": "BBH",
    "math": "MATH Level 5",
    "gpqa": "GPQA",
    "musr": "MuSR",
    "mmlu_pro": "MMLU-Pro",
}

NEEDS: Final = (
    "model_name",
    "model_type",
    "model_weight_type",
    "model_average_score",
    "metadata_upload_date",
    "metadata_submission_date",
    "metadata_base_model",
    "metadata_hub_license",
    "metadata_params_billions",
    *(f"evaluations_{key}_normalized_score" for key in EVALUATIONS),
)


def leaderboard(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models of version 2 of the leaderboard, their base models, and the scores that it ranks by.

    Those are normalised: 0 is what guessing gives, 100 is all. A model that was sent in with two precisions
    has two scores on one benchmark.
    """
    versions = {"average": "Open LLM Leaderboard"} | EVALUATIONS
    keys = {key: f"{key.replace('_', '-')}-open-llm-leaderboard-v2" for key in versions}
    for key, title in versions.items():
        yield BenchmarkRecord(
            0,
            keys[key],
            f"{title} (Open LLM Leaderboard v2, {'mean' if key == 'average' else 'normalised'})",
            title,
            "open-llm-leaderboard-v2",
            "percent",
            minimum=Decimal(0),
            maximum=Decimal(100),
            modality="text",
        )

    def read(line: int, row: dict[str, str]) -> Iterator[Row]:
        model = name_of(row["model_name"], "model")
        if truth_of(row.get("features_is_flagged"), "flag"):
            yield Skipped(line, "flagged by the leaderboard", model)
            return
        values = {"average": number_of(row["model_average_score"], "average", 0, 100)}
        for key in EVALUATIONS:
            values[key] = number_of(row[f"evaluations_{key}_normalized_score"], f"score in {key}", 0, 100)
        as_of = date_of(row["metadata_submission_date"], "submission date")
        size = row["metadata_params_billions"].strip()
        yield ModelRecord(
            line,
            model,
            owner_of(model),
            host_ids=(model,),
            released=told(date_of(row["metadata_upload_date"], "upload date")),
            openness="open",
            license=license_of(row["metadata_hub_license"]),
            parameters=None
            if size in ("-1", "-1.0")
            else count_of(size, "number of parameters", 10**9) or None,
            inputs=("text",),
            outputs=("text",),
            bases=_bases(row, model),
        )
        for key, value in values.items():
            if value is not None:
                yield ScoreRecord(
                    line, model, keys[key], value, owner_of(model), as_of, reporter="independent"
                )

    yield from understood(table(data, name, NEEDS), read)


def _bases(row: dict[str, str], model: str) -> tuple[tuple[str, str], ...]:
    """The base model with the way of derivation; none where it was removed, or is the model itself.

    “(Merge)” behind the base says that the base is a merge; a merge of unnamed parents names itself.
    """
    base = (known(row["metadata_base_model"]) or "").removesuffix(" (Merge)")
    if base in ("", "Removed", model):
        return ()
    kind = row["model_type"]
    if row["model_weight_type"] == "Adapter":
        relation = "adapterOf"
    elif "merge" in kind:
        relation = "mergedFrom"
    elif kind.startswith(("chat", "fine-tuned", "continuously")):
        relation = "fineTunedFrom"
    else:
        relation = "basedOn"
    return ((relation, name_of(base, "base model")),)


def listing(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models of a listing of the Hub."""
    return rows(lines_of(data))


def rows(lines: Iterable[bytes], first: int = 1) -> Iterator[Row]:
    """Models of a listing, line by line, in bounded memory; `first` is the number of the first line."""
    return understood(json_lines(lines, first), _listed)


def _listed(line: int, row: dict[str, Any]) -> Iterator[Row]:
    model = name_of(row.get("id"), "model's id")
    relation = row.get("base_model_relation") or ""
    if not isinstance(relation, str) or relation not in RELATIONS:
        raise Unreadable(f"the relation {quoted(relation)} to the base model is not one of the Hub's")
    bases = row.get("base_model") or ()
    names = [bases] if isinstance(bases, str) else bases
    if not isinstance(names, list | tuple):
        raise Unreadable(f"the base model {quoted(bases)} is no name and no list of names")
    kind = RELATIONS[relation]
    parents = dict.fromkeys(name_of(base, "base model") for base in names)
    license = row.get("license")
    if isinstance(license, list):
        license = license[0] if len(license) == 1 else None
    count_of(row.get("downloads"), "number of downloads")
    yield ModelRecord(
        line,
        model,
        owner_of(model),
        host_ids=(model,),
        released=told(date_of(row.get("createdAt"), "creation date")),
        openness="open",
        license=license_of(license),
        bases=tuple((kind, base) for base in parents if base != model),
    )


def owner_of(model: str) -> str | None:
    """The owner in an id, who is taken for the lab; None for ids without one."""
    owner, slash, _ = model.partition("/")
    return owner if slash and owner else None


def license_of(value: object) -> str | None:
    """The licence's tag; None where it tells nothing."""
    license = known(value)
    return None if license in NO_LICENSE else license


def told(created: Dated | None) -> Dated | None:
    """The date, unless it only means that the Hub did not note it yet."""
    return None if created is not None and created.day == UNTOLD else created
