"""Answers leave the program in one documented shape, as JSON and as CSV that is safe to open."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st
from search_samples import ARTICLES, HIT, INFO, PAGE

from search.model import Dating, Hit, Match
from search.serial import (
    CSV_COLUMNS,
    article_to_json,
    hit_to_row,
    info_to_json,
    instant_to_json,
    neutralise,
    page_to_json,
    write_csv,
)


def test_a_page_as_json_has_the_promised_shape():
    assert json.loads(json.dumps(page_to_json(PAGE, "https://d.example/news"))) == {
        "query": {"country": ["ir", "us"], "not.source": "X", "q": "sanctions iran ("},
        "permalink": "https://d.example/news/search?country=ir&country=us&match=all"
        "&not.source=X&q=sanctions+iran+%28",
        "read_as": "sanctions AND iran",
        "problems": [
            {
                "message": "This bracket is never closed.",
                "start": 15,
                "end": 16,
                "repair": "sanctions iran",
            }
        ],
        "did_you_mean": None,
        "total": 1,
        "matched": "all",
        "all_words_total": 1,
        "stories_total": None,
        "took_ms": 1.235,
        "page": 1,
        "pages": 1,
        "next_cursor": None,
        "hits": [
            {
                "id": "iran-1",
                "score": 3.25,
                "title": "Sanctions on Iran renewed",
                "title_derived": False,
                "date": "2012-01-24",
                "source": "The Wire",
                "url": "https://news.example/iran-1",
                "permalink": "https://d.example/news/article?id=iran-1",
                "dateline": "VIENNA",
                "byline": "",
                "language": "en",
                "countries": ["ir"],
                "organisations": ["un"],
                "snippets": [
                    {
                        "text": "The Council renewed sanctions on Iran.",
                        "marks": [[20, 29], [33, 37]],
                    }
                ],
                "added": "2026-11-01T09:30:00Z",
            }
        ],
        "facets": {
            "country": [{"value": "ir", "label": "Iran", "count": 1, "selected": True}],
            "source": [
                {"value": "X", "label": "X", "count": 0, "selected": False, "excluded": True}
            ],
            "date": [{"value": "2012-01", "label": "January 2012", "count": 1, "selected": False}],
        },
        "distinct": {"country": 1, "source": 1, "date": 1},
        "date_level": "month",
        "date_parents": ["2012"],
        "index": {"name": "demo", "generation": 7, "articles": 3, "schema_version": 1},
    }


def test_a_page_without_dates_or_hits_is_still_whole():
    empty = page_to_json(replace(PAGE, hits=(), facets={}, matched=Match.MOST, next_cursor="c"))
    assert (empty["hits"], empty["facets"], empty["date_level"]) == ([], {}, "")
    assert empty["next_cursor"] == "c"
    assert "match=most" in empty["permalink"]
    undated = page_to_json(replace(PAGE, hits=(replace(HIT, dating=Dating(), added=None),)))
    assert (undated["hits"][0]["date"], undated["hits"][0]["added"]) == (None, None)


def test_an_article_and_an_index_are_json_too():
    article = json.loads(json.dumps(article_to_json(ARTICLES[0])))
    assert article["text"] == ARTICLES[0].text
    assert article["countries"][0] == {
        "value": "ir",
        "score": 1.0,
        "about": True,
        "mentions": 1,
        "given": False,
        "evidence": [0, 38],
    }
    assert (article["date"], article["date_precision"]) == ("2012-01-24", "day")
    assert article_to_json(ARTICLES[1])["date"] == "2015-07"
    assert article_to_json(ARTICLES[2])["date"] is None
    info = json.loads(json.dumps(info_to_json(INFO)))
    assert (info["first"], info["languages"]) == ("2012-01-24", {"en": 2, "fr": 1})


def test_instants_are_told_in_utc():
    zone = timezone(timedelta(hours=2))
    assert instant_to_json(datetime(2026, 1, 1, 1, tzinfo=zone)) == "2025-12-31T23:00:00Z"
    assert instant_to_json(datetime(2026, 1, 1, microsecond=9, tzinfo=UTC)) == (
        "2026-01-01T00:00:00Z"
    )


def test_rows_stand_under_their_columns():
    row = dict(zip(CSV_COLUMNS, hit_to_row(HIT), strict=True))
    assert row["id"] == "iran-1"
    assert (row["date"], row["countries"], row["score"]) == ("2012-01-24", "ir", "3.25")


def test_formula_cells_are_neutralised():
    for cell in ("=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\nx", "＝1"):
        assert neutralise(cell) == "'" + cell
    assert neutralise("a=1") == "a=1"
    assert neutralise("\0=1") == "'=1"


CELLS = st.text(max_size=20) | st.sampled_from(["=1", "\ud800", 'a"b', "a\r\nb", "\0-1"])


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
@settings(deadline=None)
def test_csv_is_read_back_as_written_and_holds_no_formula(titles):
    hits = [Hit(id, -1.5, title, Dating()) for id, title in titles]
    stream = io.StringIO(newline="")
    assert write_csv(hits, stream) == len(hits)
    stream.getvalue().encode("utf-8")
    heading, *rows = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert tuple(heading) == CSV_COLUMNS
    assert rows == [list(hit_to_row(hit)) for hit in hits]
    assert all(not cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row[:-1])
