"""Small corpora and the folders they are indexed into, for the tests of the embedded engine."""

from __future__ import annotations

import contextlib
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO
from unittest import mock

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from search.embedded import EmbeddedSearcher, EmbeddedWriter
from search.embedded.disk import Disk
from search.model import Article, Dating, Precision, Tag

TODAY = date(2016, 6, 15)

NIGHTLY = bool(os.environ.get("DRAGOMAN_NIGHTLY"))
"""With DRAGOMAN_NIGHTLY=1, laws are tried on many more examples."""


def tried(number: int) -> settings:
    """So many examples of a law that writes an index for each; 25 times as many by night.

    Failing examples are not made smaller: that would write thousands of indexes. The assertions
    name the question instead.
    """
    return settings(
        max_examples=number * 25 if NIGHTLY else number,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


class QuickDisk(Disk):
    """Waits for no medium: what survives a power cut is the matter of other tests."""

    def sync(self, file: BinaryIO) -> None:
        file.flush()

    def sync_folder(self) -> None:
        pass


def no_merges(_: object) -> list[list[object]]:
    return []


def write(
    folder: Path,
    articles: Sequence[Article] = (),
    deleted: Sequence[str] = (),
    *,
    merging: bool = True,
) -> None:
    """One commit."""
    policy = contextlib.nullcontext()
    if not merging:
        policy = mock.patch("search.embedded.writer.plan_merges", no_merges)  # type: ignore[assignment]
    with policy, EmbeddedWriter(folder, disk=QuickDisk(folder)) as writer:
        for id in deleted:
            writer.delete(id)
        for article in articles:
            writer.add(article)


def write_split(
    folder: Path, articles: Sequence[Article], segments: int, dead: Sequence[Article] = ()
) -> None:
    """`articles` over so many segments, with `dead` ones strewn among them and then deleted."""
    folder.mkdir(parents=True, exist_ok=True)
    mixed = [*articles, *dead]
    random.Random(segments).shuffle(mixed)
    step = -(-len(mixed) // segments) or 1
    for start in range(0, max(len(mixed), 1), step):
        write(folder, mixed[start : start + step], merging=False)
    if dead:
        write(folder, deleted=[article.id for article in dead], merging=False)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards; examples of one test must not share one."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name) / "index"


def opened(folder: Path) -> EmbeddedSearcher:
    return EmbeddedSearcher(folder, today=TODAY)


def with_instants(articles: Sequence[Article], searcher: EmbeddedSearcher) -> list[Article]:
    """The articles as the index holds them: those instants are the writer's to give."""
    stored = {article.id: article for article in searcher.articles()}
    return [replace(a, added=stored[a.id].added, changed=stored[a.id].changed) for a in articles]


# --- corpora

WORDS = [
    *("iran", "sanctions", "sanction", "oil", "talks", "talk", "council", "councils", "peace"),
    *("treaty", "treaties", "paris", "the", "of", "and", "us", "un", "UN", "US", "OAS", "bank"),
    *("England", "Israeli", "Israel", "Keating", "Keats", "news", "new", "Türkiye"),
]
"""Few, so that random texts share words; inflections, acronyms and function words among them."""

DAYS = (
    Dating(),
    Dating(date(2014, 3, 5), Precision.DAY, "given"),
    Dating(date(2014, 3, 5), Precision.DAY, "file name"),
    Dating(date(2014, 3, 1), Precision.MONTH, "given"),
    Dating(date(2014, 3, 31), Precision.DAY),
    Dating(date(2014, 1, 1), Precision.YEAR, "given"),
    Dating(date(2014, 12, 31), Precision.DAY),
    Dating(date(2015, 2, 28), Precision.DAY),
    Dating(date(2016, 6, 15), Precision.DAY),
    Dating(date(2016, 6, 1), Precision.MONTH),
    Dating(date(2016, 6, 16), Precision.DAY),
    Dating(date(1969, 12, 31), Precision.DAY),
    Dating(date(1970, 1, 1), Precision.DAY),
    Dating(date(1799, 12, 31), Precision.DAY),
    Dating(date(1900, 1, 1), Precision.YEAR),
    Dating(date(2999, 1, 1), Precision.YEAR),
)


def _tags(values: Sequence[str]) -> st.SearchStrategy[tuple[Tag, ...]]:
    tag = st.builds(Tag, st.sampled_from(values), about=st.booleans())
    return st.lists(tag, max_size=3, unique_by=lambda t: t.value).map(tuple)


texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
titles = st.one_of(st.just(""), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))

articles = st.builds(
    Article,
    id=st.integers(0, 10**6).map("a{}".format),
    text=texts,
    title=titles,
    dating=st.sampled_from(DAYS),
    source=st.sampled_from(["", "Wire", "Post"]),
    language=st.sampled_from(["en", "en", "fr", ""]),
    countries=_tags(["ir", "us", "fr"]),
    organisations=_tags(["un", "nato"]),
    pairs=st.sampled_from([(), ("ir.us",), ("fr.ir", "ir.us")]),
    source_country=st.sampled_from(["", "gb"]),
    dateline=st.sampled_from(["", "", "VIENNA, March 5 (Wire) -", "Goa, India"]),
)


def corpora(largest: int = 14, smallest: int = 0) -> st.SearchStrategy[list[Article]]:
    """Lists of articles without two of one id."""
    return st.lists(articles, min_size=smallest, max_size=largest, unique_by=lambda a: a.id)


def make_corpus(number: int, seed: int = 1) -> list[Article]:
    """A fixed corpus of any size, for tests that need one rather than many."""
    rng = random.Random(seed)
    return [_make_article(rng, f"n{i:05}") for i in range(number)]


def _make_article(rng: random.Random, id: str) -> Article:
    return Article(
        id=id,
        text=" ".join(rng.choices(WORDS, k=rng.randrange(3, 40))),
        title=" ".join(rng.choices(WORDS, k=rng.randrange(0, 5))),
        dating=rng.choice(DAYS),
        source=rng.choice(["", "Wire", "Post"]),
        language=rng.choice(["en", "fr", ""]),
        countries=tuple(Tag(v) for v in rng.sample(["ir", "us", "fr"], rng.randrange(3))),
        organisations=tuple(Tag(v) for v in rng.sample(["un", "nato"], rng.randrange(2))),
        pairs=rng.choice([(), ("ir.us",)]),
    )
