"""Proof of who asks: what stands in the environment or in netrc, in the form that the server asks for.

A password is sent to nobody who does not ask for one; Virtuoso asks by Digest, most others by Basic.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aikg.errors import UsageError
from aikg.remote.address import PASSWORD, TOKEN, USER, parsed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.remote.address import Address

_PAIR: Final = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES: Final = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass(frozen=True)
class Credentials:
    """A name and its password, or a token, which goes before them."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def credentials(address: Address, environ: Mapping[str, str] | None = None) -> Credentials | None:
    """What proves who asks: of the environment, else of netrc; None where neither has anything for the host.

    What stands in the environment is for AIKG_ENDPOINT, where that is set, and is sent to no other server.
    Raises UsageError for a netrc file that cannot be read.
    """
    env = os.environ if environ is None else environ
    known = env.get("AIKG_ENDPOINT", "").strip()
    if not known or parsed(known).origin == address.origin:
        if token := env.get(TOKEN):
            return Credentials(token=_line(token))
        if env.get(PASSWORD) is not None or env.get(USER):
            return Credentials(env.get(USER, ""), env.get(PASSWORD, ""))
    return _netrc(address.host, env)


def _netrc(host: str, env: Mapping[str, str]) -> Credentials | None:
    place = env.get("NETRC") or os.path.join(os.path.expanduser("~"), ".netrc")
    if not os.path.isfile(place):
        return None
    import netrc

    try:
        found = netrc.netrc(place).hosts.get(host)
    except (netrc.NetrcParseError, OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not well-formed"
        raise UsageError(f"{place}: cannot be read for the password of {host}: {reason}.") from None
    return None if found is None else Credentials(found[0], found[2] or "")


def _line(token: str) -> str:
    if not token.isascii() or not token.isprintable():
        raise UsageError(f"{TOKEN} holds what no header can: a token is one line of ASCII.")
    return token


def header(known: Credentials, challenge: str | None, method: str, target: str, count: int) -> str | None:
    """The Authorization for a request; None where the server has asked for none yet.

    `challenge` is what it asked by, WWW-Authenticate; `count` is how many requests answer that, this one too.
    """
    if known.token:
        return f"Bearer {known.token}"
    if challenge is None:
        return None
    if digest := re.search(r"\bdigest\b(.*)", challenge, re.IGNORECASE | re.DOTALL):
        asked = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(digest[1])}
        if asked.get("algorithm", "MD5").upper() in _HASHES and "nonce" in asked:
            return _digest(known, asked, method, target, count)
    return basic(known.user, known.password)


def basic(user: str, password: str) -> str:
    """The header of HTTP's basic authentication (RFC 7617)."""
    from base64 import b64encode

    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _digest(known: Credentials, asked: Mapping[str, str], method: str, target: str, count: int) -> str:
    """The header of HTTP's digest authentication (RFC 7616), of the request line alone."""
    from hashlib import new

    algorithm = asked.get("algorithm", "MD5").upper()

    def hashed(*parts: str) -> str:
        return new(_HASHES[algorithm], ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce = asked.get("realm", ""), asked["nonce"]
    who, what = hashed(known.user, realm, known.password), hashed(method, target)
    said = {"username": known.user, "realm": realm, "nonce": nonce, "uri": target}
    counted, own = f"{count:08x}", os.urandom(8).hex()
    if "auth" in re.split(r"[\s,]+", asked.get("qop", "")):
        said |= {"response": hashed(who, nonce, counted, own, "auth", what), "cnonce": own}
        rest = f", qop=auth, nc={counted}"
    else:
        said |= {"response": hashed(who, nonce, what)}
        rest = ""
    if "opaque" in asked:
        said["opaque"] = asked["opaque"]
    pairs = ", ".join(f'{name}="{_quoted(value)}"' for name, value in said.items())
    return f"Digest {pairs}, algorithm={algorithm}{rest}"


def _quoted(text: str) -> str:
    return re.sub(r'([\\"])', r"\\\1", text)
