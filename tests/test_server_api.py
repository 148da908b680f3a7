"""The JSON API: every saved query in every format, its errors, its tags, and the description of it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import openapi_spec_validator
import pytest

import aikg
from aikg import catalogue, render
from aikg.render import MEDIA_TYPES
from aikg.vocabulary import PREFIXES
from serving import Reply, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from aikg.knowledge_graph import KnowledgeGraph


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data by which two labs have a name in common."""
    folder: Path = tmp_path_factory.mktemp("twins")
    text = "".join(
        f'<{PREFIXES["lab"]}{lab}> <{PREFIXES["skos"]}altLabel> "Twin"@en .\n'
        for lab in ("deepseek", "openai")
    )
    (folder / "twins.ttl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(twins: Path) -> Iterator[Server]:
    with serving("--data", str(twins)) as running:
        yield running


@pytest.fixture(scope="module")
def shipped(twins: Path) -> KnowledgeGraph:
    return aikg.load(twins, cache=False)


@pytest.fixture(scope="module")
def document(server: Server) -> dict[str, Any]:
    reply = server.get("/api/openapi.json")
    assert reply.status == 200
    found: dict[str, Any] = reply.json
    return found


def run(server: Server, name: str, **values: str) -> Reply:
    return server.get(f"/api/queries/{name}?{urlencode(values)}")


def error(reply: Reply, status: int) -> dict[str, Any]:
    assert reply.status == status, reply.text
    assert reply.type == "application/json"
    assert list(reply.json) == ["error"]
    found: dict[str, Any] = reply.json["error"]
    assert found["message"]
    return found


# ---------------------------------------------------------------------------------------------- answers


def test_the_catalogue_is_that_of_the_files(server: Server) -> None:
    listed = {query["name"]: query for query in server.get("/api/queries").json["queries"]}
    assert set(listed) == set(catalogue.files())
    rank = listed["rank"]
    assert rank["url"] == "/api/queries/rank"
    assert rank["columns"][0] == {"name": "rank", "description": "place; ties share one", "hidden": False}
    version = next(p for p in rank["parameters"] if p["name"] == "version")
    assert version == {
        "name": "version",
        "type": "iri",
        "kind": "version",
        "required": False,
        "default": "benchmark/aa-intelligence-index",
        "description": "a benchmark version, or a benchmark for its newest version",
    }


@pytest.mark.parametrize("form", MEDIA_TYPES)
def test_an_answer_is_that_of_the_renderer(server: Server, shipped: KnowledgeGraph, form: str) -> None:
    expected = render.text(shipped.run("lab-models", lab="DeepSeek"), form)
    for reply in (
        run(server, "lab-models", lab="DeepSeek", format=form),
        server.get("/api/queries/lab-models?lab=DeepSeek", accept=MEDIA_TYPES[form]),
    ):
        assert reply.status == 200
        assert reply.type == MEDIA_TYPES[form]
        assert reply.text == expected


def test_every_format_of_the_renderers_is_offered() -> None:
    assert set(MEDIA_TYPES) == set(render.FORMATS)


def test_json_where_nothing_is_asked_for(server: Server) -> None:
    for accept in ("*/*", "application/*", ""):
        reply = server.get("/api/queries/lab?lab=deepseek", accept=accept)
        assert reply.type == "application/json"
        assert {"property": "name", "value": "DeepSeek"}.items() <= reply.json[0].items()


@pytest.mark.parametrize("name", ["文心", 'O\'Neil "x"', "a}?x<b>#\\\n", "🦙", "%", "&format=csv", "é" * 200])
def test_any_text_is_text(server: Server, shipped: KnowledgeGraph, name: str) -> None:
    reply = run(server, "find", text=name, format="json")
    assert reply.status == 200
    assert reply.text == render.text(shipped.run("find", text=name), "json")


@pytest.mark.parametrize("query", catalogue.all_queries(), ids=lambda q: q.name)
def test_every_query_that_needs_nothing_is_answered(server: Server, query: catalogue.SavedQuery) -> None:
    if any(parameter.required for parameter in query.parameters):
        needed = next(parameter.name for parameter in query.parameters if parameter.required)
        assert needed in error(run(server, query.name), 400)["message"]
    else:
        rows = list(csv.reader(io.StringIO(run(server, query.name, format="csv").text)))
        assert tuple(rows[0]) == tuple(column.name for column in query.columns)


# ----------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("path", "status", "code", "near"),
    [
        ("rankk", 404, "unknown-name", ["rank"]),
        ("lab-models?lab=Depseek", 404, "unknown-name", ["DeepSeek"]),
        ("lab-models?lbb=DeepSeek", 400, "bad-parameter", ["lab"]),
        ("lab-models", 400, "missing-parameter", []),
        ("lab-models?lab=", 404, "unknown-name", []),
        ("rank?as_of=yesterday", 400, "bad-parameter", []),
        ("rank?reasoning=perhaps", 400, "bad-parameter", []),
        ("rank?format=pdf", 400, "bad-parameter", []),
        ("lab?lab=DeepSeek&lab=OpenAI", 400, "bad-parameter", []),
        ("..%2f..%2fpyproject", 404, "not-found", []),
        ("..", 404, "unknown-name", []),
        ("rankings%5Crank", 404, "unknown-name", []),
        ("rank.rq", 404, "unknown-name", ["rank"]),
        ("%00", 404, "unknown-name", []),
        ("x" * 10_000, 404, "unknown-name", []),
    ],
)
def test_errors_have_a_status_a_code_and_near_names(
    server: Server, path: str, status: int, code: str, near: list[str]
) -> None:
    found = error(server.get(f"/api/queries/{path}"), status)
    assert found["code"] == code
    assert found["near"][: len(near)] == near
    assert len(found["message"]) < 500


