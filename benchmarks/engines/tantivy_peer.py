"""tantivy through tantivy-py: one merged segment, one thread, counts by its aggregations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.engines.protocol import FEW, LISTED, TOP, Answer, NotInstalled, month_of
from benchmarks.questions import NEAR_DISTANCE, Kind, Question
from search.model import Article

try:
    import tantivy
except ImportError:
    tantivy = None

HEAP = 1_000_000_000
"""Bytes; large enough that 100,000 articles become one segment without a merge."""

FIELDS = ["title", "text"]
STEMMED = "en_stem"
"""tantivy's own English chain: simple tokenizer, lower case, Snowball stemmer, no stop list."""

COUNTS = {
    "total": {"value_count": {"field": "month"}},
    "country": {"terms": {"field": "country", "size": LISTED}},
    "organisation": {"terms": {"field": "organisation", "size": LISTED}},
    "month": {"terms": {"field": "month", "size": 10_000}},
}


class Tantivy:
    """Builds and opens tantivy."""

    name = "tantivy"
    index_name = name

    def version(self) -> str:
        """Of tantivy-py."""
        if tantivy is None:
            raise NotInstalled("tantivy is not installed: pip install 'dragoman[bench]'")
        return f"{version('tantivy')} ({tantivy.__version__})"

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One thread, one commit, one segment."""
        writer = tantivy.Index(make_schema(), path=str(folder)).writer(HEAP, 1)
        for article in articles:
            writer.add_document(to_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> TantivyEngine:
        """Open for questions."""
        return TantivyEngine(tantivy.Index.open(str(folder)))


def make_schema() -> Any:
    """Title and text stemmed with positions, all shown fields stored, facets as fast fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=True, tokenizer_name=STEMMED)
    builder.add_text_field("text", stored=True, tokenizer_name=STEMMED)
    builder.add_text_field("shown", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_date_field("date", stored=True, indexed=True, fast=True)
    builder.add_integer_field("month", fast=True)
    for name in ("country", "organisation"):
        builder.add_text_field(
            name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
        )
    return builder.build()


def to_document(article: Article) -> Any:
    """An article as tantivy takes it; a derived title is stored and not indexed as a title."""
    document = tantivy.Document()
    document.add_text("id", article.id)
    if article.title:
        document.add_text("title", article.title)
    elif article.derived_title:
        document.add_text("shown", article.derived_title)
    document.add_text("text", article.text)
    document.add_date("date", _midnight(article))
    document.add_integer("month", month_of(article))
    for tag in article.countries:
        document.add_text("country", tag.value)
    for tag in article.organisations:
        document.add_text("organisation", tag.value)
    return document


def _midnight(article: Article) -> Any:
    assert article.dating.day is not None
    return datetime.combine(article.dating.day, time(), UTC)


class TantivyEngine:
    """Answers by one search for the best and one aggregation for the counts."""

    def __init__(self, index: Any) -> None:
        self.index = index
        self.searcher = index.searcher()

    def answer(self, question: Question) -> Answer:
        """The whole way; see Engine."""
        query = self.parse(question)
        counts = self.searcher.aggregate(query, COUNTS)
        total = int(counts["total"]["value"])
        if question.kind is Kind.TOPIC and total < FEW and len(question.words) > 1:
            query = self.parse_words(question.words, conjunction=False)
            counts = self.searcher.aggregate(query, COUNTS)
            total = int(counts["total"]["value"])
        return Answer(
            total,
            tuple(self._show(address) for address in self.best(query, question.kind)),
            _buckets(counts["country"]),
            _buckets(counts["organisation"]),
            {int(month): count for month, count in _buckets(counts["month"]).items()},
        )

    def best(self, query: Any, kind: Kind, count: int = TOP) -> list[Any]:
        """The first hits. The total comes from the aggregation, so tantivy may skip here."""
        order = "date" if kind is Kind.DATE else None
        found = self.searcher.search(query, count, count=False, order_by_field=order)
        return [address for _, address in found.hits]

    def parse(self, question: Question) -> Any:
        """By tantivy's own parser; a prefix has no form there and becomes a regex query."""
        words = question.words
        match question.kind:
            case Kind.PREFIX:
                return self._prefix(words[0])
            case Kind.PHRASE:
                return self._parse(f'"{" ".join(words)}"')
            case Kind.NEAR:
                return self._parse(f'"{" ".join(words)}"~{NEAR_DISTANCE - 1}')
            case Kind.NOT:
                return self._parse(f"+{words[0]} -{words[1]}")
            case Kind.OR3:
                return self.parse_words(words, conjunction=False)
            case _:
                return self.parse_words(words, conjunction=True)

    def parse_words(self, words: tuple[str, ...], *, conjunction: bool) -> Any:
        """All words, or any."""
        return self._parse((" AND " if conjunction else " OR ").join(words))

    def _parse(self, text: str) -> Any:
        return self.index.parse_query(text, FIELDS)

    def _prefix(self, prefix: str) -> Any:
        schema = self.index.schema
        parts = [tantivy.Query.regex_query(schema, field, f"{prefix}.*") for field in FIELDS]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def _show(self, address: Any) -> tuple[str, str, str]:
        document = self.searcher.doc(address)
        title = document.get_first("title") or document.get_first("shown") or ""
        return document.get_first("id"), title, document.get_first("date").isoformat()[:10]


def _buckets(counts: Any) -> dict[Any, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in counts["buckets"]}
