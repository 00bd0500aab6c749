"""The description of the API tells the truth: every answer has the shape that it tells of."""

from __future__ import annotations

from typing import Any

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient

from search.engine import IndexMissing
from webapp import Config, create_app


def violations(
    value: Any, schema: dict[str, Any], shapes: dict[str, Any], at: str = ""
) -> list[str]:
    """Where a value is not what its schema says; the keywords that the description uses."""
    if "$ref" in schema:
        return violations(value, shapes[schema["$ref"].rpartition("/")[2]], shapes, at)
    if "anyOf" in schema:
        tried = [violations(value, each, shapes, at) for each in schema["anyOf"]]
        return [] if any(not each for each in tried) else tried[0]
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool,
             "null": type(None), "array": list, "object": dict}  # fmt: skip
    if not isinstance(value, kinds[schema["type"]]):
        return [f"{at}: {value!r} is no {schema['type']}"]
    found = []
    if schema["type"] == "array" and "items" in schema:
        for place, item in enumerate(value):
            found += violations(item, schema["items"], shapes, f"{at}[{place}]")
    if schema["type"] == "object":
        found += [
            f"{at}.{key} is missing" for key in schema.get("required", ()) if key not in value
        ]
        known = schema.get("properties", {})
        for key, item in value.items():
            inner = known.get(key, schema.get("additionalProperties"))
            if inner is None:
                found.append(f"{at}.{key} is not told of") if known else None
            else:
                found += violations(item, inner, shapes, f"{at}.{key}")
    return found


@pytest.mark.parametrize(
    ("path", "url", "status"),
    [
        ("/api/v1/search", "/api/v1/search?country=ir&q=sanctions", 200),
        ("/api/v1/search", "/api/v1/search?not.country=ir&q=zzz", 200),
        ("/api/v1/search", "/api/v1/search?q=%22oil", 200),
        ("/api/v1/search", "/api/v1/search?nonsense=1&from=x", 400),
        ("/api/v1/article", "/api/v1/article?id=a1", 200),
        ("/api/v1/article", "/api/v1/article?id=a10", 200),
        ("/api/v1/article", "/api/v1/article?id=gone", 404),
        ("/api/v1/info", "/api/v1/info", 200),
        ("/api/v1/saved", "/api/v1/saved", 200),
        ("/api/v1/suggest", "/api/v1/suggest?q=ira", 200),
    ],
)
def test_answers_are_as_described(client: FlaskClient, path: str, url: str, status: int) -> None:
    described = client.get("/openapi.json").json
    answer = client.get(url)
    assert answer.status_code == status
    content = described["paths"][path]["get"]["responses"][str(status)]["content"]
    schema = content[answer.content_type]["schema"]
    value = answer.get_json(force=True)
    assert violations(value, schema, described["components"]["schemas"]) == []


def test_every_route_of_the_api_is_described(client: FlaskClient) -> None:
    rules = {str(rule) for rule in client.application.url_map.iter_rules()}
    api = {rule.replace("<path:id>", "{id}") for rule in rules if rule.startswith("/api/")}
    assert api == set(client.get("/openapi.json").json["paths"])


def test_every_parameter_described_is_read(client: FlaskClient) -> None:
    described = client.get("/openapi.json").json["paths"]["/api/v1/search"]["get"]["parameters"]
    names = [parameter["name"] for parameter in described]
    assert len(names) == len(set(names)) > 20
    for name in names:
        answer = client.get(f"/api/v1/search?{name}=%00")
        assert f"{name}: means nothing" not in answer.text, name


def test_suggestions_make_names_whole(client: FlaskClient) -> None:
    typed, names = client.get("/api/v1/suggest?q=oil+ira").get_json(force=True)
    assert typed == "oil ira"
    assert names == ["oil Iran", "oil Iraq"]
    assert client.get("/api/v1/suggest?q=").get_json(force=True) == ["", []]
    names = client.get("/api/v1/suggest?q=sao+to").get_json(force=True)[1]
    assert names[0].startswith("São Tomé")


class Knowing(FakeSearcher):
    """A searcher that knows words."""

    def words(self, typed: str, count: int = 10) -> tuple[str, ...]:
        known = ("iran", "iranian", *(f"iraq{number}" for number in range(20)))
        return tuple(word for word in known if typed and word.startswith(typed))[:count]


def test_suggestions_go_on_with_words() -> None:
    client = create_app(Config(opener=lambda url: Knowing())).test_client()

    def suggested(typed: str) -> list[str]:
        answer = client.get("/api/v1/suggest", query_string={"q": typed})
        return list(answer.get_json(force=True)[1])

    assert suggested("oil ira")[:4] == ["oil Iran", "oil Iraq", "oil iranian", "oil iraq0"]
    assert len(suggested("ira")) == 10
    assert suggested("oil -(irani") == ["oil -(iranian"]
    assert suggested('"irani') == ['"iranian']
    assert suggested("title:irani") == suggested("irani ") == suggested("") == []


def test_names_are_suggested_without_an_index() -> None:
    def missing(url: str) -> FakeSearcher:
        raise IndexMissing(url)

    client = create_app(Config(opener=missing)).test_client()
    assert client.get("/api/v1/suggest?q=ira").get_json(force=True)[1] == ["Iran", "Iraq"]
