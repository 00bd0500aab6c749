"""The tagger: finds names in an article's parts, settles them, and weighs what it is about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Protocol

from indexer.tagging.dateline import find_dateline
from indexer.tagging.matching import Mention, find_mentions, scan_place
from indexer.tagging.phrases import Tables, build_tables
from indexer.tagging.rules import apply_rules
from indexer.tagging.salience import (
    ORGANISATIONS,
    UNLISTED,
    Parts,
    Tally,
    Weights,
    choose,
    damping_of,
    weights_for,
)
from indexer.tagging.scene import Scene
from indexer.tagging.sentences import sentence_starts
from indexer.tagging.tallying import Counts, Eras
from indexer.tagging.unlisted import find_unlisted
from indexer.tagging.wordlists import read_heads, read_word_lists
from search.freshness import tagging_fingerprint
from search.model import Article, Tag
from search.vocabulary import OPEN_WORLD, fold, load_vocabulary

MOST_PAIRS = 200
"""Pairs kept of one article; a list of all the world's states would make 18,000."""


MOST_UNLISTED = 20
"""Organisations kept of one article that no list has; a stock list names hundreds."""


_TOWN_ENDS = re.compile(r" ?[,(]")
"""What parts a town from its state: "Geneva, Switzerland", "VIENNA (AUSTRIA)"."""


class Tagger(Protocol):
    """Finds countries and organisations in articles. Can be pickled."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same article might be tagged otherwise."""
        ...

    def tag(self, article: Article) -> Article:
        """The article with its tags and country pairs; labels that came with it win."""
        ...


