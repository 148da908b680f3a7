"""Streams: sources of millions of models, one a line, told in bounded memory.

What a row says is written as N-Quads and forgotten. Rows that need more than their own words go the way of
every other import, as the *few*: models that the graph knows, ids without an owner, and what is told of twice
(two ids of one normal form), which only shows at the end.
"""

from __future__ import annotations

import json
import re
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.identifiers import lab_iri, model_iri
from aikg.importers.records import BadRow, ModelRecord, Skipped
from aikg.importers.spelling import bare, nameless
from aikg.importing.edition import CONCEPT
from aikg.importing.labs import UNKNOWN_COUNTRY, UNKNOWN_LAB
from aikg.importing.marks import Marks
from aikg.importing.proposal import Bad
from aikg.importing.proposer import Proposer
from aikg.importing.recognition import recognised
from aikg.lookup import NEWEST, WHOLE
from aikg.names import normalise
from aikg.vocabulary import AIKG, DCTERMS, PREFIXES, RDF, SCHEMA, SKOS
from aikg.volume import graph_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from aikg.importers.records import Row
    from aikg.importing.edition import Edition
    from aikg.importing.proposal import Proposal
    from aikg.known import Known

MOST_BAD: Final = 10_000
"""Bad rows that are kept to be shown; further ones are counted."""
_REMEMBERED: Final = 500_000
"""Labs, and models named as a base, that are remembered as told; then they may be told again."""
_PLAIN: Final = re.compile(r"[\w./ +:()-]*", re.ASCII)
_LINES: Final = 40
"""Bits of a place that are the line; the file is what stands before."""


