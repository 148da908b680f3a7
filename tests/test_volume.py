"""Volumes: what is read line by line into a store says what a file of it would say, and is as safe."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aikg
from aikg import importers, loading
from aikg.collection import Collection
from aikg.concordance import joined
from aikg.importers.editions import issued_in
from aikg.importers.records import Dated
from aikg.importing import inputs, runner
from aikg.importing.edition import Edition
from aikg.importing.large import Large
from aikg.importing.marks import Marks
from aikg.importing.proposer import Proposer
from aikg.importing.stream import Stream
from aikg.known import Known
from aikg.lookup import NEWEST, WHOLE, look_up
from aikg.vocabulary import AIKG, ID, RDF, SCHEMA, SKOS
from aikg.volume import Volume, graph_of
from aikg.volume import linked as linked_volume
from conftest import mini_files
from program import COMMAND, environment, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aikg.importing.proposal import Proposal
    from aikg.knowledge_graph import KnowledgeGraph

EDITION = "hugging-face-2026-11-01"
ISSUED = ("--issued", "2026-11-01")
Row = dict[str, Any]

LISTING: list[Row] = [
    {"id": "acme/Alpha-7B", "createdAt": "2025-01-02T00:00:00Z", "license": "mit"},
    {
        "id": "acme/Alpha-7B-GGUF",
        "createdAt": "2025-01-03T00:00:00Z",
        "base_model": "acme/Alpha-7B",
        "base_model_relation": "quantized",
    },
    {"id": "bob/mix", "base_model": ["acme/Alpha_7B", "zed/Unlisted"], "base_model_relation": "merge"},
    {"id": "deepseek-ai/DeepSeek-R1-0528", "license": "mit", "createdAt": "2025-05-29T00:00:00Z"},
    {
        "id": "deepseek-ai/Something-New-9",
        "base_model": "deepseek-ai/DeepSeek-R1-0528",
        "base_model_relation": "finetune",
    },
    {"id": "bob/adapted", "base_model": "deepseek-ai/DeepSeek-R1-0528", "base_model_relation": "adapter"},
]


def written(path: Path, rows: Sequence[Row | str]) -> Path:
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def wanted(**more: Any) -> runner.Wanted:
    return runner.Wanted("hugging-face", issued=issued_in("2026-11-01"), bad_share=1, **more)


def kept(path: Path, collection: Collection, **more: Any) -> Proposal | None:
    with collection.writing():
        return runner.keep_volume(
            Large(wanted(**more), [path], collection=collection), collection, wanted(**more)
        )[0]


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "editions")


@pytest.fixture
def listing(tmp_path: Path) -> Path:
    return written(tmp_path / "listing.jsonl", LISTING)


@pytest.fixture
def graph(collection: Collection, listing: Path) -> KnowledgeGraph:
    kept(listing, collection)
    return aikg.load(store=collection.place)


def facts(graph: KnowledgeGraph) -> set[tuple[str, str, str]]:
    rows = [tuple(map(str, row)) for row in graph.opened.query("SELECT ?s ?p ?o { ?s ?p ?o }")]
    assert len(rows) == len(set(rows)), "nothing stands there twice"
    return set(rows)  # type: ignore[arg-type]


# ----------------------------------------------------------------------------------------- the same


owners = st.sampled_from(["acme", "Acme", "ac-me", "bob", "chenxing", "dalian-dyn", "Tower", 'o"x'])
names = st.sampled_from(["Alpha-7B", "Alpha_7B", "alpha.7b", "Star-7B", "Dyn-2", "x\\y", "文", "Dyn 1_16K"])
odd = st.sampled_from(["gpt2", "Star 7B", "!!"])
ids = st.builds("{}/{}".format, owners, names) | odd
days = st.sampled_from(
    ["2025-01-02T00:00:00Z", "2025-05-28T00:00:00Z", "2022-03-02T00:00:00Z", "2031-01-01", "x"]
)
rows_of = st.fixed_dictionaries(
    {"id": ids},
    optional={
        "createdAt": days,
        "license": st.sampled_from(["mit", "apache-2.0", "other", "unheard-of"]),
        "base_model": ids | st.lists(ids, max_size=2),
        "base_model_relation": st.sampled_from(["finetune", "quantized", "merge", "new"]),
    },
)


HEADER = importers.header_of("hugging-face", issued_in("2026-11-01"))


def edition() -> Edition:
    return Edition(EDITION, HEADER, Dated(date(2026, 11, 1)), "0", date(2026, 11, 2), None)


def as_file(rows: bytes, curated: Sequence[Any]) -> tuple[Proposal, set[Any]]:
    """What a file of the rows says, once it is loaded."""
    known = Known(curated)
    proposer = Proposer(known, edition())
    for row in records("hugging-face", rows):
        proposer.take("listing", row)
    proposal = proposer.made()
    return proposal, set(joined(curated, [(proposal.triples, edition().graph)])) - set(curated)


def as_volume(rows: bytes, curated: Sequence[Any]) -> tuple[Proposal, set[Any]]:
    """The same, of a volume."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        stream = Stream(Known(curated), edition(), Path(place), lines.append)
        for row in records("hugging-face", rows):
            stream.take("listing", row)
        every = rows.split(b"\n")

        def again(places: set[int]) -> Iterator[tuple[int, Any]]:
            for line in sorted(places):
                for row in importers.records_by_line("hugging-face", iter([every[line - 1]]), first=line):
                    yield line, row

        proposal, dropped = stream.ended(again)
    store = ox.Store()
    store.bulk_load("".join(lines), format=ox.RdfFormat.N_QUADS)
    for thing in dropped:
        for quad in list(store.quads_for_pattern(ox.NamedNode(thing), None, None, None)):
            store.remove(quad)
    held = Volume(store, edition().iri)
    facts = set(joined(curated, [(proposal.triples, edition().graph)], held)) - set(curated)
    own = ox.NamedNode(graph_of(edition().iri))
    rest = {quad.triple for quad in store.quads_for_pattern(None, None, None, own)}
    assert not rest & {triple for triple, _ in facts}, "nothing stands there twice"
    return proposal, facts | {(triple, edition().graph) for triple in rest}


