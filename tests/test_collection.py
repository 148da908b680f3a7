"""The collection: old state or new state, whatever ends a process; one writer; a store made anew."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import aikg
from aikg import resources, turtle
from aikg.collection import Collection, checked_identifier
from aikg.errors import StoreError, UnknownName, UsageError
from program import COMMAND, environment, on_terminal, run
from samples import HEAD, ROWS, arena, imported, proposed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDITION = "lmarena-2025-06-09"


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "editions")


@pytest.fixture
def env(collection: Collection) -> dict[str, str]:
    return {"AIKG_STORE": str(collection.place)}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lmarena_2025-06-09.csv"
    path.write_text(HEAD + ROWS, encoding="utf-8")
    return path


def large(path: Path, rows: int) -> Path:
    names = (f"{i},Acme-{i}-B,{1000 + i % 400},+5/-5,{100 + i},Acme {i % 50},MIT\n" for i in range(rows))
    path.write_text(HEAD + "".join(names), encoding="utf-8")
    return path


# ----------------------------------------------------------------------------------------- states


def test_an_import_is_a_file_in_canonical_form(collection: Collection) -> None:
    assert imported(collection, arena()).state == "new"
    assert collection.editions() == [EDITION]
    text = collection.path(EDITION).read_text(encoding="utf-8")
    assert turtle.formatted(text) == text
    graph = aikg.load(store=collection.place, sources=[EDITION])
    assert graph.run("editions").column("edition") == [EDITION]
    assert [row["modelLabel"] for row in graph.run("rank", version="lmarena-text").dicts()] == [
        "o3",
        "DeepSeek R1-0528",
        "Acme-Large-1",
    ]


def test_importing_again_changes_nothing(collection: Collection) -> None:
    imported(collection, arena())
    before = collection.path(EDITION).stat()
    assert imported(collection, arena()).state == "unchanged"
    after = collection.path(EDITION).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_another_input_under_the_same_name_is_refused(collection: Collection) -> None:
    imported(collection, arena())
    with pytest.raises(UsageError, match="--replace puts this one in its place"):
        imported(collection, arena(ROWS + "4,o1,1350,+5/-5,100,OpenAI,Proprietary\n"))
    more = arena(ROWS + "4,o1,1350,+5/-5,100,OpenAI,Proprietary\n")
    assert imported(collection, more, replace=True).state == "rewritten"


def test_newer_editions_stand_beside_or_replace(collection: Collection) -> None:
    imported(collection, arena())
    newer = arena(name="lmarena_2025-07-01.csv")
    assert imported(collection, newer).replaced == ()
    assert collection.editions() == ["lmarena-2025-07-01", EDITION]
    third = imported(collection, arena(name="lmarena_2025-08-01.csv"), replace=True)
    assert set(third.replaced) == {EDITION, "lmarena-2025-07-01"}
    assert collection.editions() == ["lmarena-2025-08-01"]
    assert sorted(path.name for path in collection.reports.iterdir()) == ["lmarena-2025-08-01.ttl"]


def test_replacing_is_one_rename(collection: Collection) -> None:
    """Between the note and the new file the old editions count; with the new file they do not."""
    imported(collection, arena())
    note = collection.reports / "lmarena-2025-07-01.replaces"
    note.write_text(EDITION + "\n", encoding="utf-8")
    assert collection.editions() == [EDITION]
    shutil.copy(collection.path(EDITION), collection.path("lmarena-2025-07-01"))
    assert collection.editions() == ["lmarena-2025-07-01"]
    with collection.writing():
        assert sorted(p.name for p in collection.reports.iterdir()) == ["lmarena-2025-07-01.ttl"]


def test_an_older_edition_is_not_replaced_by_a_newer_ones_age(collection: Collection) -> None:
    imported(collection, arena(name="lmarena_2025-08-01.csv"))
    assert imported(collection, arena(), replace=True).replaced == ()
    assert collection.editions() == ["lmarena-2025-08-01", EDITION]


def test_remove_takes_out_what_the_edition_stated_and_nothing_else(collection: Collection) -> None:
    before = len(aikg.load(store=collection.place if collection.place.exists() else ""))
    imported(collection, arena())
    assert len(aikg.load(store=collection.place)) > before
    with collection.writing():
        collection.remove(EDITION)
    assert len(aikg.load(store=collection.place)) == before
    with pytest.raises(UnknownName, match="Nothing has been imported"):
        collection.known(EDITION)


@pytest.mark.parametrize("name", ["", "../x", "A", "a/b", "a b", "aikg", "x" * 200, "a.", ".a", "a\n"])
def test_identifiers_that_are_no_file_name_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        checked_identifier(name)


# ----------------------------------------------------------------------------------------- deaths


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=str)
def test_killed_at_any_moment_it_is_old_or_new(number: signal.Signals, tmp_path: Path) -> None:
    """The first edition of a source is there; the second, which replaces it, is killed."""
    collection = Collection(tmp_path / "editions")
    imported(collection, arena())
    old = collection.path(EDITION).read_text(encoding="utf-8")
    path = large(tmp_path / "lmarena_2025-07-01.csv", 800)
    words = ["import", "lmarena", str(path), "--replace"]
    cache = {"AIKG_STORE": str(collection.place), "AIKG_CACHE": ""}
    began = time.monotonic()
    backup = tmp_path / "backup"
    shutil.copytree(collection.place, backup)
    assert run(*words, env=cache).code == 0
    longest = time.monotonic() - began
    new = collection.path("lmarena-2025-07-01").read_text(encoding="utf-8")
    chance = random.Random(int(number))
    seen = set()
    for _ in range(25):
        shutil.rmtree(collection.place)
        shutil.copytree(backup, collection.place)
        process = subprocess.Popen(
            [*COMMAND, *words], env=environment(cache), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        time.sleep(chance.uniform(0.05, longest))
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
        # Python itself tells of a Ctrl-C that comes while it starts; aikg has no part in that.
        assert b"aikg" not in err.partition(b"Traceback")[2]
        editions = collection.editions()
        seen.add(tuple(editions))
        assert len(editions) == 1
        expected = {EDITION: old, "lmarena-2025-07-01": new}[editions[0]]
        assert collection.path(editions[0]).read_text(encoding="utf-8") == expected
        with collection.writing():
            pass  # no lock is left, and what was left unfinished goes
        assert not [p for p in collection.place.rglob("*") if p.name.endswith((".part", ".replaces"))]
    assert seen, "some state was seen"


def test_a_full_disk_leaves_the_old_state(collection: Collection, tmp_path: Path, table: Path) -> None:
    imported(collection, arena())
    path = large(tmp_path / "lmarena_2025-07-01.csv", 800)
    process = subprocess.run(
        [*COMMAND, "import", "lmarena", str(path)],
        env=environment({"AIKG_STORE": str(collection.place), "AIKG_CACHE": ""}),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert process.returncode == 3
    assert b"File too large" in process.stderr
    assert b"Traceback" not in process.stderr
    assert collection.editions() == [EDITION]
    assert [p.name for p in collection.reports.iterdir()] == [f"{EDITION}.ttl"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, tmp_path: Path) -> None:
    env = {"AIKG_STORE": str(small_disk / "editions"), "AIKG_CACHE": ""}
    path = large(tmp_path / "lmarena_2025-07-01.csv", 800)
    done = run("import", "lmarena", str(path), env=env)
    assert done.code == 3
    assert "No space left on device" in done.err
    assert Collection(small_disk / "editions").editions() == []
    assert run("lab", "DeepSeek", env=env).code == 0


# ----------------------------------------------------------------------------------------- writers


def test_a_second_writer_is_told_and_readers_go_on(
    collection: Collection, env: dict[str, str], table: Path
) -> None:
    imported(collection, arena())
    with collection.writing():
        done = run("import", "lmarena", str(table), "--as", "other", env=env)
        assert done.code == 3
        assert f"Another aikg (process {os.getpid()}) is changing" in done.err
        assert run("remove", EDITION, env=env).code == 3
        assert run("rank", "lmarena-text", env=env).code == 0
        assert run("import", "lmarena", str(table), "--dry-run", env=env).code == 0
    assert run("import", "lmarena", str(table), "--as", "other", env=env).code == 0
    assert sorted(collection.editions()) == [EDITION, "other"]


def test_two_imports_at_once(collection: Collection, env: dict[str, str], tmp_path: Path) -> None:
    paths = [large(tmp_path / f"lmarena_2025-0{n}-01.csv", 300) for n in (1, 2, 3)]
    both = [
        subprocess.Popen(
            [*COMMAND, "import", "lmarena", str(path)],
            env=environment(env | {"AIKG_CACHE": ""}),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for path in paths
    ]
    codes = []
    for process in both:
        _, err = process.communicate(timeout=120)
        codes.append(process.returncode)
        assert process.returncode == 0 or b"wait until it is done" in err
    assert len(collection.editions()) == codes.count(0) >= 1


# ----------------------------------------------------------------------------------------- places


def test_a_directory_with_other_files_is_refused(tmp_path: Path, table: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    done = run("import", "lmarena", str(table), "--store", str(tmp_path / "mine"))
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "holds other files" in done.err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_a_named_collection_must_be_there(tmp_path: Path) -> None:
    done = run("lab", "DeepSeek", "--store", str(tmp_path / "none"))
    assert done.code == 3
    assert "does not exist; `aikg import` makes one" in done.err
    assert run("lab", "DeepSeek", env={"AIKG_STORE": str(tmp_path / "none")}).code == 0


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/aikg"])
def test_a_place_that_cannot_be_written(place: str, tmp_path: Path, table: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = run("import", "lmarena", str(table), "--store", str(tmp_path / place))
    assert done.code == 3
    assert done.err.strip().splitlines()[-1].startswith("aikg: ")


def test_without_a_home_there_is_no_place(table: Path) -> None:
    paths = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    nowhere = {**paths, "HOME": "relative", "AIKG_CACHE": ""}
    assert run("lab", "DeepSeek", only=nowhere).code == 0
    done = run("import", "lmarena", str(table), only=nowhere)
    assert done.code == 3
    assert "name one by --store DIR or AIKG_STORE" in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="the place is written out for Linux only")
@pytest.mark.parametrize("base", ["", "/somewhere/data"])
def test_the_place_is_that_of_platformdirs(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    monkeypatch.delenv("AIKG_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", base)
    assert resources.collection_directory() == platformdirs.user_data_dir("aikg", appauthor=False)


def test_a_damaged_store_is_made_anew(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIKG_CACHE", str(tmp_path / "cache"))
    imported(collection, arena())
    size = len(aikg.load(store=collection.place, cache=True))
    (store,) = (tmp_path / "cache").glob("store-*")
    for path in store.iterdir():
        if path.suffix == ".sst":
            path.unlink()
    assert len(aikg.load(store=collection.place, cache=True)) == size


def test_a_damaged_edition_is_named_and_can_be_taken_out(collection: Collection, env: dict[str, str]) -> None:
    imported(collection, arena())
    path = collection.path(EDITION)
    path.write_text(path.read_text(encoding="utf-8")[:-20] + "<", encoding="utf-8")
    done = run("lab", "DeepSeek", env=env)
    assert done.code == 3
    assert f"{path}:" in done.err and "is not valid Turtle" in done.err
    assert run("remove", EDITION, env=env).code == 0
    assert run("lab", "DeepSeek", env=env).code == 0


# ----------------------------------------------------------------------------------------- sources


def test_questions_restricted_to_sources(collection: Collection, env: dict[str, str]) -> None:
    imported(collection, arena())
    assert run("rank", "lmarena-text", env=env).code == 0
    assert run("rank", "lmarena-text", "--source", "lmarena", env=env).code == 0
    assert run("rank", "lmarena-text", "--source", "aikg", env=env).code == 1
    assert run("rank", "Intelligence Index v2", "--source", EDITION, env=env).code == 1
    both = run("rank", "--source", EDITION, "--source", "state-of-ai-china-q2-2025", env=env)
    assert both.code == 0 and "DeepSeek R1-0528" in both.out
    done = run("rank", "--source", "lmarina-2025-06-09", env=env)
    assert done.code == 2 and f"Did you mean {EDITION}" in done.err


def test_an_export_for_others_leaves_out_what_may_not_be_passed_on(
    collection: Collection, env: dict[str, str], tmp_path: Path
) -> None:
    imported(collection, arena())
    out = tmp_path / "all.nq"
    done = run("export", "--format", "nquads", "-o", str(out), env=env)
    assert done.code == 2 and EDITION in done.err and not out.exists()
    done = run("export", "--format", "nquads", "-o", str(out), "--include-restricted", env=env)
    assert done.code == 0 and "Not to be passed on" in done.err and "LMArena" in done.err
    assert f"/source/{EDITION}>" in out.read_text(encoding="utf-8")
    done = run("export", "--format", "nquads", "-o", str(out), "--source", "aikg", env=env)
    assert done.code == 0 and EDITION not in out.read_text(encoding="utf-8")


def test_progress_on_a_terminal_and_in_a_pipe(
    collection: Collection, env: dict[str, str], tmp_path: Path
) -> None:
    path = large(tmp_path / "lmarena_2025-06-09.csv", 3000)
    shown = on_terminal("import", "lmarena", str(path), "--dry-run", env=env).out
    assert "\x1b[K" in shown and "%" in shown
    piped = run("import", "lmarena", str(path), "--dry-run", env=env)
    assert "\x1b" not in piped.err
    assert piped.err.splitlines()[0].startswith("reading ")


def test_reading_needs_no_writer(collection: Collection) -> None:
    proposal = proposed(arena(), collection=collection)
    assert not collection.place.exists()
    assert proposal.scores == 3


def test_a_store_error_has_one_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="is not a directory"), Collection(tmp_path / "x").writing():
        pass
