"""The page as a file: it asks the network for nothing, says everything in words, and no text of it runs."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import aikg
from aikg.draw import layout
from aikg.draw.page import page
from graphs import ATTACKS, Reader, attack, ecosystem, shuffled
from program import run

if TYPE_CHECKING:
    from pathlib import Path


def attacked() -> str:
    return page(attack(), title=ATTACKS[2], subtitle=ATTACKS[0])


def test_page_is_one_file_that_asks_the_network_for_nothing() -> None:
    text = page(ecosystem(), title="Ecosystem", subtitle="of AI")
    reader = Reader(text)
    for tag, attrs in reader.tags:
        assert "src" not in attrs and "srcset" not in attrs
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
        if "href" in attrs:
            assert tag == "a" or attrs["href"] == "data:,"
    assert not re.search(r"""\bsrc\s*=\s*["']?https?:""", text)
    assert "<script src" not in text and "@import" not in text
    assert "url(" not in text.split("<body>")[0]
    assert "sourceMappingURL" not in text
    links = [a["href"] or "" for tag, a in reader.tags if tag == "a"]
    outside = {link for link in links if not link.startswith("#")}
    assert outside == {"https://example.org/r?a=1&b=2", "https://example.org/i"}


def test_page_policy_lets_only_its_own_scripts_run() -> None:
    reader = Reader(attacked())
    policy = next(a["content"] or "" for t, a in reader.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy
    assert policy.count("sha256-") == 3
    assert [t for t, _ in reader.tags].count("script") == 3


def test_page_is_the_same_whatever_the_order_of_the_graph() -> None:
    one = page(ecosystem(), title="t", subtitle="s")
    assert one == page(ecosystem(), title="t", subtitle="s")
    assert one == page(shuffled(ecosystem()), title="t", subtitle="s")


def test_page_tells_everything_in_words() -> None:
    text = page(ecosystem(), title="Ecosystem", subtitle="of AI")
    assert '<html lang="en">' in text and "<title>Ecosystem</title>" in text
    assert "30 nodes and 43 edges · data 2025-11-20 · licence: CC BY 4.0" in text
    rows = text.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 30
    assert 'href="#node=model/deepseek-0">DeepSeek 1.0</a>' in rows
    for words in (
        "China",
        "big tech",
        "2025-01<",
        "open weights",
        "parameters: 671 billion",
        "Index v2: 60 (high), 2025-05, independent",
        "succeeds: ",
    ):
        assert words in rows
    assert "2025-01-01" not in rows, "a month stays a month"


def test_page_holds_the_data_as_json() -> None:
    data: dict[str, Any] = json.loads(Reader(page(ecosystem(), title="t", subtitle="s")).data)
    assert len(data["nodes"]) == 30 and len(data["edges"]) == 43
    place = next(i for i, n in enumerate(data["nodes"]) if n["id"] == "model/deepseek-0")
    node = data["nodes"][place]
    assert node["names"] == ["deepseek-1.0", "深度求索"]
    assert data["sources"][node["scores"][0][5]] == ["Index", "https://example.org/i"]
    assert list(data["layouts"]) == ["ecosystem", "timeline"]
    x, y = layout.positions(ecosystem(), "ecosystem", 1.5)["model/deepseek-0"]
    assert data["layouts"]["ecosystem"]["wide"]["at"][place] == [x, y]
    assert data["options"]["physics"] is False


def test_attacks_stay_text() -> None:
    text = attacked()
    allowed = {tag for tag, _ in Reader(page(ecosystem(), title="t", subtitle="s")).tags}
    reader = Reader(text)
    assert {tag for tag, _ in reader.tags} <= allowed
    for _, attrs in reader.tags:
        assert not any(name.startswith("on") for name in attrs)
        assert (attrs.get("href") or "#").startswith(("#node=", "#", "data:,"))
    ours = text.split("<script>")[0] + text.rsplit("</script>", 1)[1]
    for raw in ATTACKS:
        if "<" in raw:
            assert raw not in ours
            assert html.escape(raw) in ours
    unseen = "[\x00-\x09\x0b-\x1f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
    assert not re.search(unseen, ours)
    assert "a" * 1001 not in ours
    text.encode("utf-8")
    data = json.loads(reader.data)
    assert data["sources"] and all(url == "" for _, url in data["sources"])


def test_no_library_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, aikg.draw.page, aikg.draw.layout;"
        "print([m for m in ('pyvis', 'networkx', 'IPython', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shipped_page_is_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.html" for seed in (1, 2)]
    for seed, path in enumerate(paths, 1):
        done = run("graph", "-o", str(path), env={"PYTHONHASHSEED": str(seed)})
        assert done.code == 0, done.err
    one, other = (path.read_bytes() for path in paths)
    assert one == other
    links = [a["href"] or "" for tag, a in Reader(one.decode()).tags if tag == "a"]
    sources = {str(url) for url in aikg.load().run("sources").column("url")}
    assert {link for link in links if not link.startswith("#")} <= sources
