"""Schemathesis asks the API what its description allows and forbids: every answer is as told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fake_clock import FakeClock
from fake_searcher import ARTICLES
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.security import generate_password_hash
from werkzeug.test import Client

from search.engine import Searcher, open_writer
from webapp import Config, create_app
from webapp.openapi import describe_api

if TYPE_CHECKING:
    from schemathesis import BaseSchema, Case

DESCRIBED = describe_api("http://localhost")["paths"]

ARTICLE = "/api/v1/article"

# What a description cannot know: questions and ids that this index has an answer to.
KNOWN: dict[str, st.SearchStrategy[Any]] = {
    "q": st.sampled_from(["", "sanctions", '"oil', "sanctions OR accord", "-iran", "zzz"]),
    "id": st.sampled_from([article.id for article in ARTICLES if "/" not in article.id]),
    "country": st.lists(st.sampled_from(["ir", "us", "France", "none", "xx"]), max_size=2),
}


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The settings of a site over a real index."""
    folder: Path = tmp_path_factory.mktemp("described")
    with open_writer(str(folder / "index")) as writer:
        for article in ARTICLES:
            writer.add(article)
    return Config(str(folder / "index"), state=folder / "state")


def ask(
    app: Flask,
    path: str,
    *,
    negative: bool = False,
    examples: int = 100,
    paths: dict[str, Any] = DESCRIBED,
) -> set[int]:
    """The status codes of answers to made-up requests; fails if one is not as `paths` tell.

    `negative` requests break in some way what the description asks for.
    """
    statuses = set()
    schema, checks = read(app, paths)
    operation = schema[path]["GET"]
    known = {p["name"]: KNOWN[p["name"]] for p in parameters(path) if p["name"] in KNOWN}
    mode = pytest.importorskip("schemathesis").GenerationMode

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        operation.as_strategy(mode.NEGATIVE if negative else mode.POSITIVE),
        st.fixed_dictionaries({}, optional=known),
    )
    def ask_once(case: Case, said: dict[str, Any]) -> None:
        place = case.path_parameters if "{" in path else case.query
        if said and not negative:
            place.update(said)
        statuses.add(case.call_and_validate(checks=checks).status_code)

    ask_once()
    return statuses


def read(app: Flask, paths: dict[str, Any]) -> tuple[BaseSchema, list[Callable[..., Any]]]:
    """The description with these paths, as schemathesis reads it, and what to check of answers."""
    schemathesis = pytest.importorskip("schemathesis")
    from schemathesis.specs.openapi import checks  # noqa: PLC0415

    description = {**describe_api("http://localhost"), "paths": paths}
    schema = schemathesis.openapi.from_dict(copy.deepcopy(description))
    schema.app = app
    return schema, [
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]


def parameters(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = DESCRIBED[path]["get"]["parameters"]
    return found


@pytest.mark.parametrize("path", DESCRIBED)
def test_answers_to_what_is_allowed(config: Config, path: str) -> None:
    statuses = ask(create_app(config), path)
    assert 200 in statuses
    assert statuses <= {200, 400, 404}


@pytest.mark.parametrize("path", [p for p in DESCRIBED if parameters(p) and "{" not in p])
def test_answers_to_what_is_not_allowed(config: Config, path: str) -> None:
    assert ask(create_app(config), path, negative=True) <= {200, 400, 404}


@pytest.mark.parametrize("path", DESCRIBED)
def test_answers_of_a_closed_site(config: Config, path: str) -> None:
    closed = replace(config, password_hash=generate_password_hash("x", "pbkdf2:sha256:1"))
    assert ask(create_app(closed), path, examples=3) == {401}


@pytest.mark.parametrize("path", DESCRIBED)
def test_answers_to_the_hasty(config: Config, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.gate.time", FakeClock())  # no bucket fills meanwhile
    app = create_app(replace(config, requests_a_minute=1))
    client = Client(app)  # of no address, as those of schemathesis
    while client.get("/api/v1/info").status_code != 429:
        pass
    assert ask(app, path, examples=3) == {429}


@pytest.mark.parametrize("path", DESCRIBED)
def test_answers_without_an_index(config: Config, tmp_path: Path, path: str) -> None:
    app = create_app(replace(config, index=str(tmp_path / "gone")))
    assert ask(app, path, examples=10) <= {200, 400, 503}


@pytest.mark.parametrize(
    ("answer", "told", "complaint"),
    [
        ("404", None, "Undocumented status code"),
        ("404", {"content": {"text/html": {}}}, "Undocumented Content-Type"),
        ("200", {"content": {"application/json": {"schema": {"type": "null"}}}}, "schema"),
    ],
)
def test_a_wrong_description_is_found_out(
    config: Config, answer: str, told: dict[str, Any] | None, complaint: str
) -> None:
    paths = copy.deepcopy(DESCRIBED)
    answers = paths[ARTICLE]["get"]["responses"]
    del answers[answer]
    if told is not None:
        answers[answer] = {"description": "Wrong.", **told}
    with pytest.raises(BaseExceptionGroup, match=complaint):
        ask(create_app(config), ARTICLE, paths=paths)


def test_an_error_of_the_server_is_found_out(config: Config) -> None:
    def fail(url: str) -> Searcher:
        raise RuntimeError("broken")

    with pytest.raises(BaseExceptionGroup, match="Undocumented status code"):
        ask(create_app(replace(config, opener=fail)), "/api/v1/info")
