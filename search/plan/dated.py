"""Years and months among the words of a question, as the dates that they were probably meant as.

Only English ways of writing them; what is quoted, in a field, excluded or an alternative is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from search.syntax.dates import NotDates, Period, read_dates, write_dates
from search.syntax.tree import DateIs, Word

EARLIEST, LATEST = 1000, 2100
"""Years beyond these are other numbers."""

_MAY_BE = re.compile(r"(?<!\d)(?:1\d|20|21)\d\d(?!\d)")
"""Linear, and nearly all that a question without a year costs."""

_YEAR = re.compile(r"\d{4}")
_ISO = re.compile(r"\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?")
_YEARS = re.compile(r"(\d{4})(?:[-/]|\.\.)(\d{4})")
_SHORT = re.compile(r"(\d\d)(\d\d)[-/](\d\d)")
_DECADE = re.compile(r"(\d{3}0)'?s")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_DASHES = frozenset("-‐‑‒–—―−")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH = {name: n for n, name in enumerate(_MONTHS, 1)}
_MONTH |= {name[:3]: n for name, n in _MONTH.items()} | {"sept": 9}

_PART = ("early", "mid", "late")
_WITHIN = frozenset({"in", "during", "of", "on", "within", "throughout", *_PART})
_ONE_SIDED = frozenset({"since", "after", "before", "until", "till", "from"})
_UP_TO = frozenset({"to", "until", "till", "through", "and"})
_ONWARDS = frozenset({"onwards", "onward"})
_NOW = frozenset({"now", "today", "present"})

_NUMBERED = frozenset(
    {"resolution", "resolutions", "res", "unscr", "agenda", "vision", "article", "section", "page"}
    | {"paragraph", "flight", "no", "nr", "number", "directive", "regulation", "bill", "route"}
)
"""What is called by a number: "Agenda 2030", "resolution 1973"."""

_COUNTED = frozenset(
    {"troops", "soldiers", "people", "men", "women", "children", "refugees", "migrants", "dead"}
    | {"killed", "wounded", "injured", "deaths", "casualties", "workers", "jobs", "students"}
    | {"prisoners", "hostages", "houses", "homes", "tons", "tonnes", "barrels", "dollars", "euros"}
    | {"pounds", "km", "kilometres", "kilometers", "miles", "metres", "meters", "points", "percent"}
)
"""What such a number counts: "2000 troops"."""

_SIGNS = frozenset("€$£¥%#°")
"""Beside a number, they make it an amount."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A range of characters of a question that names dates, and the value of `date:` for it."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A word in small letters; `joint` is what stands before it: "" for blanks, "-" or "|"."""

    text: str
    start: int
    end: int
    joint: str


@dataclass(frozen=True, slots=True)
class _Found:
    """Dates from one token to before another; `sure` unless the number may be another."""

    first: int
    after: int
    span: DateIs
    sure: bool


def may_be_dated(text: str) -> bool:
    """Whether there is anything like a year in a question."""
    return _MAY_BE.search(text) is not None


def dates_among(text: str, words: Sequence[Word], coverage: Period | None) -> Dated | None:
    """The one stretch of `words` of `text` that names dates; None where there is none or several.

    A bare number is a year only within `coverage`, the days that the index's articles are of.
    """
    if coverage is None:
        return None
    tokens = tuple(_tokens(text, words))
    found = list(_all(tokens))
    if len(found) != 1 or not _is_plausible(found[0], tokens, coverage):
        return None
    (only,) = found
    return Dated(tokens[only.first].start, tokens[only.after - 1].end, write_dates(only.span))


def _tokens(text: str, words: Sequence[Word]) -> Iterator[_Token]:
    end = 0
    for word in words:
        between = text[end : word.at[0]].strip()
        joint = between if not between else "-" if between in _DASHES else "|"
        typed = text[word.at[0] : word.at[1]]
        name = "" if _SIGNS & set(typed) else word.text.casefold()
        yield _Token(name, *word.at, joint if end else "|")
        end = word.at[1]


def _is_plausible(found: _Found, tokens: tuple[_Token, ...], coverage: Period) -> bool:
    after = tokens[found.after].text if found.after < len(tokens) else ""
    before = tokens[found.first - 1].text if found.first else ""
    if after in _COUNTED or _DAY.fullmatch(before) or before.rpartition("-")[2] in _MONTH:
        return False
    if before in _UP_TO and found.first > 1 and _DAY.fullmatch(tokens[found.first - 2].text):
        return False  # "5 to 7 June 2014"
    if found.sure:
        return True
    first, last = found.span.start or date.min, found.span.end or date.max
    return before not in _NUMBERED and first <= coverage[1] and coverage[0] <= last


# --- the grammar: each takes the tokens and a place


def _all(tokens: tuple[_Token, ...]) -> Iterator[_Found]:
    place = 0
    while place < len(tokens):
        found = _prefixed(tokens, place) or _span(tokens, place)
        if found:
            yield found
        place = found.after if found else place + 1


def _prefixed(tokens: tuple[_Token, ...], place: int) -> _Found | None:
    """`since 2015`, `in the 1990s`, `from 2012 to 2015`, `between 2012 and 2015`."""
    word = tokens[place].text
    if word not in _WITHIN and word not in _ONE_SIDED and word != "between":
        return None
    begun = place + 1
    for article in ("the", "year", *_PART):
        begun += begun < len(tokens) and tokens[begun].text == article
    found = _span(tokens, begun, joined=word == "between")
    if found is None or tokens[place + 1].joint or tokens[begun].joint:
        return None
    is_range = found.span != _period_at(tokens, begun)
    if word in _WITHIN or (is_range and word in ("from", "between", "since")):
        return _Found(place, found.after, found.span, True)
    if is_range or word == "between":
        return None
    return _Found(place, found.after, _one_sided(word, found.span), True)


def _one_sided(word: str, span: DateIs) -> DateIs:
    if word in ("since", "from"):
        return DateIs("date", span.start)
    if word in ("until", "till"):
        return DateIs("date", None, span.end)
    return read_dates("date", f"{'>' if word == 'after' else '<'}{write_dates(span)}")[0]


def _period_at(tokens: tuple[_Token, ...], place: int) -> DateIs | None:
    found = _period(tokens, place)
    return found.span if found else None


def _span(tokens: tuple[_Token, ...], place: int, *, joined: bool = False) -> _Found | None:
    """One time or two with `to` or a dash between; `joined` lets `and` stand there too."""
    whole = _period(tokens, place)
    first = whole or _month_alone(tokens, place)
    if first is None:
        return None
    after = first.after
    if after < len(tokens) and not tokens[after].joint and tokens[after].text in _ONWARDS:
        return _Found(place, after + 1, DateIs("date", first.span.start), True)
    following = _after_joint(tokens, after, joined=joined)
    if following is not None and tokens[following].text in _NOW and first.span.start:
        return _Found(place, following + 1, DateIs("date", first.span.start), True)
    second = _period(tokens, following) if following is not None else None
    start, end = first.span.start, second.span.end if second else None
    if second and start and end and start < end:
        sure = first.sure or second.sure
        return _Found(place, second.after, DateIs("date", start, end), sure)
    return whole


def _after_joint(tokens: tuple[_Token, ...], place: int, *, joined: bool) -> int | None:
    """The place of what follows `to` or a dash; None where none stands at `place`."""
    if place >= len(tokens):
        return None
    if tokens[place].joint == "-":
        return place
    if tokens[place].joint or place + 1 >= len(tokens) or tokens[place + 1].joint:
        return None
    meant = tokens[place].text in _UP_TO and (joined or tokens[place].text != "and")
    return place + 1 if meant else None


def _month_alone(tokens: tuple[_Token, ...], place: int) -> _Found | None:
    """`March` of `March to June 2014`: the year stands with the second."""
    month = _MONTH.get(tokens[place].text) if place < len(tokens) else None
    following = _after_joint(tokens, place + 1, joined=True) if month else None
    second = _period(tokens, following) if following is not None else None
    if not (month and second and second.span.start and tokens[second.first].text in _MONTH):
        return None
    return _read(f"{second.span.start.year}-{month}", place, place + 1, sure=True)


def _period(tokens: tuple[_Token, ...], place: int) -> _Found | None:
    """A year, a decade, a month or a day with its year, or years with a dash in one word."""
    text = tokens[place].text if place < len(tokens) else ""
    if not text[:1].isdigit() and text not in _MONTH:
        return None
    if value := _years(text):
        return _read(value, place, place + 1, sure=False)
    if decade := _DECADE.fullmatch(text):
        return _read(f"{decade[1]}..{decade[1][:3]}9", place, place + 1, sure=True)
    if _ISO.fullmatch(text):
        return _read(text, place, place + 1, sure=True)
    return _in_words(tokens, place)


def _years(text: str) -> str:
    """The value of a word that is one year or, by a dash, several; "" for any other."""
    if _YEAR.fullmatch(text):
        return text
    if years := _YEARS.fullmatch(text):
        return f"{years[1]}..{years[2]}"
    short = _SHORT.fullmatch(text)
    if short and int(short[3]) > max(int(short[2]), 12):  # `2011-12` is a month
        return f"{short[1]}{short[2]}..{short[1]}{short[3]}"
    return ""


def _in_words(tokens: tuple[_Token, ...], place: int) -> _Found | None:
    """`June 2014`, `June 15, 2014`, `15th (of) June 2014`."""
    texts = [tokens[place].text]
    for token in tokens[place + 1 : place + 4]:
        if token.joint:
            break
        texts.append(token.text)
    after = place + 3
    if texts[1:2] == ["of"]:
        del texts[1]
        after += 1
    if len(texts) > 1 and texts[0] in _MONTH and _YEAR.fullmatch(texts[1]):
        return _read(f"{texts[1]}-{_MONTH[texts[0]]}", place, after - 1, sure=True)
    if len(texts) < 3 or not _YEAR.fullmatch(texts[2]):
        return None
    for month, day in (texts[:2], texts[1::-1]):
        if month in _MONTH and (number := _DAY.fullmatch(day)):
            iso = f"{texts[2]}-{_MONTH[month]}-{number[1]}"
            return _read(iso, place, after, sure=True)
    return None


def _read(value: str, first: int, after: int, *, sure: bool) -> _Found | None:
    """The dates of a value, unless a part of it is impossible or beyond all likely years."""
    try:
        span, note = read_dates("date", value)
    except NotDates:
        return None
    years = [day.year for day in (span.start, span.end) if day]
    if note or len(years) < 2 or not EARLIEST <= years[0] <= years[1] <= LATEST:
        return None
    return _Found(first, after, span, sure)
