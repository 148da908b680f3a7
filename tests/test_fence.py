"""The fence, attacked: what is refused, what is stopped, and that the next query is answered."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from aikg import fence_worker
from aikg import gate as gate_module
from aikg.errors import (
    AikgError,
    DataError,
    QueryLimit,
    QueryRefused,
    QuerySyntaxError,
    StoreError,
)
from aikg.gate import gate
from aikg.worker import Term, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 1000
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
WORLD = "".join(
    f'<http://x/s{n}> <http://x/p> "{n}"^^<{INTEGER}> <http://x/g{n % 2}> .\n' for n in range(SIZE)
) + "".join(
    f"<http://x/n{a}> <http://x/q> <http://x/n{b}> <http://x/g> .\n" for a in range(20) for b in range(20)
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
posix = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space limit")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker({"nquads_text": WORLD}) as worker:
        yield worker


@pytest.fixture
def endpoint() -> Iterator[tuple[str, list[object]]]:
    """An address that notes who connects."""
    visits: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    visitor, address = server.accept()
                    visits.append(address)
                    visitor.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", visits
        time.sleep(0.05)
        server.shutdown(socket.SHUT_RDWR)


# --- the gate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {}", "select"),
        ("# SERVICE\nPREFIX x: <http://x/> ask {}", "ask"),
        ("BASE <http://x/> PREFIX : <#> CONSTRUCT WHERE { <a> :b ?c }", "construct"),
        ("describe <http://x/insert>", "describe"),
        ("SELECT ?service FROM <http://x/load> { ?service ?load $insert }", "select"),
        (
            'PREFIX service: <http://x/> SELECT * { service:load ?p "SERVICE", "LOAD"@service }',
            "select",
        ),
        ("PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s ?p _:service } }", "select"),
        (
            "PREFIX service: <http://x/> SELECT * FROM service:g { ?s service:a/service:b ?o }",
            "select",
        ),
        ("SELECT * { ?s ?p ?o FILTER(?o < 2 && 3 > 2 || ?o IN (<http://x/service#a>)) }", "select"),
        ("SELECT * { ?s ?p ?o FILTER(STR(?s)='<http://x/)SERVICE#>') }", "select"),
        ("SELECT * { VALUES (?a ?b) { (<http://x/#a> <http://x/#b>) } }", "select"),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s a ?t } } ORDER BY DESC(?o) LIMIT 1", "select"),
        ("SELECT * " + "{" * 100 + "}" * 100, "select"),
    ],
)
def test_queries_pass(query: str, kind: str) -> None:
    assert gate(query) == kind
    list_or_bool = ox.Store().query(query)
    assert list_or_bool is not None


U = "http://127.0.0.1:9/"
SERVICES = [
    f"SELECT * {{ SERVICE <{U}> {{}} }}",
    f"SELECT * {{ service silent <{U}> {{}} }}",
    f"SELECT * {{\n ?s ?p 1SERVICE<{U}>{{}} }}",
    f"SELECT * {{ ?s ?p trueSERVICE <{U}> {{}} }}",
    f"SELECT * {{ SERVICESILENT <{U}> {{}} }}",
    f"SELECT * {{ SERVICE ?x {{}} VALUES ?x {{ <{U}> }} }}",
    f"PREFIX : <{U}> PREFIX SERVICE: <{U}> SELECT * {{ SERVICE:x {{}} }}",
    f"PREFIX y: <{U}> PREFIX SERVICEy: <{U}> SELECT * {{ SERVICEy:x # GRAPH\n {{}} }}",
    f"PREFIX y: <{U}> PREFIX trueSERVICEy: <{U}> SELECT * {{ ?s ?p trueSERVICEy:x {{}} }}",
    f"SELECT * {{ FILTER(1<2)SERVICE#>)\n<{U}> {{}} }}",
    f"BASE <http://x/> SELECT * {{ FILTER(1<2)SERVICE#>)\n<{U}> {{}} }}",
    f"BASE <http://x/> SELECT * {{ FILTER('a'<'>')SERVICE<{U}>{{}}}}#')}}",
    f"PREFIX x: <{U}> SELECT * {{ FILTER(1<x:a||1=1)SERVICE#>)\n<{U}> {{}} }}",
    f"PREFIX x: <{U}> SELECT * {{ FILTER(1<x:a||'b'<'>')SERVICE<{U}>{{}}}}#')}}",
    f"PREFIX x: <{U}> SELECT * {{ FILTER(1 IN(1,1<x:b#>'''\n))SERVICE <{U}> {{}} }} #''' )) }}",
    f"SELECT * {{ \\u0053ERVICE <{U}> {{}} }}",
    f"SELECT * {{ \uff33ERVICE <{U}> {{}} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_no_way_leads_to_service(worker: Worker, endpoint: tuple[str, list[object]], query: str) -> None:
    url, visits = endpoint
    with pytest.raises((QueryRefused, QuerySyntaxError), match=r"\d+:\d+"):
        worker.query(query.replace(U, url), seconds=2)
    assert not visits


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * {\n  SERVICE <http://x/> {} }", "SERVICE is not run here, at 2:3"),
        ("LOAD <http://127.0.0.1/>", "with --data"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT .* at 1:1.* only read"),
        ("SELECT * {} ; DROP ALL", "DROP .* at 1:15"),
        ("PREFIX x: <http://x/> WITH x:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
        ("CLEAR ALL", "CLEAR"),
        ("SELECT * " + "{" * 5000 + "}" * 5000, "More than 100 brackets are open here, at 1:110"),
        ("ASK { FILTER(" + "(" * 30000 + "1" + ")" * 30000 + ") }", "100 brackets"),
        ("ASK { ?s ?p " + "[ ?p " * 3000 + "1" + "]" * 3000 + " }", "100 brackets"),
        ("ASK { FILTER(" + "(" * 100000 + "1" + ")" * 100000 + ") }", "65,536"),
        ("SELECT * { ?s ?p '" + "é" * 33000 + "' }", "66,0.. bytes"),
    ],
)
def test_refusals_say_what_and_where(query: str, words: str) -> None:
    with pytest.raises(QueryRefused, match=words):
        gate(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "empty"),
        (" # nothing", "empty"),
        ("hello", "begins with SELECT"),
        ("SELECT * { ?s ?p 'a\n }", r"string .* never closed, at 1:18:\n.*\n {19}\^"),
        ("SELECT * { ?s ?p ?o ", "“{” is never closed, at 1:10"),
        ("SELECT * { ?s ?p ?o ) }", r"“\)” cannot close the “{” of 1:10"),
        ("SELECT * }", "closes nothing"),
        ("SELECT * { ?s foaf:name ?o }", "foaf:.* is not declared.* at 1:15"),
        ("SELECT * { ?s ?p ?o FITLER(1) }", "“FITLER” is no word of SPARQL, at 1:21"),
        ("SELECT * { ?s ?p <x> }", "not a full IRI"),
        ("SELECT * { ?s ?p ?o FILTER(?o<2&&3>2) }", "needs a space"),
        ("PREFIX x <http://x/> ASK {}", "PREFIX is not followed"),
        ("PREFIX", "PREFIX is not followed"),
        ("SELECT * { ?s ?p '\ud800' }", "Unicode"),
        ("\ufeffASK {}", "no part of SPARQL"),
    ],
)
def test_faults_that_the_gate_sees_are_named(query: str, words: str) -> None:
    with pytest.raises(QuerySyntaxError, match=words):
        gate(query)


def test_known_prefixes_need_no_declaration(worker: Worker) -> None:
    known = {"x": "http://x/"}
    assert gate("ASK { x:s1 x:p 1 }", known) == "ask"
    assert worker.query("ASK { x:s1 x:p 1 }", prefixes=known).boolean


# --- answers ----------------------------------------------------------------------------------


def test_a_select_gives_columns_and_terms(worker: Worker) -> None:
    answer = worker.query("SELECT ?s ?o ?nothing { ?s <http://x/p> ?o FILTER(?o < 2) } ORDER BY ?o")
    assert answer.columns == ("s", "o", "nothing")
    assert answer.complete
    assert answer.rows == (
        (Term("uri", "http://x/s0"), Term("literal", "0", INTEGER), None),
        (Term("uri", "http://x/s1"), Term("literal", "1", INTEGER), None),
    )


def test_terms_survive_the_way(worker: Worker) -> None:
    query = (
        'SELECT ("a\\n\\"\\u0000😀" AS ?a) ("b"@en-gb AS ?b) ("c"@ar--rtl AS ?c) (1.50 AS ?d)'
        ' (<a:e> AS ?e) ("x"^^<a:t> AS ?f) (<<( <a:a> <a:b> "c"@en )>> AS ?g) {}'
    )
    (row,) = worker.query(query).rows
    (same,) = ox.Store().query(query)
    assert [term.oxigraph() for term in row if term] == list(same)
    (blank,) = worker.query("SELECT (BNODE() AS ?x) {}").rows[0]
    assert blank
    assert isinstance(blank.oxigraph(), ox.BlankNode)


def test_ask_construct_and_describe(worker: Worker) -> None:
    assert worker.query("ASK { <http://x/s1> ?p 1 }").boolean is True
    assert worker.query("ASK { <http://x/s1> ?p 2 }").boolean is False
    for query in ("CONSTRUCT WHERE { <http://x/s1> ?p ?o }", "DESCRIBE <http://x/s1>"):
        text = worker.query(query).ntriples
        assert text == f'<http://x/s1> <http://x/p> "1"^^<{INTEGER}> .\n'


def test_from_names_graphs_of_the_store(worker: Worker, endpoint: tuple[str, list[object]]) -> None:
    url, visits = endpoint
    count = "SELECT (COUNT(*) AS ?n) {} {{ ?s <http://x/p> ?o }}"
    for source, number in ((f"FROM <{url}>", 0), ("FROM <file:///etc/passwd>", 0),
                           ("FROM <http://x/g0>", SIZE // 2), ("", SIZE),
                           ("FROM NAMED <http://x/g0>", 0)):  # fmt: skip
        (row,) = worker.query(count.format(source)).rows
        assert row[0] == Term("literal", str(number), INTEGER)
    assert not visits


def test_rows_are_cut_at_their_limit(worker: Worker) -> None:
    query = "SELECT * { ?a <http://x/p> ?b . ?c <http://x/p> ?d }"
    answer = worker.query(query, rows=7)
    assert len(answer.rows) == 7
    assert not answer.complete
    exact = worker.query("SELECT * { ?a <http://x/p> ?b }", rows=SIZE)
    assert len(exact.rows) == SIZE
    assert exact.complete
    cut = worker.query("CONSTRUCT WHERE { ?a <http://x/p> ?b }", rows=7)
    assert cut.ntriples
    assert cut.ntriples.count("\n") == 7
    assert not cut.complete


def test_an_answer_of_too_many_bytes_is_stopped() -> None:
    with Worker({"nquads_text": WORLD}, answer_bytes=10_000) as worker:
        with pytest.raises(QueryLimit, match="10,000 bytes"):
            worker.query("SELECT * { ?s ?p ?o }")
        assert worker.query("ASK {}").boolean


@pytest.mark.parametrize(
    ("query", "line", "words"),
    [
        ("SELECT * {\n ?s ?p ?o FILTER(?o = )\n}", 2, r"not SPARQL.*at 2:\d+:\n   \?s \?p.*\n +\^"),
        ("SELECT ?x { ?s ?p ?o } GROUP BY ?s", 1, "SELECT contains a variable that is unbound"),
        ("SELECT * { ?s ?p }", 1, "not SPARQL"),
        (
            "SELECT * {\n ?s ?p ?o\n ?a ?b ?c }\n ORDER BY ?x",
            3,
            r"soon after, at 3:2:\n   \?a .*\n   \^",
        ),
        ("SELECT ?x {?s ?p ?x}\nORDER BY x:\nLIMIT 5", 2, "x:"),
        ("SELECT ?x\n{ ?s ?p ?o OPTIONAL ?x }", 2, 'expected "{", at 2:21'),
    ],
)
def test_the_engine_shows_where_it_stopped(worker: Worker, query: str, line: int, words: str) -> None:
    with pytest.raises(QuerySyntaxError, match=words) as error:
        worker.query(query)
    assert error.value.line == line
    assert error.value.column


def test_a_function_that_does_not_exist_is_named(worker: Worker) -> None:
    with pytest.raises(QueryRefused, match="http://x/f"):
        worker.query("SELECT * { ?s ?p ?o FILTER(<http://x/f>(?o)) }")


# --- stores -----------------------------------------------------------------------------------


def test_every_way_to_open_a_store(tmp_path: Path) -> None:
    turtle, nquads = tmp_path / "a.ttl", tmp_path / "a.nq"
    turtle.write_text("<http://x/s> <http://x/p> 'é' .", encoding="utf-8")
    nquads.write_text("<http://x/s> <http://x/p> 'é' <http://x/g> .".replace("'", '"'), encoding="utf-8")
    ox.Store(str(tmp_path / "d")).load(path=str(nquads))
    ask = "ASK { GRAPH <http://x/g> { ?s ?p 'é' } ?s <http://x/p> ?o }"
    for opening in (
        {"files": [[str(turtle), "http://x/g"]]},
        {"nquads": str(nquads)},
        {"nquads_text": nquads.read_text(encoding="utf-8")},
        {"read_only": str(tmp_path / "d")},
    ):
        with Worker(opening) as worker:  # type: ignore[arg-type]
            assert worker.query(ask).boolean is True


def test_a_function_is_asked_at_each_start() -> None:
    editions = iter(["<a:a> <a:b> <a:c> .", ""])
    with Worker(lambda: {"nquads_text": next(editions)}) as worker:
        assert worker.query("ASK { ?s ?p ?o }").boolean is True
        worker.close()
        assert worker.query("ASK { ?s ?p ?o }").boolean is False


def test_a_store_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("<http://x/s> <http://x/p>\n\n nonsense .")
    with pytest.raises(DataError, match=r"broken\.ttl:3") as error:
        Worker({"files": [[str(broken), "http://x/g"]]}).query("ASK {}")
    assert error.value.line == 3
    for opening in (
        {"read_only": str(tmp_path / "no")},
        {"files": [[str(tmp_path / "no.ttl"), "a:g"]]},
    ):
        worker = Worker(opening)  # type: ignore[arg-type]
        with pytest.raises((StoreError, DataError), match="no"):
            worker.query("ASK {}")
        assert worker.pid is None


# --- attacks ----------------------------------------------------------------------------------

ATTACKS = {
    "cross product": ENDLESS,
    "cross product, ask": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c + ?f + ?i > 100000) }",
    "exponential path": "SELECT (COUNT(*) AS ?n) { ?a ((<http://x/q>*)*)* ?b ."
    " ?b ((<http://x/q>*)*)* ?c . ?c ((<http://x/q>*)*)* ?d . ?d (<http://x/q>/<http://x/q>)* ?e ."
    " ?e <http://x/q>* ?f . ?f <http://x/q>* ?g }",
    "sequence path": "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["<http://x/q>"] * 12) + " ?b }",
    "long path": "ASK { ?a " + "/".join(["<a:p>"] * 9000) + " ?b }",
    "negations": "ASK { FILTER(" + "!" * 60000 + "1) }",
    "sums": "ASK { FILTER(" + "1+" * 30000 + "1) }",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks_end_at_a_limit_and_the_next_query_is_answered(worker: Worker, name: str) -> None:
    with pytest.raises(QueryLimit) as error:
        worker.query(ATTACKS[name], seconds=1)
    assert "time limit of 1 second" in str(error.value) or "nested" in str(error.value)
    assert worker.query("ASK { <http://x/s1> ?p 1 }").boolean is True


def test_a_small_path_over_a_dense_graph_is_answered_or_stopped(worker: Worker) -> None:
    with contextlib.suppress(QueryLimit):
        assert worker.query("SELECT * { ?a ((<http://x/q>*)*)* ?b }", seconds=5).rows
    assert worker.query("ASK {}").boolean


@linux
def test_a_memory_hog_is_stopped() -> None:
    with Worker({"nquads_text": WORLD}, memory=400 * 1024**2) as worker:
        with pytest.raises(QueryLimit, match="memory limit of 419,430,400 bytes"):
            worker.query("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", seconds=60)
        assert worker.query("ASK {}").boolean


@posix
def test_a_process_that_vanishes_is_replaced(worker: Worker) -> None:
    worker.query("ASK {}")
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while worker.pid is not None:
        time.sleep(0.01)
    assert worker.query("ASK {}").boolean
    assert worker.pid != first


@posix
def test_a_process_killed_during_a_query_is_a_clean_error(worker: Worker) -> None:
    worker.query("ASK {}")
    assert worker.pid
    threading.Timer(0.3, os.kill, (worker.pid, signal.SIGKILL)).start()
    with pytest.raises(QueryLimit, match="broke down"):
        worker.query(ENDLESS)
    assert worker.query("ASK {}").boolean


def test_close_ends_a_query_of_another_thread() -> None:
    worker = Worker({"nquads_text": WORLD})
    worker.query("ASK {}")
    threading.Timer(0.3, worker.close).start()
    with pytest.raises(AikgError) as error:
        worker.query(ENDLESS, seconds=60)
    assert "time limit" not in str(error.value)
    worker.close()
    assert worker.pid is None


def test_threads_share_a_worker(worker: Worker) -> None:
    results: list[bool | None] = []

    def ask() -> None:
        results.extend(worker.query("ASK { <http://x/s1> ?p 1 }").boolean for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 100


@posix
def test_the_process_itself_opens_no_connection(endpoint: tuple[str, list[object]]) -> None:
    """What the gate would have let through would still reach nobody."""
    url, visits = endpoint
    request = {
        "query": f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "prefixes": {},
        "rows": 1,
        "union": True,
    }
    lines = [{"nquads_text": "", "memory": None}, {**request, "bytes": 1000}]
    process = subprocess.Popen(
        [sys.executable, "-P", fence_worker.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("".join(json.dumps(line) + "\n" for line in lines).encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"ready": True}
        assert json.loads(process.stdout.readline())["error"] == "store"
        process.stdin.close()
    assert process.returncode == 0
    assert not visits


PARENT = f"""
    import sys, threading, time
    from aikg.worker import Worker
    worker = Worker({{"nquads_text": {WORLD!r}}})
    worker.query("ASK {{}}")
    print(worker.pid, flush=True)
    worker.query({ENDLESS!r}, seconds=60)
