"""aikg serve as users start it: a process of its own, asked over a socket."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from program import COMMAND, environment

if TYPE_CHECKING:
    import signal
    from collections.abc import Iterable, Iterator, Mapping

PATIENCE = 60
"""Seconds after which a test gives up on the server; none should ever wait so long."""


@dataclass(frozen=True)
class Reply:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A server that runs, and where."""

    process: subprocess.Popen[str]
    url: str
    errors: list[str] = field(default_factory=list)
    """The lines that it wrote to stderr so far."""

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
    ) -> Reply:
        place = urlsplit(self.url)
        assert place.hostname
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            data = body.encode() if isinstance(body, str) else body
            connection.putrequest(method, path, skip_host="Host" in (headers or {}))
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())

    def get(self, path: str, **headers: str) -> Reply:
        """GET; `accept="text/csv"`, `if_none_match="..."` are headers."""
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def sparql(self, query: str, **headers: str) -> Reply:
        """A query, by POST."""
        head = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request(
            "POST", "/sparql", headers={"Content-Type": "application/sparql-query"} | head, body=query
        )

    def raw(self) -> socket.socket:
        """A connection, to send by it what no client library would."""
        place = urlsplit(self.url)
        return socket.create_connection((place.hostname or "", place.port or 0), timeout=PATIENCE)

    @property
    def children(self) -> set[int]:
        """The processes that it started, as Linux tells."""
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return {int(number) for number in file.read().split()}

    def works(self) -> None:
        """Returns when one of its processes has worked for a while: a query runs there."""
        if not sys.platform.startswith("linux"):
            threading.Event().wait(2)
            return
        before = {child: _ticks(child) for child in self.children}
        while not any(_ticks(child) > before.get(child, 0) + 20 for child in self.children):
            threading.Event().wait(0.05)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def said(self, text: str) -> str:
        """The first line on stderr that holds the text, once it is there."""
        pause = threading.Event()
        for _ in range(PATIENCE * 20):
            for line in list(self.errors):
                if text in line:
                    return line
            pause.wait(0.05)
        raise AssertionError(f"nothing about {text!r} in {self.errors}")


def serving(*words: str, env: Mapping[str, str] | None = None) -> contextlib.AbstractContextManager[Server]:
    """`aikg serve` on a free port, with these further words, until the block ends."""
    return _running([*COMMAND, "serve", "--port", "0", *words], env)


_LIMITED = """
import json
import sys
from aikg.knowledge_graph import load
from aikg.server.limits import Limits
from aikg.server.running import bound, serve, url
from aikg.server.site import Site

listening = bound("127.0.0.1", 0)
site = Site(lambda: load(store="", cache=False), Limits(**json.loads(sys.argv[1])), base=url(listening))
serve(site, listening, lambda: print(site.base, flush=True))
"""


def limited(**limits: float) -> contextlib.AbstractContextManager[Server]:
    """A server with other limits, which the command line does not offer."""
    return _running([sys.executable, "-c", _LIMITED, json.dumps(limits)], None)


@contextlib.contextmanager
def _running(command: list[str], env: Mapping[str, str] | None) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    errors: list[str] = []
    assert process.stdout
    assert process.stderr
    listener = threading.Thread(target=_note, args=(process.stderr, errors), daemon=True)
    listener.start()
    try:
        line = process.stdout.readline()
        if "http://" not in line:
            process.kill()
            listener.join()
        assert "http://" in line, (line, errors)
        yield Server(process, line.split()[-1], errors)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        listener.join()
        process.stdout.close()
        process.stderr.close()
    assert not [line for line in errors if "Traceback" in line], errors


def _note(lines: Iterable[str], noted: list[str]) -> None:
    for line in lines:
        noted.append(line)


def _ticks(process: int) -> int:
    """Hundredths of a second that a process has worked; 0 for one that is gone."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
