"""Labs: those that the rows of an edition name, which are known ones or are made, and their countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg.identifiers import lab_iri
from aikg.importers.records import LabRecord
from aikg.importing.edition import CONCEPT, iri, text
from aikg.importing.proposal import Met
from aikg.names import normalise
from aikg.vocabulary import AIKG, DCTERMS, PREFIXES, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from aikg.importing.labels import Labels
    from aikg.importing.proposal import Proposal
    from aikg.known import Known

UNKNOWN_COUNTRY: Final = "ZZ"
UNKNOWN_LAB: Final = "Not stated"
"""The lab of a model that is only named as a base, by a name without a lab."""
_COUNTRY: Final = PREFIXES["country"]


class Labs:
    """Finds or makes the lab of a name, and writes what the edition says of it."""

    def __init__(self, known: Known, proposal: Proposal, labels: Labels) -> None:
        self._known = known
        self._proposal = proposal
        self._labels = labels
        self._records: dict[str, tuple[str, LabRecord]] = {}
        self._lab_of: dict[str, str] = {}
        self._new: dict[str, str] = {}
        self._written: set[str] = set()

    def take(self, file: str, record: LabRecord) -> None:
        """Remember what is said of a lab; it is written once a model names it."""
        for name in (record.name, *record.aliases):
            self._records.setdefault(normalise(name), (file, record))

    def lab(self, name: str, file: str, line: int) -> str:
        """The lab of this name: a known one, or one that is written now."""
        key = normalise(name)
        if key in self._lab_of:
            return self._lab_of[key]
        said, record = self._records.get(key) or (file, LabRecord(line, name))
        names = list(dict.fromkeys((name, record.name, *record.aliases)))
        found = self._known.lab(names)
        lab = found or lab_iri(record.name)
        self._lab_of[key] = lab
        if lab not in self._written:
            self._written.add(lab)
            if found is None:
                self._new[lab] = record.name
            where = (said, record.line) if record.line else (file, line)
            met = Met("lab", record.name, "", lab, *where)
            (self._proposal.unmatched if found is None else self._proposal.matched).append(met)
            self._write(lab, record, known=found is not None)
        return lab

    def met(self, name: str) -> str | None:
        """The lab of this name if `lab` gave it before."""
        return self._lab_of.get(normalise(name))

    def label(self, lab: str | None) -> str:
        """How a lab is called; empty for none."""
        return self._known.labels.get(lab or "") or self._new.get(lab or "", "")

    def country(self, code: str) -> str:
        """The IRI of a country, which is made where the graph does not have it."""
        country = _COUNTRY + code
        if country not in self._known.labels and country not in self._written:
            self._written.add(country)
            self._proposal.triples += (
                iri(country, RDF + "type", SKOS + "Concept"),
                text(country, SKOS + "prefLabel", code, "en"),
                text(country, SKOS + "notation", code),
                iri(country, SKOS + "inScheme", CONCEPT + "countries"),
                iri(country, SKOS + "topConceptOf", CONCEPT + "countries"),
            )
        return country

    def _write(self, lab: str, record: LabRecord, *, known: bool) -> None:
        add = self._proposal.triples.append
        names = dict.fromkeys((record.name, *record.aliases))
        if not known:
            label = self._labels.unique(record.name, lab, "")
            add(iri(lab, RDF + "type", AIKG + "Lab"))
            add(text(lab, SKOS + "prefLabel", label, "en"))
            add(iri(lab, DCTERMS + "source", self._proposal.edition.iri))
            names.pop(label, None)
        country = record.country or (None if known else UNKNOWN_COUNTRY)
        if country is not None:
            add(iri(lab, AIKG + "country", self.country(country)))
        if record.url and record.url.startswith(("http://", "https://")):
            add(iri(lab, SCHEMA + "url", record.url))
        for name in names:
            if normalise(name) not in self._known.called(lab):
                add(text(lab, SKOS + "altLabel", name))
