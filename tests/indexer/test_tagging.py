"""The tagger as a whole: given labels, salience, evidence, pairs, explanations, bounds."""

from __future__ import annotations

import pickle
import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.tagging import load_tagger
from indexer.tagging.dateline import find_dateline
from indexer.tagging.salience import COUNTRIES, ORGANISATIONS, choose
from indexer.tagging.sentences import sentence_starts
from search.model import Article, Dating, Precision, Tag

TAGGER = load_tagger()
IN_2015 = Dating(date(2015, 5, 5), Precision.DAY, "given")


def tag(text: str, title: str = "", **kept: object) -> Article:
    return TAGGER.tag(Article("x", text, title=title, dating=IN_2015, **kept))  # type: ignore[arg-type]


def about(article: Article) -> set[str]:
    return {t.value for t in article.countries if t.about}


def test_about_and_mentions() -> None:
    article = tag(
        "MOSCOW (Reuters) - Russia and India signed a treaty. Russia will build reactors in India. "
        "A spokesman later recalled a similar deal with Egypt.",
        "Russia, India sign treaty",
    )
    assert about(article) == {"ru", "in"}
    assert [t.value for t in article.countries] == ["ru", "in", "eg"]
    scores = [t.score for t in article.countries]
    assert scores == sorted(scores, reverse=True)
    assert article.pairs == ("in.ru",)


def test_the_best_one_stands_alone_where_none_is_prominent() -> None:
    article = tag("Nothing much. Nothing more. Some envoys spoke of Peru, Peru and Bolivia.")
    assert about(article) == {"pe"}
    assert all(t.score < COUNTRIES.threshold for t in article.countries)


def test_evidence_is_the_sentence_that_shows_it() -> None:
    text = "Talks went on. Officials in Lima were silent. Then Peru spoke at last. It ended."
    (peru,) = tag(text).countries
    assert peru.evidence is not None
    assert text[slice(*peru.evidence)] == "Then Peru spoke at last."
    assert peru.mentions == 2


def test_pairs_need_one_sentence() -> None:
    apart = tag("Russia spoke. India spoke. Russia listened. India listened.", "Russia. India")
    assert about(apart) == {"ru", "in"}
    assert apart.pairs == ()


def test_given_labels_win_and_stay_apart() -> None:
    labels = (Tag("fr", given=True), Tag("qq", given=True))
    article = tag("Germany, Germany, Germany and France met. Germany won.", countries=labels)
    first, second, third = article.countries
    assert (first.value, first.given, first.about, first.score) == ("fr", True, True, 1.0)
    assert first.mentions == 1
    assert second == labels[1]
    assert (third.value, third.given, third.about) == ("de", False, False)
    assert article.pairs == ()


def test_tagging_twice_changes_nothing() -> None:
    once = tag("The EU and NATO met in Oslo, Norway.", countries=(Tag("no", given=True),))
    assert TAGGER.tag(once) == once


def test_organisations_are_weighed_as_countries_are() -> None:
    article = tag(
        "The Shanghai Cooperation Organisation (SCO) met. The SCO spoke. The SCO left. "
        "Someone named the World Bank.",
        "SCO meets",
    )
    assert [(t.value, t.about) for t in article.organisations] == [
        ("sco", True),
        ("worldbank", False),
    ]


def test_a_title_in_capitals_over_a_text_with_case() -> None:
    article = tag("He told us that it was over.", "US SAYS IT WILL TALK TO IRAN ABOUT POLISH JETS")
    assert [t.value for t in article.countries] == ["ir"]


def test_a_dateline_of_its_own() -> None:
    article = tag("Shares rose.", dateline="PERTH, May 5 -")
    assert about(article) == {"au"}
    (australia,) = article.countries
    assert australia.evidence is None


def test_a_lone_sentence_is_a_whole_lead() -> None:
    assert about(tag("Peru and Chile signed a treaty.")) == {"pe", "cl"}
    assert about(tag("Peru and Chile signed a treaty. It rained.")) == {"pe"}


def test_the_seat_of_an_organisation_is_not_what_its_news_is_about() -> None:
    text = "Peru got a ruling on its border. Peru was glad."
    assert about(tag(text, dateline="THE HAGUE")) == {"pe"}
    assert about(tag(text, dateline="LONDON")) == {"pe", "gb"}


