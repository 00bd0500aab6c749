"""Which language a text is in, where one can be sure: by script, then by its function words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from search.analysis.folding import fold
from search.analysis.splitting import raw_words
from search.analysis.stopwords import STOP_WORDS

_WORDS_READ = 400
_LETTERS_READ = 4000
_FEWEST_WORDS = 20

_SHARE = 0.2
"""The least share of function words: running text in a language we know has .3 to .5 of them."""

_FEWEST_DISTINCT = 6
"""Different function words of the language that must occur: tables of figures repeat a few."""

_MARGIN = 1.3
"""How many times as many as in the second-best language."""

_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]"), 0.1),  # kana decide, however many Han signs there are
    ("ko", re.compile("[\uac00-\ud7a3]"), 0.3),
    ("zh", re.compile("[\u3400-\u9fff]"), 0.3),
    ("th", re.compile("[\u0e01-\u0e4e]"), 0.5),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]"), 0.5),
    ("he", re.compile("[\u05d0-\u05ea]"), 0.5),
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_NOT_ARABIC = re.compile("[پچژگکیہےٹڈڑ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџѓќѕ]", re.IGNORECASE)


def _share(pattern: re.Pattern[str], text: str, letters: int) -> float:
    return len(pattern.findall(text)) / letters


def _by_script(text: str) -> str | None:
    """The language that the script alone gives, "" if it rules all of ours out, None for Latin."""
    if text.isascii():
        return None
    letters = sum(map(str.isalpha, text))
    if not letters:
        return ""
    for language, pattern, least in _SCRIPTS:
        if _share(pattern, text, letters) >= least:
            return language if letters >= _FEWEST_WORDS else ""
    if _share(_ARABIC, text, letters) >= 0.5 and _share(_NOT_ARABIC, text, letters) > 0.02:
        return ""
    if _share(_CYRILLIC, text, letters) >= 0.5 and _share(_NOT_RUSSIAN, text, letters) > 0.01:
        return ""
    return None


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, or "" where one cannot be sure.

    Reads the first few hundred words; fewer than twenty never suffice.
    """
    text = text[:_LETTERS_READ]
    found = _by_script(text)
    if found is not None:
        return found
    folded = fold(text)
    words = [word.lower() for word in raw_words(folded, 0, len(folded))[:_WORDS_READ]]
    words = [word for word in words if word[0].isalpha()]
    if len(words) < _FEWEST_WORDS:
        return ""
    scores = sorted(((count, code) for code, count in _tally(words).items()), reverse=True)
    (best, code), (second, _) = scores[:2]
    distinct = len(STOP_WORDS[code].intersection(words))
    sure = best >= _SHARE * len(words) and best >= _MARGIN * second
    return code if sure and distinct >= _FEWEST_DISTINCT else ""


def _tally(words: list[str]) -> dict[str, int]:
    """How many of the words are function words of each language."""
    counts = dict.fromkeys(STOP_WORDS, 0)
    for codes, count in Counter(map(_languages_by_word().get, words)).items():
        for code in codes or ():
            counts[code] += count
    return counts


@cache
def _languages_by_word() -> dict[str, tuple[str, ...]]:
    """Each function word with the languages it belongs to."""
    languages: dict[str, tuple[str, ...]] = {}
    for code, stop in STOP_WORDS.items():
        for word in stop:
            languages[word] = (*languages.get(word, ()), code)
    return languages
