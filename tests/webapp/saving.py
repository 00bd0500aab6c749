"""Saving a search through its form, as a browser does."""

from __future__ import annotations

from flask.testing import FlaskClient
from reading_html import Page


def form_of(page: Page) -> dict[str, str]:
    return {
        e.attributes["name"]: e.attributes["value"]
        for e in page.all("input", type="hidden")
        if e.attributes["name"] in ("token", "search")
    }


def save(client: FlaskClient, name: str, url: str = "/saved/new?q=sanctions", **more: str) -> Page:
    form = form_of(Page(client.get(url).text))
    answer = client.post("/saved", data={**form, "name": name, **more})
    assert answer.status_code == 303, answer.text
    return Page(client.get(answer.location).text)
