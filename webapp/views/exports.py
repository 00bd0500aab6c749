"""Whole results and lists as files, streamed; feeds; and lists as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from flask import Blueprint, Response, abort, request, stream_with_context

from search.model import Article, Hit, Query, Sort, Want
from search.permalink import Reading
from webapp import current
from webapp.caching import conditional
from webapp.exports import FORMATS, Format, file_name, gathered
from webapp.feeds import ENTRIES, to_atom
from webapp.harvest import articles, count, harvest, strict
from webapp.list_view import hit_of, present_list
from webapp.rendering import render
from webapp.wording import number

views = Blueprint("exports", __name__)

NAMES = ", ".join(f"'{name}'" for name in FORMATS)

LONGEST_LIST = 500
"""Articles in a list: its address must stay short enough for mail programs and proxies."""

IN_FEED = Want(facets=(), suggestions=False)


@views.get(f"/search.<any({NAMES}):form>")
def result(form: str) -> Response:
    """The whole result as a file."""
    query = strict(_question().query)
    searcher = current.searcher()
    total, limit = count(searcher, query), current.config().export_limit
    if total > limit:
        abort(
            413,
            f"This result has {number(total)} articles; a download ends at {number(limit)}. "
            "Narrow the question, by dates for instance, and download it in parts.",
        )
    return _download(FORMATS[form], harvest(searcher, query), query.text)


@views.get("/search.atom")
def feed() -> Response:
    """The newest articles of a result, as a feed."""
    query = _question().query
    return feed_of(query, query.text or "All articles")


def feed_of(asked: Query, name: str) -> Response:
    """The feed of a question under a name."""
    query = replace(strict(asked), sort=Sort.NEWEST, size=ENTRIES)
    searcher = current.searcher()
    base_url = request.url_root.rstrip("/")
    etag = current.etag(query, searcher.info(), "atom", base_url, name)

    def make() -> bytes:
        page = searcher.search(query, IN_FEED)
        shown = replace(page, query=replace(query, size=Query().size))
        return to_atom(shown, f"{name} · {current.config().title}", base_url)

    return conditional(etag, make, "application/atom+xml; charset=utf-8")


@views.get("/list")
def listed() -> Response:
    """The articles whose ids the address carries."""
    found = tuple(articles(current.searcher(), _ids()))
    view = present_list(found, _ids(), current.links())
    return Response(render("list.html", view=view, title=view.heading))


@views.get(f"/list.<any({NAMES}):form>")
def listed_as(form: str) -> Response:
    """A list of articles as a file."""
    found = articles(current.searcher(), _ids())
    return _download(FORMATS[form], map(hit_of, found), "list")


def _question() -> Reading:
    """The question in the address; one that cannot be read in full is refused, not bent."""
    reading = current.question()
    if reading.problems or reading.unknown:
        told = [problem.message for problem in reading.problems]
        told += [f"{name[:40]}: means nothing here" for name in reading.unknown]
        abort(400, "; ".join(told[:5]))
    return reading


def _ids() -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(value for name, value in current.pairs() if name == "id"))
    if len(ids) > LONGEST_LIST:
        abort(400, f"A list holds at most {LONGEST_LIST} articles; this has {number(len(ids))}.")
    return ids


def _download(form: Format, hits: Iterable[Hit], asked: str) -> Response:
    base_url = request.url_root.rstrip("/")
    if form.of_hits:
        pieces = form.of_hits(hits)
    elif form.of_articles:
        pieces = form.of_articles(_texts(hits), base_url)
    response = Response(stream_with_context(gathered(pieces)), content_type=form.content_type)
    name = file_name(asked, form.name)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _texts(hits: Iterable[Hit]) -> Iterator[Article]:
    return articles(current.searcher(), (hit.id for hit in hits))
