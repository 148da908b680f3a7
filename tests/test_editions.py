"""Editions out of folders, files and git, and what is said of those that cannot be read."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from aikg import editions, resources
from aikg.difference import compare
from aikg.documents import FORMS, expanded
from aikg.editions import edition
from aikg.errors import AikgError, DataError, StoreError, UnknownName, UsageError, exit_code
from aikg.names import short
from aikg.vocabulary import CURATED_GRAPH, ID, ONTOLOGY_GRAPH
from conftest import HEAD, MINI
from program import run

git_only = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
LAB = 'lab:acme a aikg:Lab ; skos:prefLabel "Acme"@en ; aikg:country country:DE .\n'
MODEL = 'model:acme-1 a aikg:Model ; skos:prefLabel "Acme 1"@en ; aikg:developedBy lab:acme .\n'
SCORE = "score:r.1 a aikg:Score ; aikg:model model:acme-1 ; aikg:value 5.0 .\n"
QUAD = f'<{ID}lab/acme> <http://www.w3.org/2004/02/skos/core#prefLabel> "Acme" '


def sources(name: str | Path) -> set[str | None]:
    return {fact.source for fact in edition(name)}


# --- folders ---


def test_a_folder_keeps_the_graph_of_each_report() -> None:
    assert {CURATED_GRAPH, f"{ID}source/vendor-cards"} < sources(MINI)


def test_a_checkout_stands_for_its_data_and_its_ontology() -> None:
    root = resources.root()
    if not (root / "tests").is_dir():
        pytest.skip("the package is installed, and there is no checkout around it")
    whole = edition(root)
    assert set(whole) == set(edition("shipped"))
    assert ONTOLOGY_GRAPH in sources(root)
    assert ONTOLOGY_GRAPH not in sources(root / "data")


def test_shipped_takes_in_your_own_data(tmp_path: Path) -> None:
    (tmp_path / "acme.ttl").write_text(HEAD + LAB, encoding="utf-8")
    found = compare(edition("shipped"), edition("shipped", [tmp_path]))
    assert len(found.added) == 3
    assert not (found.removed or found.changed)


def test_a_single_path_is_the_newer_side(tmp_path: Path) -> None:
    path = str(tmp_path)
    assert editions.counterpart(path) == ("shipped", path)
    with pytest.raises(UsageError, match="what to compare the shipped data with"):
        editions.counterpart("shipped")


# --- files ---


@pytest.mark.parametrize(
    "iri", [f"{ID}lab/x", "https://w3id.org/aikg/concept/x", ONTOLOGY_GRAPH, "x:y", "urn:a"]
)
def test_a_short_name_is_made_long_again(iri: str) -> None:
    assert expanded(short(iri)) == iri


def test_trig_keeps_the_graphs(tmp_path: Path) -> None:
    path = tmp_path / "x.TRIG"
    path.write_text(f"GRAPH <{ID}source/r> {{ {QUAD} }}", encoding="utf-8")
    assert sources(path) == {f"{ID}source/r"}


def test_a_byte_order_mark_is_no_part_of_a_file(tmp_path: Path) -> None:
    for ending in ("nt", "ttl"):
        path = tmp_path / f"x.{ending}"
        path.write_bytes(b"\xef\xbb\xbf" + f"{QUAD}.\n".encode())
        assert len(edition(path)) == 1


DEEP = "<x:a> <x:b> " + "<<( <x:a> <x:b> " * 100_000 + "<x:c>" + " )>>" * 100_000 + " ."
CSV = b"subject,property,value,source\n"
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "turtle": (
        "x.ttl",
        b"<x:a> <x:b> <x:c> .\n<x:a> <x:b\n",
        r"x\.ttl:2: is not valid Turtle: Unexpected end",
    ),
    "ntriples": ("x.nt", b"<x:a> <x:b> <x:c> .\n<x:a> 1 .\n", r"x\.nt:2: is not valid N-Triples: "),
    "nquads": ("x.nq", b"<x:a> <x:b> <x:c> <x:d> <x:e> .\n", r"x\.nq:1: is not valid N-Quads: "),
    "trig": ("x.trig", b"{ <x:a> <x:b> <x:c> ", r"x\.trig:1: is not valid TriG: "),
    "jsonld": ("x.jsonld", b'{"@id": "x:a",\n nonsense}', r"x\.jsonld:2: is not valid JSON-LD: "),
    "context": ("x.jsonld", b'{"@context": "http://127.0.0.1:9/c", "a": 1}', "nothing is fetched"),
    "local context": ("x.json", b'{"@context": "file:///etc/passwd", "a": 1}', "nothing is fetched"),
    "relative": ("x.nt", b"<a> <x:b> <x:c> .\n", r"x\.nt:1: .*absolute IRI"),
    "binary turtle": ("x.ttl", bytes(range(256)), r"x\.ttl:2: is not UTF-8"),
    "binary nquads": ("x.nq", b"\n" + bytes(range(128, 256)), r"x\.nq:2: is not UTF-8"),
    "binary csv": ("x.csv", bytes(range(256)), r"x\.csv:2: is not UTF-8"),
    "blank": ("x.nq", b"<x:a> <x:b> <x:c> .\n<x:a> <x:b> _:c .\n", r"x\.nq:2: holds a blank node"),
    "blank graph": ("x.nq", b"<x:a> <x:b> <x:c> _:g .\n", r"x\.nq:1: holds a blank node"),
    "blank in JSON": ("x.json", b'{"x:p": "v"}', r"x\.json: holds a blank node"),
    "blank in Turtle": ("x.ttl", b"<x:a> <x:b>\n[] .\n", r"x\.ttl:2: holds a blank node"),
    "deep ntriples": ("x.nt", DEEP.encode(), r"x\.nt:1: holds a quoted triple"),
    "deep trig": ("x.trig", DEEP.encode(), r"x\.trig:1: holds a quoted triple"),
    "deep turtle": ("x.ttl", DEEP.encode(), r"x\.ttl:1: holds a quoted triple"),
    "deep brackets": ("x.ttl", b"<x:a> <x:b> " + b"[ <x:b> " * 100_000 + b"1" + b"]" * 100_000, "x.ttl"),
    "deep JSON": ("x.json", b"[" * 100_000, r"x\.json:1: is not valid JSON-LD"),
    "empty": ("x.ttl", b"", r"x\.ttl: holds no facts"),
    "unknown": (
        "x.docx",
        b"x",
        r"x\.docx: has no ending that says what it holds; there are: \.ttl \(Turtle\)",
    ),
    "no ending": ("x", b"x", "x: has no ending"),
    "empty csv": ("x.csv", b"", "line 1 is not subject,property,value,source"),
    "other csv": ("x.csv", b"a,b\n1,2\n", "line 1 is not subject,property,value,source"),
    "short csv": ("x.csv", CSV + b"lab/x,skos:prefLabel,X\n", r"x\.csv:2: has 3 cells in a row of 4"),
    "csv with a prefix": (
        "x.csv",
        CSV + b"lab/x,foo:bar,X,\n",
        r"x\.csv:2: has a subject, property or source",
    ),
    "csv with blanks": ("x.csv", CSV + b"lab x,skos:prefLabel,X,\n", r"x\.csv:2: has a subject, property"),
    "open csv": ("x.csv", CSV + b'lab/x,skos:prefLabel,"X', r"x\.csv:2: is not valid CSV"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    name, content, message = BROKEN[case]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=message) as caught:
        edition(tmp_path / name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(tmp_path))


def test_a_field_of_csv_may_be_long(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(CSV + b"lab/x,skos:prefLabel," + b"x" * 500_000 + b",source/aikg\n")
    assert len(edition(path)) == 1


def test_places_that_hold_no_edition(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no Turtle file"):
        edition(tmp_path)
    with pytest.raises(DataError, match=r"lost\.ttl: does not exist"):
        edition(tmp_path / "lost.ttl")
    (tmp_path / "folder.nq").mkdir()
    with pytest.raises(DataError, match=r"folder\.nq: holds no Turtle file"):
        edition(tmp_path / "folder.nq")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.nt")
        with pytest.raises(DataError, match=r"pipe\.nt: is a device or a pipe"):
            edition(tmp_path / "pipe.nt")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.nq"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)
    with pytest.raises(DataError, match="is larger than 1 GiB"):
        edition(path)


def test_every_form_has_a_name() -> None:
    assert all(form.name and ending.startswith(".") for ending, form in FORMS.items())


# --- git ---


class Repository:
    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        self("init", "--quiet", "--initial-branch=main")

    def __call__(self, *words: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        env |= {
            f"GIT_{who}_{what}": "x@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            ["git", "-C", str(self.place), *words],
            env=env | {"GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            path = self.place / name.replace("__", "/")
            path = path.with_name(f"{path.name}.ttl")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(HEAD + text, encoding="utf-8")
        self("add", "--all")
        self("commit", "--quiet", "--message", "x")
        return self("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Three commits: a lab; its model and a score; another name."""
    made = Repository(tmp_path / "checkout")
    made.commit(data__labs__acme=LAB, ontology__aikg="aikg:Lab a owl:Class .\n")
    made("tag", "v0.1")
    made.commit(data__labs__acme=LAB + MODEL, data__reports__r=SCORE)
    made.commit(data__labs__acme=LAB.replace('"Acme"', '"Acme Inc"') + MODEL)
    monkeypatch.chdir(made.place)
    return made


