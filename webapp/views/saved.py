"""Saved searches: save, list with what is new, follow, change, delete."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, request

from search.model import TOTAL_ONLY
from search.permalink import from_params, pin, read_params
from webapp import current
from webapp.database import DatabaseTrouble
from webapp.hosts import is_own_computer
from webapp.labels import names
from webapp.misread import notices
from webapp.rendering import render
from webapp.saved import NotSaved, SavedSearch
from webapp.saved_view import narrow_to_new, present_editing, present_saved, present_saving
from webapp.views.exports import feed_of
from webapp.visitors import Visitor

views = Blueprint("saved", __name__)

CHANGING = "Change a saved search"
NOT_YOURS = "You have no saved search of that name."

log = logging.getLogger(__name__)


@views.get("/saved")
def listed() -> Response:
    """The searches a visitor may see, with counts and what is new."""
    visitor = _having_looked_before(current.visitor())
    found = current.saved().visible_to(visitor.id)
    token = current.visitors().token(visitor)
    view = present_saved(found, visitor, current.searcher(), current.links(), _host())
    told = {"token": token, "problems": notices(current.no_question()), "alone": is_own_computer()}
    page = render("saved.html", view=view, title="Saved searches", **told)
    return _remembering(visitor, Response(page))


@views.get("/saved/new")
def saving() -> Response:
    """The form that gives a search a name."""
    return _form(200, "")


@views.post("/saved")
def save() -> Response:
    """Keep a search under a name."""
    visitor = _checked()
    query = from_params(request.form.get("search", ""), names())
    page = current.searcher().search(query, TOTAL_ONLY)
    try:
        saved = current.saved().save(
            request.form.get("name", "")[:1_000],
            pin(query, page.matched),
            visitor.id,
            open=request.form.get("open") == "1",
        )
    except NotSaved as trouble:
        return _form(400, str(trouble))
    looked = _looking(visitor, saved.slug)
    return _remembering(looked, _see_other(current.links().to("/saved")))


@views.get("/s/<slug>")
def follow(slug: str) -> Response:
    """To the canonical address of a saved search, or with `new=1` to what was added since the
    last look alone; what is new counts from now on."""
    visitor = current.visitor()
    saved = _visible(slug, visitor)
    query = saved.query
    if current.parameter("new") == "1":
        looked = dict(_having_looked_before(visitor).looked)
        query = narrow_to_new(saved, looked.get(slug)) or query
    response = _see_other(current.links().search(query))
    return _remembering(_looking(visitor, slug) if _by_reader() else visitor, response)


@views.get("/s/<slug>.atom")
def followed(slug: str) -> Response:
    """The feed of a saved search."""
    saved = _visible(slug, current.visitor())
    return feed_of(saved.query, saved.name)


@views.get("/s/<slug>/edit")
def editing(slug: str) -> Response:
    """The form that renames a search of one's own and makes it public or private."""
    saved = _own(slug, current.visitor())
    return _editing("saved_edit.html", saved, CHANGING, name=saved.name)


@views.post("/s/<slug>/edit")
def edit(slug: str) -> Response:
    """Change a search of one's own; its address stays."""
    visitor = _checked()
    name, open_ = request.form.get("name", "")[:1_000], request.form.get("open") == "1"
    try:
        if not current.saved().change(slug, visitor.id, name, open=open_):
            abort(404, NOT_YOURS)
    except NotSaved as trouble:
        saved = replace(_own(slug, visitor), open=open_)
        return _editing("saved_edit.html", saved, CHANGING, name=name, trouble=str(trouble))
    return _remembering(visitor, _see_other(current.links().to("/saved")))


@views.get("/s/<slug>/delete")
def deleting(slug: str) -> Response:
    """Asks whether a search of one's own is to be deleted."""
    saved = _own(slug, current.visitor())
    return _editing("saved_delete.html", saved, "Delete a saved search?", name=saved.name)


@views.post("/s/<slug>/delete")
def delete(slug: str) -> Response:
    """Forget a search of one's own."""
    visitor = _checked()
    if not current.saved().delete(slug, visitor.id):
        abort(404, NOT_YOURS)
    _forget_looks(slug)
    return _remembering(visitor, _see_other(current.links().to("/saved")))


def _form(status: int, trouble: str) -> Response:
    """The form, anew or, where there is trouble, as it was sent."""
    visitor = current.visitor()
    sent = request.form
    reading = read_params(sent["search"][:20_000], names()) if sent else current.question()
    view = present_saving(reading.query, current.links())
    if sent:
        view = replace(view, name=sent.get("name", "")[:1_000], open=sent.get("open") == "1")
    token = current.visitors().token(visitor)
    told = {"token": token, "trouble": trouble, "problems": notices(reading)}
    page = render("save.html", view=view, title="Save this search", **told)
    return _remembering(visitor, Response(page, status=status))


def _editing(
    template: str, saved: SavedSearch, title: str, *, name: str, trouble: str = ""
) -> Response:
    visitor = current.visitor()
    view = present_editing(saved, current.links(), _host(), name, open=saved.open)
    told = {"token": current.visitors().token(visitor), "trouble": trouble}
    problems = notices(current.no_question())
    page = render(template, view=view, title=title, problems=problems, **told)
    return _remembering(visitor, Response(page, status=400 if trouble else 200))


def _own(slug: str, visitor: Visitor) -> SavedSearch:
    saved = current.saved().find(slug, visitor.id)
    if saved is None or saved.owner != visitor.id:
        abort(404, NOT_YOURS)
    return saved


def _host() -> str:
    """Scheme and host as the reader's browser knows them, without the path of the site."""
    return request.host_url.rstrip("/")


def _visible(slug: str, visitor: Visitor) -> SavedSearch:
    saved = current.saved().find(slug, visitor.id)
    if saved is None:
        abort(404, "There is no saved search of that name, or it is private.")
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


def _forget_looks(slug: str) -> None:
    try:
        current.last_looked().forget(slug)
    except DatabaseTrouble as error:  # the search is gone; marks of it are never shown
        log.warning("marks are left of a search that is no more: %s", error)


def _by_reader() -> bool:
    """Whether somebody opens this address to read: no image on another site, nothing fetched
    ahead, no check of links. Browsers tell by headers, which scripts cannot set."""
    fetched = request.headers.get("Sec-Fetch-Dest", "document")
    ahead = request.headers.get("Sec-Purpose", "")
    return request.method == "GET" and fetched == "document" and not ahead.startswith("prefetch")


def _remembering(visitor: Visitor, response: Response) -> Response:
    if not visitor.user:
        current.visitors().remember(visitor, response, request)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _see_other(address: str) -> Response:
    response = redirect(address, 303)
    return Response(response.get_data(), 303, response.headers)