def test_an_explanation_adds_up() -> None:
    found = TAGGER.explain(
        Article("x", "Paris Hilton left Paris. Russia and NATO spoke.", title="Russia")
    )
    scores = dict(found.countries)
    for t in found.article.countries:
        assert sum(value for _, value in scores[t.value]) == pytest.approx(t.score, abs=1e-3)
    dropped = next(span for span in found.spans if not span.countries + span.organisations)
    assert (dropped.text, dropped.rule) == ("Paris", "a person's name")
    for span in found.spans:
        whole = {"title": "Russia", "text": found.article.text}[span.part]
        assert whole[span.start : span.end] == span.text


def test_a_users_vocabulary(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        'remove = ["Kremlin"]\nexclude = ["Brazil Street"]\n'
        '[organisation.bakers]\nlabel = "Guild of Bakers"\nnames = ["Guild of Bakers"]\n'
        'cued = ["GOB"]\ncues = ["bread"]\n[country.fr]\nplaces = ["Trou"]\n',
        encoding="utf-8",
    )
    own = load_tagger(str(file))
    article = own.tag(
        Article("x", "The Kremlin, the Guild of Bakers and Brazil Street are in Trou.")
    )
    assert [t.value for t in article.countries] == ["fr"]
    assert [t.value for t in article.organisations] == ["bakers"]
    assert [t.value for t in own.tag(Article("x", "GOB bakes bread.")).organisations] == ["bakers"]
    assert not own.tag(Article("x", "GOB sings.")).organisations
    assert own.fingerprint != TAGGER.fingerprint


def test_it_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(TAGGER))
    assert again.fingerprint == TAGGER.fingerprint
    article = Article("x", "France and NATO spoke.")
    assert again.tag(article) == TAGGER.tag(article)
    assert len(pickle.dumps(TAGGER)) < 300


def test_countries_only() -> None:
    small = load_tagger(organisations=False)
    article = small.tag(Article("x", "NATO met in Paris."))
    assert [t.value for t in article.countries] == ["fr"]
    assert article.organisations == ()
    assert small.fingerprint != TAGGER.fingerprint


def test_choosing() -> None:
    assert choose({}, COUNTRIES) == frozenset()
    assert choose({"a": 1.0, "b": 1.0}, COUNTRIES) == {"b"}
    assert choose({"a": 2.0, "b": 1.0}, COUNTRIES) == {"a"}
    assert choose({"a": 1.0, "b": 0.5}, ORGANISATIONS) == frozenset()


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("LONDON, Feb 26 - Shares", "LONDON"),
        ("SAN SALVADOR, 3 JAN 90 -- [REPORT]", "SAN SALVADOR"),
        ("PARIS (FRANCE), 31 AUG 89 (AFP) -- [TEXT] THE", "PARIS (FRANCE)"),
        ("LIMA, 2 JUN 89 (CADENA 1) -- THE", "LIMA"),
        ("MOSCOW (Reuters) - The", "MOSCOW"),
        ("Paris, France (AP) — The", "Paris, France"),
        ("BAGHDAD, Iraq — The", "BAGHDAD, Iraq"),
        ("\n  ST. GALLEN, March 5 - The", "ST. GALLEN"),
        ("The minister - a friend - left", ""),
        ("Russia and India met.", ""),
        ("", ""),
    ],
)
def test_datelines(head: str, place: str) -> None:
    end, whole = find_dateline(head)
    assert head[:end].strip() == place
    assert end <= whole


def test_notes_behind_a_dateline_are_no_text() -> None:
    head = "MOSCOW (RUSSIA), 9 JUL 95 (TASS) -- [REPORT] [A. Kim, MEXICO CITY] [TEXT] A BUS"
    assert head[find_dateline(head)[1] :] == " A BUS"
    article = tag(head + " WAS BLOWN UP IN PERU.")
    assert {t.value for t in article.countries} == {"ru", "pe"}


def test_a_state_in_a_dateline_counts_once_with_its_town() -> None:
    (found,) = tag("LIMA (PERU), 2 JUN 89 (EFE) -- A BUS WAS BLOWN UP.").countries
    assert (found.value, found.mentions) == ("pe", 1)


