"""Every saved query: its answer on the mini world, the same on two engines and in any order of loading.

tests/expected/<query>.tsv holds the answer, and <query>.<variant>.tsv that for other parameters. Lines that
begin with `#` are the parameters. `pytest tests/test_queries.py --write-expected` drafts what is missing.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
import yaml

import aikg
from aikg import catalogue, run, turtle
from aikg.solutions import Iri, Solutions, Text, Value, lexical, value_of
from aikg.tokens import tokens
from aikg.vocabulary import PREFIXES
from conftest import TESTS, mini_files, shuffled

if TYPE_CHECKING:
    from pathlib import Path

    from aikg.catalogue import SavedQuery
    from aikg.knowledge_graph import KnowledgeGraph

EXPECTED = TESTS / "expected"
QUERIES = catalogue.all_queries()
SAMPLES: dict[str, str] = {
    "lab": "Chenxing",
    "model": "Polar Merge",
    "family": "family/star",
    "product": "Star Studio",
    "benchmark": "Acme Index",
    "version": "Acme Index v2",
    "source": "index-2025",
    "thing": PREFIXES["family"] + "star",
    "country": "CN",
    "key": "star7b",
    "prefix": "st",
    "beginning": PREFIXES["model"] + "star",
    "text": "STAR",
    "dated": "released",
    "since": "2025-01-01",
}
"""A value of the mini world for each parameter that a query must have, by its name."""


def sample(query: SavedQuery) -> dict[str, str]:
    """Values for what the query needs, and for defaults that the mini world does not know."""
    needed = [p for p in query.parameters if p.required or (p.default and p.name in ("version", "source"))]
    return {p.name: SAMPLES[p.name] for p in needed}


def cases() -> dict[str, tuple[SavedQuery, dict[str, str], Path]]:
    """Every query, with the parameters of each of its expected answers, or with samples where it has none."""
    found = {}
    for query in QUERIES:
        files = sorted([*EXPECTED.glob(f"{query.name}.tsv"), *EXPECTED.glob(f"{query.name}.*.tsv")])
        for path in files or [EXPECTED / f"{query.name}.tsv"]:
            found[path.stem] = (query, parameters(path) if files else sample(query), path)
    return found


def parameters(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line[2:].partition("=") for line in lines if line.startswith("# ")]
    return {name: value for name, _, value in pairs}


CASES = cases()


def written(values: dict[str, str], answer: Solutions) -> str:
    """An answer as text in which types can be told apart: strings quoted, names prefixed, unbound empty."""
    head = [f"# {name}={value}" for name, value in values.items()]
    rows = ["\t".join(cell(value) for value in row) for row in answer.rows]
    return "\n".join([*head, "\t".join(answer.names), *rows]) + "\n"


def cell(value: Value) -> str:
    if isinstance(value, Iri):
        return turtle.compact(value)
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
        return f'"{quoted}"' + (f"@{value.language}" if isinstance(value, Text) else "")
    return lexical(value)


def plain(rows: tuple[tuple[Value, ...], ...], query: SavedQuery) -> list[tuple[object, ...]]:
    """Rows to compare by value, without the place that Python adds: languages and truth kept apart."""
    start = 1 if query.rank_by else 0
    return [tuple(comparable(value) for value in row[start:]) for row in rows]


def comparable(value: Value) -> object:
    if isinstance(value, Text):
        return str(value), value.language
    if isinstance(value, bool | date) or value is None or isinstance(value, Iri):
        return type(value).__name__, str(value)
    return Decimal(value) if isinstance(value, int | Decimal) else value


def of_rdflib(term: rdflib.term.Node | None) -> Value:
    if isinstance(term, rdflib.URIRef):
        return Iri(term)
    if not isinstance(term, rdflib.Literal):
        assert term is None
        return None
    if term.language:
        return Text(str(term), term.language)
    datatype = ox.NamedNode(str(term.datatype or PREFIXES["xsd"] + "string"))
    return value_of(ox.Literal(str(term), datatype=datatype))


@pytest.mark.parametrize("case", CASES)
def test_expected_answer(case: str, mini: KnowledgeGraph, request: pytest.FixtureRequest) -> None:
    query, values, path = CASES[case]
    if query.group == "checks":
        return  # they answer nothing; test_checks.py plants what they find
    answer = mini.run(query.name, **values)
    if query.unordered is not None:
        answer = replace(answer, rows=tuple(sorted(answer.rows, key=str)))
    got = written(values, answer)
    if not path.exists() and request.config.getoption("--write-expected"):
        path.write_text(got, encoding="utf-8")
    assert path.exists(), (
        f"{path} is missing; draft it with `pytest tests/test_queries.py --write-expected`, then read it"
    )
    assert got == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_is_asked_for_something_that_the_mini_world_has(query: SavedQuery, mini: KnowledgeGraph) -> None:
    answers = [mini.run(q.name, **values) for q, values, _ in CASES.values() if q.name == query.name]
    if query.group == "checks" or query.name in ("without-name-key", "without-base"):
        assert not any(len(answer) for answer in answers), "the mini world is sound"
    elif query.name in ("editions", "lab-newest-noted"):
        assert not any(len(answer) for answer in answers), "nothing is imported; test_importing.py does"
    else:
        assert any(len(answer) for answer in answers)


@pytest.mark.parametrize("case", CASES)
def test_same_rows_in_the_same_order_on_rdflibs_own_engine(
    case: str, mini: KnowledgeGraph, mini_rdflib: rdflib.Dataset
) -> None:
    query, values, _ = CASES[case]
    ours = plain(mini.run(query.name, **values).rows, query)
    result = mini_rdflib.query(run.text_of(mini, query, values))
    assert [str(v) for v in result.vars or []] == list(query.projection)
    theirs = [tuple(comparable(of_rdflib(term)) for term in row) for row in result]  # type: ignore[union-attr]
    assert Counter(ours) == Counter(theirs)
    if query.unordered is None:
        assert ours == theirs, "the ORDER BY does not end in a unique key"


@pytest.fixture(scope="module", params=[1, 2])
def reloaded(request: pytest.FixtureRequest) -> KnowledgeGraph:
    return shuffled(mini_files(), request.param)


@pytest.mark.parametrize("case", CASES)
def test_order_does_not_depend_on_the_order_of_loading(
    case: str, mini: KnowledgeGraph, reloaded: KnowledgeGraph
) -> None:
    query, values, _ = CASES[case]
    again, before = reloaded.run(query.name, **values), mini.run(query.name, **values)
    if query.unordered is None:
        assert again == before
    assert Counter(again.rows) == Counter(before.rows)


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_rows_come_in_order_or_the_header_says_why_not(query: SavedQuery) -> None:
    assert (query.unordered is None) == bool(re.search(r"^ORDER BY ", query.body, re.MULTILINE))


@pytest.mark.parametrize("case", CASES)
def test_no_row_stands_twice(case: str, mini: KnowledgeGraph) -> None:
    """A fact that two sources state is one fact; Oxigraph's union of graphs gives it twice."""
    query, values, _ = CASES[case]
    rows = mini.run(query.name, **values).rows
    assert [row for row, n in Counter(rows).items() if n > 1] == []


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_header_describes_the_projection(query: SavedQuery) -> None:
    assert [c.name for c in query.columns if c.name != "rank" or not query.rank_by] == list(query.projection)
    described = query.header.get("columns", {})
    hidden = query.header.get("hidden", [])
    undescribed = set(query.projection) - set(described) - set(hidden)
    assert not undescribed, f"{query.path}: no description of {', '.join(sorted(undescribed))}"
    assert {p.name for p in query.parameters if not p.description} == set()
    assert query.rank_by is None or query.rank_by in query.projection


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_declares_the_prefixes_that_it_uses(query: SavedQuery) -> None:
    declared = re.findall(r"^PREFIX ([a-z0-9]+): <(.+)>$", query.body, re.MULTILINE)
    body = re.sub(r"^PREFIX .*$", "", query.body, flags=re.MULTILINE)
    used = {token.text.partition(":")[0] for token in tokens(body) if token.kind == "pname"}
    assert sorted(prefix for prefix, _ in declared) == sorted(used)
    assert declared == sorted(declared)
    assert {prefix: PREFIXES[prefix] for prefix, _ in declared} == dict(declared)


