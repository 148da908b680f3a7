"""Pages: a whole graph out of an endpoint that gives so many rows at a time."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from aikg.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from aikg.remote.graph import RemoteGraph


def stated(graph: RemoteGraph) -> Iterator[ox.Quad]:
    """Every fact in the graph of its source. Raises RemoteError where not all of them come.

    A page begins after the last subject of the page before: a place in the order of subjects holds while rows
    are counted, and no engine has to sort what it skips.
    """
    from aikg.remote.graph import MOST_STATEMENTS

    graphs = graph.run("graph-sizes").rows
    whole = sum(int(str(number)) for _, number in graphs)
    if whole > MOST_STATEMENTS:
        raise RemoteError(
            f"{graph.address}: holds {whole:,} statements; more than {MOST_STATEMENTS:,} are not fetched by "
            "queries. Export them where they stand, with the tools of that engine."
        )
    for name, number in graphs:
        facts = set(_of_graph(graph, str(name)))
        if len(facts) != number:
            raise RemoteError(
                f"{graph.address}: gave {len(facts):,} of the {number:,} statements of <{name}>: the graph "
                "changed meanwhile, or the endpoint cuts answers off. Nothing of it is used."
            )
        yield from facts


def _of_graph(graph: RemoteGraph, name: str) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    from aikg import catalogue, run
    from aikg.remote import results
    from aikg.solutions import Iri

    query, where, after = catalogue.get("statement-page"), ox.NamedNode(name), ""
    while True:
        text = run.text_of(graph, query, {"source": Iri(name), "after": after})
        reply = graph.post(text, "select")  # a page that the engine made shorter is a page too
        rows: Any = results.table(reply, graph.address, results.term).rows
        subjects = [(subject, list(group)) for subject, group in groupby(rows, key=lambda row: row[0])]
        for subject, group in subjects[:-1] or subjects:  # the last one may go on after the end of the page
            for _, predicate, value in group:
                yield ox.Quad(subject, predicate, value, where)
            after = subject.value
        if not subjects:
            return
