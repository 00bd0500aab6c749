"""The parts of the cluster engine that need no cluster: addresses, cursors, places, counts."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cluster import cursors
from search.cluster.address import read_address
from search.cluster.articles import Documents, document_id, read_article
from search.cluster.counting import Counts, keyword_facet, read_counts
from search.cluster.nearby import stand_near
from search.cluster.suggestion import edits
from search.engine import EngineUnavailable
from search.model import NONE, Article, Dating, Precision, Selection, Sort, Tag
from search.settings import BadSetting
from search.stored import microseconds
from search.syntax.limits import MAX_DISTANCE

# --- addresses


def test_an_address_names_hosts_credentials_and_an_index() -> None:
    address = read_address("opensearch+https://me:p%40ss@a:9201,[::1]:9202,b/news", {})
    assert address.hosts == (("a", 9201), ("::1", 9202), ("b", 9200))
    assert (address.user, address.password, address.https) == ("me", "p@ss", True)
    assert address.name == "news"
    assert "p@ss" not in address.shown + repr(address)


def test_the_environment_fills_what_an_address_leaves_out() -> None:
    environ = {
        "DRAGOMAN_OPENSEARCH_USER": "u",
        "DRAGOMAN_OPENSEARCH_PASSWORD": "p",
        "DRAGOMAN_OPENSEARCH_CA_CERTS": "/ca.pem",
        "DRAGOMAN_OPENSEARCH_TIMEOUT": "7",
        "DRAGOMAN_OPENSEARCH_SHARDS": "3",
        "DRAGOMAN_OPENSEARCH_REPLICAS": "2",
    }
    address = read_address("opensearch+http://h/news", environ)
    assert (address.user, address.password, address.ca_certs) == ("u", "p", "/ca.pem")
    assert (address.timeout, address.shards, address.replicas) == (7, 3, 2)
    with pytest.raises(BadSetting, match="DRAGOMAN_OPENSEARCH_SHARDS"):
        read_address("opensearch+http://h/news", {"DRAGOMAN_OPENSEARCH_SHARDS": "many"})


@pytest.mark.parametrize(
    "url",
    [
        "opensearch+http://h/",
        "opensearch+http://h/News",
        "opensearch+http://h/_news",
        "opensearch+http://h/a,b",
        "opensearch+http://h/a*",
        "opensearch+http:///news",
        "opensearch+http://h:0/news",
        "opensearch+http://h:99999/news",
        "opensearch+http://h h/news",
        "opensearch+ftp://h/news",
        "opensearch:news",
    ],
)
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(EngineUnavailable):
        read_address(url, {})


# --- articles

texts = st.text(st.characters(), max_size=60)


@given(texts, texts, st.sampled_from(["", "en", "fr"]), st.text(min_size=1, max_size=700))
def test_articles_come_back(title: str, text: str, language: str, id: str) -> None:
    tags = (Tag("ir", 0.5, True, 2, True, (0, 3)), Tag("us", about=False))
    article = Article(
        id=id,
        text=text,
        title=title,
        language=language,
        source="Wire",
        dating=Dating(date(2014, 3, 1), Precision.MONTH, "given"),
        countries=tags,
        pairs=("ir.us",),
    )
    document = Documents().make(article)
    carried = json.loads(json.dumps(document, ensure_ascii=False).encode())
    now = microseconds(datetime(2020, 1, 1, tzinfo=UTC))
    back = read_article({**carried, "added": now, "changed": now})
    assert (back.countries, back.dating, back.pairs) == (tags, article.dating, ("ir.us",))
    storable = text.encode("utf-8", "replace").decode()
    assert back.text == storable
    assert len(document_id(id)) == 32
    assert len(_texts(document["stem"])[-1].split()) == len(_texts(document["word"])[-1].split())


def _texts(value: str | list[str]) -> list[str]:
    """A stream as one text, or as title, text and the title again."""
    return [value] if isinstance(value, str) else value


def test_a_title_counts_three_times_and_its_length_too() -> None:
    document = Documents().make(Article(id="x", title="Oil talks", text="The talks on oil."))
    assert document["stem"] == ["oil talk", "the talk on oil", "oil talk", "oil talk"]
    assert document["title_stem"] == "oil talk"
    assert document["length"] == 3 * 2 + 2


# --- cursors

made = st.builds(
    cursors.Cursor,
    st.sampled_from(Sort),
    st.integers(0, 2**40),
    st.integers(0, 2**40 - 1),
    st.floats(0, 1e6),
    st.integers(-(2**31), 2**31 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)


@given(made)
def test_cursors_come_back(cursor: cursors.Cursor) -> None:
    assert cursors.decode(cursors.encode(cursor)) == cursor


def forged(row: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(row).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "\ud800",
        "A" * (cursors.LONGEST + 1),
        forged(["newest", 1, 2, 3, 4]),
        forged(["newest", 1, -1, 0, 0, "x"]),
        forged(["newest", 1, 1, float("nan"), 0, "x"]),
        forged(["newest", 1, 1, float("inf"), 0, "x"]),
        forged(["newest", 1, 1, 0, 2**31, "x"]),
        forged(["newest", 1, 1, 0, 0, "\ud800"]),
        base64.urlsafe_b64encode(b"[" * 2_000).decode(),
    ],
)
def test_what_encode_did_not_make_is_refused(text: str) -> None:
    assert cursors.decode(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    cursors.decode(text)


# --- places

place = st.tuples(st.integers(0, 12), st.integers(0, 2)).map(lambda p: (p[0], p[0] + p[1]))
parts = st.lists(st.lists(place, max_size=4).map(sorted), min_size=2, max_size=4)


@given(parts, st.integers(1, 4), st.booleans())
def test_standing_near_is_what_all_orders_tell(
    found: list[list[tuple[int, int]]], distance: int, ordered: bool
) -> None:
    orders = [found] if ordered else itertools.permutations(found)
    wanted = any(
        all(0 < b[0] - a[1] <= distance for a, b in itertools.pairwise(row))
        for order in orders
        for row in itertools.product(*order)
    )
    assert stand_near(found, distance, ordered) == wanted


def test_no_near_reaches_from_a_title_to_its_text() -> None:
    from search.cluster.mapping import GAP  # noqa: PLC0415 - beside what it is compared with

    assert GAP > MAX_DISTANCE


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("oil", "oil", 0),
        ("oil", "ola", 2),
        ("oil", "iol", 1),
        ("", "ab", 2),
        ("treaty", "treat", 1),
    ],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert edits(one, other) == edits(other, one) == distance
    assert edits(one, other, distance) == distance
    assert distance == 0 or edits(one, other, distance - 1) >= distance


# --- counts


def test_values_are_listed_by_count_then_label_and_ticked_ones_always() -> None:
    counts = Counts({"b": 2, "a": 2, "c": 5, NONE: 1}, {"z": 0})
    facet = keyword_facet(counts, Selection(("b",), ("z",)), 2, str.upper)
    assert [(v.value, v.label, v.count) for v in facet.values] == [
        ("c", "C", 5), ("a", "A", 2), ("b", "B", 2), ("z", "Z", 0)
    ]  # fmt: skip
    assert [v.selected for v in facet.values] == [False, False, True, False]
    assert [v.excluded for v in facet.values] == [False, False, False, True]
    assert facet.distinct == 4


@pytest.mark.parametrize(("other", "error"), [(1, 0), (0, 1)])
def test_a_short_list_of_values_is_seen_to_be_short(other: int, error: int) -> None:
    listed = {
        "buckets": [{"key": "x", "doc_count": 3}],
        "sum_other_doc_count": other,
        "doc_count_error_upper_bound": error,
    }
    assert not read_counts({"values": listed, "none": {"doc_count": 0}}).whole
