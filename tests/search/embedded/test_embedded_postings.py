"""Postings written in chunks and read back; a batch inverted; both against plain dictionaries."""

from __future__ import annotations

import io
import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import Analyser
from search.embedded.inversion import TITLE_GAP, dictionary_arrays, invert, term_key
from search.embedded.packing import BIG_POSITION
from search.embedded.postings import Postings, PostingsReader, PostingsWriter
from search.fields import TITLE_WEIGHT

Term = dict[int, list[int]]
"""Positions by article."""

places = st.one_of(st.integers(0, 200), st.integers(BIG_POSITION - 2, BIG_POSITION + 3))
positions = st.lists(places, min_size=1, max_size=20, unique=True).map(sorted)
docs = st.one_of(st.integers(0, 40), st.integers(0, 1 << 22))
terms = st.dictionaries(docs, positions, min_size=1, max_size=8)
dictionaries = st.dictionaries(
    st.tuples(st.text("abc", min_size=1, max_size=3), st.text("abcd", min_size=1, max_size=3)),
    terms,
    max_size=12,
)


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def as_postings(rows: list[Term]) -> Postings:
    flat = [(doc, row[doc]) for row in rows for doc in sorted(row)]
    return Postings(
        ints([len(row) for row in rows]),
        ints([doc for doc, _ in flat]),
        ints([len(where) for _, where in flat]),
        ints([place for _, where in flat for place in where]),
    )


def as_terms(postings: Postings) -> list[Term]:
    docs = iter(postings.docs.tolist())
    counts, where = iter(postings.frequencies.tolist()), iter(postings.positions.tolist())
    return [
        {next(docs): [next(where) for _ in range(next(counts))] for _ in range(size)}
        for size in postings.sizes.tolist()
    ]


def write_and_open(keys: list[bytes], rows: list[Term], cuts: list[int]) -> PostingsReader:
    files = [io.BytesIO() for _ in range(3)]
    writer = PostingsWriter(*files)
    bounds = [0, *sorted({min(cut, len(rows)) for cut in cuts} - {0, len(rows)}), len(rows)]
    for low, high in itertools.pairwise(bounds):
        if high > low:
            writer.append(as_postings(rows[low:high]))
    arrays = {**writer.finish(), **dictionary_arrays(keys)}
    return PostingsReader(arrays, *(np.frombuffer(f.getvalue(), np.uint8) for f in files))


@settings(max_examples=40)
@given(dictionaries, st.lists(st.integers(0, 12)), st.data())
def test_postings_come_back_across_chunks(
    dictionary: dict[tuple[str, str], Term], cuts: list[int], data: st.DataObject
) -> None:
    ordered = sorted((term_key(*pair), row) for pair, row in dictionary.items())
    keys, rows = [key for key, _ in ordered], [row for _, row in ordered]
    reader = write_and_open(keys, rows, cuts)
    assert reader.terms == len(rows)
    for low in range(len(rows)):
        high = data.draw(st.integers(low + 1, len(rows)))
        assert as_terms(reader.read(low, high)) == rows[low:high]
        assert reader.key(low) == keys[low]
        assert reader.place(keys[low]) == low
    assert list(reader.keys()) == keys


pairs_of_words = st.sets(
    st.tuples(st.text("abc", min_size=1, max_size=3), st.text("abcd", min_size=1, max_size=3)),
    max_size=12,
)


@settings(max_examples=50)
@given(pairs_of_words, st.text("abcd", max_size=2))
def test_stems_and_surfaces_are_found(words: set[tuple[str, str]], other: str) -> None:
    pairs = sorted(words, key=lambda pair: term_key(*pair))
    reader = write_and_open([term_key(*p) for p in pairs], [{0: [0]} for _ in pairs], [])
    for wanted in {s for s, _ in pairs} | {other}:
        low, high = reader.stem_range(wanted.encode())
        assert [pairs[i] for i in range(low, high)] == [p for p in pairs if p[0] == wanted]
    for wanted in {w for _, w in pairs} | {other}:
        exact = reader.surface_range(wanted.encode(), wanted.encode() + b"\x00")
        assert [pairs[i] for i in sorted(exact.tolist())] == [p for p in pairs if p[1] == wanted]
        longer = reader.surface_range(wanted.encode(), wanted.encode() + b"\xf5")
        assert {pairs[i] for i in longer.tolist()} == {p for p in pairs if p[1].startswith(wanted)}


@dataclass(frozen=True)
class Form:
    surface: str
    stem: str
    stop: bool


FORMS = [Form("oils", "oil", False), Form("oil", "oil", False), Form("the", "the", True)]
FORMS += [Form("oil", "oile", False), Form("US", "us", False), Form("us", "us", True)]
a_text = st.lists(st.integers(0, len(FORMS) - 1), max_size=6)


@settings(max_examples=60)
@given(st.lists(st.tuples(a_text, a_text), max_size=6))
def test_inversion_is_a_dictionary_of_places(articles: list[tuple[list[int], list[int]]]) -> None:
    words = np.array([w for title, body in articles for w in title + body], dtype=np.uint32)
    inverted = invert(
        words, ints([len(t) for t, _ in articles]), ints([len(b) for _, b in articles]), FORMS
    )
    wanted: dict[bytes, Term] = defaultdict(lambda: defaultdict(list))
    for doc, (title, body) in enumerate(articles):
        gap = len(title) + TITLE_GAP if title else 0
        for place, word in [*enumerate(title), *((gap + i, w) for i, w in enumerate(body))]:
            wanted[term_key(FORMS[word].stem, FORMS[word].surface)][doc].append(place)
    assert inverted.keys == sorted(wanted)
    assert as_terms(inverted.postings) == [wanted[key] for key in sorted(wanted)]
    assert inverted.lengths.tolist() == [
        TITLE_WEIGHT * sum(not FORMS[w].stop for w in title) + sum(not FORMS[w].stop for w in body)
        for title, body in articles
    ]


def test_the_analysis_lets_no_separator_through() -> None:
    analyser = Analyser()
    analyser.encode("a\x00b \x00 c\x1fd U\x00S")
    assert all("\x00" not in form.surface + form.stem for form in analyser.forms)
