"""The proposer: takes the rows of an edition, all of them, then makes the proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.concordance import join
from aikg.importers.records import (
    BadRow,
    BenchmarkRecord,
    LabRecord,
    LicenseRecord,
    ModelRecord,
    ScoreRecord,
    Skipped,
)
from aikg.importing.labels import Labels
from aikg.importing.labs import Labs
from aikg.importing.licenses import Licenses
from aikg.importing.models import Models
from aikg.importing.proposal import Bad, Proposal
from aikg.importing.scores import Scores
from aikg.importing.versions import Versions

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.importers.records import Row
    from aikg.importing.edition import Edition
    from aikg.known import Known


class Proposer:
    """Keeps the models and scores until all rows are there: any row may say what a name of another means."""

    def __init__(self, known: Known, edition: Edition, elsewhere: Callable[[str], str] | None = None) -> None:
        """`elsewhere` gives the IRI of a base model that these rows only name, where others tell of it;
        without it such a model is made."""
        self._known = known
        self.proposal = Proposal(edition)
        labels = Labels(known)
        self.labs = Labs(known, self.proposal, labels)
        self.licenses = Licenses(known, self.proposal)
        self._gathered = Models(known, self.proposal, labels, self.labs, self.licenses, elsewhere)
        self._versions = Versions(known, self.proposal)
        self._models: list[tuple[str, ModelRecord]] = []
        self._scores: list[tuple[str, ScoreRecord]] = []
        self._lines: set[tuple[str, int]] = set()

    def take(self, file: str, row: Row) -> None:
        """Remember a row; nothing is matched before all are there."""
        if isinstance(row, BadRow):
            self.proposal.bad.append(Bad(file, row.line, row.reason, row.text))
            return
        if isinstance(row, Skipped):
            self.proposal.skipped[row.reason] += 1
            return
        if row.line and not isinstance(row, BenchmarkRecord):
            self._lines.add((file, row.line))
        if isinstance(row, ModelRecord):
            self._models.append((file, row))
        elif isinstance(row, ScoreRecord):
            self._scores.append((file, row))
        elif isinstance(row, LabRecord):
            self.labs.take(file, row)
        elif isinstance(row, LicenseRecord):
            self.licenses.take(row)
        elif isinstance(row, BenchmarkRecord):
            self._versions.take(row)

    def made(self) -> Proposal:
        """The proposal."""
        proposal, models = self.proposal, self._gathered
        for file, model in self._models:
            models.take(file, model)
        for file, model in self._models:
            models.take_bases(file, model)
        scores = Scores(proposal, models, self._versions)
        for file, score in self._scores:
            scores.take(file, score)
        models.write()
        bad = {(each.file, each.line) for each in proposal.bad}
        proposal.rows = len(self._lines - bad) + proposal.streamed["rows"]
        about = proposal.edition.triples(proposal.rows, proposal.bad_rows)
        proposal.triples[:0] = about
        list(join(self._known, proposal.triples, proposal.edition.graph, proposal.conflicts))
        return proposal
