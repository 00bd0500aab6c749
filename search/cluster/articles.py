"""Articles as documents of a cluster, and back."""

from __future__ import annotations

import hashlib
from array import array
from dataclasses import dataclass, field

from search.analysis import Analyser
from search.cluster.mapping import REPEATED
from search.cluster.shapes import Json
from search.fields import KEYWORDS, TITLE_WEIGHT, keyword_values
from search.model import Article, Dating
from search.stored import (
    HEAD,
    PRECISIONS,
    STEM,
    TITLE,
    WORD,
    day_number,
    day_of,
    instant_of,
    month_number,
    read_tags,
    storable,
    tag_rows,
)

SHOWN = (*HEAD, "source", "language", "country", "organisation", "day", "precision", "added")
"""What a list of hits shows of an article, but for its text."""

MOST_FORMS = 1_000_000
"""Distinct words remembered while indexing, so that a hostile vocabulary is bounded too."""


def document_id(id: str) -> str:
    """The name of an article's document: a cluster's own ids end at 512 bytes, ours do not."""
    return hashlib.blake2b(storable(id).encode(), digest_size=16).hexdigest()


# --- to the cluster


@dataclass(slots=True)
class Documents:
    """Makes documents; analyses each distinct word once. Not for several threads at once."""

    _analyser: Analyser = field(default_factory=Analyser)

    def make(self, article: Article) -> Json:
        """The document of an article, without its instants."""
        if len(self._analyser.forms) > MOST_FORMS:
            self._analyser.clear()
        language = article.language or "en"
        title = self._analyser.encode(article.title, language) if article.title else array("I")
        body = self._analyser.encode(article.text, language)
        document: Json = {name: storable(getattr(article, name)) for name in (*HEAD, "text")}
        document |= self._words(title, body)
        document |= _date_columns(article.dating)
        document["tags"] = {
            "countries": tag_rows(article.countries),
            "organisations": tag_rows(article.organisations),
        }
        for keywords in KEYWORDS:
            values = [storable(v) for v in keyword_values(article, keywords.key)]
            if values:
                document[keywords.key] = values
        return document

    def _words(self, title: array[int], body: array[int]) -> Json:
        forms = self._analyser.forms
        columns: Json = {}
        for stream, texts in (
            (STEM, [" ".join([forms[i].stem for i in ids]) for ids in (title, body)]),
            (WORD, [" ".join([forms[i].surface for i in ids]) for ids in (title, body)]),
        ):
            head, text = map(storable, texts)
            columns[stream] = [head, text, *[head] * REPEATED] if head else text
            columns[TITLE + stream] = head
        columns["length"] = TITLE_WEIGHT * self._scored(title) + self._scored(body)
        return columns

    def _scored(self, ids: array[int]) -> int:
        """How many of the words count in lengths."""
        forms = self._analyser.forms
        return sum(not forms[i].stop for i in ids)


def _date_columns(dating: Dating) -> Json:
    columns: Json = {"precision": PRECISIONS.index(dating.precision)}
    columns["origin"] = storable(dating.origin)
    if dating.day is not None and dating.last is not None:
        columns["day"] = day_number(dating.day)
        columns["last_day"] = day_number(dating.last)
        columns["month"] = month_number(dating.day)
    return columns


# --- from the cluster


def read_article(document: Json) -> Article:
    """The article of a document."""
    tags = document.get("tags") or {}
    return Article(
        **{name: document.get(name, "") for name in (*HEAD, "text")},
        dating=read_dating(document),
        source="".join(document.get("source", ())),
        source_country="".join(document.get("source_country", ())),
        language="".join(document.get("language", ())),
        countries=read_tags(tags.get("countries", ())),
        organisations=read_tags(tags.get("organisations", ())),
        pairs=tuple(document.get("pair", ())),
        added=instant_of(document["added"]),
        changed=instant_of(document["changed"]),
    )


def read_dating(document: Json) -> Dating:
    """When a document is dated."""
    day = document.get("day")
    return Dating(
        None if day is None else day_of(day),
        PRECISIONS[document.get("precision", 0)],
        document.get("origin", ""),
    )
