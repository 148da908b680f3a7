"""Transport: one request over HTTP, within limits of time and size, asked once more where that may help.

http.client and not a library of more comfort: a look-up should import little, and every limit here is ours.
"""

from __future__ import annotations

import itertools
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.errors import BadParameter, RemoteAnswerLimit, RemoteError, RemoteTimeout, shown
from aikg.remote.connection import CHUNK, Broken, Clock, cut, opened, unpacked
from aikg.remote.proof import credentials, header
from aikg.remote.refusals import Reply, reason, refusal

if TYPE_CHECKING:
    import http.client

    from aikg.remote.address import Address

PAUSE: Final = 0.5
"""Seconds before the second try, where the server names none."""
LONGEST_PAUSE: Final = 10.0
"""A server that wants to be left alone for longer is not asked again."""
REDIRECTS: Final = 5
_AGAIN: Final = frozenset((429, 502, 503, 504))
_MOVED: Final = frozenset((301, 302, 303, 307, 308))


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
        self._busy: set[http.client.HTTPConnection] = set()
        self._ended = False
        self._challenge: str | None = None
        """What the server asked by who asks; later requests answer it at once."""
        self._answered = itertools.count(1)

    def close(self) -> None:
        """Close what is open. A later request opens anew."""
        while self._idle:
            self._idle.pop().close()

    def interrupt(self) -> None:
        """End what other threads wait for: their calls raise RemoteError, at the latest at the second try."""
        for connection in list(self._busy):
            cut(connection)

    def end(self) -> None:
        """End what other threads wait for, and ask nothing any more: every call raises RemoteError."""
        self._ended = True
        self.interrupt()
        self.close()

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
                if not again or self._ended or pause > LONGEST_PAUSE or time.monotonic() + pause >= end:
                    raise RemoteError(failed.message, failed.status) from None
                time.sleep(pause)
        raise AssertionError("the second try has an end")

    def _followed(self, form: str, accept: str, end: float, whole: float) -> Reply:
        """The answer, wherever redirections lead. Credentials are for the first server alone."""
        address, method, known = self.address, "POST", credentials(self.address)
        asked = False
        for _ in range(REDIRECTS + 1):
            proof = None
            if known is not None and address.origin == self.address.origin:
                count = next(self._answered)
                proof = header(known, self._challenge, method, address.target, count)
            status, reply = self._once(address, method, form, accept, proof, end, whole)
            if status == 401 and known is not None and not asked and address.origin == self.address.origin:
                challenge = reply.headers.get("www-authenticate", "Basic")
                asked = True
                if challenge != self._challenge and not known.token:
                    self._challenge, self._answered = challenge, itertools.count(1)
                    continue
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
        connection, target, headers = (kept, address.target, {}) if kept else opened(address)
        headers |= {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": "aikg"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if proof is not None:
            headers["Authorization"] = proof
        clock = Clock(connection, end)
        self._busy.add(connection)
        try:
            with clock:
                if connection.sock is None:
                    connection.timeout = clock.left(self.limits.connect)
                    connection.connect()
                if self._ended:
                    raise RemoteError(f"{address}: is not asked any more.")
                clock.start()
                connection.request(method, target, form.encode("ascii") or None, headers)
                response = connection.getresponse()
                reply = self._read(address, response)
        except BaseException as error:
            connection.close()
            if isinstance(error, TimeoutError):
                raise RemoteTimeout(f"{address}: {self._late(clock, whole)}") from None
            if isinstance(error, ConnectionResetError | BrokenPipeError):  # RemoteDisconnected is the first
                if kept is not None:  # it was closed while nobody used it, which is no failure
                    return self._once(address, method, form, accept, proof, end, whole)
                raise _Failed(f"{address}: the connection was closed before the answer came.") from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise RemoteError(f"{address}: {reason(error, address)}") from None
            raise
        finally:
            self._busy.discard(connection)
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
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            name = name.lower()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        packed = headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip"):
            raise RemoteError(f"{address}: packs its answer as “{shown(packed)}”, which was not asked for.")
        parts, size = [], 0
        whole = response.status < 300
        most = self.limits.size if whole else CHUNK  # of an error only the first words are shown
        try:
            for part in unpacked(response, packed not in ("", "identity")):
                size += len(part)
                parts.append(part)
                if size > most:
                    break
        except Broken as broken:
            raise RemoteError(
                f"{address}: the answer breaks off after {broken.args[0]:,} bytes; nothing of it is used. "
                "Ask again; if it stays so, the server or a proxy on the way cuts answers."
            ) from None
        if size > most and whole:
            raise RemoteAnswerLimit(
                f"{address}: the answer is larger than {self.limits.size // 1024**2:,} MB and was not read "
                "to its end. Ask for less; a whole graph goes by files, not by answers."
            )
        return Reply(kind, headers, b"".join(parts))

    def _late(self, clock: Clock, whole: float) -> str:
        if not clock.started:
            seconds = min(self.limits.connect, whole)
            return f"no connection within {seconds:g} seconds. Is the address right, and does the server run?"
        return (
            f"no whole answer within {whole:g} seconds. Ask for less, or allow more: --timeout for "
            "`aikg sparql` and `aikg serve`, AIKG_ENDPOINT_TIMEOUT=600 for everything else."
        )


def _checked(address: Address, status: int, reply: Reply) -> Reply:
    if 200 <= status < 300:
        return reply
    message = refusal(address, status, reply)
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
