"""The first page and the page of a result."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, request

from search.freshness import is_behind
from search.model import TOTAL_ONLY, Problem, Query, SearchPage, Want
from search.parameters import quoted
from search.permalink import Reading, to_params, to_url
from webapp import current
from webapp.caching import conditional
from webapp.concordance import By, concordance_to_csv, make_concordance
from webapp.doctor import examine
from webapp.examples import find_examples
from webapp.facets import SHOWN, toggled
from webapp.grid import count_grid, grid_to_csv
from webapp.grid_view import ALL_ROWS, present_grid
from webapp.links import Links, encode, pinned
from webapp.misread import notices, refuse, with_fault
from webapp.modes import LINES, LIST, MAP, TABLE, TIMELINE, Mode
from webapp.months import by_month
from webapp.presenter import present
from webapp.rendering import render
from webapp.seen import PARAMETER, difference, from_text
from webapp.tilemap import make_tile_map
from webapp.wording import counted

views = Blueprint("search", __name__)

ON_PAGE = Want(facet_values=SHOWN)
WITHOUT_HITS = Want(snippets=False, hits=False, facet_values=SHOWN)

CHOICES = {
    "by": (tuple(By), f"{By.RESULT} is used"),
    "rows": ((ALL_ROWS,), "the first are shown"),
}
"""Parameters of lines and tables, with their values and what is read instead of others."""


@views.get("/search")
def results() -> Response:
    """The page of a result; other spellings of a question are sent to its one address."""
    return _answer(LIST)


@views.get("/timeline")
def timeline() -> Response:
    """A result by months."""
    return _answer(TIMELINE)


@views.get("/table")
def table() -> Response:
    """A result as countries by time."""
    return _answer(TABLE, own=("rows",))


@views.get("/table.csv")
def table_as_csv() -> Response:
    """The table of countries by time as a file."""
    reading = _with_choices(current.question("rows"))
    refuse(reading)
    searcher = current.searcher()
    page = searcher.search(reading.query, TOTAL_ONLY)
    grid = count_grid(pinned(page), searcher, current.today())
    return _file(grid_to_csv(grid), "dragoman-table.csv")


@views.get("/lines.csv")
def lines_as_csv() -> Response:
    """Words in context as a file."""
    reading = _with_choices(current.question("by"))
    refuse(reading)
    searcher = current.searcher()
    page = searcher.search(reading.query, TOTAL_ONLY)
    found = make_concordance(searcher, pinned(page), _order(), current.links())
    return _file(concordance_to_csv(found, request.url_root.rstrip("/")), "dragoman-lines.csv")


@views.get("/map")
def tile_map() -> Response:
    """A result as a map of squares, one a country."""
    return _answer(MAP)


@views.get("/lines")
def lines() -> Response:
    """A result as lines of words in context."""
    return _answer(LINES, own=("by",))


def _answer(mode: Mode, own: tuple[str, ...] = ()) -> Response:
    reading = _with_choices(_with_seen(current.question(PARAMETER, *own)))
    extra = tuple(current.parameter(name) for name in (PARAMETER, *own))
    problems = notices(reading)
    links = replace(current.links(), mode=mode)
    query = mode.canonical(reading.query)
    if not problems and not any(extra) and _misspelled(query):
        return _moved(query, links)
    etag = current.etag(query, current.searcher().info(), mode.name, repr(problems), *extra)
    return conditional(etag, lambda: _render(query, problems, links))


def _render(query: Query, problems: tuple[Problem, ...], links: Links) -> bytes:
    searcher, mode = current.searcher(), links.mode
    want = replace(ON_PAGE, snippets=mode is LIST) if mode.hits else WITHOUT_HITS
    page = searcher.search(mode.asked(query), want)
    view = present(page, links, current.today(), problems)
    seen = from_text(current.parameter(PARAMETER))
    shown: dict[str, object] = {}
    if page.total and mode is LINES:
        by = _order()
        shown["concordance"] = make_concordance(searcher, pinned(page), by, current.links())
        shown["orders"] = _orders(pinned(page), links)
        shown["lines_csv"] = links.lines_csv(pinned(page), "" if by is By.RESULT else by)
    elif page.total and mode is TABLE:
        grid = count_grid(pinned(page), searcher, current.today())
        every_row = current.parameter("rows") == ALL_ROWS
        shown["grid"] = present_grid(grid, pinned(page), links, whole=every_row)
    elif page.total and mode is MAP:
        countries = replace(WITHOUT_HITS, facets=("country",), facet_values=None)
        whole = searcher.search(page.query, countries).facets["country"]
        shown["map"] = make_tile_map(whole, pinned(page), links)
        shown["map_csv"] = links.facet(pinned(page), "country", ".csv")
    elif page.total and mode is TIMELINE:
        shown["months"] = by_month(page, view)
    return render(
        "search.html",
        view=view,
        page=page,
        mode=mode.name,
        links=links,
        doctor=None if page.total else examine(page, searcher, links),
        changed=difference(seen, page) if seen else "",
        title=_title(page),
        behind=is_behind(page.index),
        **shown,
    )


def _with_seen(reading: Reading) -> Reading:
    seen = current.parameter(PARAMETER)
    if not seen or from_text(seen):
        return reading
    return with_fault(reading, PARAMETER, f"{quoted(seen)} is no count of a citation")


def _with_choices(reading: Reading) -> Reading:
    """The reading with what is wrong in the parameters that choose how a result is shown."""
    for name, (choices, remedy) in CHOICES.items():
        chosen = current.parameter(name)
        if chosen and chosen not in choices and name not in reading.unknown:
            fault = f"{quoted(chosen)} is not one of {', '.join(choices)}"
            fault = fault if len(choices) > 1 else f"{quoted(chosen)} is not {choices[0]}"
            reading = with_fault(reading, name, fault, remedy)
    return reading


def _order() -> By:
    """The order of lines that the address asks for."""
    by = current.parameter("by")
    return By(by) if by in tuple(By) else By.RESULT


def _file(body: bytes, name: str) -> Response:
    """A table as a file to keep."""
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _orders(query: Query, links: Links) -> tuple[tuple[str, str, str], ...]:
    """Name, label and address of each order of lines."""
    labels = {By.RESULT: "As found", By.LEFT: "Words before", By.RIGHT: "Words after"}
    here = links.search(query)
    join = "&" if "?" in here else "?"
    return tuple(
        (by, label, here if by is By.RESULT else f"{here}{join}by={by}")
        for by, label in labels.items()
    )


def _title(page: SearchPage) -> str:
    asked = page.query.text[:80] or "All articles"
    at = f", page {page.query.page}" if page.query.page > 1 else ""
    return f"{asked}: {counted(page.total, 'article')}{at}"


def _misspelled(query: Query) -> bool:
    """Whether the address is not the canonical one of its question."""
    sent = request.query_string
    canonical = to_url(query, "").removeprefix("?").encode()
    return sent != canonical and current.pairs() != to_params(query)


def _moved(query: Query, links: Links) -> Response:
    """To the canonical address. 301s are kept by browsers, and rightly: the mapping is fixed."""
    response = redirect(links.search(query), 301)
    response.headers["Cache-Control"] = "max-age=86400"
    return Response(response.get_data(), 301, response.headers)


@views.get("/")
def first() -> Response:
    """What the index holds, and where to begin."""
    if request.query_string:
        reading = current.question()
        if notices(reading):  # told on the page of the result
            address = f"{current.links().here}?{encode(current.pairs())}"
            response = redirect(address, 302)
            return Response(response.get_data(), 302, response.headers)
        if to_params(reading.query):
            return _moved(reading.query, current.links())
    searcher = current.searcher()
    etag = current.etag(Query(), searcher.info(), "first")
    return conditional(etag, _render_first)


def _render_first() -> bytes:
    searcher, links = current.searcher(), current.links()
    page = searcher.search(Query(size=1), replace(ON_PAGE, snippets=False))
    return render(
        "first.html",
        view=present(page, links, current.today()),
        page=page,
        examples=find_examples(page, searcher, links),
        address_of=lambda key, value: links.search(toggled(Query(), key, value)),
        title="",
    )
