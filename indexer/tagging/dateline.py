"""The dateline at the head of a wire story: place, agency and day, apart from the story itself."""

from __future__ import annotations

import re

_HEAD = 160
"""Characters in which a dateline must end; the longest in three archives takes 97."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"(?:{_MONTH}\.? \d{{1,2}}|\d{{1,2}} {_MONTH}\.?)(?:,? \d{{2,4}})?"
_PLACE = r"[A-Z][A-Za-z.' /-]{1,40}"
_CAPITALS = r"[A-Z][A-Z.' /-]{1,40}"
_AGENCY = r"\([A-Za-z][A-Za-z /.&-]{1,40}\)"
_END = r"(?:--|[-—–])"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE if loose else 0)
    for form, loose in (
        # LONDON, Feb 26 - / SAN SALVADOR, 3 JAN 90 --
        (rf"(?P<place>{_PLACE}(?:, {_PLACE}){{0,2}}), {_DATE} ?(?:{_AGENCY} ?)?{_END}", True),
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
            return start + match.end("place"), start + match.end()
    return 0, 0
