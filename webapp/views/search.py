"""The first page and the page of a result."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, request

from search.model import Problem, Query, SearchPage, Want
from search.permalink import Reading, to_params, to_url
from webapp import current
from webapp.caching import conditional
from webapp.doctor import find_ways_out
from webapp.facets import SHOWN
from webapp.presenter import present
from webapp.rendering import render
from webapp.seen import PARAMETER, difference, from_text
from webapp.wording import counted

views = Blueprint("search", __name__)

TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src")
"""What other sites hang on addresses; taken away without a word."""

ON_PAGE = Want(facet_values=SHOWN)


@views.get("/search")
def results() -> Response:
    """The page of a result; other spellings of a question are sent to its one address."""
    reading = current.question(PARAMETER)
    cited = current.parameter(PARAMETER)
    unknown = tuple(name for name in reading.unknown if not name.startswith(TRACKING))
    problems = (*reading.problems, *(_meaningless(name) for name in unknown))
    if not problems and not cited and _misspelled(reading):
        return _moved(reading.query)
    searcher = current.searcher()
    etag = current.etag(reading.query, searcher.info(), repr(problems), cited)
    return conditional(etag, lambda: _render(reading.query, problems, cited))


def _render(query: Query, problems: tuple[Problem, ...], cited: str) -> bytes:
    searcher = current.searcher()
    page = searcher.search(query, ON_PAGE)
    view = present(page, current.links(), problems)
    seen = from_text(cited)
    changed = difference(seen, page) if seen else ""
    ways_out = () if page.total else find_ways_out(page, searcher, current.links())
    return render(
        "search.html", view=view, page=page, ways_out=ways_out, changed=changed, title=_title(page)
    )


def _title(page: SearchPage) -> str:
    asked = page.query.text[:80] or "All articles"
    at = f", page {page.query.page}" if page.query.page > 1 else ""
    return f"{asked}: {counted(page.total, 'article')}{at}"


def _meaningless(name: str) -> Problem:
    return Problem(f"“{name[:40]}” in the address means nothing here and was left out")


def _misspelled(reading: Reading) -> bool:
    """Whether the address is not the canonical one of its question."""
    sent = request.query_string
    canonical = to_url(reading.query, "").removeprefix("?").encode()
    return sent != canonical and current.pairs() != to_params(reading.query)


def _moved(query: Query) -> Response:
    """To the canonical address. 301s are kept by browsers, and rightly: the mapping is fixed."""
    response = redirect(current.links().search(query), 301)
    response.headers["Cache-Control"] = "max-age=86400"
    return Response(response.get_data(), 301, response.headers)


@views.get("/")
def first() -> Response:
    """What the index holds, and where to begin."""
    if request.query_string:
        reading = current.question()
        if to_params(reading.query):
            return _moved(reading.query)
    searcher = current.searcher()
    etag = current.etag(Query(), searcher.info(), "first")
    return conditional(etag, _render_first)


def _render_first() -> bytes:
    page = current.searcher().search(Query(size=1), replace(ON_PAGE, snippets=False))
    view = present(page, current.links())
    return render("first.html", view=view, page=page, title="")
