"""Every limit of the server, met: what is too long, too large, too slow or from elsewhere, and that the other
requests are answered meanwhile."""

from __future__ import annotations

import re
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from serving import Server, limited, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
EXPONENTIAL = "SELECT (COUNT(*) AS ?n) { ?a ((aikg:basedOn*)*)* ?b . ?c ((aikg:basedOn*)*)* ?d . ?e ?f ?g }"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space limit")
proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving("--timeout", "2") as running:
        yield running


@pytest.fixture(scope="module")
def strict() -> Iterator[Server]:
    """A server with limits that a test meets soon."""
    limits = {
        "seconds": 120, "rows": 100, "answer": 100_000, "memory": 600 * 1024**2, "arrival": 1, "idle": 1,
        "departure": 1, "body": 10_000, "url": 4_000, "workers": 1, "waiting": 1, "patience": 0.5,
    }  # fmt: skip
    with limited(**limits) as running:
        yield running


class Asking(threading.Thread):
    """A query of somebody else, and what became of it."""

    def __init__(self, server: Server, query: str) -> None:
        super().__init__()
        self.server, self.query, self.status, self.text, self.headers = server, query, 0, "", {}
        self.start()

    def run(self) -> None:
        reply = self.server.sparql(self.query)
        self.status, self.text, self.headers = reply.status, reply.text, reply.headers


@pytest.mark.parametrize("query", [ENDLESS, EXPONENTIAL], ids=["cartesian", "exponential path"])
def test_an_endless_query_ends_while_others_are_answered(server: Server, query: str) -> None:
    endless = [Asking(server, query) for _ in range(3)]
    answered = 0
    while any(asking.is_alive() for asking in endless):
        assert server.sparql("ASK { lab:deepseek ?p ?o }").json["boolean"] is True
        assert server.get("/api/queries/lab?lab=DeepSeek").status == 200
        answered += 1
    assert answered > 1
    for asking in endless:
        assert asking.status == 503
        assert "time limit of 2 seconds" in asking.text
        assert int(asking.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * " + "{" * 5000 + "}" * 5000, "100 brackets"),
        ("ASK { FILTER(" + "(" * 30000 + "1" + ")" * 30000 + ") }", "100 brackets"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "SERVICE is not run here, at 1:12"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD is not run here, at 1:1"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "only read"),
        ("SELECT * { ?s ?p '" + "x" * 70_000 + "' }", "65,536"),
    ],
    ids=["braces", "parentheses", "service", "load", "insert", "long"],
)
def test_what_is_never_run_is_told(server: Server, query: str, words: str) -> None:
    reply = server.sparql(query)
    assert reply.status == 400
    assert words in reply.text


def test_what_breaks_the_engine_breaks_nothing_else(server: Server) -> None:
    before = len(server.errors)
    for _ in range(3):
        reply = server.sparql("ASK { FILTER(" + "!" * 60000 + "1) }")
        assert reply.status == 503
        assert server.sparql("ASK {}").status == 200
    assert server.errors[before:] == []


@pytest.fixture
def elsewhere() -> Iterator[tuple[str, list[object]]]:
    """An address that notes who connects."""
    visits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    visitor, address = listening.accept()
                except TimeoutError:
                    continue
                visits.append(address)
                visitor.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x.ttl", visits
        over.set()
        thread.join()


def test_graphs_from_elsewhere_are_empty_and_nothing_is_fetched(
    server: Server, elsewhere: tuple[str, list[object]]
) -> None:
    url, visits = elsewhere
    for source in (url, "file:///etc/passwd"):
        for query in (
            f"ASK FROM <{source}> {{ ?s ?p ?o }}",
            f"ASK FROM NAMED <{source}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
            f"ASK {{ GRAPH <{source}> {{ ?s ?p ?o }} }}",
        ):
            assert server.sparql(query).json["boolean"] is False
        for parameter in ("default-graph-uri", "named-graph-uri"):
            path = f"/sparql?{parameter}={source}&query=ASK%7B?s?p?o%7D"
            assert server.request("GET", path).json["boolean"] is False
    assert not visits


# ------------------------------------------------------------------------------------------------ sizes


