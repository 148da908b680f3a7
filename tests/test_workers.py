"""Fenced processes under an event loop: answers as they are sent, and who waits or goes away."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from aikg import answer_formats
from aikg.errors import AnswerLimit, Overloaded, QueryLimit, QueryRefused, QuerySyntaxError, StoreError
from aikg.fence import Dataset
from aikg.workers import Workers
from test_fence import ENDLESS, SIZE, WORLD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
GRAPH_TYPES = [form.media_type for form in answer_formats.GRAPHS.values()]
TABLE_TYPES = [form.media_type for form in answer_formats.TABLES.values()]
MERGED = WORLD + re.sub(r" <http://x/g\d?> \.", " .", WORLD)
"""As aikg's own stores are: the default graph holds the facts of all graphs."""
LIMITS = {"most": 2, "waiting": 10, "patience": 60, "memory": 2 * 1024**3, "answer_bytes": 64 * 1024**2}


@asynccontextmanager
async def workers(**limits: Any) -> AsyncIterator[Workers]:
    made = Workers({"nquads_text": MERGED}, **{**LIMITS, **limits})
    try:
        yield made
    finally:
        await made.close()


def run(work: Callable[[Workers], Awaitable[None]], **limits: Any) -> None:
    """The coroutine with workers of these limits, in a loop of its own."""

    async def main() -> None:
        async with workers(**limits) as made:
            await work(made)

    asyncio.run(main())


async def csv(made: Workers, query: str, **options: Any) -> str:
    return (await made.serialised(query, lambda kind: "text/csv", **options)).decode()


@pytest.mark.parametrize("media_type", TABLE_TYPES)
def test_a_table_is_what_the_engine_itself_would_send(media_type: str) -> None:
    query = (
        'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("x\\"}},{\\"y\\r\\n" <a:b> UNDEF) (1 UNDEF "<result>") } }'
    )
    form = ox.QueryResultsFormat.from_media_type(media_type)
    same = ox.Store().query(query).serialize(format=form)  # type: ignore[union-attr]

    async def work(made: Workers) -> None:
        assert await made.serialised(query, lambda kind: media_type, rows=2) == same
        with pytest.raises(AnswerLimit, match="more than 1 rows"):
            await made.serialised(query, lambda kind: media_type, rows=1)

    run(work)


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_triples_are_sent_whole_or_not_at_all(media_type: str) -> None:
    query = "CONSTRUCT WHERE { ?s <http://x/p> ?o }"
    form = ox.RdfFormat.from_media_type(media_type)

    async def work(made: Workers) -> None:
        content = await made.serialised(query, lambda kind: media_type, rows=SIZE)
        assert len(set(ox.parse(content, form))) == SIZE
        with pytest.raises(AnswerLimit, match="more than 999 rows"):
            await made.serialised(query, lambda kind: media_type, rows=SIZE - 1)

    run(work)


def test_an_answer_that_is_sent_has_a_size() -> None:
    async def work(made: Workers) -> None:
        for query, media_type in (("SELECT * { ?s ?p ?o }", "text/csv"),
                                  ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")):  # fmt: skip
            with pytest.raises(AnswerLimit, match="10,000 bytes"):
                await made.serialised(query, lambda kind, chosen=media_type: chosen)
        assert await csv(made, "ASK {}") == "true"

    run(work, answer_bytes=10_000)


def test_a_dataset_stands_in_the_place_of_from() -> None:
    plain = "SELECT (COUNT(*) AS ?n) {0} {{ ?s <http://x/p> ?o }}"
    named = "SELECT (COUNT(*) AS ?n) {0} {{ GRAPH ?g {{ ?s <http://x/p> ?o }} }}"
    one, both = "http://x/g0", ("http://x/g0", "http://x/g1")

    async def work(made: Workers) -> None:
        async def count(query: str, dataset: Dataset | None) -> int:
            return int((await csv(made, query, dataset=dataset)).split()[1])

        assert await count(plain.format(""), Dataset([one])) == SIZE // 2
        assert await count(plain.format(""), Dataset(both)) == SIZE
        assert await count(plain.format("FROM <http://x/g1>"), Dataset(["http://x/none"])) == 0
        assert await count(plain.format("FROM <http://x/g1>"), Dataset(named=both)) == 0
        assert await count(named.format(""), Dataset(named=[one])) == SIZE // 2
        assert await count(named.format("FROM NAMED <http://x/g1>"), Dataset(both)) == 0
        assert await count(plain.format(""), Dataset(["file:///etc/passwd", "http://127.0.0.1:1/"])) == 0

    run(work)


def test_the_kind_of_a_query_chooses_the_media_type() -> None:
    kinds = []

    def chosen(kind: str) -> str:
        kinds.append(kind)
        return "text/turtle" if kind == "construct" else "text/csv"

    async def work(made: Workers) -> None:
        text = await made.serialised("CONSTRUCT { <s> <p> 1 } WHERE {}", chosen, base="http://x/")
        assert text == b"<http://x/s> <http://x/p> 1 .\n"
        assert await made.serialised("ASK {}", chosen) == b"true"
        with pytest.raises(QuerySyntaxError, match="not a full IRI"):
            await made.serialised("ASK { <s1> <p> 1 }", chosen)
        with pytest.raises(QueryRefused, match="SERVICE"):
            await made.serialised("ASK { SERVICE <a:b> {} }", chosen, base="http://x/")

    run(work)
    assert kinds == ["construct", "ask"]


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        (ENDLESS, QueryLimit, "time limit of 1 seconds"),
        ("ASK { FILTER(" + "!" * 60000 + "1) }", QueryLimit, "broke down|time limit"),
        ("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?o)) }", QueryRefused, "http://x/f"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", QuerySyntaxError, "unbound"),
    ],
    ids=["endless", "deep", "no function", "no query"],
)
def test_what_fails_is_told_and_the_next_query_is_answered(
    query: str, error: type[Exception], words: str
) -> None:
    async def work(made: Workers) -> None:
        with pytest.raises(error, match=words):
            await csv(made, query, seconds=1)
        assert await csv(made, "ASK {}") == "true"

    run(work, most=1)


