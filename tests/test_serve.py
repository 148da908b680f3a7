"""`aikg serve` as it is started, stopped, told of changed data, and started where it cannot be."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aikg import answer_formats
from aikg.gate import DEEPEST, LONGEST
from aikg.server.limits import Limits
from aikg.vocabulary import PREFIXES
from program import environment, run
from serving import PATIENCE, Server, serving

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SIGNALS = [(2, 130, "interrupted"), (15, 143, "terminated")]


class Asking(threading.Thread):
    """A query under way, and the status of its answer; 0 where none came."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server, self.status, self.text = server, 0, ""
        self.start()

    def run(self) -> None:
        try:
            reply = self.server.sparql(ENDLESS)
        except OSError:
            return
        self.status, self.text = reply.status, reply.text


def under_way(server: Server) -> Asking:
    """A query that runs in the server now."""
    asking = Asking(server)
    server.works()
    return asking


@posix
@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
def test_a_signal_lets_what_runs_end_and_then_ends_the_server(number: int, code: int, said: str) -> None:
    with serving("--timeout", "3") as server:
        asking = under_way(server)
        with server.raw() as kept:  # a connection without a request is not waited for
            server.signal(signal.Signals(number))
            assert server.process.wait(PATIENCE) == code
            asking.join()
            assert asking.status == 503  # the answer of a query that ran until its limit
            assert kept.recv(1) == b""
        server.said(f"aikg: {said}")
        with pytest.raises(ConnectionRefusedError):
            server.get("/api/queries")


@posix
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_signal_to_all_processes_lets_what_runs_end_too() -> None:
    with serving("--timeout", "3") as server:
        asking = under_way(server)
        for process in (*server.children, server.process.pid):
            os.kill(process, signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 143
        asking.join()
        assert asking.status == 503
        assert "time limit" in asking.text
        server.said("aikg: terminated")
    assert server.errors == ["aikg: terminated\n"]


@posix
def test_a_second_signal_ends_it_at_once() -> None:
    with serving("--timeout", "600") as server:
        asking = under_way(server)
        server.signal(signal.SIGTERM)
        time.sleep(0.5)
        assert server.process.poll() is None
        server.signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 143
        asking.join()
        assert asking.status == 0


@posix
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_behind(number: signal.Signals) -> None:
    with serving("--timeout", "2") as server:
        asking = under_way(server)
        children = server.children
        assert children
        server.signal(number)
        server.process.wait(PATIENCE)
        asking.join()
    for child in children:
        for _ in range(PATIENCE * 20):
            if not os.path.exists(f"/proc/{child}/fd"):
                break
            time.sleep(0.05)
        else:
            pytest.fail("a process goes on")


def test_a_taken_port_is_told() -> None:
    with serving() as server:
        port = server.url.rpartition(":")[2]
        second = run("serve", "--port", port)
        assert second.code == 2
        assert second.out == ""
        assert second.err == (
            f"aikg: 127.0.0.1:{port} cannot be served on: Address already in use. "
            "--port takes another port, and --port 0 a free one.\n"
        )
        assert server.get("/api/queries").status == 200


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--host", "no.such.host.invalid"], 2, "no.such.host.invalid:0 cannot be served on"),
        (["--data", "nowhere"], 3, "nowhere: does not exist"),
        (["--as-of", "tomorrow"], 2, "--as-of"),
        (["--source", "nobody"], 2, "No report or edition is called"),
        (["--port", "70000"], 2, "70000"),
        (["--timeout", "0"], 2, "--timeout"),
    ],
)
def test_what_cannot_be_served_is_told_in_one_message(words: list[str], code: int, said: str) -> None:
    done = run("serve", "--port", "0", *words)
    assert done.code == code
    assert said in done.err
    assert done.out == ""


def test_without_the_extra_the_command_says_how_to_get_it() -> None:
    program = "import sys; sys.modules['uvicorn'] = None; from aikg.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "serve", "--port", "0"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "aikg: The server needs more: pip install 'aikg[serve]'\n"


def test_the_graph_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path / "more.ttl", "Zyx 1")
    with serving("--data", str(tmp_path), "--as-of", "2024-12-31") as server:
        assert label(server) == "Zyx 1"
        released = server.get("/api/queries/models?format=tsv").text
        assert "2024-" in released
        assert "2025-" not in released


# ------------------------------------------------------------------------------------------ changed data


def write(path: Path, name: str) -> None:
    path.write_text(
        f"<{PREFIXES['lab']}zyx-{path.stem}> a <{PREFIXES['aikg']}Lab> ;\n"
        f'  <{PREFIXES["skos"]}prefLabel> "{name}"@en .\n',
        encoding="utf-8",
    )


def label(server: Server, stem: str = "more") -> str:
    reply = server.sparql(f"SELECT ?l {{ lab:zyx-{stem} skos:prefLabel ?l }}", accept="text/csv")
    assert reply.status == 200
    return reply.text.partition("\r\n")[2].strip()


def told(server: Server, number: int) -> None:
    """Send SIGHUP, and wait until the server has said something for the `number`th time."""
    server.signal(signal.SIGHUP)
    for _ in range(PATIENCE * 20):
        if len(server.errors) >= number:
            return
        time.sleep(0.05)
    pytest.fail(f"nothing was said: {server.errors}")


