"""Stock Whoosh with its own W3 codec, asked in two ways: `groupedby`, and a counting collector."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import fields, sorting
from whoosh.analysis import StemmingAnalyzer
from whoosh.collectors import WrappingCollector
from whoosh.index import create_in, open_dir
from whoosh.qparser import MultifieldParser, OrGroup, QueryParser

from benchmarks.engines.protocol import FEW, LISTED, TOP, Answer, month_of
from benchmarks.questions import NEAR_DISTANCE, Kind, Question
from search.model import Article

SEARCHED = ["title", "text"]

KEYWORDS = ("country", "organisation")

MEMORY_MB = 512
"""What its writer may hold before it writes a run to disk."""


class _Whoosh:
    """Builds the index that both ways share."""

    index_name = "whoosh"

    def version(self) -> str:
        """Of the fork that is installed."""
        return version("whoosh3")

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One process, one commit, one segment."""
        writer = create_in(str(folder), make_schema()).writer(limitmb=MEMORY_MB)
        for article in articles:
            writer.add_document(**to_fields(article))
        writer.commit(optimize=True)


class WhooshGroupedBy(_Whoosh):
    """Counts by the `groupedby` argument of `search`."""

    name = "whoosh groupedby"

    def open(self, folder: Path) -> WhooshEngine:
        """Open for questions."""
        return GroupedByEngine(open_dir(str(folder)))


class WhooshBincount(_Whoosh):
    """Counts by a collector that gathers the matches and `bincount` over columns."""

    name = "whoosh bincount"

    def open(self, folder: Path) -> WhooshEngine:
        """Open for questions; the columns are read once, here."""
        return BincountEngine(open_dir(str(folder)))


def make_schema() -> Any:
    """Title and text stemmed, facets as columns, what is shown stored."""
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=StemmingAnalyzer(), stored=True),
        shown=fields.STORED,
        text=fields.TEXT(analyzer=StemmingAnalyzer(), stored=True),
        date=fields.DATETIME(stored=True, sortable=True),
        month=fields.NUMERIC(sortable=True),
        country=fields.KEYWORD(sortable=True, stored=True),
        organisation=fields.KEYWORD(sortable=True, stored=True),
    )


def to_fields(article: Article) -> dict[str, Any]:
    """An article as Whoosh takes it; keywords are joined by blanks."""
    assert article.dating.day is not None
    return {
        "id": article.id,
        "title": article.title,
        "shown": "" if article.title else article.derived_title,
        "text": article.text,
        "date": datetime.combine(article.dating.day, time(), UTC).replace(tzinfo=None),
        "month": month_of(article),
        "country": " ".join(tag.value for tag in article.countries),
        "organisation": " ".join(tag.value for tag in article.organisations),
    }


class WhooshEngine:
    """What both ways share: the parser, the order, the hits."""

    def __init__(self, index: Any) -> None:
        self.searcher = index.searcher()
        self.all_words = MultifieldParser(SEARCHED, index.schema)
        self.any_word = MultifieldParser(SEARCHED, index.schema, group=OrGroup)

    def answer(self, question: Question) -> Answer:
        """The whole way; see Engine."""
        parser = self.any_word if question.kind is Kind.OR3 else self.all_words
        answer = self._ask(parser, to_text(question), question.kind)
        if question.kind is Kind.TOPIC and answer.total < FEW and len(question.words) > 1:
            answer = self._ask(self.any_word, to_text(question), question.kind)
        return answer

    def _ask(self, parser: QueryParser, text: str, kind: Kind) -> Answer:
        raise NotImplementedError

    def _hits(self, results: Any) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (hit["id"], hit["title"] or hit["shown"], hit["date"].isoformat()[:10])
            for hit in islice(results, TOP)  # with `groupedby`, Whoosh gives all of them
        )