def test_a_name_of_several_things_gives_them_to_choose_from(server: Server) -> None:
    found = error(run(server, "lab-models", lab="Twin"), 300)
    assert found["code"] == "ambiguous-name"
    assert sorted(found["near"]) == ["lab/deepseek", "lab/openai"]
    for candidate in found["near"]:
        assert run(server, "lab-models", lab=candidate).status == 200


def test_other_methods_and_other_addresses_are_told_in_json(server: Server) -> None:
    found = error(server.request("POST", "/api/queries/rank", body=""), 405)
    assert found["code"] == "method-not-allowed"
    assert error(server.get("/api/nothing"), 404)["code"] == "not-found"
    assert "text/csv" in error(server.get("/api/queries/rank", accept="image/png"), 406)["message"]


# ------------------------------------------------------------------------------------------------- tags


def test_a_client_that_has_the_answer_gets_no_second_one(server: Server) -> None:
    path = "/api/queries/lab-models?lab=DeepSeek&format=csv"
    first = server.get(path)
    tag = first.headers["etag"]
    for stated in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.get(path, if_none_match=stated)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    assert server.get(path, if_none_match='"other"').body == first.body
    others = [
        server.get("/api/queries/lab-models?lab=DeepSeek&format=tsv"),
        server.get("/api/queries/lab-models?lab=OpenAI&format=csv"),
        server.get("/api/queries/lab-products?lab=DeepSeek&format=csv"),
    ]
    assert len({tag, *(reply.headers["etag"] for reply in others)}) == 4
    assert server.get("/api/queries/lab-models?format=csv&lab=DeepSeek").headers["etag"] == tag


def test_what_is_wrong_has_no_tag(server: Server) -> None:
    assert "etag" not in server.get("/api/queries/lab-models?lab=Nobody", if_none_match="x").headers


# -------------------------------------------------------------------------------------------- OpenAPI


def test_the_description_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    openapi_spec_validator.validate(json.loads(json.dumps(document)))


def test_the_description_tells_of_every_query(document: dict[str, Any], server: Server) -> None:
    assert document["servers"] == [{"url": server.url}]
    assert set(document["paths"]) == {"/api/queries"} | {f"/api/queries/{n}" for n in catalogue.files()}
    for query in catalogue.all_queries():
        operation = document["paths"][f"/api/queries/{query.name}"]["get"]
        own = [p for p in operation["parameters"] if "$ref" not in p]
        assert [(p["name"], p["required"]) for p in own] == [(p.name, p.required) for p in query.parameters]
        rows = operation["responses"]["200"]["content"]["application/json"]["schema"]["items"]
        assert tuple(rows["properties"]) == tuple(column.name for column in query.columns)


def test_every_example_and_default_is_answered(document: dict[str, Any], server: Server) -> None:
    asked = 0
    for path, item in document["paths"].items():
        values = [
            (parameter["name"], str(parameter["example"]))
            for parameter in item["get"].get("parameters", ())
            if "example" in parameter
        ]
        defaults = [
            (parameter["name"], _text(parameter["schema"]["default"]))
            for parameter in item["get"].get("parameters", ())
            if "default" in parameter.get("schema", ())
        ]
        required = [p["name"] for p in item["get"].get("parameters", ()) if p.get("required")]
        for name, value in [*values, *defaults]:
            given = {n: v for n, v in values if n in required} | {name: value}
            if set(required) <= set(given):
                reply = server.get(f"{path}?{urlencode(given, quote_via=quote)}")
                assert reply.status == 200, (path, given, reply.text)
                assert isinstance(reply.json, list)
                asked += 1
    assert asked > 100


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_rows_fit_their_schema(document: dict[str, Any], server: Server) -> None:
    types = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    for name in ("rank", "labs", "network-edges", "counts"):
        operation = document["paths"][f"/api/queries/{name}"]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["items"]
        rows = run(server, name).json
        assert rows
        for row in rows:
            assert list(row) == schema["required"]
            for column, value in row.items():
                assert types[type(value)] in schema["properties"][column]["type"]
