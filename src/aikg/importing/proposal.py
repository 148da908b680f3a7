"""The proposal: what an import would add, and what it would not; made before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.concordance import join
from aikg.identifiers import lab_iri, model_iri, slug
from aikg.importers.records import (
    BadRow,
    BenchmarkRecord,
    LabRecord,
    LicenseRecord,
    ModelRecord,
    ScoreRecord,
    Skipped,
)
from aikg.importers.spelling import Reading, Stamp, plain, readings
from aikg.importing.edition import CONCEPT, Edition, dated, iri, number, text, typed
from aikg.names import MAX_LENGTH, normalise
from aikg.vocabulary import AIKG, DCTERMS, ID, PREFIXES, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from aikg.conflict import Conflict
    from aikg.importers.records import Dated, Row
    from aikg.known import Known

UNKNOWN_COUNTRY: Final = "ZZ"
UNKNOWN_LAB: Final = "Not stated"
"""The lab of a model that is only named as a base, by a name without a lab."""
_COUNTRY: Final = PREFIXES["country"]
_NUMBERS: Final = {
    "parameters": "parameters",
    "active_parameters": "activeParameters",
    "context_length": "contextLength",
}
_DATES: Final = {"released": "released", "announced": "announced", "weights_released": "weightsReleased"}


@dataclass(frozen=True)
class Met:
    """A name of the source and what it was taken for."""

    kind: str
    """`lab`, `model`, `licence`."""
    name: str
    lab: str
    """Name of the lab of a model, as the source gives it; else empty."""
    thing: str
    """IRI; empty for a licence that is not known, of which nothing is made."""
    file: str
    line: int


@dataclass(frozen=True)
class Bad:
    """A row, or a value of one, that is left out, and why."""

    file: str
    line: int
    reason: str
    text: str


@dataclass
class Proposal:
    """An edition that is ready to be written, and what is to be known before it is."""

    edition: Edition
    rows: int = 0
    """Rows that were understood."""
    matched: list[Met] = field(default_factory=list)
    """Labs and models that are things of the graph."""
    unmatched: list[Met] = field(default_factory=list)
    """Names that matched nothing: new labs and models, and licences that are left out."""
    scores: int = 0
    edges: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    """Values of the edition that are kept as dissents."""
    bad: list[Bad] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    """Rows that the importer leaves out on purpose, by reason."""
    remarks: list[str] = field(default_factory=list)
    triples: list[ox.Triple] = field(default_factory=list)
    streamed: Counter[str] = field(default_factory=Counter)
    """Of an edition that is kept as a volume, how many of each kind are in it and in none of the lists:
    `rows`, `bad`, and by the words of the summary."""

    @property
    def bad_rows(self) -> int:
        """Rows with something bad in them; a row counts once."""
        return (
            self.streamed["bad"]
            + len({(bad.file, bad.line) for bad in self.bad if bad.line})
            + sum(not bad.line for bad in self.bad)
        )

    @property
    def bad_share(self) -> float:
        """Share of bad rows among all, from 0 to 1."""
        return self.bad_rows / max(self.rows + self.bad_rows, 1)


class Proposer:
    """Takes the rows of an importer, all of them, then makes the proposal."""

    def __init__(self, known: Known, edition: Edition, elsewhere: Callable[[str], str] | None = None) -> None:
        """`elsewhere` gives the IRI of a base model that these rows only name, where others tell of it;
        without it such a model is made."""
        self._known = known
        self._edition = edition
        self._elsewhere = elsewhere
        self.proposal = Proposal(edition)
        self._labs: dict[str, tuple[str, LabRecord]] = {}
        self._licenses: dict[str, tuple[str, LicenseRecord]] = {}
        self._models: list[tuple[str, ModelRecord]] = []
        self._scores: list[tuple[str, ScoreRecord]] = []
        self._benchmarks: dict[str, tuple[str, BenchmarkRecord]] = {}
        self._lines: set[tuple[str, int]] = set()
        self._lab_of: dict[str, str] = {}
        self._new_labs: dict[str, str] = {}
        self._own: dict[tuple[str, str], _Model] = {}
        self._any: dict[str, set[str]] = defaultdict(set)
        self._by_iri: dict[str, _Model] = {}
        self._versions: dict[str, str | None] = {}
        self._license_of: dict[str, str | None] = {}
        self._written: set[str] = set()
        self._values: dict[str, tuple[object, int]] = {}
        self._met: set[tuple[str, str]] = set()
        self._labels: dict[str, str] = {}
        for thing, label in known.labels.items():
            if known.kinds.get(thing) in ("Model", "Lab"):
                self._labels[label] = thing

    # ------------------------------------------------------------------------------------- taking

    def take(self, file: str, row: Row) -> None:
        """Remember a row; nothing is matched before all are there."""
        if isinstance(row, BadRow):
            self._bad(file, row.line, row.reason, row.text)
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
            for name in (row.name, *row.aliases):
                self._labs.setdefault(normalise(name), (file, row))
        elif isinstance(row, LicenseRecord):
            for name in (row.key, row.label):
                self._licenses.setdefault(normalise(name), (file, row))
        elif isinstance(row, BenchmarkRecord):
            self._benchmarks.setdefault(row.key, (file, row))

    def made(self) -> Proposal:
        """The proposal."""
        proposal = self.proposal
        for file, model in self._models:
            self._take_model(file, model)
        for file, model in self._models:
            self._take_bases(file, model)
        for file, score in self._scores:
            self._take_score(file, score)
        for one in self._by_iri.values():
            self._write_model(one)
        bad = {(each.file, each.line) for each in proposal.bad}
        proposal.rows = len(self._lines - bad) + proposal.streamed["rows"]
        about = self._edition.triples(proposal.rows, proposal.bad_rows)
        proposal.triples[:0] = about
        list(join(self._known, proposal.triples, self._edition.graph, proposal.conflicts))
        return proposal

    def _bad(self, file: str, line: int, reason: str, shown: str) -> None:
        self.proposal.bad.append(Bad(file, line, reason, shown))

    def _add(self, *triples: ox.Triple) -> None:
        self.proposal.triples.extend(triples)

    # ------------------------------------------------------------------------------------- labs

    def lab(self, name: str, file: str, line: int) -> str:
        """The lab of this name: a known one, or one that is written now."""
        key = normalise(name)
        if key in self._lab_of:
            return self._lab_of[key]
        _, record = self._labs.get(key, (file, LabRecord(line, name)))
        names = list(dict.fromkeys((name, record.name, *record.aliases)))
        found = self._known.lab(names)
        lab = found or lab_iri(record.name)
        self._lab_of[key] = lab
        if lab not in self._written:
            self._written.add(lab)
            if found is None:
                self._new_labs[lab] = record.name
            met = Met("lab", record.name, "", lab, file, record.line or line)
            (self.proposal.unmatched if found is None else self.proposal.matched).append(met)
            self._write_lab(lab, record, known=found is not None)
        return lab

    def _write_lab(self, lab: str, record: LabRecord, *, known: bool) -> None:
        names = dict.fromkeys((record.name, *record.aliases))
        if not known:
            label = self.unique(record.name, lab, "")
            self._add(iri(lab, RDF + "type", AIKG + "Lab"), text(lab, SKOS + "prefLabel", label, "en"))
            self._add(iri(lab, DCTERMS + "source", self._edition.iri))
            names.pop(label, None)
        country = record.country or (None if known else UNKNOWN_COUNTRY)
        if country is not None:
            self._add(iri(lab, AIKG + "country", self.country(country)))
        if record.url and record.url.startswith(("http://", "https://")):
            self._add(iri(lab, SCHEMA + "url", record.url))
        for name in names:
            if normalise(name) not in self._known.called(lab):
                self._add(text(lab, SKOS + "altLabel", name))

    def country(self, code: str) -> str:
        """The IRI of a country, which is made where the graph does not have it."""
        country = _COUNTRY + code
        if country not in self._known.labels and country not in self._written:
            self._written.add(country)
            self._add(
                iri(country, RDF + "type", SKOS + "Concept"),
                text(country, SKOS + "prefLabel", code, "en"),
                text(country, SKOS + "notation", code),
                iri(country, SKOS + "inScheme", CONCEPT + "countries"),
                iri(country, SKOS + "topConceptOf", CONCEPT + "countries"),
            )
        return country

    def unique(self, label: str, thing: str, more: str) -> str:
        """A label that no other lab or model has: of two alike the later says more."""
        for candidate in (label, more, f"{label} [{thing.rpartition('/')[2].lstrip('_')}]"):
            if candidate and self._labels.setdefault(candidate, thing) == thing:
                return candidate
        return label

    # ------------------------------------------------------------------------------------- models

    def _take_model(self, file: str, record: ModelRecord) -> None:
        if problem := nameless(record.name):
            self._bad(file, record.line, problem, record.name)
            return
        lab = self.lab(record.lab, file, record.line) if record.lab else None
        names = list(dict.fromkeys((record.name, *record.aliases, *record.host_ids)))
        found, reading = self.find(lab, names, record.host_ids)
        thing = found
        if thing is None:
            if lab is None:
                self._bad(file, record.line, "names no lab, and no known model is called so", record.name)
                return
            thing = model_iri(lab, bare(record.name))
        model = self._model(thing, lab, record.name, file, record.line, known=found is not None)
        model.reading = model.reading or reading
        for name in names:
            key = normalise(name)
            self._own.setdefault((lab or "", key), model)
            self._any[key].add(thing)
        self._take_facts(file, model, record)

    def _model(self, thing: str, lab: str | None, name: str, file: str, line: int, *, known: bool) -> _Model:
        model = self._by_iri.get(thing)
        if model is None:
            model = self._by_iri[thing] = _Model(thing, lab, name, known)
        if (thing, name) not in self._met:
            self._met.add((thing, name))
            label = self._known.labels.get(lab or "") or self._lab_name(lab)
            met = Met("model", name, label, thing, file, line)
            (self.proposal.matched if known else self.proposal.unmatched).append(met)
        return model

    def _lab_name(self, lab: str | None) -> str:
        return self._new_labs.get(lab or "", "")

    def find(
        self, lab: str | None, names: Sequence[str], hosted: Iterable[str] = ()
    ) -> tuple[str | None, Reading | None]:
        """The known model that one of the names means, as literally as can be; and how that name was read."""
        hosted = tuple(hosted)
        found = self._known.model(lab, [name for name in names if name not in hosted], hosted)
        if found is not None:
            return found, None
        each = [reading for name in names for reading in readings(name)]
        for reading in sorted(each, key=lambda reading: (not reading.sure, reading.stamp is not None)):
            owner = lab
            if reading.owner is not None:
                owner = self._known.lab([reading.owner])
                if owner is None:
                    continue
            found = self._known.model(owner, [reading.name])
            if found is None or not self._fits(found, reading.stamp):
                continue
            if reading.sure or self._reasons(found):
                return found, reading
        return None, None

    def _fits(self, model: str, stamp: Stamp | None) -> bool:
        if stamp is None:
            return True
        from datetime import date

        value = self._known.facts.get((model, ox.NamedNode(AIKG + "released")))
        if value is None:
            return False
        precision = value.precision.value.rpartition("/")[2] if value.precision is not None else "day"
        try:
            return stamp.fits(date.fromisoformat(value.term.value), precision)
        except ValueError:
            return False

    def _reasons(self, model: str) -> bool:
        value = self._known.facts.get((model, ox.NamedNode(AIKG + "reasoning")))
        return value is not None and value.term.value == "true"

    def _take_facts(self, file: str, model: _Model, record: ModelRecord) -> None:
        for attribute, name in _DATES.items():
            value: Dated | None = getattr(record, attribute)
            if value is None:
                continue
            if problem := self.impossible(value.day):
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
        if record.license and (license := self.license(record.license, file, record.line)):
            self._state(file, record, model, "license", license)
        model.inputs |= set(record.inputs)
        model.outputs |= set(record.outputs)
        model.hidden |= set(record.not_disclosed)
        model.names |= dict.fromkeys((record.name, *record.aliases))
        model.hosts |= dict.fromkeys(record.host_ids)
        for name in record.contributors:
            lab = self.lab(name, file, record.line)
            if lab != model.lab:
                model.contributors.add(lab)

    def impossible(self, day: date) -> str | None:
        """What is wrong with a day on which something is said to have happened; None where nothing is."""
        if day.year < 1950:
            return "is before there was such a thing"
        last = self._edition.issued.day
        if (day.year, day.month) > (last.year, last.month) and self._edition.issued.precision != "year":
            return f"is after the edition itself ({last.isoformat()})"
        return None

    def _state(self, file: str, record: ModelRecord, model: _Model, name: str, value: object) -> None:
        """A fact that can have one value; a second one of the same edition is reported, not guessed about."""
        before, line = model.facts.setdefault(name, (value, record.line))
        if before != value:
            said = f"says {name} {_said(value)}, where line {line} says {_said(before)}; the first is kept"
            self._bad(file, record.line, said, record.name)

    def license(self, name: str, file: str, line: int) -> str | None:
        """The IRI of a licence; None for one that is not known, which is reported once."""
        key = normalise(name)
        if key not in self._license_of:
            _, record = self._licenses.get(key, (file, None))
            names = [name, *((record.label, record.key) if record else ())]
            found = self._known.thing("License", names)
            if found is None and record is not None and record.commercial is False:
                found = f"{ID}license/_{slug(record.key)}"
                self._add(
                    iri(found, RDF + "type", AIKG + "License"),
                    text(found, SKOS + "prefLabel", record.label, "en"),
                    iri(found, AIKG + "freedom", CONCEPT + "non-commercial"),
                )
            elif found is None:
                self.proposal.unmatched.append(Met("licence", name, "", "", file, line))
            self._license_of[key] = found
        return self._license_of[key]

    def _take_bases(self, file: str, record: ModelRecord) -> None:
        lab = self._lab_of.get(normalise(record.lab)) if record.lab else None
        model = self._own.get((lab or "", normalise(record.name)))
        if model is None:
            return
        for kind, name in record.bases:
            if problem := nameless(name):
                self._bad(file, record.line, f"names a base that {problem}", name)
                continue
            base = self._other(name, lab, file, record.line)
            if base == model.iri:
                self._bad(file, record.line, f"names itself as what it was made from ({kind})", name)
            elif (kind, base) not in model.bases:
                model.bases[kind, base] = None
                self.proposal.edges += 1

    def _other(self, name: str, lab: str | None, file: str, line: int) -> str:
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
        found, reading = self.find(None if slash else lab, [name], [name])
        if found is None and not slash and lab is not None:
            found, reading = self.find(None, [name])
        if found is not None:
            model = self._model(found, None, name, file, line, known=True)
        else:
            maker = self.lab(owner if slash and rest else UNKNOWN_LAB, file, line)
            spoken = rest if slash and rest else name
            found, reading = self.find(maker, [spoken])
            known = found is not None
            found = found or model_iri(maker, bare(spoken))
            model = self._model(found, maker, spoken, file, line, known=known)
            if slash and not known:
                model.hosts[name] = None
        model.reading = model.reading or reading
        self._any[key].add(found)
        return found

    def _write_model(self, model: _Model) -> None:
        thing = model.iri
        names = dict.fromkeys((model.name, *model.names))
        if not model.known and model.lab is not None:
            more = next(iter(model.hosts), "") or f"{model.name} ({self._lab_label(model.lab)})"
            label = self.unique(model.name, thing, more)
            self._add(iri(thing, RDF + "type", AIKG + "Model"), text(thing, SKOS + "prefLabel", label, "en"))
            self._add(
                iri(thing, AIKG + "developedBy", model.lab), iri(thing, DCTERMS + "source", self._edition.iri)
            )
            names[bare(model.name)] = None
            names.pop(label, None)  # the same name twice is no other name
        called = set(self._known.called(thing))
        for name in names:
            if normalise(name) not in called and (reading := readings(name)[0]).key not in called:
                called.add(reading.key)
                if not model.known or model.reading is None:
                    self._add(text(thing, SKOS + "altLabel", name))
        for host in model.hosts:
            if not model.known or normalise(host) not in called:
                self._add(text(thing, SCHEMA + "identifier", host))
        for lab in sorted(model.contributors):
            self._add(iri(thing, SCHEMA + "contributor", lab))
        for name, (value, _) in model.facts.items():
            self._add(*_fact(thing, name, value))
        for modality in sorted(model.inputs):
            self._add(iri(thing, AIKG + "inputModality", CONCEPT + modality))
        for modality in sorted(model.outputs):
            self._add(iri(thing, AIKG + "outputModality", CONCEPT + modality))
        for name in sorted(model.hidden - model.facts.keys()):
            self._add(iri(thing, AIKG + "notDisclosed", AIKG + name))
        for kind, base in model.bases:
            self._add(iri(thing, AIKG + kind, base))

    def _lab_label(self, lab: str) -> str:
        return self._known.labels.get(lab) or self._lab_name(lab) or lab.rpartition("/")[2]

    # ------------------------------------------------------------------------------------- scores

    def _take_score(self, file: str, record: ScoreRecord) -> None:
        def bad(reason: str) -> None:
            self._bad(file, record.line, reason, f"{record.model} {record.benchmark} {record.value}")

        if problem := nameless(record.model):
            return bad(problem)
        version = self._version(record.benchmark)
        if version is None:
            return bad(f"is a score of {record.benchmark}, which is no benchmark version that is known")
        if not record.value.is_finite():
            return bad(f"has the value {record.value}, which is no number")
        low, high = self._bound(version, "minimum"), self._bound(version, "maximum")
        if (low is not None and record.value < low) or (high is not None and record.value > high):
            return bad(f"has the value {record.value}, outside {low} to {high}")
        as_of = record.as_of or self._edition.issued
        if problem := self.impossible(as_of.day):
            return bad(f"as of {as_of.day.isoformat()} {problem}")
        model, reading = self._scored(file, record)
        if model is None:
            return bad("names no lab, and no known model is called so")
        reasoning, effort = record.reasoning, record.effort
        if reading is not None:
            reasoning = reading.reasoning if reasoning is None else reasoning
            effort = effort or reading.effort
        mode = {None: "", True: ".reasoning", False: ".plain"}[reasoning]
        parts = [self._edition.identifier, version.rpartition("/")[2], model.rpartition("/")[2]]
        node = f"{ID}score/{'.'.join(parts)}{mode}"
        if effort:
            node += f".{slug(effort)}"
        if record.as_of is not None:
            node += f".{as_of.day.isoformat()}"
        if node in self._written:
            return self._second(file, record, node)
        self._written.add(node)
        self._values[node] = (record.value, record.line)
        self.proposal.scores += 1
        self._add(
            iri(node, RDF + "type", AIKG + "Score"),
            iri(node, AIKG + "model", model),
            iri(node, AIKG + "benchmarkVersion", version),
            number(node, AIKG + "value", record.value),
            *dated(node, AIKG + "asOf", as_of),
            iri(node, AIKG + "reporter", CONCEPT + record.reporter),
            iri(node, DCTERMS + "source", self._edition.iri),
        )
        if reasoning is not None:
            self._add(typed(node, AIKG + "reasoning", str(reasoning).lower(), "boolean"))
        if effort:
            self._add(text(node, AIKG + "effort", effort))
        if record.votes is not None and record.votes > 0:
            self._add(typed(node, AIKG + "votes", str(record.votes), "integer"))
        lower, upper = record.lower, record.upper
        if (lower is not None and lower > record.value) or (upper is not None and upper < record.value):
            bad(f"has an interval, {lower} to {upper}, that does not hold the value; it is left out")
            lower = upper = None
        for name, value in (("lowerBound", lower), ("upperBound", upper)):
            if value is not None and value.is_finite():
                self._add(number(node, AIKG + name, value))
        return None

    def _second(self, file: str, record: ScoreRecord, node: str) -> None:
        value, line = self._values[node]
        if value != record.value:
            said = (
                f"gives a second value for one model, configuration and benchmark; line {line} gave {value}"
            )
            self._bad(file, record.line, said, f"{record.model} {record.benchmark} {record.value}")

    def _scored(self, file: str, record: ScoreRecord) -> tuple[str | None, Reading | None]:
        key = normalise(record.model)
        lab = self.lab(record.lab, file, record.line) if record.lab else None
        own = self._own.get((lab or "", key))
        if own is None and len(self._any.get(key, ())) == 1:
            own = self._by_iri[next(iter(self._any[key]))]
        if own is not None:
            return own.iri, own.reading
        found, reading = self.find(lab, [record.model], [record.model])
        if found is None and lab is None:
            return None, None
        known = found is not None
        thing = found or model_iri(lab or "", bare(record.model))
        model = self._model(thing, lab, record.model, file, record.line, known=known)
        model.reading = model.reading or reading
        self._own[lab or "", key] = model
        self._any[key].add(thing)
        return thing, reading

    def _version(self, key: str) -> str | None:
        if key not in self._versions:
            self._versions[key] = self._made_version(key)
        return self._versions[key]

    def _made_version(self, key: str) -> str | None:
        version = PREFIXES["benchmark"] + key
        if self._known.kinds.get(version) == "BenchmarkVersion":
            return version
        _, record = self._benchmarks.get(key, ("", None))
        if record is None:
            return None
        if found := self._known.thing("BenchmarkVersion", [record.label]):
            return found
        if version in self._known.kinds:
            version = f"{PREFIXES['benchmark']}_{key}"
        source = iri(version, DCTERMS + "source", self._edition.iri)
        self._add(
            iri(version, RDF + "type", AIKG + "BenchmarkVersion"),
            text(version, SKOS + "prefLabel", record.label, "en"),
            iri(version, AIKG + "versionOf", self._benchmark(record)),
            text(version, AIKG + "version", record.version),
            typed(version, AIKG + "decimals", str(record.decimals), "integer"),
            iri(version, AIKG + "direction", CONCEPT + record.direction),
            iri(version, AIKG + "unit", CONCEPT + record.unit),
            source,
        )
        for name, bound in (("minimum", record.minimum), ("maximum", record.maximum)):
            if bound is not None:
                self._add(number(version, AIKG + name, bound))
        for part in record.parts:
            if found := self._known.thing("Benchmark", [part]):
                self._add(iri(version, AIKG + "part", found))
        return version

    def _benchmark(self, record: BenchmarkRecord) -> str:
        found = self._known.thing("Benchmark", [record.benchmark])
        if found is not None:
            return found
        benchmark = f"{ID}benchmark/_{slug(record.benchmark)}"
        if benchmark not in self._written:
            self._written.add(benchmark)
            self._add(
                iri(benchmark, RDF + "type", AIKG + ("Arena" if record.arena else "Benchmark")),
                text(benchmark, SKOS + "prefLabel", record.benchmark, "en"),
                iri(benchmark, DCTERMS + "source", self._edition.iri),
            )
            if record.modality:
                self._add(iri(benchmark, AIKG + "outputModality", CONCEPT + record.modality))
        return benchmark

    def _bound(self, version: str, name: str) -> Decimal | None:
        value = self._known.facts.get((version, ox.NamedNode(AIKG + name)))
        if value is not None:
            return Decimal(value.term.value)
        _, record = self._benchmarks.get(version.rpartition("/")[2].lstrip("_"), ("", None))
        bound: Decimal | None = getattr(record, name) if record is not None else None
        return bound


@dataclass
class _Model:
    """A model of the edition, while its rows are gathered."""

    iri: str
    lab: str | None
    name: str
    known: bool
    reading: Reading | None = None
    facts: dict[str, tuple[object, int]] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    contributors: set[str] = field(default_factory=set)
    inputs: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    bases: dict[tuple[str, str], None] = field(default_factory=dict)


def nameless(name: str) -> str | None:
    """What is wrong with a name; None where nothing is."""
    if not normalise(name):
        return "has no name"
    if len(name) > MAX_LENGTH:
        return f"has a name of {len(name)} characters; the limit is {MAX_LENGTH}"
    return None


def bare(name: str) -> str:
    """A name without what is surely a configuration, and without the owner in front, which is its lab."""
    first = plain(name).name
    owner, slash, rest = first.partition("/")
    return rest if slash and normalise(owner) and normalise(rest) and "/" not in rest else first


def _fact(thing: str, name: str, value: object) -> Iterable[ox.Triple]:
    from aikg.importers.records import Dated

    if isinstance(value, Dated):
        return dated(thing, AIKG + name, value)
    if isinstance(value, bool):
        return (typed(thing, AIKG + name, str(value).lower(), "boolean"),)
    if isinstance(value, int):
        return (typed(thing, AIKG + name, str(value), "integer"),)
    return (iri(thing, AIKG + name, str(value) if name == "license" else CONCEPT + str(value)),)


def _said(value: object) -> str:
    day = getattr(value, "day", None)
    return str(day if day is not None else value)
