"""Importing: names matched exactly, one value counts and the others dissent, nothing is guessed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import aikg
from aikg import importers, loading, resources, turtle
from aikg.collection import Collection
from aikg.errors import DataError
from aikg.identifiers import is_own, lab_iri, model_iri, slug
from aikg.importers.records import Dated, LabRecord, ModelRecord
from aikg.importing import inputs, matches, runner, summary
from aikg.importing.edition import Edition
from aikg.importing.inputs import Input
from aikg.importing.proposer import Proposer
from aikg.names import normalise
from aikg.vocabulary import AIKG, ID
from conftest import dataset
from program import run
from samples import HEAD, ROWS, SOURCES, arena, imported, proposed

if TYPE_CHECKING:
    from pathlib import Path

    from aikg.importing.proposal import Proposal

needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the public source files are not here")


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "editions")


def rdf(text: str, name: str = "notes.ttl") -> Input:
    head = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in turtle.PREFIXES.items())
    about = (
        'source:notes-2026 a aikg:Source ; dcterms:title "Notes"@en ; dcterms:publisher "Me" ; '
        'dcterms:issued "2026-07-01"^^xsd:date ; aikg:issuedPrecision concept:day .\n'
    )
    return Input(name, (head + about + text).encode())


def of_rdf(collection: Collection, *each: Input, keep: bool = True) -> Proposal:
    from aikg.importing.rdf import propose

    wanted = runner.Wanted("rdf")
    if not keep:
        return propose(wanted, each, collection=collection)
    with collection.writing():
        proposal = propose(wanted, each, collection=collection)
        runner.keep(proposal, collection, replace=True)
    return proposal


# ----------------------------------------------------------------------------------------- names


def test_names_match_exactly_or_are_things_of_their_own() -> None:
    proposal = proposed(arena())
    assert {met.thing.removeprefix(ID) for met in proposal.matched} == {
        "lab/deepseek",
        "lab/openai",
        "model/deepseek-r1-0528",
        "model/o3",
    }
    assert [(met.kind, met.name, met.thing.removeprefix(ID)) for met in proposal.unmatched] == [
        ("lab", "Acme Intelligence", "lab/_acmeintelligence"),
        ("model", "Acme-Large-1", "model/__acmeintelligence.acmelarge1"),
    ]


def test_no_part_of_a_name_matches() -> None:
    rows = "".join(
        f"{model},1300,+9/-9,700,{lab},MIT\n"
        for model, lab in (("1,Ant-1", "Ant"), ("2,o3x", "OpenAI"), ("3,R1", "DeepSeek V"))
    )
    proposal = proposed(arena(rows))
    assert {met.name for met in proposal.unmatched if met.kind == "model"} == {"Ant-1", "o3x", "R1"}


def test_no_curated_thing_is_called_as_imported_ones_are() -> None:
    for file in resources.shipped():
        for triple in turtle.read(file.path):
            assert not is_own(str(triple.subject)[1:-1])


@given(st.text(min_size=1, max_size=120), st.text(min_size=1, max_size=120))
def test_identifiers_tell_names_apart(one: str, other: str) -> None:
    assert turtle.compact(lab_iri(one)).startswith("lab:_")
    assert (slug(one) == slug(other)) == (normalise(one) == normalise(other))
    assert is_own(model_iri(f"{ID}lab/deepseek", one))


def test_a_lab_without_a_country_is_ranked_and_of_no_country(collection: Collection) -> None:
    imported(collection, arena())
    rows = aikg.load(store=collection.place, sources=["lmarena-2025-06-09"]).run(
        "rank", version="lmarena-text"
    )
    assert [(r["modelLabel"], r["country"]) for r in rows.dicts()][-1] == ("Acme-Large-1", "ZZ")


def test_an_accepted_match_counts_in_every_edition(collection: Collection) -> None:
    imported(collection, arena())
    files = resources.shipped() + collection.files()
    (lab, model) = matches.unmatched(files)
    assert (lab.name, model.name, model.lab) == ("Acme Intelligence", "Acme-Large-1", "Acme Intelligence")
    head = "kind,name,lab,suggestions,same_as,thing\n"
    filled = f"{head}lab,Acme Intelligence,,,lab/xai,\nmodel,Acme-Large-1,,,model/grok-3,\n"
    triples = matches.accepted(Input("m.csv", filled.encode()), files)
    with collection.writing():
        collection.put_matches(turtle.canonical(triples))
    assert matches.unmatched(resources.shipped() + collection.files()) == []
    graph = aikg.load(store=collection.place, sources=["lmarena-2025-06-09"])
    assert "Grok 3" in [r["modelLabel"] for r in graph.run("rank", version="lmarena-text").dicts()]
    assert graph.resolve("Acme-Large-1", "model").short == "model/grok-3"
    assert [met.name for met in proposed(arena(), collection=collection).unmatched] == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("lab,Acme,,,lab/none,", "no curated thing"),
        ("lab,Acme,,,model/o3,", "is no lab"),
        ("lab,Acme,,,lab/_acmeintelligence,", "no curated thing"),
    ],
)
def test_a_match_that_cannot_be_is_named_with_its_line(row: str, said: str) -> None:
    given = Input("m.csv", f"kind,name,lab,suggestions,same_as,thing\n{row}\n".encode())
    with pytest.raises(DataError, match=rf"m\.csv:2: .*{said}"):
        matches.accepted(given, resources.shipped())


def test_match_from_the_command_line(collection: Collection, tmp_path: Path) -> None:
    imported(collection, arena())
    env = {"AIKG_STORE": str(collection.place)}
    done = run("match", "--kind", "lab", "--format", "csv", "-o", str(tmp_path / "names.csv"), env=env)
    assert done.code == 0
    text = (tmp_path / "names.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1] == "lab,Acme Intelligence,,,,lab/_acmeintelligence"
    (tmp_path / "names.csv").write_text(text.replace(",,,,", ",,,lab/xai,"), encoding="utf-8")
    done = run("match", str(tmp_path / "names.csv"), env=env)
    assert (done.code, done.err) == (0, f"1 name accepted; they stand in {collection.matches}.\n")
    assert run("lab", "Acme Intelligence", env=env).out.splitlines()[2].split("\t")[1] == "xAI"


# ----------------------------------------------------------------------------------------- values


FACTS = """
model:deepseek-r1-0528 aikg:released "2025-05-30"^^xsd:date ; aikg:releasedPrecision concept:day ;
  aikg:parameters 700000000000 ; aikg:contextLength 128000 ; aikg:fineTunedFrom model:deepseek-v3 .
