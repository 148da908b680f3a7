"""Lineage of any shape: it ends, is right, and says where it goes round."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aikg.errors import AmbiguousName, UnknownName
from aikg.knowledge_graph import KnowledgeGraph
from aikg.lineage import Lineage, lineage

World = Callable[..., KnowledgeGraph]
LAB = 'lab:l a aikg:Lab ; skos:prefLabel "L"@en ; aikg:country country:FR .\n'


def model(name: str, *parents: str, step: str = "fineTunedFrom") -> str:
    steps = "".join(f" ; aikg:{step} model:{parent}" for parent in parents)
    return f'model:{name} a aikg:Model ; skos:prefLabel "M {name}"@en ; aikg:developedBy lab:l{steps} .\n'


def ancestors(found: Lineage) -> list[tuple[int, str, bool, bool]]:
    return [(s.depth, s.label, s.seen, s.cycle) for s in found.ancestors]


def test_diamond_with_kinds_labs_and_countries(mini: KnowledgeGraph) -> None:
    found = lineage(mini, "Polar Merge")
    assert [(s.depth, s.kind, s.label, s.country, s.of, s.last, s.seen) for s in found.ancestors] == [
        (1, "merged from", "Star 7B", "CN", "Polar Merge", False, False),
        (1, "merged from", "Tower 9B", "FR", "Polar Merge", False, False),
        (1, "merged from", "Polar 7B", "US", "Polar Merge", True, False),
        (2, "fine-tuned from", "Star 7B", "CN", "Polar 7B", True, False),
    ]
    assert found.descendants == ()
    assert not found.cyclic


def test_what_is_met_twice_is_shown_in_full_once(world: World) -> None:
    text = LAB + model("a") + model("b", "a") + model("c", "b") + model("d", "b") + model("e", "c", "d")
    found = lineage(world(text, bare=True), "M e")
    assert ancestors(found) == [
        (1, "M c", False, False),
        (2, "M b", False, False),
        (3, "M a", False, False),
        (1, "M d", False, False),
        (2, "M b", True, False),
    ]


def test_succession_and_several_steps(mini: KnowledgeGraph) -> None:
    found = lineage(mini, "Dyn 2")
    assert {(s.kind, s.label) for s in found.ancestors} == {
        ("distilled from", "Aurora One (2024)"),
        ("succeeds", "Aurora One (2023)"),
        ("succeeds", "Dyn 1"),
    }
    assert [(s.kind, s.label) for s in found.descendants] == [("quantized from", "Dyn 2 (4 bit)")]
    both = lineage(mini, "Tower 9B").descendants
    assert [s.kind for s in both if s.label.startswith('Tower "2')] == ["based on", "succeeds"]
    rows = found.solutions()
    assert len(rows) == len(found.ancestors) + len(found.descendants)
    assert set(rows.column("direction")) == {"ancestor", "descendant"}


def test_self_loop(world: World) -> None:
    found = lineage(world(LAB + model("a", "a"), bare=True), "M a")
    assert found.cyclic
    assert ancestors(found) == [(1, "M a", True, True)]


def test_cycle(world: World) -> None:
    graph = world(LAB + model("a", "b") + model("b", "c") + model("c", "a"), bare=True)
    found = lineage(graph, "M a")
    assert found.cyclic
    assert [(s.depth, s.label, s.cycle) for s in found.ancestors] == [
        (1, "M b", False),
        (2, "M c", False),
        (3, "M a", True),
    ]
    assert [(s.label, s.cycle) for s in found.descendants] == [("M c", False), ("M b", False), ("M a", True)]


def test_chain_of_5000_steps(world: World) -> None:
    chain = "".join(model(f"n{i:04}", f"n{i - 1:04}") for i in range(1, 5001))
    graph = world(LAB + model("n0000") + chain, bare=True)
    found = lineage(graph, "M n5000")
    assert [s.depth for s in found.ancestors] == list(range(1, 5001))
    assert found.ancestors[-1].label == "M n0000"
    assert not found.cyclic
    assert lineage(graph, "M n0000").descendants[-1].label == "M n5000"


def test_20000_children(world: World) -> None:
    text = LAB + model("root") + "".join(model(f"c{i}", "root", step="distilledFrom") for i in range(20_000))
    found = lineage(world(text, bare=True), "M root")
    assert len(found.descendants) == 20_000
    assert {s.depth for s in found.descendants} == {1}
    assert [s.last for s in found.descendants] == [False] * 19_999 + [True]


def test_step_stated_as_base_too_stands_once_for_each_statement(world: World) -> None:
    both = model("b", "a") + "model:b aikg:basedOn model:a .\n"
    graph = world(LAB + model("a") + both, bare=True)
    assert sorted(s.kind for s in lineage(graph, "M b").ancestors) == ["based on", "fine-tuned from"]


def test_unknown_and_ambiguous(mini: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        lineage(mini, "nobody")
    with pytest.raises(AmbiguousName):
        lineage(mini, "Star")
