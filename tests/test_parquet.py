"""Things and steps of lineage as Parquet: all of them, typed, and whole files or none."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import networkx
import pyarrow
import pyarrow.parquet

import aikg
from aikg import parquet
from aikg.network import EDGE_KINDS, LINEAGE_KINDS
from program import environment, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from aikg.knowledge_graph import KnowledgeGraph


def rows(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = pyarrow.parquet.read_table(path).to_pylist()
    return found


def test_every_thing_is_a_row(mini: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "nodes.parquet"
    found = mini.run("network-nodes").dicts()
    assert parquet.nodes(mini, path) == len(found) > 0
    plain = [{k: v if isinstance(v, date) or v is None else str(v) for k, v in row.items()} for row in found]
    assert rows(path) == plain
    assert pyarrow.parquet.read_schema(path).field("released").type == pyarrow.date32()


def test_every_step_of_lineage_is_a_row_for_each_source(mini: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "edges.parquet"
    kinds = {name for name, kind in EDGE_KINDS.items() if kind in LINEAGE_KINDS}
    stated = {
        (str(start), str(end), str(kind), str(source))
        for start, kind, end, source in mini.run("network-edges").rows
        if kind in kinds
    }
    assert parquet.edges(mini, path) == len(stated) > 0
    found = [tuple(row[name] for name in ("child", "parent", "kind", "source")) for row in rows(path)]
    assert set(found) == stated and len(found) == len(stated)


def test_ancestors_of_the_table_are_those_of_the_query(tmp_path: Path) -> None:
    graph = aikg.load()
    parquet.edges(graph, tmp_path / "edges.parquet")
    lineage = networkx.DiGraph((r["child"], r["parent"]) for r in rows(tmp_path / "edges.parquet"))
    for name in ("R1-0528", "DeepSeek-R1-Distill-Llama-70B"):
        said = {str(iri) for iri in graph.run("ancestors", model=name).column("from")}
        assert networkx.descendants(lineage, graph.resolve(name, "model").iri) == said != set()


def test_groups_of_rows_are_all_written(
    mini: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "ROWS", 3)
    many = parquet.edges(mini, tmp_path / "edges.parquet")
    assert pyarrow.parquet.ParquetFile(tmp_path / "edges.parquet").num_row_groups == -(-many // 3) > 1
    assert len(rows(tmp_path / "edges.parquet")) == many


def test_what_is_no_date_is_left_out(world: Callable[..., KnowledgeGraph], tmp_path: Path) -> None:
    graph = world('model:odd a aikg:Model ; skos:prefLabel "Odd"@en ; aikg:released "soon" .')
    parquet.nodes(graph, tmp_path / "nodes.parquet")
    (odd,) = [row for row in rows(tmp_path / "nodes.parquet") if row["label"] == "Odd"]
    assert odd["released"] is None


def test_the_command_writes_both_and_says_how_many(tmp_path: Path) -> None:
    place = tmp_path / "new" / "tables"
    done = run("export", "--format", "parquet", "-o", str(place))
    assert done.code == 0 and done.out == ""
    assert {path.name for path in place.iterdir()} == {"nodes.parquet", "edges.parquet"}
    edges, nodes = len(rows(place / "edges.parquet")), len(rows(place / "nodes.parquet"))
    assert f"nodes.parquet ({nodes:,} rows)" in done.err and f"edges.parquet ({edges:,} rows)" in done.err
    assert "name the sources" in done.err
    assert run("export", "--format", "parquet", "-o", str(place)).code == 0, "written anew"


def test_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("mine", encoding="utf-8")
    done = run("export", "--format", "parquet", "-o", str(tmp_path / "tables"))
    assert done.code == 3 and "could not be written" in done.err
    assert (tmp_path / "tables").read_text(encoding="utf-8") == "mine"


def test_without_pyarrow_the_extra_is_named(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        f"sys.argv = ['aikg', 'export', '-f', 'parquet', '-o', {str(tmp_path / 'tables')!r}]\n"
        "from aikg.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "aikg: Parquet needs more: pip install 'aikg[parquet]'\n"
    assert list(tmp_path.rglob("*.parquet")) == [] and list(tmp_path.rglob("*.part")) == []
