"""The best passages of an article for a question, with the reader's words marked.

The whole text is looked at. A passage is worth the different words of the question in it, then
how many times they stand there; one that adds words to those already shown goes before others.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate

from search.marking import Marker, Occurrence, Range, mark_text, merge, title_marks
from search.model import Snippet
from search.plan import Plan

__all__ = ["Marker", "make_snippets", "mark_text", "snippets_of", "title_marks"]

LIMIT = 3
"""Passages of an article: more, and a reader scrolls past them."""

WIDTH = 240
"""Characters of a passage, about two or three lines on a page."""

ELLIPSIS = "…"

_MOST_WINDOWS = 5_000
"""Windows weighed; a text with more occurrences is full of the question anyway."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of text that holds some occurrences: which parts, a bit for each, and how many
    words they take together."""

    start: int
    end: int
    parts: int
    words: int


def make_snippets(
    text: str, plan: Plan, language: str = "", limit: int = LIMIT, width: int = WIDTH
) -> tuple[Snippet, ...]:
    """The best passages of `text`, in its order; its beginning if none of the words stands there.

    `language` is the article's. For several articles make one Marker and use `snippets_of`.
    """
    return snippets_of(text, Marker(plan), language, limit, width)


def snippets_of(
    text: str, marker: Marker, language: str = "", limit: int = LIMIT, width: int = WIDTH
) -> tuple[Snippet, ...]:
    """`make_snippets` with a marker that has seen other articles of the same answer."""
    text = text.rstrip()
    occurrences = marker.occurrences(text, language)
    if occurrences:
        passages = _choose(text, _windows(occurrences, width), limit, width)
    else:
        passages = ((0, _passage_end(text, 0, width, 1)),) if text else ()
    return tuple(_cut(text, start, end, occurrences) for start, end in passages)


def _windows(occurrences: list[Occurrence], width: int) -> list[_Window]:
    """For each occurrence, the longest stretch from it on that fits a passage."""
    room = width - 2 * len(ELLIPSIS) - 2
    windows = []
    last = 0
    for first, place in enumerate(occurrences[:_MOST_WINDOWS]):
        last = max(last, first + 1)
        while last < len(occurrences) and occurrences[last].end - place.start <= room:
            last += 1
        windows.append(_window(occurrences[first : min(last, first + _MOST_PLACES)]))
    return windows


_MOST_PLACES = 60
"""Occurrences weighed in one window: words of a passage."""


def _window(places: list[Occurrence]) -> _Window:
    parts = 0
    for place in places:
        parts |= 1 << place.part
    end = max(place.end for place in places)
    return _Window(places[0].start, end, parts, sum(place.words for place in places))


def _choose(text: str, windows: list[_Window], limit: int, width: int) -> tuple[Range, ...]:
    """Passages around the best windows, in the text's order, those that meet made one; each
    next window is judged by what it adds."""
    passages: list[Range] = []
    shown = 0
    left = windows
    while left and len(passages) < limit:
        best = max(left, key=lambda window: _worth(window, shown))
        start, end = _widen(text, best, width)
        passages.append((start, end))
        shown |= best.parts
        left = [window for window in left if window.end <= start or window.start >= end]
    return merge(passages, gap=_LEAST_GAP)


_LEAST_GAP = 3
"""Characters left out that are worth an ellipsis."""


def _worth(window: _Window, shown: int) -> tuple[int, int, int, int]:
    """New parts, then all parts, then words; of equals the tighter one. Earlier ones win ties."""
    fresh = (window.parts & ~shown).bit_count()
    return fresh, window.parts.bit_count(), window.words, window.start - window.end


def _widen(text: str, window: _Window, width: int) -> Range:
    """The window with what stands around it, from a beginning to an end that reads well."""
    start = _passage_start(text, window, width)
    return start, _passage_end(text, start, max(start + width, window.end), window.end)


def _passage_start(text: str, window: _Window, width: int) -> int:
    """The earliest beginning of a sentence within reach, else of a word shortly before."""
    room = max(width - (window.end - window.start), 0)
    reach = max(0, window.start - room // 2)
    starts = [start for _, start in boundaries(text, reach, window.start)]
    if starts:
        return starts[0]
    return _word_start(text, max(reach, window.start - width // 4), window.start)


def _passage_end(text: str, start: int, latest: int, earliest: int) -> int:
    """The last end of a sentence that fits, unless that leaves half empty; else of a word."""
    latest = min(latest, len(text))
    half = max(earliest, (start + latest) // 2)
    ends = [end for end, _ in boundaries(text, half, latest) if end >= half]
    return ends[-1] if ends else _word_end(text, earliest, latest)


def _word_start(text: str, at: int, latest: int) -> int:
    """The first beginning of a word from `at` on; `at` itself where no blank comes before
    `latest`, as in Chinese."""
    blank = _BLANKS.search(text, max(at - 1, 0), latest)
    return blank.end() if blank else _whole_letter(text, at)


def _word_end(text: str, earliest: int, latest: int) -> int:
    """The last end of a word up to `latest`; `latest` itself where no blank stands before it."""
    for at in range(latest, max(earliest, latest - LONGEST_WORD), -1):
        if text[at].isspace() and not text[at - 1].isspace():
            return at
    return max(earliest, _whole_letter(text, latest))


def _whole_letter(text: str, at: int) -> int:
    """`at`, moved back before a letter that combining marks would be cut from."""
    for back in range(at, max(at - 10, 0), -1):
        if not unicodedata.combining(text[back]):
            return back
    return at


def _cut(text: str, start: int, end: int, occurrences: list[Occurrence]) -> Snippet:
    """The passage on one line, with ellipses where sentences are cut, and its marks."""
    whole_start = any(begin == start for _, begin in boundaries(text, start, start))
    whole_end = any(stop == end for stop, _ in boundaries(text, end, end))
    before = "" if whole_start else ELLIPSIS + " "
    after = "" if whole_end else " " + ELLIPSIS
    inside = [place for place in occurrences if place.start >= start and place.end <= end]
    body, kept = _one_line(text[start:end])
    return Snippet(
        before + body + after,
        merge(
            [
                (len(before) + kept(place.start - start), len(before) + kept(place.end - start))
                for place in inside
            ]
        ),
    )


def _one_line(text: str) -> tuple[str, Callable[[int], int]]:
    """Text with single blanks for each run of them, and where a place of it has gone."""
    runs = [run.span() for run in _UNEVEN.finditer(text)]
    if not runs:
        return text, lambda place: place
    ends = [end for _, end in runs]
    dropped = list(accumulate((end - start - 1 for start, end in runs), initial=0))
    return _UNEVEN.sub(" ", text), lambda place: place - dropped[bisect_right(ends, place)]


# --- sentences


LONGEST_WORD = 60
"""Characters looked through for a blank."""

_LOOK = 24
"""Characters around a place that tell whether a sentence ends there."""

_BLANKS = re.compile(r"\s+")
_UNEVEN = re.compile(r"[^\S ]\s*| \s+")
"""Runs of blanks that are not one plain blank already."""

_MARK = r"[.!?…][\"'”’»)\]]{0,3}(\s+)|[。！？](\s*)"
_STOP = re.compile(_MARK)
_STOP_OR_GAP = re.compile(rf"{_MARK}|(\s*\n\s*\n\s*)")
_GAP = re.compile(r"\n\s*\n")
"""An empty line, after which another sentence begins. Where there is none, to look for it at
every blank would be most of the work."""

_BEFORE_WORDS = re.compile(r"[\s(\"'“‘]")
_SHORT_WORDS = """
adm apr aug brig capt col dec dr etc feb fig ft gen gov jan jr jul jun lt ltd maj mar mr mrs ms mt
no nov oct pp prof rep rev sen sep sept sgt sr st vol vs
"""
_SHORT = frozenset(_SHORT_WORDS.split())
"""Words that are written short with a full stop, inside a sentence as a rule."""


def boundaries(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Where sentences meet: the end of one and the start of the next, for each such place with
    an end or a start in `low..high`. The beginning and the end of the text count; no blank may
    stand at its end."""
    first, last = max(0, low - _LOOK), min(len(text), high + _LOOK)
    stops = _STOP_OR_GAP if _GAP.search(text, first, last) else _STOP
    found = []
    for stop in stops.finditer(text, first, last):
        if _ends_here(text, stop.start(), stop.end()):
            assert stop.lastindex  # one of the groups of blanks
            found.append(stop.span(stop.lastindex))
    if low <= _LOOK:
        blank = _BLANKS.match(text)
        found.insert(0, (0, blank.end() if blank else 0))
    if high >= len(text) - _LOOK and (not found or found[-1][1] < len(text)):
        found.append((len(text), len(text)))
    return [(end, start) for end, start in found if low <= end <= high or low <= start <= high]


def _ends_here(text: str, at: int, following: int) -> bool:
    """Whether the mark at `at` ends a sentence: not `Mr. Smith`, `U.S. troops`, `3.5 m. tonnes`."""
    if text[at] != ".":
        return True
    if text[following : following + 1].islower():
        return False
    word = _BEFORE_WORDS.split(text[max(0, at - _LOOK) : at])[-1]
    return not (word.lower() in _SHORT or "." in word or (len(word) == 1 and word.isalpha()))
