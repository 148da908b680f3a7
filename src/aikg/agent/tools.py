"""The tools: what an agent may ask, each one function of the core with typed inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import gate
from aikg.agent.inputs import Given, Input
from aikg.agent.reply import MOST_ROWS, ROWS, Finding
from aikg.claims import VERDICTS
from aikg.names import CLASSES
from aikg.solutions import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph


@dataclass(frozen=True)
class Tool:
    """One tool: what it is for, what it takes, and the function that answers."""

    name: str
    description: str
    inputs: tuple[Input, ...]
    answer: Callable[[KnowledgeGraph, Given], Finding]
    foreign: bool = False
    """Whether it runs SPARQL of the caller, which must be ended where the caller gives up."""

    def takes(self, name: str) -> bool:
        """Whether it has an input of this name."""
        return any(one.name == name for one in self.inputs)


LIMIT: Final = Input("limit", "rows of each part", "integer", least=1, most=MOST_ROWS, default=ROWS)
OFFSET: Final = Input("offset", "rows to pass over", "integer", least=0, most=1_000_000, default=0)
KIND: Final = Input("kind", "only this kind of thing", choices=tuple(k for k in CLASSES if k != "thing"))
BENCHMARK: Final = Input(
    "benchmark",
    "a benchmark (its newest version) or a version; default Artificial Analysis Intelligence Index",
)
AS_OF: Final = Input("as_of", "YYYY-MM-DD: only what was released and published by then")
RELEASED_BY: Final = Input("released_by", "YYYY-MM-DD: models released by then, with the scores of today")
DATE: Final = Input(
    "date", "which date of a model counts", choices=("released", "announced", "weights"), default="released"
)


def _search(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg import names
    from aikg.search import search

    found = search(graph, given["text"], given.get("kind"))
    warnings = []
    if not found.rows:
        near = names.near(graph, given["text"], given.get("kind", "thing"), most=5)
        warnings.append(
            "Nothing has this text in a name." + (f" Nearest: {'; '.join(near)}." if near else "")
        )
    return Finding(f"Names with “{given['text'][:60]}”", [Section("", found)], warnings)


def _describe(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.description import describe
    from aikg.evidence import RULE

    found = describe(graph, given["name"], given.get("kind"), given.get("property"))
    disputed = any(section.key == "dissents" for section in found.sections)
    warnings = [f"Sources differ; see the part dissents. {RULE}"] if disputed else []
    warnings += found.remarks
    if not found.sections:
        warnings.append(f"Nothing is stated about {found.subject.label}.")
    subject = found.subject
    return Finding(f"{subject.label} ({subject.kind}, {subject.short})", found.sections, warnings)


def _rank(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.ranking import ranking

    filters = {key: given.get(key) for key in ("country", "openness", "reasoning", "as_of", "released_by")}
    found = ranking(graph, given.get("benchmark"), **filters)
    warnings = [found.caption, "Ranks are within this version only; equal scores share a place."]
    return Finding(f"Ranking on {found.version.label}", [Section("", found.solutions)], warnings)


def _frontier(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.frontier import frontier

    found = frontier(
        graph,
        given.get("benchmark"),
        given.get("by"),
        given["date"],
        given.get("as_of"),
        given.get("released_by"),
    )
    return Finding(f"Records on {found.version.label}", [Section("", found.solutions())], found.remarks)


def _gap(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.gap import gap

    found = gap(
        graph,
        given["one"],
        given["other"],
        given.get("benchmark"),
        given["date"],
        given.get("as_of"),
        given.get("released_by"),
    )
    sections = [section for section in found.sections() if section.solutions.rows]
    title = f"{found.one.label} against {found.other.label} on {found.version.label}"
    return Finding(title, sections, found.remarks)


def _lineage(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.lineage import lineage

    found = lineage(graph, given["model"])
    warnings = ["“succeeds” is a successor, which need not derive from its predecessor."]
    if found.cyclic:
        warnings.append("The data hold a cycle: a model is its own ancestor; it is shown and not followed.")
    if not (found.ancestors or found.descendants):
        warnings.append("No lineage is known; that is not to say that there is none.")
    return Finding(f"Lineage of {found.model.label}", [Section("", found.solutions())], warnings)


def _claims(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.claims import claims

    judged = claims(graph, given.get("report"))
    numbers = (given["claim"],) if "claim" in given else ()
    chosen = judged.only(numbers, given.get("verdict"))
    sections = chosen.sections() if numbers else (Section("", chosen.brief()),)
    counts = ", ".join(f"{number} {verdict}" for verdict, number in judged.counts.items())
    warnings = [
        f"In all: {counts}." if counts else "No claim of this report is here.",
        "A report's own figures confirm nothing; the column restsOn says what a verdict rests on.",
    ]
    return Finding(f"Claims of {judged.report.label}", sections, warnings)


def _saved_query(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg import catalogue

    if "name" not in given:
        group = given.get("group")
        found = catalogue.listing(group) if group is not None else catalogue.groups()
        return Finding("Saved queries", [Section("", found)], ["With group: what each answers and takes."])
    query = catalogue.get(given["name"])
    answer = graph.run(query.name, **{key: _value(v) for key, v in given.get("values", {}).items()})
    warnings = [query.description] if query.description else []
    return Finding(query.summary, [Section("", answer)], warnings)


def _value(value: object) -> object:
    """A value as `graph.run` takes it: a number as its text, so that 7 and "7" are one."""
    return value if value is None or isinstance(value, bool) else str(value)


def _sparql(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.evidence import speaking_of
    from aikg.schema import strays

    found = graph.query(given["query"], seconds=given["seconds"], rows=given["limit"])
    warnings = [str(stray) for stray in strays(graph, given["query"])]
    cited = speaking_of(graph, found)
    if cited:
        warnings.append(
            "`sources` are all that speak of the things in the answer; describe says which of what."
        )
    elif found.rows:
        warnings.append("No row names a thing, so that no sources can be told: select the things as well.")
    return Finding("Answer", [Section("", found)], warnings, found.complete, given["query"], cited)


def _schema(graph: KnowledgeGraph, given: Given) -> Finding:
    from aikg.schema import schema

    return Finding("The schema of aikg", schema(graph, given.get("class")))


TOOLS: Final = (
    Tool(
        "search",
        "Find labs, models, products, benchmarks, sources and concepts by any name or part of one, in any "
        "language. Gives the identifiers that other tools and SPARQL take.",
        (Input("text", "a name or a part of one", required=True), KIND, LIMIT, OFFSET),
        _search,
    ),
    Tool(
        "describe",
        "All about one thing by any of its names: facts, scores, models, products, each with its source. "
        "With property, only that, with every source and what others say.",
        (
            Input("name", "any name or identifier", required=True),
            KIND,
            Input("property", "such as released, licence, scores"),
            Input("part", "only this part of the answer, such as models"),
            LIMIT,
            OFFSET,
        ),
        _describe,
    ),
    Tool(
        "rank",
        "Models ranked on one benchmark version.",
        (
            BENCHMARK,
            Input("country", "of the lab: a name or ISO code"),
            Input("openness", "open, closed or a narrower level"),
            Input("reasoning", "only values with or without reasoning", "boolean"),
            AS_OF,
            RELEASED_BY,
            LIMIT,
            OFFSET,
        ),
        _rank,
    ),
    Tool(
        "frontier",
        "Who led when: the models that set a record on a benchmark version, and how long each record stood.",
        (
            Input("by", "a frontier for each", choices=("country", "openness", "category", "lab")),
            BENCHMARK,
            DATE,
            AS_OF,
            RELEASED_BY,
            LIMIT,
            OFFSET,
        ),
        _frontier,
    ),
    Tool(
        "gap",
        "How far one group is behind another: for each record of one, the first model of other at or above "
        "it and the days between; the best of both now; the newest lag counted in other ways.",
        (
            Input("one", "a country, a lab, a category of labs, open or closed", required=True),
            Input("other", "the same kind of group", required=True),
            BENCHMARK,
            DATE,
            AS_OF,
            RELEASED_BY,
            LIMIT,
        ),
        _gap,
    ),
    Tool(
        "lineage",
        "Ancestors and descendants of a model, with the kind of each step.",
        (Input("model", "any name of a model", required=True), LIMIT, OFFSET),
        _lineage,
    ),
    Tool(
        "claims",
        "What a report claims and whether the data support it: the computed verdict; with claim, how it is "
        "decided.",
        (
            Input("report", "default State of AI: China, Q2 2025"),
            Input("claim", "the number of one claim", "integer", least=1, most=10_000),
            Input("verdict", "only these", choices=VERDICTS),
            LIMIT,
            OFFSET,
        ),
        _claims,
    ),
    Tool(
        "saved_query",
        "Run one of the saved queries by name; they answer many more questions (cadence, openness, licence "
        "drift, conflicts, arenas). Without name: the groups; with group: its queries and inputs.",
        (
            Input("name", "of the query"),
            Input("values", "inputs of the query by name; things by any of their names", "object"),
            Input("group", "list only this group"),
            LIMIT,
            OFFSET,
        ),
        _saved_query,
    ),
    Tool(
        "sparql",
        "Run any SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE; it only reads. Prefixes need not be "
        "declared; see schema first.",
        (
            Input("query", "the text of the query", required=True, longest=2 * gate.LONGEST),
            Input("seconds", "time limit", "integer", least=1, most=30, default=10),
            LIMIT,
        ),
        _sparql,
        foreign=True,
    ),
    Tool(
        "schema",
        "What SPARQL can ask: classes, prefixes and how queries are written; with class, its properties.",
        (Input("class", "such as Model or Score"), LIMIT, OFFSET),
        _schema,
    ),
)
"""Every tool, in the order in which clients see them."""
