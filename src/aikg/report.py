"""The report: the state of one country's AI against another's, told from the graph for any day and pair.

Every figure is a cell of an answer: a sentence or a table names the sources of its rows and the command that
gives them. Nothing is typed in by hand, so that what the graph does not hold is not in the report either.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from aikg import names
from aikg.errors import UnknownName, UsageError
from aikg.solutions import Column, Iri, Solutions, lexical
from aikg.wording import dated, readable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from aikg.claims import Claims
    from aikg.gap import Gap
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity
    from aikg.solutions import Value

SOURCES: Final = ("source", "saysSo", "matchSource")
"""Columns that hold the title of a source."""
_LABS: Final = 3
"""Of how many leading labs the progress is told."""
_TOP: Final = 10
"""Rows of a ranking."""
_MEASURES: Final = (
    "benchmark/aa-intelligence-index",
    "benchmark/epoch-capabilities-index-benchmark",
    "benchmark/lmarena-text",
)
"""General measures of language models: the first with scores of both countries on the day is the report's."""


@dataclass(frozen=True)
class Citation:
    """A source as a reader finds it. Texts are empty where nothing is stated."""

    title: str
    publisher: str = ""
    edition: str = ""
    issued: str = ""
    """As exactly as it is known."""
    license: str = ""
    attribution: str = ""
    url: str = ""

    @property
    def text(self) -> str:
        """Title, publisher, edition, date and terms in one line."""
        told = [self.title, self.publisher, self.edition, self.issued, self.license]
        return f"{'. '.join(part.rstrip('.') for part in dict.fromkeys(told) if part)}."


@dataclass(frozen=True)
class Sentence:
    """A statement made of cells."""

    text: str
    sources: tuple[str, ...] = ()
    """Titles of the sources of these cells."""
    command: str = ""
    """The command whose rows hold them."""


