"""Documents for people: every page under its path, and the files that pages are made up with."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response
from starlette.routing import Route

from aikg.errors import AikgError, UnknownName
from aikg.server.failures import RETRY
from aikg.server.pages import answers
from aikg.server.pages.page import Asked, reason
from aikg.server.representations import Representation, Representations

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.pages.page import Page
    from aikg.server.site import Site
    from aikg.solutions import Solutions

PAGES: Final = {
    "/": "home:home",
    "/search": "search:search",
    "/rank": "rankings:rank",
    "/rank/{name}": "rankings:rank",
    "/frontier": "rankings:frontier",
    "/gap": "rankings:gap",
    "/labs": "lists:labs",
    "/models": "lists:models",
    "/benchmarks": "lists:benchmarks",
    "/sources": "lists:sources",
    "/vocabulary": "lists:vocabulary",
    "/claims": "claims:claims",
    "/queries": "queries:queries",
    "/queries/{name}": "queries:query",
    "/chart/{name}": "charts:chart",
    "/graph": "ecosystem:graph",
    "/report": "report:report",
}
"""Path -> module and function that make the page. Things have their pages in `linked_data`."""

PICTURES: Final = {
    "/chart/{name}.svg": "charts:picture",
    "/graph.svg": "ecosystem:picture",
}
"""Path -> module and function that draw."""

ASSETS: Final = {
    "style.css": "text/css; charset=utf-8",
    "query.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""What pages load beside themselves -> its media type."""

HTML: Final = "text/html; charset=utf-8"
SVG: Final = "image/svg+xml"


def routes(site: Site) -> list[Route]:
    """Every page, picture and asset."""
    kept = Representations(site)

    def page(name: str) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            asked = asked_of(request, site)
            return await kept.answer(request, lambda graph: shown(function(name)(graph, asked)))

        return answer

    def picture(name: str) -> Callable[[Request], object]:
        async def answer(request: Request) -> Response:
            asked = asked_of(request, site)
            return await kept.answer(
                request, lambda graph: Representation(function(name)(graph, asked).encode(), SVG)
            )

        return answer

    async def terms(request: Request) -> Response:
        from aikg.server.pages.editor import terms as listed

        return await kept.answer(
            request, lambda graph: Representation(json.dumps(listed(graph)).encode(), "application/json")
        )

    async def editor(request: Request) -> Response:
        from aikg.server.pages.editor import editor as drawn

        asked = asked_of(request, site)
        graph = site.graph
        found: Solutions | None = None
        problem, status = "", 200
        if (text := asked.values.get("query", "")).strip():
            try:
                found = await site.run(answers.read, await site.ask(text, answers.media_type))
            except AikgError as error:
                problem, status = reason(error)
        made = shown(await site.run(drawn, graph, asked, found, problem, status))
        again = {"Retry-After": RETRY} if status == 503 else {}
        return Response(
            made.body, made.status, {**made.headers, **again, "Cache-Control": "no-store"}, made.media
        )

    return [
        Route("/assets/{name}", asset),
        Route("/terms.json", terms),
        Route("/query", editor),
        *(Route(path, picture(name)) for path, name in PICTURES.items()),
        *(Route(path, page(name)) for path, name in PAGES.items()),
    ]


def asked_of(request: Request, site: Site) -> Asked:
    """What the request asks of a page."""
    name = request.path_params.get("name", "")
    return Asked(request.url.path, dict(request.query_params), name, site.graph.as_of)


def shown(page: Page) -> Representation:
    """A page as what is sent."""
    policy = {"Content-Security-Policy": page.policy} if page.policy else {}
    return Representation(page.html.encode("utf-8", "replace"), HTML, page.status, policy)


def function(name: str) -> Callable[[KnowledgeGraph, Asked], Any]:
    """The function of a module of `pages` that a table names: PAGES give a Page, PICTURES text."""
    module, _, attribute = name.partition(":")
    found: Callable[[KnowledgeGraph, Asked], Any] = getattr(
        import_module(f"aikg.server.pages.{module}"), attribute
    )
    return found


async def asset(request: Request) -> Response:
    """A file that pages load."""
    from aikg.answers import named

    name = request.path_params["name"]
    if name not in ASSETS:
        raise UnknownName("file of the pages", name)
    body = _asset(name)
    headers = {"ETag": f'"{named([body.hex()])}"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=ASSETS[name])


@cache
def _asset(name: str) -> bytes:
    from aikg.draw import style

    text = files("aikg.server.pages").joinpath("assets").joinpath(name).read_text(encoding="utf-8")
    if name == "style.css":
        text = f"{style.sheet()}\n{text}"
    return text.encode()
