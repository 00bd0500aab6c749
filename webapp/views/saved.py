"""Saved searches: save, list with what is new, follow, delete."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, request

from search.permalink import from_params, pin
from webapp import current
from webapp.database import DatabaseTrouble
from webapp.harvest import JUST_TOTAL
from webapp.labels import names
from webapp.rendering import render
from webapp.saved import NotSaved, SavedSearch
from webapp.saved_view import present_saved, present_saving
from webapp.views.exports import feed_of
from webapp.visitors import Visitor

views = Blueprint("saved", __name__)

log = logging.getLogger(__name__)


@views.get("/saved")
def listed() -> Response:
    """The searches a visitor may see, with counts and what is new."""
    visitor = _having_looked_before(current.visitor())
    found = current.saved().visible_to(visitor.id)
    token = current.visitors().token(visitor)
    view = present_saved(found, visitor, current.searcher(), current.links())
    page = render("saved.html", view=view, token=token, title="Saved searches")
    return _remembering(visitor, Response(page))


@views.get("/saved/new")
def saving() -> Response:
    """The form that gives a search a name."""
    return _form(200, "")


@views.post("/saved")
def save() -> Response:
    """Keep a search under a name."""
    visitor = _checked()
    query = from_params(request.form.get("search", "")[:20_000], names())
    page = current.searcher().search(query, JUST_TOTAL)
    try:
        saved = current.saved().save(
            request.form.get("name", "")[:1_000],
            pin(query, page.matched),
            visitor.id,
            open=request.form.get("open") == "1",
        )
    except NotSaved as trouble:
        return _form(400, str(trouble), request.form.get("search", ""))
    looked = _looking(visitor, saved.slug)
    return _remembering(looked, _see_other(current.links().to("/saved")))


@views.get("/s/<slug>")
def follow(slug: str) -> Response:
    """To the canonical address of a saved search; what is new counts from now on."""
    visitor = current.visitor()
    saved = _visible(slug, visitor)
    response = _see_other(current.links().search(saved.query))
    return _remembering(_looking(visitor, slug) if _by_reader() else visitor, response)


@views.get("/s/<slug>.atom")
def followed(slug: str) -> Response:
    """The feed of a saved search."""
    saved = _visible(slug, current.visitor())
    return feed_of(saved.query, saved.name)


@views.post("/s/<slug>/delete")
def delete(slug: str) -> Response:
    """Forget a search of one's own."""
    visitor = _checked()
    if not current.saved().delete(slug, visitor.id):
        abort(404, "You have no saved search of that name.")
    current.last_looked().forget(slug)
    return _remembering(visitor, _see_other(current.links().to("/saved")))


def _form(status: int, trouble: str, search: str = "") -> Response:
    visitor = current.visitor()
    query = from_params(search[:20_000], names()) if search else current.question().query
    view = present_saving(query, current.links())
    token = current.visitors().token(visitor)
    page = render("save.html", view=view, token=token, trouble=trouble, title="Save this search")
    return _remembering(visitor, Response(page, status=status))


def _visible(slug: str, visitor: Visitor) -> SavedSearch:
    saved = current.saved().find(slug, visitor.id)
    if saved is None:
        abort(404, "There is no saved search of that name, or it is not open to everybody.")
    return saved


def _checked() -> Visitor:
    """The visitor, if the form that was sent is one that we gave them."""
    visitor = current.visitor()
    if not current.visitors().sent_by(visitor, request.form.get("token", "")):
        abort(403, "The form is out of date, or cookies are off. Go back, reload, try again.")
    return visitor


def _having_looked_before(visitor: Visitor) -> Visitor:
    """The visitor with what they last looked at when: a cookie tells, for users the database."""
    if not visitor.user:
        return visitor
    return replace(visitor, looked=current.last_looked().of(visitor.id))


def _looking(visitor: Visitor, slug: str) -> Visitor:
    """The visitor after looking at a saved search now; a user's look is kept at once."""
    now = datetime.now(UTC)
    if not visitor.user:
        return visitor.having_looked(slug, now)
    try:
        current.last_looked().look(visitor.id, slug, now)
    except DatabaseTrouble as error:  # what was asked for can be shown all the same
        log.warning("not remembered as looked at: %s", error)
    return visitor


def _by_reader() -> bool:
    """Whether somebody opens this address to read: no image on another site, nothing fetched
    ahead, no check of links. Browsers tell by headers, which scripts cannot set."""
    fetched = request.headers.get("Sec-Fetch-Dest", "document")
    ahead = request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and fetched == "document" and not ahead.startswith("prefetch")


def _remembering(visitor: Visitor, response: Response) -> Response:
    if not visitor.user:
        current.visitors().remember(visitor, response, request.script_root)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _see_other(address: str) -> Response:
    response = redirect(address, 303)
    return Response(response.get_data(), 303, response.headers)
