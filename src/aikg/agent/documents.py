"""Documents: what a client may read as a resource: the schema, the saved queries, each thing by its IRI."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from aikg import catalogue, resources
from aikg.agent import asked, reply
from aikg.agent.reply import Finding
from aikg.errors import UnknownName
from aikg.names import CLASSES, MAX_LENGTH
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.knowledge_graph import KnowledgeGraph

KINDS: Final = (
    *("lab", "model", "family", "product", "benchmark", "source", "claim", "license", "score", "dissent"),
    "country",
)
"""What the identifiers of things begin with."""
MOST_COMPLETIONS: Final = 50

_QUERIES: Final = "aikg://queries/{name}"
_THINGS: Final = "aikg://id/{kind}/{name}"


@dataclass(frozen=True)
class Document:
    """A resource, or with `{...}` in its URI a template of them."""

    uri: str
    name: str
    description: str
    media: str
    read: Callable[[KnowledgeGraph, dict[str, str]], str]

    @property
    def template(self) -> bool:
        """Whether the URI holds variables."""
        return "{" in self.uri

    def match(self, uri: str) -> dict[str, str] | None:
        """The values of the variables, decoded, where the URI is one of this document; else None."""
        pattern = "".join(
            f"(?P<{part[1:-1]}>[^/?#]+)" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", self.uri)
        )
        found = re.fullmatch(pattern, uri)
        return None if found is None else {k: unquote(v) for k, v in found.groupdict().items()}


def document(uri: str) -> tuple[Document, dict[str, str]]:
    """The document of a URI and the values of its variables. Raises UnknownName."""
    for one in DOCUMENTS:
        values = one.match(uri) if len(uri) < 4 * MAX_LENGTH else None
        if values is not None:
            return one, values
    raise UnknownName("resource", uri, (), f"There are: {', '.join(one.uri for one in DOCUMENTS)}.")


def completions(graph: KnowledgeGraph, uri: str, variable: str, typed: str, kind: str | None) -> list[str]:
    """Values of a variable of a template that begin with what is typed: kinds, names of queries or of things.

    `kind` is that of the thing, where the client knows it already.
    """
    if uri == _QUERIES and variable == "name":
        return [name for name in sorted(catalogue.files()) if name.startswith(typed)][:MOST_COMPLETIONS]
    if uri == _THINGS and variable == "kind":
        return [name for name in KINDS if name.startswith(typed)]
    if (
        uri != _THINGS
        or variable != "name"
        or kind not in KINDS
        or not re.fullmatch(r"[\w.\-]{0,100}", typed, re.ASCII)
    ):
        return []
    base = f"{_base(kind)}{kind}/"
    found = graph.run("identifiers", beginning=base + typed).column("thing")
    return [str(iri).removeprefix(base) for iri in found][:MOST_COMPLETIONS]


def _base(kind: str) -> str:
    return "https://w3id.org/aikg/" if kind == "country" else ID


def _schema(graph: KnowledgeGraph, values: dict[str, str]) -> str:
    from aikg.schema import outline

    return outline(graph)


def _ontology(graph: KnowledgeGraph, values: dict[str, str]) -> str:
    return (resources.root() / "ontology" / "aikg.ttl").read_text(encoding="utf-8")


def _queries(graph: KnowledgeGraph, values: dict[str, str]) -> str:
    rows = catalogue.listing().rows
    return "\n".join(f"{name} ({takes}): {answers}" for name, _, answers, takes in rows) + "\n"


def _query(graph: KnowledgeGraph, values: dict[str, str]) -> str:
    return catalogue.get(values["name"]).text


def _thing(graph: KnowledgeGraph, values: dict[str, str]) -> str:
    from aikg.description import describe

    kind, name = values["kind"], values["name"]
    if kind not in KINDS:
        raise UnknownName("kind of thing", kind, (), f"There are: {', '.join(KINDS)}.")
    noting, notes = asked.noting(graph)
    if re.fullmatch(r"[\w.\-]+", name, re.ASCII):
        found = describe(noting, f"{kind}/{name}")
    else:
        found = describe(noting, name, kind if kind in CLASSES else None)
    subject = found.subject
    finding = Finding(f"{subject.label} ({subject.kind}, {subject.short})", found.sections, found.remarks)
    return reply.text(reply.structured(finding, reply.Bounds(reply.MOST_ROWS), notes, graph))


DOCUMENTS: Final = (
    Document(
        "aikg://schema", "schema", "Classes, properties, prefixes, how to query", "text/markdown", _schema
    ),
    Document("aikg://ontology.ttl", "ontology", "The ontology as Turtle", "text/turtle", _ontology),
    Document(
        "aikg://queries", "queries", "Every saved query: inputs and what it answers", "text/plain", _queries
    ),
    Document(
        _QUERIES,
        "saved query",
        "A saved query: SPARQL with the header that describes it",
        "application/sparql-query",
        _query,
    ),
    Document(
        _THINGS,
        "thing",
        "All about a thing by its identifier, such as aikg://id/model/deepseek-r1-0528",
        "text/plain",
        _thing,
    ),
)
"""Every document and template; the first whose URI fits counts."""
