"""rdflib's view of an endpoint: its own SPARQL store, over the same transport, limits and credentials."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import rdflib

    from aikg.remote.graph import RemoteGraph


def dataset(graph: RemoteGraph) -> rdflib.Dataset:
    """A Dataset that reads; each triple pattern that it is asked for is a query there."""
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore
    from rdflib.query import Result

    class Endpoint(SPARQLStore):
        def _query(self, query: str, default_graph: Any = None, named_graph: Any = None) -> Any:
            from aikg.gate import gate

            kind = gate(query)
            chosen = isinstance(default_graph, rdflib.URIRef) and str(default_graph) != _DEFAULT
            only = [("default-graph-uri", str(default_graph))] if chosen else None
            reply = graph.post(query, kind, dataset=only)
            return Result.parse(BytesIO(reply.body), content_type=reply.kind)

    return rdflib.Dataset(store=Endpoint(f"{graph.address}", returnFormat="json"), default_union=False)


_DEFAULT = "urn:x-rdflib:default"
"""What rdflib calls the graph without a name."""
