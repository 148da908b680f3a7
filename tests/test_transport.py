"""Asking over HTTP, of a server that misbehaves in every way that servers have: one clear error each."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

import aikg
from aikg.errors import BadParameter, RemoteError, UsageError, exit_code
from aikg.remote import proof, transport
from aikg.remote.address import parsed
from aikg.remote.graph import RemoteGraph
from aikg.remote.proof import Credentials, credentials, header
from aikg.remote.transport import Limits, Transport, limits
from aikg.solutions import Iri, Text
from engines import free_port
from program import COMMAND, environment, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JSON = "application/sparql-results+json"
COUNT = {"head": {"vars": ["statements"]}, "results": {"bindings": []}}
COUNT["results"]["bindings"].append(  # type: ignore[index]
    {"statements": {"type": "literal", "datatype": "http://www.w3.org/2001/XMLSchema#integer", "value": "42"}}
)
ANSWER = json.dumps(COUNT).encode()


@dataclass
class Server:
    """A server of HTTP that does what a test says, and keeps what it was sent."""

    url: str
    origin: str
    behave: Callable[[Handler], None] = lambda handler: handler.give(ANSWER)
    requests: list[dict[str, Any]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    kept: Server

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        form = parse_qs(self.rfile.read(size).decode())
        self.kept.requests.append(
            {"method": self.command, "path": self.path, "form": form, "headers": dict(self.headers)}
        )
        self.kept.behave(self)

    do_GET = do_POST

    def give(self, body: bytes, status: int = 200, kind: str | None = JSON, **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if kind is not None:
            named.setdefault("Content-Type", kind)
        named.setdefault("Content-Length", str(len(body)))
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def end(self) -> None:
        """The connection is reset, without a word."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None: ...


