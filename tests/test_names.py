# ruff: noqa: E501, PT017
"""Names: normal forms, and from what people type to the one thing that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import aikg
from aikg import names
from aikg.errors import AmbiguousName, UnknownName
from aikg.names import CLASSES, normalise
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
@example("ﬀ İ ß ΐ ǰ")
@example("１.５.．2")
@example("1.\u03012")
@example("\u0345")
@settings(max_examples=400)
def test_normalise_is_idempotent(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(TEXTS)
@settings(max_examples=200)
def test_case_and_surroundings_do_not_matter(name: str) -> None:
    key = normalise(name)
    assert normalise(name.casefold()) == key
    assert normalise(f"  {name}\t") == key


@given(st.text("abcXYZ0189 -_.", min_size=1))
def test_width_does_not_matter(name: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    assert normalise(wide) == normalise(name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DeepSeek V2.5", "deepseek-v2.5", True),
        ("V2.5", "V25", False),
        ("GPT-4.1", "GPT 41", False),
        ("Qwen 2.5 32B", "Qwen2.5-32B", True),
        ("Ｄｅｅｐ　Ｓｅｅｋ", "deepseek", True),
        ("Café", "Cafe\u0301", True),
        ("a.b", "ab", True),
        ("晨星", "晨 星", True),
    ],
)
def test_what_is_the_same_name(one: str, other: str, same: bool) -> None:
    assert (normalise(one) == normalise(other)) is same


def test_nothing_of_it_is_a_name() -> None:
    assert normalise("") == normalise(" \t\u200b") == normalise("!?…/") == ""


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("晨星", "lab", "lab/chenxing"),
        ("晨星科技", "lab", "lab/chenxing"),
        ("MORNING  STAR", "lab", "lab/chenxing"),
        (ID + "lab/chenxing", "lab", "lab/chenxing"),
        ("lab/chenxing", "lab", "lab/chenxing"),
        ("lab:chenxing", "lab", "lab/chenxing"),
        ("chenxing", "lab", "lab/chenxing"),
        ("dalian-dyn", "lab", "lab/dalian"),
        ('Borealis "B" AI', "lab", "lab/borealis"),
        ("Eiffel Research", "lab", "lab/eiffel"),
        ("eiffel", "lab", "lab/eiffel"),
        ("chenxing/star-7b", "model", "model/star-7b"),
        ("dyn v2.5", "model", "model/dyn-2"),
        ("さくら1", "model", "model/sakura-1"),
        ("Dyn 1", "model", "model/dyn-1"),
        ("Dyn 1", "family", "family/dyn-1"),
        ("Dyn", "lab", "lab/dalian"),
        ("Acme Index", "benchmark", "benchmark/acme-index"),
        ("AX", "version", "benchmark/acme-index-v2"),
        ("Acme Index", "version", "benchmark/acme-index-v2"),
        ("Acme Index v1", "version", "benchmark/acme-index-v1"),
        ("测验", "version", "benchmark/quiz-2025"),
        ("acme-index-v1", "version", "benchmark/acme-index-v1"),
        ("Duel", "benchmark", "benchmark/duel"),
        ("CN", "country", "country/CN"),
        ("中国", "country", "country/CN"),
        ("china", "country", "country/CN"),
        ("Big Tech", "category", "concept/big-tech"),
        ("初创公司", "category", "concept/start-up"),
        ("open", "openness", "concept/open"),
        ("video", "modality", "concept/video"),
        ("index-2025", "source", "source/index-2025"),
        ("星工作室", "product", None),
        ("晨星工作室", "product", "product/star-studio"),
    ],
)
def test_resolve(name: str, kind: str, short: str | None, mini: KnowledgeGraph) -> None:
    if short is None:
        with pytest.raises(UnknownName):
            mini.resolve(name, kind)
    else:
        assert mini.resolve(name, kind).short == short


def test_unknown_name_suggests_what_is_near(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName) as error:
        mini.resolve("Chenxin", "lab")
    assert error.value.suggestions[0] == "Chenxing"
    assert str(error.value) == "No lab is called “Chenxin”. Did you mean Chenxing? `aikg labs` lists them."
    with pytest.raises(UnknownName, match="Did you mean DeepSeek"):
        aikg.load(cache=False).resolve("Deepsek", "lab")


def test_a_name_of_another_kind_is_unknown(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="No lab is called “Star 7B”"):
        mini.resolve("Star 7B", "lab")
    with pytest.raises(UnknownName, match="No lab is called “model/star-7b”"):
        mini.resolve("model/star-7b", "lab")


def test_ambiguous_name_lists_the_candidates(mini: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousName) as error:
        mini.resolve("Star", "model")
    assert [short for _, short in error.value.candidates] == [
        "model/star-2",
        "model/star-72b",
        "model/star-7b",
    ]
    with pytest.raises(AmbiguousName):
        mini.resolve("Dyn 1", "thing")


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize(
    "name",
    ["", "   ", "x" * 10_000, "晨" * 10_000, "\u0000", "a\nb", "\x1b[31mred", "../../etc/passwd", "lab/../model",
     "http://", "http://x/ y", "https://x/<script>", "file:///etc/passwd", "lab:", ":", "/", "'; DROP", "\u202e"],
)  # fmt: skip
def test_what_names_nothing_is_unknown_in_one_line(name: str, kind: str, mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName) as error:
        mini.resolve(name, kind)
    message = str(error.value)
    assert len(message) < 400
    assert message.isprintable()
    assert names.candidates(mini, name) == []


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_name_or_an_error_of_ours(name: str) -> None:
    try:
        GRAPH.resolve(name)
    except (UnknownName, AmbiguousName) as error:
        assert str(error).replace("\n", "").isprintable()


@pytest.fixture(autouse=True, scope="module")
def _graph(mini: KnowledgeGraph) -> None:
    global GRAPH
    GRAPH = mini


GRAPH: KnowledgeGraph
