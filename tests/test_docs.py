"""The documents hold together: generated pages are fresh, links lead somewhere, nothing is left out."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import yaml

import aikg
from aikg import __version__, catalogue
from aikg.cli import COMMANDS
from aikg.solutions import Iri
from aikg.vocabulary import PREFIXES

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENTS: Final = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_FENCE: Final = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_generated_pages_are_fresh() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_stale_page_is_named_with_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import generate

    (tmp_path / "cli.md").write_text("old\n", encoding="utf-8")
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", {"cli.md": generate.commands})
    assert generate.run(check=True) == 1
    assert capsys.readouterr().out == "docs/cli.md is out of date; run: python docs/generate.py\n"
    assert (tmp_path / "cli.md").read_text(encoding="utf-8") == "old\n"
    assert generate.run(check=False) == 0
    assert generate.run(check=True) == 0


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for link in _LINK.findall(_FENCE.sub("", document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def anchors(document: Path) -> set[str]:
    """The anchors of its headings, as GitHub makes them; of equal ones the later get a number."""
    found: dict[str, int] = {}
    names = set()
    text = _FENCE.sub("", document.read_text(encoding="utf-8"))
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        names.add(f"{plain}-{found[plain]}" if plain in found else plain)
        found[plain] = found.get(plain, 0) + 1
    return names


def test_every_query_and_command_is_described() -> None:
    described = anchors(ROOT / "docs" / "queries.md")
    assert [q.name for q in catalogue.all_queries() if q.name not in described] == []
    described = anchors(ROOT / "docs" / "cli.md")
    assert [name for name in COMMANDS if f"aikg-{name}" not in described] == []


def test_every_module_has_its_place_in_the_architecture() -> None:
    described = read("docs/architecture.md")
    package = ROOT / "src" / "aikg"
    modules = {f"`{path.stem}`" for path in package.glob("*.py") if path.stem[0] != "_"} - {"`fence_worker`"}
    rooms = {f"{path.parent.name}/`" for path in package.glob("*/__init__.py")}
    assert {name for name in modules | rooms if name not in described} == set()


def test_every_variable_of_the_environment_is_told_of() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "aikg").rglob("*.py"))
    read = set(re.findall(r'"(AIKG_[A-Z_]+|[A-Z_]+_API_KEY)"', source))
    told = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").partition("## Environment")[2]
    assert "AIKG_CACHE" in read
    assert {name for name in read if f"`{name}`" not in told} == set()


def test_every_document_is_reached_from_the_readme() -> None:
    linked = set(_LINK.findall(read("README.md")))
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages <= linked


def test_versions_agree() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == __version__
    assert citation["license"] == ["Apache-2.0", "CC-BY-4.0"]
    assert f"## {__version__}" in read("CHANGELOG.md")


def test_every_attribution_of_the_data_is_in_the_licence() -> None:
    from aikg import load

    text = " ".join(read("LICENSE-DATA").split())
    with load() as kg:
        asked = {str(words) for words in kg.run("attributions").column("attribution")}
    assert {words for words in asked if words not in text} == set()


def test_agents_are_told_of_terms_and_things_that_exist() -> None:
    kinds = "aikg|lab|model|family|product|benchmark|license|concept|country"
    named = set(re.findall(rf"\b((?:{kinds}):[\w\-]+(?:\.[\w\-]+)*)", read("AGENTS.md")))
    assert len(named) > 40
    pairs = [name.split(":", 1) for name in sorted(named)]
    graph = aikg.load()
    unknown = [
        f"{prefix}:{local}"
        for prefix, local in pairs
        if not graph.run("statements", thing=Iri(PREFIXES[prefix] + local)).rows
    ]
    assert unknown == []
