"""Phrases and words near each other, patterns and edits, by definition and by arrays."""

from __future__ import annotations

import math
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from brute_force import edits as edits_by_table
from brute_force import is_like
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import WordForm
from search.budget import Budget
from search.cluster.nearby import stand_near as by_growing_sets
from search.embedded import nearness
from search.embedded.expansion import edits, fixed_prefix, matches
from search.embedded.nearness import near
from search.embedded.spans import PLACE_BITS, Occurrences, phrase, unite_occurrences

Places = dict[int, list[tuple[int, int]]]
"""First and last place of each occurrence, by article."""

occurrence = st.tuples(st.integers(0, 12), st.integers(0, 2)).map(lambda x: (x[0], x[0] + x[1]))
parts = st.dictionaries(st.integers(0, 2), st.lists(occurrence, max_size=4, unique=True))
word_parts = st.dictionaries(
    st.integers(0, 2),
    st.lists(st.integers(0, 12).map(lambda x: (x, x)), max_size=5, unique=True),
)


def as_keys(part: Places) -> Occurrences:
    rows = sorted((doc, *place) for doc, places in part.items() for place in places)
    first = np.array([(doc << PLACE_BITS) + a for doc, a, _ in rows], dtype=np.int64)
    last = np.array([(doc << PLACE_BITS) + b for doc, _, b in rows], dtype=np.int64)
    return Occurrences(first, first if (first == last).all() else last)


def stand_near(rows: list[list[tuple[int, int]]], distance: int, ordered: bool) -> bool:
    return any(
        all(0 < b[0] - a[1] <= distance for a, b in pairwise(chain))
        for order in ([rows] if ordered else permutations(rows))
        for chain in product(*order)
    )


@settings(max_examples=150)
@given(
    st.one_of(
        st.lists(parts, min_size=2, max_size=4), st.lists(word_parts, min_size=2, max_size=4)
    ),
    st.integers(1, 6),
    st.booleans(),
)
def test_near_is_a_chain_of_gaps(several: list[Places], distance: int, ordered: bool) -> None:
    found = near([as_keys(part) for part in several], distance, ordered)
    assert found.tolist() == [
        doc
        for doc in range(3)
        if stand_near([part.get(doc, []) for part in several], distance, ordered)
    ]


few_parts = st.lists(parts, min_size=3, max_size=6)
many_words = st.lists(
    st.dictionaries(
        st.integers(0, 2),
        st.lists(st.integers(0, 15).map(lambda x: (x, x)), min_size=1, max_size=3, unique=True),
        min_size=2,
    ),
    min_size=7,
    max_size=9,
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(few_parts, many_words), st.integers(1, 6), st.integers(1, 20), st.integers(0, 16))
def test_many_parts_in_any_order(
    several: list[Places], distance: int, at_once: int, first: int
) -> None:
    """More parts than one word has bits for; articles in stretches of any size, looked at twice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearness, "AT_ONCE", at_once)
        patch.setattr(nearness, "FIRST_PLACES", first)
        found = near([as_keys(part) for part in several], distance, False)
    held = [[sorted(part.get(doc, [])) for part in several] for doc in range(3)]
    assert found.tolist() == [
        doc for doc in range(3) if all(held[doc]) and by_growing_sets(held[doc], distance, False)
    ]


class Looks(Budget):
    """Counts looks at the clock."""

    def __init__(self) -> None:
        super().__init__(math.inf)
        self.count = 0

    def check(self) -> None:
        self.count += 1


@pytest.mark.parametrize("row", [*range(64, 98), 999])
def test_one_long_article_is_read_in_stretches(row: int) -> None:
    """Two of three words stand near each other everywhere, the third in one place by a cut."""
    rows = range(0, 40 * 1_000, 40)
    looks = Looks()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nearness, "AT_ONCE", 64)
        for gap, found in ((7, [3]), (8, [])):
            third = rows[row] + 7 + gap
            words = [[(n, n) for n in rows], [(n + 7, n + 7) for n in rows], [(third, third)]]
            assert near([as_keys({3: word}) for word in words], 7, False, looks).tolist() == found
    assert looks.count > 2 * 2 * len(rows) // 64


@given(st.lists(word_parts, min_size=2, max_size=4))
def test_a_phrase_is_one_place_after_another(several: list[Places]) -> None:
    words = [(place, lambda _, part=part: as_keys(part)) for place, part in enumerate(several)]
    found = phrase(words, np.arange(0, dtype=np.int32))
    wanted = [
        (doc, start)
        for doc in range(3)
        for start, _ in sorted(several[0].get(doc, []))
        if all((start + i,) * 2 in part.get(doc, []) for i, part in enumerate(several))
    ]
    assert [divmod(key, 1 << PLACE_BITS) for key in found.first.tolist()] == wanted
    assert (found.last - found.first == len(several) - 1).all()


@given(st.lists(parts, min_size=1, max_size=3))
def test_a_union_holds_every_occurrence_in_order(several: list[Places]) -> None:
    united = unite_occurrences([as_keys(part) for part in several])
    rows = list(zip(united.first.tolist(), united.last.tolist(), strict=True))
    assert rows == sorted(
        ((doc << PLACE_BITS) + a, (doc << PLACE_BITS) + b)
        for part in several
        for doc, places in part.items()
        for a, b in places
    )
    assert united.docs.tolist() == sorted({doc for part in several for doc in part if part[doc]})


# --- words that stand for many


@given(st.text("ab*?", max_size=8), st.text("abA*é", max_size=10))
def test_patterns_match_as_expressions_do(pattern: str, word: str) -> None:
    wanted = is_like(pattern)(WordForm(word, "", False, False))
    spellings = [pattern, pattern.upper()] if pattern == pattern.lower() else [pattern]
    assert any(matches(spelling, word) for spelling in spellings) == wanted
    assert "*" not in fixed_prefix(pattern) and "?" not in fixed_prefix(pattern)
    assert pattern.startswith(fixed_prefix(pattern))


def test_a_hostile_pattern_takes_no_exponential_time() -> None:
    assert not matches("a*" * 200 + "b", "a" * 2_000)


@given(
    st.text("abcé", max_size=7),
    st.lists(st.text("abcé😀", max_size=8), max_size=6),
    st.integers(0, 3),
)
def test_edits_are_those_of_the_table(word: str, others: list[str], limit: int) -> None:
    for other, distance in zip(others, edits(word, others, limit).tolist(), strict=True):
        exact = edits_by_table(word, other)
        assert distance == exact or min(distance, exact) > limit
