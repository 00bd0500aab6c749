"""Words found by their first letters, against all words of the text."""

from __future__ import annotations

from functools import partial

from counted_steps import steps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis.splitting import raw_spans
from search.analysis.spotting import INNER, Spotter

PIECES = (
    *("iran", "IRAN'S", "U.S.", "u.s.s.r.", "us", "n'djamena", "l'Aquila", "d'Etat", "co-op"),
    *(
        "co-operation",
        "1,200",
        "1,200abc",
        "3.5abc",
        "12.03.2014",
        "abc1",
        "'",
        ".",
        "-",
        "\n",
        " ",
    ),
    *("dell'Onu", "O'Brien's", "e.g.", "(us)", "x/us", "a", "s'", "1", "us,us", "x\x00us"),
)
TEXTS = st.lists(st.sampled_from(PIECES) | st.text("uUsS1,.'- \nx", max_size=4), max_size=20).map(
    "".join
)
BEGINNINGS = st.sets(
    st.sampled_from(("us", "u", "ir", "nd", "12", "1", "co", "aq", "e", "ee", "s", "ж", "")),
    max_size=4,
)


def begins(raw: str, beginnings: set[str]) -> bool:
    """What a spotter promises to find: by two letters, or by one before what is inside a word."""
    small = raw.lower()
    return any(
        small.startswith(letters) or (small[:1] == letters[:1] and small[1:2] in {*INNER})
        for letters in beginnings
        if letters.isascii() and letters
    )


@given(TEXTS, BEGINNINGS)
@settings(max_examples=300)
@example("x3.5us", {"us"})
@example("us-" * 3 + "us", {"us"})
def test_every_word_that_begins_so_is_found_where_it_stands(
    text: str, beginnings: set[str]
) -> None:
    every = list(raw_spans(text, 0, len(text)))
    found = list(Spotter(beginnings).spans(text, 0, len(text)))
    wanted = [span for span in every if begins(span[0], beginnings)]
    assert [span for span in found if begins(span[0], beginnings)] == wanted
    assert found == [span for span in every if span in found]


def test_only_the_lines_asked_for_are_looked_at() -> None:
    text = "us\nUS us\nus"
    assert list(Spotter(["us"]).spans(text, 3, 9)) == [("US", 3, 5), ("us", 6, 8)]


def test_a_long_run_of_letters_and_dots_is_split_once() -> None:
    def spot(text: str) -> None:
        assert sum(1 for _ in Spotter(["us", "u"]).spans(text, 0, len(text)))

    for piece in ("u.", "us-", "u", "'u"):
        half, whole = (steps(partial(spot, piece * n)) for n in (20_000, 40_000))
        assert whole < half * 2.5, piece
        assert whole < 40 * len(piece) * 40_000, piece
        spot(piece * 200_000)
