"""The tagger: finds mentions in an article's parts, settles them, and weighs what it is about."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Protocol

from indexer.tagging.dateline import find_dateline
from indexer.tagging.matching import Mention, find_mentions
from indexer.tagging.phrases import Kind, Tables, build_tables, read_name_sorts
from indexer.tagging.rules import Scene, apply_rules
from indexer.tagging.salience import Tally, choose
from indexer.tagging.sentences import sentence_starts
from search.model import Article, Tag
from search.vocabulary import Era, Vocabulary, fold, load_vocabulary
from search.vocabulary.reading import DATA

RULES_VERSION = 1
"""Raised with every change of the rules, so that an index shows that its tags are older."""

MOST_PAIRS = 200
"""Pairs kept of one article; a list of all the world's states would make 18,000."""


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
    """A name in the article: which part it stands in, where, its ids, and the rule behind them."""

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
    """Every span found, and the parts of every score as (name, value)."""

    article: Article
    spans: tuple[SpanFound, ...]
    countries: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    organisations: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]


@dataclass(slots=True)
class _Findings:
    """All that one article gave, before it becomes tags."""

    parts: list[tuple[str, str, list[Mention]]]
    countries: dict[str, Tally]
    organisations: dict[str, Tally]
    in_sentence: dict[int, set[str]]


class RuleTagger:
    """The tagger of word lists and rules."""

    def __init__(self, vocabulary: str | None = None, *, organisations: bool = True) -> None:
        self._arguments = (vocabulary, organisations)
        self._vocabulary = load_vocabulary(vocabulary)
        self._sorts = read_name_sorts()
        self._tables: Tables = build_tables(
            self._vocabulary, self._sorts, organisations=organisations
        )
        self._known = frozenset(key for key in self._tables.cased)
        self._eras = _Eras(self._vocabulary)
        self._fingerprint = _fingerprint(self._vocabulary, organisations)

    def __reduce__(self) -> tuple[Callable[..., RuleTagger], tuple[str | None, bool]]:
        return _remake, self._arguments

    @property
    def fingerprint(self) -> str:
        """16 hex digits over the vocabulary, the lists of names and the version of the rules."""
        return self._fingerprint

    def tag(self, article: Article) -> Article:
        """The article with its tags; see Tagger."""
        found = self._find(article)
        countries = _tags(found.countries, article.countries)
        organisations = _tags(found.organisations, article.organisations)
        pairs = _pairs(countries, found.in_sentence)
        return replace(article, countries=countries, organisations=organisations, pairs=pairs)

    def explain(self, article: Article) -> Explanation:
        """The tagged article with everything that led to its tags."""
        found = self._find(article)
        spans = tuple(
            SpanFound(
                part,
                m.start,
                m.end,
                text[m.start : m.end],
                str(m.sense.kind),
                m.rule,
                m.sense.countries,
                m.sense.organisations,
            )
            for part, text, mentions in found.parts
            for m in mentions
        )
        return Explanation(
            self.tag(article),
            spans,
            _score_parts(found.countries),
            _score_parts(found.organisations),
        )

    def _find(self, article: Article) -> _Findings:
        text = fold(article.text)
        mentions, scanned, cased = find_mentions(text, self._tables)
        title = fold(article.title)
        in_title, scanned_title, _ = find_mentions(title, self._tables) if title else ([], "", True)
        day = article.dating.day
        scene = Scene(scanned, cased, day, self._sorts, mentions, self._known)
        apply_rules(scene)
        if in_title:
            shown = Scene(scanned_title, _has_small(title), day, self._sorts, in_title, self._known)
            shown.borrow(scene)
            apply_rules(shown)
        found = _Findings([("title", title, in_title), ("text", text, mentions)], {}, {}, {})
        counter = _Counter(self._eras.on(day), found)
        start, place_end, dateline_end = find_dateline(text)
        given = fold(article.dateline)
        if given and not dateline_end:
            in_dateline, _, _ = find_mentions(given, self._tables)
            found.parts.insert(1, ("dateline", given, in_dateline))
            counter.count_dateline(in_dateline)
        counter.count_title(in_title)
        counter.count_text(mentions, text, place_end, dateline_end)
        return found


def _has_small(text: str) -> bool:
    return not text.isupper()


