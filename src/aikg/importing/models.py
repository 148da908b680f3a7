"""Models: those that the rows of an edition name, which are known ones or are made, and their facts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from aikg.identifiers import model_iri
from aikg.importers.spelling import bare, nameless
from aikg.importing.dossier import Dossier
from aikg.importing.labs import UNKNOWN_LAB
from aikg.importing.proposal import Bad, Met
from aikg.importing.recognition import recognised
from aikg.names import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.importers.records import Dated, ModelRecord, ScoreRecord
    from aikg.importers.spelling import Reading
    from aikg.importing.labels import Labels
    from aikg.importing.labs import Labs
    from aikg.importing.licenses import Licenses
    from aikg.importing.proposal import Proposal
    from aikg.known import Known

_NUMBERS: Final = {
    "parameters": "parameters",
    "active_parameters": "activeParameters",
    "context_length": "contextLength",
}
_DATES: Final = {"released": "released", "announced": "announced", "weights_released": "weightsReleased"}


class Models:
    """Finds or makes the models of the rows, and gathers what the rows say until it is written."""

    def __init__(
        self,
        known: Known,
        proposal: Proposal,
        labels: Labels,
        labs: Labs,
        licenses: Licenses,
        elsewhere: Callable[[str], str] | None,
    ) -> None:
        """`elsewhere` gives the IRI of a base model that these rows only name, where others tell of it;
        without it such a model is made."""
        self._known = known
        self._proposal = proposal
        self._labels = labels
        self._labs = labs
        self._licenses = licenses
        self._elsewhere = elsewhere
        self._own: dict[tuple[str, str], Dossier] = {}
        self._any: dict[str, set[str]] = defaultdict(set)
        self._dossiers: dict[str, Dossier] = {}
        self._met: set[tuple[str, str]] = set()

    def take(self, file: str, record: ModelRecord) -> None:
        """Gather what a row says of a model, but for its bases."""
        if problem := nameless(record.name):
            self._bad(file, record.line, problem, record.name)
            return
        lab = self._labs.lab(record.lab, file, record.line) if record.lab else None
        names = list(dict.fromkeys((record.name, *record.aliases, *record.host_ids)))
        found, reading = recognised(self._known, lab, names, record.host_ids)
        thing = found
        if thing is None:
            if lab is None:
                self._bad(file, record.line, "names no lab, and no known model is called so", record.name)
                return
            thing = model_iri(lab, bare(record.name))
        model = self._dossier(thing, lab, record.name, file, record.line, known=found is not None)
        model.reading = model.reading or reading
        for name in names:
            key = normalise(name)
            self._own.setdefault((lab or "", key), model)
            self._any[key].add(thing)
        self._take_facts(file, model, record)

    def take_bases(self, file: str, record: ModelRecord) -> None:
        """Gather what a row says the model was made from, once all models of the edition are taken."""
        lab = self._labs.met(record.lab) if record.lab else None
        model = self._own.get((lab or "", normalise(record.name)))
        if model is None:
            return
        for kind, name in record.bases:
            if problem := nameless(name):
                self._bad(file, record.line, f"names a base that {problem}", name)
                continue
            base = self._base(name, lab, file, record.line)
            if base == model.iri:
                self._bad(file, record.line, f"names itself as what it was made from ({kind})", name)
            elif (kind, base) not in model.bases:
                model.bases[kind, base] = None
                self._proposal.edges += 1

    def scored(self, file: str, record: ScoreRecord) -> tuple[str | None, Reading | None]:
        """The model that a score is of, and how its name was read; None where there is none and no lab to
        make it of."""
        key = normalise(record.model)
        lab = self._labs.lab(record.lab, file, record.line) if record.lab else None
        own = self._own.get((lab or "", key))
        if own is None and len(self._any.get(key, ())) == 1:
            own = self._dossiers[next(iter(self._any[key]))]
        if own is not None:
            return own.iri, own.reading
        found, reading = recognised(self._known, lab, [record.model], [record.model])
        if found is None and lab is None:
            return None, None
        known = found is not None
        thing = found or model_iri(lab or "", bare(record.model))
        model = self._dossier(thing, lab, record.model, file, record.line, known=known)
        model.reading = model.reading or reading
        self._own[lab or "", key] = model
        self._any[key].add(thing)
        return thing, reading

    def write(self) -> None:
        """Write what was gathered."""
        for model in self._dossiers.values():
            label = None
            if not model.known and model.lab is not None:
                lab = self._labs.label(model.lab) or model.lab.rpartition("/")[2]
                more = next(iter(model.hosts), "") or f"{model.name} ({lab})"
                label = self._labels.unique(model.name, model.iri, more)
            called = self._known.called(model.iri)
            self._proposal.triples.extend(model.triples(label, called, self._proposal.edition.iri))

    def _bad(self, file: str, line: int, reason: str, shown: str) -> None:
        self._proposal.bad.append(Bad(file, line, reason, shown))

    def _dossier(
        self, thing: str, lab: str | None, name: str, file: str, line: int, *, known: bool
    ) -> Dossier:
        model = self._dossiers.get(thing)
        if model is None:
            model = self._dossiers[thing] = Dossier(thing, lab, name, known)
        if (thing, name) not in self._met:
            self._met.add((thing, name))
            met = Met("model", name, self._labs.label(lab), thing, file, line)
            (self._proposal.matched if known else self._proposal.unmatched).append(met)
        return model

    def _take_facts(self, file: str, model: Dossier, record: ModelRecord) -> None:
        for attribute, name in _DATES.items():
            value: Dated | None = getattr(record, attribute)
            if value is None:
                continue
            if problem := self._proposal.edition.impossible(value.day):
                self._bad(file, record.line, f"{name} {value.day.isoformat()} {problem}", record.name)
            else:
                self._state(file, record, model, name, value)
        for attribute, name in _NUMBERS.items():
            count: int | None = getattr(record, attribute)
            if count is not None and count < 1:
                self._bad(file, record.line, f"{name} {count} is not above zero", record.name)
            elif count is not None:
                self._state(file, record, model, name, count)
        if record.openness:
            self._state(file, record, model, "openness", record.openness)
        if record.reasoning is not None:
            self._state(file, record, model, "reasoning", record.reasoning)
        if record.license and (license := self._licenses.license(record.license, file, record.line)):
            self._state(file, record, model, "license", license)
        model.inputs |= set(record.inputs)
        model.outputs |= set(record.outputs)
        model.hidden |= set(record.not_disclosed)
        model.names |= dict.fromkeys((record.name, *record.aliases))
        model.hosts |= dict.fromkeys(record.host_ids)
        for name in record.contributors:
            lab = self._labs.lab(name, file, record.line)
            if lab != model.lab:
                model.contributors.add(lab)

    def _state(self, file: str, record: ModelRecord, model: Dossier, name: str, value: object) -> None:
        if problem := model.state(name, value, file, record.line):
            self._bad(file, record.line, problem, record.name)

    def _base(self, name: str, lab: str | None, file: str, line: int) -> str:
        """The model that is named as a base: one of the edition, a known one, or one that is made for it."""
        key = normalise(name)
        own = self._own.get((lab or "", key))
        if own is not None:
            return own.iri
        if len(self._any.get(key, ())) == 1:
            return next(iter(self._any[key]))
        if self._elsewhere is not None:
            return self._elsewhere(name)
        owner, slash, rest = name.partition("/")
        found, reading = recognised(self._known, None if slash else lab, [name], [name])
        if found is None and not slash and lab is not None:
            found, reading = recognised(self._known, None, [name])
        if found is not None:
            model = self._dossier(found, None, name, file, line, known=True)
        else:
            maker = self._labs.lab(owner if slash and rest else UNKNOWN_LAB, file, line)
            spoken = rest if slash and rest else name
            found, reading = recognised(self._known, maker, [spoken])
            known = found is not None
            found = found or model_iri(maker, bare(spoken))
            model = self._dossier(found, maker, spoken, file, line, known=known)
            if slash and not known:
                model.hosts[name] = None
        model.reading = model.reading or reading
        self._any[key].add(found)
        return found
