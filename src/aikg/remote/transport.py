"""Transport: one request over HTTP, within limits of time and size, asked once more where that may help.

http.client and not a library of more comfort: a look-up should import little, and every limit here is ours.
"""

from __future__ import annotations

import os
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.errors import BadParameter, RemoteError, shown
from aikg.remote.address import PASSWORD, TOKEN, USER, authorization

if TYPE_CHECKING:
    import http.client
    from collections.abc import Iterator

    from aikg.remote.address import Address

PAUSE: Final = 0.5
"""Seconds before the second try, where the server names none."""
LONGEST_PAUSE: Final = 10.0
"""A server that wants to be left alone for longer is not asked again."""
REDIRECTS: Final = 5
CHUNK: Final = 1 << 16
_AGAIN: Final = frozenset((429, 502, 503, 504))
_MOVED: Final = frozenset((301, 302, 303, 307, 308))
_LOGIN: Final = (
    f"Credentials come from ~/.netrc, from {USER} and {PASSWORD}, or from {TOKEN}; nothing else is sent"
)
ADVICE: Final[dict[int, str]] = {
    400: "The endpoint cannot read the query",
    401: f"The endpoint wants to know who asks. {_LOGIN}",
    403: f"The endpoint does not let these credentials read. {_LOGIN}",
    404: "There is no endpoint at this path; Virtuoso has /sparql, Oxigraph and many others /query",
    405: "This address takes no POST: it is no SPARQL endpoint",
    406: "It has no SPARQL results in JSON: it may be no endpoint for queries",
    407: "A proxy wants to know who asks",
    408: "The endpoint stopped waiting; ask again, or for less",
    410: "There is nothing any more at this address",
    413: "The query is too long for this endpoint",
    415: "This address takes no form: it may be an endpoint for updates",
    429: "Too many requests; ask again later",
    500: "The endpoint failed at the query; its own log says why",
    501: "The endpoint does not know something that the query uses",
    502: "What stands in front of the endpoint does not reach it",
    503: "The endpoint is busy or stopped the query; ask again later, or for less",
    504: "The endpoint took too long; ask for less",
}
"""What to do next, by HTTP status."""


@dataclass(frozen=True)
class Limits:
    """Seconds and bytes; what is over them ends with a RemoteError."""

    connect: float = 10.0
    whole: float = 120.0
    """From the request to the last byte of its answer, a second try included."""
    size: int = 256 * 1024**2
    """Of the answer, unpacked."""


def limits() -> Limits:
    """The limits; AIKG_ENDPOINT_TIMEOUT is another number of seconds for one answer."""
    text = os.environ.get("AIKG_ENDPOINT_TIMEOUT", "").strip()
    if not text:
        return Limits()
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:
        raise BadParameter(f"AIKG_ENDPOINT_TIMEOUT takes seconds, such as 300; got “{shown(text)}”.")
    return Limits(connect=min(Limits.connect, seconds), whole=seconds)


@dataclass(frozen=True)
class Reply:
    """A whole answer: its media type in lower case, the rest of its headers, and its bytes, unpacked."""

    kind: str
    headers: dict[str, str]
    body: bytes


class _Failed(Exception):
    """A try that failed in a way that another may not. `pause` None: as long as usual."""

    def __init__(self, message: str, status: int | None = None, pause: float | None = None) -> None:
        self.message, self.status, self.pause = message, status, pause
        super().__init__(message)


