"""Values that several tests of this folder share: a page with everything in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from search.model import (
    Article,
    Dating,
    Facet,
    FacetValue,
    Filters,
    Hit,
    IndexInfo,
    Match,
    Precision,
    Problem,
    Query,
    SearchPage,
    Selection,
    Snippet,
    Tag,
)

ADDED = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)

INFO = IndexInfo(
    name="demo",
    generation=7,
    articles=3,
    schema_version=1,
    segments=2,
    bytes=12_345,
    first=date(2012, 1, 24),
    last=date(2015, 7, 14),
    languages=(("en", 2), ("fr", 1)),
    fingerprints=(("analysis", "abc"),),
    changed=ADDED,
)

ARTICLES = (
    Article(
        "iran-1",
        "The Council renewed sanctions on Iran. Talks go on in Vienna.",
        title="Sanctions on Iran renewed",
        dating=Dating(date(2012, 1, 24), Precision.DAY, "given"),
        source="The Wire",
        url="https://news.example/iran-1",
        dateline="VIENNA",
        language="en",
        countries=(Tag("ir", evidence=(0, 38)), Tag("at", about=False)),
        organisations=(Tag("un"),),
        pairs=("at.ir",),
        added=ADDED,
    ),
    Article(
        "iran-2",
        "Sanctions on Iran end. Oil exports resume.",
        derived_title="Sanctions on Iran end.",
        dating=Dating(date(2015, 7, 1), Precision.MONTH, "file name"),
        countries=(Tag("ir"),),
        language="en",
    ),
    Article("=cmd", "A text without a date on sanctions.", title="-1+1", source="@x"),
)

HIT = Hit(
    "iran-1",
    3.25,
    "Sanctions on Iran renewed",
    Dating(date(2012, 1, 24), Precision.DAY),
    source="The Wire",
    url="https://news.example/iran-1",
    dateline="VIENNA",
    language="en",
    countries=("ir",),
    organisations=("un",),
    snippets=(Snippet("The Council renewed sanctions on Iran.", ((20, 29), (33, 37))),),
    added=ADDED,
)

PAGE = SearchPage(
    query=Query(
        "sanctions iran (",
        Filters((("country", Selection(("ir", "us"))), ("source", Selection((), ("X",))))),
    ),
    read_as="sanctions AND iran",
    problems=(Problem("This bracket is never closed.", 15, 16, "sanctions iran"),),
    total=1,
    matched=Match.ALL,
    all_words_total=1,
    hits=(HIT,),
    facets={
        "country": Facet((FacetValue("ir", "Iran", 1, selected=True),), 1),
        "source": Facet((FacetValue("X", "X", 0, excluded=True),), 1),
        "date": Facet((FacetValue("2012-01", "January 2012", 1),), 1, "month", ("2012",)),
    },
    index=INFO,
    took_ms=1.23456,
    pages=1,
)
