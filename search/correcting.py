"""Did you mean: which words of a question are looked into, and how they are put right.

Engine-neutral; the closest word that some article holds is each engine's own matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from search.analysis import question_forms
from search.plan import AnyTerm, Stream, Term
from search.syntax import tree

FEW = 3
"""Suggestions are looked for only where a question finds fewer articles than this."""

MOST_WORDS = 5
"""Unknown words of one question that are looked into."""

SHORTEST = 4
LONG = 7
"""Words of 4 to 6 letters are corrected by one edit, longer ones by up to two."""


def plain_words(node: tree.Node) -> Iterator[tree.Word]:
    """The words of a question that can be corrected, those under a NOT or in a field aside."""
    match node:
        case tree.Word():
            if node.text.isalpha() and len(question_forms(node.text)) == 1:
                yield node
        case tree.And() | tree.Or() | tree.Near():
            for child in node.children:
                yield from plain_words(child)
        case tree.Must() | tree.Boost():
            yield from plain_words(node.child)


def terms_of(word: tree.Word) -> AnyTerm:
    """Everything that a plain word may be called."""
    form = question_forms(word.text)[0]
    stems = [Term(Stream.STEM, stem) for stem in form.stems]
    return AnyTerm((*stems, *(Term(Stream.WORD, surface) for surface in form.surfaces)))


def in_edits(typed: str) -> tuple[str, int]:
    """A typed word as the index would hold it, and how many edits may put it right; or none."""
    word = question_forms(typed)[0].surface.lower()
    if len(word) < SHORTEST:
        return word, 0
    return word, 2 if len(word) >= LONG else 1


def correct(
    text: str, unknown: Sequence[tree.Word], closest: Callable[[str], str | None]
) -> str | None:
    """`text` with its unknown words put right, or None if there is nothing better."""
    corrected = text
    for word in sorted(unknown[:MOST_WORDS], key=lambda w: -w.at[0]):
        best = closest(word.text)
        if best is not None:
            corrected = corrected[: word.at[0]] + best + corrected[word.at[1] :]
    return corrected if corrected != text else None
