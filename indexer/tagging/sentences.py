"""Where the sentences of a text begin; quick rather than perfect, for evidence and salience."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[.!?][\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n[ \t]*\n\s*")

_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")

_ABBREVIATIONS = frozenset(
    (
        *("Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Rev", "Msgr", "Fr", "Br", "Hon", "Jr", "Sr"),
        *("Gen", "Lt", "Lieut", "Col", "Maj", "Capt", "Sgt", "Cpl", "Pvt", "Pfc", "Adm", "Cmdr"),
        *("Brig", "Supt", "Insp", "Det", "Atty", "Sen", "Rep", "Gov", "Pres", "St", "Mt", "Ft"),
        *("vs", "No", "Nos", "Vol", "Art", "Inc", "Corp", "Co", "Ltd", "Bros", "Dept", "Univ"),
        *("Assn", "Bn", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct"),
        *("Nov", "Dec", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "approx", "est", "fig"),
        *("Fig", "etc", "eg", "ie", "cf", "Ave", "Blvd", "Rd", "Sq"),
    )
)
"""Written so, each before a full stop that ends no sentence."""

MOST_SENTENCES = 20_000


def sentence_starts(text: str, start: int = 0) -> list[int]:
    """Where sentences begin from `start` on; the first begins at `start` itself."""
    starts = [start]
    for match in _BREAK.finditer(text, start):
        if match.group()[0] == "." and _abbreviated(text, match.start()):
            continue
        if match.end() < len(text):
            starts.append(match.end())
        if len(starts) >= MOST_SENTENCES:
            break
    return starts


def _abbreviated(text: str, dot: int) -> bool:
    """Whether the full stop at `dot` ends an abbreviation or an initial rather than a sentence."""
    begin = max(text.rfind(" ", max(0, dot - 12), dot), text.rfind("\n", max(0, dot - 12), dot)) + 1
    word = text[begin:dot].lstrip("\"'“‘(")
    if len(word) == 1 and word.isupper():
        return True
    return word in _ABBREVIATIONS or _INITIALS.fullmatch(word) is not None
