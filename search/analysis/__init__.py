"""The one analysis: text to terms, the same for articles and questions and for every engine.

A text becomes folded characters (`folding`), raw words (`splitting`), and forms (`wording`), each
a *surface* and a *stem*; `Analyser` does so for articles, `question_forms` for what was typed.
"""

from search.analysis.analyser import Analyser
from search.analysis.casing import is_caseless
from search.analysis.detection import detect_language
from search.analysis.forms import (
    MAX_ACRONYM,
    MAX_POSITION,
    MAX_TERM,
    QuestionForm,
    Token,
    WordForm,
)
from search.analysis.identity import fingerprint
from search.analysis.questions import phrase_forms, question_forms
from search.analysis.stemming import LANGUAGES

__all__ = [
    "LANGUAGES",
    "MAX_ACRONYM",
    "MAX_POSITION",
    "MAX_TERM",
    "Analyser",
    "QuestionForm",
    "Token",
    "WordForm",
    "detect_language",
    "fingerprint",
    "is_caseless",
    "phrase_forms",
    "question_forms",
]
