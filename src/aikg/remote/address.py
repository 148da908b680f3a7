"""The address of an endpoint, and the credentials for it: of the environment or netrc, never of the URL."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from aikg.errors import UsageError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def authorization(address: Address, environ: Mapping[str, str] | None = None) -> str | None:
    """The header that proves who asks: of the environment, else of netrc; None where neither has one.

    What stands in the environment is for AIKG_ENDPOINT, where that is set, and is sent to no other server.
    Raises UsageError for a netrc file that cannot be read.
    """
    env = os.environ if environ is None else environ
    known = env.get("AIKG_ENDPOINT", "").strip()
    if not known or parsed(known).origin == address.origin:
        if token := env.get(TOKEN):
            return f"Bearer {_line(token, TOKEN)}"
        if (password := env.get(PASSWORD)) is not None or env.get(USER):
            return basic(env.get(USER, ""), password or "")
    return _netrc(address.host, env)


def _netrc(host: str, env: Mapping[str, str]) -> str | None:
    place = env.get("NETRC") or os.path.join(os.path.expanduser("~"), ".netrc")
    if not os.path.isfile(place):
        return None
    import netrc

    try:
        found = netrc.netrc(place).hosts.get(host)
    except (netrc.NetrcParseError, OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not well-formed"
        raise UsageError(f"{place}: cannot be read for the password of {host}: {reason}.") from None
    return None if found is None else basic(found[0], found[2] or "")


def basic(user: str, password: str) -> str:
    """The header of HTTP's basic authentication."""
    from base64 import b64encode

    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _line(text: str, name: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise UsageError(f"{name} holds what no header can: a token is one line of ASCII.")
    return text
