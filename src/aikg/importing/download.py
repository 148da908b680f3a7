"""Download: what an address gives, within limits of time and size, asked for again only where it changed."""

from __future__ import annotations

import email.utils
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from aikg.errors import AikgError, MissingExtra, UsageError, shown
from aikg.importing.inputs import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRIES: Final = 5
"""How often a server is asked that is too busy (429), fails (5xx) or does not answer."""
LONGEST_WAIT: Final = 60.0
"""Seconds between two tries; a server that asks for more is not waited for."""
CONNECT: Final = 10.0
SILENCE: Final = 30.0
"""Seconds without a byte, after which a connection counts as broken."""
WHOLE: Final = 900.0
"""Seconds that one download may take."""
REDIRECTS: Final = 5
_AGAIN: Final = frozenset((429, 500, 502, 503, 504))
_MEANS: Final = {
    401: "the key was refused",
    403: "access was refused",
    404: "there is nothing",
    410: "there is nothing any more",
    429: "too many requests; try later",
}


class DownloadError(AikgError):
    """An address that gives nothing that can be used. Never holds a key."""


@dataclass(frozen=True)
class Validators:
    """What a server said of the version that it gave, by which it can be asked whether that changed."""

    url: str
    etag: str | None = None
    modified: str | None = None

    def text(self) -> str:
        """To be kept in a file."""
        return json.dumps({"url": self.url, "etag": self.etag, "modified": self.modified}) + "\n"

    @classmethod
    def of(cls, text: str) -> Validators | None:
        """What `text` once gave; None where it is none."""
        try:
            kept = json.loads(text)
            return cls(str(kept["url"]), kept["etag"], kept["modified"])
        except (ValueError, KeyError, TypeError):
            return None


@dataclass(frozen=True)
class Download:
    """The content, or None where the server says that it is still that of the validators."""

    data: bytes | None
    validators: Validators


def is_address(text: str) -> bool:
    """Whether a word of the command line is an address and not a file. UsageError for other schemes."""
    scheme, separator, _ = text.partition("://")
    if not separator or len(scheme) < 2 or not scheme.isalnum():
        return False
    _checked(text)
    return True


def download(
    url: str,
    *,
    key: tuple[str, str] | None = None,
    known: Validators | None = None,
    most: int = MOST_BYTES,
    tell: Callable[[int, int | None], None] = lambda done, whole: None,
    wait: Callable[[float], None] = time.sleep,
) -> Download:
    """Get an address. `key` is a header's name and value, sent to the host of `url` alone.

    `tell` hears bytes so far and in all. Raises DownloadError, MissingExtra without httpx.
    """
    try:
        import httpx
    except ImportError:
        raise MissingExtra("Fetching from the web", "fetch") from None

    _checked(url)
    headers = {"user-agent": "aikg", "accept-encoding": "gzip, deflate"}
    if known is not None and known.url == url:
        headers |= {"if-none-match": known.etag} if known.etag else {}
        headers |= {"if-modified-since": known.modified} if known.modified else {}
    limits = httpx.Timeout(SILENCE, connect=CONNECT)
    with httpx.Client(timeout=limits, follow_redirects=False) as client:
        for tried in range(1, TRIES + 1):
            try:
                return _once(client, url, headers, key, most, tell)
            except _Later as later:
                pause = later.seconds if later.seconds is not None else min(2.0**tried, LONGEST_WAIT)
                if tried == TRIES or pause > LONGEST_WAIT:
                    raise DownloadError(f"{_plain(url)}: {later.reason}") from None
                wait(pause)
            except httpx.TransportError as error:
                reason = f"no answer ({type(error).__name__})"
                if tried == TRIES or not isinstance(
                    error, httpx.NetworkError | httpx.TimeoutException | httpx.RemoteProtocolError
                ):
                    raise DownloadError(f"{_plain(url)}: {reason}") from None
                wait(min(2.0**tried, LONGEST_WAIT))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise DownloadError(f"{_plain(url)}: {type(error).__name__}") from None
    raise AssertionError  # the loop returns or raises


class _Later(Exception):
    def __init__(self, reason: str, seconds: float | None) -> None:
        self.reason, self.seconds = reason, seconds


def _once(
    client: Any,
    url: str,
    headers: Mapping[str, str],
    key: tuple[str, str] | None,
    most: int,
    tell: Callable[[int, int | None], None],
) -> Download:
    began = time.monotonic()
    here = url
    for _ in range(REDIRECTS + 1):
        sent = dict(headers)
        if key is not None and _host(here) == _host(url):
            sent[key[0]] = key[1]
        with client.stream("GET", here, headers=sent) as response:
            if response.status_code in (301, 302, 303, 307, 308):
                here = urljoin(here, response.headers.get("location", ""))
                _checked(here)
                continue
            if response.status_code == 304:
                return Download(
                    None,
                    _validators(url, headers.get("if-none-match"), headers.get("if-modified-since"), key),
                )
            if response.status_code in _AGAIN:
                raise _Later(_meaning(response.status_code), _asked(response.headers.get("retry-after")))
            if response.status_code != 200:
                raise DownloadError(f"{_plain(url)}: {_meaning(response.status_code)}")
            whole = _length(response.headers)
            if whole is not None and whole > most:
                raise DownloadError(f"{_plain(url)}: has {whole:,} bytes; the limit is {most:,} (--max-size)")
            data = bytearray()
            for piece in response.iter_bytes(65536):
                data += piece
                if len(data) > most:
                    raise DownloadError(
                        f"{_plain(url)}: is larger than {most:,} bytes, the limit (--max-size)"
                    )
                if time.monotonic() - began > WHOLE:
                    raise DownloadError(f"{_plain(url)}: took longer than {WHOLE:.0f} seconds, the limit")
                tell(response.num_bytes_downloaded, whole)
            return Download(
                bytes(data),
                _validators(url, response.headers.get("etag"), response.headers.get("last-modified"), key),
            )
    raise DownloadError(f"{_plain(url)}: more than {REDIRECTS} redirections, the limit")


def key_from(variable: str, value: str | None) -> str:
    """A key from the environment, fit to be sent. Raises UsageError, which never shows it."""
    if not value or not value.strip():
        raise UsageError(f"Fetching this needs a key; put it into the environment variable {variable}.")
    key = value.strip()
    if not key.isascii() or not key.isprintable() or len(key) > 1000:
        raise UsageError(f"The key in {variable} holds characters that no key has.")
    return key


def _validators(url: str, etag: str | None, modified: str | None, key: tuple[str, str] | None) -> Validators:
    """Kept in a file, so a server that hands the key back hands it to nobody."""
    told = [
        text if text and len(text) < 500 and not (key and key[1] in text) else None
        for text in (etag, modified)
    ]
    return Validators(url, *told)


def _checked(url: str) -> None:
    """Only the web: an address, or one that a server sends us on to, may not be of another scheme."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine:
        raise UsageError(f"{shown(_plain(url), 120)} is not fetched: only http and https are")


def _host(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _plain(url: str) -> str:
    """An address without user, password and query, any of which may be secret."""
    return (
        url.partition("?")[0].partition("#")[0]
        if "@" not in url
        else url.partition("//")[0] + "//" + (url.rpartition("@")[2].partition("?")[0])
    )


def _meaning(status: int) -> str:
    return f"HTTP {status}" + (f", {_MEANS[status]}" if status in _MEANS else "")


def _length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _asked(text: str | None) -> float | None:
    """Seconds that a Retry-After header asks to wait: a number, or a time of day."""
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(email.utils.parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None
