"""Reads what stands after a field's colon: values of keyword fields, and dates."""

from __future__ import annotations

from search.fields import BY_OPERATOR, Kind
from search.model import NONE
from search.syntax.dates import NotDates, read_dates
from search.syntax.groups import GROUPED, LONGEST_GROUP, group_of, read_group
from search.syntax.remarks import Remarks
from search.syntax.tree import DateIs, HasValue, Node, Not, Span

ANY, RESERVED = "any", ("any", "all")
"""`country:any(g20)` asks for members of a group; the rest is kept for a later version."""


def is_text(field: str) -> bool:
    """Whether words and phrases can be looked for in it, rather than whole values."""
    return BY_OPERATOR[field].kind is Kind.TEXT


def read_value(field: str, typed: str, at: Span, remarks: Remarks) -> Node | None:
    """The condition that `typed` states on a keyword or date field; None if it was left out."""
    if typed and BY_OPERATOR[field].kind in (Kind.DATE, Kind.INSTANT):
        return _dates(field, typed, at, remarks)
    if field in GROUPED and (group := group_of(typed)):
        return HasValue(field, str(group), at=at)
    value = " ".join(typed.replace('"', " ").split())
    if set(value) == {"*"}:
        remarks.repaired(f"“{field}:*” was read as: any value, not “{NONE}”.", *at)
        return Not(HasValue(field, NONE, at=at), at=at)
    if any(sign in value for sign in "*?~^"):
        remarks.repaired("A field's value is taken whole; *, ?, ~ and ^ were left out.", *at)
        for sign in "*?~":
            value = value.replace(sign, "")
        value = " ".join(value.partition("^")[0].split())
    if not value:
        remarks.repaired(f"“{field}:” has no value; it was left out.", *at)
        return None
    return HasValue(field, value, at=at)


def read_members(field: str, inside: str, at: Span, remarks: Remarks) -> Node | None:
    """The condition that `country:any(…)` states; None if it was left out."""
    group, note = read_group(inside)
    if group is None:
        too_long = f" of at most {LONGEST_GROUP} characters" if inside.strip() else ""
        remarks.repaired(
            f"“{field}:any(…)” needs the name of an organisation{too_long}, as in "
            f"{field}:any(g20); it was left out.",
            *at,
        )
        return None
    if note:
        remarks.repaired(f"{_sentence(note)}.", *at)
    return HasValue(field, str(group), at=at)


def _dates(field: str, typed: str, at: Span, remarks: Remarks) -> DateIs | None:
    try:
        node, note = read_dates(field, typed)
    except NotDates as trouble:
        remarks.repaired(
            f"{_sentence(str(trouble))}. It was left out: the answer is not limited by it.", *at
        )
        return None
    if note:
        remarks.repaired(f"{_sentence(note)}.", *at)
    return DateIs(field, node.start, node.end, node.rolling, node.only, at=at)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
