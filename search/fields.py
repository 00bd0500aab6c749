"""The one table of indexed fields: what each is called, of what kind, and whether it is a facet.

Both engines, the permalinks, the question language and the page read this table; a new keyword
field is one row here and one line in `keyword_values`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from search.model import Article

SCHEMA_VERSION = 2
"""Raised whenever an index written by an older version could no longer be read rightly."""

TITLE_WEIGHT = 3
"""How many times a title's word counts against one in the text (BM25F, integer by design)."""


class Kind(StrEnum):
    """How a field is indexed."""

    TEXT = "text"
    KEYWORDS = "keywords"
    UNION = "union"
    DATE = "date"
    INSTANT = "instant"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the table.

    `key` names the field in code and JSON, `param` in URLs, `operator` in the question
    language ("" where it cannot be asked for); `label` is the heading readers see. A field of
    the kind UNION is not indexed: it asks for the values of other fields, as `MENTIONS` tells.
    """

    key: str
    kind: Kind
    label: str
    param: str = ""
    operator: str = ""
    facet: bool = False
    boost: int = 1


FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, "Title", operator="title", boost=TITLE_WEIGHT),
    Field("text", Kind.TEXT, "Text", operator="text"),
    Field("date", Kind.DATE, "Date", operator="date", facet=True),
    Field("added", Kind.INSTANT, "Added", param="added", operator="added"),
    Field("changed", Kind.INSTANT, "Changed"),
    Field("country", Kind.KEYWORDS, "Country", "country", "country", facet=True),
    Field("organisation", Kind.KEYWORDS, "Organisation", "org", "org", facet=True),
    Field("source", Kind.KEYWORDS, "Source", "source", "source", facet=True),
    Field("language", Kind.KEYWORDS, "Language", "lang", "lang", facet=True),
    Field("pair", Kind.KEYWORDS, "Country pair", "pair", "pair", facet=True),
    Field("mention", Kind.UNION, "Mentioned", "mentions", "mentions"),
    Field("country_mention", Kind.KEYWORDS, "Countries mentioned"),
    Field("organisation_mention", Kind.KEYWORDS, "Organisations mentioned"),
    Field("place", Kind.KEYWORDS, "Dateline", "dateline", "dateline"),
    Field("source_country", Kind.KEYWORDS, "Outlet's country", "source.country", "source.country"),
    Field("dateline", Kind.STORED, "Dateline as printed"),
    Field("byline", Kind.STORED, "Byline"),
    Field("url", Kind.STORED, "Address"),
)

BY_KEY = {field.key: field for field in FIELDS}
BY_OPERATOR = {field.operator: field for field in FIELDS if field.operator}
KEYWORDS = tuple(field for field in FIELDS if field.kind is Kind.KEYWORDS)
CHOOSABLE = tuple(f for f in FIELDS if f.param and f.kind in (Kind.KEYWORDS, Kind.UNION))
"""Fields whose values are ticked and shut out: in addresses, options and the question."""

FACETS = tuple(field for field in FIELDS if field.facet)

GROUP_FACET = "country_group"
"""The facet of groups of states: its values, such as `any(g20)`, are ticked in `country`."""

MENTIONS = ("country_mention", "organisation_mention")
"""What the field `mention` unites. Its values are the ids of countries, and those of
organisations after ORGANISATION, since `au` is Australia and the African Union."""

ORGANISATION = "org."


def keyword_values(article: Article, key: str) -> tuple[str, ...]:
    """The values that `article` has in one keyword field, each once, in the article's order."""
    match key:
        case "country":
            values = [tag.value for tag in article.countries if tag.about]
        case "organisation":
            values = [tag.value for tag in article.organisations if tag.about]
        case "country_mention":
            values = [tag.value for tag in article.countries]
        case "organisation_mention":
            values = [tag.value for tag in article.organisations]
        case "pair":
            values = list(article.pairs)
        case "place":
            values = [place] if (place := place_of(article.dateline)) else []
        case "source":
            values = [article.source] if article.source else []
        case "source_country":
            values = [article.source_country] if article.source_country else []
        case "language":
            values = [article.language] if article.language else []
        case _:
            raise KeyError(f"{key!r} is not a keyword field")
    return tuple(dict.fromkeys(values))


_AGENCY_OR_DAY = re.compile(r"[(\d]|--|[–—]")
_LONGEST_PLACE = 60


def place_of(dateline: str) -> str:
    """The town of a dateline as it is looked up: `GOA, India, Oct 16 (Reuters) -` gives `goa`.

    "" where none stands in it. Accents, capitals and stops make no difference.
    """
    whole = unicodedata.normalize("NFKD", dateline[:200])
    head = _AGENCY_OR_DAY.split(whole, maxsplit=1)[0].split(",")[0]
    bare = "".join(char for char in head if not unicodedata.combining(char) and char != ".")
    words = unicodedata.normalize("NFC", bare.casefold()).replace("-", " ").split()
    return " ".join(words)[:_LONGEST_PLACE].strip()
