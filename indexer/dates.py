"""Dates as newsrooms write them, to a Dating with its precision; nothing is ever made up.

The day is the outlet's as written: a time and a time zone behind it are not converted.
"""

from __future__ import annotations

import email.utils
import re
from datetime import date

from search.model import Dating, Precision

_WRITTEN = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:[Tt Zz+].*|-\d\d:\d\d)?$", re.DOTALL
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[Tt ]?\d.*)?$", re.DOTALL)

# `5 March 2014`, `26-FEB-1987 15:01:01.79`, `Mar. 5, 2014, 10:00 a.m. ET`, `March 2014`.
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*[ ]+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})"
_YEAR = r"(?P<year>\d{4})"
_BEHIND = r"(?![-\d])(?:[ ,T].*)?$"
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        _WEEKDAY + _DAY + r"(?:[ ]+|-)" + _MONTH + r"(?:[.]?,?[ ]+|-)" + _YEAR + _BEHIND,
        _WEEKDAY + _MONTH + r"[.]?[ ]+" + _DAY + r",?[ ]+" + _YEAR + _BEHIND,
        _MONTH + r"[.]?(?:,?[ ]+|-)" + _YEAR + "$",
    )
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)

# A full date may stand anywhere in a file name; digits without separators only at its start
# (or after one), where they are not part of a longer number, a time of day aside.
_NAME_DAY = re.compile(r"(?<!\d)(\d{4})([-_.])(\d{2})\2(\d{2})(?!\d)")
_NAME_COMPACT = re.compile(r"(?:^|[-_. ])(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?!\d)")
_NAME_MONTH = re.compile(r"(?<!\d)(\d{4})[-_.](\d{2})(?!\d)")
_NAME_YEARS = range(1600, 2101)
"""Years that a file name may mean; outside, its digits are a number of another kind."""

_LONGEST = 100
"""No date is written in more characters; longer values are not looked at."""

FIRST_YEAR = 1800
"""Articles dated earlier are kept and reported."""

_PLACEHOLDER = date(1, 1, 1)
"""The zero of several systems' date types, never a date of an article."""


def parse_date(text: str, origin: str) -> Dating | None:
    """Read `2014-03-05`, `2014-03`, `2014`, `20140305`, ISO instants, days and months with English
    names in either order, or RFC 5322 dates.

    None if `text` is no date, or the zero date with which some systems say "unknown".
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or not text.isascii():
        return None
    if match := _COMPACT.match(text):
        return _dating(match[1], match[2], match[3], origin)
    if match := _WRITTEN.match(text):
        return _dating(match[1], match[3], match[4], origin)
    for pattern in _NAMED:
        if match := pattern.match(text):
            return _named(match.groupdict(), origin)
    return _mail_date(text, origin)


def _dating(year: str, month: str | None, day: str | None, origin: str) -> Dating | None:
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if found == _PLACEHOLDER:
        return None
    if month is None:
        return Dating(found, Precision.YEAR, origin)
    if day is None:
        return Dating(found, Precision.MONTH, origin)
    return Dating(found, Precision.DAY, origin)


def _named(parts: dict[str, str], origin: str) -> Dating | None:
    """A date whose month has an English name, whole or cut to three letters or more."""
    start = parts["month"].lower()
    for number, name in enumerate(_MONTHS, 1):
        if name.startswith(start):
            return _dating(parts["year"], str(number), parts.get("day"), origin)
    return None


def _mail_date(text: str, origin: str) -> Dating | None:
    """`Tue, 05 Mar 14 10:00:00 GMT` and `Tue Mar  5 10:00:00 2014`, as mail and logs have it."""
    try:
        parts = email.utils.parsedate(text if ":" in text else f"{text} 00:00:00")
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if parts is None:
        return None
    return _dating(str(parts[0]), str(parts[1]), str(parts[2]), origin)


def date_in_name(name: str) -> str:
    """The ISO date that a file name carries (`2014-03-05_…`, `20140305…`, `2014-03`), or ""."""
    name = name[:255]
    for pattern, groups in ((_NAME_DAY, (1, 3, 4)), (_NAME_COMPACT, (1, 2, 3))):
        for match in pattern.finditer(name):
            written = "-".join(match.group(*groups))
            if int(match.group(1)) in _NAME_YEARS and parse_date(written, ""):
                return written
    for match in _NAME_MONTH.finditer(name):
        written = f"{match.group(1)}-{match.group(2)}"
        if int(match.group(1)) in _NAME_YEARS and parse_date(written, ""):
            return written
    return ""
