"""The sample corpus is what its README says, and the indexer reads it whole."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indexer.cleaning import clean_text, derived_id
from indexer.dates import parse_date
from indexer.readers.plain import split_date_line
from indexer.titles import derive_title
from search.evaluation import read_qrels, read_topics

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"

LABELS = ("country", "organisation", "country_mention", "organisation_mention")


def _json_lines(name: str) -> list[dict[str, Any]]:
    text = (CORPUS / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _raw() -> Iterator[dict[str, Any]]:
    for path in sorted((CORPUS / "raw").iterdir()):
        written, rest = split_date_line(path.read_text(encoding="utf-8"))
        dating, text = parse_date(written, "date line"), clean_text(rest)
        assert dating is not None, path.name
        file = f"raw/{path.name}"
        yield {"id": derived_id(dating, text), "date": written, "text": text, "file": file}


@cache
def articles() -> tuple[dict[str, Any], ...]:
    return (*_json_lines("articles.jsonl"), *_raw())


@cache
def labels() -> tuple[dict[str, Any], ...]:
    return tuple(_json_lines("labels.jsonl"))


def _vocabulary_ids(*names: str) -> set[str]:
    ids = set()
    for name in names:
        text = (ROOT / "search" / "data" / name).read_text(encoding="utf-8")
        rows = (line for line in text.splitlines() if line and not line.startswith("#"))
        ids |= {row.split("|")[0].strip() for row in rows}
    return ids


def test_size() -> None:
    assert Counter("file" in article for article in articles()) == {False: 100, True: 20}


def test_ids_are_unique_and_labelled() -> None:
    ids = [article["id"] for article in articles()]
    assert len(set(ids)) == len(ids)
    assert sorted(label["id"] for label in labels()) == sorted(ids)


def test_labels_of_raw_articles_name_their_file() -> None:
    written = {label["id"]: label["file"] for label in labels() if "file" in label}
    assert written == {a["id"]: a["file"] for a in articles() if "file" in a}


@pytest.mark.parametrize("article", articles(), ids=lambda article: article["id"])
def test_article(article: dict[str, Any]) -> None:
    text = article["text"]
    assert 110 <= len(text.split()) <= 260
    assert text == text.strip()
    assert not re.search('["“”„]', text), "nobody is quoted"
    assert all(part.strip() == part != "" for part in text.split("\n\n"))
    if written := article.get("date"):
        dating = parse_date(written, "given")
        assert dating is not None and dating.day is not None
        assert date(2014, 1, 1) <= dating.day < datetime(2026, 1, 1, tzinfo=UTC).date()


@pytest.mark.parametrize("article", _json_lines("articles.jsonl"), ids=lambda a: a["id"])
def test_record_has_what_the_readme_says(article: dict[str, Any]) -> None:
    wanted = {"id", "title", "text", "source", "language", "url"}
    assert wanted <= set(article) <= wanted | {"date", "dateline"}
    assert all(isinstance(value, str) and value.strip() for value in article.values())
    assert article["source"].startswith("Dragoman Sample ")
    assert article["url"].startswith("https://example.org/")


def test_no_text_and_no_title_twice() -> None:
    assert len({article["text"] for article in articles()}) == len(articles())
    titles = [article["title"] for article in articles() if "title" in article]
    assert len(set(titles)) == len(titles) == 100


@pytest.mark.parametrize("path", sorted((CORPUS / "raw").iterdir()), ids=lambda path: path.stem)
def test_raw_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r" date \d{4}-\d\d-\d\d \S", text)
    assert path.name.startswith(text[6:16] + "_")
    assert derive_title(clean_text(text[17:]))


@pytest.mark.parametrize("article", articles(), ids=lambda article: article["id"])
def test_an_english_article_is_dated_by_its_first_weekday(article: dict[str, Any]) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    first = article["text"].split("\n\n")[0]
    found = re.search("|".join(names), first, re.IGNORECASE)
    if not found or len(article.get("date", "")) < 10 or "Three days after" in first:
        return
    day = date.fromisoformat(article["date"]).weekday()
    told = names.index(found.group().title())
    assert (day - told) % 7 in (0, 1), "on the day, or told on the morrow"


def test_awkward_ones_are_there() -> None:
    lengths = Counter(len(article.get("date", "")) for article in articles())
    assert lengths == {10: 115, 7: 4, 0: 1}
    languages = Counter(article.get("language", "") for article in articles())
    assert languages == {"en": 94, "": 20, "fr": 2, "es": 2, "de": 1, "ru": 1}
    assert sum(article["text"].isupper() for article in articles()) == 1
    text = " ".join(article["text"] for article in articles())
    for word in ("U.S.", "US", "us", "WHO", "who", "Erdoğan", "Côte", "RATS", "SCO", "OPEC+"):
        assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text), word


def test_labels_are_sorted_sets_and_about_is_mentioned() -> None:
    for label in labels():
        for key in LABELS:
            assert label[key] == sorted(set(label[key])), (label["id"], key)
        assert set(label["country"]) <= set(label["country_mention"]), label["id"]
        assert set(label["organisation"]) <= set(label["organisation_mention"]), label["id"]
        assert set(label) <= {"id", "file", *LABELS}


def test_variety() -> None:
    countries = {value for label in labels() for value in label["country"]}
    organisations = {value for label in labels() for value in label["organisation"]}
    assert len(countries) >= 100
    assert len(organisations) >= 50


def test_labels_are_ids_of_the_vocabulary() -> None:
    known = _vocabulary_ids("countries.csv", "former.csv")
    used = {value for label in labels() for value in label["country_mention"]}
    assert used - known == set()


def test_topics_and_judgements() -> None:
    topics = read_topics(CORPUS / "topics.tsv")
    qrels = read_qrels(CORPUS / "qrels.txt")
    ids = {article["id"] for article in articles()}
    assert len(topics) == 24
    assert {topic.id for topic in topics} == set(qrels)
    for judged in qrels.values():
        assert set(judged) <= ids
        assert set(judged.values()) <= {1, 2}
        assert 2 in judged.values(), "each question has an article that is about it"


def test_no_article_is_cut_short() -> None:
    for article in articles():
        assert article["text"].endswith((".", "!", "?")), article["id"]
