"""The words of a question found again in a whole article, as the engine would find them."""

from __future__ import annotations

from datetime import UTC, datetime

from search.plan import Plan, make_plan
from search.snippets import mark_text, title_marks
from search.syntax import parse
from webapp.labels import names
from webapp.markup import Range

MAIN_LANGUAGE = "en"
"""What a question is taken to be in beside the article's own language."""


def plan_of(question: str, language: str = "") -> Plan | None:
    """What to look for in texts of a language; None where nothing is asked."""
    if not question.strip():
        return None
    languages = tuple(dict.fromkeys((MAIN_LANGUAGE, language or MAIN_LANGUAGE)))
    today = datetime.now(UTC).date()
    return make_plan(parse(question).tree, languages=languages, names=names(), today=today)


def find_marks(
    text: str, title: str, question: str, language: str
) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """Half-open ranges of the words of `question` in an article's text, and in its title."""
    plan = plan_of(question, language)
    if plan is None:
        return (), ()
    return mark_text(text, plan, language), title_marks(title, plan, language)