@git_only
def test_revisions_by_every_kind_of_name(repository: Repository) -> None:
    commit = repository("rev-parse", "HEAD~1")
    for old in ("HEAD~1", "main~1", commit, commit[:9], "HEAD^", "v0.1~0", "v0.1"):
        found = compare(old, "HEAD")
        assert len(found.changed) == 1, old
    assert len(compare("v0.1", "HEAD").added) == 6
    assert edition("HEAD~1").name == f"HEAD~1 ({commit[:10]})"


@git_only
def test_a_revision_keeps_graphs_and_ontology_apart(repository: Repository) -> None:
    assert sources("HEAD") == {CURATED_GRAPH, f"{ID}source/r", ONTOLOGY_GRAPH}
    assert not compare("HEAD", repository.place)
    assert not compare("HEAD", repository.place, ontology=True)


@git_only
def test_a_folder_or_file_of_a_revision(repository: Repository) -> None:
    assert sources("HEAD:data") == {CURATED_GRAPH, f"{ID}source/r"}
    assert sources("HEAD:data/reports") == {f"{ID}source/r"}
    assert len(edition("HEAD:data/labs/acme.ttl")) == 6
    assert len(compare("v0.1:data/labs", "HEAD:data/labs/").changed) == 1


@git_only
def test_a_revision_alone_is_compared_with_the_checkout_as_it_is(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.place / "data" / "reports" / "r.ttl").unlink()
    monkeypatch.chdir(repository.place / "data")
    old, new = editions.counterpart("HEAD")
    assert len(compare(old, new).removed) == 3
    old, new = editions.counterpart("v0.1:data/labs/acme.ttl")
    assert Path(new) == repository.place / "data" / "labs" / "acme.ttl"
    assert len(compare(old, new).changed) == 1


