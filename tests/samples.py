"""Small hand-written inputs in the shape of a source, and a collection to import them into."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aikg.importing import runner
from aikg.importing.inputs import Input

if TYPE_CHECKING:
    from aikg.collection import Collection
    from aikg.importing.proposal import Proposal

SOURCES = Path(os.environ.get("AIKG_SOURCES") or Path(__file__).resolve().parents[2] / "shared" / "sources")
"""Real files of the sources, where there are any: they are not ours to give."""

HEAD = "rank,model,arena_score,95_pct_ci,votes,organization,license\n"
ROWS = (
    "1,DeepSeek-R1-0528,1418,+7/-5,4000,DeepSeek,MIT\n"
    "2,o3-2025-04-16,1451,+5/-6,9000,OpenAI,Proprietary\n"
    "3,Acme-Large-1,1300,+9/-9,700,Acme Intelligence,Apache 2.0\n"
)


def arena(rows: str = ROWS, name: str = "lmarena_2025-06-09.csv") -> Input:
    """A leaderboard of LMArena."""
    return Input(name, (HEAD + rows).encode())


def proposed(*inputs: Input, collection: Collection | None = None, source: str = "lmarena") -> Proposal:
    """What importing these would add."""
    return runner.propose(runner.Wanted(source), inputs, collection=collection)


def imported(
    collection: Collection, *inputs: Input, source: str = "lmarena", replace: bool = False
) -> runner.Outcome:
    """Import, and what became of it."""
    with collection.writing():
        proposal = proposed(*inputs, collection=collection, source=source)
        return runner.keep(proposal, collection, replace=replace)
