"""The page of one article, with the words of the question it was found by marked."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect

from search.model import Article, Query
from webapp import current
from webapp.article_view import present_article
from webapp.caching import conditional
from webapp.rendering import render
from webapp.similar import find_similar

views = Blueprint("article", __name__)


@views.get("/article")
def article() -> Response:
    """The article whose id the address carries, beside the question it was found by."""
    found = current.searcher().get(current.parameter("id"))
    if found is None:
        abort(404, "This index holds no article with that id. It may have been removed.")
    query = current.question("id").query
    etag = current.etag(query, current.searcher().info(), found.id)
    return conditional(etag, lambda: _render(found, query))


def _render(article: Article, query: Query) -> bytes:
    links = current.links()
    similar = find_similar(article, current.searcher(), links)
    view = present_article(article, query, links, similar)
    return render("article.html", view=view, title=view.title)


@views.get("/article/<path:id>")
def article_by_path(id: str) -> Response:
    """The shorter form that people type; the id belongs into the parameters."""
    response = redirect(current.links().article(id, current.question("id").query), 301)
    return Response(response.get_data(), 301, response.headers)