def records(source: str, rows: bytes) -> Iterator[Any]:
    return importers.records(source, rows, name="listing", latest=date(2026, 11, 2))


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(rows_of, min_size=1, max_size=8))
def test_a_volume_says_what_a_file_says(rows: list[Row]) -> None:
    text = "\n".join(map(json.dumps, rows)).encode()
    curated = list(loading.stated(mini_files()))
    (whole, files), (streamed, stores) = (way(text, curated) for way in (as_file, as_volume))
    assert (streamed.rows, streamed.bad_rows, streamed.edges) == (whole.rows, whole.bad_rows, whole.edges)
    listed = {triple.subject for triple, _ in files if triple.predicate.value == AIKG + "openness"}
    assert told(stores, listed) == told(files, listed)


def told(said: set[Any], listed: set[Any]) -> set[Any]:
    """Without how a model is called that only stands there as a base, which spelling of a lab came first, and
    what a volume says of itself."""
    naming = {SKOS + "prefLabel", SKOS + "altLabel", SCHEMA + "identifier"}
    return {
        (triple, graph)
        for triple, graph in said
        if "#volume" not in triple.subject.value
        and not (
            triple.predicate.value in naming
            and triple.subject.value.startswith((f"{ID}model/_", f"{ID}lab/_"))
            and triple.subject not in listed
        )
    }


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.integers(0, 9)), max_size=40))
def test_marks_come_back_together(marked: list[tuple[int, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        marks = Marks(Path(place))
        for mark in marked:
            marks.put(*mark)
        groups = [sorted(group) for group in marks.groups()]
        marks.close()
    assert sorted(groups) == sorted(
        sorted(mark for mark in marked if mark[0] == thing) for thing in {mark[0] for mark in marked}
    )


# ----------------------------------------------------------------------------------------- answers


def test_questions_are_answered_over_all(graph: KnowledgeGraph) -> None:
    from aikg.lineage import lineage

    assert [step.label for step in lineage(graph, "bob/adapted").ancestors][:2] == [
        "DeepSeek R1-0528",
        "DeepSeek-V3-Base",
    ]
    below = {step.label for step in lineage(graph, "R1-0528").descendants}
    assert {"bob/adapted", "deepseek-ai/Something-New-9"} <= below
    page = look_up(graph, "lab", "acme")
    models = next(section for section in page.sections if section.title == "Models").solutions
    assert models.column("modelLabel") == ["acme/Alpha-7B-GGUF", "acme/Alpha-7B"]
    assert "deepseek-ai/Something-New-9" in graph.run("lab-models", lab="DeepSeek").column("modelLabel")
    assert set(graph.run("statements", thing="bob/adapted").column("source")) == {
        "Hugging Face: listing of models"
    }
    assert graph.run("rank").rows == aikg.load(store="").run("rank").rows


def test_pictures_and_suggestions_know_nothing_of_a_volume(graph: KnowledgeGraph) -> None:
    alone = aikg.load(store="")
    own = ox.NamedNode(graph_of(f"{ID}source/{EDITION}"))
    held = {str(quad.subject.value) for quad in graph.store.quads_for_pattern(None, None, None, own)}
    edges = graph.run("network-edges")
    assert held and len(edges) >= len(alone.run("network-edges"))
    assert not held & set(map(str, edges.column("from")))
    told = {str(name) for name in graph.run("starting-with", prefix="").column("name")}
    assert {"DeepSeek"} == told & {"DeepSeek", "bob/adapted"}


def test_a_value_that_differs_from_the_curated_one_is_a_dissent(graph: KnowledgeGraph) -> None:
    assert graph.run("models", lab="DeepSeek", since="2025-05-28", until="2025-05-28").column("modelLabel")
    (row,) = [row for row in graph.run("dissents").dicts() if "Hugging Face: listing" in str(row["source"])]
    assert (row["subjectLabel"], row["property"]) == ("DeepSeek R1-0528", "released")
    assert str(row["stated"]) == "2025-05-29"


def test_sparql_of_a_user_sees_all_and_from_still_chooses(graph: KnowledgeGraph) -> None:
    with graph:
        count = "SELECT (COUNT(*) AS ?n) {} {{ ?m aikg:developedBy lab:_bob }}"
        assert graph.query(count.format("", "")).rows == ((3,),) or graph.query(count.format("")).rows == (
            (2,),
        )
        own = f"FROM <{ID}source/{EDITION}#volume>"
        assert graph.query(count.format(own)).rows == ((2,),)
        assert graph.query(count.format(f"FROM <{ID}source/aikg>")).rows == ((0,),)


def test_a_source_can_be_left_out(collection: Collection, graph: KnowledgeGraph) -> None:
    assert graph.resolve("acme/Alpha-7B", "model").short == "model/__acme.alpha7b"
    without = aikg.load(store=collection.place, sources=["aikg"])
    with pytest.raises(aikg.errors.UnknownName):
        without.resolve("acme/Alpha-7B", "model")


def test_another_edition_that_speaks_of_the_same_models_is_settled(
    collection: Collection, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    rows = [{"id": "acme/Alpha-7B", "createdAt": "2024-12-01T00:00:00Z", "license": "apache-2.0"}]
    path = written(tmp_path / "other.jsonl", rows)
    other = runner.Wanted("hugging-face", "other-2026-12", issued_in("2026-12-01"))
    with collection.writing():
        proposal = runner.propose(other, inputs.read(path), collection=collection)
        runner.keep(proposal, collection, replace=False)
    both = aikg.load(store=collection.place)
    said = facts(both)
    thing = f"<{ID}model/__acme.alpha7b>"
    assert {o for s, p, o in said if s == thing and p == f"<{AIKG}released>"} == {
        '"2024-12-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    }
    assert {o for s, p, o in said if s == thing and p == f"<{AIKG}license>"} == {f"<{ID}license/apache-2.0>"}
    refused = {o for s, p, o in said if p == f"<{RDF}object>" and f"{EDITION}.__acme.alpha7b" in s}
    assert refused == {'"2025-01-02"^^<http://www.w3.org/2001/XMLSchema#date>', f"<{ID}license/mit>"}
    from aikg.lineage import lineage

    assert [step.label for step in lineage(both, "acme/Alpha-7B").descendants] == [
        "acme/Alpha-7B-GGUF",
        "bob/mix",
    ]
    with collection.writing():
        collection.remove("other-2026-12")
    assert facts(aikg.load(store=collection.place)) == facts(graph)


def test_the_volume_itself_is_never_written_to(collection: Collection, listing: Path) -> None:
    kept(listing, collection)

    def state() -> dict[str, str]:
        files = sorted(collection.volume(EDITION).iterdir())
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    before = state()
    assert aikg.load(store=collection.place).resolve("bob/mix", "model")
    assert state() == before


def test_a_volume_is_copied_where_it_cannot_be_linked(
    collection: Collection, listing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(listing, collection)
    (linked := tmp_path / "linked").mkdir()
    linked_volume(str(collection.volume(EDITION)), str(linked))
    assert all(file.stat().st_nlink > 1 for file in linked.glob("*.sst"))
    monkeypatch.delattr("os.link")
    monkeypatch.setattr("os.link", _refused, raising=False)
    (copied := tmp_path / "copied").mkdir()
    linked_volume(str(collection.volume(EDITION)), str(copied))
    assert {file.name: file.read_bytes() for file in copied.glob("*.sst")} == {
        file.name: file.read_bytes() for file in linked.glob("*.sst")
    }
    assert all(file.stat().st_nlink == 1 for file in copied.glob("*.sst"))


def _refused(*_: object) -> None:
    raise OSError("no links here")


# ----------------------------------------------------------------------------------------- the command


@pytest.fixture
def env(collection: Collection, tmp_path: Path) -> dict[str, str]:
    return {"AIKG_STORE": str(collection.place), "AIKG_CACHE": str(tmp_path / "cache")}


def test_the_command(collection: Collection, env: dict[str, str], listing: Path, tmp_path: Path) -> None:
    words = ("import", "hugging-face", str(listing), *ISSUED, "--volume")
    dry = run(*words, "--dry-run", "-f", "json", env=env)
    assert dry.code == 0
    counted = {row["what"]: row["number"] for row in json.loads(dry.out)[EDITION]}
    assert (counted["rows"], counted["models new"], counted["lineage edges"]) == (6, 6, 5)
    assert collection.editions() == []
    done = run(*words, env=env)
    assert f"Imported {EDITION}: 6 rows" in done.err
    assert "6 models new" in done.err
    assert sorted(path.name for path in collection.volumes.iterdir()) == [EDITION]
    assert "Nothing changed" in run(*words, env=env).err
    assert "acme/Alpha-7B" in run("lineage", "acme/Alpha-7B-GGUF", env=env).out
    assert EDITION in run("sources", env=env).out
    newer = ("import", "hugging-face", str(listing), "--issued", "2026-12-01", "--volume")
    refused = run(*newer, env=env)
    assert refused.code == 2
    assert f"one edition of this size, and {EDITION} is there" in refused.err
    assert run(*newer, "--replace", env=env).code == 0
    assert sorted(path.name for path in collection.volumes.iterdir()) == ["hugging-face-2026-12-01"]
    assert run("remove", "hugging-face-2026-12-01", env=env).code == 0
    assert list(collection.volumes.iterdir()) == []
    assert run("lineage", "acme/Alpha-7B-GGUF", env=env).code == 2


def test_what_a_volume_cannot_do_is_said(collection: Collection, env: dict[str, str], listing: Path) -> None:
    run("import", "hugging-face", str(listing), *ISSUED, "--volume", env=env)
    day = run("lab", "acme", "--as-of", "2025-06-01", env=env)
    assert day.code == 2
    assert f"no view of a day over {EDITION}" in day.err
    assert run("rank", "--as-of", "2025-06-01", env=env).code == 0
    uncached = run("lab", "acme", env={**env, "AIKG_CACHE": ""})
    assert uncached.code == 3
    assert "needs a cache" in uncached.err


def test_what_cannot_be_a_volume_is_said(env: dict[str, str], tmp_path: Path) -> None:
    table = tmp_path / "lmarena_2025-06-09.csv"
    table.write_text("rank\n")
    done = run("import", "lmarena", str(table), "--volume", env=env)
    assert done.code == 2
    assert "--volume needs a source that is read line by line" in done.err


def test_inputs_are_read_within_limits(env: dict[str, str], tmp_path: Path) -> None:
    packed = tmp_path / "listing.jsonl.gz"
    packed.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in LISTING).encode(), mtime=0))
    words = ("import", "hugging-face", str(packed), *ISSUED, "--volume", "--dry-run", "-f", "csv")
    assert "rows,6" in run(*words, env=env).out
    packed.write_bytes(packed.read_bytes()[:-9])
    assert "is a damaged gzip file" in run(*words, env=env).err
    packed.write_bytes(gzip.compress(b'{"id": "a/b"}\n' * 200_000, mtime=0))
    bomb = run(*words, "--max-size", "1", env=env)
    assert bomb.code == 3
    assert "unpacks to more than 1,048,576 bytes" in bomb.err
    packed.write_bytes(gzip.compress(b"x" * (33 << 20), mtime=0))
    assert "holds a line of more than 33,554,432 bytes" in run(*words, env=env).err
    empty = written(tmp_path / "empty.jsonl", [])
    assert "is empty" in run("import", "hugging-face", str(empty), *ISSUED, "--volume", env=env).err


def test_too_many_bad_rows_stop_it(collection: Collection, env: dict[str, str], tmp_path: Path) -> None:
    path = written(
        tmp_path / "listing.jsonl", [*LISTING, "no json", "{}", '{"id": "a/b", "createdAt": "never"}']
    )
    done = run("import", "hugging-face", str(path), *ISSUED, "--volume", env=env)
    assert done.code == 3
    assert "3 of 9 rows are bad" in done.err
    assert collection.editions() == []
    assert list(collection.volumes.iterdir()) == []


# ----------------------------------------------------------------------------------------- deaths


def many(path: Path, count: int) -> Path:
    rows: list[Row | str] = [
        {"id": f"o{n % 50}/m{n}", "createdAt": "2025-01-02T00:00:00Z", "base_model": f"o0/m{n // 9 * 50}"}
        for n in range(count)
    ]
    return written(path, rows)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=str)
def test_killed_at_any_moment_it_is_old_or_new(number: signal.Signals, tmp_path: Path) -> None:
    collection = Collection(tmp_path / "editions")
    kept(written(tmp_path / "old.jsonl", LISTING), collection)
    backup = tmp_path / "backup"
    shutil.copytree(collection.place, backup)
    path = many(tmp_path / "new.jsonl", 4000)
    words = ["import", "hugging-face", str(path), "--issued", "2026-12-01", "--volume", "--replace"]
    env = {"AIKG_STORE": str(collection.place), "AIKG_CACHE": str(tmp_path / "cache")}
    began = time.monotonic()
    assert run(*words, env=env).code == 0
    longest = time.monotonic() - began
    chance = random.Random(int(number))
    for _ in range(8):
        shutil.rmtree(collection.place)
        shutil.copytree(backup, collection.place)
        process = subprocess.Popen(
            [*COMMAND, *words], env=environment(env), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        time.sleep(chance.uniform(0.05, longest))
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        assert b"aikg" not in err.partition(b"Traceback")[2]
        (edition,) = collection.editions()
        graph = aikg.load(store=collection.place)
        known = {EDITION: "acme/Alpha-7B-GGUF", "hugging-face-2026-12-01": "o7/m57"}[edition]
        assert graph.resolve(known, "model")
        with collection.writing():
            pass
        assert [path.name for path in collection.volumes.iterdir()] == [edition]


def test_a_full_disk_leaves_the_old_state(
    collection: Collection, env: dict[str, str], tmp_path: Path
) -> None:
    path = many(tmp_path / "new.jsonl", 4000)
    process = subprocess.run(
        [*COMMAND, "import", "hugging-face", str(path), *ISSUED, "--volume"],
        env=environment(env),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 3
    assert b"could not be written" in process.stderr
    assert b"Traceback" not in process.stderr
    assert collection.editions() == []
    assert list(collection.volumes.iterdir()) == []


# ------------------------------------------------------------------------------------- large labs


def test_of_a_lab_with_very_many_models_the_newest_are_noted(collection: Collection, tmp_path: Path) -> None:
    days = [f"20{year}-{month:02}-11" for year in range(20, 26) for month in range(1, 13)]
    many: list[Row] = [
        {"id": f"{owner}/Thing-{number}", "createdAt": days[number * 7 % len(days)] if number % 5 else None}
        for owner in ("crowd", "deepseek-ai")
        for number in range(WHOLE + 20)
    ]
    kept(written(tmp_path / "many.jsonl", [*many, *LISTING]), collection)
    graph = aikg.load(store=collection.place)
    noted = graph.run("lab-newest-noted")
    crowd = graph.resolve("crowd", "lab").iri
    assert set(noted.column("lab")) == {crowd}, "a lab that other facts speak of too is looked through"
    every = graph.run("lab-models", lab="crowd")
    released = dict(zip(every.column("model"), every.column("released"), strict=True))
    assert len(released) == WHOLE + 20
    assert sorted(str(released[model]) for model in noted.column("model")) == sorted(
        map(str, every.column("released")[:NEWEST])
    )
    page = look_up(graph, "lab", "crowd")
    models = next(section for section in page.sections if section.title == "Models").solutions
    assert set(models.column("model")) == set(noted.column("model"))
    page = look_up(graph, "lab", "DeepSeek")
    models = next(section for section in page.sections if section.title == "Models").solutions
    assert models.column("model") == graph.run("lab-models", lab="DeepSeek").column("model")[:NEWEST]


def test_a_lab_that_another_edition_tells_of_is_looked_through(
    collection: Collection, tmp_path: Path
) -> None:
    many: list[Row] = [
        {"id": f"crowd/Thing-{number}", "createdAt": "2025-01-01"} for number in range(WHOLE + 1)
    ]
    kept(written(tmp_path / "many.jsonl", many), collection)
    assert len(aikg.load(store=collection.place).run("lab-newest-noted")) == NEWEST
    one = written(tmp_path / "one.jsonl", [{"id": "crowd/Latest", "createdAt": "2026-01-01"}])
    words = ("import", "hugging-face", str(one), "--issued", "2026-11-02", "--as", "other")
    assert run(*words, env={"AIKG_STORE": str(collection.place)}).code == 0
    graph = aikg.load(store=collection.place)
    assert not graph.run("lab-newest-noted").rows
    page = look_up(graph, "lab", "crowd")
    models = next(section for section in page.sections if section.title == "Models").solutions
    assert models.column("modelLabel")[0] == "crowd/Latest"
    assert len(models) == NEWEST