@pytest.fixture(scope="module")
def shipped() -> KnowledgeGraph:
    return aikg.load(cache=False)


EXAMPLES = [(q, str(line)) for q in QUERIES for line in q.header.get("examples", [])]


@pytest.mark.parametrize(("query", "line"), EXAMPLES, ids=[f"{q.name} {line}" for q, line in EXAMPLES])
def test_examples_work(query: SavedQuery, line: str, shipped: KnowledgeGraph) -> None:
    name, equals, value = line.partition("=")
    assert equals
    assert len(shipped.run(query.name, **{name: value}))


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_queries_without_a_needed_parameter_run_on_the_shipped_data(
    query: SavedQuery, shipped: KnowledgeGraph
) -> None:
    if all(not p.required for p in query.parameters):
        assert shipped.run(query.name).columns == query.columns
    else:
        assert query.header.get("examples") or query.group == "names", "show how it is asked"


def test_expected_answers_all_belong_to_a_query() -> None:
    assert {p.stem.partition(".")[0] for p in EXPECTED.glob("*.tsv")} <= {q.name for q in QUERIES}


@pytest.mark.parametrize("path", [f.path for f in mini_files()], ids=lambda p: p.name)
def test_data_stand_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert turtle.formatted(text, path) == text, f"run: aikg fmt {path}"


def test_the_mini_world_conforms(mini: KnowledgeGraph) -> None:
    assert mini.check().results == ()


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q.name)
def test_any_yaml_reader_takes_the_header(query: SavedQuery) -> None:
    lines = [line.removeprefix("#+")[1:] for line in query.text.splitlines() if line.startswith("#+")]
    read = yaml.safe_load("\n".join(lines))

    def plain_text(value: object) -> object:
        if isinstance(value, list):
            maps = [item for item in value if isinstance(item, dict)]
            if maps:
                return {str(k): str(v) for item in maps for k, v in item.items()}
            return [str(item) for item in value]
        return str(value)

    assert {key: plain_text(value) for key, value in read.items()} == query.header
