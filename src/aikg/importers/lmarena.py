"""LMArena's text leaderboard as CSV: ratings with interval and votes on one day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aikg.errors import DataError
from aikg.importers.cells import Unreadable, count_of, interval_of, known, name_of, number_of
from aikg.importers.editions import issued_in
from aikg.importers.records import BenchmarkRecord, Dated, LabRecord, ModelRecord, ScoreRecord
from aikg.importers.spelling import plain
from aikg.importers.tables import table, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

NEEDS: Final = ("model", "arena_score", "95_pct_ci", "votes", "organization", "license")
KEY: Final = "lmarena-text"
OTHER_ARENAS: Final = re.compile(r"(?<![a-z])(vision|webdev|search|image|video|copilot|agent)(?![a-z])")


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models, labs and ratings, which are of the edition's day.

    DataError where the file's name is that of another arena: ratings of two arenas may never meet.
    """
    other = OTHER_ARENAS.search(name.replace("\\", "/").rpartition("/")[2].lower())
    if other:
        raise DataError(f"is of another arena ({other[1]}) by its name; only the text arena is known", name)
    as_of = issued or issued_in(name)
    yield BenchmarkRecord(
        0,
        KEY,
        "LMArena Text (overall)",
        "LMArena Text Arena",
        "overall",
        "elo-points",
        decimals=0,
        arena=True,
        modality="text",
    )

    def read(line: int, row: dict[str, str]) -> Iterator[Row]:
        reading = plain(name_of(row["model"], "model"))
        value = number_of(row["arena_score"], "rating", 1, 5000)
        if value is None:
            raise Unreadable("the rating is missing")
        lower, upper = interval_of(row["95_pct_ci"], value)
        votes = count_of(row["votes"], "number of votes")
        lab = known(row["organization"])
        license = known(row["license"])
        if lab:
            yield LabRecord(line, lab)
        yield ModelRecord(
            line,
            reading.name,
            lab,
            license=license,
            openness="closed" if license == "Proprietary" else None,
            reasoning=True if reading.reasoning else None,
        )
        yield ScoreRecord(
            line,
            reading.name,
            KEY,
            value,
            lab,
            as_of,
            reading.reasoning,
            reading.effort,
            lower,
            upper,
            votes,
            "independent",
        )

    yield from understood(table(data, name, NEEDS), read)
