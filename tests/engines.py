"""Real SPARQL engines, started and loaded for a test by the steps of docs/endpoints.md, and stopped after."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GUIDE: Final = Path(__file__).resolve().parent.parent / "docs" / "endpoints.md"
VIRTUOSO: Final = shutil.which("virtuoso-t")
ISQL: Final = shutil.which("isql-vt") or shutil.which("isql")
NO_VIRTUOSO: Final = "Virtuoso is not installed: apt-get install virtuoso-opensource"
OXIGRAPH: Final = str(Path(sys.executable).parent / "oxigraph")

DIFFERENCES: Final = {
    "description": "gives whole numbers beyond ten digits another datatype",
    "graph-partitions": "counts the engine's own graphs too",
    "ontology-triples": "gives the terms of the engine's own graphs too",
    "property-partitions": "counts the engine's own graphs too",
    "totals": "counts the engine's own graphs too",
    "lag-shrinks": "ends with an error on some data: the engine's plan for it takes too much memory",
}
"""The saved queries that Virtuoso 7.2.5 answers otherwise, and why. The guide shows this table."""

SHIPPED_ONLY: Final = {"description"}
"""Those of them that differ on the shipped graph alone: the mini world has no such numbers."""

_PATIENCE: Final = 90.0
"""Seconds that a server may take until it answers, on a machine that is busy."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def oxigraph(nquads: Path, place: Path, *, more: tuple[str, ...] = ()) -> Iterator[str]:
    """The URL of an Oxigraph server over these N-Quads."""
    here = {"aikg-store": f"{place / 'oxigraph'}", "aikg.nq": f"{nquads}", "oxigraph": OXIGRAPH}
    subprocess.run(_words("oxigraph load", here), check=True, capture_output=True)

    def command(port: int) -> list[str]:
        return [*_words("oxigraph serve", here | {"localhost:7878": f"127.0.0.1:{port}"}), *more]

    with _serving(command, place / "oxigraph.log") as port:
        yield _url(":7878", port)


@contextlib.contextmanager
def virtuoso(nquads: Path, place: Path, *, most_rows: int = 10_000) -> Iterator[str]:
    """The URL of a Virtuoso server over these N-Quads."""
    home = place / "virtuoso"
    (home / "load").mkdir(parents=True)
    shutil.copy(nquads, home / "load" / "aikg.nq")
    ports: list[int] = []

    def command(port: int) -> list[str]:
        ports[:] = [free_port()]
        (home / "virtuoso.ini").write_text(
            INI.format(home=home, sql=ports[0], http=port, most_rows=most_rows), encoding="utf-8"
        )
        for left in home.glob("virtuoso.[dlt]*"):
            left.unlink()
        return [str(VIRTUOSO), "+foreground", "+configfile", f"{home / 'virtuoso.ini'}"]

    with _serving(command, place / "virtuoso.log", cwd=home) as port:
        _until(lambda: _isql(ports[0], "status();").returncode == 0, "isql")
        statements = _words("isql-vt", {})[-1].removeprefix("exec=").replace("/srv/load", f"{home / 'load'}")
        done = _isql(
            ports[0], f"{statements} SELECT ll_error FROM DB.DBA.LOAD_LIST WHERE ll_error IS NOT NULL;"
        )
        assert done.returncode == 0 and b"0 Rows." in done.stdout, done.stdout.decode()
        yield _url(":8890", port)


def _step(begins: str) -> str:
    """The one line of the guide that begins so."""
    (line,) = re.findall(rf"^{re.escape(begins)}.*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return str(line)


def _words(begins: str, here: dict[str, str]) -> list[str]:
    """A command of the guide, with the names and ports of this test in place of its own."""
    return [here.get(word, word) for word in shlex.split(_step(begins))]


def _url(port: str, ours: int) -> str:
    """The endpoint that the guide names for a server on this port, on ours."""
    found = re.findall(
        rf"^export AIKG_ENDPOINT='?(http://localhost{port}/[^'\s]*)'?$", GUIDE.read_text("utf-8"), re.M
    )
    return str(found[0]).replace(f"localhost{port}", f"127.0.0.1:{ours}")


def _isql(port: int, statements: str) -> subprocess.CompletedProcess[bytes]:
    words = [str(ISQL), f"127.0.0.1:{port}", "dba", "dba", f"exec={statements}"]
    return subprocess.run(words, capture_output=True, check=False, timeout=_PATIENCE)


@contextlib.contextmanager
def _serving(command: Callable[[int], list[str]], log: Path, cwd: Path | None = None) -> Iterator[int]:
    """A server on a free port; on another one, if somebody was quicker to take it."""
    for _ in range(5):
        port = free_port()
        with log.open("ab") as out:
            process = subprocess.Popen(command(port), cwd=cwd, stdout=out, stderr=out, start_new_session=True)
        try:
            if _stands(process, port, log):
                yield port
                return
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=_PATIENCE)
    raise AssertionError(
        f"the server does not start; {log} says why: {log.read_text(errors='replace')[-2000:]}"
    )


def _stands(process: subprocess.Popen[bytes], port: int, log: Path) -> bool:
    """Whether the server listens; False where it ended instead."""
    _until(lambda: process.poll() is not None or _answers(port), f"{log}")
    return process.poll() is None


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


def _until(ready: Callable[[], bool], what: str) -> bool:
    end = time.monotonic() + _PATIENCE
    while not ready():
        assert time.monotonic() < end, f"{what}: nothing answers"
        time.sleep(0.05)
    return True


INI: Final = """
[Database]
DatabaseFile       = {home}/virtuoso.db
ErrorLogFile       = {home}/virtuoso.log
LockFile           = {home}/virtuoso.lck
TransactionFile    = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend         = 200
TempStorage        = TempDatabase

[TempDatabase]
DatabaseFile       = {home}/virtuoso-temp.db
TransactionFile    = {home}/virtuoso-temp.trx

[Parameters]
ServerPort           = 127.0.0.1:{sql}
DisableUnixSocket    = 1
DirsAllowed          = {home}/load
NumberOfBuffers      = 4000
MaxDirtyBuffers      = 3000
MaxQueryMem          = 200M
MaxClientConnections = 10
ThreadsPerQuery      = 1
AsyncQueueMaxThreads = 2

[HTTPServer]
ServerPort           = 127.0.0.1:{http}
ServerRoot           = {home}
ServerThreads        = 8
MaxClientConnections = 8
Charset              = UTF-8

[SPARQL]
ResultSetMaxRows      = {most_rows}
MaxQueryExecutionTime = 60
"""
