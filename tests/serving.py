"""aikg serve as users start it: a process of its own, asked over a socket."""

from __future__ import annotations

import contextlib
import http.client
import subprocess
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
        import json

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
            connection.request(method, path, body=data, headers=dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, found, response.read())

    def get(self, path: str, **headers: str) -> Reply:
        """GET; `accept="text/csv"`, `if_none_match="..."` are headers."""
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

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


@contextlib.contextmanager
def serving(*words: str, env: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`aikg serve` on a free port, with these further words, until the block ends."""
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *words],
        env=environment(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    errors: list[str] = []
    assert process.stdout and process.stderr
    listener = threading.Thread(
        target=lambda lines: errors.extend(lines), args=(process.stderr,), daemon=True
    )
    listener.start()
    try:
        line = process.stdout.readline()
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
