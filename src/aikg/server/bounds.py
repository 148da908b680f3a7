"""Bounds of a request: the length of its URL, the size of its body, and how long the body may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from aikg.server.limits import Limits


class Bounds:
    """Refuses what is too long (414), too large (413) or too slow (408)."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limits = self.limits
        if len(scope["raw_path"]) + len(scope["query_string"]) > limits.url:
            raise HTTPException(
                414, f"The URL is longer than {limits.url:,} bytes. Send a long query by POST."
            )
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limits.body:
            raise _too_large(limits)
        if length == "0" and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + limits.arrival
        size, whole = 0, False

        async def bounded() -> Message:
            nonlocal size, whole
            if whole:  # what comes now is the client going away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(
                    408,
                    f"The body did not arrive within {limits.arrival:g} seconds.",
                    {"Connection": "close"},
                ) from None
            size += len(message.get("body", b""))
            if size > limits.body:
                raise _too_large(limits)
            whole = not message.get("more_body", False)
            return message

        await self.app(scope, bounded, send)


def _too_large(limits: Limits) -> HTTPException:
    return HTTPException(413, f"The body is larger than {limits.body:,} bytes.", {"Connection": "close"})