def test_many_are_answered_by_few() -> None:
    async def work(made: Workers) -> None:
        answers = await asyncio.gather(*(csv(made, "ASK { <http://x/s1> ?p 1 }") for _ in range(200)))
        assert answers == ["true"] * 200
        assert len(await children()) <= 2 or not sys.platform.startswith("linux")

    run(work, waiting=200)


def test_too_many_are_told_to_come_again() -> None:
    async def work(made: Workers) -> None:
        endless = [asyncio.create_task(csv(made, ENDLESS, seconds=2)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await csv(made, "ASK {}")
        for query in endless:
            with pytest.raises(QueryLimit):
                await query
        assert await csv(made, "ASK {}") == "true"

    run(work, most=1, waiting=2)


def test_who_waits_too_long_is_told_to_come_again() -> None:
    async def work(made: Workers) -> None:
        endless = asyncio.create_task(csv(made, ENDLESS, seconds=3))
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await csv(made, "ASK {}")
        with pytest.raises(QueryLimit):
            await endless

    run(work, most=1, patience=0.1)


async def children() -> list[int]:
    """The processes that run under this one since the test began, as Linux tells."""
    return [child for child in under_this() if child not in EARLIER]


def under_this() -> list[int]:
    if not sys.platform.startswith("linux"):
        return []
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


EARLIER: set[int] = set()
"""Processes of other tests in the same run of pytest."""


@pytest.fixture(autouse=True)
def begun() -> None:
    EARLIER.clear()
    EARLIER.update(under_this())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_cancelled_query_is_ended() -> None:
    async def work(made: Workers) -> None:
        await made.start()
        (process,) = await children()
        query = asyncio.create_task(csv(made, ENDLESS, seconds=600))
        await asyncio.sleep(0.3)
        assert await children() == [process]
        query.cancel()
        with pytest.raises(asyncio.CancelledError):
            await query
        assert process not in await children()
        assert await csv(made, "ASK {}") == "true"

    run(work)


@posix
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_process_that_vanishes_is_replaced() -> None:
    async def work(made: Workers) -> None:
        assert await csv(made, "ASK {}") == "true"
        (process,) = await children()
        os.kill(process, signal.SIGKILL)
        while process in await children():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)  # until the loop has heard of it
        assert await csv(made, "ASK {}") == "true"

    run(work)


def test_a_store_that_cannot_be_opened_is_told() -> None:
    async def main() -> None:
        made = Workers({"nquads_text": "nonsense"}, **LIMITS)  # type: ignore[arg-type]
        for _ in range(3):
            with pytest.raises(StoreError, match="cannot be read"):
                await csv(made, "ASK {}")
        await made.close()

    asyncio.run(main())


def test_a_query_that_runs_ends_after_closing_and_leaves_no_process() -> None:
    async def work(made: Workers) -> None:
        query = asyncio.create_task(csv(made, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"))
        await asyncio.sleep(0.3)
        await made.close()
        assert int((await query).split()[1]) == (SIZE + 400) ** 2
        assert await children() == []

    run(work)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_processes_stand_back_for_whoever_waits_for_them() -> None:
    async def work(made: Workers) -> None:
        await made.start()
        (process,) = await children()
        assert os.getpriority(os.PRIO_PROCESS, process) > os.getpriority(os.PRIO_PROCESS, 0)

    run(work)