@contextlib.contextmanager
def serving(tls: tuple[str, str] | None = None) -> Iterator[Server]:
    handler = type("Bound", (Handler,), {})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads = True
    http.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        http.socket = context.wrap_socket(http.socket, server_side=True)
    scheme = "https" if tls else "http"
    origin = f"{scheme}://127.0.0.1:{http.server_port}"
    handler.kept = Server(f"{origin}/query", origin)
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield handler.kept
    finally:
        http.shutdown()
        http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as there:
        yield there


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials, no proxy and no pause but those of the test."""
    for name in ("USER", "PASSWORD", "TOKEN", "TIMEOUT"):
        monkeypatch.delenv(f"AIKG_ENDPOINT_{name}", raising=False)
    for name in (
        "AIKG_ENDPOINT",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NETRC",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(transport, "PAUSE", 0.01)


def ask(server: Server, **bounds: Any) -> int:
    with RemoteGraph(server.url, Limits(**bounds)) as graph:
        return len(graph)


def refusal(server: Server, *, origin: str = "", **bounds: Any) -> RemoteError:
    with pytest.raises(RemoteError) as caught:
        ask(server, **bounds)
    message = str(caught.value)
    assert message.startswith(origin or server.origin) and len(message) < 700 and message.isprintable()
    assert exit_code(caught.value) == 3
    return caught.value


def test_a_form_is_posted_with_the_query_and_the_graphs(server: Server) -> None:
    with RemoteGraph(f"{server.url}?default-graph-uri=urn:a&named-graph-uri=urn:b&key=1") as graph:
        assert len(graph) == 42
        assert str(graph.address) == server.url, "what follows the question mark is not shown"
    (request,) = server.requests
    assert (request["method"], request["path"]) == ("POST", "/query?key=1")
    assert request["form"]["default-graph-uri"] == ["urn:a"]
    assert request["form"]["named-graph-uri"] == ["urn:b"]
    assert "COUNT(*)" in request["form"]["query"][0]
    assert request["headers"]["Accept"].startswith(JSON)
    assert "Authorization" not in request["headers"]


def test_the_connection_stays_for_the_next_question(server: Server) -> None:
    seen = set()
    server.behave = lambda h: (seen.add(h.client_address), h.give(ANSWER))  # type: ignore[func-returns-value]
    with RemoteGraph(server.url) as graph:
        for _ in range(3):
            graph.run("statement-count")
    assert len(seen) == 1


def test_a_connection_that_was_closed_meanwhile_is_opened_again(server: Server) -> None:
    def behave(handler: Handler) -> None:
        handler.give(ANSWER)
        handler.end()

    server.behave = behave
    with RemoteGraph(server.url) as graph:
        for _ in range(4):
            graph.run("statement-count")
    assert len(server.requests) == 4


STATUS = {
    400: "cannot read the query",
    401: "AIKG_ENDPOINT_USER",
    403: "does not let these credentials read",
    404: "no endpoint at this path",
    405: "takes no POST",
    406: "no SPARQL results in JSON",
    413: "too long for this endpoint",
    415: "takes no form",
    418: "refuses the request",
    500: "its own log says why",
    501: "does not know something",
}


@pytest.mark.parametrize("status", STATUS)
def test_a_refusal_says_what_to_do_and_what_the_server_said(status: int, server: Server) -> None:
    server.behave = lambda h: h.give(b"SR171: it\r\n\x1b[31m said so", status, "text/plain")
    error = refusal(server)
    assert STATUS[status] in str(error) and f"(HTTP {status}: SR171: it �[31m said so)." in str(error)
    assert error.status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_asked_once_more(status: int, server: Server) -> None:
    server.behave = lambda h: h.give(b"later", status) if len(server.requests) == 1 else h.give(ANSWER)
    assert ask(server) == 42
    assert len(server.requests) == 2
    assert server.requests[0]["form"] == server.requests[1]["form"]
    server.behave = lambda h: h.give(b"later", status)
    assert refusal(server).status == status
    assert len(server.requests) == 4


def test_a_reset_connection_is_asked_once_more(server: Server) -> None:
    server.behave = lambda h: h.end() if len(server.requests) == 1 else h.give(ANSWER)
    assert ask(server) == 42
    assert len(server.requests) == 2
    server.behave = lambda h: h.end()
    assert "closed before the answer came" in str(refusal(server))
    assert len(server.requests) == 4


def test_retry_after_is_waited_for_within_reason(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(transport.time, "sleep", waited.append)
    asked_for = {"text": ""}
    server.behave = lambda h: (
        h.give(b"", 503, Retry_After=asked_for["text"]) if len(server.requests) == 1 else h.give(ANSWER)
    )
    for text, pause in (("2", 2.0), ("soon", 0.01), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)):
        server.requests.clear()
        waited.clear()
        asked_for["text"] = text
        assert ask(server) == 42
        assert waited == [pause]
    server.requests.clear()
    server.behave = lambda h: h.give(b"", 503, Retry_After="3600")
    refusal(server)
    assert len(server.requests) == 1


PAGES = [
    (b"<!DOCTYPE html><html><head><title>x</title></head><body><h1>It works!</h1></body></html>", "text/html")
]
PAGES += [(PAGES[0][0], kind) for kind in (JSON, None, "application/xhtml+xml")]


@pytest.mark.parametrize(("page", "kind"), PAGES)
def test_a_page_is_no_answer(page: bytes, kind: str | None, server: Server) -> None:
    server.behave = lambda h: h.give(page, 200, kind)
    assert "It works!) and not with SPARQL results. Is this the address" in str(refusal(server))


@pytest.mark.parametrize("kind", ["application/sparql-results+xml", "text/csv", "image/png"])
def test_another_media_type_is_no_answer(kind: str, server: Server) -> None:
    server.behave = lambda h: h.give(ANSWER, 200, kind)
    assert f"answers with {kind} and not with SPARQL results" in str(refusal(server))


def cut_by_length(handler: Handler) -> None:
    handler.give(ANSWER[:40], Content_Length=str(len(ANSWER)))
    handler.close_connection = True


def cut_in_a_chunk(handler: Handler) -> None:
    handler.give(b"%x\r\n" % len(ANSWER) + ANSWER[:40], Transfer_Encoding="chunked", Content_Length="")
    handler.close_connection = True


def cut_between_chunks(handler: Handler) -> None:
    handler.give(b"28\r\n" + ANSWER[:40] + b"\r\n", Transfer_Encoding="chunked", Content_Length="")
    handler.close_connection = True


def cut_in_gzip(handler: Handler) -> None:
    handler.give(gzip.compress(ANSWER)[:-12], Content_Encoding="gzip")


@pytest.mark.parametrize("cut", [cut_by_length, cut_in_a_chunk, cut_between_chunks, cut_in_gzip])
def test_a_body_that_breaks_off_is_no_answer(cut: Callable[[Handler], None], server: Server) -> None:
    server.behave = cut
    assert "the answer breaks off after" in str(refusal(server))


BODIES = {
    b"": "not whole JSON",
    ANSWER[:-5]: "not whole JSON",
    ANSWER.replace(b"42", b"\xff\xfe42"): "not UTF-8",
    b"[" * 200_000: "not whole JSON",
    b"{}": "not SPARQL results",
    b"[1, 2]": "not SPARQL results",
    b"null": "not SPARQL results",
    b'{"head": {"vars": 3}, "results": {"bindings": []}}': "not SPARQL results",
    ANSWER.replace(b'"literal"', b'"strange"'): "not SPARQL results",
    ANSWER.replace(b'"42"', b"42"): "not SPARQL results",
    ANSWER.replace(b"statements", b"others"): "lacks the column statements",
}


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_what_is_no_sparql_result_is_no_answer(body: bytes, server: Server) -> None:
    server.behave = lambda h: h.give(body)
    assert BODIES[body] in str(refusal(server))


def test_gzip_is_read_and_a_bomb_is_not(server: Server) -> None:
    server.behave = lambda h: h.give(gzip.compress(ANSWER), Content_Encoding="gzip")
    assert ask(server) == 42
    for size in (65536, 131072 - len(ANSWER), 3_000_001):
        server.behave = lambda h: h.give(gzip.compress(b" " * size + ANSWER), Content_Encoding="gzip")  # noqa: B023
        assert ask(server) == 42
    bomb = gzip.compress(b" " * 30_000_000 + ANSWER)
    server.behave = lambda h: h.give(bomb, Content_Encoding="gzip")
    assert "larger than 1 MB" in str(refusal(server, size=1024**2))
    server.behave = lambda h: h.give(ANSWER, Content_Encoding="br")
    assert "packs its answer as “br”" in str(refusal(server))


def test_an_endless_answer_ends_at_the_limit(server: Server) -> None:
    def behave(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Connection", "close")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(b" " * 65536)

    server.behave = behave
    assert "larger than 2 MB" in str(refusal(server, size=2 * 1024**2))


def silent(handler: Handler) -> None:
    handler.rfile.read(1)


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.02)


def dripping_headers(handler: Handler) -> None:
    with contextlib.suppress(OSError):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            handler.wfile.write(b"x")
            time.sleep(0.02)


@pytest.mark.parametrize("slow", [silent, dripping, dripping_headers])
def test_a_slow_server_is_left_at_the_limit(slow: Callable[[Handler], None], server: Server) -> None:
    ask(server)  # what is imported is imported
    server.behave = slow
    assert "no whole answer within 0.5 seconds" in str(refusal(server, whole=0.5))
    with RemoteGraph(server.url) as graph, pytest.raises(RemoteError, match=r"within 0\.5 seconds"):
        graph.query("ASK {}", seconds=0.5)


def test_nobody_there_is_told() -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    with pytest.raises(RemoteError, match=r"nothing answers there\. Does the server run"):
        len(RemoteGraph(url))
    with pytest.raises(RemoteError, match=r"no such host is known \(nowhere\.invalid\)"):
        len(RemoteGraph("http://nowhere.invalid/query"))


def test_what_does_not_speak_http_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            connection, _ = listening.accept()
            connection.recv(65536)
            connection.sendall(b"SSH-2.0-OpenSSH_9\r\n\r\n")
            connection.close()

        threading.Thread(target=talk, daemon=True).start()
        with pytest.raises(RemoteError, match="the answer is not HTTP"):
            len(RemoteGraph(f"http://127.0.0.1:{listening.getsockname()[1]}/query"))


@pytest.mark.parametrize(("status", "method"), [(s, "POST") for s in (301, 302, 307, 308)] + [(303, "GET")])
def test_a_redirection_is_followed_with_the_query(status: int, method: str, server: Server) -> None:
    def behave(handler: Handler) -> None:
        if handler.path == "/query":
            handler.give(b"", status, Location="/sparql?x=1")
        else:
            handler.give(ANSWER)

    server.behave = behave
    assert ask(server) == 42
    asked = [(r["method"], r["path"]) for r in server.requests]
    assert asked == [("POST", "/query"), (method, "/sparql?x=1")]
    assert ("query" in server.requests[1]["form"]) == (method == "POST")


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("file:///etc/passwd", "only http:// and https:// are"),
        ("ftp://127.0.0.1/", "only http:// and https:// are"),
        ("http://me:hush@127.0.0.1/", "only http:// and https:// are"),
        ("", "only http:// and https:// are"),
        ("/query", "redirects more than 5 times"),
    ],
)
def test_a_redirection_that_leads_astray_is_not_followed(location: str, said: str, server: Server) -> None:
    server.behave = lambda h: h.give(b"", 302, Location=location)
    assert said in str(refusal(server))
    assert len(server.requests) <= 6


def secret(request: dict[str, Any]) -> str | None:
    found = request["headers"].get("Authorization")
    if found is None or not found.startswith("Basic "):
        return found
    return base64.b64decode(found.removeprefix("Basic ")).decode()


def challenging(challenge: str) -> Callable[[Handler], None]:
    """A server that asks who asks, and believes everybody."""

    def behave(handler: Handler) -> None:
        if "Authorization" in handler.headers:
            handler.give(ANSWER)
        else:
            handler.give(b"", 401, WWW_Authenticate=challenge)

    return behave


def test_credentials_come_from_the_environment_or_netrc(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text(
        "machine 127.0.0.1 login reader password pa:ss\ndefault login x password y\n", encoding="utf-8"
    )
    netrc.chmod(0o600)
    server.behave = challenging('Basic realm="x"')
    with RemoteGraph(server.url) as graph:
        graph.run("statement-count")
        graph.run("statement-count")
    assert [*map(secret, server.requests)] == [None, *["reader:pa:ss"] * 2], "sent once it is asked for"
    monkeypatch.setenv("AIKG_ENDPOINT_USER", "晨")
    monkeypatch.setenv("AIKG_ENDPOINT_PASSWORD", "hush")
    ask(server)
    assert secret(server.requests[-1]) == "晨:hush"
    monkeypatch.setenv("AIKG_ENDPOINT_TOKEN", "t0k3n")
    ask(server)
    assert secret(server.requests[-1]) == "Bearer t0k3n"
    monkeypatch.setenv("AIKG_ENDPOINT_TOKEN", "t0k3n\r\nX: y")
    with pytest.raises(UsageError, match="AIKG_ENDPOINT_TOKEN holds what no header can"):
        ask(server)
    assert credentials(parsed("http://other.example/"), {}) is None, "the default of netrc is for nobody"


def test_digest_is_that_of_the_standard(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of RFC 7616, section 3.9.1, in both of its algorithms."""

    class Fixed(bytes):
        def hex(self, *_: object) -> str:
            return "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"

    monkeypatch.setattr(proof.os, "urandom", lambda _: Fixed())
    known = Credentials("Mufasa", "Circle of Life")
    rest = 'qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe"'
    for algorithm, response in {
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }.items():
        challenge = f'Digest realm="http-auth@example.org", {rest}, algorithm={algorithm}'
        said = header(known, challenge, "GET", "/dir/index.html", 1)
        assert said is not None and f'response="{response}"' in said and "qop=auth, nc=00000001" in said
        assert 'username="Mufasa"' in said and 'opaque="FQhe"' in said and "Circle" not in said


