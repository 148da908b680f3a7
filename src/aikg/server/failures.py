"""What went wrong, told over HTTP: the status out of one table, the message without paths and stacks."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from aikg.errors import (
    AikgError,
    AmbiguousName,
    BadParameter,
    DataError,
    OutputError,
    QueryHeaderError,
    QuerySyntaxError,
    StoreError,
    UnknownName,
    http_status,
)
from aikg.server.log import say
from aikg.server.negotiation import preferred

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RETRY: Final = "5"
"""Seconds after which a client that met 503 may ask again."""

_OURS: Final = (DataError, StoreError, QueryHeaderError, OutputError)
"""What is wrong on this side, and whose message may name a file: it goes to the server's own stderr."""

_PHRASES: Final = {status.value: status.phrase.lower().replace(" ", "-") for status in HTTPStatus}

_PLAIN: Final = {
    "Not Found": "There is nothing at this address.",
    "Method Not Allowed": "This address does not take this method; the header Allow says which it takes.",
}
"""What Starlette says -> what is said instead."""

_INTERNAL: Final = "The server could not answer this. Its log says why."


class Failure:
    """An error as a client may see it."""

    def __init__(self, error: Exception) -> None:
        self.status = _status(error)
        self.message = _message(error)
        self.code = _PHRASES.get(self.status, "error")
        """A word for programs: the phrase of the status, or what kind of error of aikg it is."""
        self.near: list[str] = []
        self.line: int | None = None
        self.column: int | None = None
        self.headers = dict(getattr(error, "headers", None) or {})
        if (isinstance(error, AikgError) and self.status < 500) or self.status == 503:
            self.code = _code(type(error))
        if isinstance(error, UnknownName):
            self.near = list(error.suggestions)
        elif isinstance(error, AmbiguousName):
            self.near = [short for _, short in error.candidates]
        elif isinstance(error, BadParameter):
            self.near = list(error.near)
        elif isinstance(error, QuerySyntaxError):
            self.line, self.column = error.line, error.column
        if self.status == 503:
            self.headers["Retry-After"] = RETRY
        self.headers["Cache-Control"] = "no-store"


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    return http_status(error) if isinstance(error, AikgError) else 500


def _message(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return _PLAIN.get(str(error.detail), str(error.detail))
    return str(error) if isinstance(error, AikgError) and not isinstance(error, _OURS) else _INTERNAL


def _code(kind: type[Exception]) -> str:
    """`UnknownName` as `unknown-name`."""
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("-")


def _json(failure: Failure, _: Scope) -> Response:
    place = {"line": failure.line, "column": failure.column} if failure.line is not None else {}
    error = {"code": failure.code, "message": failure.message, "near": failure.near, **place}
    return JSONResponse({"error": error}, failure.status, failure.headers)


def _plain(failure: Failure, _: Scope) -> Response:
    return PlainTextResponse(failure.message + "\n", failure.status, failure.headers)


def _either(failure: Failure, scope: Scope) -> Response:
    """JSON for a program that reads JSON."""
    offered = ("text/plain", "application/json", "application/sparql-results+json")
    chosen = preferred(Headers(scope=scope).get("accept"), offered)
    return (_json if chosen in offered[1:] else _plain)(failure, scope)


def _told(failure: Failure, scope: Scope) -> Response:
    """A page for who would rather have that than plain text: a browser."""
    if preferred(Headers(scope=scope).get("accept"), ("text/plain", "text/html")) != "text/html":
        return _plain(failure, scope)
    from aikg.server.pages.failures import failure as page

    made = page(scope["path"], failure.status, failure.message, failure.near)
    return HTMLResponse(made.html, failure.status, failure.headers)


WRITERS: Final[dict[str, Callable[[Failure, Scope], Response]]] = {"/api": _json, "/sparql": _either}
"""Beginning of a path -> how errors are told there; as a page or plain text everywhere else. A
writer is given the scope too, for what the client accepts."""


class Failures:
    """Answers whatever is raised further in; what is wrong on this side is said on stderr too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return  # nobody is there to be told
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            failure = Failure(error)
            if failure.status == 500:
                _log(error)
            await writer(scope)(failure, scope)(scope, receive, send)


def passed_on(_: Request, error: Exception) -> Response:
    """In the place of Starlette's own handler: `Failures` is the one that answers."""
    raise error


def writer(scope: Scope) -> Callable[[Failure, Scope], Response]:
    """How errors are told at the path of this request."""
    path = scope["path"]
    return next((w for start, w in WRITERS.items() if path == start or path.startswith(f"{start}/")), _told)


def _log(error: Exception) -> None:
    import os
    import traceback

    said = f"{type(error).__name__}: {error}"
    say("".join(traceback.format_exception(error)) if os.environ.get("AIKG_TRACEBACK") else said)