@git_only
def test_a_path_goes_before_a_revision_of_its_name(repository: Repository) -> None:
    repository("branch", "data", "v0.1")
    assert len(edition("data")) == len(edition("HEAD:data"))
    assert len(compare("refs/heads/data", "v0.1").added) == 0


@git_only
def test_packed_objects_links_and_modules(repository: Repository) -> None:
    (repository.place / "data" / "link.ttl").symlink_to("/etc/hostname")
    repository("add", "--all")
    repository("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},data/module.ttl")
    repository("commit", "--quiet", "--message", "x")
    repository("gc", "--quiet")
    assert not compare("HEAD~1", "HEAD")


@git_only
def test_a_repository_with_turtle_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository(tmp_path / "own")
    made.commit(acme=LAB)
    made.commit(深__acme=MODEL)
    monkeypatch.chdir(made.place)
    assert len(compare("HEAD~1", "HEAD").added) == 3
    assert not compare("HEAD", ".")


@git_only
def test_broken_turtle_is_named_with_revision_path_and_line(repository: Repository) -> None:
    repository.commit(data__labs__bad="lab:x a\n")
    with pytest.raises(DataError, match=r"^HEAD:data/labs/bad\.ttl:\d+: is not valid Turtle"):
        edition("HEAD")
    (repository.place / "data" / "labs" / "bad.ttl").write_bytes(b"\xff")
    repository("commit", "--quiet", "--all", "--message", "x")
    with pytest.raises(DataError, match=r"^HEAD:data/labs/bad\.ttl:1: is not UTF-8"):
        edition("HEAD")


