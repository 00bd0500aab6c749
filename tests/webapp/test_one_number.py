"""However a result is looked at, taken away or asked for, its number is one, and it is right.

Right is what a count over the articles by hand gives: sets and dates, and nothing of the search.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_html import Page

from search.engine import open_searcher, open_writer
from search.model import Article, Dating, Precision, Tag
from webapp import Config, create_app

TODAY = datetime.now(UTC).date()
COUNTRIES = ("fr", "ir", "mt", "us")
ORGANISATIONS = ("nato", "un")
SOURCES = ("Gazette", "Herald & Sons", "=Sum")
WORDS = ("accord", "grain", "oil", "tariff")
DATINGS = (
    Dating(),
    Dating(date(2014, 1, 1), Precision.YEAR),
    Dating(date(2014, 2, 1), Precision.MONTH),
    Dating(date(1623, 5, 5), Precision.DAY),
    Dating(date(TODAY.year + 2, 1, 9), Precision.DAY),
    *(Dating(date(2013 + n % 3, 1 + n, 1 + 2 * n), Precision.DAY) for n in range(12)),
)


def _some(n: int, of: tuple[str, ...], salt: int) -> tuple[str, ...]:
    bits = (n * 2654435761 >> salt) ^ (n * 40503 >> (salt // 2))
    return tuple(value for place, value in enumerate(of) if bits >> place & 1)


def _article(n: int) -> Article:
    countries = _some(n, COUNTRIES, 5)
    return Article(
        f"a/{n}?&",
        " ".join(("news", *_some(n, WORDS, 9))),
        title=f"Title {n}",
        source=SOURCES[n * 7 % 3] if n % 11 else "",
        language=("en", "fr", "")[n % 3],
        dating=DATINGS[n * 5 % len(DATINGS)],
        countries=tuple(Tag(code) for code in countries),
        organisations=tuple(Tag(code) for code in _some(n, ORGANISATIONS, 13)),
        pairs=tuple(f"{a}.{b}" for a in countries for b in countries if a < b),
    )


ARTICLES = tuple(_article(n) for n in range(150))


@dataclass(frozen=True)
class Asked:
    """A question: its words, all wanted, what is ticked and shut out in each facet, and days."""

    words: tuple[str, ...]
    chosen: dict[str, frozenset[str]]
    shut_out: dict[str, frozenset[str]]
    every: bool
    start: date | None
    end: date | None
    only: str

    @property
    def address(self) -> str:
        """Its parameters, in no good order, but `match` pinned."""
        pairs = [("q", " ".join(self.words)), ("match", "all")]
        pairs += [(key, v) for key, values in self.chosen.items() for v in sorted(values)]
        pairs += [(f"not.{k}", v) for k, values in self.shut_out.items() for v in sorted(values)]
        pairs += [("country.match", "all")] if self.every else []
        pairs += [(k, d.isoformat()) for k, d in (("from", self.start), ("to", self.end)) if d]
        pairs += [("date", self.only)] if self.only else []
        return urlencode(pairs)

    def finds(self, article: Article, but: str = "") -> bool:
        """Whether an article is found; `but` names a facet of which nothing is ticked."""
        if not set(self.words) <= set(article.text.split()):
            return False
        for key, held in _values(article).items():
            wanted = self.chosen.get(key, frozenset())
            if key == "country" and self.every and not wanted <= held:
                return False
            if wanted and key != but and not wanted & held:
                return False
            if self.shut_out.get(key, frozenset()) & held:
                return False
        return self._dated(article.dating)

    def _dated(self, dating: Dating) -> bool:
        if self.only == "none" or not dating.day or not dating.last:
            return (
                not dating.day if self.only == "none" else not (self.start or self.end or self.only)
            )
        if self.only == "outside":
            return dating.day.year < 1800 or dating.day > TODAY
        return (not self.start or dating.day >= self.start) and (
            not self.end or dating.last <= self.end
        )


def _values(article: Article) -> dict[str, set[str]]:
    none = {"none"}
    return {
        "country": {tag.value for tag in article.countries} or none,
        "org": {tag.value for tag in article.organisations} or none,
        "source": {article.source or "none"},
        "lang": {article.language or "none"},
        "pair": set(article.pairs) or none,
    }


VALUES: dict[str, tuple[str, ...]] = {
    key: tuple(sorted({v for article in ARTICLES for v in _values(article)[key]}))
    for key in _values(ARTICLES[0])
}
KEYS = {"country": "country", "org": "organisation", "source": "source", "lang": "language"}


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    def some() -> dict[str, frozenset[str]]:
        keys = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=2))
        return {
            key: draw(st.frozensets(st.sampled_from(VALUES[key]), min_size=1, max_size=2))
            for key in sorted(keys)
        }

    shut_out = some()
    # Of a value that is ticked and shut out, an address may say either; here it says one.
    chosen = {k: v - shut_out.get(k, frozenset()) for k, v in some().items()}
    chosen = {k: v for k, v in chosen.items() if v}
    days = draw(st.lists(st.dates(date(2012, 1, 1), date(2016, 12, 31)), max_size=2))
    start, end = min(days, default=None), max(days, default=None) if len(days) > 1 else None
    only = draw(st.sampled_from(("", "", "none", "outside"))) if not days else ""
    words = tuple(sorted(draw(st.sets(st.sampled_from(WORDS), max_size=2))))
    every = len(chosen.get("country", ())) > 1 and draw(st.booleans())
    return Asked(words, chosen, shut_out, every, start, end, only)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("one-number")
    for part in (ARTICLES[:80], ARTICLES[80:]):
        with open_writer(str(folder / "index")) as writer:
            for article in part:
                writer.add(article)
    opener = partial(open_searcher, today=TODAY)
    with create_app(Config(str(folder / "index"), state=folder, opener=opener)).test_client() as it:
        yield it


def page(client: FlaskClient, url: str) -> Page:
    return Page(client.get(url, follow_redirects=True).text)


def total(page: Page) -> int:
    return int(re.sub(r"\D", "", page.one(cls="total").text))


def rows(client: FlaskClient, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.text)
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=questions())
def test_every_view_download_and_feed_counts_the_same(real: FlaskClient, asked: Asked) -> None:
    right = {article.id for article in ARTICLES if asked.finds(article)}
    for view in ("search", "lines", "timeline", "table", "map"):
        assert total(page(real, f"/{view}?{asked.address}")) == len(right), view
    assert len(rows(real, f"/search.csv?{asked.address}")) == len(right)
    lines = real.get(f"/search.jsonl?{asked.address}").text.splitlines()
    assert {json.loads(line)["id"] for line in lines} == right
    answer = real.get(f"/api/v1/search?size=1000&{asked.address}").json
    assert answer["total"] == len(right)
    assert {hit["id"] for hit in answer["hits"]} == right
    feed = ElementTree.fromstring(real.get(f"/search.atom?{asked.address}").data)
    told = feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults")
    assert told == str(len(right))
    assert f">{len(right):,} article" in real.get(f"/cite?{asked.address}").text


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=questions())
def test_every_facet_and_its_file_count_by_hand(real: FlaskClient, asked: Asked) -> None:
    answer = real.get(f"/api/v1/search?{asked.address}").json
    for param, key in KEYS.items():
        among = [_values(a)[param] for a in ARTICLES if asked.finds(a, but=param)]
        counts = {v: sum(v in held for held in among) for v in VALUES[param]}
        told = {v["value"]: v["count"] for v in answer["facets"][key]}
        shut_out = asked.shut_out.get(param, frozenset())
        left = {v: n for v, n in counts.items() if n or v in asked.chosen.get(param, ())}
        assert {v: n for v, n in told.items() if v not in shut_out} == left, key
        filed = {
            row[0].removeprefix("'"): int(row[2])
            for row in rows(real, f"/facet/{key}.csv?{asked.address}")
        }
        filed = {v: n for v, n in filed.items() if not v.startswith("any(") and v not in shut_out}
        assert filed == left, key


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=questions())
def test_bars_and_what_stands_beside_them_are_the_whole(real: FlaskClient, asked: Asked) -> None:
    found = [article.dating for article in ARTICLES if asked.finds(article)]
    told = {
        v["value"]: v["count"]
        for v in real.get(f"/api/v1/search?{asked.address}").json["facets"]["date"]
    }
    length = {4: "year", 7: "month", 10: "day"}
    for bucket, count in told.items():
        if bucket in ("none", "outside"):
            continue
        assert len(bucket) in length
        inside = [d for d in found if d.day and d.iso.startswith(bucket) and d.day.year >= 1800]
        assert count == sum(len(d.iso) >= len(bucket) and d.day <= TODAY for d in inside if d.day)
