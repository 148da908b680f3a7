"""A graph behind the fence: the same answers, and an end to what takes too long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from aikg import deadline, store
from aikg.errors import TimeLimit, UnknownName
from aikg.fenced import FencedGraph
from aikg.knowledge_graph import KnowledgeGraph
from conftest import mini_files
from test_queries import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLOW = """SELECT (COUNT(*) AS ?n)
WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }
"""


@pytest.fixture(scope="module")
def fenced(mini: KnowledgeGraph) -> Iterator[FencedGraph]:
    with mini.fenced(2) as graph:
        assert isinstance(graph, FencedGraph)
        yield graph


@pytest.mark.parametrize("case", CASES)
def test_it_answers_as_the_graph_itself(case: str, fenced: FencedGraph, mini: KnowledgeGraph) -> None:
    query, values, _ = CASES[case]
    rows = fenced.run(query.name, **values).rows
    if query.unordered is None:
        assert rows == mini.run(query.name, **values).rows
    else:
        assert sorted(rows, key=str) == sorted(mini.run(query.name, **values).rows, key=str)


def test_a_cached_store_is_opened_by_the_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    graph = KnowledgeGraph(store.open_files(mini_files(), cache=True))
    with graph.fenced(1) as fenced:
        assert fenced.run("labs").rows == graph.run("labs").rows


def test_a_query_ends_at_the_deadline_and_its_process_with_it(fenced: FencedGraph) -> None:
    with deadline.until(deadline.after(0.3)), pytest.raises(TimeLimit, match="not ready in time"):
        fenced.select(SLOW, ["n"])
    assert fenced._idle.queue[-1].pid is None  # the one that was used last
    with deadline.until(deadline.after(-1)), pytest.raises(TimeLimit):
        fenced.select("SELECT ?s\nWHERE { ?s ?p ?o }\n", ["s"])
    assert len(fenced.run("benchmarks")) > 2


def test_who_waits_for_a_process_waits_no_longer_than_its_deadline(mini: KnowledgeGraph) -> None:
    with mini.fenced(1) as graph:
        assert isinstance(graph, FencedGraph)
        (worker,) = graph._workers
        said: list[Exception] = []

        def ask() -> None:
            try:
                with deadline.until(deadline.after(60)):
                    graph.select(SLOW, ["n"])
            except Exception as error:
                said.append(error)

        thread = threading.Thread(target=ask)
        thread.start()
        while worker.pid is None:
            time.sleep(0.01)
        with deadline.until(deadline.after(0.2)), pytest.raises(TimeLimit):
            graph.select("SELECT ?s\nWHERE { ?s ?p ?o }\n", ["s"])
        worker.close()
        thread.join()
        assert len(said) == 1


def test_a_graph_apart_shares_the_processes_and_does_not_end_them(fenced: FencedGraph) -> None:
    apart = fenced.apart()
    assert apart.run("labs").rows == fenced.run("labs").rows
    assert apart.query("ASK { ?s ?p ?o }").rows == ((True,),)
    assert apart.worker is not fenced.worker
    apart.close()
    assert len(fenced.select("SELECT ?s\nWHERE { ?s ?p ?o }\n", ["s"])) > 100


def test_another_day_is_behind_the_fence_too(fenced: FencedGraph) -> None:
    day = fenced.at("2024-08-01")
    assert isinstance(day, FencedGraph) and day is not fenced
    with day:
        assert 0 < len(day.run("models")) < len(fenced.run("models"))
    assert fenced.at(None) is not day


def test_errors_of_the_core_are_the_same(fenced: FencedGraph) -> None:
    with pytest.raises(UnknownName):
        fenced.run("lab", lab="Nobody at all")


def test_without_a_deadline_the_most_is_left() -> None:
    assert deadline.left(7) == 7
    with deadline.until(deadline.after(100)):
        assert deadline.left(7) == 7
        with deadline.until(deadline.after(3)):
            assert 0 < deadline.left(7) <= 3
        assert deadline.left(7) == 7
