"""Host and Origin: a page elsewhere whose name was made to point at this machine gets nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from aikg.errors import shown
from aikg.server.sharing import shared

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from aikg.server.site import Site

LOOPBACK: Final = frozenset(["localhost", "127.0.0.1", "::1"])
"""Names of this machine, allowed with any port: whoever forwards a port reaches us under another one."""

_SAFE: Final = frozenset(["GET", "HEAD", "OPTIONS"])


class Hosts:
    """Refuses a `Host` that is not ours (421), and a write of another site's page (403)."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site
        own = urlsplit(site.base).hostname
        self.names = LOOPBACK | site.hosts | ({own} if own else frozenset())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "")
            if _name(f"//{host}") not in self.names:
                raise HTTPException(
                    421, f"“{shown(host)}” is not served here; aikg serve --allow-host NAME allows a name."
                )
            origin = headers.get("origin")
            foreign = origin is not None and _name(origin) not in self.names
            if foreign and scope["method"] not in _SAFE and not shared(self.site, scope["path"]):
                raise HTTPException(403, "Pages of other sites may not send this.")
        await self.app(scope, receive, send)


def _name(url: str) -> str | None:
    """The name of the host in lower case, without its port; None where it is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises for a port that is none)
        return parts.hostname if not parts.username and not parts.path else None
    except ValueError:
        return None
