"""Representations: what a resource looks like in one format, with the validators that caches go by, and kept.

An ETag is made of what the representation is made of: the files of the graph, the address, path, query and
format. So it is known before the representation is, and a client that has it already costs nothing.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from aikg.server import tags

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.site import Site
    from aikg.server.snapshot import Snapshot

KEPT: Final = 64 * 1024**2
"""Bytes of representations that are kept in memory."""


_FRESH: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Representation:
    """Bytes of a media type."""

    body: bytes
    media: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Representations:
    """The representations of one site: each made once for a state of the graph."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[str, Representation] = OrderedDict()
        self._size = 0

    async def answer(
        self,
        request: Request,
        make: Callable[[KnowledgeGraph], Representation],
        *,
        format: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """What `make` gives for the graph, or 304 where the client has it; `format` tells formats apart."""
        snapshot = self._site.snapshot
        if snapshot.fingerprint is None:
            made = await self._site.run(make, snapshot.graph)
            return Response(made.body, made.status, {**(headers or {}), **_FRESH, **made.headers}, made.media)
        key = tags.tag(snapshot, str(request.base_url), request.url.path, request.url.query, format)
        assert key is not None  # the graph has a name
        validators = {
            "ETag": key,
            "Last-Modified": _date(changed(snapshot)),
            "Cache-Control": "no-cache",
        }
        if _has(request, validators["ETag"], changed(snapshot)):
            return Response(status_code=304, headers={**(headers or {}), **validators})
        if key in self._kept:
            made = self._kept[key]
            self._kept.move_to_end(key)
        else:
            made = await self._site.run(make, snapshot.graph)
            self._keep(key, made)
        lasting = validators if made.status == 200 else _FRESH
        given = {**(headers or {}), **lasting, **made.headers}
        return Response(made.body, made.status, given, made.media)

    def _keep(self, key: str, made: Representation) -> None:
        if made.status != 200 or len(made.body) > KEPT // 8 or key in self._kept:
            return
        self._kept[key] = made
        self._size += len(made.body)
        while self._size > KEPT:
            self._size -= len(self._kept.popitem(last=False)[1].body)


def changed(snapshot: Snapshot) -> datetime:
    """When the newest file of the graph was last changed, in whole seconds; for one without files when it
    was opened."""
    return _newest(snapshot) or snapshot.opened


@lru_cache(maxsize=1)
def _newest(snapshot: Snapshot) -> datetime | None:
    times = []
    for file in snapshot.graph.files:
        try:
            times.append(os.stat(file).st_mtime)
        except OSError:  # gone since
            return None
    return min(datetime.fromtimestamp(int(max(times)), UTC), snapshot.opened) if times else None


def _date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _has(request: Request, tag: str, since: datetime) -> bool:
    """Whether the client's own copy is good: by its tags where it names some, else by their date."""
    if request.method not in ("GET", "HEAD"):
        return False
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or tag in [t.strip().removeprefix("W/") for t in tags.split(",")]
    try:
        stated = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return stated.tzinfo is not None and since <= stated