@dataclass(frozen=True)
class Picture:
    """A chart of the same rows: the kind and options that `aikg.draw.chart` takes."""

    kind: str
    options: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Exhibit:
    """A table of the report."""

    title: str
    solutions: Solutions
    command: str
    picture: Picture | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Titles of the sources of the rows, each once, in their order."""
        return sources_of(self.solutions)


@dataclass(frozen=True)
class Part:
    """A part of the report."""

    title: str
    sentences: tuple[Sentence, ...]
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report."""

    title: str
    country: Entity
    against: Entity
    version: Entity
    """The benchmark version on which models are compared."""
    as_of: date | None
    """The day; None for all that the data hold."""
    command: str
    parts: tuple[Part, ...]
    sources: tuple[Citation, ...]
    """All sources, in the order in which the report first uses them."""

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each source, from 1, by its title."""
        return {citation.title: number for number, citation in enumerate(self.sources, 1)}


def report(
    graph: KnowledgeGraph, country: str = "CN", against: str = "US", benchmark: str | None = None
) -> Report:
    """The report on a country against another, of the day of the graph.

    `benchmark` is the measure of language models (None: the first general one with scores of both). Raises
    UnknownName, or UsageError where both countries are the same.
    """
    one, other = (names.resolve(graph, name, "country") for name in (country, against))
    if one.iri == other.iri:
        raise UsageError(f"“{country}” and “{against}” are both {one.label}; the report takes two countries.")
    told = _Telling(graph, one, other, _measure(graph, benchmark, one, other))
    words = ["report", "--country", country, "--against", against]
    if benchmark:
        words += ["--benchmark", benchmark]
    parts = tuple(part for tell in PARTS if (part := tell(told)) is not None)
    title = f"State of AI: {one.label} against {other.label}"
    cited = tuple(_citations(graph, dict.fromkeys(_titles(parts))))
    return Report(title, one, other, told.version, graph.as_of, told.ask(*words), parts, cited)


def _titles(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        for sentence in part.sentences:
            yield from sentence.sources
        for exhibit in part.exhibits:
            yield from exhibit.sources


def _citations(graph: KnowledgeGraph, titles: Iterable[str]) -> Iterator[Citation]:
    known = {str(row["title"]): row for row in graph.run("sources")}
    for title in titles:
        row = known.get(title)
        if row is None:
            yield Citation(title)
        else:
            issued = dated(row["issued"], row["precision"]) if row["issued"] else ""
            names_ = ("publisher", "edition", "license", "attribution", "url")
            told = {name: str(row[name] or "") for name in names_}
            yield Citation(title, issued=issued, **told)


def sources_of(answer: Solutions) -> tuple[str, ...]:
    """Titles in the columns that name sources, each once, in the order of the rows."""
    found = [
        str(row[name]) for row in answer for name in answer.names if name in SOURCES and row[name] is not None
    ]
    return tuple(dict.fromkeys(found))


def _measure(graph: KnowledgeGraph, benchmark: str | None, one: Entity, other: Entity) -> Entity:
    if benchmark is not None:
        return names.resolve(graph, benchmark, "version")
    known = []
    for name in _MEASURES:
        try:
            known.append(names.resolve(graph, name, "version"))
        except UnknownName:
            continue  # a graph of somebody's own need not have it
    scored = [set(graph.run("best-by-country", version=Iri(v.iri)).column("country")) for v in known]
    for enough in (2, 1):
        for version, countries in zip(known, scored, strict=True):
            if len({_code(one), _code(other)} & countries) >= enough:
                return version
    if not known:
        raise UsageError("The graph has no general benchmark; --benchmark names the one to compare on.")
    return known[0]


def _code(country: Entity) -> str:
    return country.iri.rpartition("/")[2]


@dataclass(frozen=True)
class _Telling:
    """What every part is told from."""

    graph: KnowledgeGraph
    country: Entity
    against: Entity
    version: Entity

    def ask(self, *words: str) -> str:
        """A command of aikg, for the day of the report."""
        day = ["--as-of", str(self.graph.as_of)] if self.graph.as_of else []
        return shlex.join(["aikg", *words, *day])

    def query(self, name: str, **values: str) -> str:
        """The command that runs a saved query."""
        given = [word for key, value in values.items() for word in ("-p", f"{key}={value}")]
        return self.ask("query", "run", name, *given)

    def benchmark(self) -> list[str]:
        """The option that names the version."""
        return ["--benchmark", self.version.short]

    def run(self, name: str, **values: object) -> Solutions:
        """The answer of a saved query."""
        return self.graph.run(name, **values)

    def figure(self, row: dict[str, Value], name: str = "score") -> str:
        """A score with the digits of its source."""
        digits = row.get("decimals")
        return readable(row[name], decimals=digits if isinstance(digits, int) else None)

    def ranked(self, title: str, words: Sequence[str], **filters: object) -> tuple[Exhibit, ...]:
        """A ranking on the version, as one exhibit or none."""
        answer = self.run("rank", version=Iri(self.version.iri), **filters)
        if not answer.rows:
            return ()
        top = Solutions(answer.columns, answer.rows[:_TOP])
        return (Exhibit(title, top, self.ask("rank", self.version.short, *words)),)


def _frontier(told: _Telling) -> Part:
    """Who led, and how far the one country is behind the other."""
    from aikg.frontier import frontier

    day = told.graph.as_of
    one, other = _code(told.country), _code(told.against)
    traced = frontier(told.graph, told.version.iri, by="country", as_of=day).solutions()
    both = _only(traced, "group", (one, other))
    sentences, exhibits = _gap(told, one, other)
    if both.rows:
        command = told.ask("frontier", "--by", "country", *told.benchmark())
        picture = Picture("frontier", {"names": (one, other), "benchmark": told.version.iri})
        exhibits = (*exhibits, Exhibit("Records of both countries", both, command, picture))
    return Part("The frontier", sentences, exhibits)


def _open_weights(told: _Telling) -> Part:
    """The best that anyone can download against the best of all others."""
    sentences, exhibits = _gap(told, "open", "closed")
    ranked = told.ranked("The best open models", ["--open"], openness="open")
    return Part("Open weights", sentences, (*exhibits, *ranked))


def _gap(told: _Telling, one: str, other: str) -> tuple[tuple[Sentence, ...], tuple[Exhibit, ...]]:
    from aikg.gap import gap

    found: Gap = gap(told.graph, one, other, told.version.iri, as_of=told.graph.as_of)
    command = told.ask("gap", one, other, *told.benchmark())
    sections = [section for section in found.sections() if section.solutions.rows]
    sources = tuple(dict.fromkeys(title for section in sections for title in sources_of(section.solutions)))
    sentences = tuple(Sentence(words, sources, command) for words in found.remarks)
    picture = Picture("gap", {"names": (one, other), "benchmark": told.version.iri})
    exhibits = [Exhibit(section.title, section.solutions, command) for section in sections]
    if found.matches:
        exhibits[0] = replace(exhibits[0], picture=picture)
    return sentences, tuple(exhibits)


def _progress(told: _Telling) -> Part | None:
    """How the leading labs of the country rose, and how often they release."""
    from aikg.frontier import frontier

    best = told.run("best-by-lab", version=Iri(told.version.iri), country=Iri(told.country.iri))
    leading = best.dicts()[:_LABS]
    if not leading:
        return None
    records = frontier(told.graph, told.version.iri, by="lab", as_of=told.graph.as_of).solutions()
    command = told.ask("frontier", "--by", "lab", *told.benchmark())
    sentences, exhibits = [], []
    for row in leading:
        lab = str(row["labLabel"])
        own = _without(_only(records, "group", (lab,)), "group", "labLabel")
        rows = own.dicts()
        if len(rows) > 1:
            first, last = rows[0], rows[-1]
            sentences.append(
                Sentence(
                    f"{lab} rose from {told.figure(first)} ({first['modelLabel']}, {first['date']}) to "
                    f"{told.figure(last)} ({last['modelLabel']}, {last['date']}).",
                    sources_of(own),
                    command,
                )
            )
        sentences.extend(_cadence(told, lab))
        if rows:
            exhibits.append(Exhibit(f"Records of {lab}", own, command))
    picture = Picture("cadence", {"labs": tuple(str(row["labLabel"]) for row in leading)})
    if exhibits:
        exhibits[0] = Exhibit(exhibits[0].title, exhibits[0].solutions, exhibits[0].command, picture)
    return Part(f"Progress of the leading labs of {told.country.label}", tuple(sentences), tuple(exhibits))


def _cadence(told: _Telling, lab: str) -> Iterator[Sentence]:
    for row in told.run("cadence-between", lab=lab):
        if row["average"] is not None:
            yield Sentence(
                f"{lab} released models on {row['releases']} days from {row['first']} to {row['last']}, "
                f"{row['average']} days apart on average.",
                tuple(str(title) for title in told.run("release-sources", lab=lab).column("title")),
                told.query("cadence-between", lab=lab),
            )


def _competition(told: _Telling) -> Part | None:
    """The labs of the other country among themselves."""
    own = told.run("best-by-lab", version=Iri(told.version.iri), country=Iri(told.against.iri))
    rows = own.dicts()
    if not rows:
        return None
    command = told.query("best-by-lab", version=told.version.short, country=_code(told.against))
    order = ", then ".join(
        f"{row['labLabel']} with {row['modelLabel']} ({told.figure(row)})" for row in rows[:5]
    )
    sentences = [Sentence(f"First is {order}.", sources_of(Solutions(own.columns, own.rows[:5])), command)]
    title = f"The best model of each lab of {told.against.label}"
    return Part(f"Competition in {told.against.label}", tuple(sentences), (Exhibit(title, own, command),))


def _players(told: _Telling) -> Part | None:
    """The labs of the country by category."""
    answer = told.run("players", country=Iri(told.country.iri))
    if not answer.rows:
        return None
    command = told.query("players", country=_code(told.country))
    counts: dict[str, list[str]] = {}
    for row in answer:
        counts.setdefault(str(row["category"]), []).append(str(row["labLabel"]))
    sentences = tuple(
        Sentence(
            f"{category[:1].upper()}{category[1:]}, {len(set(labs))}: {', '.join(dict.fromkeys(labs))}.",
            sources_of(_only(answer, "category", (category,))),
            command,
        )
        for category, labs in counts.items()
    )
    if told.graph.as_of is not None:
        dateless = "Labs are not dated here: one that came later stands in the list, without models."
        sentences = (*sentences, Sentence(dateless, (), command))
    title = f"Labs of {told.country.label} by category"
    return Part(f"The players of {told.country.label}", sentences, (Exhibit(title, answer, command),))


def _language(told: _Telling) -> Part:
    """The best models of all, with and without reasoning."""
    exhibits = (
        *told.ranked("With reasoning", ["--reasoning"], reasoning="true"),
        *told.ranked("Without reasoning", ["--no-reasoning"], reasoning="false"),
    )
    whole = told.ranked("All", [])
    if not exhibits:
        exhibits = whole
    sentences = []
    for exhibit in (*whole, *exhibits[: 2 if exhibits != whole else 0]):
        rows = exhibit.solutions.dicts()
        kind = "" if exhibit.title == "All" else f" {exhibit.title.lower()}"
        leaders = [row for row in rows if row["rank"] == 1]
        told_as = " and ".join(f"{row['modelLabel']} ({row['labLabel']})" for row in leaders)
        sentences.append(
            Sentence(
                f"On {told.version.label}{kind} {told_as} {'leads' if len(leaders) == 1 else 'lead'} with "
                f"{told.figure(leaders[0])}.",
                sources_of(Solutions(exhibit.solutions.columns, exhibit.solutions.rows[: len(leaders)])),
                exhibit.command,
            )
        )
    if not sentences:
        sentences = [Sentence(f"No score on {told.version.label} had been published.", (), told.ask("rank"))]
    return Part("Rankings", tuple(sentences), exhibits)


def _arenas(told: _Telling) -> Part | None:
    """Each arena: who is rated highest, and how far apart the two countries are."""
    gaps = told.run("arena-gaps", country=Iri(told.country.iri), other_country=Iri(told.against.iri))
    command = told.query("arena-gaps", country=_code(told.country), other_country=_code(told.against))
    sentences, exhibits = [], []
    for row in gaps:
        version = names.resolve(told.graph, str(row["version"]), "version")
        answer = told.run("rank", version=Iri(version.iri))
        top = Solutions(answer.columns, answer.rows[:_TOP])
        points = row["difference"]
        leader = told.country if points is not None and points > 0 else told.against  # type: ignore[operator]
        apart = readable(abs(points), decimals=0)  # type: ignore[arg-type]
        how = f"{leader.label} leads by {apart} points" if points else "the two are level"
        sentences.append(
            Sentence(
                f"{version.label}: {row['bestModel']} ({told.figure(row, 'best')}) of {told.country.label}, "
                f"{row['otherModel']} ({told.figure(row, 'otherBest')}) of {told.against.label}; {how}.",
                sources_of(top),
                command,
            )
        )
        picture = Picture("arena", {"benchmark": version.iri})
        exhibits.append(Exhibit(version.label, top, told.ask("rank", version.short), picture))
    return Part("Arenas", tuple(sentences), tuple(exhibits)) if sentences else None


def _kinds(told: _Telling) -> Part:
    """What kinds of content the models of both countries make."""
    answer = told.run("kinds", country=Iri(told.country.iri), other_country=Iri(told.against.iri))
    values = {"country": _code(told.country), "other_country": _code(told.against)}
    command = told.query("kinds", **values)
    there = [str(row["kind"]) for row in answer if row["models"]]
    absent = [str(row["kind"]) for row in answer if not row["models"]]
    sentence = f"Models of {told.country.label} known here make {_listed(there) or 'nothing'}"
    if absent:
        sentence += f", and none makes {_listed(absent, 'or')}"
    counted = (
        "Counts are of models known here, each with sources of its own (aikg why MODEL names them); they say "
        "little about what is in the world."
    )
    title = f"Models by kind of content: {told.country.label}, and as others {told.against.label}"
    return Part(
        "Kinds of content",
        (Sentence(f"{sentence}.", (), command), Sentence(counted)),
        (Exhibit(title, answer, command),),
    )


def _unknown(told: _Telling) -> Part:
    """What the graph does not say, or says to be not disclosed."""
    sentences, exhibits = [], []
    command = told.query("intervals")
    for row in told.run("intervals"):
        if row["version"] == told.version.iri:
            sentences.append(
                Sentence(
                    f"Of {row['scores']} scores on {told.version.label}, {row['withInterval']} come with an "
                    f"interval and {row['byDeveloper']} are the developer's own; sources that report them: "
                    f"{row['sources']}.",
                    sources_of(told.run("rank", version=Iri(told.version.iri))),
                    command,
                )
            )
    unclassified = told.run("ranked-unclassified")
    if unclassified.rows:
        sentences.append(
            Sentence(
                f"Ranked, and in no category: {_listed([str(v) for v in unclassified.column('labLabel')])}.",
                (),
                told.query("ranked-unclassified"),
            )
        )
    for country in (told.country, told.against):
        values = {"country": _code(country), "version": told.version.short}
        answer = told.run("undisclosed", country=Iri(country.iri), version=Iri(told.version.iri))
        asked = told.query("undisclosed", **values)
        if answer.rows:
            exhibits.append(Exhibit(f"Not disclosed: {country.label}", answer, asked))
        else:
            sentences.append(
                Sentence(f"No scored model of {country.label} states what it does not disclose.", (), asked)
            )
    return Part("What is not known", tuple(sentences), tuple(exhibits))


def _checked(told: _Telling) -> Part | None:
    """What reports of the day claim, where the data do not simply support it."""
    from aikg.claims import SUPPORTED, claims, reports

    sentences, exhibits = [], []
    for row in reports(told.graph):
        judged = claims(told.graph, str(row["source"]))
        if not any(claim.readings for claim in judged.claims):
            continue
        short = judged.report.short
        counts = ", ".join(f"{n} {verdict}" for verdict, n in judged.counts.items() if n)
        sentences.append(
            Sentence(
                f"{judged.report.label} makes {len(judged.claims)} claims that are kept here: {counts}.",
                (judged.report.label,),
                told.ask("claims", short),
            )
        )
        today = judged if told.graph.as_of is None else claims(told.graph.at(None), str(row["source"]))
        now = {claim.number: claim.verdict for claim in today.claims}
        rest = [claim for claim in judged.claims if {claim.verdict, now[claim.number]} != {SUPPORTED}]
        if rest:
            differing = judged.only([claim.number for claim in rest])
            exhibits.append(
                Exhibit(
                    "Claims that the data do not simply support, and why",
                    _why(differing, now if told.graph.as_of else {}),
                    told.ask("claims", short, "--readings"),
                )
            )
    return Part("Claims checked", tuple(sentences), tuple(exhibits)) if sentences else None


def _why(judged: Claims, now: Mapping[int, str]) -> Solutions:
    """The claims with what each reading finds, in one cell; `now` are the verdicts of all days, if others."""
    claims, readings = judged.solutions(), judged.readings()
    found: dict[Value, list[str]] = {}
    for row in readings:
        told = f"{row['reading']}: {row['verdict']} ({str(row['found']).rstrip('.')})"
        found.setdefault(row["number"], []).append(told)
    kept = [claims.names.index(name) for name in ("number", "gist", "verdict", "note")]
    later = Column("withLaterData", "the verdict with what is known now", hidden=not now)
    found_ = readings.columns[readings.names.index("found")]
    columns = (*(claims.columns[i] for i in kept[:-1]), later, claims.columns[kept[-1]], found_)
    rows = [
        (
            *(row[i] for i in kept[:-1]),
            now.get(int(str(row[0]))),
            row[kept[-1]],
            "; ".join(found.get(row[0], ())) or "no reading decides it",
        )
        for row in claims.rows
    ]
    return Solutions(columns, tuple(rows))


def _only(answer: Solutions, column: str, values: Iterable[str]) -> Solutions:
    """The rows in which a column has one of the values."""
    at = answer.names.index(column)
    wanted = set(values)
    return Solutions(answer.columns, tuple(row for row in answer.rows if lexical(row[at]) in wanted))


def _without(answer: Solutions, *hidden: str) -> Solutions:
    """The answer with these columns hidden, because they say the same in every row."""
    columns = tuple(replace(c, hidden=c.hidden or c.name in hidden) for c in answer.columns)
    return Solutions(columns, answer.rows)


def _listed(words: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


PARTS: Final[tuple[Callable[[_Telling], Part | None], ...]] = (
    _frontier,
    _open_weights,
    _progress,
    _competition,
    _players,
    _language,
    _arenas,
    _kinds,
    _unknown,
    _checked,
)
"""The parts, in the order in which the report tells them."""

__all__ = ["Citation", "Exhibit", "Part", "Picture", "Report", "Sentence", "report", "sources_of"]
