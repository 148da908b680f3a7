"""The knowledge graph as people in Python meet it: open it, ask it, look at it through other libraries."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aikg import resources
from aikg.answers import Recent
from aikg.store import OpenStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import networkx
    import pyoxigraph as ox
    import rdflib

    from aikg.catalogue import SavedQuery
    from aikg.check import ValidationReport
    from aikg.names import Entity
    from aikg.solutions import Solutions, Value
    from aikg.worker import Worker


def load(
    data: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
    *,
    as_of: date | str | None = None,
    cache: bool | None = False,
    store: str | os.PathLike[str] | None = None,
    sources: Iterable[str] = (),
    endpoint: str | None = None,
) -> KnowledgeGraph:
    """Open the shipped graph, with the Turtle files of your own directories and your editions added to it.

    `data` is a directory or several. The graph is read into memory; with `cache` it is opened from a store on
    disk that the first call builds, which is sooner ready and slower to ask: what a single look-up wants.
    With None it is in memory unless it is large.
    `store` is the directory of a collection of editions; without it your own is taken, if there is one, and
    with an empty text none. Where `sources` are named, only curated facts and those of these reports and
    editions are there.
    With `as_of`, a date or `YYYY-MM-DD`, every question is answered out of what was released and published by
    that day.
    `endpoint` is the URL of a SPARQL 1.1 endpoint that is asked instead of all these; without it
    AIKG_ENDPOINT is taken, if it is set, and with an empty text none.
    Raises DataError with path and line where a file cannot be read, BadParameter for no day, UsageError for
    an endpoint beside files, or for a URL that is none.
    """
    where = os.environ.get("AIKG_ENDPOINT", "") if endpoint is None else endpoint
    if where.strip():
        from aikg.remote.graph import RemoteGraph, alone

        alone(data=data, store=store, sources=sources, as_of=as_of)
        return RemoteGraph(where)
    paths = [data] if isinstance(data, str | os.PathLike) else data
    place = resources.collection_directory() if store is None else os.fspath(store) or None
    opened = open_store(paths, collection=place, sources=tuple(sources), cache=cache, as_of=_day(as_of))
    return KnowledgeGraph(opened)


def _day(text: date | str | None) -> date | None:
    if text is None or not isinstance(text, str):
        return text
    from aikg import binding

    return binding.day(text, "as_of")


class KnowledgeGraph:
    """Facts, ready for questions. Reading only: the graph changes when its files do."""

    def __init__(self, opened: OpenStore) -> None:
        self._opened = opened
        self._worker: Worker | None = None
        self._recent = Recent()

    @property
    def store(self) -> Any:
        """The pyoxigraph Store underneath, for those who speak to it directly."""
        return self._opened.store

    def run(self, name: str, /, **values: object) -> Solutions:
        """The answer of a saved query. Names (`lab="DeepSeek"`) are resolved; dates may be date objects.
        A parameter that the query has as `VALUES ?_name_type { UNDEF }` takes a list of values too.

        Raises UnknownName, AmbiguousName or BadParameter.
        """
        answer = self._recent.get(name, values)
        if answer is None:
            answer = self._answer(name, values)
            self._recent.put(name, values, answer)
        return answer

    def _answer(self, name: str, values: Mapping[str, object]) -> Solutions:
        kept = self._opened.answers
        answer = kept.get(name, values) if kept is not None else None
        if answer is None:
            from aikg import catalogue, run

            answer = run.answer(self, catalogue.get(name), values)
            if kept is not None:
                kept.put(name, values, answer)
        return answer

    def select(
        self, sparql: str, columns: Sequence[str], *, whole: bool = True
    ) -> tuple[tuple[Value, ...], ...]:
        """The rows of a SELECT that is ours and trusted, with these columns: a saved query, bound. Without
        editions of millions of models where it is not asked as a whole."""
        from aikg import run

        return run.select(self._opened, sparql, columns, whole=whole)

    def query(self, sparql: str, *, seconds: float = 10, rows: int = 100_000) -> Solutions:
        """The answer of any SPARQL query, fenced: it reads only, and ends at the limits.

        ASK gives one cell `answer`; CONSTRUCT and DESCRIBE give subject, predicate and object.
        Raises QuerySyntaxError, QueryRefused or QueryLimit.
        """
        from aikg import run

        return run.foreign(self.worker, sparql, seconds=seconds, rows=rows)

    @property
    def worker(self) -> Worker:
        """The process that runs foreign SPARQL, started when first needed."""
        if self._worker is None:
            from aikg import run

            self._worker = run.worker(self._opened)
        return self._worker

    def apart(self) -> KnowledgeGraph:
        """The same graph, with a process of its own for foreign SPARQL, which `interrupt` ends."""
        from copy import copy

        from aikg import run

        twin = copy(self)
        twin._worker = run.worker(self._opened)
        return twin

    def fenced(self, most: int, memory: int | None = 2 * 1024**3) -> KnowledgeGraph:
        """The same graph, whose saved queries run in `most` processes and end at their deadline as well.

        `memory` is in bytes, of each process.
        """
        from aikg.fenced import FencedGraph

        return FencedGraph(self._opened, most=most, memory=memory)

    def interrupt(self) -> None:
        """End the foreign query that another thread runs; its call raises, and a later one can run."""
        if self._worker is not None:
            self._worker.close()

    def resolve(self, name: str, kind: str = "thing") -> Entity:
        """The one thing that a name denotes. Raises UnknownName or AmbiguousName."""
        from aikg import names

        return names.resolve(self, name, kind)

    def saved(self, name: str) -> SavedQuery:
        """The saved query of this name. Raises UnknownName with near names."""
        from aikg import catalogue

        return catalogue.get(name)

    @cached_property
    def queries(self) -> Mapping[str, SavedQuery]:
        """Every saved query by name."""
        from aikg import catalogue

        return {query.name: query for query in catalogue.all_queries()}

    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset over the same store; nothing is copied. Its default graph holds every fact."""
        import oxrdflib
        import rdflib

        backed = oxrdflib.OxigraphStore(store=self.store)
        return rdflib.Dataset(store=backed, default_union=False)

    def networkx(self) -> networkx.MultiDiGraph:
        """Labs, categories, models, families and products with their relations, as a networkx graph."""
        from aikg import network

        return network.project(self)

    def check(self) -> ValidationReport:
        """What the shapes and the check queries find wrong."""
        from aikg import check

        return check.validate(self)

    @property
    def files(self) -> tuple[Path, ...]:
        """The Turtle files that the graph was read from."""
        return tuple(file.path for file in self._opened.files)

    def at(self, day: date | str | None) -> KnowledgeGraph:
        """The graph of the same files, of another day; None for all days. Raises BadParameter for no day."""
        from aikg.store import open_files

        if day is not None and _day(day) == self.as_of:
            return self
        cache = self._opened.directory is not None
        return KnowledgeGraph(open_files(self._opened.files, cache=cache, as_of=_day(day)))

    @property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs."""
        return tuple(sorted(str(name)[1:-1] for name in self.store.named_graphs()))

    @property
    def as_of(self) -> date | None:
        """The day of which the graph is; None for all days."""
        return self._opened.as_of

    @property
    def place(self) -> str:
        """Where the graph stands, for people to read."""
        directory = self._opened.directory
        return "in memory" if directory is None else str(directory)

    def stated(self, property: str | None = None) -> Iterator[ox.Quad]:
        """What sources state, each fact in the graph of its source: nothing derived, and no merge.

        Of one property, where its IRI is given.
        """
        import pyoxigraph as ox

        from aikg.vocabulary import DERIVED_GRAPH

        wanted = None if property is None else ox.NamedNode(property)
        for quad in self.store.quads_for_pattern(None, wanted, None, None):
            if str(quad.graph_name) not in ("DEFAULT", f"<{DERIVED_GRAPH}>"):
                yield quad

    @property
    def opened(self) -> OpenStore:
        """Store, files and graphs, for what exports and checks them."""
        return self._opened

    def close(self) -> None:
        """End the helper process, if one runs. The graph itself needs no closing."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def __enter__(self) -> KnowledgeGraph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        """The number of facts, derived ones included; one that several sources state counts once."""
        import pyoxigraph as ox

        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))

    def __repr__(self) -> str:
        return f"<KnowledgeGraph of {len(self)} statements from {len(self.files)} files>"
