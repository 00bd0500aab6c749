"""The page of one article, with the words of the question it was found by marked."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect

from search.model import Article, Problem, Query
from webapp import current
from webapp.article_view import present_article
from webapp.caching import conditional
from webapp.links import encode
from webapp.misread import notices
from webapp.rendering import render
from webapp.similar import find_similar

views = Blueprint("article", __name__)


@views.get("/article")
def article() -> Response:
    """The article whose id the address carries, beside the question it was found by."""
    id = current.parameter("id")
    if not id:
        abort(400, "No article is named. The address of one ends in /article?id= and its id.")
    found = current.searcher().get(id)
    if found is None:
        abort(404, "This index holds no article with that id. It may have been removed.")
    reading = current.question("id")
    problems = notices(reading)
    etag = current.etag(reading.query, current.searcher().info(), found.id, repr(problems))
    return conditional(etag, lambda: _render(found, reading.query, problems))


def _render(article: Article, query: Query, problems: tuple[Problem, ...]) -> bytes:
    links = current.links()
    similar = find_similar(article, current.searcher(), links)
    view = present_article(article, query, links, similar)
    return render("article.html", view=view, title=view.title, problems=problems)


@views.get("/article/<path:id>")
def article_by_path(id: str) -> Response:
    """The shorter form that people type; the id belongs into the parameters."""
    reading = current.question()
    address = current.links().article(id, reading.query)
    if notices(reading):  # told on the page
        address = f"{current.links().article(id)}&{encode(current.pairs())}"
    response = redirect(address, 301)
    return Response(response.get_data(), 301, response.headers)
