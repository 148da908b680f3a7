"""The SPARQL endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import Route

    from aikg.server.site import Site


def routes(site: Site) -> list[Route]:
    """`/sparql`."""
    return []
