"""The questions: classes of them, drawn by a seeded script from the corpus' own vocabulary.

Document frequencies are counted over plain lower-case words, without any engine's analysis, so
that no engine chooses what it is asked.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from benchmarks.sources import DATA, find_data
from search.analysis.stopwords import STOP_WORDS
from search.model import Article

SEED = 1987

NEAR_DISTANCE = 8
"""Words apart, neighbours being 1 apart."""

PREFIX_LETTERS = 5
"""Short enough that no stemmer's ending is cut into."""


class Kind(StrEnum):
    """The classes of questions."""

    RARE = "rare"
    COMMON = "common"
    AND3 = "and3"
    OR3 = "or3"
    PHRASE = "phrase"
    NEAR = "near"
    PREFIX = "prefix"
    NOT = "not"
    DATE = "date-sorted"
    TOPIC_ALL = "topics, all words"
    TOPIC = "topics"


@dataclass(frozen=True, slots=True)
class Question:
    """One question in no engine's syntax: its class and its words, without function words.

    `text` is a topic as it was typed.
    """

    kind: Kind
    words: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with the number of articles that hold them, and sampled runs of words."""

    articles: int
    frequency: Counter[str]
    runs: tuple[tuple[str, ...], ...]

    def band(self, least: float, most: float) -> list[str]:
        """Words in between two shares of the articles, in alphabetical order."""
        low, high = least * self.articles, most * self.articles
        return sorted(word for word, count in self.frequency.items() if low <= count <= high)


_WORD = re.compile(r"[a-z]+")
_RUN = 12
"""Words in a row that are kept from an article, to find words that stand together."""


def read_vocabulary(articles: Iterable[Article]) -> Vocabulary:
    """Count the words of all articles and keep one run of words of each."""
    frequency: Counter[str] = Counter()
    runs: list[tuple[str, ...]] = []
    chance = random.Random(SEED)
    count = 0
    for count, article in enumerate(articles, 1):  # noqa: B007 - the count is wanted
        words = _WORD.findall(f"{article.title}\n{article.text}".lower())
        frequency.update(set(words))
        if len(words) > _RUN:
            start = chance.randrange(len(words) - _RUN)
            runs.append(tuple(words[start : start + _RUN]))
    asked = {word: n for word, n in frequency.items() if _is_askable(word)}
    return Vocabulary(count, Counter(asked), tuple(runs))


def _is_askable(word: str) -> bool:
    """No function words, and nothing so short that engines differ on whether it is a word."""
    return len(word) >= 4 and word not in STOP_WORDS["en"]


def draw(vocabulary: Vocabulary, count: int, data: Path = DATA) -> dict[Kind, list[Question]]:
    """`count` distinct questions of each class, and all topics; the same ones every time."""
    drawn = {
        kind: list(_draw_class(kind, make, vocabulary, count)) for kind, make in _MAKERS.items()
    }
    drawn[Kind.TOPIC_ALL] = read_topics(Kind.TOPIC_ALL, data)
    drawn[Kind.TOPIC] = read_topics(Kind.TOPIC, data)
    return drawn


Words = tuple[str, ...]
Maker = Callable[[Vocabulary, random.Random], Iterator[Words]]


def _draw_class(kind: Kind, make: Maker, vocabulary: Vocabulary, count: int) -> Iterator[Question]:
    chance = random.Random(f"{SEED} {kind}")
    seen: set[frozenset[str]] = set()
    for words in islice(make(vocabulary, chance), 100 * count):
        if len(set(words)) == len(words) and frozenset(words) not in seen:
            seen.add(frozenset(words))
            yield Question(kind, words)
            if len(seen) == count:
                return


def _pick(*bands: tuple[float, float]) -> Maker:
    """Words drawn at random, one from each band of shares of the articles."""

    def make(vocabulary: Vocabulary, chance: random.Random) -> Iterator[Words]:
        pools = [vocabulary.band(*band) for band in bands]
        while all(pools):
            yield tuple(chance.choice(pool) for pool in pools)

    return make


def _neighbours(gap: int) -> Maker:
    """Two words that stand `gap` words apart in some article, from a run drawn at random."""

    def make(vocabulary: Vocabulary, chance: random.Random) -> Iterator[Words]:
        while vocabulary.runs:
            run = chance.choice(vocabulary.runs)
            words = (run[0], run[gap])
            if all(vocabulary.frequency[word] >= MID[0] * vocabulary.articles for word in words):
                yield words

    return make


def _prefixes(vocabulary: Vocabulary, chance: random.Random) -> Iterator[Words]:
    pool = vocabulary.band(MID[0], COMMON[1])
    while pool:
        yield (chance.choice(pool)[:PREFIX_LETTERS],)


RARE = (0.00005, 0.001)
MID = (0.002, 0.05)
COMMON = (0.1, 0.7)
"""Above 10,000 of 100,000 articles."""

_MAKERS: dict[Kind, Maker] = {
    Kind.RARE: _pick(RARE),
    Kind.COMMON: _pick(COMMON),
    Kind.AND3: _pick(COMMON, COMMON, MID),
    Kind.OR3: _pick(COMMON, MID, MID),
    Kind.PHRASE: _neighbours(1),
    Kind.NEAR: _neighbours(4),
    Kind.PREFIX: _prefixes,
    Kind.NOT: _pick(COMMON, COMMON),
    Kind.DATE: _pick(COMMON),
}


def read_topics(kind: Kind, data: Path = DATA) -> list[Question]:
    """The titles of TREC's news topics, each text once."""
    path = find_data("topics/news-topics.tsv", data)
    rows = [line.partition("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    texts = dict.fromkeys(text.strip() for _, _, text in rows if text.strip())
    return [Question(kind, content_words(text), text) for text in texts if content_words(text)]


def content_words(text: str) -> Words:
    """The words of a topic without function words, each once: what peers are asked."""
    words = re.findall(r"[^\W_]+", text.lower())
    return tuple(dict.fromkeys(w for w in words if w not in STOP_WORDS["en"] and len(w) > 1))


def sample(questions: Sequence[Question], most: int) -> list[Question]:
    """At most `most` of them, evenly spread."""
    if len(questions) <= most:
        return list(questions)
    return [questions[i * len(questions) // most] for i in range(most)]
