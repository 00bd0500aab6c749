"""One stem for the inflections of a word: NLTK's Snowball stemmers behind our corrections.

NLTK is loaded at the first word, and only its stemmers: importing the whole of it takes many times
as long as opening an index, and pulls in scipy where that is installed. No NLTK data is used.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
from functools import cache
from types import ModuleType
from typing import Protocol, cast

from search.analysis.families import STEMS

_SNOWBALL = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
}

LANGUAGES: tuple[str, ...] = tuple(_SNOWBALL)
"""ISO 639-1 codes of the languages that have a stemmer."""

_ALIASES = {"nb": "no", "nn": "no", "": "en"}

_WITHOUT_STEMMER = "az ca cs cy et eu gl hr id is lt lv ms mt pl sk sl sq sw tr uz vi"
_LATIN_WRITTEN = frozenset(_SNOWBALL) - {"ar", "ru"} | frozenset(_WITHOUT_STEMMER.split())
"""Languages whose own words may be plain ASCII. In any other, such words are taken as English."""

_LOADING = threading.Lock()


class _Stemmer(Protocol):
    def stem(self, token: str) -> str: ...


def _import_alone(folder: str) -> ModuleType:
    """Import `nltk.stem.snowball` without running the packages around it.

    They are stood in for while it loads and taken away again, so that a later `import nltk`
    elsewhere gets the real ones. The stemmers need nothing of them but word lists that
    `ignore_stopwords` would read, which we never set.
    """
    before = {name for name in sys.modules if name.partition(".")[0] == "nltk"}
    for name, path in (("nltk", folder), ("nltk.stem", f"{folder}/stem")):
        package = ModuleType(name)
        package.__path__ = [path]
        sys.modules[name] = package
    corpus = ModuleType("nltk.corpus")
    corpus.stopwords = None  # type: ignore[attr-defined]
    sys.modules["nltk.corpus"] = corpus
    try:
        return importlib.import_module("nltk.stem.snowball")
    finally:
        for name in [n for n in sys.modules if n.partition(".")[0] == "nltk"]:
            if name not in before:
                del sys.modules[name]


@cache
def _snowball() -> ModuleType:
    """NLTK's stemmers, by the shortest way that works."""
    spec = None if "nltk" in sys.modules else importlib.util.find_spec("nltk")
    if spec is not None and spec.submodule_search_locations:
        try:
            return _import_alone(next(iter(spec.submodule_search_locations)))
        except (ImportError, AttributeError):
            pass  # a release laid out otherwise: load all of it
    return importlib.import_module("nltk.stem.snowball")


@cache
def _stemmer(language: str) -> _Stemmer:
    with _LOADING:
        return cast(_Stemmer, getattr(_snowball(), f"{_SNOWBALL[language]}Stemmer")())


def _language_of(word: str, language: str) -> str:
    """Whose rules a word follows: `NATO` in an Arabic text is not Arabic."""
    language = _ALIASES.get(language, language)
    if language not in _LATIN_WRITTEN and word.isascii():
        return "en"
    return language


def stem(surface: str, language: str) -> str:
    """The stem of a word that is not an acronym; without a stemmer, the word itself.

    `surface` is folded and in small letters; `language` is an ISO 639-1 code, "" for unknown,
    which is read as English. Never empty.
    """
    language = _language_of(surface, language)
    if language == "en" and surface in STEMS:
        return STEMS[surface]
    if language not in _SNOWBALL or not surface.isalpha():
        return surface
    return _stemmer(language).stem(surface) or surface
