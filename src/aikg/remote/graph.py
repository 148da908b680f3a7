"""The graph at an endpoint: the same questions and the same answers, asked at another place."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NoReturn
from urllib.parse import urlencode

from aikg import deadline
from aikg.errors import QueryLimit, QuerySyntaxError, RemoteError, UsageError
from aikg.knowledge_graph import KnowledgeGraph
from aikg.remote import results
from aikg.remote.address import parsed
from aikg.remote.transport import Transport, limits
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    import pyoxigraph as ox
    import rdflib

    from aikg.check import ValidationReport
    from aikg.remote.refusals import Reply
    from aikg.remote.transport import Limits
    from aikg.solutions import Solutions, Value
    from aikg.store import OpenStore
    from aikg.worker import Worker

MOST_STATEMENTS: Final = 500_000
"""Statements that are fetched for an export or for the shapes; a larger graph is handled where it stands."""


def alone(**given: object) -> None:
    """An endpoint is asked by itself. Raises UsageError where files or a day are given beside it."""
    words = {"data": "--data", "store": "--store", "sources": "--source"}
    stray = [word for name, word in words.items() if given.get(name)]
    if stray:
        raise UsageError(
            f"{' and '.join(stray)} and an endpoint exclude each other: files here are not asked together "
            "with a graph elsewhere. Leave one out; `--endpoint ''` asks the files even where AIKG_ENDPOINT "
            "is set."
        )
    if given.get("as_of") is not None:
        _no_view()


def _no_view() -> NoReturn:
    raise UsageError(
        "The graph of a day is made from files, and is not there at an endpoint. rank, frontier, gap and "
        "chart ask any endpoint for a day; for the other questions load the graph of that day into an "
        "endpoint of its own: aikg export --as-of DATE --format nquads --for-endpoint merged."
    )


class RemoteGraph(KnowledgeGraph):
    """A knowledge graph over a SPARQL 1.1 endpoint. Nothing is kept: each question is asked there."""

    def __init__(self, url: str, bounds: Limits | None = None) -> None:
        """`url` may carry `default-graph-uri` and `named-graph-uri`. Nothing is sent before a question.

        Raises UsageError for a URL that is none, or holds a password.
        """
        self.address = parsed(url)
        self._transport = Transport(self.address, bounds or limits())

    # What a store is asked, the endpoint is.

    def run(self, name: str, /, **values: object) -> Solutions:
        """As KnowledgeGraph.run; raises RemoteError where the endpoint does not answer."""
        from dataclasses import replace

        from aikg import catalogue, run

        query = catalogue.get(name)
        answer = run.answer(self, query, values)
        if query.distinct:  # Virtuoso repeats rows of some queries all the same
            answer = replace(answer, rows=tuple(dict.fromkeys(answer.rows)))
        places = [answer.names.index(column) for column in query.truths]
        if not places:
            return answer
        return replace(answer, rows=tuple(_with_truths(row, places) for row in answer.rows))

    def select(
        self, sparql: str, columns: Sequence[str], *, whole: bool = True
    ) -> tuple[tuple[Value, ...], ...]:
        """The rows of a SELECT of ours. Raises RemoteError, also for rows that the endpoint cut off."""
        found = self.table(sparql)
        if found.columns == tuple(columns):
            return found.rows
        if missing := set(columns) - set(found.columns):
            raise RemoteError(f"{self.address}: the answer lacks the column {', '.join(sorted(missing))}.")
        places = [found.columns.index(name) for name in columns]
        return tuple(tuple(row[place] for place in places) for row in found.rows)

    def query(self, sparql: str, *, seconds: float = 10, rows: int = 100_000) -> Solutions:
        """As KnowledgeGraph.query: past the same gate, and then asked there. Raises RemoteError too."""
        from dataclasses import replace

        from aikg.gate import gate
        from aikg.solutions import of, value_of

        kind = gate(sparql, PREFIXES)
        reply = self.reply(sparql, kind, seconds)
        if kind in ("construct", "describe"):
            triples = results.triples(reply, self.address)
            cells = [[value_of(t.subject), value_of(t.predicate), value_of(t.object)] for t in triples[:rows]]
            found = of(["subject", "predicate", "object"], cells)
            return replace(found, complete=len(triples) <= rows)
        table = results.table(reply, self.address)
        if table.boolean is not None:
            return of(["answer"], [[table.boolean]])
        complete = table.complete and len(table.rows) <= rows
        return replace(of(table.columns, table.rows[:rows]), complete=complete)

    def table(self, sparql: str, read: Callable[[Any], Any] | None = None) -> results.Table:
        """The whole answer to a SELECT, each cell by `read`. Raises RemoteError for half an answer."""
        return results.whole(self.post(sparql, "select"), self.address, read)

    def reply(
        self,
        sparql: str,
        kind: str,
        seconds: float,
        dataset: Sequence[tuple[str, str]] | None = None,
        base: str | None = None,
    ) -> Reply:
        """The reply to a user's query that the gate let pass. Relative IRIs are relative to `base`, and
        `dataset` is as in `post`; without it FROM of the query counts before what the URL says.

        Raises RemoteError, and QuerySyntaxError where the endpoint refuses what is no SPARQL.
        """
        text = _declared(sparql) if base is None else f"BASE <{base}> {_declared(sparql)}"
        if dataset is None and _names_graphs(sparql):
            dataset = ()
        try:
            return self.post(text, kind, seconds, dataset)
        except RemoteError as error:
            if error.status in (400, 500):
                _explain(sparql, base)
            raise

    def post(
        self,
        sparql: str,
        kind: str,
        seconds: float | None = None,
        dataset: Sequence[tuple[str, str]] | None = None,
    ) -> Reply:
        """The reply to a query of this kind; `dataset` are pairs as in `address.DATASET`, else what the URL
        says."""
        asked = self.address.dataset if dataset is None else dataset
        form = urlencode([("query", sparql), *asked])
        most = self._transport.limits.whole if seconds is None else seconds
        return self._transport.post(form, results.ACCEPTS[kind], deadline.left(most))

    def bounded(self, bounds: Limits) -> RemoteGraph:
        """The same graph within other limits, over connections of its own."""
        twin = copy(self)
        twin._transport = Transport(self.address, bounds)
        return twin

    # What files, a store and a process are for a local graph.

    def apart(self) -> RemoteGraph:
        """As KnowledgeGraph.apart: over connections of its own."""
        return self.bounded(self._transport.limits)

    def fenced(self, most: int, memory: int | None = None) -> RemoteGraph:
        """This graph: an endpoint runs its queries elsewhere, and every answer has a time limit."""
        return self

    def interrupt(self) -> None:
        """End what other threads ask of the endpoint over the same connections."""
        self._transport.interrupt()

    def end(self) -> None:
        """End what other threads ask of the endpoint over the same connections, for good."""
        self._transport.end()

    @property
    def graphs(self) -> tuple[str, ...]:
        """The graphs of sources and of the ontology; others at the endpoint are not aikg's."""
        return tuple(str(name) for name in self.run("graph-sizes").column("graph"))

    @property
    def store(self) -> Any:
        """There is none here. Raises UsageError."""
        raise UsageError(f"{self.address}: is asked by SPARQL; there is no pyoxigraph store of it here.")

    @property
    def opened(self) -> OpenStore:
        """There is none here. Raises UsageError."""
        raise UsageError(f"{self.address}: is asked by SPARQL; there are no files and no store of it here.")

    @property
    def worker(self) -> Worker:
        """There is none here. Raises UsageError."""
        raise UsageError(f"{self.address}: is asked by SPARQL; no process here runs its queries.")

    @property
    def files(self) -> tuple[()]:
        """None: the files are elsewhere."""
        return ()

    @property
    def place(self) -> str:
        """The address, without what the URL says after a question mark."""
        return str(self.address)

    @property
    def as_of(self) -> None:
        """None: all days."""
        return

    def at(self, day: date | str | None) -> KnowledgeGraph:
        """This graph, for None. Raises UsageError for a day."""
        if day is not None:
            _no_view()
        return self

    def stated(self, property: str | None = None) -> Iterator[ox.Quad]:
        """What sources state, fetched page by page. Raises RemoteError for more than MOST_STATEMENTS."""
        from aikg.remote.pages import stated

        return (quad for quad in stated(self) if property in (None, quad.predicate.value))

    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset that asks the same endpoint."""
        from aikg.remote.rdflib_store import dataset

        return dataset(self)

    def check(self) -> ValidationReport:
        """Whether aikg's questions can be asked of what stands there, and what its checks find."""
        from aikg.remote.fitness import validate

        return validate(self)

    @cached_property
    def size(self) -> int:
        """The number of facts, as the endpoint counts them."""
        return int(str(self.run("statement-count").rows[0][0]))

    def close(self) -> None:
        """Close the connections; a later question opens new ones."""
        self._transport.close()

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return True  # without asking for its size

    def __repr__(self) -> str:
        return f"<RemoteGraph at {self.address}>"


