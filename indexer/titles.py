"""A stand-in for a missing title: the first sentence of the text, cut at a word."""

from __future__ import annotations

import re

LONGEST = 100
"""Characters of a derived title: what a line of a results list shows."""

_LOOK = 2_000
"""Only the head of the text is looked at."""

_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]{2,}\S)")
_STOP = re.compile(r"[.!?。！？…]+[\"”’')\]]*(?=\s|$)|[。！？]")
# A full stop behind these, behind a single letter (initials, U.S.) or behind a number in a
# list does not end a sentence. Titles of persons and offices are what news leads are full of.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘-])(?:[^\W\d_](?:\.[^\W\d_])*|\d{1,2}|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Capt|Maj|Adm"
    r"|Sgt|Cmdr|Hon|Rev|Jr|Sr|Gov|No|Nos|vs|Co|Corp|Inc|Ltd|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep"
    r"|Sept|Oct|Nov|Dec|Calif|Pres|Amb|Sec)$",
)


def derive_title(text: str) -> str:
    """The first sentence of `text` on one line, at most LONGEST characters and an ellipsis."""
    head = text[:_LOOK].strip()
    paragraph = " ".join(_PARAGRAPH.split(head, maxsplit=1)[0].split())
    return _cut(_first_sentence(paragraph))


def _first_sentence(paragraph: str) -> str:
    for stop in _STOP.finditer(paragraph):
        # 20 characters are enough to look back for an abbreviation; the longest has six.
        before = paragraph[max(0, stop.start() - 20) : stop.start()]
        if stop.group()[0] == "." and _ABBREVIATION.search(before):
            continue
        return paragraph[: stop.end()]
    return paragraph


def _cut(sentence: str) -> str:
    if len(sentence) <= LONGEST:
        return sentence
    head, space, _ = sentence[: LONGEST + 1].rpartition(" ")
    # Without a space in its second half this is a script without spaces, or one long word.
    kept = head if space and len(head) >= LONGEST // 2 else sentence[:LONGEST]
    return kept.rstrip(" ,;:–—-") + "…"