def test_more_rows_than_allowed_are_refused_and_not_cut(strict: Server) -> None:
    for query in (
        "SELECT * {{ ?s ?p ?o }} LIMIT {}",
        "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT {}",
    ):
        assert strict.sparql(query.format(100)).status == 200
        reply = strict.sparql(query.format(101))
        assert reply.status == 413
        assert "more than 100 rows" in reply.text
        assert "retry-after" not in reply.headers


def test_a_larger_answer_than_allowed_is_refused(strict: Server) -> None:
    reply = strict.sparql(f'SELECT (REPLACE("{"x" * 1000}", "x", "{"y" * 1000}") AS ?y) {{}}')
    assert reply.status == 413
    assert "100,000 bytes" in reply.text


@linux
def test_a_query_that_takes_too_much_memory_is_stopped(strict: Server) -> None:
    reply = strict.sparql("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i")
    assert reply.status == 503
    assert "memory limit" in reply.text
    assert strict.sparql("ASK {}").status == 200


def test_who_waits_for_too_long_is_told_to_come_again() -> None:
    with limited(seconds=4, workers=1, waiting=1, patience=1) as server:
        first = Asking(server, ENDLESS)
        statuses = []
        while first.is_alive():
            reply = server.sparql("ASK {}")
            statuses.append(reply.status)
            if reply.status == 503:
                assert "Ask again" in reply.text
                assert reply.headers["retry-after"]
        assert 503 in statuses
        assert first.status == 503
        assert server.sparql("ASK {}").status == 200


def test_long_urls(strict: Server) -> None:
    assert strict.get("/sparql?query=ASK%7B%7D&x=" + "a" * 3900).status == 200
    reply = strict.get("/sparql?query=" + "a" * 4000)
    assert reply.status == 414
    assert "4,000 bytes" in reply.text
    assert strict.get("/sparql?query=" + "a" * 100_000).status in (400, 414)  # the parser's own limit


def test_large_bodies(strict: Server) -> None:
    assert strict.sparql("ASK {}" + " " * 9_000).status == 200
    assert strict.sparql("ASK {}" + " " * 10_000).status == 413
    chunks = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    with strict.raw() as connection:
        connection.sendall(
            chunks + b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + b" " * 4096 + b"\r\n"
        )
        connection.sendall((b"1000\r\n" + b" " * 4096 + b"\r\n") * 2)
        assert b" 413 " in connection.recv(1000)
    with strict.raw() as connection:
        connection.sendall(chunks + b"Content-Length: 99999999999999999999\r\n\r\n")
        assert b" 413 " in connection.recv(1000)


def test_many_parameters(strict: Server) -> None:
    assert strict.get("/sparql?" + "&".join(f"a{n}=" for n in range(101))).status == 400


# ---------------------------------------------------------------------------------------- slow clients


def closed(connection: socket.socket) -> bytes:
    """What the server sends until it closes; the connection's own time-out is far beyond its limits."""
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /sparql HTTP/1.1\r\nHost: local",
        b"GET /api/queries HTTP/1.1\r\nHost: localhost\r\n\r\nGET /",
    ],
    ids=["nothing", "half a head", "half a second head"],
)
def test_a_head_that_does_not_come_is_not_waited_for(strict: Server, sent: bytes) -> None:
    with strict.raw() as connection:
        connection.sendall(sent)
        received = closed(connection)
        assert received.startswith(b"HTTP/1.1 200" if b"\r\n\r\n" in sent else b"")


def test_a_head_that_trickles_is_cut(strict: Server) -> None:
    with strict.raw() as connection:
        connection.settimeout(0.05)
        for byte in b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 1000:
            try:
                connection.sendall(bytes([byte]))
                assert connection.recv(1) == b""  # closed, and not answered
            except TimeoutError:
                continue
            except OSError:
                pass
            break
        else:
            pytest.fail("a thousand bytes were waited for")
        assert strict.get("/sparql").status == 200


def test_a_body_that_does_not_come_is_not_waited_for(strict: Server) -> None:
    with strict.raw() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
        assert b" 408 " in closed(connection)


def test_a_client_that_goes_away_within_its_body_is_nobodys_fault(strict: Server) -> None:
    before = len(strict.errors)
    with strict.raw() as connection:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 100\r\n\r\nASK"
        )
    assert strict.get("/sparql").status == 200
    assert strict.errors[before:] == []


