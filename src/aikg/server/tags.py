"""Entity tags: a client that has an answer already is told so, and gets nothing twice (RFC 9110, 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from aikg.answers import named
from aikg.store import asking

if TYPE_CHECKING:
    from starlette.requests import Request

    from aikg.server.snapshot import Snapshot


def tag(snapshot: Snapshot, *parts: str) -> str | None:
    """The entity tag of an answer that is made of the graph, aikg as it is installed, and these texts. None
    where the graph may change without a word."""
    if snapshot.fingerprint is None:
        return None
    return f'"{named([snapshot.fingerprint, asking(), *parts])}"'


def unchanged(request: Request, etag: str | None) -> Response | None:
    """304 for a client that has the answer of this tag, else None: then it is to be made."""
    if etag is None:
        return None
    stated = request.headers.get("if-none-match", "")
    known = [part.strip().removeprefix("W/") for part in stated.split(",")]
    if etag not in known and "*" not in known:
        return None
    return Response(status_code=304, headers=headers(etag))


def headers(etag: str | None) -> dict[str, str]:
    """The headers of an answer with this tag: it may be kept, but is asked for each time; not without one."""
    if etag is None:
        return {"Cache-Control": "no-store", "Vary": "Accept"}
    return {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept"}
