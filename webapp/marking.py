"""The words of a question found again in a whole article, as the engine would find them."""

from __future__ import annotations

from datetime import UTC, datetime

from search.plan import make_plan
from search.snippets import mark_text, title_marks
from search.syntax import parse
from webapp.markup import Range

MAIN_LANGUAGE = "en"
"""What a question is taken to be in beside the article's own language."""


def find_marks(
    text: str, title: str, question: str, language: str
) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """Half-open ranges of the words of `question` in an article's text, and in its title."""
    if not question.strip():
        return (), ()
    parsed = parse(question)
    languages = tuple(dict.fromkeys((MAIN_LANGUAGE, language or MAIN_LANGUAGE)))
    plan = make_plan(parsed.tree, languages=languages, today=datetime.now(UTC).date())
    return mark_text(text, plan, language), title_marks(title, plan, language)
