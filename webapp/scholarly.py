"""What reference managers and crawlers read in an article's page: meta tags, COinS, JSON-LD."""

from __future__ import annotations

from urllib.parse import urlencode

from search.model import Article
from webapp.citations import one_line
from webapp.links import Pairs, outside
from webapp.wording import place_in_words


def meta_tags(article: Article) -> Pairs:
    """Names and contents of Highwire Press tags, which Zotero and others read."""
    tags = (
        ("citation_title", article.shown_title),
        ("citation_author", article.byline),
        ("citation_publication_date", article.dating.iso.replace("-", "/")),
        ("citation_journal_title", article.source),
        ("citation_language", article.language),
        ("citation_public_url", outside(article.url) or ""),
    )
    return tuple((name, one_line(content)) for name, content in tags if one_line(content))


def coins(article: Article) -> str:
    """The title attribute of a COinS span: an OpenURL ContextObject (Z39.88-2004)."""
    fields = (
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"),
        ("rft.genre", "article"),
        ("rft.atitle", article.shown_title),
        ("rft.jtitle", article.source),
        ("rft.au", article.byline),
        ("rft.date", article.dating.iso),
        ("rft.language", article.language),
        ("rft_id", outside(article.url) or ""),
    )
    return urlencode([(k, one_line(v)) for k, v in fields if one_line(v)], errors="replace")


def json_ld(article: Article) -> dict[str, object]:
    """The article as schema.org's NewsArticle."""
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one_line(article.shown_title)[:250],
        "datePublished": article.dating.iso,
        "inLanguage": one_line(article.language),
        "dateline": one_line(place_in_words(article.dateline)),
        "url": outside(article.url) or "",
    }
    if article.byline:
        described["author"] = {"@type": "Person", "name": one_line(article.byline)}
    if article.source:
        described["publisher"] = {"@type": "Organization", "name": one_line(article.source)}
    return {key: value for key, value in described.items() if value}
