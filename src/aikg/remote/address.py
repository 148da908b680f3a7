"""The address of an endpoint: a URL that may be shown, and the graphs that its queries are asked of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from aikg.errors import UsageError, shown

DATASET: Final = ("default-graph-uri", "named-graph-uri")
"""What the protocol calls the graphs that a query is asked of; the URL may carry them."""

USER, PASSWORD, TOKEN = "AIKG_ENDPOINT_USER", "AIKG_ENDPOINT_PASSWORD", "AIKG_ENDPOINT_TOKEN"
"""The variables of the environment that hold credentials."""

_PORTS: Final = {"http": 80, "https": 443}
_PLAIN: Final = re.compile(r"https?://[^\s\x00-\x20\x7f-\xa0\"<>\\^`{|}]+", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """Where a request goes. `str()` of it may be shown: neither credentials nor a query string are in it."""

    scheme: str
    host: str
    port: int
    target: str = field(repr=False)
    """Path and query string, as they stand in the request."""
    dataset: tuple[tuple[str, str], ...] = ()
    """Pairs of DATASET that go with every query."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: whom credentials are for."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}{port}{self.target.partition('?')[0]}"

    def joined(self, location: str) -> Address | None:
        """Where a redirection leads, with the same dataset; None where that is not http or https."""
        whole = urljoin(f"{self}", location.strip())
        try:
            return Address(*parsed(whole).parts, self.dataset)
        except UsageError:
            return None

    @property
    def parts(self) -> tuple[str, str, int, str]:
        """What makes the address, but for the dataset."""
        return self.scheme, self.host, self.port, self.target


def parsed(url: str) -> Address:
    """The address that a URL gives. Raises UsageError where it is not http or https, or holds a password."""
    text = url.strip()
    where = f"--endpoint {shown(re.sub(r'//[^/@]*@', '//…@', text))}"
    if not _PLAIN.fullmatch(text):
        raise UsageError(f"{where}: an endpoint is a URL that begins with http:// or https://.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{where}: {error}.") from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UsageError(
            f"{where}: a password in a URL ends up in histories and logs, so it is not read there. Put it "
            f"into ~/.netrc, or into {USER} and {PASSWORD}, or a token into {TOKEN}."
        )
    if not host:
        raise UsageError(f"{where}: names no host.")
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise UsageError(f"{where}: is no name of a host.") from None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    others = [pair for pair in pairs if pair[0] not in DATASET]
    path = _escaped(parts.path) or "/"
    target = urlunsplit(("", "", path, urlencode(others), ""))
    dataset = tuple(pair for pair in pairs if pair[0] in DATASET)
    return Address(parts.scheme.lower(), host, port or _PORTS[parts.scheme.lower()], target, dataset)


def _escaped(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/%:@!$&'()*+,;=~-._")
