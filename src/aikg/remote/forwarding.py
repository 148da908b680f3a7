"""Forwarding: users' queries asked at an endpoint for an event loop, their answers in the format asked for.

What `aikg.workers` is for a store. An endpoint is asked for one format, which is read to its end here and
written in the one that the user wants: so every format is there, whatever engine answers, and no answer is
half.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from aikg.errors import RemoteAnswerLimit, RemoteError, shown
from aikg.gate import gate
from aikg.remote import results
from aikg.remote.transport import Limits
from aikg.turns import Turns
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.fence import Dataset
    from aikg.gate import QueryKind
    from aikg.remote.graph import RemoteGraph
    from aikg.remote.refusals import Reply


class Forwarding:
    """At most so many queries at once, and a bounded queue for them. To be used in one event loop."""

    def __init__(
        self, graph: RemoteGraph, *, most: int, waiting: int, patience: float, answer_bytes: int
    ) -> None:
        """As `Workers`. `answer_bytes` bounds what the endpoint sends, and what is sent on."""
        self._graph = graph.bounded(Limits(size=answer_bytes))
        self._most_bytes = answer_bytes
        self._turns = Turns(most, waiting, patience)
        self._threads = ThreadPoolExecutor(most, "aikg-endpoint")
        self._idle: list[RemoteGraph] = []
        self._busy: set[RemoteGraph] = set()

    async def start(self) -> None:
        """Nothing: an endpoint that does not run now may run when it is asked."""

    async def close(self) -> None:
        """End what is under way."""
        for graph in (*self._busy, *self._idle):
            graph.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def serialised(
        self,
        text: str,
        media_type: Callable[[QueryKind], str],
        *,
        dataset: Dataset | None = None,
        base: str | None = None,
        seconds: float = 10,
        rows: int = 1_000_000,
    ) -> bytes:
        """As `Workers.serialised`; raises RemoteError too, RemoteTimeout and RemoteAnswerLimit at the limits.

        Cancelling it closes the connection of the query, by which most engines know that nobody waits.
        """

        def answer() -> bytes:
            pairs = None
            if dataset is not None:
                pairs = [("default-graph-uri", name) for name in dataset.default]
                pairs += [("named-graph-uri", name) for name in dataset.named]
            reply = graph.reply(text, kind, seconds, pairs, base)
            content = written(reply, graph.address, kind, chosen, rows)
            if len(content) > self._most_bytes:
                raise RemoteAnswerLimit(
                    f"The answer has more than {self._most_bytes:,} bytes, which is the limit. Ask for fewer "
                    "rows or columns."
                )
            return content

        kind = await asyncio.to_thread(gate, text, PREFIXES, based=base is not None)
        chosen = media_type(kind)
        await self._turns.take()
        graph = self._idle.pop() if self._idle else self._graph.apart()
        self._busy.add(graph)
        try:
            content = await asyncio.get_running_loop().run_in_executor(self._threads, answer)
        except asyncio.CancelledError:
            graph.end()
            raise
        except BaseException:
            self._idle.append(graph)
            raise
        else:
            self._idle.append(graph)
        finally:
            self._busy.discard(graph)
            self._turns.give_back()
        return content


def written(reply: Reply, where: object, kind: QueryKind, media_type: str, rows: int) -> bytes:
    """The answer in a media type of `aikg.answer_formats`.

    Raises RemoteError where it is not whole or not well-formed, RemoteAnswerLimit for more than so many rows.
    """
    import pyoxigraph as ox

    if kind in ("construct", "describe"):
        triples = results.triples(reply, where)
        _bounded(len(triples), rows)
        prefixes = {name: iri for name, iri in PREFIXES.items() if iri.encode() in reply.body}
        form = ox.RdfFormat.from_media_type(media_type)
        content = ox.serialize(triples, format=form, prefixes=prefixes)
    else:
        table = results.whole(reply, where, lambda cell: None)
        _bounded(len(table.rows), rows)
        body = reply.body.removeprefix(b"\xef\xbb\xbf")
        if table.boolean is not None:  # as Virtuoso does not say it
            body = b'{"head":{},"boolean":%s}' % (b"true" if table.boolean else b"false")
        try:
            read = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
            content = read.serialize(format=ox.QueryResultsFormat.from_media_type(media_type))
        except (SyntaxError, ValueError) as error:
            raise RemoteError(
                f"{where}: the answer is no well-formed table ({shown(str(error), 120)}); nothing of it is "
                "used."
            ) from None
    assert content is not None  # only where a file was given to write to
    return content


def _bounded(found: int, rows: int) -> None:
    if found > rows:
        raise RemoteAnswerLimit(
            f"The answer has more than {rows:,} rows, which is the limit. Ask for fewer, "
            "or for a part at a time by ORDER BY, LIMIT and OFFSET."
        )
