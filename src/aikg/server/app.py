"""The application: routes out of one table, behind the checks that every request passes."""

from __future__ import annotations

from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from aikg.server import failures
from aikg.server.bounds import Bounds
from aikg.server.headers import Headers
from aikg.server.hosts import Hosts
from aikg.server.sharing import Sharing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import ModuleType

    from starlette.types import ASGIApp

    from aikg.server.site import Site

ROUTES: Final = (
    "aikg.server.sparql",
    "aikg.server.api",
    "aikg.server.linked_data",
    "aikg.server.documents",
)
"""Modules with `routes(site) -> list[Route]`, imported when a server starts; the first that fits answers."""


def modules() -> list[ModuleType]:
    """The modules of the table. Raises ImportError where a library is not installed."""
    return [import_module(name) for name in ROUTES]


def application(site: Site) -> Starlette:
    """The whole server as an ASGI application over this site, which it closes in the end."""

    @asynccontextmanager
    async def lifespan(_: ASGIApp) -> AsyncIterator[None]:
        yield
        await site.close()

    return Starlette(
        routes=[route for module in modules() for route in module.routes(site)],
        middleware=[
            Middleware(Headers),
            Middleware(Sharing, site=site),
            Middleware(failures.Failures),
            Middleware(Hosts, site=site),
            Middleware(Bounds, limits=site.limits),
        ],
        exception_handlers={HTTPException: failures.passed_on},
        lifespan=lifespan,
    )
