"""The wheel and the sdist carry all that aikg needs, and the wheel works by itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import time
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "ontology/aikg.ttl",
    "ontology/concepts.ttl",
    "ontology/shapes.ttl",
    "data/labs/deepseek.ttl",
    "data/benchmarks.ttl",
    "data/sources.ttl",
    "queries/rankings/rank.rq",
)


def called(words: list[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=600
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel, built from the sdist as installers from source do, and the sdist."""
    pytest.importorskip("build")
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    out = tmp_path_factory.getbasetemp().parent / "dist" if parallel else tmp_path_factory.mktemp("dist")
    ready = out / "ready"
    try:
        out.mkdir(exist_ok=not parallel)
    except FileExistsError:  # another worker builds, once for all
        end = time.monotonic() + 300
        while not ready.exists() and time.monotonic() < end:
            time.sleep(0.2)
    else:
        called([sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)])
        ready.touch()
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="session")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script `aikg` of an empty environment in which only the wheel was installed."""
    place = tmp_path_factory.mktemp("empty")
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    called([str(scripts / "python"), "-m", "pip", "install", "--quiet", str(built[0])])
    return scripts / "aikg"


def test_the_wheel_carries_what_is_shipped(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
    assert {f"aikg/_shipped/{path}" for path in NEEDED} <= names
    assert {"aikg/py.typed", "aikg/draw/page.html", "aikg/draw/page.css", "aikg/draw/page.js"} <= names
    for folder, ending in (("ontology", "ttl"), ("data", "ttl"), ("queries", "rq")):
        here = {f"aikg/_shipped/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob(f"*.{ending}")}
        assert here <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_sdist_carries_what_is_shipped(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        *NEEDED,
        "src/aikg/py.typed",
        "src/aikg/draw/page.html",
        "src/aikg/draw/page.css",
        "src/aikg/draw/page.js",
        "pyproject.toml",
        "LICENSE",
    } <= names


def test_the_wheel_works_alone(installed: Path, tmp_path: Path) -> None:
    """From another directory, without a home, without the checkout."""
    env = {key: value for key, value in os.environ.items() if key in ("PATH", "SYSTEMROOT")} | {
        "AIKG_CACHE": ""
    }
    assert "深度求索" in called([str(installed), "lab", "DeepSeek"], tmp_path, env)
    called([str(installed), "check"], tmp_path, env)
    called([str(installed), "graph", "-o", "x.html"], tmp_path, env)
    assert (tmp_path / "x.html").stat().st_size > 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
    import_line = "import aikg, pathlib; print(pathlib.Path(aikg.__file__).resolve())"
    where = called([str(installed.with_name("python")), "-c", import_line], tmp_path, env)
    assert str(ROOT / "src") not in where