EARLY = """
import os, signal
from aikg.server import running
heeded = running.heeded
def at_once():
    came = heeded()
    os.kill(os.getpid(), signal.SIGHUP)
    return came
running.heeded = at_once
from aikg.__main__ import main
main()
"""


@posix
def test_a_sighup_before_it_serves_ends_nothing_and_is_heeded_then() -> None:
    command = [sys.executable, "-c", EARLY, "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline().startswith("aikg serves on ")
        assert process.stderr.readline() == "aikg: The data were read again.\n"
        process.terminate()
        assert process.stderr.read() == "aikg: terminated\n"


@posix
def test_changed_data_are_taken_up_on_sighup_and_broken_data_are_not(tmp_path: Path) -> None:
    path = tmp_path / "more.ttl"
    write(path, "Zyx 1")
    with serving("--data", str(tmp_path)) as server:
        tag = server.get("/api/queries/counts").headers["etag"]
        write(path, "Zyx 2")
        assert label(server) == "Zyx 1"
        told(server, 1)
        assert server.errors[0] == "aikg: The data were read again.\n"
        assert label(server) == "Zyx 2"
        assert server.get("/api/queries/find?text=Zyx&format=csv").text.count("lab/zyx-more") == 1
        new = server.get("/api/queries/counts", if_none_match=tag)
        assert new.status == 200

        path.write_text("this is no Turtle", encoding="utf-8")
        told(server, 2)
        assert server.errors[1].startswith("aikg: The data were not taken up")
        assert "more.ttl:1" in server.errors[1]
        assert label(server) == "Zyx 2"
        assert server.get("/api/queries/counts", if_none_match=new.headers["etag"]).status == 304

        write(path, "Zyx 3")
        told(server, len(server.errors) + 1)
        assert label(server) == "Zyx 3"


@posix
def test_what_is_read_again_is_what_was_asked_for() -> None:
    with serving("--store", "", "--source", "aikg") as server:
        counted = server.get("/api/queries/totals?format=csv").text
        told(server, 1)
        assert server.get("/api/queries/totals?format=csv").text == counted
    with serving("--store", "") as server:
        assert server.get("/api/queries/totals?format=csv").text != counted


@posix
def test_data_are_never_taken_up_by_halves(tmp_path: Path) -> None:
    one, two = tmp_path / "one.ttl", tmp_path / "two.ttl"
    query = (
        "SELECT ?a ?b { lab:zyx-one skos:prefLabel ?a . lab:zyx-two skos:prefLabel ?b . lab:deepseek a ?t }"
    )
    write(one, "0")
    write(two, "0")
    with serving("--data", str(tmp_path)) as server:
        seen: list[tuple[str, str]] = []
        over = threading.Event()

        def look() -> None:
            while not over.is_set():
                reply = server.sparql(query, accept="text/csv")
                assert reply.status == 200
                first, _, second = reply.text.split()[1].partition(",")
                seen.append((first, second))

        looking = threading.Thread(target=look)
        looking.start()
        for number in range(1, 4):
            write(one, str(number))
            write(two, str(number))
            told(server, number)
        over.set()
        looking.join()
        assert label(server, "one") == label(server, "two") == "3"
    assert seen
    assert all(first == second for first, second in seen)
    assert seen == sorted(seen)


# ------------------------------------------------------------------------------------------ the document


def test_the_document_tells_the_limits_that_are_kept() -> None:
    text = (Path(__file__).parent.parent / "docs" / "server.md").read_text(encoding="utf-8")
    table = text.partition("## Limits")[2].partition("\n\nA query")[0]
    told = [cell.strip() for cell in re.findall(r"\| ([^|]+) \|$", table, re.MULTILINE)]
    limits = Limits()
    kept = [
        f"{limits.seconds} s",
        f"{limits.own_seconds} s",
        f"{limits.rows:,}",
        f"{limits.answer // 1024**2} MB",
        f"{limits.memory // 1024**3} GB",
        str(limits.workers),
        str(limits.threads),
        str(limits.waiting),
        f"{limits.patience} s",
        str(limits.connections),
        f"{limits.url // 1024} KB",
        f"{limits.body // 1024} KB",
        f"{LONGEST // 1024} KB",
        str(DEEPEST),
        f"{limits.arrival} s",
        f"{limits.idle} s",
        f"{limits.departure} s",
    ]
    assert told[2:] == kept


def test_the_document_tells_the_formats_that_are_given() -> None:
    text = (Path(__file__).parent.parent / "docs" / "server.md").read_text(encoding="utf-8")
    told = re.findall(r"\| `(\w+)` \| `([^`]+)` \|$", text, re.MULTILINE)
    formats = {**answer_formats.TABLES, **answer_formats.GRAPHS}
    assert told == [(name, form.media_type) for name, form in formats.items()]


def test_what_the_document_asks_is_answered(tmp_path: Path) -> None:
    text = (Path(__file__).parent.parent / "docs" / "server.md").read_text(encoding="utf-8")
    commands = re.findall(r"^curl (?:[^\n\\]|\\\n)+", text, re.MULTILINE)
    assert len(commands) == 9
    (tmp_path / "query.rq").write_text("SELECT * { ?s ?p ?o } LIMIT 1", encoding="utf-8")
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with serving() as server:
        for command in commands:
            here = command.replace("http://127.0.0.1:8000", server.url).replace("\\\n", " ")
            words = ["curl", "--silent", "--show-error", "--fail", *shlex.split(here)[1:]]
            done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (command, done.stderr)
            assert done.stdout
