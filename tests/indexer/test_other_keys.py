"""JSON Lines whose keys have other names: which are meant is told, and `--rename` reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_engine import FakeIndex
from hypothesis import given
from hypothesis import strategies as st
from indexer_runs import Run, lines

from indexer.readers.keys import KEYS, find_meant, meant_key, rename
from indexer.records import Reason

LONG = {"headline": "Talks begin", "body": "They met.", "pubDate": "2014-03-05", "k": 1}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("headline", "title"),
        ("Title", "title"),
        ("articleBody", "text"),
        ("content_text", "text"),
        ("pubDate", "date"),
        ("published_at", "date"),
        ("country", "countries"),
        ("places", "countries"),
        ("orgs", "organisations"),
        ("organizations", "organisations"),
        ("link", "url"),
        ("authors", "byline"),
        ("source-country", "source_country"),
        ("guid", "id"),
        ("title", ""),  # read as it is
        ("description", ""),
        ("topics", ""),
        ("", ""),
        ("body" + " " * 100, ""),
    ],
)
def test_what_a_key_means(key: str, meant: str) -> None:
    assert meant_key(key) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ({"headline": "A", "body": "B"}, (("headline", "title"), ("body", "text"))),
        ({"headline": "A", "title": "B"}, ()),
        ({"headline": "A", "title": None}, (("headline", "title"),)),
        ({"headline": "A", "heading": "B"}, (("headline", "title"),)),
        ({"body": "<p>B</p>"}, ()),
        ({"body": ["B"]}, ()),
        ({"published": 1393977600}, ()),
        ({"published": "2014-03-05T10:00:00Z"}, (("published", "date"),)),
        ({"country": []}, ()),
        ({"country": ["Iran"]}, (("country", "countries"),)),
        ({"lang": None}, ()),
    ],
)
def test_only_what_could_be_read_is_meant(
    value: dict[str, object], meant: tuple[tuple[str, str], ...]
) -> None:
    assert find_meant(value, [key for key in value if key not in KEYS]) == meant


def test_renaming() -> None:
    value: dict[str, object] = {"a": 1, "b": {"c": {"d": 2}}, "text": 3, "title": 4, "e": None}
    assert rename(value, ()) is value
    assert rename(value, (("a", "text"),)) == {k: v for k, v in value.items() if k != "a"} | {
        "text": 1
    }
    assert rename(value, (("b.c.d", "text"),))["text"] == 2
    assert rename(value, (("b.x.d", "text"), ("e", "title"), ("z", "id")))["text"] == 3
    assert rename(value, (("e", "title"),))["title"] == 4
    swapped = rename(value, (("text", "title"), ("title", "text")))
    assert (swapped["text"], swapped["title"]) == (4, 3)
    assert rename({"b.c": 1, "b": {"c": 2}}, (("b.c", "text"),))["text"] == 1


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.lists(st.text(max_size=3), min_size=1, max_size=9).map(".".join)


@given(
    st.dictionaries(st.text(max_size=5), JSON, max_size=5),
    st.lists(st.tuples(PATHS, st.sampled_from(sorted(KEYS))), max_size=4),
)
def test_renaming_never_raises_and_loses_only_the_old_keys(
    value: dict[str, object], renames: list[tuple[str, str]]
) -> None:
    given = rename(value, tuple(renames))
    assert set(value) - set(given) <= {old for old, _ in renames}
    assert set(given) - set(value) <= {new for _, new in renames}


def test_the_report_tells_what_is_meant(run: Run, news: Path) -> None:
    (news / "a.jsonl").write_text(
        lines(LONG, LONG | {"text": "Here."}, {"headline": "x", "text": "y"})
    )
    report = run()
    (refused,) = report.rejected
    assert (refused.name, refused.count) == (Reason.NO_TEXT, 1)
    assert refused.samples[0].detail == "but `headline`, `body`, see --rename"
    assert set(report.meant_keys) == {("headline", "title"), ("body", "text"), ("pubDate", "date")}


def test_renamed_keys_are_read_and_the_files_are_read_again(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    (news / "a.jsonl").write_text(lines(LONG))
    run()
    assert not fake.articles
    renames = (("headline", "title"), ("body", "text"), ("pubDate", "date"))
    report = run(renames=renames)
    (article,) = fake.articles.values()
    assert (article.title, article.text, article.dating.iso) == (
        "Talks begin", "They met.", "2014-03-05"
    )  # fmt: skip
    assert (report.ignored_keys, report.meant_keys) == ((("k", 1),), ())
    assert run(renames=renames).files.unchanged == 1


def test_lists_where_one_is_enough_and_the_other_way_round(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    one = {"id": "a", "text": "Text.", "countries": "ir", "byline": ["Ann", "Bob"]}
    none = {"id": "b", "text": "Text too.", "countries": "", "byline": []}
    named = {"id": "c", "text": "Text three.", "organisations": [{"name": "nato", "rel": "x"}]}
    (news / "a.jsonl").write_text(lines(one, none, named))
    assert run().rejections == 0
    assert [tag.value for tag in fake.articles["c"].organisations] == ["nato"]
    assert [tag.value for tag in fake.articles["a"].countries] == ["ir"]
    assert fake.articles["a"].byline == "Ann, Bob"
    assert (fake.articles["b"].countries, fake.articles["b"].byline) == ((), "")
