"""The articles every engine gets: read and tagged once, kept in a cache, taken in any number."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from benchmarks.sources import DATA, read_reuters, read_speeches
from search.model import Article, Dating, Precision, Tag

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "bench"
"""Where prepared articles and indexes are kept between runs; git ignores it."""

ARTICLES = 100_000


def prepare(cache: Path = CACHE, data: Path = DATA) -> Path:
    """The file of prepared articles, made if it is not there; raises DataMissing."""
    path = cache / "articles.jsonl"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        write_articles(unfinished, chain(read_reuters(data), read_speeches(data)))
        unfinished.rename(path)
    return path


def write_articles(path: Path, articles: Iterable[Article]) -> None:
    """One JSON object a line, with the tags as bare ids."""
    with path.open("w", encoding="utf-8") as stream:
        for article in articles:
            row = {
                "id": article.id,
                "date": article.dating.iso,
                "title": article.title,
                "derived_title": article.derived_title,
                "text": article.text,
                "countries": [tag.value for tag in article.countries],
                "organisations": [tag.value for tag in article.organisations],
            }
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_articles(path: Path, count: int = ARTICLES) -> Iterator[Article]:
    """`count` articles spread evenly over the file; all, and then copies, where it has fewer.

    Copies get ids of their own and are otherwise alike.
    """
    with path.open(encoding="utf-8") as stream:
        there = sum(1 for _ in stream)
    for copy in range(-(-count // there)):
        wanted = min(count - copy * there, there)
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream):
                if number * wanted // there != (number + 1) * wanted // there:
                    yield _name_copy(_read(line), copy)


def _name_copy(article: Article, copy: int) -> Article:
    return replace(article, id=f"{article.id}~{copy}") if copy else article


def _read(line: str) -> Article:
    row = json.loads(line)
    return Article(
        id=row["id"],
        text=row["text"],
        title=row["title"],
        derived_title=row["derived_title"],
        dating=Dating(date.fromisoformat(row["date"]), Precision.DAY, "given"),
        countries=tuple(Tag(value, given=True) for value in row["countries"]),
        organisations=tuple(Tag(value, given=True) for value in row["organisations"]),
        language="en",
    )


def text_bytes(path: Path, count: int = ARTICLES) -> int:
    """Bytes of titles and texts in UTF-8: the raw text that index sizes are held against."""
    return sum(
        len(article.title.encode()) + len(article.text.encode())
        for article in read_articles(path, count)
    )