def test_more_connections_than_allowed_are_told_to_come_again() -> None:
    with limited(connections=3) as server:
        kept = [server.raw() for _ in range(3)]
        assert server.get("/api/queries").status == 503
        for connection in kept:
            connection.close()
        while server.get("/api/queries").status == 503:
            time.sleep(0.05)
        assert server.get("/api/queries").status == 200


@proc
def test_a_client_that_takes_nothing_is_cut() -> None:
    with limited(departure=1) as server, server.raw() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        query = "SELECT * { ?s ?p ?o }"
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(query), query.encode())
        )
        assert connection.recv(12) == b"HTTP/1.1 200"
        while connected(server):
            time.sleep(0.05)
        with pytest.raises(ConnectionResetError):
            connection.makefile("rb").read()


def connected(server: Server) -> bool:
    """Whether the server has a connection, as Linux tells."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file]
    port = f":{int(server.url.rpartition(':')[2]):04X}"
    return any(row[1].endswith(port) and row[3] == "01" for row in rows)


@proc
def test_a_client_that_goes_away_ends_its_query() -> None:
    with limited(seconds=600) as server:
        assert server.sparql("ASK {}").status == 200
        (before,) = server.children
        with server.raw() as connection:
            connection.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (len(ENDLESS), ENDLESS.encode())
            )
            server.works()
        while before in server.children:
            time.sleep(0.05)
        assert server.sparql("ASK {}").status == 200


# ------------------------------------------------------------------------------------- hosts and origins


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "localhost:9", "[::1]:8000", "LOCALHOST", "kg.example"]
)
def test_known_hosts_are_served(named: Server, host: str) -> None:
    assert named.request("GET", "/api/queries", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "x@localhost",
     "localhost:x", "localhost/", "evil.example#localhost", "kg.example.evil", "127.0.0.2"],
)  # fmt: skip
def test_other_hosts_are_refused(named: Server, host: str) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/api/queries", "/"):
        reply = named.request("GET", path, headers={"Host": host})
        assert reply.status in (400, 421)
        assert "boolean" not in reply.text


def test_two_hosts_are_none(named: Server) -> None:
    with named.raw() as connection:
        connection.sendall(b"GET /api/queries HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        assert b" 400 " in connection.recv(100)


@pytest.fixture(scope="module")
def named() -> Iterator[Server]:
    with serving("--allow-host", "kg.example", "--no-cors") as running:
        yield running


def test_pages_of_other_sites_get_nothing_where_that_is_asked(named: Server) -> None:
    origin = {"Origin": "https://evil.example", "Content-Type": "application/sparql-query"}
    assert named.request("POST", "/sparql", headers=origin, body="ASK {}").status == 403
    assert named.request("POST", "/sparql", headers=origin | {"Origin": "null"}, body="ASK {}").status == 403
    for mine in ("http://kg.example", named.url, "http://localhost:1"):
        reply = named.request("POST", "/sparql", headers=origin | {"Origin": mine}, body="ASK {}")
        assert reply.status == 200
        assert "access-control-allow-origin" not in reply.headers


def test_pages_of_other_sites_cannot_read_what_is_not_shared(server: Server) -> None:
    reply = server.request("GET", "/nothing", headers={"Origin": "https://example.org"})
    assert "access-control-allow-origin" not in reply.headers
    assert server.request("POST", "/nothing", headers={"Origin": "https://example.org"}).status == 403


# --------------------------------------------------------------------------------------------- messages


def test_every_answer_has_a_strict_policy(server: Server) -> None:
    for path in ("/sparql", "/api/queries", "/nothing", "/sparql?query=x"):
        headers = server.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_messages_tell_no_path_and_no_stack(server: Server) -> None:
    asked = [
        "/..%2f..%2fetc%2fpasswd", "/api/queries/..%2f..%2fsecret", "/api/queries/%2e%2e", "/sparql?query=x",
        "/api/queries/rank?version=%00", "/api/queries/rank?x=%ff", "/%00", "/api/queries/rank?lab=../../x",
        "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20FILTER(%3Chttp://x/f%3E(?o))%20%7D",
        "/sparql?query=ASK%7B%7D&default-graph-uri=../../x", "/sparql?query=ASK%7B%7D&default-graph-uri=%20",
    ]  # fmt: skip
    for path in asked:
        reply = server.get(path)
        assert 400 <= reply.status < 500, path
        assert not re.search(r"Traceback|\.py|/home|/root|/usr|/work|\.rq", reply.text), reply.text
        assert "\x00" not in reply.text