def _with_truths(row: tuple[Value, ...], places: Sequence[int]) -> tuple[Value, ...]:
    """The row with true and false where an engine has no such values and gives 1 and 0."""
    return tuple(
        value == 1 if place in places and value in (0, 1) else value for place, value in enumerate(row)
    )


def _declared(sparql: str) -> str:
    """The query with aikg's own prefixes declared where it uses one without a word."""
    from itertools import pairwise

    from aikg.tokens import tokens

    cut = [token for token in tokens(sparql) if token.kind not in ("space", "comment")]
    names = {token.text.partition(":")[0] for token in cut if token.kind == "pname"}
    own = {
        after.text[:-1]
        for before, after in pairwise(cut)
        if before.text.upper() == "PREFIX" and after.kind == "pname"
    }
    known = sorted((names - own) & PREFIXES.keys())
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}> " for name in known) + sparql


def _names_graphs(sparql: str) -> bool:
    from aikg.tokens import tokens

    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(sparql))


def _explain(sparql: str, base: str | None) -> None:
    """Raise QuerySyntaxError with line and column where the query is at fault, whatever an endpoint says."""
    from contextlib import suppress

    from aikg.gate import gate
    from aikg.worker import Worker

    if base is not None:
        with suppress(QuerySyntaxError):
            gate(sparql, PREFIXES)
            base = None
        if base is not None:  # its IRIs are relative, which the engine here would call the fault
            return
    with Worker({"nquads_text": ""}, union=False) as empty, suppress(QueryLimit):
        try:
            empty.query(sparql, seconds=2, rows=1, prefixes=PREFIXES)
        except QuerySyntaxError:
            raise
