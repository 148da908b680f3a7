"""The JSON API: the saved queries over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from aikg.server.site import Site


def routes(site: Site) -> list[Route]:
    """`/api/queries` and what is below it."""

    async def run(request: Request) -> Response:
        answer = await site.run(site.graph.run, request.path_params["name"], **dict(request.query_params))
        return JSONResponse([dict(row) for row in answer])

    return [Route("/api/queries/{name}", run)]
