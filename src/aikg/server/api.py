"""The JSON API: the saved queries over HTTP, in every format that the command line has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aikg import catalogue, render
from aikg.errors import BadParameter, shown
from aikg.server import openapi, tags
from aikg.server.negotiation import preferred

if TYPE_CHECKING:
    from starlette.requests import Request

    from aikg.catalogue import SavedQuery
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.site import Site


def routes(site: Site) -> list[Route]:
    """`/api/queries`, each query below it, and the description of both."""

    async def queries(request: Request) -> Response:
        listed = {"queries": [described(query) for query in catalogue.all_queries()]}
        return JSONResponse(listed, headers={"Cache-Control": "no-cache"})

    async def run(request: Request) -> Response:
        query = catalogue.get(request.path_params["name"])
        values, form = asked(request)
        snapshot = site.snapshot
        etag = tags.tag(snapshot, query.name, form, *(f"{k}={v}" for k, v in sorted(values.items())))
        if answer := tags.unchanged(request, etag):
            return answer
        text = await site.run(_rendered, snapshot.graph, query, values, form)
        return Response(text, media_type=render.MEDIA_TYPES[form], headers=tags.headers(etag))

    async def description(request: Request) -> Response:
        return JSONResponse(openapi.document(str(request.base_url).rstrip("/")))

    return [
        Route("/api/queries", queries),
        Route("/api/queries/{name}", run),
        Route("/api/openapi.json", description),
    ]


def described(query: SavedQuery) -> dict[str, object]:
    """A saved query as the catalogue tells of it."""
    return {
        "name": query.name,
        "group": query.group,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "kind": parameter.kind,
                "required": parameter.required,
                "default": parameter.default,
                "description": parameter.description,
            }
            for parameter in query.parameters
        ],
        "columns": [
            {"name": column.name, "description": column.description, "hidden": column.hidden}
            for column in query.columns
        ],
        "url": f"/api/queries/{query.name}",
    }


def asked(request: Request) -> tuple[dict[str, str], str]:
    """The values of the parameters, and the format: that of `format=`, or else what the client accepts.

    Raises BadParameter, or HTTPException 406.
    """
    pairs = request.query_params.multi_items()
    values = dict(pairs)
    if len(values) < len(pairs):
        twice = next(name for name, _ in pairs if len(request.query_params.getlist(name)) > 1)
        raise BadParameter(f"The parameter “{shown(twice)}” is given more than once.")
    form = values.pop("format", None)
    if form is None:
        accept = request.headers.get("accept")
        media_type = preferred(accept, render.MEDIA_TYPES.values())
        if media_type is None:
            offered = ", ".join(render.MEDIA_TYPES.values())
            raise HTTPException(
                406, f"Nothing of what you accept can be given: {shown(accept or '')}; it can as {offered}."
            )
        form = next(name for name, given in render.MEDIA_TYPES.items() if given == media_type)
    if form not in render.MEDIA_TYPES:
        raise BadParameter(f"There is no format {shown(form)}; there are: {', '.join(render.MEDIA_TYPES)}.")
    return values, form


def _rendered(graph: KnowledgeGraph, query: SavedQuery, values: dict[str, str], form: str) -> str:
    return render.text(graph.run(query.name, **values), form)
