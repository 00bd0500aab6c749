"""A result as an Atom feed (RFC 4287) with its totals (OpenSearch 1.1).

An entry is stamped by when its article came into the index: that is what is new to a reader.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from xml.etree import ElementTree

from search.model import Hit, Precision, SearchPage
from search.permalink import article_url, to_url
from webapp.hits import telling_snippets
from webapp.links import outside
from webapp.markup import readable

ENTRIES = 50
"""Articles in a feed: more than a reader's program misses between two looks."""

ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def to_atom(page: SearchPage, title: str, base_url: str, site: str) -> bytes:
    """The feed of an answer in the order of `added`; `base_url` is the site's public address,
    `site` its name, which stands for the author of whatever names none."""
    ElementTree.register_namespace("", ATOM)
    ElementTree.register_namespace("opensearch", OPENSEARCH)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": "en"})
    here = to_url(page.query, f"{base_url}/search")
    _add(feed, "id", to_url(page.query, f"{base_url}/search.atom"))
    _add(feed, "title", title)
    _add(feed, "updated", _stamp(_newest(page)))
    _add(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", site)
    _add(feed, "generator", "Dragoman")
    _link(feed, "alternate", here, "text/html")
    _link(feed, "self", to_url(page.query, f"{base_url}/search.atom"), "application/atom+xml")
    ElementTree.SubElement(feed, f"{{{OPENSEARCH}}}totalResults").text = str(page.total)
    ElementTree.SubElement(feed, f"{{{OPENSEARCH}}}itemsPerPage").text = str(len(page.hits))
    for hit in page.hits:
        _entry(feed, hit, base_url)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ElementTree.Element, hit: Hit, base_url: str) -> None:
    foreign = hit.language not in ("", "en")
    tongue = {"xml:lang": _legal(hit.language)} if foreign else {}
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry", tongue)
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _legal(hit.id))}")
    _add(entry, "title", hit.title)
    _add(entry, "updated", _stamp(hit.added or NEVER))
    if hit.dating.day and hit.dating.precision is Precision.DAY:  # no day is made up
        _add(entry, "published", f"{hit.dating.day.isoformat()}T00:00:00Z")
    if hit.byline or hit.source:
        author = ElementTree.SubElement(entry, f"{{{ATOM}}}author")
        _add(author, "name", hit.byline or hit.source)
    _link(entry, "alternate", article_url(hit.id, base_url), "text/html")
    original = outside(hit.url)
    if original:
        _link(entry, "via", original, "")
    _add(entry, "summary", " … ".join(snippet.text for snippet in telling_snippets(hit)))


def _newest(page: SearchPage) -> datetime:
    stamps = [hit.added for hit in page.hits if hit.added]
    return max(stamps, default=page.index.changed or NEVER)


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = _legal(text)


def _link(parent: ElementTree.Element, rel: str, href: str, type: str) -> None:
    attributes = {"rel": rel, "href": _legal(href)} | ({"type": type} if type else {})
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", attributes)


def _legal(text: str) -> str:
    """Text that XML 1.0 can carry at all."""
    return "".join("\ufffd" if c in "\ufffe\uffff" else c for c in readable(text))
