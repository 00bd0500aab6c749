"""Field names in a question: those that exist, and the nearest one to a name that does not."""

from __future__ import annotations

import difflib

from search.fields import BY_OPERATOR, FIELDS
from search.syntax.habits import habit
from search.syntax.remarks import Piece, Remarks
from search.syntax.tree import Span

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
}


def nearest_field(name: str) -> str | None:
    """The operator that `name` was probably meant for."""
    close = difflib.get_close_matches(name.casefold(), list(_MEANT), n=1, cutoff=0.7)
    return _MEANT[close[0]] if close else None


def tell_unknown_field(name: str, value: str, at: Span, remarks: Remarks) -> None:
    """Say that there is no such field, and what to type for it and its value if there is that."""
    end = at[0] + len(name) + 1
    piece: Piece | None = None
    if known := habit(name, value):
        advice, new = known
        piece = (*at, new) if new else None
    elif near := nearest_field(name):
        advice, piece = f"did you mean “{near}:”?", (at[0], end, f"{near}:")
    else:
        advice = f"there are {', '.join(f'{operator}:' for operator in BY_OPERATOR)}."
    message = f"There is no field “{name}:”; it was read as a word; {advice}"
    remarks.meant(message, at[0], end, piece)
