"""The dateline at the head of a wire story: place, agency and day, apart from the story itself."""

from __future__ import annotations

import re

_HEAD = 160
"""Characters in which a dateline must end; the longest in three archives takes 97."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"(?:{_MONTH}\.? \d{{1,2}}|\d{{1,2}} {_MONTH}\.?)(?:,? \d{{2,4}})?"
_PLACE = r"[A-Z][A-Za-z.' /-]{1,40}"
_PLACES = rf"{_PLACE}(?:, {_PLACE}){{0,2}}"
_CAPITALS = r"[A-Z][A-Z.' /-]{1,40}"
_AGENCY = r"\([A-Za-z][A-Za-z0-9 /.&-]{1,40}\)"
_STATE = r"(?: \([A-Z][A-Za-z. ]{1,30}\))?"
_NOTE = re.compile(r"(?: ?\[[^\[\]\n]{1,100}\]){1,6}")
"""What monitoring services put before a text: [EXCERPTS] [SPEECH] [PRESIDENT X] [TEXT]."""
_END = r"(?:--|[-—–])"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE if loose else 0)
    for form, loose in (
        # LONDON, Feb 26 - / SAN SALVADOR, 3 JAN 90 --
        # PARIS (FRANCE), 31 AUG 89 (AFP) --
        (rf"(?P<place>{_PLACES}{_STATE}), {_DATE} ?(?:{_AGENCY} ?)?{_END}", True),
        # MOSCOW (Reuters) - / Paris, France (AP) —
        (rf"(?P<place>{_PLACE}(?:, {_PLACE})?),? ?{_AGENCY} ?(?:{_END}|:)", False),
        # BAGHDAD, Iraq — / GENEVA —
        (rf"(?P<place>{_CAPITALS}(?:, {_PLACE})?) ?(?:--|[—–]| - )", False),
    )
)


def find_dateline(text: str) -> tuple[int, int]:
    """Where the place and the whole dateline at the head of `text` end; both 0 without one."""
    start = len(text) - len(text.lstrip())
    head = text[start : start + _HEAD]
    for form in _FORMS:
        match = form.match(head)
        if match:
            note = _NOTE.match(text, start + match.end())
            end = note.end() if note else start + match.end()
            return start + match.end("place"), end
    return 0, 0
