"""The words of a question found again in a text."""

from __future__ import annotations

import re

from webapp.markup import Range

LONGEST_MARKED = 400_000
"""Characters searched for marks; a longer text is shown whole, its rest unmarked."""


def find_marks(text: str, question: str, language: str) -> tuple[Range, ...]:
    """Half-open ranges of the words of `question` in `text`."""
    words = {word.casefold() for word in re.findall(r"\w+", question)}
    found = re.finditer(r"\w+", text[:LONGEST_MARKED])
    return tuple(m.span() for m in found if m[0].casefold() in words)
