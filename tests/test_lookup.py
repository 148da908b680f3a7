"""The page of a lab: all of it, or, of an owner of thousands of models, a part that says so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from aikg.description import describe
from aikg.lookup import NEWEST, WHOLE, Page, look_up
from conftest import HEAD
from program import on_terminal, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Solutions

FIRST = date(2024, 1, 1)
LABS = "".join(
    f'lab:{name} a aikg:Lab ; skos:prefLabel "{name.title()}"@en ; aikg:country country:FR ;'
    " dcterms:source source:aikg .\n"
    for name in ("many", "few", "far")
)
FAMILY = 'family:line a aikg:ModelFamily ; skos:prefLabel "Line"@en ; aikg:developedBy lab:many .\n'


def model(name: str, lab: str, day: date | None = None, *, base: str = "") -> str:
    said = [f'model:{name} a aikg:Model ; skos:prefLabel "M {name}"@en ; aikg:developedBy lab:{lab}']
    if day is not None:
        said.append(f'aikg:released "{day}"^^xsd:date ; aikg:releasedPrecision concept:day')
    if base:
        said.append(f"aikg:fineTunedFrom model:{base}")
    return " ; ".join([*said, "dcterms:source source:aikg .\n"])


def owner(models: int, undated: int = 0) -> str:
    """A lab of so many models, one a day and three on the last; each is made from one of another."""
    days = [FIRST + timedelta(days=min(number, models - 3)) for number in range(models)]
    dated = [model(f"m{number:04}", "many", day, base="base") for number, day in enumerate(days)]
    rest = [model(f"u{number:04}", "many") for number in range(undated)]
    return "".join([LABS, FAMILY, model("base", "few", FIRST), model("other", "few", FIRST), *dated, *rest])


def sections(page: Page) -> dict[str, Solutions]:
    return {section.key: section.solutions for section in page.sections}


@pytest.fixture
def crowded(world: Callable[..., KnowledgeGraph]) -> KnowledgeGraph:
    built: KnowledgeGraph = world(owner(WHOLE + 100, undated=7) + model("late", "far", base="m0349"))
    return built


def test_a_lab_is_shown_whole_up_to_the_bound(world: Callable[..., KnowledgeGraph]) -> None:
    graph = world(owner(WHOLE))
    for name, models, steps in (("Many", WHOLE, WHOLE), ("Few", 2, WHOLE)):
        page = look_up(graph, "lab", name)
        assert page.remarks == ()
        assert len(sections(page)["models"]) == models
        assert len(sections(page)["lineage"]) == steps
        assert "derivatives" not in sections(page)


def test_of_more_models_the_newest_are_shown_with_their_lineage(crowded: KnowledgeGraph) -> None:
    page = look_up(crowded, "lab", "Many")
    found = sections(page)
    every = crowded.run("lab-models", lab="Many")
    assert len(every) == WHOLE + 107
    assert found["models"].column("model") == every.column("model")[:NEWEST]
    assert found["models"].column("modelLabel")[:3] == ["M m0347", "M m0348", "M m0349"]
    assert {row["from"] for row in found["lineage"]} == {crowded.resolve("M base").iri}
    assert sorted(map(str, found["lineage"].column("model"))) == sorted(
        map(str, found["models"].column("model"))
    )
    (said,) = page.remarks
    assert said.startswith("Of 357 models the newest 100 are here") and "lab-lineage" in said


def test_of_more_derivatives_only_the_number_is_shown(crowded: KnowledgeGraph) -> None:
    page = look_up(crowded, "lab", "Few")
    found = sections(page)
    assert found["models"].column("modelLabel") == ["M base", "M other"]
    assert "lineage" not in found  # these two were made from nothing
    assert [row[:2] for row in found["derivatives"].rows] == [("M base", WHOLE + 100)]
    (said,) = page.remarks
    assert said.startswith(f"{WHOLE + 100} steps lead on from these models")


def test_models_without_a_date_come_last_and_families_are_none(world: Callable[..., KnowledgeGraph]) -> None:
    graph = world(owner(3, undated=WHOLE))
    (size,) = graph.run("lab-size", lab="Many")
    assert size["models"] == WHOLE + 3
    found = sections(look_up(graph, "lab", "Many"))["models"]
    assert len(found) == NEWEST
    assert found.column("released").count(None) == NEWEST - 3


def test_what_asks_for_a_description_is_told_what_is_left_out(crowded: KnowledgeGraph) -> None:
    found = describe(crowded, "Many")
    assert found.remarks == look_up(crowded, "lab", "Many").remarks != ()
    assert describe(crowded, "Few", property="country").remarks == ()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("own")
    (place / "many.ttl").write_text(HEAD + owner(WHOLE + 1).replace("lab:", "lab:x-"), encoding="utf-8")
    return place


def test_the_command_tells_what_is_left_out_where_it_is_read(own: Path) -> None:
    words = ["lab", "Many", "--data", str(own)]
    said = f"Of {WHOLE + 1} models the newest {NEWEST} are here"
    piped = run(*words)
    assert piped.code == 0 and said in piped.out and said not in piped.err
    shown = on_terminal(*words)
    assert " ".join(shown.out.split()).count(said) == 1
    assert "Remarks" not in shown.out
