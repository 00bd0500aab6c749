"""The description of the web API (OpenAPI 3.1), made from the shapes that it really sends."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from search.fields import FACETS, FIELDS
from search.model import Match, Sort
from search.serial import ArticleJson, InfoJson, PageJson
from webapp.saved_json import SavedSearchesJson

Schema = dict[str, Any]
"""JSON Schema is free in form: this module alone handles it as plain dictionaries."""

VERSION = "1"

CHOSEN = tuple(f for f in FIELDS if f.param and f.kind.value in ("keywords", "union"))
"""Fields whose values are ticked or shut out."""

_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


def describe_api(server: str) -> Schema:
    """The whole description; `server` is the public address of the site."""
    shapes: dict[str, Schema] = {}
    kinds = (PageJson, ArticleJson, InfoJson, SavedSearchesJson)
    page, article, info, saved = (_schema(kind, shapes) for kind in kinds)
    id_ = _parameter("id", {"type": "string", "minLength": 1}, "The article's id.", required=True)
    in_path = {**id_, "in": "path", "schema": {"type": "string", "pattern": "^[^/]+$"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dragoman", "version": VERSION},
        "servers": [{"url": server}],
        "paths": {
            "/api/v1/search": _path("search", "Answer a question.", page, _question_parameters()),
            "/api/v1/article": _path("article", "One article with its text.", article, [id_], 404),
            "/api/v1/article/{id}": _path(
                "article_by_path",
                "The same, for ids without a slash.",
                article,
                [in_path],
                404,
            ),
            "/api/v1/info": _path("info", "What the index is and holds.", info, []),
            "/api/v1/saved": _path("saved", "The saved searches one may see.", saved, []),
            "/api/v1/suggest": _path(
                "suggest",
                "Names, then words, that go on from what was typed (OpenSearch Suggestions 1.1).",
                {"type": "array", "items": {"anyOf": [{"type": "string"}, _strings()]}},
                [_parameter("q", {"type": "string"}, "What was typed so far.")],
            ),
        },
        "components": {"schemas": {**shapes, "Refusal": _REFUSAL}},
    }


def _schema(shape: Any, shapes: dict[str, Schema]) -> Schema:
    """The schema of a Python type; TypedDicts are put into `shapes` and referred to."""
    if shape in _PLAIN:
        return _PLAIN[shape]
    if is_typeddict(shape):
        return _reference(shape, shapes)
    origin, arguments = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(part, shapes) for part in arguments]}
    if origin is list:
        return {"type": "array", "items": _schema(arguments[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], shapes)}
    raise TypeError(f"no schema for {shape!r}")


def _reference(shape: Any, shapes: dict[str, Schema]) -> Schema:
    name = shape.__name__.removesuffix("Json")
    if name not in shapes:
        shapes[name] = {}  # stands in while it is made, should it hold itself
        fields = get_type_hints(shape)
        shapes[name] = {
            "type": "object",
            "description": (shape.__doc__ or "").strip(),
            "properties": {key: _schema(kind, shapes) for key, kind in fields.items()},
            "required": sorted(shape.__required_keys__),
        }
    return {"$ref": f"#/components/schemas/{name}"}


def _path(
    name: str, summary: str, answer: Schema, parameters: list[Schema], *more: int
) -> dict[str, Schema]:
    kind = "application/x-suggestions+json" if name == "suggest" else "application/json"
    refusals = {str(code): _refusal(code) for code in (400, 401, *more, 429, 503)}
    found = {"description": "The answer.", "content": {kind: {"schema": answer}}}
    unchanged = {"description": "Unchanged since the ETag that was sent."}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {"200": found, "304": unchanged, **refusals},
        }
    }


def _refusal(code: int) -> Schema:
    """A response that is no answer; 401 is for whoever stands before the site, thus plain."""
    told = {
        400: "A parameter cannot be read or means nothing; it is named.",
        401: "The site is closed: a password, or a login at the server before it, is needed.",
        404: "There is no such article.",
        429: "Too many requests from this address; Retry-After says when to try again.",
        503: "The index cannot be searched just now.",
    }
    if code == 401:
        return {
            "description": told[code],
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    problem = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    return {"description": told[code], "content": {"application/problem+json": problem}}


_REFUSAL: Schema = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameters": {"type": "array", "items": {"type": "string"}},
        "problems": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "title", "status", "detail"],
}


def _strings() -> Schema:
    return {"type": "array", "items": {"type": "string"}}


def _parameter(name: str, schema: Schema, told: str, *, required: bool = False) -> Schema:
    found: Schema = {"name": name, "in": "query", "description": told, "schema": schema}
    return {**found, "required": True} if required else found


_SPAN = "^(last-[1-9][0-9]{0,2}[dwmy]|today|this-month|none|outside)$"


def _question_parameters() -> list[Schema]:
    text, number = {"type": "string"}, {"type": "integer", "minimum": 1}
    day = {**text, "format": "date"}
    parameters = [_parameter("q", text, "The question, in the question language.")]
    for field in CHOSEN:
        only = f"Only articles with this {field.label.lower()}, or none."
        parameters.append(_parameter(field.param, _strings(), only))
        parameters.append(_parameter(f"not.{field.param}", _strings(), "Without this value."))
        mode = {"type": "string", "enum": ["any", "all"]}
        parameters.append(_parameter(f"{field.param}.match", mode, "Any or all of the values."))
    parameters += [
        _parameter("from", day, "The first day, inclusive."),
        _parameter("to", day, "The last day, inclusive."),
        _parameter(
            "date",
            {**text, "pattern": _SPAN},
            "A span that moves, none, or outside; not beside from or to.",
        ),
        _parameter(
            "added",
            {**text, "format": "date-time"},
            "Added to the index at or after this day or instant.",
        ),
        _parameter("sort", {"type": "string", "enum": list(Sort)}, "The order."),
        _parameter("match", {"type": "string", "enum": list(Match)}, "All or most words."),
        _parameter("page", number, "Which page."),
        _parameter("size", {**number, "maximum": 1000}, "Hits on a page."),
        _parameter("cursor", text, "The next_cursor of the page before."),
    ]
    keys = [*(field.key for field in FACETS), "none"]
    counted: Schema = {"type": "array", "items": {"type": "string", "enum": keys}}
    facets = _parameter("facets", counted, "Which to count, by commas; all if none is named.")
    return [*parameters, {**facets, "style": "form", "explode": False}]
