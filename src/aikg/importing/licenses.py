"""Licences: those that the rows of an edition name, which are known ones, are made, or are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.identifiers import slug
from aikg.importing.edition import CONCEPT, iri, text
from aikg.importing.proposal import Met
from aikg.names import normalise
from aikg.vocabulary import AIKG, ID, RDF, SKOS

if TYPE_CHECKING:
    from aikg.importers.records import LicenseRecord
    from aikg.importing.proposal import Proposal
    from aikg.known import Known


class Licenses:
    """Finds the licence of a name; makes one only where the source says that it forbids commercial use."""

    def __init__(self, known: Known, proposal: Proposal) -> None:
        self._known = known
        self._proposal = proposal
        self._records: dict[str, LicenseRecord] = {}
        self._license_of: dict[str, str | None] = {}

    def take(self, record: LicenseRecord) -> None:
        """Remember what is said of a licence."""
        for name in (record.key, record.label):
            self._records.setdefault(normalise(name), record)

    def license(self, name: str, file: str, line: int) -> str | None:
        """The IRI of a licence; None for one that is not known, which is reported once."""
        key = normalise(name)
        if key not in self._license_of:
            record = self._records.get(key)
            names = [name, *((record.label, record.key) if record else ())]
            found = self._known.thing("License", names)
            if found is None and record is not None and record.commercial is False:
                found = f"{ID}license/_{slug(record.key)}"
                self._proposal.triples += (
                    iri(found, RDF + "type", AIKG + "License"),
                    text(found, SKOS + "prefLabel", record.label, "en"),
                    iri(found, AIKG + "freedom", CONCEPT + "non-commercial"),
                )
            elif found is None:
                self._proposal.unmatched.append(Met("licence", name, "", "", file, line))
            self._license_of[key] = found
        return self._license_of[key]