class Stream:
    """Takes rows, in order and all of them, and gives `write` what they say as lines of N-Quads."""

    def __init__(self, known: Known, edition: Edition, place: Path, write: Callable[[str], object]) -> None:
        """`place` is a directory for what does not stay in memory."""
        self._known = known
        self._edition = edition
        self._few = Proposer(known, edition, self.model)
        self._write = write
        self._graph = f" <{graph_of(edition.iri)}> .\n"
        self._source = f" <{DCTERMS}source> <{edition.iri}>{self._graph}"
        self._models, self._labs = Marks(place), Marks(place)
        self._dated = Marks(place)
        """The models of each lab that only the rows tell of, by day."""
        self._told = (place / "told").open("w+b")
        """Names of labs and bases, each with its hash: the hash alone does not give them back."""
        self._told_to = 0
        self._lab_of: dict[str, str] = {}
        self._labs_told: set[str] = set()
        self._bases: dict[str, str] = {}
        self._files: list[str] = []
        self._labels = {
            label for thing, label in known.labels.items() if known.kinds.get(thing) in ("Model", "Lab")
        }
        self._licenses: dict[str, str] = {}
        self.apart: list[tuple[str, Row]] = []
        """The few that are known at once, with their file."""
        part = ox.NamedNode(graph_of(edition.iri))
        for triple in edition.described():
            write(f"{part} {triple.predicate} {triple.object}{self._graph}")

    # ------------------------------------------------------------------------------------- taking

    def take(self, file: str, row: Row) -> None:
        """Write what the row says, or keep it for the few."""
        proposal = self._few.proposal
        if isinstance(row, BadRow):
            self._bad(file, row.line, row.reason, row.text)
        elif isinstance(row, Skipped):
            proposal.skipped[row.reason] += 1
        elif not isinstance(row, ModelRecord):
            self.apart.append((file, row))
        elif problem := nameless(row.name):
            self._bad(file, row.line, problem, row.name)
        else:
            self._take_model(file, row)

    def _bad(self, file: str, line: int, reason: str, text: str) -> None:
        proposal = self._few.proposal
        if len(proposal.bad) < MOST_BAD:
            proposal.bad.append(Bad(file, line, reason, text))
        else:
            proposal.streamed["bad"] += 1

    def _take_model(self, file: str, row: ModelRecord) -> None:
        lab = self.lab(row.lab) if row.lab else None
        found = self._found(row, lab)
        if lab is None and found is None:
            self.apart.append((file, row))  # to be refused
            return
        bases = [(kind, name, self._base(name)) for kind, name in row.bases if not nameless(name)]
        if lab is None or found is not None or len(bases) < len(row.bases):
            self.apart.append((file, row))
            return
        self._tell_lab(lab, str(row.lab))
        short = bare(row.name)
        thing = model_iri(lab, short)
        if file not in self._files:
            self._files.append(file)
        place = (self._files.index(file) << _LINES) + row.line
        self._models.put(hash(thing), hash(row.name), place)
        proposal = self._few.proposal
        good, released = True, 0
        lines = [self._node(thing, row.name, short, lab)]
        if row.released is not None:
            day = row.released.day
            if problem := self._edition.impossible(day):
                self._bad(file, row.line, f"released {day.isoformat()} {problem}", row.name)
                good = False
            else:
                released = day.toordinal()
                said = f"<{thing}> <{AIKG}released"
                lines.append(f'{said}> "{day.isoformat()}"^^<{PREFIXES["xsd"]}date>{self._graph}')
                lines.append(f"{said}Precision> <{CONCEPT}{row.released.precision}>{self._graph}")
        if lab not in self._known.kinds:
            self._dated.put(hash(lab), released, place)
        if row.openness:
            lines.append(f"<{thing}> <{AIKG}openness> <{CONCEPT}{row.openness}>{self._graph}")
        if row.license and (license := self._license(row.license, file, row.line)):
            lines.append(f"<{thing}> <{AIKG}license> <{license}>{self._graph}")
        for (kind, base), name in {(kind, base): name for kind, name, base in reversed(bases)}.items():
            if base == thing:
                self._bad(file, row.line, f"names itself as what it was made from ({kind})", name)
                good = False
                continue
            proposal.edges += 1
            lines.append(f"<{thing}> <{AIKG}{kind}> <{base}>{self._graph}")
            if kind not in ("basedOn", "succeeds"):
                lines.append(f"<{thing}> <{AIKG}basedOn> <{base}> .\n")
        proposal.streamed["rows"] += good
        self._write("".join(lines))

    def _license(self, name: str, file: str, line: int) -> str:
        found = self._licenses.get(name)
        if found is None:
            found = self._licenses[name] = self._few.licenses.license(name, file, line) or ""
        return found

    def _found(self, row: ModelRecord, lab: str | None) -> str | None:
        """The known model that the row means; asked at length only of a lab that is known itself."""
        names = [row.name, *row.aliases, *row.host_ids]
        if lab is not None and lab not in self._known.kinds:
            return self._known.model(None, [], row.host_ids)
        return recognised(self._known, lab, names, row.host_ids)[0]

    # ------------------------------------------------------------------------------------- naming

    def model(self, name: str) -> str:
        """The IRI of the model with this id: a known one, or the one that a row of the id makes."""
        row = _named(name)
        if not row.host_ids:
            known = recognised(self._known, None, [name], [name])[0]
            return known or model_iri(self.lab(UNKNOWN_LAB), bare(name))
        lab = self.lab(str(row.lab))
        return self._found(row, lab) or model_iri(lab, bare(name))

    def lab(self, name: str) -> str:
        """The IRI of the lab with this name: a known one, or the one that its first row makes."""
        lab = self._lab_of.get(name)
        if lab is None:
            lab = self._known.lab([name]) or lab_iri(name)
            if len(self._lab_of) >= _REMEMBERED:
                self._lab_of.clear()
            self._lab_of[name] = lab
        return lab

    def _base(self, name: str) -> str:
        """As `model`, for a name in a row: noted, to be told of at the end where no row of its own comes."""
        thing = self._bases.get(name)
        if thing is None:
            thing = self.model(name)
            if len(self._bases) >= _REMEMBERED:
                self._bases.clear()
            self._bases[name] = thing
            if thing not in self._known.kinds:
                self._models.put(hash(thing), hash(name), -1 - self._note(thing, "model", name))
                maker = str(_named(name).lab)
                self._tell_lab(self.lab(maker), maker)
        return thing

    def _note(self, thing: str, kind: str, name: str) -> int:
        """Note the name, and where it stands among those noted."""
        line = f"{hash(thing)} {kind} {json.dumps(name)}\n".encode()
        self._told.write(line)
        self._told_to += len(line)
        return self._told_to - len(line)

    def _tell_lab(self, lab: str, name: str) -> None:
        if lab not in self._known.kinds and name not in self._labs_told:
            if len(self._labs_told) >= _REMEMBERED:
                self._labs_told.clear()
            self._labs_told.add(name)
            self._labs.put(hash(lab), hash(name), 0)
            self._note(lab, "lab", name)
            self._write(self._lab_node(lab, name))

    def _node(self, thing: str, name: str, short: str, lab: str) -> str:
        """What a model is and how it is called: the same whoever names it."""
        title = _quoted(name)
        graph, subject = self._graph, f"<{thing}>"
        lines = [
            f"{subject} <{RDF}type> <{AIKG}Model>{graph}"
            f"{subject} <{SKOS}prefLabel> {title}@en{graph}"
            f"{subject} <{AIKG}developedBy> <{lab}>{graph}"
            f"{subject}{self._source}"
            f"{subject} <{AIKG}nameKey> {_quoted(normalise(name))} .\n"
        ]
        if short != name:
            lines.append(f"{subject} <{SKOS}altLabel> {_quoted(short)}{graph}")
            lines.append(f"{subject} <{AIKG}nameKey> {_quoted(normalise(short))} .\n")
        if "/" in name:
            lines.append(f"{subject} <{SCHEMA}identifier> {title}{graph}")
        return "".join(lines)

    def _lab_node(self, lab: str, name: str) -> str:
        label = f"{name} [{lab.rpartition('/')[2].lstrip('_')}]" if name in self._labels else name
        country = self._few.labs.country(UNKNOWN_COUNTRY)
        graph, subject = self._graph, f"<{lab}>"
        return (
            f"{subject} <{RDF}type> <{AIKG}Lab>{graph}"
            f"{subject} <{SKOS}prefLabel> {_quoted(label)}@en{graph}"
            f"{subject} <{AIKG}country> <{country}>{graph}"
            f"{subject}{self._source}"
            f"{subject} <{AIKG}nameKey> {_quoted(normalise(label))} .\n"
        )

    # ------------------------------------------------------------------------------------- the end

    def ended(self, again: Callable[[set[int]], Iterable[tuple[int, Row]]]) -> tuple[Proposal, list[str]]:
        """The proposal, which holds the few, and the things that the lines tell and that do not count.

        `again` reads the rows at these places once more.
        """
        twice, places = self._twice(self._models, "models new")
        labs, _ = self._twice(self._labs, "labs new")
        dropped: dict[str, None] = {}
        few = self._few
        newest = self._newest()
        for place, row in again(places | newest) if places or newest else ():
            if not isinstance(row, ModelRecord) or not row.lab:
                continue
            lab = self.lab(row.lab)
            thing, file = model_iri(lab, bare(row.name)), self._files[place >> _LINES]
            if place in newest:
                self._write(f"<{lab}> <{AIKG}newestModel> <{thing}> .\n")
            if place in places:
                dropped[thing] = None
                self._untake(file, row, thing)
                self.apart.append((file, row))
        for told, kind, name in self._told_of(twice | labs):
            if kind == "model" and told in twice and self.model(name) not in dropped:
                dropped[self.model(name)] = None
                self.apart.append(("", _named(name)))
            elif kind == "lab" and told in labs:
                dropped[self.lab(name)] = None
                few.labs.lab(name, "", 0)
        for file, row in self.apart:
            few.take(file, row)
        return few.made(), list(dropped)

    def _newest(self) -> set[int]:
        """The places of the newest models of each lab that has more than its page holds."""
        found: set[int] = set()
        for group in self._dated.groups():
            if len(group) > WHOLE:
                newest = sorted(group, key=itemgetter(1), reverse=True)[:NEWEST]
                found.update(place for _, _, place in newest)
        self._dated.close()
        return found

    def _untake(self, file: str, row: ModelRecord, thing: str) -> None:
        """Take back what was counted and found bad in a row."""
        proposal = self._few.proposal
        bad = [each for each in proposal.bad if (each.file, each.line) == (file, row.line)]
        for each in bad:
            proposal.bad.remove(each)
        proposal.streamed["rows"] -= not bad
        edges = {(kind, self.model(name)) for kind, name in row.bases}
        proposal.edges -= sum(base != thing for _, base in edges)

    def _twice(self, marks: Marks, counted: str) -> tuple[set[int], set[int]]:
        """What is told of in two ways or by two rows, and the places of these rows; the rest is counted, and
        told of now where only others name it.
        """
        things, places = set(), set()
        for group in marks.groups():
            rows = [where for _, _, where in group if where > 0]
            last = group[-1][2]
            if len(rows) > 1 or len({said for _, said, _ in group}) > 1:
                things.add(group[0][0])
                places.update(rows)
                continue
            self._few.proposal.streamed[counted] += 1
            if last < 0:
                name = self._noted(-1 - last)
                self._write(self._node(self.model(name), name, bare(name), self.lab(str(_named(name).lab))))
        marks.close()
        return things, places

    def _told_of(self, things: set[int]) -> Iterator[tuple[int, str, str]]:
        if not things:
            return
        self._told.seek(0)
        given = set()
        for line in self._told:
            thing, kind, name = line.split(b" ", 2)
            if int(thing) in things and (kind, name) not in given:
                given.add((kind, name))
                yield int(thing), kind.decode(), json.loads(name)

    def _noted(self, place: int) -> str:
        """The name that was noted there."""
        self._told.seek(place)
        name: str = json.loads(self._told.readline().split(b" ", 2)[2])
        return name


def _named(name: str) -> ModelRecord:
    """A model of which no more than its id is told."""
    owner, slash, rest = name.partition("/")
    return ModelRecord(0, name, owner if slash and rest else UNKNOWN_LAB, host_ids=(name,) if slash else ())


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    return str(ox.Literal(text))
