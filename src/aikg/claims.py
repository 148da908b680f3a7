"""Claims: what a report says, and what the data say to it.

A claim has readings: saved queries with values, whose rows say in their column `holds` whether it is so. The
verdict is computed from them, and stands nowhere in the data:

- supported: every reading that can be decided holds
- contradicted: none of them does
- depends: some hold and some do not; each is shown
- not decidable: no reading gives a row, or one says what is missing

A reading holds when all its decided rows do, and fails when one of them does not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import AikgError, BadParameter, DataError, UnknownName
from aikg.solutions import Column, Iri, Section, Solutions, Value
from aikg.wording import grid

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

SUPPORTED: Final = "supported"
CONTRADICTED: Final = "contradicted"
DEPENDS: Final = "depends"
OPEN: Final = "not decidable"
VERDICTS: Final = (SUPPORTED, CONTRADICTED, DEPENDS, OPEN)
"""Every verdict that a claim can get; a single reading never depends."""

OWN: Final = "own figures"
OTHERS: Final = "other sources"
BOTH: Final = "own and others"
FACTS: Final = "facts"
"""What a verdict rests on: figures of the report itself, which are no confirmation; those of other sources;
both; or dates, owners and kinds of models, which stand in the graph with sources of their own."""

_ANSWER: Final = "holds"
_EVIDENCE: Final = "evidence"


@dataclass(frozen=True)
class Reading:
    """One way to decide a claim."""

    label: str
    query: str | None
    """The saved query; None where the reading only says what is missing."""
    values: dict[str, str] = field(hash=False)
    missing: str
    verdict: str
    """supported, contradicted or not decidable."""
    rests: str
    """What decides it: OWN, OTHERS, BOTH or FACTS; empty where nothing does."""
    rows: Solutions | None
    """The answer of the query: the rows behind the verdict."""
    day: date | None = None
    """The day of the graph that was asked; None for all days."""

    @property
    def command(self) -> str:
        """The command that shows the rows."""
        import shlex

        if self.query is None:
            return ""
        words = [word for name, value in self.values.items() for word in ("-p", f"{name}={value}")]
        return shlex.join(["aikg", "query", "run", self.query, *words])

    @property
    def found(self) -> str:
        """The rows in words: `model o3, score 70`; what is missing where there are none."""
        if self.rows is None or not self.rows.rows:
            nothing = f"nothing that decides it was published by {self.day}" if self.day else "no row answers"
            return self.missing or nothing
        at = self.rows.names.index(_ANSWER)
        columns = (*self.rows.columns[:at], *self.rows.columns[at + 1 :])
        rows = [(*row[:at], *row[at + 1 :]) for row in self.rows.rows]
        headings, _, cells = grid(Solutions(columns, tuple(rows)))
        told = [
            ", ".join(f"{h} {c}" for h, c in zip(headings, row, strict=True) if c and h != "source")
            for row in cells
        ]
        return "; ".join(told)


@dataclass(frozen=True)
class Claim:
    """A statement of a report with the verdict of the data."""

    iri: str
    number: int
    """Its place in the report, from 1."""
    section: str
    gist: str
    note: str
    """What we found about it; empty where nothing is to be said."""
    readings: tuple[Reading, ...]

    @property
    def verdict(self) -> str:
        """One of VERDICTS."""
        if any(reading.query is None for reading in self.readings):
            return OPEN
        found = {reading.verdict for reading in self.readings} - {OPEN}
        return DEPENDS if len(found) > 1 else next(iter(found), OPEN)

    @property
    def rests(self) -> str:
        """What the verdict rests on; empty where there is none."""
        return _together(r.rests for r in self.readings if r.query is not None and r.verdict != OPEN)


@dataclass(frozen=True)
class Claims:
    """The claims of a report, in its order."""

    report: Entity
    claims: tuple[Claim, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many claims got each verdict, in the order of VERDICTS."""
        return {verdict: sum(c.verdict == verdict for c in self.claims) for verdict in VERDICTS}

    def only(self, numbers: Iterable[int] = (), verdict: str | None = None) -> Claims:
        """The claims of these numbers (none: all) and this verdict (None: any).

        Raises BadParameter for a number that the report does not have.
        """
        wanted = set(numbers)
        absent = sorted(wanted - {claim.number for claim in self.claims})
        if absent:
            last = max((claim.number for claim in self.claims), default=0)
            numbered = f"they are numbered 1 to {last}" if last else "none is here, or none was on that day"
            raise BadParameter(f"{self.report.label} has no claim {absent[0]}; {numbered}.")
        kept = [
            claim
            for claim in self.claims
            if (not wanted or claim.number in wanted) and verdict in (None, claim.verdict)
        ]
        return Claims(self.report, tuple(kept))

    def brief(self) -> Solutions:
        """A row a claim, for people: what it says and how it fares."""
        whole = self.solutions()
        kept = [whole.names.index(name) for name in ("number", "verdict", "gist", "restsOn")]
        return Solutions(
            tuple(whole.columns[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in whole.rows)
        )

    def solutions(self) -> Solutions:
        """A row a claim."""
        columns = (
            Column("number", "place in the report"),
            Column("verdict", "supported, contradicted, depends or not decidable"),
            Column("gist", "what it says, in our words"),
            Column("restsOn", "whether the report's own figures decide it, or others"),
            Column("section", "heading under which it stands"),
            Column("note", "what we found about it"),
            Column("claim", "its IRI", hidden=True),
        )
        return Solutions(columns, tuple(self._row(claim) for claim in self.claims))

    @staticmethod
    def _row(claim: Claim) -> tuple[Value, ...]:
        return (
            claim.number,
            claim.verdict,
            claim.gist,
            claim.rests or None,
            claim.section,
            claim.note or None,
            Iri(claim.iri),
        )

    def readings(self) -> Solutions:
        """A row a reading, with the command that shows the rows behind it."""
        columns = (
            Column("number", "place of the claim in the report"),
            Column("reading", "how it is read"),
            Column("verdict", "supported, contradicted or not decidable"),
            Column("found", "what the data show, or lack"),
            Column("restsOn", "whether the report's own figures decide it, or others"),
            Column("ask", "the command that shows the rows"),
        )
        rows = [
            (c.number, r.label, r.verdict, r.found, r.rests or None, r.command or None)
            for c in self.claims
            for r in c.readings
        ]
        return Solutions(columns, tuple(rows))

    def sections(self) -> tuple[Section, ...]:
        """Claims, and the readings that decide them; parts that are empty are left out."""
        parts = (
            Section("Claims", self.solutions(), "claims"),
            Section("How they are decided", self.readings(), "readings"),
        )
        return tuple(part for part in parts if part.solutions.rows)


def claims(graph: KnowledgeGraph, report: str | None = None) -> Claims:
    """The claims of a report (None: that of the saved query `claims`), each with its verdict.

    Raises UnknownName, or DataError for a reading that cannot be asked.
    """
    default = next(p.default for p in graph.saved("claims").parameters if p.name == "source")
    source = names.resolve(graph, report or str(default), "source")
    given = {"source": Iri(source.iri)}
    readings = _readings(graph, source, graph.run("readings", **given).dicts())
    found = [
        Claim(
            str(row["claim"]),
            int(str(row["number"])),
            str(row["section"]),
            str(row["gist"]),
            str(row["note"] or ""),
            tuple(readings.get(str(row["claim"]), ())),
        )
        for row in graph.run("claims", **given)
    ]
    return Claims(source, tuple(found))


def reports(graph: KnowledgeGraph) -> Solutions:
    """The reports whose claims are in the graph, with their number."""
    return graph.run("reports")


def _readings(
    graph: KnowledgeGraph, report: Entity, rows: Sequence[dict[str, Value]]
) -> dict[str, list[Reading]]:
    """The readings of each claim, asked."""
    grouped: dict[str, list[dict[str, Value]]] = defaultdict(list)
    for row in rows:
        grouped[str(row["node"])].append(row)
    origin = {str(iri) for iri in graph.run("same-origin", source=Iri(report.iri)).column("source")}
    found: dict[str, list[Reading]] = defaultdict(list)
    for node, several in grouped.items():
        first = several[0]
        values = dict(_pair(node, str(row["parameter"])) for row in several if row["parameter"] is not None)
        query, missing = first["query"], str(first["missing"] or "")
        answer = None if query is None else _asked(graph, node, str(query), values)
        verdict, rests = _decided(answer, origin)
        found[str(first["claim"])].append(
            Reading(
                str(first["reading"]),
                None if query is None else str(query),
                values,
                missing,
                verdict,
                rests,
                answer,
                graph.as_of,
            )
        )
    return found


def _pair(node: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise DataError(f"{names.short(node)}: aikg:parameter takes name=value; it holds “{text[:60]}”")
    return name, value


def _asked(graph: KnowledgeGraph, node: str, query: str, values: dict[str, str]) -> Solutions | None:
    """The answer; None where what it asks for is not there on the day of the graph."""
    try:
        answer = graph.run(query, **values)
    except UnknownName as error:
        if graph.as_of is not None and error.kind != "saved query":
            return None
        raise DataError(f"{names.short(node)} cannot be asked: {error}") from None
    except AikgError as error:
        raise DataError(f"{names.short(node)} cannot be asked: {error}") from None
    if _ANSWER not in answer.names:
        raise DataError(f"{names.short(node)} cannot be asked: {query} has no column `{_ANSWER}`")
    return answer


def _decided(answer: Solutions | None, origin: set[str]) -> tuple[str, str]:
    """The verdict of the rows, and what it rests on."""
    decided = [row for row in answer or () if isinstance(row[_ANSWER], bool)]
    if not decided:
        return OPEN, ""
    verdict = SUPPORTED if all(row[_ANSWER] for row in decided) else CONTRADICTED
    return verdict, _together(_origin(row, origin) for row in decided)


def _origin(row: dict[str, Value], origin: set[str]) -> str:
    """Whose figures a row has; another account of the same primary source is no other source."""
    if row.get(_EVIDENCE) is None:
        return FACTS
    return OWN if row[_EVIDENCE] in origin else OTHERS


def _together(origins: Iterable[str]) -> str:
    """What several rows or readings rest on; facts of the graph are other sources than the report."""
    found = set(origins) - {""}
    if len(found) < 2:
        return next(iter(found), "")
    return BOTH if found & {OWN, BOTH} else OTHERS


__all__ = [
    "CONTRADICTED",
    "DEPENDS",
    "OPEN",
    "SUPPORTED",
    "VERDICTS",
    "Claim",
    "Claims",
    "Reading",
    "claims",
    "reports",
]
