"""The store: kept once built, whole or not there, and the same to every library that looks at it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import aikg
from aikg import loading, resources, store
from aikg.errors import DataError, StoreError
from aikg.knowledge_graph import KnowledgeGraph
from aikg.resources import DataFile
from aikg.vocabulary import AIKG, CURATED_GRAPH, DERIVED_GRAPH, ID, PREFIXES
from conftest import TESTS, mini_files

if TYPE_CHECKING:
    from pathlib import Path

OPEN = """
import sys
sys.path.insert(0, {tests!r})
from conftest import mini_files
from aikg import store
opened = store.open_files(mini_files())
print(len(opened.store), opened.directory, flush=True)
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "cache"
    monkeypatch.setenv("AIKG_CACHE", str(place))
    return place


def stores(place: Path) -> list[Path]:
    return sorted(place.glob("store-*"))


def process(code: str = OPEN, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code.format(tests=str(TESTS))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def files_in(tmp_path: Path, label: str) -> list[DataFile]:
    path = tmp_path / "a.ttl"
    path.write_text(f'<{ID}lab/a> <{PREFIXES["skos"]}prefLabel> "{label}"@en .\n', encoding="utf-8")
    return [DataFile(path, CURATED_GRAPH)]


def test_is_built_once_and_opened_from_then_on(cache: Path) -> None:
    first = store.open_files(mini_files())
    assert [first.directory] == stores(cache)
    built = (stores(cache)[0] / "CURRENT").stat().st_mtime_ns
    size = len(first.store)
    assert size == len(store.open_files(mini_files(), cache=False).store)
    again = store.open_files(mini_files())
    assert len(again.store) == size
    assert (stores(cache)[0] / "CURRENT").stat().st_mtime_ns == built
    assert not list(cache.glob("building-*"))


def test_two_processes_read_at_once(cache: Path) -> None:
    size = len(store.open_files(mini_files()).store)
    both = [process(), process()]
    for one in both:
        out, err = one.communicate(timeout=60)
        assert err == ""
        assert out.split() == [str(size), str(stores(cache)[0])]


def test_two_processes_build_at_once(cache: Path) -> None:
    both = [process(), process()]
    outputs = [one.communicate(timeout=60) for one in both]
    assert [err for _, err in outputs] == ["", ""]
    assert len({out.split()[0] for out, _ in outputs}) == 1
    assert len(stores(cache)) == 1
    assert not list(cache.glob("building-*"))


def test_is_rebuilt_when_a_file_changes(cache: Path, tmp_path: Path) -> None:
    graph = KnowledgeGraph(store.open_files(files_in(tmp_path, "one")))
    assert "one" in str(list(graph.store))
    graph = KnowledgeGraph(store.open_files(files_in(tmp_path, "other")))
    assert "other" in str(list(graph.store))
    assert len(stores(cache)) == 2


def test_old_stores_go(cache: Path, tmp_path: Path) -> None:
    for n in range(7):
        store.open_files(files_in(tmp_path, "x" * n)).store  # noqa: B018
    assert len(stores(cache)) <= 5


@pytest.mark.parametrize("what", ["a file", "under a file", "empty", "unwritable"])
def test_without_a_place_the_store_is_in_memory(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    place = {"a file": tmp_path / "file", "under a file": tmp_path / "file" / "x", "empty": ""}.get(
        what, "/proc/x"
    )
    monkeypatch.setenv("AIKG_CACHE", str(place))
    opened = store.open_files(mini_files())
    assert opened.directory is None
    assert len(opened.store) > 3000


def test_without_a_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "AIKG_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    assert resources.cache_directory() is None
    assert store.open_files(mini_files()).directory is None


@pytest.mark.parametrize("damage", ["empty CURRENT", "no manifest", "no tables", "only CURRENT"])
def test_damaged_store_is_built_again(damage: str, cache: Path) -> None:
    size = len(store.open_files(mini_files()).store)
    (directory,) = stores(cache)
    if damage == "empty CURRENT":
        (directory / "CURRENT").write_bytes(b"")
    for path in directory.iterdir():
        if (
            (damage == "no manifest" and path.name.startswith("MANIFEST"))
            or (damage == "no tables" and path.suffix == ".sst")
            or (damage == "only CURRENT" and path.name != "CURRENT")
        ):
            path.unlink()
    opened = store.open_files(mini_files())
    assert len(opened.store) == size
    again = store.open_files(mini_files())
    assert again.directory == directory
    assert len(again.store) == size


def test_broken_file_is_named_and_leaves_no_trace(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("\nnonsense .", encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.ttl:2: is not valid Turtle"):
        store.open_files([*mini_files(), DataFile(tmp_path / "bad.ttl", CURATED_GRAPH)]).store  # noqa: B018
    assert not list(cache.glob("*"))


@pytest.mark.parametrize("cached", [True, False])
def test_file_that_is_not_there_is_named(cached: bool, cache: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"none\.ttl: cannot be read"):
        store.open_files([DataFile(tmp_path / "none.ttl", CURATED_GRAPH)], cache=cached).store  # noqa: B018


def test_killed_while_building_leaves_old_or_new(cache: Path) -> None:
    size = len(store.open_files(mini_files(), cache=False).store)
    chance = random.Random(1)
    started = time.monotonic()
    store.open_files(mini_files()).store  # noqa: B018
    longest = 0.5 + 2 * (time.monotonic() - started)
    for _ in range(20):
        shutil.rmtree(cache, ignore_errors=True)
        builder = process()
        time.sleep(chance.uniform(0.1, longest))
        builder.kill()
        builder.communicate()
        for directory in stores(cache):
            assert len(ox.Store.read_only(str(directory))) == size
    out, err = process().communicate(timeout=60)
    assert (out.split()[0], err) == (str(size), "")


def test_rdflib_looks_at_the_same_store(mini: KnowledgeGraph) -> None:
    dataset = mini.rdflib()
    lab = rdflib.URIRef(ID + "lab/aurora")
    category = rdflib.URIRef(AIKG + "category")
    assert isinstance(dataset, rdflib.Dataset)
    assert dataset.store._inner is mini.store  # type: ignore[attr-defined]
    assert (lab, category, rdflib.URIRef(PREFIXES["concept"] + "big-tech")) in dataset
    assert (rdflib.URIRef(ID + "lab/borealis"), category, None) in dataset, "the union holds the reports"
    names = {str(graph.identifier) for graph in dataset.graphs()}
    assert {CURATED_GRAPH, DERIVED_GRAPH, ID + "source/index-2025"} <= names
    report = dataset.graph(rdflib.URIRef(ID + "source/index-2025"))
    assert (lab, category, None) in report
    assert (lab, rdflib.URIRef(AIKG + "country"), None) not in report
    rows = list(dataset.query("SELECT ?lab { ?lab a <https://w3id.org/aikg/ontology#Lab> }"))
    assert len(rows) == 6


def test_derived_facts(mini: KnowledgeGraph) -> None:
    derived = [q for q in mini.store if str(q.graph_name) == f"<{DERIVED_GRAPH}>"]
    based = {(q.subject.value, q.object.value) for q in derived if q.predicate.value == AIKG + "basedOn"}
    assert (ID + "model/polar-7b", ID + "model/star-7b") in based
    assert not any(q.predicate.value == AIKG + "succeeds" for q in derived)
    assert {q.predicate.value for q in derived} == {AIKG + "basedOn", AIKG + "nameKey"}
    assert len(based) == 10


def test_a_fact_of_two_graphs_is_asked_for_once(tmp_path: Path) -> None:
    """Oxigraph's own union of graphs would give it twice."""
    path = tmp_path / "a.ttl"
    path.write_text(
        f"<{ID}model/a> <{AIKG}basedOn> <{ID}model/b> ; <{AIKG}fineTunedFrom> <{ID}model/b> .",
        encoding="utf-8",
    )
    ontology = [file for file in mini_files() if file.path.parent.name == "ontology"]
    quads = set(loading.quads([*ontology, DataFile(path, CURATED_GRAPH)]))
    about = [q for q in quads if q.predicate.value == AIKG + "basedOn" and q.subject.value == ID + "model/a"]
    assert sum(isinstance(q.graph_name, ox.DefaultGraph) for q in about) == 1
    assert len(about) == 3  # stated, derived, merged


def test_data_directories(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        aikg.load(tmp_path / "none")
    with pytest.raises(DataError, match="holds no Turtle"):
        aikg.load(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mine.ttl").write_text(
        f"<{ID}lab/deepseek> <{AIKG}category> <{PREFIXES['concept']}other> .", encoding="utf-8"
    )
    graph = aikg.load(tmp_path, cache=False)
    assert tmp_path / "reports" / "mine.ttl" in graph.files
    query = f"SELECT ?g {{ GRAPH ?g {{ <{ID}lab/deepseek> <{AIKG}category> <{PREFIXES['concept']}other> }} }}"
    assert [row[0].value for row in graph.store.query(query)] == [ID + "source/mine"]


def test_damage_that_shows_only_when_read_is_named(cache: Path) -> None:
    store.open_files(mini_files()).store  # noqa: B018
    (directory,) = stores(cache)
    for path in directory.glob("*.sst"):
        raw = bytearray(path.read_bytes())
        for at in range(20, len(raw) // 2, 40):
            raw[at] ^= 0xFF
        path.write_bytes(raw)
    graph = KnowledgeGraph(store.open_files(mini_files()))
    try:
        answer = graph.run("models")
    except StoreError as error:
        assert str(directory) in str(error)  # noqa: PT017
    else:
        assert len(answer) == 20


def test_two_directories_of_the_same_name_are_two(cache: Path, tmp_path: Path) -> None:
    """Same relative path, same size, same time of change: the content differs, and so must the answer."""
    program = "import aikg; print(aikg.load('x', cache=True).run('find', text='Zorgl').rows[0][0])"
    times = 1_700_000_000
    for folder, label in (("one", "Zorgl A"), ("two", "Zorgl B")):
        data = tmp_path / folder / "x"
        data.mkdir(parents=True)
        (data / "a.ttl").write_text(
            f'<{ID}lab/zorgl> a <{AIKG}Lab> ; <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}"@en .',
            encoding="utf-8",
        )
        os.utime(data / "a.ttl", (times, times))
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path / folder,
            env=os.environ | {"AIKG_CACHE": str(cache)},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.stdout.strip() == label, done.stderr


def test_a_kept_answer_is_that_of_the_query_as_it_was_read(
    cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """When a query changes while a process runs, its old answer is not kept under its new state."""
    from aikg import catalogue

    query = tmp_path / "labs.rq"
    query.write_text(catalogue.get("labs").text, encoding="utf-8")
    monkeypatch.setattr(resources, "queries", lambda: [str(query)])
    store.asking.cache_clear()
    first = store.open_files(mini_files())
    assert first.answers is not None
    query.write_text(catalogue.get("labs").text + "LIMIT 1\n", encoding="utf-8")
    again = store.open_files(mini_files())
    assert again.answers is not None
    assert first.answers._folder == again.answers._folder, "this process has read the query once"
    store.asking.cache_clear()
    other = store.open_files(mini_files())
    assert other.answers is not None
    assert other.answers._folder != first.answers._folder, "a new process reads it anew"
    monkeypatch.undo()
    store.asking.cache_clear()


def test_answers_that_are_damaged_are_asked_again(cache: Path) -> None:
    graph = aikg.load(cache=True)
    wanted = graph.run("counts")
    (folder,) = cache.glob("answers-*")
    for kept in folder.iterdir():
        kept.write_bytes(kept.read_bytes()[:-3])
    assert aikg.load(cache=True).run("counts") == wanted
    for kept in folder.iterdir():
        kept.write_bytes(b"\x00" * 50)
    assert aikg.load(cache=True).run("counts") == wanted


def test_only_what_is_large_is_cached_where_that_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path))
    assert store.open_files(mini_files(), cache=None).directory is None
    monkeypatch.setattr(store, "_LARGE", 1000)
    assert store.open_files(mini_files(), cache=None).directory is not None


def test_a_fingerprint_is_that_of_the_files_as_they_were_read(tmp_path: Path) -> None:
    (file,) = files_in(tmp_path, "one")[-1:]
    opened = store.open_files([file], cache=False)
    assert opened.fingerprint == store.fingerprint([file])
    file.path.write_text(file.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert opened.fingerprint != store.fingerprint([file])