def test_a_lead_is_about_every_state_that_it_lists() -> None:
    lead = "Ministers of Bahrain, Kuwait, Oman and Qatar met in secret. They said nothing."
    later = "Nobody came. They had asked Bahrain, Kuwait, Oman and Qatar. Yemen refused. "
    assert about(tag(lead)) == {"bh", "kw", "om", "qa"}
    listed = tag("Yemen refused. Yemen's guests stayed away. " + later)
    assert about(listed) == {"ye"}


REPORT = "A BOMB WENT OFF IN {}. THE {} EMBASSY PROTESTED. {} CITIZENS FLED. " + "SO DARK. " * 60


def test_a_report_in_capitals_is_about_where_it_happened() -> None:
    text = REPORT.format("NORTHERN PERU", "SPANISH", "SPANISH")
    assert about(tag(text)) == {"pe"}
    assert {t.value for t in tag(text).countries} == {"pe", "es"}


def test_a_headline_in_capitals_is_no_report() -> None:
    assert about(tag("INDIA AND RUSSIA SIGN PACT ON NUCLEAR POWER PLANTS")) == {"in", "ru"}


def test_sentences() -> None:
    text = 'Mr. Smith left the U.S. Army. "Why?" he asked. It cost $1.5 mln. End'
    starts = sentence_starts(text)
    assert [text[i : i + 3] for i in starts] == ["Mr.", '"Wh', "It ", "End"]


HOSTILE = {
    "capitals": "A" * 1_000_000,
    "capital words": "CHINA " * 170_000,
    "one name": "China " * 170_000,
    "first words": "United " * 140_000,
    "brackets": "(" * 1_000_000,
    "definitions": "World Bank (WB) " * 62_000,
    "initials": "A.B." * 250_000,
    "dots": "U." * 500_000,
    "cues": "SCO AU IWC ADB " * 66_000,
    "people": "Michael Jordan " * 66_000,
    "towns": "Nice, Paris, Texas, " * 50_000,
    "stops": "China. " * 140_000,
    "heads": "Ministry of Bank " * 58_000,
    "names": "Alpha Beta Gamma " * 58_000,
    "acronyms": "ABC DEF GHI " * 83_000,
}


ORDINARY = "The ministers met in Vienna on Tuesday and agreed that trade would go on. " * 13_500

TIMES = 50
"""So many times as long as ordinary text of a million characters may hostile text take; up to five
times are seen. What takes the square of its length takes thousands."""


def seconds(text: str) -> float:
    began = time.process_time()
    assert len(tag(text).countries) < 50
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_no_longer_than_its_length(name: str) -> None:
    """Measured beside ordinary text at the same time, so that a slow machine is slow at both."""
    spent, usual = seconds(HOSTILE[name]), seconds(ORDINARY)
    assert spent < TIMES * usual, f"{name}: {spent:.1f} s, ordinary text {usual:.1f} s"


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text(max_size=50))
def test_any_text_can_be_tagged(text: str, title: str) -> None:
    article = tag(text, title)
    for t in (*article.countries, *article.organisations):
        assert t.evidence is None or 0 <= t.evidence[0] <= t.evidence[1] <= len(text)
    assert article.text == text


PIECES = st.sampled_from(
    (
        *("China", "Jordan", "Michael", "Georgia", "Congo", "AU", "SCO", "(SCO)", ",", ".", "-"),
        *("(", ")", "\n", "U.S.", "U.", "St.", "Nice", "Paris", "Texas", "the", "of", "Ministry"),
        *("Bank", "Party", "Foreign", "and", "in", "'s", "said", "said,", "\ud800", "\x00", "é"),
        *("ß", "İ", "RUSSIA", "Sino-Soviet", "Brussels", "Calif.", "OPEC+", "euro", "zone"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from(["", " "]))
def test_any_mixture_of_names_can_be_tagged(words: list[str], between: str) -> None:
    text = between.join(words)
    found = TAGGER.explain(Article("x", text, title=text[:40], dateline=text[:20], dating=IN_2015))
    for span in found.spans:
        assert span.start < span.end
    for unlisted in (True, False):
        ends = [
            (s.start, s.end)
            for s in found.spans
            if s.part == "text" and (s.kind == "unlisted") is unlisted
        ]
        assert all(a[1] <= b[0] for a, b in pairwise(ends))
