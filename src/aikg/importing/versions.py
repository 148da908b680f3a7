"""Versions: the benchmark versions that the scores of an edition are of, which are known or are made."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from aikg.identifiers import slug
from aikg.importing.edition import CONCEPT, iri, number, text, typed
from aikg.vocabulary import AIKG, DCTERMS, ID, PREFIXES, RDF, SKOS

if TYPE_CHECKING:
    from aikg.importers.records import BenchmarkRecord
    from aikg.importing.proposal import Proposal
    from aikg.known import Known


class Versions:
    """Finds or makes the benchmark version of a key, and the benchmark that it is a version of."""

    def __init__(self, known: Known, proposal: Proposal) -> None:
        self._known = known
        self._proposal = proposal
        self._records: dict[str, BenchmarkRecord] = {}
        self._versions: dict[str, str | None] = {}
        self._written: set[str] = set()

    def take(self, record: BenchmarkRecord) -> None:
        """Remember what is said of a benchmark version; it is written once a score is of it."""
        self._records.setdefault(record.key, record)

    def version(self, key: str) -> str | None:
        """The version with this key: a known one, or one that is written now; None where none is told of."""
        if key not in self._versions:
            self._versions[key] = self._made(key)
        return self._versions[key]

    def bound(self, version: str, name: str) -> Decimal | None:
        """The `minimum` or `maximum` of the values on a version."""
        value = self._known.facts.get((version, ox.NamedNode(AIKG + name)))
        if value is not None:
            return Decimal(value.term.value)
        record = self._records.get(version.rpartition("/")[2].lstrip("_"))
        bound: Decimal | None = getattr(record, name) if record is not None else None
        return bound

    def _made(self, key: str) -> str | None:
        version = PREFIXES["benchmark"] + key
        if self._known.kinds.get(version) == "BenchmarkVersion":
            return version
        record = self._records.get(key)
        if record is None:
            return None
        if found := self._known.thing("BenchmarkVersion", [record.label]):
            return found
        if version in self._known.kinds:
            version = f"{PREFIXES['benchmark']}_{key}"
        add = self._proposal.triples.append
        benchmark = self._benchmark(record)
        add(iri(version, RDF + "type", AIKG + "BenchmarkVersion"))
        add(text(version, SKOS + "prefLabel", record.label, "en"))
        add(iri(version, AIKG + "versionOf", benchmark))
        add(text(version, AIKG + "version", record.version))
        add(typed(version, AIKG + "decimals", str(record.decimals), "integer"))
        add(iri(version, AIKG + "direction", CONCEPT + record.direction))
        add(iri(version, AIKG + "unit", CONCEPT + record.unit))
        add(iri(version, DCTERMS + "source", self._proposal.edition.iri))
        for name, bound in (("minimum", record.minimum), ("maximum", record.maximum)):
            if bound is not None:
                add(number(version, AIKG + name, bound))
        for part in record.parts:
            if found := self._known.thing("Benchmark", [part]):
                add(iri(version, AIKG + "part", found))
        return version

    def _benchmark(self, record: BenchmarkRecord) -> str:
        found = self._known.thing("Benchmark", [record.benchmark])
        if found is not None:
            return found
        benchmark = f"{ID}benchmark/_{slug(record.benchmark)}"
        if benchmark not in self._written:
            self._written.add(benchmark)
            self._proposal.triples += (
                iri(benchmark, RDF + "type", AIKG + ("Arena" if record.arena else "Benchmark")),
                text(benchmark, SKOS + "prefLabel", record.benchmark, "en"),
                iri(benchmark, DCTERMS + "source", self._proposal.edition.iri),
            )
            if record.modality:
                self._proposal.triples.append(
                    iri(benchmark, AIKG + "outputModality", CONCEPT + record.modality)
                )
        return benchmark
