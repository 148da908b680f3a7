"""Schema: what a query may use: classes, properties, prefixes; and what it names that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg import names, turtle
from aikg.errors import UnknownName
from aikg.solutions import Column, Iri, Section, Solutions
from aikg.tokens import pieces
from aikg.vocabulary import AIKG, ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aikg.knowledge_graph import KnowledgeGraph

NOTES: Final = (
    'Labels have a language: match `?x skos:prefLabel ?l FILTER(LANG(?l) = "en")`, or name the thing itself '
    "(lab:deepseek, model:deepseek-r1-0528), whose identifier a search gives.",
    "A score is a node: ?s a aikg:Score ; aikg:model ?m ; aikg:benchmarkVersion ?v ; aikg:value ?n ; "
    "aikg:asOf ?day. Compare values only within one benchmark version, in an arena only of one day.",
    "A date is the earliest day that it can be; aikg:releasedPrecision and the like say how exactly.",
    "Countries are concepts: ?lab aikg:country country:CN.",
    "Every step of lineage is also aikg:basedOn, from derivative to parent: ?m aikg:basedOn+ ?ancestor.",
    "What a report states stands in the graph of that source: GRAPH ?source { ?s aikg:value ?n }.",
    "Put OPTIONAL last, DISTINCT around paths, and a LIMIT at the end.",
)
"""What one has to know to write a query against this schema."""

_LOOKED_AT: Final = 50
"""Names of a query that are looked up, and how many of them are told of; each costs a query or two."""
_TOLD: Final = 3


def schema(graph: KnowledgeGraph, of: str | None = None) -> tuple[Section, ...]:
    """Classes, prefixes and notes; of one class, by its local or prefixed name, its properties.

    Raises UnknownName with near names.
    """
    classes = graph.run("classes")
    if of is None:
        prefixes = Solutions(
            (Column("prefix", "need not be declared"), Column("namespace", "what it stands for")),
            tuple(sorted(PREFIXES.items())),
        )
        notes = Solutions((Column("note", "how queries are written"),), tuple((note,) for note in NOTES))
        return Section("Classes", classes), Section("Prefixes", prefixes), Section("Notes", notes)
    known = {str(iri).removeprefix(AIKG): str(label) for label, iri in _pairs(classes)}
    asked = names.normalise(of.removeprefix(AIKG).removeprefix("aikg:"))
    found = next(
        (name for name, label in known.items() if asked in (name.lower(), names.normalise(label))), ""
    )
    if not found:
        import difflib

        near = difflib.get_close_matches(of.removeprefix("aikg:")[: names.MAX_LENGTH], known, n=3)
        raise UnknownName("class", of, near, f"There are: {', '.join(known)}.")
    properties = graph.run("properties", **{"class": found})
    kept = [i for i, column in enumerate(properties.columns) if column.name not in ("className", "class")]
    return (
        Section(
            f"aikg:{found}",
            Solutions(
                tuple(properties.columns[i] for i in kept),
                tuple(tuple(row[i] for i in kept) for row in properties.rows),
            ),
            "properties",
        ),
    )


def outline(graph: KnowledgeGraph) -> str:
    """The whole schema as Markdown: each class with its properties and what they take, notes, prefixes."""
    properties: dict[str, list[str]] = {}
    for row in graph.run("properties"):
        line = f"- `{turtle.compact(str(row['property']))}`: {row['values']}"
        properties.setdefault(str(row["class"]), []).append(line)
    parts = ["# The schema of aikg", *(f"- {note}" for note in NOTES)]
    for row in graph.run("classes"):
        iri = str(row["class"])
        head = f"\n## {turtle.compact(iri)} ({row['things']})\n\n{row['definition']}"
        parts += [f"{head} Example: `{row['example']}`.\n", *properties.get(iri, ())]
    parts += ["\n## Prefixes\n", *(f"- `{prefix}:` {iri}" for prefix, iri in sorted(PREFIXES.items()))]
    return "\n".join(parts) + "\n"


def strays(graph: KnowledgeGraph, sparql: str) -> list[UnknownName]:
    """Terms of aikg and things that a query names and that do not exist: the first few, in its order.

    A query that names them is no error; it finds nothing there, and its author may want to know.
    """
    terms = {*map(str, graph.run("classes").column("class"))}
    terms |= {*map(str, graph.run("properties").column("property"))}
    found: list[UnknownName] = []
    ours = [iri for iri in _named(sparql) if iri.startswith((AIKG, ID)) and names.as_iri(iri) == iri]
    for iri in ours[:_LOOKED_AT]:
        if len(found) == _TOLD:
            break
        if iri not in terms and not graph.run("statements", thing=Iri(iri)).rows:
            kind = "term of the ontology" if iri.startswith(AIKG) else "thing"
            near = _near(iri, terms if iri.startswith(AIKG) else _alike(graph, iri))
            found.append(UnknownName(kind, turtle.compact(iri), near))
    return found


def _named(sparql: str) -> list[str]:
    """The IRIs that a query names, each once, without the namespaces that it declares."""
    prefixes = dict(PREFIXES)
    found: dict[str, None] = {}
    cut = [token for token in pieces(sparql) if token.kind not in ("space", "comment")]
    for at, token in enumerate(cut):
        if token.kind == "word" and token.text.upper() == "PREFIX" and len(cut) > at + 2:
            prefixes[cut[at + 1].text[:-1]] = cut[at + 2].text[1:-1]
        if token.kind == "iri":
            found[token.text[1:-1]] = None
        elif token.kind == "pname":
            prefix, _, local = token.text.partition(":")
            found[prefixes.get(prefix, "") + local] = None
    return [iri for iri in found if iri not in prefixes.values()]


def _pairs(classes: Solutions) -> list[tuple[object, object]]:
    return list(zip(classes.column("label"), classes.column("class"), strict=True))


def _alike(graph: KnowledgeGraph, iri: str) -> list[str]:
    """The IRIs of things of the same kind whose identifiers begin in the same way."""
    base, slash, local = iri.rpartition("/")
    answer = graph.run("identifiers", beginning=base + slash + local[:3])
    return [str(thing) for thing in answer.column("thing")]


def _near(iri: str, known: Iterable[str]) -> list[str]:
    import difflib

    local = {_local(name).lower(): name for name in sorted(known)}
    close = difflib.get_close_matches(_local(iri).lower(), local, n=3, cutoff=0.6)
    return [turtle.compact(local[name]) for name in close]


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
