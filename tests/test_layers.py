"""Imports run one way: front doors, edges, core, files; and heavy libraries are imported inside functions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from aikg.store import LOADER

SOURCE = Path(__file__).resolve().parent.parent / "src" / "aikg"
FILES = {"errors", "vocabulary", "resources", "turtle", "__init__"}
EDGES = {"render", "draw", "export", "importers", "importing"}
DOORS = {"cli", "agent", "server", "__main__"}
OPENING = {"cli/mcp.py", "cli/serve.py"}
"""The commands that open another front door."""
HEAVY = {"rdflib", "oxrdflib", "networkx", "pyvis", "pyshacl", "rich", "pandas", "vl_convert"}
HEAVY |= {"httpx", "platformdirs", "pyarrow", "mcp", "mcp_types", "anyio", "pydantic"}
WEB = {"starlette", "uvicorn", "h11"}
"""Of the servers alone, and nowhere else at the top."""
MODULES = sorted(SOURCE.rglob("*.py"))


def layer(name: str) -> int:
    """0 files, 1 core, 2 edges, 3 front doors."""
    first = name.removeprefix("aikg").strip(".").partition(".")[0] or "__init__"
    return 3 if first in DOORS else 2 if first in EDGES else 0 if first in FILES else 1


def imports(path: Path, *, top: bool) -> set[str]:
    """What a module imports at the top level, or anywhere, but for what only a type checker sees."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found: set[str] = set()
    for node in tree.body if top else ast.walk(tree):
        if node in typing:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module == "aikg"
            found |= {f"aikg.{alias.name}" for alias in node.names} if whole else {node.module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_module_imports_from_a_layer_above(path: Path) -> None:
    name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
    own = layer(f"aikg.{name}".removesuffix(".__init__"))
    lazily = {"aikg.knowledge_graph", "aikg.solutions"}  # their methods lead on to what lies above
    for other in imports(path, top=f"aikg.{name}" in lazily):
        if other.partition(".")[0] == "aikg" and name != "__init__":
            assert layer(other) <= own, f"{name} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_heavy_is_imported_at_the_top(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imports(path, top=True)} & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_front_doors_do_not_know_each_other_but_for_the_command_that_opens_one(path: Path) -> None:
    door = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if door != "server":
        assert not {name.partition(".")[0] for name in imports(path, top=True)} & WEB
    if door not in DOORS or path.relative_to(SOURCE).as_posix() in OPENING:
        return
    others = {f"aikg.{other}" for other in DOORS - {door}} - ({"aikg.cli"} if door == "__main__" else set())
    known = {".".join(name.split(".")[:2]) for name in imports(path, top=False)}
    assert not known & others


PLACES = ["network", *(f"draw/{name}" for name in ("layout", "packing", "ecosystem", "timeline", "pedigree"))]


@pytest.mark.parametrize("name", PLACES)
def test_projection_and_layouts_know_nothing_of_html(name: str) -> None:
    path = SOURCE / f"{name}.py"
    pages = {"html", "pyvis", "aikg.draw.page", "aikg.draw.svg", "aikg.draw.vis", "aikg.render"}
    pages |= {"aikg.draw.glyph", "aikg.draw.lettering"}
    assert not imports(path, top=False) & pages
    assert not re.search(r"<[a-z/!]|&[a-z]+;|\.html\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted((SOURCE / "draw").glob("*.*")), ids=lambda p: p.name)
def test_pictures_know_nothing_of_sparql(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    query = r"\bSELECT\s+(DISTINCT\s+)?[?*(]|\bCONSTRUCT\s*\{|\bPREFIX\s+\w+:|SPARQL|\bOPTIONAL\b|\.rq\b"
    assert not re.search(query, text)
    if path.suffix == ".py":
        asking = ("run", "store", "catalogue", "binding", "knowledge_graph", "loading")
        assert not imports(path, top=False) & {f"aikg.{name}" for name in asking}


def test_a_change_of_the_code_that_loads_makes_every_cached_store_anew() -> None:
    todo, met = {"loading"}, set()
    while todo:
        name = todo.pop()
        met.add(name)
        named = {other.removeprefix("aikg.") for other in imports(SOURCE / f"{name}.py", top=False)}
        todo |= {other for other in named if (SOURCE / f"{other}.py").exists()} - met
    helping = {"answers", "errors", "solutions"}  # names of files, messages and types
    assert {"concordance", "known"} <= met - helping <= set(LOADER)
