"""The judged collections: TIME's questions, and Reuters headlines asking for their stories."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.questions import content_words
from benchmarks.sources import DATA, find_data, read_reuters
from search.evaluation import Qrels, Topic, read_qrels, read_topics
from search.model import Article, Dating, Precision

SEED = 21578

HEADLINES = 2_000

LEAST_WORDS = 3
"""Content words of a headline that can be a question at all,"""

LEAST_TEXT = 300
"""and characters of a story that can answer one: shorter ones are tables and flashes."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, questions and judgements; ranked to `depth`, judged first by `measure`."""

    name: str
    articles: tuple[Article, ...]
    topics: tuple[Topic, ...]
    qrels: Qrels
    measure: str
    depth: int


def read_time(data: Path = DATA) -> Collection:
    """TIME 1963: 423 articles, 42 questions. Its titles repeat the text's first words."""
    lines = find_data("time/docs.jsonl", data).read_text(encoding="utf-8").splitlines()
    return Collection(
        "TIME",
        tuple(_time_article(json.loads(line)) for line in lines),
        read_topics(find_data("time/queries-dev.tsv", data)),
        read_qrels(find_data("time/qrels-dev.txt", data)),
        "ndcg@10",
        1_000,
    )


def _time_article(row: dict[str, str]) -> Article:
    dating = Dating(date.fromisoformat(row["date"]), Precision.DAY, "given")
    return Article(id=row["id"], text=row["text"], dating=dating, language="en")


def read_headlines(data: Path = DATA, count: int = HEADLINES) -> tuple[Collection, Collection]:
    """`count` headlines to test with and as many others to choose settings by, never the same.

    Both ask the same articles: every story that has a text, without its title.
    """
    stories = [story for story in read_reuters(data) if story.text.strip()]
    chosen = _choose(stories)
    articles = tuple(replace(story, title="", derived_title="") for story in stories)
    first, second = chosen[:count], chosen[count : 2 * count]
    return (
        _as_collection("Reuters headlines", articles, first),
        _as_collection("Reuters headlines, other ones", articles, second),
    )


def _choose(stories: Sequence[Article]) -> list[Article]:
    """Stories whose headlines stand for themselves, in a random order that is always the same."""
    seen = Counter(story.title.upper() for story in stories)
    fit = [
        story
        for story in stories
        if len(content_words(story.title)) >= LEAST_WORDS
        and len(story.text) >= LEAST_TEXT
        and seen[story.title.upper()] == 1
    ]
    random.Random(SEED).shuffle(fit)
    return fit


def _as_collection(
    name: str, articles: tuple[Article, ...], stories: Sequence[Article]
) -> Collection:
    topics = tuple(Topic(story.id, _plain(story.title)) for story in stories)
    qrels = {story.id: {story.id: 1} for story in stories}
    return Collection(name, articles, topics, qrels, "mrr", 100)


def _plain(title: str) -> str:
    """A headline without its ticker symbols, `<SRD>`."""
    return " ".join(re.sub(r"<[A-Z.0-9-]*>", " ", title).split())