def test_a_wrong_password_is_asked_for_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIKG_ENDPOINT_USER", "reader")
    monkeypatch.setenv("AIKG_ENDPOINT_PASSWORD", "hush")
    server.behave = lambda h: h.give(
        b"", 401, WWW_Authenticate=f'Digest realm="x", nonce="{time.monotonic()}"'
    )
    error = refusal(server)
    assert error.status == 401 and "hush" not in str(error) and "reader" not in str(error)
    assert [r["headers"].get("Authorization", "")[:6] for r in server.requests] == ["", "Digest"]


def test_credentials_stay_with_the_server_that_they_are_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIKG_ENDPOINT_TOKEN", "t0k3n")
    with serving() as other:
        server.behave = lambda h: h.give(b"", 307, Location=other.url)
        assert ask(server) == 42
        assert secret(server.requests[-1]) == "Bearer t0k3n" and secret(other.requests[-1]) is None
        monkeypatch.delenv("AIKG_ENDPOINT_TOKEN")
        monkeypatch.setenv("AIKG_ENDPOINT_USER", "reader")
        other.behave = challenging('Basic realm="x"')
        assert refusal(server, origin=other.origin).status == 401
        assert secret(other.requests[-1]) is None
        other.behave = lambda h: h.give(ANSWER)
        monkeypatch.setenv("AIKG_ENDPOINT_TOKEN", "t0k3n")
        monkeypatch.setenv("AIKG_ENDPOINT", server.url)
        ask(other)
        assert secret(other.requests[-1]) is None, "they belong to AIKG_ENDPOINT"
        server.behave = lambda h: h.give(b"t0k3n is wrong", 401)
        monkeypatch.setenv("AIKG_ENDPOINT_TOKEN", "t0k3n")
        assert "Bearer" not in str(refusal(server))


