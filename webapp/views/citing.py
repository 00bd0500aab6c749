"""A search as it is cited: its address, what it asks, what it found, where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from search.model import TOTAL_ONLY, SearchPage
from search.sentence import describe
from webapp import current
from webapp.hosts import is_own_computer
from webapp.labels import label_of
from webapp.links import encode, pinned
from webapp.misread import notices
from webapp.rendering import render
from webapp.seen import PARAMETER, of_page, to_text
from webapp.wording import counted, day_in_words, number

views = Blueprint("citing", __name__)

UNNAMED = "index"
"""What an index is called that nobody has given a name: after its folder's usual one."""


@dataclass(frozen=True, slots=True)
class CitedView:
    """A search as it is cited; `alone` where its address leads nobody else here."""

    told: str
    count: str
    address: str
    address_with_count: str
    index: str
    when: str
    line: str
    back: str
    alone: bool


@views.get("/cite")
def cite() -> Response:
    """The page that tells how a search is cited."""
    reading = current.question()
    view = _present(current.searcher().search(reading.query, TOTAL_ONLY))
    problems = notices(reading)
    return Response(render("cite.html", view=view, title="Cite this search", problems=problems))


def _present(page: SearchPage) -> CitedView:
    now = datetime.now(UTC)
    query = pinned(page)
    back = current.links().search(query)
    address = request.host_url.rstrip("/") + back
    seen = to_text(of_page(page, now.date()))
    join = "&" if "?" in address else "?"
    told, count = describe(query, label_of), counted(page.total, "article")
    named = "" if page.index.name == UNNAMED else f" {page.index.name},"
    generation = f"generation {number(page.index.generation)}"
    when = f"{day_in_words(now.date())}, {now:%H:%M} UTC"
    return CitedView(
        told=told,
        count=count,
        address=address,
        address_with_count=address + join + encode(((PARAMETER, seen),)),
        index=f"{page.index.name}, {generation}",
        when=when,
        line=f"“{told}.” {count}. {current.config().title}, index{named} {generation}, {when}. "
        f"{address}",
        back=back,
        alone=is_own_computer(),
    )