def to_text(question: Question) -> str:
    """A question in Whoosh's own language; its slop reads one order only, so both are given."""
    words = question.words
    match question.kind:
        case Kind.PHRASE:
            return f'"{" ".join(words)}"'
        case Kind.NEAR:
            both = (words, words[::-1])
            return " OR ".join(f'"{" ".join(pair)}"~{NEAR_DISTANCE}' for pair in both)
        case Kind.PREFIX:
            return f"{words[0]}*"
        case Kind.NOT:
            return f"{words[0]} NOT {words[1]}"
        case _:
            return " ".join(words)


class GroupedByEngine(WhooshEngine):
    """Counts by `groupedby`."""

    def _ask(self, parser: QueryParser, text: str, kind: Kind) -> Answer:
        groups = {
            "country": sorting.FieldFacet("country", allow_overlap=True, maptype=sorting.Count),
            "organisation": sorting.FieldFacet(
                "organisation", allow_overlap=True, maptype=sorting.Count
            ),
            "month": sorting.FieldFacet("month", maptype=sorting.Count),
        }
        order = {"sortedby": "date", "reverse": True} if kind is Kind.DATE else {}
        results = self.searcher.search(parser.parse(text), limit=TOP, groupedby=groups, **order)
        return Answer(
            len(results),
            self._hits(results),
            _most(results.groups("country")),
            _most(results.groups("organisation")),
            results.groups("month"),
        )


class BincountEngine(WhooshEngine):
    """Counts by `bincount` over columns read at opening."""

    def __init__(self, index: Any) -> None:
        super().__init__(index)
        reader = self.searcher.reader()
        self.keywords = {name: _Ordinals(reader, name) for name in KEYWORDS}
        self.months = _month_column(reader)

    def _ask(self, parser: QueryParser, text: str, kind: Kind) -> Answer:
        query = parser.parse(text)
        order = {"sortedby": "date", "reverse": True} if kind is Kind.DATE else {}
        best = self.searcher.collector(limit=TOP, optimize=False, **order)
        best.replace = 0  # otherwise Whoosh drops parts of a union once ten are found
        collector = _Gathering(best)
        self.searcher.search_with_collector(query, collector)
        results = collector.results()
        docs = np.frombuffer(collector.docs, dtype=np.uint32)
        months = np.bincount(self.months[docs]) if len(docs) else np.zeros(0, dtype=np.int64)
        return Answer(
            len(docs),
            self._hits(results),
            self.keywords["country"].count(docs),
            self.keywords["organisation"].count(docs),
            {month: n for month, n in enumerate(months.tolist()) if n},
        )


class _Gathering(WrappingCollector):  # type: ignore[misc]
    """Notes every match on its way to the collector of the best."""

    def prepare(self, top_searcher: Any, q: Any, context: Any) -> None:
        self.docs = array("I")
        super().prepare(top_searcher, q, context)

    def collect(self, sub_docnum: int) -> Any:
        self.docs.append(sub_docnum + self.offset)
        return super().collect(sub_docnum)


class _Ordinals:
    """A keyword field by article: ordinals of its values end to end."""

    def __init__(self, reader: Any, name: str) -> None:
        column = reader.column_reader(name)
        numbers: dict[str, int] = {}
        rows = [
            [numbers.setdefault(value, len(numbers)) for value in column[doc].split()]
            for doc in range(reader.doc_count_all())
        ]
        self.values = list(numbers)
        self.starts = np.cumsum([0, *(len(row) for row in rows)])
        self.ordinals = np.array([n for row in rows for n in row], dtype=np.int64)

    def count(self, docs: NDArray[np.uint32]) -> dict[str, int]:
        """The most frequent values among some articles."""
        starts, lengths = self.starts[docs], self.starts[docs + 1] - self.starts[docs]
        first = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
        counts = np.bincount(
            self.ordinals[first + np.arange(len(first))], minlength=len(self.values)
        )
        return _most({self.values[i]: int(counts[i]) for i in np.flatnonzero(counts)})


def _month_column(reader: Any) -> NDArray[np.int64]:
    column = reader.column_reader("month")
    return np.array([column[doc] for doc in range(reader.doc_count_all())], dtype=np.int64)


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    named = ((value, n) for value, n in counts.items() if value)
    return dict(sorted(named, key=lambda item: -item[1])[:LISTED])
