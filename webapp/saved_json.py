"""Saved searches as the web API tells them."""

from __future__ import annotations

from typing import TypedDict

from search.permalink import to_params, to_url
from search.sentence import describe
from webapp.labels import label_of
from webapp.links import encode
from webapp.saved import SavedSearch


class SavedSearchJson(TypedDict):
    """One saved search. `url` is its short address, `permalink` the whole one; `own` ones are the
    caller's, `open` ones everybody's; `feed` can be read without a cookie."""

    slug: str
    name: str
    told: str
    own: bool
    open: bool
    created: str
    parameters: str
    url: str
    permalink: str
    feed: str


class SavedSearchesJson(TypedDict):
    """The saved searches that a caller may see: their own first, then those open to all."""

    saved: list[SavedSearchJson]


def saved_to_json(found: tuple[SavedSearch, ...], owner: str, base_url: str) -> SavedSearchesJson:
    """The searches visible to `owner`; `base_url` is the public address of the site."""
    return {"saved": [_one(saved, owner, base_url) for saved in found]}


def _one(saved: SavedSearch, owner: str, base_url: str) -> SavedSearchJson:
    return {
        "slug": saved.slug,
        "name": saved.name,
        "told": describe(saved.query, label_of),
        "own": saved.owner == owner,
        "open": saved.open,
        "created": saved.created.isoformat(),
        "parameters": encode(to_params(saved.query)),
        "url": f"{base_url}/s/{saved.slug}",
        "permalink": to_url(saved.query, f"{base_url}/search"),
        "feed": to_url(saved.query, f"{base_url}/search.atom"),
    }