"""


def _gone(pid: int, within: float) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").exists():
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
                if state == "Z":  # dead; whoever adopted it has not looked yet
                    return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.02)
    return False


@posix
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("to_group", [False, True])
def test_when_the_parent_is_stopped_nothing_runs_on(sent: signal.Signals, to_group: bool) -> None:
    if to_group and sent != signal.SIGINT:
        pytest.skip("only Ctrl-C in a terminal goes to the whole group")
    path = os.pathsep.join(p for p in sys.path if p)
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    with parent:
        assert parent.stdout
        assert parent.stderr
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        (os.killpg if to_group else os.kill)(parent.pid, sent)
        parent.wait(timeout=10)
        assert parent.returncode == -sent
        if sent == signal.SIGINT:
            assert "KeyboardInterrupt" in parent.stderr.read()
    assert _gone(child, within=2)


def test_neither_rdflib_nor_pyoxigraph_is_imported() -> None:
    path = os.pathsep.join(p for p in sys.path if p)
    code = (
        "import sys, aikg.worker, aikg.binding, aikg.tokens;"
        "print([m for m in ('rdflib', 'pyoxigraph', 'click') if m in sys.modules])"
    )
    env = os.environ | {"PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.strip() == "[]", done.stderr


def test_the_words_of_sparql_hide_no_refused_word() -> None:
    assert not [w for w in gate_module._WORDS if "SERVICE" in w or "LOAD" in w]