UNKNOWN = {
    "HEDA": r"No file, folder or git revision is called “HEDA”\. Did you mean HEAD\?",
    "v0.2": r"Did you mean v0\.1\?",
    "HEAD~99": "is called",
    "HEAD:nothing": "is called",
    "v0.1..HEAD": "Two revisions are two words",
    "-x": "does not begin with a hyphen",
    "--output=stolen": "does not begin with a hyphen",
    "": "is called “”",
    "a\nb\x1b": "is called “a�b�”",
    "x" * 9999: "x…”",
    "HEAD^{tree}^{blob}": "is called",
}


@git_only
@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_revisions(repository: Repository, name: str) -> None:
    with pytest.raises(UnknownName, match=UNKNOWN[name]) as caught:
        edition(name)
    assert exit_code(caught.value) == 2
    assert not (repository.place / "stolen").exists()


@git_only
def test_where_there_is_no_checkout_or_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownName, match="This folder is not in a git checkout"):
        edition("HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnknownName, match="Without git, which is not installed"):
        edition("HEAD")


@git_only
def test_a_revision_without_turtle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Repository(tmp_path / "bare")
    (made.place / "readme").write_text("x", encoding="utf-8")
    made.commit()
    monkeypatch.chdir(made.place)
    with pytest.raises(DataError, match=r"HEAD: holds no Turtle file"):
        edition("HEAD")


@git_only
def test_an_object_that_is_missing_is_said(repository: Repository) -> None:
    oid = repository("rev-parse", "HEAD:data/labs/acme.ttl")
    (repository.place / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(StoreError, match=f"git does not have the object {oid}"):
        edition("HEAD")


@git_only
def test_nothing_is_fetched_for_a_clone_that_is_not_whole(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository("config", "uploadpack.allowFilter", "true")
    url = repository.place.as_uri()
    repository("clone", "--quiet", "--no-checkout", "--filter=blob:none", url, str(tmp_path / "partial"))
    monkeypatch.chdir(tmp_path / "partial")
    with pytest.raises(StoreError):
        edition("HEAD")
    held = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch-check"], capture_output=True, check=True
    )
    assert b" blob " not in held.stdout


def _state(place: Path) -> dict[str, tuple[int, bytes]]:
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


@git_only
def test_no_program_of_the_repository_is_run_and_nothing_is_written(
    repository: Repository, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in (
        "core.pager",
        "pager.ls-tree",
        "core.fsmonitor",
        "diff.external",
        "core.sshCommand",
        "core.editor",
    ):
        repository("config", key, str(trap))
    repository("config", "alias.cat-file", f"!{trap}")
    (repository.place / ".gitattributes").write_text("*.ttl diff=x filter=x\n", encoding="utf-8")
    for key in ("diff.x.textconv", "filter.x.smudge", "filter.x.clean"):
        repository("config", key, str(trap))
    shutil.rmtree(repository.place / ".git" / "hooks", ignore_errors=True)
    (repository.place / ".git" / "hooks").mkdir()
    for hook in ("post-checkout", "reference-transaction", "post-index-change"):
        shutil.copy(trap, repository.place / ".git" / "hooks" / hook)
    (tmp_path / "sprung").unlink(missing_ok=True)
    before = _state(repository.place)
    for words in (["v0.1", "HEAD"], ["HEAD"], ["HEAD", "HEDA"]):
        run("diff", *words, cwd=repository.place, env={"GIT_PAGER": str(trap), "PAGER": str(trap)})
    assert _state(repository.place) == before
    assert not (tmp_path / "sprung").exists()


@git_only
def test_variables_that_point_elsewhere_do_not_count(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit(acme=LAB)
    monkeypatch.setenv("GIT_DIR", str(other.place / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.place))
    assert len(compare("v0.1", "HEAD").changed) == 1


@git_only
def test_a_repository_without_a_checkout(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository("clone", "--quiet", "--bare", str(repository.place), str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert len(compare("v0.1", "main").changed) == 1
    with pytest.raises(AikgError, match="work tree"):
        editions.counterpart("main")
