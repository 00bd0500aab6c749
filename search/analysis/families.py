"""English words whose stem Snowball gets wrong for news: what stays apart, what belongs together.

One line a family: the stem that all its words get, then the words.
"""

from __future__ import annotations

_FAMILIES = """
news: news
organiz: organization organizations organizational organizationally organize organizes
organiz: organized organizing organizer organizers
"""

STEMS: dict[str, str] = {
    word: stem
    for stem, _, words in (line.partition(": ") for line in _FAMILIES.strip().splitlines())
    for word in words.split()
}
"""Surface to stem."""