@dataclass(frozen=True, slots=True)
class SpanFound:
    """A name in the article: the part it stands in, where, its ids, and the rule behind them.

    `part` is "title", "dateline" or "text". A span without ids was looked at and dropped.
    """

    part: str
    start: int
    end: int
    text: str
    kind: str
    rule: str
    countries: tuple[str, ...]
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A tagged article, every span found in it, and the parts of every score, best first."""

    article: Article
    spans: tuple[SpanFound, ...]
    countries: tuple[tuple[str, Parts], ...]
    organisations: tuple[tuple[str, Parts], ...]


@dataclass(slots=True)
class _Findings:
    """The mentions of each part (its name, its text), what they add up to, and what that weighs."""

    parts: list[tuple[str, str, list[Mention]]]
    counts: Counts
    weights: Weights


class RuleTagger:
    """The tagger of word lists and rules."""

    def __init__(self, vocabulary: str | None = None, *, organisations: bool = True) -> None:
        self._made_of = (vocabulary, organisations)
        book = load_vocabulary(vocabulary)
        self._words = read_word_lists()
        self._heads = read_heads() if organisations else None
        self._tables: Tables = build_tables(
            book,
            self._words,
            organisations=organisations,
            heads=self._heads.all if self._heads else frozenset(),
        )
        self._known = frozenset(self._tables.cased)
        self._eras = Eras(book)
        self._fingerprint = tagging_fingerprint(book, organisations=organisations)

    def __reduce__(self) -> tuple[Callable[..., RuleTagger], tuple[str | None, bool]]:
        return _remake, self._made_of

    @property
    def fingerprint(self) -> str:
        """16 hex digits over the vocabulary, the word lists and the version of the rules."""
        return self._fingerprint

    def tag(self, article: Article) -> Article:
        """The article with its tags and pairs; see Tagger."""
        return _tagged(article, self._find(article))

    def explain(self, article: Article) -> Explanation:
        """The tagged article with everything that led to its tags."""
        found = self._find(article)
        spans = [_span(part, text, m) for part, text, mentions in found.parts for m in mentions]
        counts, damping = found.counts, damping_of(len(article.text))
        return Explanation(
            _tagged(article, found),
            tuple(spans),
            _score_parts(counts.countries, found.weights, damping),
            _score_parts(counts.organisations, ORGANISATIONS),
        )

    def _find(self, article: Article) -> _Findings:
        text, title, given = fold(article.text), fold(article.title), fold(article.dateline)
        counts = Counts(self._eras.on(article.dating.day))
        place_end, body = find_dateline(text)
        place = text[:place_end] if place_end else given
        heads_at: list[tuple[int, int]] = []
        body_scene = self._scene(text, article, body, heads_at)
        apply_rules(body_scene)
        parts = [("text", article.text, body_scene.mentions)]
        starts = sentence_starts(text, body)
        lead_only = len(starts) == 1 and not title
        weights = weights_for(len(text), cased=body_scene.cased)
        counts.add_text(
            body_scene.mentions, text, starts, lead_only=lead_only, report=weights.inside > 0
        )
        if self._heads:
            unlisted = find_unlisted(body_scene, heads_at, self._heads, counts.country)
            counts.add_text(unlisted, text, starts, lead_only=lead_only)
            if unlisted:
                both = sorted((*body_scene.mentions, *unlisted), key=lambda m: m.start)
                parts[0] = ("text", article.text, both)
        if title:
            shown = self._scene(title, article)
            shown.beside(body_scene)
            apply_rules(shown)
            counts.add_title(shown.mentions)
            parts.insert(0, ("title", article.title, shown.mentions))
        if place:
            standing = self._place(place, article, body_scene)
            counts.add_dateline(standing, seat=self._is_seat(place))
            parts.insert(1, ("dateline", place, standing))
        return _Findings(parts, counts, weights)

    def _scene(
        self,
        text: str,
        article: Article,
        start: int = 0,
        heads: list[tuple[int, int]] | None = None,
    ) -> Scene:
        mentions, scanned, cased = find_mentions(text, self._tables, start, heads)
        return Scene(scanned, cased, article.dating.day, self._words, mentions, self._known)

    def _is_seat(self, place: str) -> bool:
        return _TOWN_ENDS.split(place.strip(), maxsplit=1)[0].lower() in self._words.seats

    def _place(self, place: str, article: Article, beside: Scene) -> list[Mention]:
        """The mentions in a dateline, whose place is often in capitals."""
        mentions, scanned = scan_place(place, self._tables)
        scene = Scene(scanned, True, article.dating.day, self._words, mentions, self._known)
        scene.place = True
        scene.beside(beside)
        apply_rules(scene)
        return mentions


def _tagged(article: Article, found: _Findings) -> Article:
    counts, damping = found.counts, damping_of(len(article.text))
    countries = _tags(counts.countries, article.countries, found.weights, damping)
    return replace(
        article,
        countries=countries,
        organisations=_organisation_tags(counts.organisations, article.organisations),
        pairs=_pairs(countries, counts.in_sentence),
    )


def _tags(
    found: dict[str, Tally], before: tuple[Tag, ...], weights: Weights, damping: float = 1.0
) -> tuple[Tag, ...]:
    """Given labels first, unchanged but for their mentions and evidence; then what was found.

    Where labels were given, they alone say what the article is about: the rest is mentions.
    """
    given = tuple(_with_evidence(tag, found.get(tag.value)) for tag in before if tag.given)
    named = {tag.value for tag in given}
    scores = {id: tally.score(weights, damping) for id, tally in found.items() if id not in named}
    about = frozenset() if given else choose(scores, weights)
    return given + tuple(
        Tag(
            id,
            round(scores[id], 3),
            about=id in about,
            mentions=found[id].count,
            evidence=found[id].evidence,
        )
        for id in sorted(scores, key=lambda id: (-scores[id], id))
    )


def _organisation_tags(found: dict[str, Tally], before: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """Listed organisations as countries are; behind them the best of those that no list has."""
    listed = {id: tally for id, tally in found.items() if not id.startswith(OPEN_WORLD)}
    tags = _tags(listed, before, ORGANISATIONS)
    if len(listed) == len(found):
        return tags
    shown = {tag.value for tag in tags}
    others = {id: tally for id, tally in found.items() if id not in listed and id not in shown}
    given = tuple(tag for tag in before if tag.given)
    unlisted = _tags(others, (), UNLISTED)[:MOST_UNLISTED]
    return tags + (tuple(replace(t, about=False) for t in unlisted) if given else unlisted)


def _with_evidence(tag: Tag, tally: Tally | None) -> Tag:
    if tally is None:
        return tag
    return replace(tag, mentions=tally.count, evidence=tag.evidence or tally.evidence)


def _pairs(countries: tuple[Tag, ...], in_sentence: dict[int, set[str]]) -> tuple[str, ...]:
    """Pairs of about-countries that stand in one sentence, as `in.ru`, sorted."""
    about = {tag.value for tag in countries if tag.about}
    if len(about) < 2:
        return ()
    found: set[str] = set()
    for ids in in_sentence.values():
        both = sorted(ids & about)
        if len(both) > 1:
            found.update(f"{a}.{b}" for a, b in combinations(both, 2))
    return tuple(sorted(found)[:MOST_PAIRS])


def _span(part: str, text: str, mention: Mention) -> SpanFound:
    sense = mention.sense
    return SpanFound(
        part,
        mention.start,
        mention.end,
        text[mention.start : mention.end],
        str(sense.kind),
        mention.rule,
        sense.countries,
        sense.organisations,
    )


def _score_parts(
    tallies: dict[str, Tally], weights: Weights, damping: float = 1.0
) -> tuple[tuple[str, Parts], ...]:
    ordered = sorted(tallies, key=lambda id: (-tallies[id].score(weights, damping), id))
    return tuple((id, tallies[id].parts(weights, damping)) for id in ordered)


def _remake(vocabulary: str | None, organisations: bool) -> RuleTagger:
    return RuleTagger(vocabulary, organisations=organisations)


def load_tagger(vocabulary: str | None = None, *, organisations: bool = True) -> RuleTagger:
    """The product's tagger, with a user's own vocabulary laid over the shipped one.

    Raises VocabularyError where that cannot be read.
    """
    return RuleTagger(vocabulary, organisations=organisations)
