"""One-word questions know a country under all its names; no other question changes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search.engine import open_writer
from search.evaluation import Topic, evaluate
from search.model import HITS_ONLY, Query
from search.naming import Names
from search.plan import AnyTerm, Plan, Term, make_plan
from search.plan.widening import make_family
from search.syntax import parse
from search.vocabulary import load_vocabulary

NAMES = Names(load_vocabulary())
TODAY = date(2026, 11, 23)


def planned(text: str, names: Names | None = NAMES, held: set[str] | None = None) -> Plan:
    parsed = parse(text)

    def has_term(term: Term) -> bool:
        return held is None or term.text in held

    return make_plan(
        parsed.tree, problems=parsed.problems, today=TODAY, names=names, has_term=has_term
    )


def words(plan: Plan) -> set[str]:
    (word,) = plan.words
    return {term.text for term in word.terms}


def test_every_name_of_a_country_asks_the_same() -> None:
    plans = [planned(text) for text in ("UK", "U.K.", "uk", "Britain", "british")]
    assert len({plan.clause for plan in plans}) == 1
    assert words(planned("Britons")) >= words(plans[0]) >= {"uk", "britain", "british", "briton"}
    assert not words(plans[0]) & {"england", "english", "scottish", "gb", "anglo"}


def test_it_is_told_with_the_names_that_articles_hold() -> None:
    held = {"british", "britain", "uk"}
    assert planned("british", held=held).read_as == "british (also: Britain, UK)"
    assert planned("british country:fr", held=held).read_as == (
        "british country:fr (also: Britain, UK)"
    )
    assert planned("the british", held=held).read_as == (
        "british (without: the) (also: Britain, UK)"
    )
    assert planned("british", held={"british"}).read_as == ""
    assert planned("UK^2", held=held).read_as == "UK^2 (also: Britain, British)"


@pytest.mark.parametrize(
    "text",
    [
        *("+Britain", '"Britain"', "title:Britain", "-Britain", "Britain OR France", "brit*"),
        *("Britain~", "Britain AND trade", "Britain NEAR/3 trade", "british sanctions"),
        *("jordan", "Jordan", "chad", "Georgia", "turkey", "polish", "guinea", "congo", "korea"),
        *("us", "car", "fry", "it", "saudi", "English", "Anglo", "", "*", "iran"),
    ],
)
def test_what_is_marked_ambiguous_or_no_single_word_stays_as_it_is(text: str) -> None:
    plan, plain = planned(text), planned(text, None)
    assert (plan.clause, plan.loose, plan.words) == (plain.clause, plain.loose, plain.words)
    assert "also:" not in plan.read_as


def test_everyday_words_are_names_only_in_capitals() -> None:
    assert words(planned("Turkey")) >= {"turkey", "turkish"}
    assert words(planned("turkish")) >= {"turkey", "turkish"}
    assert words(planned("Polish")) >= {"polish", "poland"}
    assert "US" in words(planned("USA"))  # the acronym, not the pronoun
    assert "us" not in words(planned("American"))


def test_no_word_belongs_to_two_families() -> None:
    known = NAMES.vocabulary.lists.countries
    held = {id: make_family(NAMES.vocabulary, ("en",), id) for id in known}
    assert all(len(held[id].words) > 1 for id in ("gb", "us", "fr", "nl", "tr", "mm"))
    for one, other in itertools.combinations(held.values(), 2):
        shared = {t for t, _ in one.words} & {t for t, _ in other.words}
        assert not shared, (one.country, other.country, shared)


def test_a_users_own_names_widen_too(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[country.gb]\nnames = ["Blighty"]\n')
    names = Names(load_vocabulary(str(own)))
    assert "blighti" in words(planned("Britain", names)) or "blighty" in words(
        planned("Britain", names)
    )


def test_questions_of_several_words_are_ranked_as_before() -> None:
    for text in ("british exports", "UK oil the", "Dutch trade with France"):
        assert planned(text) == replace(planned(text, None), read_as=planned(text).read_as)
        assert all(isinstance(word, AnyTerm) for word in planned(text).loose)


@pytest.mark.data
def test_one_word_questions_find_what_is_about_the_country(tmp_path: Path) -> None:
    """Against the labels that an agency gave its own stories."""
    sources = pytest.importorskip("benchmarks.sources")
    try:
        stories = list(itertools.islice(sources.read_reuters(), 0, None, 5))
    except sources.DataMissing as missing:
        pytest.skip(str(missing))
    asked = {"gb": "UK Britain British", "nl": "Dutch Netherlands", "tr": "Turkey Turkish"}
    asked |= {"fr": "France French", "ch": "Swiss Switzerland", "es": "Spain Spanish"}
    topics = [Topic(f"{id}-{w}", w) for id, typed in asked.items() for w in typed.split()]
    labels = {s.id: {tag.value for tag in s.countries} for s in stories}
    qrels = {t.id: {s: 1 for s, given in labels.items() if t.id[:2] in given} for t in topics}
    with open_writer(str(tmp_path / "index")) as writer:
        for story in stories:
            writer.add(replace(story, countries=(), organisations=(), pairs=()))
    wide = _average_precision(tmp_path, topics, qrels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("search.plan.wording.family_of", lambda *_: None)
        narrow = _average_precision(tmp_path, topics, qrels)
    assert wide > narrow + 0.15, (narrow, wide)


def _average_precision(
    folder: Path, topics: list[Topic], qrels: dict[str, dict[str, int]]
) -> float:
    from search.embedded import EmbeddedSearcher  # noqa: PLC0415

    searcher = EmbeddedSearcher(folder / "index")

    def rank(text: str) -> list[tuple[str, float]]:
        page = searcher.search(Query(text, size=1_000), HITS_ONLY)
        return [(hit.id, hit.score) for hit in page.hits]

    return evaluate(rank, topics, qrels).means["map"]
