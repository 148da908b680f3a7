"""The API in OpenAPI 3.1, made from the headers of the saved queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aikg import __version__, catalogue
from aikg.render import MEDIA_TYPES

if TYPE_CHECKING:
    from aikg.catalogue import Parameter, SavedQuery

_TYPES: Final[dict[str, dict[str, Any]]] = {
    "iri": {"type": "string"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
"""Type of a parameter -> its schema. An `iri` is given as a name, or in short as `lab/deepseek`."""

_READERS: Final[dict[str, Any]] = {
    "integer": int,
    "decimal": float,
    "boolean": lambda text: text.lower() in ("true", "1"),
}
"""Type -> how a default that stands in a header is read."""

_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "near"],
            "properties": {
                "code": {"type": "string", "description": "a word for programs, such as unknown-name"},
                "message": {"type": "string", "description": "what, where, and what to do next"},
                "near": {
                    "type": "array",
                    "items": {"type": "string"},
                    "description": "valid names that are near",
                },
            },
        }
    },
}

_FAILURES: Final = {
    "300": "several things answer to a name; `near` lists them",
    "400": "a parameter that the query does not have, lacks, or cannot read",
    "404": "no query, or no thing, of this name; `near` lists near ones",
    "406": "none of the formats is accepted",
    "502": "the endpoint that is served cannot be asked, or its answer not used",
    "503": "too much at once, or not ready in time; try again later",
    "504": "the endpoint that is served did not answer in time",
}


def document(base: str) -> dict[str, Any]:
    """The whole description of an API that is reached at `base`, a URL without a slash at its end."""
    queries = catalogue.all_queries()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "aikg: a knowledge graph of the AI ecosystem",
            "version": __version__,
            "summary": "Saved questions about AI labs, models, products, scores and lineage.",
            "license": {"name": "Apache-2.0 AND CC-BY-4.0", "identifier": "Apache-2.0 AND CC-BY-4.0"},
        },
        "servers": [{"url": base}],
        "tags": [{"name": group} for group in sorted({query.group for query in queries})],
        "paths": {
            "/api/queries": {"get": _catalogue()},
            **{f"/api/queries/{query.name}": {"get": _operation(query)} for query in queries},
        },
        "components": {
            "schemas": {"Error": _ERROR},
            "parameters": {"format": _format()},
            "responses": {
                f"failure{status}": {"description": text, "content": _json({"$ref": _ref("schemas/Error")})}
                for status, text in _FAILURES.items()
            },
        },
    }


def _catalogue() -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["queries"],
        "properties": {"queries": {"type": "array", "items": {"type": "object"}}},
    }
    return {
        "operationId": "queries",
        "summary": "The saved queries, with their parameters and columns",
        "responses": {"200": {"description": "all of them", "content": _json(schema)}},
    }


def _operation(query: SavedQuery) -> dict[str, Any]:
    return {
        "operationId": query.name,
        "summary": query.summary,
        **({"description": query.description} if query.description else {}),
        "tags": [query.group],
        "parameters": [
            *(_parameter(parameter, _examples(query)) for parameter in query.parameters),
            {"$ref": _ref("parameters/format")},
        ],
        "responses": {
            "200": {"description": "the answer, a row for each solution", "content": _content(query)},
            "304": {"description": "what the client has is still right"},
            **{status: {"$ref": _ref(f"responses/failure{status}")} for status in _FAILURES},
        },
    }


def _parameter(parameter: Parameter, examples: dict[str, str]) -> dict[str, Any]:
    schema = dict(_TYPES[parameter.type])
    if parameter.default is not None:
        schema["default"] = _READERS.get(parameter.type, str)(parameter.default)
    kind = f" (the name or short identifier of a {parameter.kind})" if parameter.kind else ""
    example = examples.get(parameter.name)
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description}{kind}".strip(),
        "schema": schema,
        **({"example": _READERS.get(parameter.type, str)(example)} if example is not None else {}),
    }


def _examples(query: SavedQuery) -> dict[str, str]:
    """The first example of the header for each parameter."""
    given = [str(line).partition("=")[::2] for line in query.header.get("examples", ())]
    return dict(reversed(given))


def _content(query: SavedQuery) -> dict[str, Any]:
    row = {
        "type": "object",
        "required": [column.name for column in query.columns],
        "properties": {
            column.name: {
                "type": ["string", "number", "boolean", "null"],
                **({"description": column.description} if column.description else {}),
            }
            for column in query.columns
        },
    }
    text = {media_type: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()}
    return text | _json({"type": "array", "items": row})


def _format() -> dict[str, Any]:
    return {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "the format of the answer; without it, what `Accept` likes best",
        "schema": {"type": "string", "enum": list(MEDIA_TYPES)},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> str:
    return f"#/components/{name}"
