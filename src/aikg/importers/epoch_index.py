"""The Epoch Capabilities Index: a CSV of model versions, some of them with a value of the index.

The version's own name counts (`o3-2025-04-16_high`), not the line of models beside it, which is the same for
several releases. The index is estimated anew with each edition, so each edition is a benchmark version.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aikg.importers.cells import date_of, name_of, number_of
from aikg.importers.countries import country_of
from aikg.importers.editions import issued_in, month_of
from aikg.importers.epoch import listed
from aikg.importers.records import BenchmarkRecord, Dated, LabRecord, ModelRecord, ScoreRecord
from aikg.importers.spelling import plain
from aikg.importers.tables import table, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

NEEDS: Final = ("model_version", "eci_score", "release_date", "organization", "country")

HOSTS: Final = frozenset(("chutes", "fireworks", "deepinfra", "together"))
"""Services that ran other labs' models; as owners in a name they say nothing of the model."""


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models, labs and the values of the edition."""
    month = month_of(issued or issued_in(name), name)
    key = f"epoch-capabilities-index-{month}"
    yield BenchmarkRecord(
        0,
        key,
        f"Epoch Capabilities Index ({month})",
        "Epoch Capabilities Index",
        month,
        "index-points",
        modality="text",
    )

    def read(line: int, row: dict[str, str]) -> Iterator[Row]:
        version = name_of(row["model_version"], "model version")
        owner, slash, rest = version.partition("/")
        reading = plain(rest if slash and owner in HOSTS else version)
        organisations = listed(row["organization"], "organisation")
        countries = listed(row["country"], "country")
        released = date_of(row["release_date"], "release date")
        value = number_of(row["eci_score"], "score", -1000, 1000)
        lab = organisations[0] if organisations else None
        only = country_of(countries[0]) if len(countries) == 1 else None
        for organisation in organisations:
            yield LabRecord(line, organisation, country=only)
        thinks = reading.reasoning or (reading.effort is not None and reading.reasoning is None) or None
        model = ModelRecord(line, reading.name, lab, organisations[1:], released=released, reasoning=thinks)
        yield replace(model, host_ids=(reading.name,)) if "/" in reading.name else model
        if value is not None:
            yield ScoreRecord(
                line,
                reading.name,
                key,
                value,
                lab,
                reasoning=thinks if reading.reasoning is None else reading.reasoning,
                effort=reading.effort,
                reporter="independent",
            )

    yield from understood(table(data, name, NEEDS), read)