model:my-model a aikg:Model ; skos:prefLabel "My Model"@en ; aikg:developedBy lab:deepseek ;
  aikg:released "2026-06-01"^^xsd:date ; aikg:releasedPrecision concept:month ;
  aikg:fineTunedFrom model:deepseek-r1-0528 ; dcterms:source source:notes-2026 .
"""


def test_of_a_fact_with_one_value_the_curated_counts(collection: Collection) -> None:
    proposal = of_rdf(collection, rdf(FACTS))
    assert {each.property.removeprefix(AIKG) for each in proposal.conflicts} == {
        "released",
        "parameters",
        "fineTunedFrom",
    }
    graph = aikg.load(store=collection.place)
    facts = graph.run("model", model="R1-0528").dicts()
    assert [row["value"] for row in facts if row["property"] == "released"] == ["2025-05-28"]
    assert ("128000", "Notes") in [(row["value"], row["source"]) for row in facts]
    dissents = [row for row in graph.run("dissents").dicts() if row["source"] == "Notes"]
    assert {(row["property"], str(row["stated"])) for row in dissents} == {
        ("released", "2025-05-30"),
        ("parameters", "700000000000"),
        ("fine-tuned from", "DeepSeek V3 (Dec 2024)"),
    }
    assert graph.check().conforms


def test_each_question_answers_over_both(collection: Collection) -> None:
    of_rdf(collection, rdf(FACTS))
    env = {"AIKG_STORE": str(collection.place)}
    for words, has in (
        (["lab", "DeepSeek"], "My Model"),
        (["model", "My", "Model"], "DeepSeek"),
        (["lineage", "My", "Model"], "DeepSeek R1-0528"),
        (["why", "R1-0528", "released"], "2025-05-30"),
        (["conflicts", "R1-0528"], "2025-05-30"),
        (["frontier"], "DeepSeek"),
        (["gap", "CN", "US"], "DeepSeek"),
        (["models", "--lab", "DeepSeek"], "My Model"),
        (["sparql", "SELECT ?x { ?x aikg:fineTunedFrom model:deepseek-r1-0528 }"], "my-model"),
    ):
        done = run(*words, env=env)
        assert done.code == 0, done.err
        assert has in done.out
        without = run(*words, "--source", "state-of-ai-china-q2-2025", env=env)
        assert "My Model" not in without.out and "2025-05-30" not in without.out
    assert "My Model" not in run("lab", "DeepSeek", "--as-of", "2026-01-01", env=env).out


def test_a_value_that_was_refused_before_is_refused_again(collection: Collection) -> None:
    parent = "model:deepseek-r1-0528 aikg:fineTunedFrom model:deepseek-r1 ."
    (conflict,) = of_rdf(collection, rdf(parent)).conflicts
    assert (conflict.used, conflict.curated) == (None, True)
    graph = aikg.load(store=collection.place)
    assert graph.run("dissent-agrees").rows == ()
    restricted = aikg.load(store=collection.place, sources=["notes-2026"])
    assert restricted.check().conforms, "readings of reports that are left out are left out too"


def test_dates_that_agree_are_no_conflict(collection: Collection) -> None:
    text = (
        'model:deepseek-r1-0528 aikg:released "2025-05-01"^^xsd:date ; aikg:releasedPrecision concept:month .'
    )
    assert of_rdf(collection, rdf(text)).conflicts == []
    graph = aikg.load(store=collection.place)
    assert [
        r["value"] for r in graph.run("model", model="R1-0528").dicts() if r["property"] == "released"
    ] == ["2025-05-28"]


def test_of_two_editions_the_newer_counts_and_the_older_again_when_it_goes(collection: Collection) -> None:
    for day, size in (("2026-01-05", 1), ("2026-07-01", 2)):
        text = rdf(f"model:o3 aikg:contextLength {size} .").data.replace(
            b"notes-2026", f"notes-{day}".encode()
        )
        of_rdf(collection, Input(f"{day}.ttl", text))
    value = "SELECT ?v { model:o3 aikg:contextLength ?v }"
    whole = [str(row[0]) for row in aikg.load(store=collection.place).query(value).rows]
    curated = [str(row[0]) for row in aikg.load(store="").query(value).rows]
    assert whole == (curated or ["2"])
    with collection.writing():
        collection.remove("notes-2026-07-01")
    assert [str(row[0]) for row in aikg.load(store=collection.place).query(value).rows] == (curated or ["1"])


def test_joining_is_the_same_in_any_order_of_lines(collection: Collection) -> None:
    of_rdf(collection, rdf(FACTS))
    imported(collection, arena())
    first = set(loading.quads(resources.shipped() + collection.files()))
    path = collection.path("lmarena-2025-06-09")
    head, *blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
    path.write_text("\n\n".join([head, *reversed(blocks)]) + "\n", encoding="utf-8")
    assert set(loading.quads(resources.shipped() + collection.files())) == first


# ----------------------------------------------------------------------------------------- rows


def test_bad_rows_are_reported_and_skipped(collection: Collection) -> None:
    rows = (
        f"{ROWS}4,,1300,+9/-9,700,OpenAI,MIT\n5,x1,NaN,+9/-9,700,OpenAI,MIT\n"
        "6,o3-2025-04-16,1400,+1/-1,9,OpenAI,Proprietary\n"
    )
    proposal = proposed(arena(rows))
    assert [bad.line for bad in proposal.bad] == [5, 6, 7]
    assert (proposal.rows, proposal.scores, proposal.bad_rows) == (3, 3, 3)
    assert "second value" in proposal.bad[2].reason
    with pytest.raises(DataError, match="3 of 6 rows are bad, more than the 20% that --max-bad allows"):
        runner.refuse_bad(proposal, 0.2)
    runner.refuse_bad(proposal, 0.5)


def test_a_row_is_told_of_with_its_own_file() -> None:
    edition = Edition(
        "x-2026", importers.header_of("lmarena", None), Dated(date(2026, 1, 1)), "", date.today(), None
    )
    proposer = Proposer(loading.known(resources.shipped()), edition)
    proposer.take("labs.csv", LabRecord(7, "Acme Intelligence", country="DE"))
    for file, size in (("a.csv", 1), ("a.csv", 2), ("b.csv", 3)):
        proposer.take(file, ModelRecord(size, "Acme One", "Acme Intelligence", parameters=size))
    proposal = proposer.made()
    assert [(met.file, met.line) for met in proposal.unmatched if met.kind == "lab"] == [("labs.csv", 7)]
    assert [(bad.file, bad.line, bad.reason) for bad in proposal.bad] == [
        ("a.csv", 2, "says parameters 2, where line 1 says 1; the first is kept"),
        ("b.csv", 3, "says parameters 3, where a.csv:1 says 1; the first is kept"),
    ]


def test_the_dry_run_writes_nothing_and_lists_all(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "lmarena_2025-06-09.csv"
    path.write_text(HEAD + ROWS + "4,,1300,+9/-9,700,OpenAI,MIT\n", encoding="utf-8")
    env = {"AIKG_STORE": str(collection.place)}
    done = run("import", "lmarena", str(path), "--dry-run", env=env)
    assert done.code == 0 and not collection.place.exists()
    for piece in ("models known\t2", "scores\t3", "Acme-Large-1", "bad rows\t1"):
        assert piece in done.out
    assert "An import would stop: 25% of the rows are bad." in done.err
    done = run("import", "lmarena", str(path), env=env)
    assert done.code == 3 and collection.editions() == []
    assert run("import", "lmarena", str(path), "--max-bad", "30", env=env).code == 0


def test_an_unknown_source_and_no_input() -> None:
    done = run("import", "lmarina")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert run("import", "lmarena", env={"AIKG_STORE": "/none"}).code == 2
    assert run("import").code == 0


# ----------------------------------------------------------------------------------------- RDF


@pytest.mark.parametrize("ending", ["nt", "nq", "trig", "rdf", "jsonld"])
def test_any_serialisation_says_the_same(ending: str, collection: Collection) -> None:
    forms = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "nq": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    given = rdf(FACTS)
    quads = list(ox.parse(given.data.decode(), format=ox.RdfFormat.TURTLE))
    data = ox.serialize([quad.triple for quad in quads], format=forms[ending])
    assert data is not None
    one = of_rdf(collection, given, keep=False)
    other = of_rdf(collection, Input(f"notes.{ending}", data), keep=False)
    skip = AIKG + "checksum"
    assert {t for t in one.triples if t.predicate.value != skip} == {
        t for t in other.triples if t.predicate.value != skip
    }


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.ttl", b"<a> <b> " + b"[ <p> " * 5000, "nests brackets more than 50 deep"),
        ("a.ttl", b"<<" * 3000, "quoted triple"),
        ("a.jsonld", b"[" * 100_000, "nests brackets more than 50 deep"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "http://x/"}', "cannot be parsed"),
        ("a.jsonld", b'{"@context": "file:///etc/passwd", "@id": "http://x/"}', "cannot be parsed"),
        ("a.rdf", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type or an entity"),
        ("a.rdf", b"<a>" * 5000, "nests elements more than 50 deep"),
        ("a.ttl", b"<a> <b> <c> .", "cannot be parsed"),
        ("a.nt", b"nonsense", "cannot be parsed"),
        ("a.txt", b"x", "no kind of RDF"),
    ],
)
def test_hostile_rdf_is_refused(name: str, data: bytes, said: str) -> None:
    from aikg.importing.rdf import parsed

    with pytest.raises(DataError, match=said):
        parsed(Input(name, data))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aikg:released rdfs:subPropertyOf aikg:basedOn .", "a term of the ontology"),
        ("concept:open skos:prefLabel 'closed'@en .", "a term of the ontology"),
        ("model:o3 <http://example.org/p> 1 .", "no shape has"),
        ("model:x a <http://example.org/C> .", "no shape has"),
        ("model:o3 schema:url <javascript:alert(1)> .", "without a web address"),
        ("model:o3 aikg:basedOn [ a aikg:Model ] .", "blank node"),
        ("score:state-of-ai-china-q2-2025.o3 aikg:value 99.0 .", "of another source"),
        ("model:x aikg:parameters 1 , 2 .", "a second aikg:parameters"),
    ],
)
def test_what_is_not_kept_is_reported(text: str, said: str, collection: Collection) -> None:
    proposal = of_rdf(collection, rdf(text), keep=False)
    assert [bad for bad in proposal.bad if said in bad.reason]


# ----------------------------------------------------------------------------------------- real files


def test_editions_are_listed_alike_by_both_engines(collection: Collection) -> None:
    imported(collection, arena())
    of_rdf(collection, rdf(FACTS))
    graph = aikg.load(store=collection.place)
    found = graph.run("editions")
    other = dataset(graph.opened.files).query(graph.saved("editions").text)
    assert [str(row["edition"]) for row in other] == [str(row["edition"]) for row in found.dicts()]
    assert found.column("edition") == ["lmarena-2025-06-09", "notes-2026"]
    assert found.column("redistributable") == [False, False]


@needs_sources
def test_artificial_analysis_of_july_2026(collection: Collection) -> None:
    path = SOURCES / "artificial-analysis" / "llms_models_2026-07-10.json"
    imported(collection, *inputs.read(path), source="artificial-analysis")
    env = {"AIKG_STORE": str(collection.place)}
    new = run("gap", "CN", "US", "--benchmark", "Intelligence Index v4", env=env)
    assert "On 2026-07-09 the best of China is GLM-5.2 (51)" in new.err
    assert "68" not in new.err and "How China" not in new.err
    old = run("gap", "CN", "US", "--benchmark", "Intelligence Index v2", env=env)
    before = run("gap", "CN", "US", "--benchmark", "Intelligence Index v2")
    assert old.out.partition("# otherwise")[0] == before.out.partition("# otherwise")[0]
    assert "on Artificial Analysis Intelligence Index v4" in old.out  # beside it, and never mixed into it
    unnamed = run("gap", "CN", "US", env=env)
    assert unnamed.out == new.out
    then = run("gap", "CN", "US", "--as-of", "2025-05-31", env=env)
    assert then.out == run("gap", "CN", "US", "--as-of", "2025-05-31").out
    assert aikg.load(store=collection.place).check().conforms


@needs_sources
def test_open_llm_leaderboard(collection: Collection) -> None:
    (path,) = (SOURCES / "open-llm-leaderboard").glob("*.csv")
    outcome = imported(collection, *inputs.read(path), source="open-llm-leaderboard")
    env = {"AIKG_STORE": str(collection.place)}
    done = run("lineage", "lightblue/suzume-llama-3-8B-multilingual", env=env)
    assert done.code == 0 and "Llama 3 8B" in done.out
    editions = aikg.load(store=collection.place).run("editions").dicts()
    assert [(row["edition"], row["redistributable"]) for row in editions] == [(outcome.edition, False)]
    assert int(str(editions[0]["rowsRead"])) > 4400


@needs_sources
def test_known_errors_of_sources_are_shown(collection: Collection) -> None:
    """Kimi K2 0905 a year too early, DeepSeek V2.5 on the day of V2: the values of others count."""
    found = []
    for source, names in (
        ("llm-stats", ["llm-stats/models.jsonl"]),
        ("epoch-capabilities-index", ["epoch/eci_benchmark_index_2025-12.csv"]),
    ):
        files = [each for name in names for each in inputs.read(SOURCES / name)]
        (section,) = [s for s in summary.sections(proposed(*files, source=source)) if s.title == "Conflicts"]
        found += [(row["thing"], row["property"], row["stated"]) for row in section.solutions.dicts()]
    assert ("model/deepseek-v2.5", "released", "2024-05-08") in found
