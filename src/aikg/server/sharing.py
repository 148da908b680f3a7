"""Sharing with pages of other sites (CORS): they may read the endpoint and the API, without credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.responses import Response

from aikg.server.linked_data import DUMPS, MEDIA, VOID
from aikg.server.pages.links import KINDS, VALUES

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from aikg.server.site import Site

PATHS: Final = (
    "/sparql",
    "/api",
    "/id",
    *(f"{path}{suffix}" for path in ("/ontology", VOID) for suffix in ("", *(f".{s}" for s in MEDIA))),
    *(f"/dump.{suffix}" for suffix in DUMPS),
    *(f"/{kind}" for kind in (*KINDS, *VALUES)),
)
"""What is shared, and everything below it."""

_READ: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Location, Retry-After",
}
_RAW: Final = [(name.lower().encode(), value.encode()) for name, value in _READ.items()]
_PREFLIGHT: Final = _READ | {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def shared(site: Site, path: str) -> bool:
    """Whether pages of other sites may read what is at this path."""
    return site.cors and any(path == start or path.startswith(f"{start}/") for start in PATHS)


class Sharing:
    """Says so in the headers, and answers what a browser asks beforehand."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not shared(self.site, scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send)
            return

        async def readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += _RAW
            await send(message)

        await self.app(scope, receive, readable)