class Transport:
    """Connections to one endpoint, kept open between requests; threads may share it."""

    def __init__(self, address: Address, bounds: Limits) -> None:
        self.address, self.limits = address, bounds
        self._idle: list[http.client.HTTPConnection] = []

    def close(self) -> None:
        """Close what is open. A later request opens anew."""
        while self._idle:
            self._idle.pop().close()

    def post(self, form: str, accept: str, seconds: float | None = None) -> Reply:
        """The answer to a form, which only asks: so it is sent once more after a failure that may pass.

        `seconds` for all of it, where they are to be fewer or more than the limits say. Raises RemoteError.
        """
        whole = self.limits.whole if seconds is None else seconds
        end = time.monotonic() + whole
        for again in (True, False):
            try:
                return self._followed(form, accept, end, whole)
            except _Failed as failed:
                pause = PAUSE if failed.pause is None else failed.pause
                if not again or pause > LONGEST_PAUSE or time.monotonic() + pause >= end:
                    raise RemoteError(failed.message, failed.status) from None
                time.sleep(pause)
        raise AssertionError("the second try has an end")

    def _followed(self, form: str, accept: str, end: float, whole: float) -> Reply:
        """The answer, wherever redirections lead. Credentials are for the first server alone."""
        address, method = self.address, "POST"
        for _ in range(REDIRECTS + 1):
            proof = authorization(address) if address.origin == self.address.origin else None
            status, reply = self._once(address, method, form, accept, proof, end, whole)
            if status not in _MOVED:
                return _checked(address, status, reply)
            location = reply.headers.get("location", "")
            there = address.joined(location) if location else None
            if there is None:
                raise RemoteError(
                    f"{address}: redirects to “{shown(location)}”, which is not followed: only http:// and "
                    "https:// are.",
                    status,
                )
            if address.scheme == "https" and there.scheme == "http":
                raise RemoteError(f"{address}: redirects from https to http; that is not followed.", status)
            address = there
            if status == 303:  # the answer itself stands there
                method, form = "GET", ""
        raise RemoteError(f"{self.address}: redirects more than {REDIRECTS} times; give its last address.")

    def _once(
        self,
        address: Address,
        method: str,
        form: str,
        accept: str,
        proof: str | None,
        end: float,
        whole: float,
    ) -> tuple[int, Reply]:
        import http.client

        own = address.origin == self.address.origin
        kept = self._kept() if own else None
        connection, target, headers = (kept, address.target, {}) if kept else _opened(address)
        headers |= {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "aikg"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if proof is not None:
            headers["Authorization"] = proof
        clock = _Clock(connection, end)
        try:
            with clock:
                if connection.sock is None:
                    connection.timeout = clock.left(self.limits.connect)
                    connection.connect()
                clock.start()
                connection.request(method, target, form.encode("ascii") or None, headers)
                response = connection.getresponse()
                reply = self._read(address, response)
        except BaseException as error:
            connection.close()
            if isinstance(error, TimeoutError):
                raise RemoteError(f"{address}: {self._late(clock, whole)}") from None
            if isinstance(error, ConnectionResetError | BrokenPipeError):  # RemoteDisconnected is the first
                if kept is not None:  # it was closed while nobody used it, which is no failure
                    return self._once(address, method, form, accept, proof, end, whole)
                raise _Failed(f"{address}: the connection was closed before the answer came.") from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise RemoteError(f"{address}: {_reason(error, address)}") from None
            raise
        if own and response.isclosed() and connection.sock is not None:
            self._idle.append(connection)
        else:
            connection.close()
        return response.status, reply

    def _kept(self) -> http.client.HTTPConnection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _read(self, address: Address, response: http.client.HTTPResponse) -> Reply:
        headers = {name.lower(): value for name, value in response.getheaders()}
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        packed = headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise RemoteError(f"{address}: packs its answer as “{shown(packed)}”, which was not asked for.")
        parts, size = [], 0
        whole = response.status < 300
        most = self.limits.size if whole else CHUNK  # of an error only the first words are shown
        try:
            for part in _unpacked(response, packed not in ("", "identity")):
                size += len(part)
                parts.append(part)
                if size > most:
                    break
        except _Broken as broken:
            raise RemoteError(
                f"{address}: the answer breaks off after {broken.args[0]:,} bytes; nothing of it is used. "
                "Ask again; if it stays so, the server or a proxy on the way cuts answers."
            ) from None
        if size > most and whole:
            raise RemoteError(
                f"{address}: the answer is larger than {self.limits.size // 1024**2:,} MB and was not read "
                "to its end. Ask for less; a whole graph goes by files, not by answers."
            )
        return Reply(kind, headers, b"".join(parts))

    def _late(self, clock: _Clock, whole: float) -> str:
        if not clock.started:
            seconds = min(self.limits.connect, whole)
            return f"no connection within {seconds:g} seconds. Is the address right, and does the server run?"
        return (
            f"no whole answer within {whole:g} seconds. Ask for less, or allow more: --timeout for "
            "`aikg sparql`, AIKG_ENDPOINT_TIMEOUT=600 for everything else."
        )


class _Clock:
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
        import contextlib
        import socket

        self._over = True
        with contextlib.suppress(OSError, ValueError, AttributeError):  # it may be closed already
            self._connection.sock.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._over:
            raise TimeoutError


def _opened(address: Address) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
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

        from aikg.remote.address import basic

        proof["Proxy-Authorization"] = basic(unquote(parts.username), unquote(parts.password or ""))
    through = kind(parts.hostname, parts.port or 80)
    if secure:
        through.set_tunnel(address.host, address.port, proof)
        return through, address.target, {}
    return through, f"{address}".removesuffix(address.target.partition("?")[0]) + address.target, proof


class _Broken(Exception):
    """A body that ends before its end, after so many bytes."""


def _unpacked(response: http.client.HTTPResponse, packed: bool) -> Iterator[bytes]:
    """The parts of a body, unpacked, each of bounded size. Raises _Broken where it breaks off."""
    import http.client
    import zlib

    unpack = zlib.decompressobj(wbits=31) if packed else None
    read = 0
    try:
        while part := response.read1(CHUNK):
            read += len(part)
            while part and unpack is not None:
                yield unpack.decompress(part, CHUNK * 16)
                part = unpack.unconsumed_tail
            if part:
                yield part
    except (http.client.IncompleteRead, zlib.error):
        raise _Broken(read) from None
    response.close()  # now the connection takes another request
    if response.length or (unpack is not None and read and not unpack.eof):
        raise _Broken(read)


def _checked(address: Address, status: int, reply: Reply) -> Reply:
    if 200 <= status < 300:
        return reply
    advice = ADVICE.get(status) or ADVICE.get(status // 100 * 100, "The endpoint refuses the request")
    said = words_of(reply)
    message = f"{address}: {advice} (HTTP {status}{f': {said}' if said else ''})."
    if status in _AGAIN:
        raise _Failed(message, status, _pause(reply.headers.get("retry-after")))
    raise RemoteError(message, status)


def _pause(text: str | None) -> float | None:
    """Seconds that Retry-After asks for; None where it asks for none."""
    if not text:
        return None
    if text.strip().isdecimal() and text.strip().isascii():
        return float(text.strip()[:9])
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def words_of(reply: Reply, most: int = 240) -> str:
    """The first words of what a server says of an error: without markup, on one line."""
    text = reply.body[:CHUNK].decode("utf-8", "replace")
    if "html" in reply.kind or text.lstrip()[:1] == "<":
        text = re.sub(r"(?is)<(script|style|head)\b.*?</\1\s*>", " ", text)
        text = re.sub(r"<[^<>]*>", " ", text)
    return shown(" ".join(text.split()), most).rstrip(".")


def _reason(error: BaseException, address: Address) -> str:
    import socket
    import ssl

    if isinstance(error, ssl.SSLError):
        said = getattr(error, "verify_message", "") or error.reason or "no handshake"
        return (
            f"its certificate or its TLS is not accepted ({shown(said)}). The certificate of your own "
            "organisation is named by SSL_CERT_FILE; nothing is sent to an https address without TLS."
        )
    if isinstance(error, socket.gaierror):
        return f"no such host is known ({address.host}). Is the address spelt right, is there a network?"
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers there. Does the server run, and on this port?"
    if isinstance(error, OSError):
        return f"no connection ({shown(error.strerror or type(error).__name__)})."
    return f"the answer is not HTTP ({type(error).__name__}). Is this the address of an endpoint?"
