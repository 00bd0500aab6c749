"""Whole results and lists as files, streamed; feeds; and lists as pages."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, request, stream_with_context

from search.budget import Budget
from search.engine import EngineError, Searcher
from search.harvest import articles, count, harvest, strict
from search.model import Hit, IndexInfo, Problem, Query, Sort, Want
from search.permalink import Reading
from search.sentence import describe
from webapp import current
from webapp.caching import conditional
from webapp.exports import FORMATS, Download, Format, file_name
from webapp.feeds import ENTRIES, to_atom
from webapp.labels import label_of
from webapp.list_view import hit_of, present_list
from webapp.misread import Refused, notices, refuse
from webapp.printing import Look
from webapp.rendering import render
from webapp.wording import day_in_words, number

views = Blueprint("exports", __name__)

NAMES = ", ".join(f"'{name}'" for name in FORMATS)

LONGEST_LIST = 500
"""Articles in a list: its address must stay short enough for mail programs and proxies."""

IN_FEED = Want(facets=(), suggestions=False)


@views.get(f"/search.<any({NAMES}):form>")
def result(form: str) -> Response:
    """The whole result as a file."""
    query = strict(_question().query)
    searcher, limit = current.at_rest(), current.config().export_limit
    # Counted as any page is, in the time of a request: what is too dear is told before it streams.
    try:
        total = count(searcher, query, Budget(current.config().deadline or math.inf))
    except EngineError:
        searcher.close()
        raise
    if total > limit:
        searcher.close()
        abort(
            413,
            f"This result has {number(total)} articles; a download ends at {number(limit)}. "
            "Narrow the question, by dates for instance, and download it in parts.",
        )
    told = describe(query, label_of)
    facts = (
        ("Question", query.text),
        ("In words", told),
        ("Articles", number(total)),
        ("Address", request.host_url.rstrip("/") + current.links().search(query)),
        *_where_and_when(searcher.info()),
    )
    return _send(searcher, FORMATS[form], harvest(searcher, query), query.text or told, facts)


@views.get("/search.atom")
def feed() -> Response:
    """The latest added articles of a result, as a feed."""
    query = _question().query
    return feed_of(query, query.text or "All articles")


def feed_of(asked: Query, name: str) -> Response:
    """The feed of a question under a name."""
    query = replace(strict(asked), sort=Sort.ADDED, size=ENTRIES)
    searcher = current.searcher()
    base_url = request.url_root.rstrip("/")
    etag = current.etag(query, searcher.info(), "atom", base_url, name)

    def make() -> bytes:
        page = searcher.search(query, IN_FEED)
        shown = replace(page, query=replace(query, size=Query().size))
        site = current.config().title
        return to_atom(shown, f"{name} · {site}", base_url, site)

    return conditional(etag, make, "application/atom+xml; charset=utf-8")


@views.get("/list")
def listed() -> Response:
    """The articles whose ids the address carries."""
    ids, problems = _ids(), notices(current.no_question(several=("id",)))
    found = tuple(articles(current.searcher(), ids))
    view = present_list(found, ids, current.links())
    return Response(render("list.html", view=view, title=view.heading, problems=problems))


@views.get(f"/list.<any({NAMES}):form>")
def listed_as(form: str) -> Response:
    """A list of articles as a file."""
    refuse(current.no_question(several=("id",)))
    ids = _ids()
    if not ids:
        raise Refused((Problem("id: name the articles, as in ?id=…&id=…"),))
    searcher = current.at_rest()
    facts = (
        ("Articles", number(len(ids))),
        ("Address", request.host_url.rstrip("/") + current.links().articles(ids)),
        *_where_and_when(searcher.info()),
    )
    hits = map(hit_of, articles(searcher, ids))
    return _send(searcher, FORMATS[form], hits, "list", facts)


def _question() -> Reading:
    """The question in the address; one that cannot be read in full is refused, not bent."""
    reading = current.question()
    refuse(reading)
    return reading


def _ids() -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(value for name, value in current.pairs() if name == "id"))
    if len(ids) > LONGEST_LIST:
        abort(400, f"A list holds at most {LONGEST_LIST} articles; this has {number(len(ids))}.")
    return ids


def _where_and_when(info: IndexInfo) -> tuple[tuple[str, str], ...]:
    now = datetime.now(UTC)
    return (
        ("Index", f"{info.name}, generation {number(info.generation)}"),
        ("When", f"{day_in_words(now.date())}, {now:%H:%M} UTC"),
    )


def _send(
    searcher: Searcher,
    form: Format,
    hits: Iterable[Hit],
    title: str,
    facts: tuple[tuple[str, str], ...],
) -> Response:
    """The stream of a download; its hits are walked once, by whichever of the two it reads.

    The searcher is closed at the stream's end.
    """
    template = current_app.jinja_env.get_template("volume.html")
    download = Download(
        title=title,
        hits=hits,
        articles=articles(searcher, (hit.id for hit in hits)),
        base_url=request.url_root.rstrip("/"),
        look=Look(template, current.links(), current.version()),
        facts=facts,
    )
    response = Response(stream_with_context(form.write(download)), content_type=form.content_type)
    response.call_on_close(searcher.close)
    if not form.shown:
        name = file_name(title, form.name)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