class _Eras:
    """What a name of a state or organisation means on a given day."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lists = vocabulary.lists
        self._country_eras = lists.country_eras
        self._organisation_eras = lists.organisation_eras
        self._ends = {
            c.id: (c.last, c.successors[0])
            for c in lists.countries.values()
            if c.last and c.successors
        }
        self.on = lru_cache(maxsize=1024)(self._on)

    def _on(self, day: date | None) -> _EraMap:
        at = day or date.max
        capitals = {id: heir for id, (last, heir) in self._ends.items() if at > last}
        return _EraMap(
            _of_day(self._country_eras, at), _of_day(self._organisation_eras, at), capitals
        )


@dataclass(frozen=True, slots=True)
class _EraMap:
    countries: dict[str, str]
    organisations: dict[str, str]
    capitals: dict[str, str]


def _of_day(eras: Iterable[Era], day: date) -> dict[str, str]:
    return {era.id: era.means for era in eras if era.first <= day <= era.last}


class _Counter:
    """Adds mentions to the tallies of an article."""

    def __init__(self, eras: _EraMap, found: _Findings) -> None:
        self._eras = eras
        self._found = found

    def _touched(self, mention: Mention) -> list[Tally]:
        sense = mention.sense
        if sense.kind is Kind.EXCLUSION:
            return []
        tallies = []
        official = sense.kind is Kind.NAME
        for id in sense.countries:
            tallies.append(self._tally(self._found.countries, self.country(id, sense.kind)))
            tallies[-1].official |= official
        for id in sense.organisations:
            means = self._eras.organisations.get(id, id)
            tallies.append(self._tally(self._found.organisations, means))
            tallies[-1].official |= sense.kind is Kind.ORGANISATION
        return tallies

    def country(self, id: str, kind: Kind) -> str:
        """The state that a name means on the article's day."""
        if kind is Kind.CAPITAL and id in self._eras.capitals:
            return self._eras.capitals[id]
        return self._eras.countries.get(id, id)

    @staticmethod
    def _tally(tallies: dict[str, Tally], id: str) -> Tally:
        tally = tallies.get(id)
        if tally is None:
            tally = tallies[id] = Tally()
        return tally

    def count_title(self, mentions: list[Mention]) -> None:
        for mention in mentions:
            for tally in self._touched(mention):
                tally.title = True
                tally.count += 1

    def count_dateline(self, mentions: list[Mention]) -> None:
        for mention in mentions:
            for tally in self._touched(mention):
                tally.dateline = True
                tally.count += 1

    def count_text(
        self, mentions: list[Mention], text: str, place_end: int, dateline_end: int
    ) -> None:
        """Count the mentions of the text with the sentences they stand in."""
        if not mentions:
            return
        starts = sentence_starts(text, dateline_end)
        in_sentence = self._found.in_sentence
        for mention in mentions:
            tallies = self._touched(mention)
            if not tallies:
                continue
            if mention.start < dateline_end:
                for tally in tallies:
                    tally.dateline |= mention.start < place_end
                    tally.count += 1
                continue
            number = bisect_right(starts, mention.start) - 1
            rank = 2 if mention.sense.kind in _BEST_EVIDENCE else 1
            for tally in tallies:
                tally.count += 1
                if number == 0:
                    tally.first = True
                elif number == 1:
                    tally.second = True
                if rank > tally.best:
                    tally.best = rank
                    tally.evidence = _sentence(text, starts, number)
            if mention.sense.countries:
                kind = mention.sense.kind
                in_sentence.setdefault(number, set()).update(
                    self.country(id, kind) for id in mention.sense.countries
                )


_BEST_EVIDENCE = frozenset({Kind.NAME, Kind.DEMONYM, Kind.ORGANISATION, Kind.ACRONYM})


def _sentence(text: str, starts: list[int], number: int) -> tuple[int, int]:
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    return starts[number], starts[number] + len(text[starts[number] : end].rstrip())


def _tags(found: dict[str, Tally], given: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """Given labels first and unchanged but for their evidence; then what was found.

    Where labels were given, they alone say what the article is about: the rest is mentions.
    """
    given = tuple(tag for tag in given if tag.given)
    named = {tag.value for tag in given}
    kept = tuple(_with_evidence(tag, found.get(tag.value)) for tag in given)
    scores = {id: tally.score() for id, tally in found.items() if id not in named}
    about = frozenset() if given else choose(scores)
    order = sorted(scores, key=lambda id: (-scores[id], id))
    return kept + tuple(
        Tag(
            id,
            round(scores[id], 3),
            about=id in about,
            mentions=found[id].count,
            evidence=found[id].evidence,
        )
        for id in order
    )


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


def _score_parts(
    tallies: dict[str, Tally],
) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    ordered = sorted(tallies, key=lambda id: (-tallies[id].score(), id))
    return tuple((id, tallies[id].parts()) for id in ordered)


def _fingerprint(vocabulary: Vocabulary, organisations: bool) -> str:
    digest = hashlib.sha256(f"{RULES_VERSION} {organisations} {vocabulary.fingerprint()}".encode())
    for name in ("persons.csv", "given_names.csv", "caseless.csv"):
        digest.update((DATA / name).read_bytes())
    return digest.hexdigest()[:16]


def _remake(vocabulary: str | None, organisations: bool) -> RuleTagger:
    return RuleTagger(vocabulary, organisations=organisations)


def load_tagger(vocabulary: str | None = None, *, organisations: bool = True) -> RuleTagger:
    """The product's tagger, with a user's own vocabulary laid over the shipped one.

    Raises VocabularyError where that cannot be read.
    """
    return RuleTagger(vocabulary, organisations=organisations)
