"""The SPARQL endpoint: queries by the SPARQL 1.1 protocol, and without a query what the service is."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from aikg import answer_formats
from aikg.errors import UsageError
from aikg.fence import Dataset
from aikg.server import service_description
from aikg.server.negotiation import chosen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from starlette.requests import Request

    from aikg.gate import QueryKind
    from aikg.server.site import Site

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"

_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_FIELDS: Final = 100
"""Parameters that a request may have."""


def routes(site: Site) -> list[Route]:
    """`/sparql`, with and without a slash at the end: a redirect would lose what was posted."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(_METHODS)})
        asked = await _asked(request)
        if asked.query is None:
            return await service_description.response(site, request, asked.forms)
        return await _answer(site, request, asked)

    return [Route(path, endpoint, methods=list(_METHODS)) for path in ("/sparql", "/sparql/")]


@dataclass(frozen=True)
class _Asked:
    """What a request asks for."""

    query: str | None
    dataset: Dataset | None
    forms: tuple[str, ...]


async def _answer(site: Site, request: Request, asked: _Asked) -> Response:
    assert asked.query is not None
    sent_as = ""

    def media_type(kind: QueryKind) -> str:
        nonlocal sent_as
        formats = answer_formats.of(kind)
        name, sent_as = chosen(formats, asked.forms, request.headers.get("accept"))
        return formats[name].media_type

    base = str(request.url.replace(query=""))
    answer = site.ask(asked.query, media_type, dataset=asked.dataset, base=base)
    content = await _unless_gone(request, answer)
    return Response(content, media_type=sent_as, headers={"Vary": "Accept"})


async def _unless_gone(request: Request, answer: Awaitable[bytes]) -> bytes:
    """The answer; a client that goes away ends the query."""
    work = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait([work, gone], return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            raise HTTPException(499, "The client went away.")
        return work.result()
    finally:
        gone.cancel()
        work.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _asked(request: Request) -> _Asked:
    """What the request asks for. Raises HTTPException 400, 403 or 415."""
    pairs = _pairs(request.scope["query_string"])
    body = await request.body()
    if request.method == "POST":
        media_type, charset = _content_type(request.headers.get("content-type", ""))
        if media_type == UPDATE:
            raise _no_update()
        if media_type not in (FORM, QUERY) or charset not in ("utf-8", "utf8", "us-ascii"):
            raise HTTPException(415, f"A query is sent as {QUERY} or {FORM}, in UTF-8.")
        pairs += _pairs(body) if media_type == FORM else [("query", _utf8(body))]
    if any(name == "update" for name, _ in pairs):
        raise _no_update()
    query = _query(pairs)
    if query is None and (request.method == "POST" or any(name != "format" for name, _ in pairs)):
        raise HTTPException(400, "There is no query in this request: send the parameter “query”.")
    graphs = Dataset(_all(pairs, "default-graph-uri"), _all(pairs, "named-graph-uri"))
    dataset = graphs if graphs.default or graphs.named else None
    return _Asked(query, dataset, _all(pairs, "format"))


def _no_update() -> HTTPException:
    return HTTPException(403, "Updates are refused: this endpoint only reads.")


def _content_type(header: str) -> tuple[str, str]:
    """The media type, and the character set, which is UTF-8 where none is stated."""
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    stated = dict(part.partition("=")[::2] for part in parameters)
    return media_type, stated.get("charset", "utf-8").strip("\"' ")


def _pairs(text: bytes) -> list[tuple[str, str]]:
    try:
        decoded = text.decode("ascii")
        return parse_qsl(decoded, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeError:
        raise HTTPException(400, "A parameter is not UTF-8 that is percent-encoded.") from None
    except ValueError:
        raise HTTPException(400, f"There are more than {_FIELDS} parameters.") from None


def _utf8(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"The query is not UTF-8, from byte {error.start + 1} on.") from None


def _all(pairs: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for other, value in pairs if other == name)


def _query(pairs: Sequence[tuple[str, str]]) -> str | None:
    found = _all(pairs, "query")
    if len(found) > 1:
        raise UsageError(f"The parameter “query” is given {len(found)} times; it can be given once.")
    return found[0] if found else None