def test_a_netrc_that_cannot_be_read_is_told(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "own"
    place.write_text("machine 127.0.0.1 login reader passwort hush\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(place))
    with pytest.raises(UsageError) as caught:
        ask(server)
    assert str(place) in str(caught.value) and "hush" not in str(caught.value)


def test_a_proxy_of_the_environment_is_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.origin.replace("//", "//me:hush@"))
    with RemoteGraph("http://far.example/query?x=1") as graph:
        assert len(graph) == 42
    assert server.requests[-1]["path"] == "http://far.example/query?x=1"
    proof = server.requests[-1]["headers"]["Proxy-Authorization"]
    assert base64.b64decode(proof.removeprefix("Basic ")) == b"me:hush"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert ask(server) == 42
    assert server.requests[-1]["path"] == "/query"
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(RemoteError, match="not one of http://"):
        len(RemoteGraph("http://far.example/query"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    import shutil

    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate, and is not installed")
    place = tmp_path_factory.mktemp("tls")
    names = str(place / "cert.pem"), str(place / "key.pem")
    words = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(
        ["openssl", *words.split(), "-out", names[0], "-keyout", names[1]], check=True, capture_output=True
    )
    return names


def test_a_certificate_must_be_one(certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(certificate) as there:
        assert "its certificate or its TLS is not accepted (self-signed certificate)" in str(refusal(there))
        assert there.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
        assert ask(there) == 42
        with serving() as plain:
            there.behave = lambda h: h.give(b"", 307, Location=plain.url)
            assert "from https to http" in str(refusal(there))
            there.behave = dripping
            assert "no whole answer within 0.3 seconds" in str(refusal(there, whole=0.3))
            with pytest.raises(RemoteError, match="TLS is not accepted"):
                len(RemoteGraph(plain.url.replace("http:", "https:")))


def test_values_are_those_of_a_local_answer(server: Server) -> None:
    """Types, languages and what is unbound; Virtuoso's spelling of them too."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    terms = {
        "iri": {"type": "uri", "value": "urn:a"},
        "text": {"type": "literal", "value": "a\u0000\u202e"},
        "tagged": {"type": "literal", "xml:lang": "zh", "value": "晨星"},
        "whole": {"type": "typed-literal", "datatype": f"{xsd}decimal", "value": "8000000000"},
        "decimal": {"type": "literal", "datatype": f"{xsd}decimal", "value": "68.50"},
        "yes": {"type": "typed-literal", "datatype": f"{xsd}boolean", "value": "1"},
        "wrong": {"type": "literal", "datatype": f"{xsd}date", "value": "soon"},
        "node": {"type": "bnode", "value": "b0"},
    }
    columns = [*terms, "nothing"]
    server.behave = lambda h: h.give(
        json.dumps({"head": {"vars": columns}, "results": {"bindings": [terms]}}).encode()
    )
    (row,) = RemoteGraph(server.url).query("SELECT * {}").rows
    right = (
        Iri("urn:a"),
        "a\u0000\u202e",
        Text("晨星", "zh"),
        8000000000,
        Decimal("68.5"),
        True,
        "soon",
        "_:b0",
        None,
    )
    assert row == right and [*map(type, row)] == [*map(type, right)]


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits() == Limits()
    monkeypatch.setenv("AIKG_ENDPOINT_TIMEOUT", "600")
    assert limits().whole == 600 and limits().connect == Limits.connect
    for text in ("0", "-1", "soon", "nan", "inf"):
        monkeypatch.setenv("AIKG_ENDPOINT_TIMEOUT", text)
        with pytest.raises(BadParameter, match="AIKG_ENDPOINT_TIMEOUT takes seconds"):
            limits()


def test_threads_share_an_endpoint(server: Server) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with RemoteGraph(server.url) as graph, ThreadPoolExecutor(8) as pool:
        found = [*pool.map(lambda _: graph.run("statement-count").rows, range(60))]
    assert found == [((42,),)] * 60
    assert len(server.requests) == 60


def test_a_command_gives_one_line_and_an_exit_code(server: Server) -> None:
    server.behave = lambda h: h.give(b"no", 403)
    done = run("lab", "DeepSeek", "--endpoint", f"{server.url}?key=hush")
    assert done.code == 3 and done.out == ""
    assert done.err.startswith(f"aikg: {server.url}: The endpoint does not let")
    assert len(done.err.splitlines()) == 1 and "hush" not in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_question_at_once(server: Server) -> None:
    asked = threading.Event()

    def behave(handler: Handler) -> None:
        asked.set()
        silent(handler)

    server.behave = behave
    process = subprocess.Popen(
        [*COMMAND, "labs", "--endpoint", server.url],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert asked.wait(60)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"aikg: interrupted")


def test_a_look_up_imports_no_more_than_it_needs(server: Server) -> None:
    """Neither the store nor a library for HTTP."""
    code = (
        "import sys, aikg\n"
        f"with aikg.load(endpoint={server.url!r}) as graph: len(graph)\n"
        "print(sorted({'pyoxigraph', 'rdflib', 'httpx', 'urllib.request', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_load_takes_an_endpoint_by_itself(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="exclude each other"):
        aikg.load("somewhere", endpoint=server.url)
    monkeypatch.setenv("AIKG_ENDPOINT", server.url)
    assert isinstance(aikg.load(), RemoteGraph)
    assert not isinstance(aikg.load(endpoint=""), RemoteGraph)
    assert Transport(parsed(server.url), Limits()).post("query=ASK", JSON).body == ANSWER
