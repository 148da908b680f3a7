"""One connection of a client: cut where its requests come too slowly, or its answers are not taken."""

from __future__ import annotations

import contextlib
import socket
import struct
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

    from aikg.server.limits import Limits


class Connection(H11Protocol):
    """uvicorn's protocol, which waits for ever for the head of a request, with time limits."""

    limits: ClassVar[Limits]

    @classmethod
    def within(cls, limits: Limits) -> type[Connection]:
        """The protocol with these limits."""
        return type("Connection", (cls,), {"limits": limits})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arrival: asyncio.TimerHandle | None = None
        self._departure: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The head of the first request has to come now."""
        super().connection_made(transport)
        self._arrival = self.loop.call_later(self.limits.arrival, self._cut)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        super().connection_lost(exc)
        for timer in (self._arrival, self._departure):
            if timer is not None:
                timer.cancel()
        self._arrival = self._departure = None

    def data_received(self, data: bytes) -> None:
        """The head of a further request has to come soon once its first byte came."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before and self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None
        elif self._arrival is None and (self.cycle is None or self.cycle.response_complete):
            self._arrival = self.loop.call_later(self.limits.arrival, self._cut)

    def _cut(self) -> None:
        """Close the connection and drop what was to be sent, in the system's buffers too."""
        connection = self.transport.get_extra_info("socket")
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        super().pause_writing()
        self._departure = self.loop.call_later(self.limits.departure, self._cut)

    def resume_writing(self) -> None:
        """It takes it again."""
        super().resume_writing()
        if self._departure is not None:
            self._departure.cancel()
            self._departure = None
