"""Downloads, from a real server on this machine: limits, retries, conditions, keys that go nowhere else."""

from __future__ import annotations

import gzip
import http.server
import threading
from typing import TYPE_CHECKING, Any

import pytest

from aikg.errors import UsageError
from aikg.importing import download as module
from aikg.importing.download import DownloadError, Validators, download, is_address, key_from
from program import run
from samples import HEAD, ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEY = "secret-0123456789"
Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers in turn what it was given, the last again and again, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer | Callable[[dict[str, str]], Answer]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.asked.append((self.path, headers))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                status, more, body = answer(headers) if callable(answer) else answer
                self.send_response(status)
                for name, value in ({"content-length": str(len(body))} | more).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def quick(url: str, **options: Any) -> tuple[module.Download, list[float]]:
    waits: list[float] = []
    return download(url, wait=waits.append, **options), waits


def test_content_and_progress(server: Server) -> None:
    server.answers = [(200, {}, b"x" * 200_000)]
    told: list[tuple[int, int | None]] = []
    got, _ = quick(f"{server.url}/a.csv", tell=lambda done, whole: told.append((done, whole)))
    assert got.data == b"x" * 200_000
    assert told[-1] == (200_000, 200_000)


def test_busy_and_failing_servers_are_asked_again(server: Server) -> None:
    server.answers = [(429, {"retry-after": "7"}, b""), (503, {}, b""), (500, {}, b""), (200, {}, b"ok")]
    got, waits = quick(server.url)
    assert (got.data, waits) == (b"ok", [7.0, 4.0, 8.0])


@pytest.mark.parametrize(("status", "said"), [(429, "too many requests"), (500, "HTTP 500")])
def test_but_not_for_ever(status: int, said: str, server: Server) -> None:
    server.answers = [(status, {}, b"")]
    with pytest.raises(DownloadError, match=said):
        quick(server.url)
    assert len(server.asked) == module.TRIES
    server.answers, server.asked[:] = [(status, {"retry-after": "86400"}, b"")], []
    with pytest.raises(DownloadError, match=said):
        quick(server.url)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "said"), [(401, "the key was refused"), (403, "refused"), (404, "nothing")]
)
def test_refusals_are_final(status: int, said: str, server: Server) -> None:
    server.answers = [(status, {}, f"your key {KEY} is bad".encode())]
    with pytest.raises(DownloadError, match=said) as failed:
        quick(server.url, key=("x-api-key", KEY))
    assert len(server.asked) == 1
    assert KEY not in str(failed.value)


def test_conditions(server: Server) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"v1"' and headers.get("if-modified-since") == "Mon"
        return (304, {}, b"") if same else (200, {"etag": '"v1"', "last-modified": "Mon"}, b"content")

    server.answers = [answer]
    first, _ = quick(server.url)
    kept = Validators.of(first.validators.text())
    assert kept == first.validators == Validators(server.url, '"v1"', "Mon")
    again, _ = quick(server.url, known=kept)
    assert again.data is None
    assert again.validators == kept
    elsewhere, _ = quick(server.url + "/other", known=kept)
    assert elsewhere.data == b"content"


def test_too_large_told_or_not(server: Server) -> None:
    server.answers = [(200, {}, b"x" * 2000)]
    with pytest.raises(DownloadError, match="has 2,000 bytes; the limit is 1,000"):
        quick(server.url, most=1000)
    server.answers = [(200, {"content-encoding": "gzip"}, gzip.compress(b"x" * 20_000_000))]
    with pytest.raises(DownloadError, match=r"larger than 1,000,000 bytes, the limit"):
        quick(server.url, most=1_000_000)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://x"])
def test_never_sent_on_to_another_scheme(target: str, server: Server) -> None:
    server.answers = [(302, {"location": target}, b"")]
    with pytest.raises(UsageError, match="only http and https are"):
        quick(server.url)


def test_redirects_end(server: Server) -> None:
    server.answers = [(302, {"location": "/again"}, b"")]
    with pytest.raises(DownloadError, match="more than 5 redirections"):
        quick(server.url)


def test_a_key_goes_to_its_host_alone(server: Server, other: Server) -> None:
    server.answers = [(302, {"location": f"{other.url}/x"}, b"")]
    other.answers = [(200, {"etag": KEY}, b"content")]
    got, _ = quick(server.url, key=("x-api-key", KEY))
    assert server.asked[0][1]["x-api-key"] == KEY
    assert "x-api-key" not in other.asked[0][1]
    assert KEY not in got.validators.text()


@pytest.mark.parametrize("value", [None, "", "  ", "a\nb", "schlüssel", "x" * 2000])
def test_what_is_no_key_is_not_sent_and_not_shown(value: str | None) -> None:
    with pytest.raises(UsageError, match="A_KEY") as failed:
        key_from("A_KEY", value)
    assert not (value and value.strip() and value in str(failed.value))


def test_nobody_there_and_a_broken_answer(server: Server) -> None:
    with pytest.raises(DownloadError, match="no answer"):
        quick("http://127.0.0.1:9")
    server.answers = [(200, {"content-length": "1000"}, b"short")]
    with pytest.raises(DownloadError, match="no answer"):
        quick(server.url)


def test_addresses_and_files() -> None:
    assert is_address("https://example.org/x.csv")
    assert not is_address("c://x") and not is_address("a.csv") and not is_address("dir/a.csv")
    for wrong in ("file:///etc/passwd", "ftp://example.org/x", "http:///x"):
        with pytest.raises(UsageError):
            is_address(wrong)


def test_secrets_in_an_address_are_not_shown() -> None:
    for url in ("http://user:secret@127.0.0.1:9/x", "http://127.0.0.1:9/x?key=secret"):
        with pytest.raises(DownloadError) as failed:
            quick(url)
        assert "secret" not in str(failed.value)


def test_import_from_an_address(server: Server, tmp_path: Path) -> None:
    def answer(headers: dict[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"v1"'
        return (304, {}, b"") if same else (200, {"etag": '"v1"'}, (HEAD + ROWS).encode())

    server.answers = [answer]
    env = {"AIKG_STORE": str(tmp_path / "editions"), "ARTIFICIAL_ANALYSIS_API_KEY": KEY}
    address = f"{server.url}/lmarena_2025-06-09.csv"
    done = run("import", "lmarena", address, env=env)
    assert (done.code, "Imported lmarena-2025-06-09" in done.err) == (0, True), done.err
    again = run("import", "lmarena", address, env=env)
    assert (again.code, again.err.splitlines()[-1]) == (
        0,
        "The server has nothing newer than what was imported.",
    )
    assert len(server.asked) == 2
    kept = [path for path in (tmp_path / "editions").rglob("*") if path.is_file()]
    assert not any(KEY in path.read_text(encoding="utf-8") for path in kept)
    refused = run("import", "artificial-analysis", "--fetch", env=env | {"ARTIFICIAL_ANALYSIS_API_KEY": ""})
    assert refused.code == 2 and "ARTIFICIAL_ANALYSIS_API_KEY" in refused.err
