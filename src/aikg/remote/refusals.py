"""Refusals: what an endpoint means that does not answer, and what to do next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.errors import shown
from aikg.remote.address import PASSWORD, TOKEN, USER

if TYPE_CHECKING:
    from aikg.remote.address import Address

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
_CLASSES: Final[dict[int, str]] = {4: "The endpoint refuses the request", 5: "The endpoint failed"}


@dataclass(frozen=True)
class Reply:
    """A whole answer: its media type in lower case, the rest of its headers, and its bytes, unpacked."""

    kind: str
    headers: dict[str, str]
    body: bytes


def refusal(address: Address, status: int, reply: Reply) -> str:
    """The message for a status that is no success, with the first words of the server."""
    advice = ADVICE.get(status) or _CLASSES.get(status // 100, "It is not HTTP as it should be")
    said = words_of(reply)
    return f"{address}: {advice} (HTTP {status}{f': {said}' if said else ''})."


def words_of(reply: Reply, most: int = 240) -> str:
    """The first words of what a server says of an error: without markup, on one line."""
    text = reply.body[:65536].decode("utf-8", "replace")
    if "html" in reply.kind or text.lstrip()[:1] == "<":
        text = re.sub(r"(?is)<(script|style|head)\b.*?</\1\s*>", " ", text)
        text = re.sub(r"<[^<>]*>", " ", text)
    return shown(" ".join(text.split()), most).rstrip(".")


def reason(error: BaseException, address: Address) -> str:
    """Why a connection did not come about, or what came over it is no answer."""
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
