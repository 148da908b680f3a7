"""The difference of two editions: an algebra that holds for any facts, in any form that keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aikg import editions, export, store
from aikg.difference import Change, Difference, compare, language
from aikg.editions import Edition, Fact, edition
from aikg.errors import UsageError
from aikg.knowledge_graph import KnowledgeGraph
from aikg.vocabulary import AIKG, CURATED_GRAPH, ID, ONTOLOGY_GRAPH, SKOS, XSD
from conftest import MINI

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable
    from pathlib import Path

SUBJECTS = [ID + "model/a", ID + "model/b", ID + "lab/c"]
NAME, PARAMETERS, CATEGORY = SKOS + "prefLabel", AIKG + "parameters", AIKG + "category"
SOURCES = [CURATED_GRAPH, ID + "source/report"]
ENDINGS = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "jsonld": "jsonld", "csv": "csv"}


def number(text: str, kind: str = "decimal") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


VALUES = st.one_of(
    st.sampled_from([ox.NamedNode(ID + "license/mit"), ox.NamedNode("https://example.org/x?y#z")]),
    st.sampled_from([ox.Literal("x", language="en"), ox.Literal("x", language="zh"), ox.Literal("x")]),
    st.sampled_from([number("68"), number("2.5"), number("1", "integer"), number("true", "boolean")]),
    st.sampled_from([number("2025-01-01", "date"), number("soon", "date"), number("many")]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=4).map(ox.Literal),
)
FACTS = st.builds(
    Fact,
    st.sampled_from(SUBJECTS),
    st.sampled_from([NAME, PARAMETERS, CATEGORY]),
    VALUES,
    st.sampled_from(SOURCES),
)
WORLDS = st.sets(FACTS, min_size=1, max_size=12)


def of(facts: Iterable[Fact], name: str = "edition", *, exact: bool = True) -> Edition:
    found: dict[str, set[Fact]] = {}
    for fact in facts:
        found.setdefault(fact.subject, set()).add(fact)
    return Edition(name, {subject: frozenset(own) for subject, own in found.items()}, exact)


def fact(subject: str, property: str, value: object, source: str | None = CURATED_GRAPH) -> Fact:
    term = value if isinstance(value, ox.NamedNode | ox.Literal) else ox.Literal(str(value))
    return Fact(subject, property, term, source)


A, B, C = SUBJECTS


@given(WORLDS)
def test_nothing_differs_from_itself(facts: set[Fact]) -> None:
    found = compare(of(facts), of(facts))
    assert not found
    assert (found.added, found.removed, found.changed) == ((), (), ())


@given(WORLDS, WORLDS)
@example({fact(A, CATEGORY, "x", SOURCES[0])}, {fact(A, CATEGORY, "x", SOURCES[1])})
def test_the_other_way_round_swaps_all(old: set[Fact], new: set[Fact]) -> None:
    there, back = compare(of(old), of(new)), compare(of(new), of(old))
    assert there.added == back.removed
    assert there.removed == back.added
    assert {Change(new, old) for old, new in there.changed} == set(back.changed)


@given(WORLDS, WORLDS, st.booleans(), st.booleans())
def test_applied_to_the_old_it_gives_the_new(
    old: set[Fact], new: set[Fact], sourced: bool, exact: bool
) -> None:
    before, after = of(old), of(new).at(sourced=sourced, exact=exact)
    found = compare(before, after)
    assert (found.sourced, found.exact) == (sourced, exact)
    assert found.apply(before.at(sourced=sourced, exact=exact)) == set(after)


@given(WORLDS, WORLDS)
def test_what_is_shared_is_not_named_and_nothing_is_named_twice(old: set[Fact], new: set[Fact]) -> None:
    found = compare(of(old), of(new))
    gone = [*found.removed, *(change.old for change in found.changed)]
    come = [*found.added, *(change.new for change in found.changed)]
    assert (len(gone), len(come)) == (len(old - new), len(new - old))
    assert (set(gone), set(come)) == (old - new, new - old)


@given(WORLDS, WORLDS)
def test_a_change_is_of_one_value_to_one_value(old: set[Fact], new: set[Fact]) -> None:
    for before, after in compare(of(old), of(new)).changed:
        assert (before.subject, before.property, language(before)) == (
            *(after.subject, after.property),
            language(after),
        )
        sides = [
            [f for f in side if (f.subject, f.property, language(f)) == (*before[:2], language(before))]
            for side in (old, new)
        ]
        within = [[f for f in side if f.source == before.source] for side in sides]
        assert all(len(s) == 1 for s in sides) or (
            before.source == after.source and all(len(s) == 1 for s in within)
        )


@given(WORLDS, WORLDS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(old: set[Fact], new: set[Fact], dice: random.Random) -> None:
    shuffled = [dice.sample(sorted(side, key=str), len(side)) for side in (old, new)]
    one, other = compare(of(old), of(new)), compare(*map(of, shuffled))
    assert (one.added, one.removed, one.changed) == (other.added, other.removed, other.changed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(facts=WORLDS)
def test_no_export_differs_from_what_was_exported(tmp_path: Path, facts: set[Fact]) -> None:
    kept = ox.Store()
    for subject, property, value, source in facts:
        nodes = ox.NamedNode(subject), ox.NamedNode(property), value, ox.NamedNode(str(source))
        kept.add(ox.Quad(*nodes))
    graph = KnowledgeGraph(store.OpenStore((), store=kept))
    original = of(facts)
    for form, ending in ENDINGS.items():
        path = tmp_path / f"export.{ending}"
        path.write_bytes(export.export(graph, form))
        found = compare(original, path)
        assert not found, form
        assert found.exact is (form != "csv")
        assert found.sourced is (form in ("nquads", "jsonld", "csv"))


# --- what counts as a change ---


def parts(found: Difference) -> tuple[int, int, int]:
    return len(found.added), len(found.removed), len(found.changed)


def test_one_value_for_one_value_is_a_change() -> None:
    old, new = fact(A, PARAMETERS, number("7", "integer")), fact(A, PARAMETERS, number("8", "integer"))
    assert compare(of([old]), of([new])).changed == (Change(old, new),)


def test_of_several_values_each_comes_or_goes() -> None:
    old = [fact(A, SKOS + "altLabel", text) for text in ("one", "two")]
    new = [fact(A, SKOS + "altLabel", text) for text in ("one", "three")]
    assert parts(compare(of(old), of(new))) == (1, 1, 0)


def test_a_name_changes_within_its_language() -> None:
    old = [fact(A, NAME, ox.Literal(t, language=tag)) for t, tag in (("Star", "en"), ("星", "zh"))]
    new = [fact(A, NAME, ox.Literal(t, language=tag)) for t, tag in (("Star!", "en"), ("星", "zh"))]
    assert compare(of(old), of(new)).changed == (Change(old[0], new[0]),)


def test_a_source_that_changes_its_mind_beside_another() -> None:
    other = fact(A, CATEGORY, "big", SOURCES[0])
    old, new = fact(A, CATEGORY, "big", SOURCES[1]), fact(A, CATEGORY, "small", SOURCES[1])
    assert compare(of([other, old]), of([other, new])).changed == (Change(old, new),)


def test_a_fact_that_another_source_states_now_is_a_change_of_source() -> None:
    old, new = fact(A, CATEGORY, "big", SOURCES[0]), fact(A, CATEGORY, "big", SOURCES[1])
    assert compare(of([old]), of([new])).changed == (Change(old, new),)
    bare = compare(of([old]), of([new]).at(sourced=False, exact=True))
    assert not bare, "without graphs it is the same fact"


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("68.0", "68", "decimal"),
        ("+068.10", "68.1", "decimal"),
        ("-.5", "-0.50", "decimal"),
        ("-0.0", "0", "decimal"),
        ("007", "7", "integer"),
        ("1", "true", "boolean"),
        ("1E2", "100.0", "double"),
    ],
)
def test_one_number_is_one_value_however_it_is_written(one: str, other: str, kind: str) -> None:
    assert editions.normal(number(one, kind)) == editions.normal(number(other, kind))


@pytest.mark.parametrize("text", ["", ".", "1_000", "١٢", "NaN", "1e", "1.5", "- 1", "9" * 5000])
def test_a_number_that_is_none_stays_as_it_is(text: str) -> None:
    assert editions.normal(number(text, "integer")) == number(text, "integer")


@given(st.from_regex(r"[+-]?[0-9]{0,6}(\.[0-9]{0,6})?", fullmatch=True))
def test_normal_form_is_that_of_the_store(text: str) -> None:
    kept = ox.Store()
    kept.add(ox.Quad(ox.NamedNode("x:a"), ox.NamedNode("x:b"), number(text)))
    assert editions.normal(number(text)).value == next(iter(kept)).object.value  # type: ignore[union-attr]


# --- the ontology and what is derived ---


def test_the_ontology_is_compared_when_asked_for() -> None:
    term = Fact(AIKG + "released", SKOS + "definition", ox.Literal("a day"), ONTOLOGY_GRAPH)
    other = Fact(AIKG + "released", SKOS + "definition", ox.Literal("the day"), ONTOLOGY_GRAPH)
    thing = fact(A, NAME, "a")
    old, new = of([thing, term]), of([thing, other])
    assert not compare(old, new)
    assert parts(compare(old, new, ontology=True)) == (0, 0, 1)
    bare = new.at(sourced=False, exact=True)
    assert not compare(old, bare), "told by the subject where there are no graphs"
    with pytest.raises(UsageError, match="holds no ontology"):
        compare(old, of([thing]), ontology=True)


def test_a_concept_that_the_data_state_is_theirs() -> None:
    concept = fact("https://w3id.org/aikg/country/KE", NAME, "Kenya")
    assert parts(compare(of([fact(A, NAME, "a")]), of([fact(A, NAME, "a"), concept]))) == (1, 0, 0)


def test_a_dump_of_the_store_is_the_edition(tmp_path: Path, mini: KnowledgeGraph) -> None:
    dump = tmp_path / "dump.nq"
    mini.store.dump(str(dump), format=ox.RdfFormat.N_QUADS)
    assert not compare(MINI, dump), "neither what is derived nor the merge of all graphs counts"


def test_editions_are_read_from_what_python_gives() -> None:
    assert not compare(MINI, str(MINI))
    assert len(edition(MINI)) == sum(1 for _ in edition(MINI))
