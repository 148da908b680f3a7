"""Running queries: names to terms, terms into the text, the text to an engine, the answer as Solutions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from aikg import names, ordering, results
from aikg.errors import BadParameter, MissingParameter, StoreError
from aikg.garbage import uncollected
from aikg.solutions import Iri, Solutions, Value, of, value_of
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aikg.catalogue import Parameter, SavedQuery
    from aikg.fence import Opening
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.store import OpenStore
    from aikg.worker import Worker


def text_of(graph: KnowledgeGraph, query: SavedQuery, values: Mapping[str, object]) -> str:
    """The query with its parameters bound: SPARQL that runs as it stands on any engine.

    Raises BadParameter for a parameter that is missing, unknown or not of its type.
    """
    return _bound(query, _texts(graph, query, values))


def _texts(
    graph: KnowledgeGraph, query: SavedQuery, values: Mapping[str, object]
) -> dict[str, str | list[str]]:
    """The text of the value of each parameter that has one, or of its values; names are IRIs now."""
    known = [parameter.name for parameter in query.parameters]
    stray = sorted(set(values) - set(known))
    if stray:
        takes = f"it takes: {', '.join(known)}" if known else "it takes none"
        message = f"Query {query.name} has no parameter {', '.join(stray)}; {takes}."
        raise BadParameter(message, _near(stray[0], known))
    texts: dict[str, str | list[str]] = {}
    for parameter in query.parameters:
        value = values.get(parameter.name)
        if value is None:
            value = parameter.default
        if isinstance(value, list | tuple):
            texts[parameter.name] = [_text(graph, parameter, one) for one in value]
        elif value is not None:
            texts[parameter.name] = _text(graph, parameter, value)
        elif parameter.required:
            raise MissingParameter(query.name, parameter.name, parameter.description or parameter.type)
    return texts


def _near(name: str, known: Sequence[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=3)


def _text(graph: KnowledgeGraph, parameter: Parameter, value: object) -> str:
    if parameter.kind is not None and not isinstance(value, Iri):
        return names.resolve(graph, str(value), parameter.kind).iri
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _bound(query: SavedQuery, texts: Mapping[str, str | list[str]]) -> str:
    from aikg import binding

    terms: dict[str, str | list[str]] = {}
    for parameter in query.parameters:
        if parameter.name in texts:
            given = texts[parameter.name]
            try:
                if isinstance(given, str):
                    terms[parameter.variable] = binding.serialise(given, parameter.type)
                else:
                    terms[parameter.variable] = [binding.serialise(one, parameter.type) for one in given]
            except BadParameter as error:
                raise BadParameter(f"{parameter.name}: {error}") from None
    return binding.bind(query.text, terms)


def answer(graph: KnowledgeGraph, query: SavedQuery, values: Mapping[str, object]) -> Solutions:
    """The answer of a saved query. Ours, so it runs in this process, without a limit."""
    rows = graph.select(_bound(query, _texts(graph, query, values)), query.projection, whole=query.whole)
    if query.rank_by:
        rows = ranked(rows, query.projection.index(query.rank_by))
    return Solutions(query.columns, rows)


def select(
    opened: OpenStore, text: str, columns: Sequence[str], *, whole: bool = True
) -> tuple[tuple[Value, ...], ...]:
    """The rows that a store gives for a SELECT of ours, whose columns are known; see `OpenStore.query`."""
    import pyoxigraph as ox

    def table(text: str) -> bytes:
        found: bytes = opened.query(text, whole=whole).serialize(format=ox.QueryResultsFormat.TSV)
        return found

    try:
        return rows(table, text, columns)
    except (OSError, RuntimeError) as error:  # a cached store can be damaged where only reading shows it
        directory = opened.directory
        if directory is None:
            raise
        opened.forget()
        raise StoreError(
            f"{directory}: is damaged and was removed; ask again, and it is built anew ({error})"
        ) from None


def rows(table: Callable[[str], bytes], text: str, columns: Sequence[str]) -> tuple[tuple[Value, ...], ...]:
    """The rows of a SELECT with these columns, which `table` answers as SPARQL's tab-separated text."""
    unordered, order = ordering.parted(text, columns)
    found = _read(table(unordered), columns)
    if not order:
        return found
    in_order = ordering.ordered(found, order)
    return _read(table(text), columns) if in_order is None else in_order


def _read(text: bytes, columns: Sequence[str]) -> tuple[tuple[Value, ...], ...]:
    head = text.partition(b"\n")[0].decode()
    assert head == "\t".join(f"?{name}" for name in columns), f"header and answer differ: {columns}, {head}"
    with uncollected():
        return results.rows(text)


def ranked(rows: Sequence[tuple[Value, ...]], by: int) -> tuple[tuple[Value, ...], ...]:
    """Rows with their place in front; rows come best first, equal values share the place (1, 2, 2, 4)."""
    placed: list[tuple[Value, ...]] = []
    for number, row in enumerate(rows, 1):
        tied = placed and placed[-1][by + 1] == row[by]
        placed.append((placed[-1][0] if tied else number, *row))
    return tuple(placed)


def worker(opened: OpenStore) -> Worker:
    """The fenced process for foreign SPARQL, over the same facts."""
    from aikg.worker import Worker

    return Worker(opening(opened), union=False)


def opening(opened: OpenStore) -> Opening:
    """How a fenced process gets at the same facts."""
    import pyoxigraph as ox

    store = opened.store  # opened here first: a damaged cache is built anew
    if opened.directory is not None:
        return {"read_only": str(opened.directory), "volumes": opened.volumes}
    dump: bytes | None = store.dump(format=ox.RdfFormat.N_QUADS)
    return {"nquads_text": (dump or b"").decode()}


def foreign(process: Worker, sparql: str, *, seconds: float, rows: int) -> Solutions:
    """The answer of SPARQL that a user wrote, from the fenced process."""
    import pyoxigraph as ox

    got = process.query(sparql, seconds=seconds, rows=rows, prefixes=PREFIXES)
    if got.boolean is not None:
        return of(["answer"], [[got.boolean]])
    if got.ntriples is not None:
        triples = ox.parse(got.ntriples, format=ox.RdfFormat.N_TRIPLES)
        cells = [[value_of(t.subject), value_of(t.predicate), value_of(t.object)] for t in triples]
        return replace(of(["subject", "predicate", "object"], cells), complete=got.complete)
    plain = [[value_of(term.oxigraph()) if term else None for term in row] for row in got.rows]
    return replace(of(got.columns, plain), complete=got.complete)
