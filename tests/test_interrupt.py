"""Ctrl-C and SIGTERM: within a second, with the shell's exit code, and nothing half-written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import aikg
from program import environment, interrupted, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

SOURCE = Path(aikg.__file__).resolve().parent.parent
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SIGNALS = [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    run("info")  # the store is in the cache from now on


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
@pytest.mark.parametrize(
    "words",
    [["sparql", ENDLESS, "--timeout", "60"], ["sparql", "-"], ["check"], ["graph", "-o", "page.html"]],
    ids=lambda words: words[0],
)
def test_a_command_ends_at_once(
    number: signal.Signals, code: int, said: str, words: list[str], tmp_path: Path
) -> None:
    done = interrupted(words, number, 0.45 if words[0] == "graph" else 1.2, cwd=tmp_path)
    if done.code == 0:
        pytest.skip("this machine was faster than the signal")
    assert done.code == code
    assert done.err.strip() == f"aikg: {said}"
    assert list(tmp_path.iterdir()) == []


IN_PROCESS = """
import sys
import pyoxigraph as ox
from aikg import cli
from aikg.cli import interrupt, writing
from pathlib import Path

def endless(*_args, **_options):
    writing.unfinished.add(Path(sys.argv[1]))
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"a:{i}"), ox.NamedNode("a:p"), ox.Literal(i)) for i in range(3000))
    print("asking", flush=True)
    list(store.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i < 0) }"))

cli.cli.main = endless
cli.main()
"""


@pytest.mark.parametrize(("number", "code", "said"), SIGNALS)
def test_a_query_of_our_own_process_ends_too(
    number: signal.Signals, code: int, said: str, tmp_path: Path
) -> None:
    half = tmp_path / "half.part"
    half.touch()
    process = subprocess.Popen(
        [sys.executable, "-c", IN_PROCESS, str(half)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout
    assert process.stdout.readline() == b"asking\n"
    time.sleep(0.2)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code
    assert err.decode() == f"aikg: {said}\n"
    assert not half.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_moment_shows_aikg_in_a_traceback(number: signal.Signals) -> None:
    for tenth in range(1, 6):
        done = interrupted(["lab", "DeepSeek"], number, tenth * 0.05)
        if "init_import_site" in done.err:
            continue  # Python itself had not started yet
        assert done.code in (0, 128 + number, -number)
        assert "/aikg/cli/" not in done.err  # Python's own start, before ours, may show one


def test_nothing_is_imported_before_ctrl_c_is_heeded() -> None:
    """Each import would be a moment in which Ctrl-C shows the file that imports."""
    source = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r}); before = set(sys.modules); import aikg.__main__;"
        " print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", source], capture_output=True, text=True, check=True
    )
    assert done.stdout == "['__future__', 'aikg', 'aikg.__main__']\n"


def test_an_ignored_signal_stays_ignored() -> None:
    process = subprocess.Popen(
        ["bash", "-c", f"trap '' INT; exec '{sys.executable}' -m aikg sparql - <&0"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(b"SELECT ?l { lab:deepseek skos:prefLabel ?l }", timeout=30)
    assert process.returncode == 0
    assert b"DeepSeek" in out
