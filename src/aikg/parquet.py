"""Parquet: things and steps of lineage as columns, for engines that work through all of them in batches."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from aikg.errors import MissingExtra
from aikg.network import EDGE_KINDS, LINEAGE_KINDS
from aikg.vocabulary import AIKG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph

ROWS: Final = 1 << 16
"""Rows of one group of a file; so many are in memory at a time."""


def nodes(graph: KnowledgeGraph, path: Path) -> int:
    """Write labs, families, models and products, one row each; the number of rows. `node` is the key.

    Columns are those of the saved query `network-nodes`; IRIs and labels are text, `released` is a date.
    Raises MissingExtra without pyarrow.
    """
    found = graph.run("network-nodes")
    names = found.names
    rows = ({n: _cell(n, v) for n, v in zip(names, row, strict=True)} for row in found.rows)
    return _write(path, [(name, "date32" if name == "released" else "string") for name in names], rows)


def edges(graph: KnowledgeGraph, path: Path) -> int:
    """Write the steps of lineage as sources state them, one row each; the number of rows.

    `child` was made from `parent`, or succeeds it, by `kind` (the property's name); `source` states it. A
    step that two sources state is two rows. Raises MissingExtra without pyarrow.
    """
    columns = [(name, "string") for name in ("child", "parent", "kind", "source")]
    return _write(path, columns, _steps(graph))


def _steps(graph: KnowledgeGraph) -> Iterator[dict[str, Any]]:
    for kind in (name for name, edge in EDGE_KINDS.items() if edge in LINEAGE_KINDS):
        for quad in graph.stated(AIKG + kind):
            cells = quad.subject, quad.object, quad.graph_name
            child, parent, source = (getattr(term, "value", str(term)) for term in cells)
            yield {"child": child, "parent": parent, "kind": kind, "source": source}


def _cell(name: str, value: object) -> object:
    if name == "released":
        return value if isinstance(value, date) else None  # what is no date is a finding of `aikg check`
    return None if value is None else str(value)


def _write(path: Path, columns: Iterable[tuple[str, str]], rows: Iterator[dict[str, Any]]) -> int:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtra("Parquet", "parquet") from None
    types = {"string": pyarrow.string(), "date32": pyarrow.date32()}
    schema = pyarrow.schema([(name, types[kind]) for name, kind in columns])
    whole = 0
    with pyarrow.parquet.ParquetWriter(path, schema) as writer:
        while batch := list(islice(rows, ROWS)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            whole += len(batch)
    return whole


TABLES: Final[dict[str, Callable[[KnowledgeGraph, Path], int]]] = {"nodes": nodes, "edges": edges}
"""Name of the file without its ending -> what writes it."""
