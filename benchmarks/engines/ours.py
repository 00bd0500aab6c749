"""Dragoman itself, from the parameters of an address to a whole SearchPage."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.engines.protocol import LISTED, Answer
from benchmarks.questions import NEAR_DISTANCE, Kind, Question
from indexer.evaluate_command import plain_words
from search.analysis import fingerprint
from search.embedded.calendar import Calendar
from search.embedded.writer import EmbeddedWriter
from search.engine import Searcher, open_searcher, open_writer
from search.fields import SCHEMA_VERSION
from search.model import Article, Facet, SearchPage, Want
from search.permalink import from_params

WANT = Want(
    snippets=False,
    suggestions=False,
    facets=("country", "organisation", "date"),
    facet_values=LISTED,
)


class Dragoman:
    """Builds and opens the embedded engine."""

    name = "dragoman"
    index_name = f"dragoman-{SCHEMA_VERSION}-{fingerprint()}"
    """An index that this version would refuse is built anew."""

    def version(self) -> str:
        """Dragoman's own."""
        return version("dragoman")

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One commit, merged into one segment as the peers' are."""
        self.write(folder, articles)
        with EmbeddedWriter(folder) as writer:
            writer.optimize()

    def write(self, folder: Path, articles: Iterable[Article]) -> None:
        """One commit, in as many segments as its policy leaves."""
        with open_writer(str(folder)) as writer:
            for article in articles:
                writer.add(article)

    def open(self, folder: Path) -> DragomanEngine:
        """Open for questions, counting months."""
        return DragomanEngine(open_searcher(str(folder)))


class DragomanEngine:
    """Answers by the product's own searcher."""

    def __init__(self, searcher: Searcher) -> None:
        self.searcher = searcher
        self._months = MonthsSeen()

    def answer(self, question: Question) -> Answer:
        """The whole way; see Engine."""
        page = self.searcher.search(from_params(to_params(question)), WANT)
        return to_answer(page, self._months.counts())


def to_params(question: Question) -> dict[str, str]:
    """A question in our own language, as the parameters of an address."""
    words = question.words
    if question.text:
        plain = {"q": plain_words(question.text)}
        return {**plain, "match": "all"} if question.kind is Kind.TOPIC_ALL else plain
    if question.kind is Kind.DATE:
        return {"q": words[0], "sort": "newest"}
    return {"q": FORMS.get(question.kind, "{0}").format(*words)}


FORMS = {
    Kind.AND3: "{0} AND {1} AND {2}",
    Kind.OR3: "{0} OR {1} OR {2}",
    Kind.PHRASE: '"{0} {1}"',
    Kind.NEAR: f"{{0}} NEAR/{NEAR_DISTANCE} {{1}}",
    Kind.PREFIX: "{0}*",
    Kind.NOT: "{0} NOT {1}",
}


def to_answer(page: SearchPage, months: dict[int, int]) -> Answer:
    """The page in the common form."""
    return Answer(
        total=page.total,
        hits=tuple((hit.id, hit.title, hit.dating.iso) for hit in page.hits),
        countries=_counts(page.facets["country"]),
        organisations=_counts(page.facets["organisation"]),
        months=months,
    )


def _counts(facet: Facet) -> dict[str, int]:
    return {value.value: value.count for value in facet.values if value.value != "none"}


class MonthsSeen:
    """Keeps the month counts that a date facet is made from.

    Every answer counts months whatever it shows (years, for spans of more than ten years); the
    peers answer with months, so the months are read here, where they are counted.
    """

    def __init__(self) -> None:
        self._latest: tuple[Any, Any] = ((), ())
        original = Calendar.months

        def months(calendar: Calendar, *arguments: Any) -> tuple[Any, Any]:
            self._latest = original(calendar, *arguments)
            return self._latest

        Calendar.months = months  # type: ignore[method-assign, assignment]

    def counts(self) -> dict[int, int]:
        """The latest counts by months since 1970-01, without empty months."""
        numbers, counts = self._latest
        present = counts > 0
        return dict(zip(numbers[present].tolist(), counts[present].tolist(), strict=True))
