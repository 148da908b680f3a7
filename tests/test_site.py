"""The site: threads with a bound, a time limit, and a graph that is replaced whole or not at all."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from aikg import store
from aikg.errors import DataError, Overloaded, QueryLimit, UnknownName
from aikg.fenced import FencedGraph
from aikg.knowledge_graph import KnowledgeGraph
from aikg.resources import DataFile
from aikg.server.limits import Limits
from aikg.server.negotiation import preferred
from aikg.server.site import Site
from aikg.vocabulary import CURATED_GRAPH
from conftest import HEAD, mini_files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path


def opening() -> KnowledgeGraph:
    return KnowledgeGraph(store.open_files(mini_files(), cache=False))


def with_site(work: Callable[[Site], Awaitable[None]], **limits: float) -> None:
    async def main() -> None:
        site = Site(opening, Limits(**limits))  # type: ignore[arg-type]
        try:
            await work(site)
        finally:
            await site.close()

    asyncio.run(main())


def test_a_function_runs_in_a_thread_and_gives_what_it_gives() -> None:
    async def work(site: Site) -> None:
        assert await site.run(threading.current_thread) is not threading.current_thread()
        assert len(await site.run(site.graph.run, "labs")) > 1
        with pytest.raises(UnknownName):
            await site.run(site.graph.run, "labs", country="Nowhere")

    with_site(work)


def test_as_many_wait_as_may() -> None:
    async def work(site: Site) -> None:
        go_on = threading.Event()
        waiting = [asyncio.ensure_future(site.run(go_on.wait)) for _ in range(5)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await site.run(len, "")
        go_on.set()
        assert await asyncio.gather(*waiting) == [True] * 5
        assert await site.run(len, "abc") == 3

    with_site(work, threads=2, waiting=3)


def test_what_takes_too_long_is_given_up_and_its_place_is_free_when_it_ends() -> None:
    async def work(site: Site) -> None:
        go_on = threading.Event()
        with pytest.raises(QueryLimit, match=r"0\.1 seconds"):
            await site.run(go_on.wait)
        with pytest.raises(Overloaded):
            await site.run(len, "")
        go_on.set()
        while True:
            try:
                assert await site.run(len, "abc") == 3
            except Overloaded:
                await asyncio.sleep(0.01)
            else:
                break

    with_site(work, threads=1, waiting=0, own_seconds=0.1)


def test_a_query_of_ours_is_ended_when_it_is_given_up() -> None:
    slow = "SELECT (COUNT(*) AS ?n)\nWHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }\n"

    async def work(site: Site) -> None:
        with pytest.raises(QueryLimit, match="not ready"):
            await site.run(site.graph.select, slow, ["n"])
        graph = site.graph
        assert isinstance(graph, FencedGraph)
        while any(worker.pid for worker in graph._workers) or graph._idle.qsize() < 1:
            await asyncio.sleep(0.01)
        assert len(await site.run(graph.run, "labs")) > 1

    with_site(work, threads=1, waiting=0, own_seconds=0.5)


def test_files_that_change_while_they_are_read_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    path.write_text(HEAD, encoding="utf-8")
    reads = 0

    def changing(until: int) -> KnowledgeGraph:
        nonlocal reads
        reads += 1
        graph = KnowledgeGraph(store.open_files([DataFile(path, CURATED_GRAPH)], cache=False))
        if reads <= until:
            path.write_text(HEAD + "\n" * reads, encoding="utf-8")
        return graph

    async def main() -> None:
        nonlocal reads
        site = Site(lambda: changing(1))
        assert reads == 2
        first = site.snapshot
        site.opening = lambda: changing(1000)
        with pytest.raises(DataError, match="change while they are read"):
            await site.reload()
        assert site.snapshot is first
        site.opening = lambda: changing(0)
        await site.reload()
        assert site.snapshot is not first
        assert site.snapshot.fingerprint != first.fingerprint
        await site.close()

    asyncio.run(main())


def test_a_query_goes_on_with_the_graph_that_it_began_with() -> None:
    async def main() -> None:
        site = Site(opening)
        slow = asyncio.ensure_future(
            site.ask("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }", lambda kind: "text/csv")
        )
        await asyncio.sleep(0.3)
        await site.reload()
        assert int((await slow).split()[1]) > 1000
        assert await site.ask("ASK { ?s ?p ?o }", lambda kind: "text/csv") == b"true"
        await site.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "a/b"),
        ("", "a/b"),
        ("*/*", "a/b"),
        ("c/d", "c/d"),
        ("a/*;q=0.2, c/*;q=0.3", "c/d"),
        ("a/b;q=0.5, */*;q=0.6", "c/d"),
        ("a/b;q=0, a/*", None),
        ("a/b;q=nonsense", None),
        ("a/b;level=1;q=0.4, c/d;q=0.3", "a/b"),
        ("x/y", None),
        (",,;q=1,", None),
        ("A/B", "a/b"),
        ("c/d;q=2", "c/d"),
    ],
)
def test_the_media_type_that_is_liked_best(accept: str | None, chosen: str | None) -> None:
    offered = ("a/b",) if accept == "a/b;q=0, a/*" else ("a/b", "c/d")
    assert preferred(accept, offered) == chosen
