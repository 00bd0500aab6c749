"""Groups of states as a value: `any(g20)`, `any(sco@2023)`, `any(eu@doc)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from search.syntax.dates import NotDates, read_dates, write_dates

GROUPED = ("country", "mentions")
"""Operators and URL parameters that take a group of states as a value."""

DOC = "doc"
"""`@doc`: those that were members on the article's own date."""

LONGEST_GROUP = 120
"""Characters between the brackets; no organisation's name is longer."""

_WRITTEN = re.compile(r"any\((.*)\)", re.IGNORECASE | re.DOTALL)
_NOT_NAMED = re.compile(r'["*?~^()\[\]{}:<>\\]+')
_BARE = re.compile(r"[^\W_](?:[\w.+'-]*[^\W_])?")


@dataclass(frozen=True, slots=True)
class Group:
    """The members of an organisation, named or by id: today's, at a time, or on the article's date.

    `when` is "", DOC, or a year, month or day of ISO 8601.
    """

    name: str
    when: str = ""

    def __str__(self) -> str:
        """As a value of a field."""
        return f"any({self.name}{'@' + self.when if self.when else ''})"

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and last day of `when`, where it is a time."""
        if self.when in ("", DOC):
            return None
        read, _ = read_dates("date", self.when)
        assert read.start and read.end
        return read.start, read.end


def read_group(inside: str) -> tuple[Group | None, str]:
    """The group between the brackets of `any(…)`, and what was changed to read it.

    None where no name stands there.
    """
    name, at, when = _NOT_NAMED.sub(" ", inside[: LONGEST_GROUP + 1]).rpartition("@")
    if not at:
        name, when = when, ""
    name = " ".join(name.replace("@", " ").split())
    if not name or len(inside) > LONGEST_GROUP:
        return None, ""
    time, note = _read_time("".join(when.split()).casefold()) if at else ("", "")
    return Group(name, time), note


def _read_time(written: str) -> tuple[str, str]:
    if written == DOC:
        return DOC, ""
    told = f"“@{written}” is neither a year, month or day nor @{DOC}, so it was left out"
    try:
        read, note = read_dates("date", written)
    except NotDates:
        return "", told
    text = write_dates(read)
    return (text, note) if read.start and read.end and ".." not in text else ("", told)


def group_of(value: str) -> Group | None:
    """The group that a field's value names; None where it is an ordinary value."""
    found = _WRITTEN.fullmatch(value)
    return read_group(found[1])[0] if found else None


def write_group(group: Group) -> str:
    """The group as the question language has it: quoted where its name is more than one word."""
    if _BARE.fullmatch(group.name):
        return str(group)
    return str(Group(f'"{group.name}"', group.when))
