"""RDF files as editions: Turtle, N-Triples, N-Quads, TriG, JSON-LD or RDF/XML that uses the ontology.

A foreign file may not bring the process down, reach for the network or the disk, or change what the terms of
the ontology mean; so it is looked at as text before any parser sees it, and its triples before they count.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg import loading, resources, turtle
from aikg.collection import checked_identifier
from aikg.concordance import join
from aikg.errors import DataError, UsageError, shown
from aikg.importers.records import Dated, Header
from aikg.importing.edition import Edition
from aikg.importing.proposal import Bad, Met, Proposal
from aikg.importing.runner import before, digest, unshipped
from aikg.vocabulary import (
    AIKG,
    CURATED_GRAPH,
    DCTERMS,
    DERIVED_GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PREFIXES,
    RDF,
    SCHEMA,
    SKOS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aikg.collection import Collection
    from aikg.importing.inputs import Input
    from aikg.importing.runner import Wanted

DEEPEST: Final = 50
"""Brackets, elements or braces within each other."""
_FORMATS: Final = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
}
_TEXTUAL: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_KINDS: Final = {f"<{AIKG}{name}>": name.lower() for name in ("Lab", "Model", "Score")}
_OURS: Final = (AIKG, PREFIXES["concept"], PREFIXES["shape"], ONTOLOGY_GRAPH)
"""What only the ontology may speak about."""
_WHOLE: Final = frozenset(("Score", "Claim", "Comparison", "Reading", "Dissent", "Source"))
"""What one source states as a whole, and no other can add to."""
_RESERVED: Final = (CURATED_GRAPH, DERIVED_GRAPH, ONTOLOGY_GRAPH)
_MARKUP: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!|</|<[A-Za-z_][^<>]*?(/?)>", re.DOTALL
)
_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_BRACKETS: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|<<|<[^<>\s]*+>|#[^\n]*+|[\[({]|[\])}]',
    re.DOTALL,
)


def propose(
    wanted: Wanted,
    inputs: Sequence[Input],
    *,
    collection: Collection | None,
    data: Sequence[str] = (),
    tell: Callable[[str, int, int | None], None] = lambda what, done, whole: None,
) -> Proposal:
    """What importing these files as one edition would add. Raises DataError or UsageError."""
    triples: list[tuple[str, ox.Triple]] = []
    graphs: Counter[str] = Counter()
    for each in inputs:
        tell(f"reading {each.name}", 0, None)
        for quad in parsed(each):
            triples.append((each.name, quad.triple))
            if isinstance(quad.graph_name, ox.NamedNode):
                graphs[quad.graph_name.value] += 1
    if len(graphs) > 1:
        raise UsageError(
            f"The input holds {len(graphs)} named graphs, and an edition is one source; split it by graph: "
            + ", ".join(sorted(shown(name) for name in graphs)[:5])
        )
    edition, own = _edition(wanted, inputs, [triple for _, triple in triples], next(iter(graphs), None))
    known = loading.known(before(edition.identifier, collection, data))
    edition = replace(edition, identifier=unshipped(edition.identifier, known))
    proposal = Proposal(edition)
    terms, single = _terms(), known.ontology.single
    kept: dict[ox.Triple, None] = {}
    once: dict[tuple[str, str], ox.Triple] = {}
    for name, triple in triples:
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value == own:
            continue  # the edition says itself what it is
        problem = _problem(triple, terms)
        if problem is None and (known.kinds.get(triple.subject.value) or "") in _WHOLE:  # type: ignore[union-attr]
            problem = "is about a score or statement of another source"
        if problem is None and triple.predicate in single:
            place = str(triple.subject), triple.predicate.value
            if once.setdefault(place, triple) != triple:
                problem = f"gives a second {turtle.compact(triple.predicate.value)}"
        if problem is not None:
            proposal.bad.append(Bad(name, 0, problem, str(triple)[:200]))
        else:
            kept[triple] = None
    proposal.rows = len(kept)
    proposal.triples = [*edition.triples(len(kept), len(proposal.bad)), *kept]
    labels = {str(t.subject): t.object.value for t in kept if t.predicate.value == SKOS + "prefLabel"}  # type: ignore[union-attr]
    for triple in kept:
        kind = _KINDS.get(str(triple.object)) if triple.predicate.value == RDF + "type" else None
        if kind == "score":
            proposal.scores += 1
        elif kind is not None:
            thing = triple.subject.value  # type: ignore[union-attr]
            met = Met(kind, labels.get(str(triple.subject), thing), "", thing, "", 0)
            (proposal.matched if thing in known.kinds else proposal.unmatched).append(met)
    steps = {t.subject.value for t in _ontology() if t.object == ox.NamedNode(AIKG + "basedOn")}  # type: ignore[union-attr]
    proposal.edges = sum(triple.predicate.value in steps | {AIKG + "basedOn"} for triple in kept)
    list(join(known, proposal.triples, edition.graph, proposal.conflicts))
    return proposal


def parsed(each: Input) -> list[ox.Quad]:
    """All quads of a file, or a DataError that names file, line and reason. Nothing is fetched."""
    ending = re.search(r"\.[a-z]+\Z", each.name.lower())
    form = _FORMATS.get(ending[0] if ending else "")
    if form is None:
        raise DataError(f"is of no kind of RDF that is known by its ending: {', '.join(_FORMATS)}", each.name)
    text = each.data.decode()
    _gate(text, form, each.name)
    quads: list[ox.Quad] = []
    try:
        for quad in ox.parse(text, format=form):
            quads.append(quad)
    except SyntaxError as error:
        detail = re.sub(r"^Parser error at line \d+.*?: ", "", error.msg or str(error))
        raise DataError(f"cannot be parsed: {shown(detail, 200)}", each.name, error.lineno) from None
    except (ValueError, OSError) as error:
        raise DataError(f"cannot be parsed: {shown(str(error), 200)}", each.name) from None
    return quads


def _gate(text: str, form: ox.RdfFormat, name: str) -> None:
    """What parsers die of is refused before they see it."""
    if form in _TEXTUAL:
        depth, pattern, opening = 0, _BRACKETS, "[({"
    elif form == ox.RdfFormat.JSON_LD:
        depth, pattern, opening = 0, _JSON, "[{"
    else:
        _gate_markup(text, name)
        return
    for match in pattern.finditer(text):
        piece = match[0]
        if piece == "<<":
            line = text.count("\n", 0, match.start()) + 1
            raise DataError("holds a quoted triple (<<), which aikg does not keep", name, line)
        if piece in opening:
            depth += 1
            if depth > DEEPEST:
                line = text.count("\n", 0, match.start()) + 1
                raise DataError(f"nests brackets more than {DEEPEST} deep, the limit", name, line)
        elif piece in "])}":
            depth -= 1


def _gate_markup(text: str, name: str) -> None:
    depth = 0
    for match in _MARKUP.finditer(text):
        piece = match[0]
        if piece == "<!":
            line = text.count("\n", 0, match.start()) + 1
            raise DataError("declares a document type or an entity, which is not read", name, line)
        if piece == "</":
            depth -= 1
        elif piece[1].isalpha() or piece[1] == "_":
            depth += match[1] != "/"
            if depth > DEEPEST:
                line = text.count("\n", 0, match.start()) + 1
                raise DataError(f"nests elements more than {DEEPEST} deep, the limit", name, line)


def _edition(
    wanted: Wanted, inputs: Sequence[Input], triples: Sequence[ox.Triple], graph: str | None
) -> tuple[Edition, str]:
    """The edition, and the IRI of the source node in the file that describes it (empty: none does)."""
    base = f"{ID}source/"
    sources = {
        t.subject.value
        for t in triples
        if t.predicate.value == RDF + "type"
        and isinstance(t.object, ox.NamedNode)
        and t.object.value == AIKG + "Source"
        and isinstance(t.subject, ox.NamedNode)
    }
    if graph in _RESERVED:
        raise UsageError(f"The input speaks in the name of {shown(str(graph))}, which is aikg's own graph.")
    named = graph if graph in sources or (graph or "").startswith(base) else None
    own = named or (next(iter(sources)) if len(sources) == 1 else "")
    if not (wanted.identifier or own.startswith(base)):
        raise UsageError(
            "The input names no source of its own; say how the edition is called: --as my-data-2026-07"
        )
    identifier = checked_identifier(wanted.identifier or own.removeprefix(base))
    stated = {
        t.predicate.value: t.object
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and t.subject.value == own
    }

    def text(predicate: str) -> str | None:
        value = stated.get(predicate)
        return value.value if isinstance(value, ox.Literal | ox.NamedNode) else None

    issued = wanted.issued
    if issued is None and (day := text(DCTERMS + "issued")) is not None:
        try:
            precision = (text(AIKG + "issuedPrecision") or "day").rpartition("/")[2]
            issued = Dated(date.fromisoformat(day), precision)
        except ValueError:
            issued = None
    if issued is None:
        raise UsageError("The input does not say when it was issued; say it: --issued 2026-07-10")
    license = text(AIKG + "license")
    header = Header(
        title=text(DCTERMS + "title") or inputs[0].name.rpartition("/")[2],
        publisher=text(DCTERMS + "publisher") or "not stated",
        url=text(SCHEMA + "url") or "",
        attribution=text(AIKG + "attribution") or "",
        license=None,
        may_redistribute=text(AIKG + "redistributable") == "true"
        or (license is not None and text(AIKG + "redistributable") != "false"),
        edition=text(AIKG + "edition"),
    )
    if header.url and not header.url.startswith(("http://", "https://")):
        header = replace(header, url="")
    return Edition(identifier, header, issued, digest(inputs), date.today(), license), own


def _terms() -> set[str]:
    """Every property and class that the shapes and the ontology know."""
    found = set()
    for triple in _ontology():
        if triple.predicate.value in (PREFIXES["sh"] + "path", PREFIXES["sh"] + "targetClass"):
            found.add(triple.object.value)  # type: ignore[union-attr]
    return found | {SKOS + "Concept", SKOS + "inScheme", SKOS + "topConceptOf"}


def _ontology() -> list[ox.Triple]:
    files = [file for file in resources.shipped() if file.graph == ONTOLOGY_GRAPH]
    return [triple for file in files for triple in turtle.read(file.path)]


def _problem(triple: ox.Triple, terms: set[str]) -> str | None:
    """Why a triple is not kept, or None."""
    subject, predicate, value = triple.subject, triple.predicate.value, triple.object
    if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
        return "has a blank node; give the thing an IRI"
    if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode | ox.Literal):
        return "is about a triple"
    if subject.value.startswith(_OURS):
        return "is about a term of the ontology"
    if subject.value.startswith(PREFIXES["country"]) and predicate not in terms:
        return f"uses {turtle.compact(predicate)}, which no shape has"
    if not subject.value.startswith(("http://", "https://")):
        return "is about something without an http address"
    if predicate not in terms:
        return f"uses {turtle.compact(predicate)}, which no shape has"
    if predicate == RDF + "type" and isinstance(value, ox.NamedNode) and value.value not in terms:
        return f"is of class {turtle.compact(value.value)}, which no shape has"
    if isinstance(value, ox.NamedNode) and not value.value.startswith(("http://", "https://")):
        return "leads to something without a web address"
    return None
