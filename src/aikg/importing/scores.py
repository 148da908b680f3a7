"""Scores: those of an edition, each checked and written as a node of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.identifiers import slug
from aikg.importers.spelling import nameless
from aikg.importing.edition import CONCEPT, dated, iri, number, text, typed
from aikg.importing.proposal import Bad, placed
from aikg.vocabulary import AIKG, DCTERMS, ID, RDF

if TYPE_CHECKING:
    from aikg.importers.records import ScoreRecord
    from aikg.importing.models import Models
    from aikg.importing.proposal import Proposal
    from aikg.importing.versions import Versions


class Scores:
    """Writes the scores; of one model, configuration, benchmark version and day the first."""

    def __init__(self, proposal: Proposal, models: Models, versions: Versions) -> None:
        self._proposal = proposal
        self._models = models
        self._versions = versions
        self._values: dict[str, tuple[object, str, int]] = {}

    def take(self, file: str, record: ScoreRecord) -> None:
        """Write a score, once all models of the edition are taken."""

        def bad(reason: str) -> None:
            shown = f"{record.model} {record.benchmark} {record.value}"
            self._proposal.bad.append(Bad(file, record.line, reason, shown))

        edition = self._proposal.edition
        if problem := nameless(record.model):
            return bad(problem)
        version = self._versions.version(record.benchmark)
        if version is None:
            return bad(f"is a score of {record.benchmark}, which is no benchmark version that is known")
        if not record.value.is_finite():
            return bad(f"has the value {record.value}, which is no number")
        low, high = self._versions.bound(version, "minimum"), self._versions.bound(version, "maximum")
        if (low is not None and record.value < low) or (high is not None and record.value > high):
            return bad(f"has the value {record.value}, outside {low} to {high}")
        as_of = record.as_of or edition.issued
        if problem := edition.impossible(as_of.day):
            return bad(f"as of {as_of.day.isoformat()} {problem}")
        model, reading = self._models.scored(file, record)
        if model is None:
            return bad("names no lab, and no known model is called so")
        reasoning, effort = record.reasoning, record.effort
        if reading is not None:
            reasoning = reading.reasoning if reasoning is None else reasoning
            effort = effort or reading.effort
        mode = {None: "", True: ".reasoning", False: ".plain"}[reasoning]
        parts = [edition.identifier, version.rpartition("/")[2], model.rpartition("/")[2]]
        node = f"{ID}score/{'.'.join(parts)}{mode}"
        if effort:
            node += f".{slug(effort)}"
        if record.as_of is not None:
            node += f".{as_of.day.isoformat()}"
        if node in self._values:
            value, at, line = self._values[node]
            if value != record.value:
                where = placed(at, line, file)
                bad(f"gives a second value for one model, configuration and benchmark; {where} gave {value}")
            return None
        self._values[node] = (record.value, file, record.line)
        self._proposal.scores += 1
        add = self._proposal.triples.append
        add(iri(node, RDF + "type", AIKG + "Score"))
        add(iri(node, AIKG + "model", model))
        add(iri(node, AIKG + "benchmarkVersion", version))
        add(number(node, AIKG + "value", record.value))
        self._proposal.triples.extend(dated(node, AIKG + "asOf", as_of))
        add(iri(node, AIKG + "reporter", CONCEPT + record.reporter))
        add(iri(node, DCTERMS + "source", edition.iri))
        if reasoning is not None:
            add(typed(node, AIKG + "reasoning", str(reasoning).lower(), "boolean"))
        if effort:
            add(text(node, AIKG + "effort", effort))
        if record.votes is not None and record.votes > 0:
            add(typed(node, AIKG + "votes", str(record.votes), "integer"))
        lower, upper = record.lower, record.upper
        if (lower is not None and lower > record.value) or (upper is not None and upper < record.value):
            bad(f"has an interval, {lower} to {upper}, that does not hold the value; it is left out")
            lower = upper = None
        for name, bound in (("lowerBound", lower), ("upperBound", upper)):
            if bound is not None and bound.is_finite():
                add(number(node, AIKG + name, bound))
        return None
