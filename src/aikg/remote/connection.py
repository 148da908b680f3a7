"""Connections: opened directly or through a proxy, ended by a clock, and read whole or not at all."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Final

from aikg.errors import RemoteError
from aikg.remote.proof import basic

if TYPE_CHECKING:
    import http.client
    from collections.abc import Iterator

    from aikg.remote.address import Address

CHUNK: Final = 1 << 16
"""Bytes that are read at a time."""


class Clock:
    """Ends what happens on a connection at a time, however slowly its bytes drip. Raises TimeoutError."""

    def __init__(self, connection: http.client.HTTPConnection, end: float) -> None:
        self._connection, self._end = connection, end
        self._timer: threading.Timer | None = None
        self._over = False

    @property
    def started(self) -> bool:
        """Whether the connection stood."""
        return self._timer is not None

    def left(self, most: float) -> float:
        """Seconds until the end, at most these."""
        return max(0.001, min(most, self._end - time.monotonic()))

    def start(self) -> None:
        """The connection stands: from now on the clock ends it."""
        left = self.left(86400)
        self._connection.sock.settimeout(left)
        self._timer = threading.Timer(left, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        self._over = True
        cut(self._connection)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._over:
            raise TimeoutError


def cut(connection: http.client.HTTPConnection) -> None:
    """End what another thread reads from the connection; it may be closed already."""
    import contextlib
    import socket

    with contextlib.suppress(OSError, ValueError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def opened(address: Address) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """A connection that is not open yet, what to ask for on it, and what its proxy must be told."""
    import http.client

    secure = address.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    names = ("https_proxy", "HTTPS_PROXY") if secure else ("http_proxy",)  # HTTP_PROXY is a CGI's header
    if not any(os.environ.get(name) for name in (*names, "all_proxy", "ALL_PROXY")):
        return kind(address.host, address.port), address.target, {}
    from urllib.parse import urlsplit
    from urllib.request import getproxies_environment
    from urllib.request import proxy_bypass_environment as bypassed  # type: ignore[attr-defined]

    proxies = getproxies_environment()
    url = proxies.get(address.scheme) or proxies.get("all")
    if not url or bypassed(f"{address.host}:{address.port}", proxies):
        return kind(address.host, address.port), address.target, {}
    parts = urlsplit(url if "//" in url else f"//{url}")
    if parts.scheme not in ("", "http") or not parts.hostname:
        raise RemoteError(
            f"{address}: the proxy of the environment is not one of http://; unset it, or use one."
        )
    proof = {}
    if parts.username is not None:
        from urllib.parse import unquote

        proof["Proxy-Authorization"] = basic(unquote(parts.username), unquote(parts.password or ""))
    through = kind(parts.hostname, parts.port or 80)
    if secure:
        through.set_tunnel(address.host, address.port, proof)
        return through, address.target, {}
    return through, f"{address}".removesuffix(address.target.partition("?")[0]) + address.target, proof


class Broken(Exception):
    """A body that ends before its end, after so many bytes."""


def unpacked(response: http.client.HTTPResponse, packed: bool) -> Iterator[bytes]:
    """The parts of a body, unpacked, each of bounded size. Raises Broken where it breaks off."""
    import http.client
    import zlib

    unpack = zlib.decompressobj(wbits=31) if packed else None
    read = 0
    try:
        while part := response.read1(CHUNK):
            read += len(part)
            if unpack is None:
                yield part
                continue
            more = True
            while more:  # part by part, so that what is small on the way cannot fill the memory here
                out = unpack.decompress(part, CHUNK)
                yield out
                part = unpack.unconsumed_tail
                more = bool(part) or len(out) == CHUNK
    except (http.client.IncompleteRead, zlib.error):
        raise Broken(read) from None
    response.close()  # now the connection takes another request
    if response.length or (unpack is not None and read and not unpack.eof):
        raise Broken(read)
