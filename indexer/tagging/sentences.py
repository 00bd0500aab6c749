"""Where the sentences of a text begin; quick rather than perfect, for evidence and salience."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[.!?][\"'”’)\]]{0,3}\s+(?=[\"'“‘(\[]?[A-Z0-9])|\n[ \t]*\n\s*")

_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "adm",
        "cmdr",
        "rev",
        "sen",
        "rep",
        "gov",
        "pres",
        "hon",
        "sir",
        "st",
        "mt",
        "ft",
        "jr",
        "sr",
        "messrs",
        "vs",
        "no",
        "nos",
        "vol",
        "inc",
        "corp",
        "co",
        "ltd",
        "bros",
        "dept",
        "univ",
        "assn",
        "bn",
        "dlrs",
        "mln",
        "pct",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "approx",
        "est",
        "fig",
        "al",
        "etc",
        "eg",
        "ie",
        "cf",
        "p",
        "pp",
        "ave",
        "blvd",
        "rd",
        "sq",
        "brig",
        "supt",
        "insp",
        "det",
        "amb",
        "atty",
        "min",
        "sec",
        "ms",
        "mgr",
        "msgr",
        "fr",
        "br",
        "lieut",
        "pvt",
        "pfc",
        "cpl",
    ]
)

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
    return word.lower() in _ABBREVIATIONS
