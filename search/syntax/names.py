"""Field names in a question: those that exist, and the nearest one to a name that does not."""

from __future__ import annotations

import difflib

from search.fields import BY_OPERATOR, FIELDS
from search.syntax.remarks import Remarks

_MEANT = {
    name.casefold(): field.operator
    for field in FIELDS
    if field.operator
    for name in (field.key, field.param, field.label, field.operator)
    if name
} | {
    "organization": "org",
    "headline": "title",
    "heading": "title",
    "body": "text",
    "content": "text",
    "lang": "lang",
    "outlet": "source",
    "publisher": "source",
    "nation": "country",
    "state": "country",
    "day": "date",
    "year": "date",
}


def nearest_field(name: str) -> str | None:
    """The operator that `name` was probably meant for."""
    close = difflib.get_close_matches(name.casefold(), list(_MEANT), n=1, cutoff=0.7)
    return _MEANT[close[0]] if close else None


def tell_unknown_field(name: str, start: int, remarks: Remarks) -> None:
    """Say that there is no such field, and which one there is."""
    end = start + len(name) + 1
    near = nearest_field(name)
    if near:
        advice = f"did you mean “{near}:”?"
        edit = remarks.edited([(start, end, f"{near}:")])
    else:
        advice = f"there are {', '.join(f'{operator}:' for operator in BY_OPERATOR)}."
        edit = None
    message = f"There is no field “{name}:”; it was read as a word; {advice}"
    remarks.hint(message, start, end, edit)
