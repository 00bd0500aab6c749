"""Saved searches as their page shows them: what they ask, how many, and how many are new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from search.budget import Budget
from search.engine import Searcher, TookTooLong
from search.harvest import count
from search.model import Query
from search.permalink import to_params
from search.sentence import ORDERS, describe
from webapp.labels import label_of
from webapp.links import Links, encode
from webapp.presenter import chips
from webapp.saved import SavedSearch
from webapp.visitors import Visitor
from webapp.wording import counted, day_in_words, number

COUNTED = 60
"""Saved searches whose articles are counted on one page; each costs two questions."""

LONGEST_SUGGESTED = 100
"""Characters of a name that is suggested; the field takes a few more."""

SECONDS = 2.0
"""That counting one of them may take; a dear one is listed without its count."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """One saved search. `fresh` tells what was added since this visitor last looked.

    `feed` works without the visitor's cookie, which programs that read feeds do not have;
    `address` is the short one in full, to be copied.
    """

    slug: str
    name: str
    told: str
    count: str
    fresh: str
    fresh_url: str
    url: str
    address: str
    feed: str
    edit_url: str
    delete_url: str
    own: bool
    open: bool
    created: str


@dataclass(frozen=True, slots=True)
class SavingView:
    """The form that saves a search: what is kept, each part under its kind, and a name for it."""

    kept: tuple[tuple[str, str], ...]
    name: str
    open: bool
    search: str
    back: str


@dataclass(frozen=True, slots=True)
class EditingView:
    """The forms that change a saved search and delete it; `name` is what was typed last."""

    told: str
    name: str
    open: bool
    address: str
    edit_url: str
    delete_url: str
    back: str


def present_saved(
    found: tuple[SavedSearch, ...], visitor: Visitor, searcher: Searcher, links: Links, host: str
) -> tuple[SavedView, ...]:
    """The views of saved searches, counted in the index as it is now.

    `host` is scheme and host of this site, as the reader sees them.
    """
    looked = dict(visitor.looked)
    views = []
    for place, saved in enumerate(found):
        try:
            counting = searcher if place < COUNTED else None
            views.append(_present(saved, visitor.id, looked, counting, links, host))
        except TookTooLong:
            views.append(_present(saved, visitor.id, looked, None, links, host))
    return tuple(views)


def present_saving(query: Query, links: Links) -> SavingView:
    """The view of the form for one question."""
    filters = _filters(query, links)
    order = ", ".join(ORDERS.get(query.sort, ()))
    kept = (("Words", query.text), *filters, ("Order", order))
    return SavingView(
        kept=tuple((kind, told) for kind, told in kept if told),
        name=_suggest(query.text, filters),
        open=False,
        search=encode(to_params(query)),
        back=links.search(query),
    )


def _filters(query: Query, links: Links) -> tuple[tuple[str, str], ...]:
    """The filters of a question in words, those of one kind together."""
    found: dict[str, list[str]] = {}
    for chip in chips(query, None, query, links):
        told = f"not {chip.label}" if chip.shut_out else chip.label
        found.setdefault(chip.kind, []).append(told)
    return tuple((kind, ", ".join(labels)) for kind, labels in found.items())


def _suggest(text: str, filters: tuple[tuple[str, str], ...]) -> str:
    """A name that tells a question from others with the same words."""
    name = ", ".join(part for part in (text, *(told for _, told in filters)) if part)
    if len(name) > LONGEST_SUGGESTED:
        return name[: LONGEST_SUGGESTED - 1].rstrip(" ,") + "…"
    return name or "All articles"


def present_editing(
    saved: SavedSearch, links: Links, host: str, name: str, *, open: bool
) -> EditingView:
    """The view of the forms for one saved search, with `name` and `open` as they were sent."""
    return EditingView(
        told=describe(saved.query, label_of),
        name=name,
        open=open,
        address=host + links.to(f"/s/{saved.slug}"),
        edit_url=links.to(f"/s/{saved.slug}/edit"),
        delete_url=links.to(f"/s/{saved.slug}/delete"),
        back=links.to("/saved"),
    )


def narrow_to_new(saved: SavedSearch, looked: int | None) -> Query | None:
    """The question narrowed to what was added since the visitor last looked at it.

    A look from before the search was saved was at another one, deleted since, of the same slug.
    """
    if looked is None or looked < int(saved.created.timestamp()):
        return None
    since = datetime.fromtimestamp(looked, UTC)
    return replace(saved.query, filters=replace(saved.query.filters, added_since=since))


def _present(
    saved: SavedSearch,
    owner: str,
    looked: Mapping[str, int],
    searcher: Searcher | None,
    links: Links,
    host: str,
) -> SavedView:
    fresh = narrow_to_new(saved, looked.get(saved.slug))
    budget = Budget(SECONDS)
    new = count(searcher, fresh, budget) if searcher and fresh else 0
    return SavedView(
        slug=saved.slug,
        name=saved.name,
        told=describe(saved.query, label_of),
        count=counted(count(searcher, saved.query, budget), "article") if searcher else "",
        fresh=f"{number(new)} new since you last looked" if new else "",
        fresh_url=links.to(f"/s/{saved.slug}?new=1") if new else "",
        url=links.to(f"/s/{saved.slug}"),
        address=host + links.to(f"/s/{saved.slug}"),
        feed=links.to(f"/s/{saved.slug}.atom") if saved.open else links.view(saved.query, "atom"),
        edit_url=links.to(f"/s/{saved.slug}/edit"),
        delete_url=links.to(f"/s/{saved.slug}/delete"),
        own=saved.owner == owner,
        open=saved.open,
        created=day_in_words(saved.created.date()),
    )
