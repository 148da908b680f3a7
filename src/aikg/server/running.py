"""Running: an address is bound, requests are served until a signal ends it, SIGHUP picks up changed data."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from typing import TYPE_CHECKING, Any

import uvicorn

from aikg.errors import AikgError, UsageError
from aikg.server.app import application
from aikg.server.connection import Connection
from aikg.server.log import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aikg.server.site import Site

_BACKLOG = 1024
"""Connections that the system keeps until they are accepted."""

_GRACE = 5.0
"""Seconds beyond the time limit of a query that a request under way has when the server is to stop."""


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises UsageError where that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With the protocol stated, asyncio sends at once (TCP_NODELAY) and does not wait for the client.
        listening = socket.socket(family, kind, protocol)
        try:
            if os.name == "posix":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen(_BACKLOG)
        except OSError:
            listening.close()
            raise
        return listening
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        where = f"{host}:{port}"
        raise UsageError(
            f"{where} cannot be served on: {reason}. --port takes another port, and --port 0 a free one."
        ) from None


def url(listening: socket.socket) -> str:
    """The address of a socket, as a browser takes it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def heeded() -> list[int]:
    """From now on SIGHUP ends nothing. The list has an entry for each that came before `serve` heeds them."""
    came: list[int] = []
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda number, _: came.append(number))
    return came


def serve(
    site: Site, listening: socket.socket, ready: Callable[[], None], came: Sequence[int] = ()
) -> signal.Signals | None:
    """Serve until SIGINT or SIGTERM; requests under way are finished, and the signal is given back.

    `ready` is called when requests are taken; `came` is what `heeded` gave. A second signal does not wait for
    the requests.
    """
    limits = site.limits
    config = uvicorn.Config(
        application(site),
        http=Connection.within(limits),
        ws="none",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=limits.idle,
        timeout_graceful_shutdown=int(max(limits.seconds, limits.own_seconds) + _GRACE),
        h11_max_incomplete_event_size=2 * limits.url,
    )
    server = _Server(config, site, ready, came)
    asyncio.run(server.serve([listening]))
    return server.received


class _Server(uvicorn.Server):
    def __init__(
        self, config: uvicorn.Config, site: Site, ready: Callable[[], None], came: Sequence[int]
    ) -> None:
        super().__init__(config)
        self.site, self.ready, self.came = site, ready, came
        self.received: signal.Signals | None = None
        self._wanted = False
        self._reloading: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.site.start()  # before anybody is told that requests are taken
        await super().startup(sockets)
        self.ready()
        if self.came:
            self._reload(signal.SIGHUP)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals reach the loop, and nothing else: not the thread that ends other commands at once."""
        loop = asyncio.get_running_loop()
        handlers: dict[str, Any] = {"SIGINT": self._end, "SIGTERM": self._end, "SIGHUP": self._reload}
        there = [signal.Signals[name] for name in handlers if hasattr(signal, name)]
        try:
            for number in there:
                loop.add_signal_handler(number, handlers[number.name], number)
        except NotImplementedError:  # Windows
            with super().capture_signals():
                yield
            return
        yield

    def _end(self, number: signal.Signals) -> None:
        if self.received is not None:  # who asks twice does not want to wait; our processes end with us
            os._exit(128 + number)
        self.received = number
        self.should_exit = True

    def _reload(self, _: signal.Signals) -> None:
        self._wanted = True
        if self._reloading is None or self._reloading.done():
            self._reloading = asyncio.get_running_loop().create_task(self._reloaded())

    async def _reloaded(self) -> None:
        while self._wanted:  # a signal that comes meanwhile may tell of a change that was not seen
            self._wanted = False
            try:
                anew = await self.site.reload()
            except (AikgError, OSError) as error:
                say(f"The data were not taken up, the server goes on with those of before: {error}")
            else:
                say(
                    "The data were read again."
                    if anew
                    else "There is nothing to read again: an endpoint is asked."
                )
