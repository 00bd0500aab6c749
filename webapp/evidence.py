"""Why an article has a tag: the sentence, the title or the dateline that shows it best."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.model import Article, Tag
from search.naming import Names

LONGEST = 300
"""Characters quoted as evidence."""

MOST_WORDS = 6
"""Of a name that is looked for in a title: "Democratic People's Republic of Korea" has five."""

_WORD = re.compile(r"[^\s,.;:!?()\[\]“”\"/]+")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is quoted; `place` is "title" or "dateline", or "" for a sentence of the text."""

    quoted: str
    place: str = ""


def find_evidence(key: str, tag: Tag, article: Article, names: Names) -> Evidence | None:
    """What shows a tag of an article best; None where nothing in it does, such as for a label that
    only came with the article.

    The tagger keeps the best sentence of the text. A tag found without one stands in the title or
    the dateline alone: in that which names it, or else in the only one there is.
    """
    if tag.evidence is not None:
        start, end = tag.evidence
        return Evidence(_shortened(article.text[start:end]))
    places = [("title", article.title), ("dateline", article.dateline)]
    held = [(place, text) for place, text in places if text.strip()]
    naming = [each for each in held if _names(each[1], key, tag.value, names)]
    if not naming and not tag.given and len(held) == 1:
        naming = held
    return next((Evidence(_shortened(text), place) for place, text in naming), None)


def _names(text: str, key: str, id: str, names: Names) -> bool:
    state = names.vocabulary.lists.countries.get(id) if key == "country" else None
    towns = (*state.capitals, *state.places, *state.metonyms) if state else ()
    known = {town.casefold() for town in towns}
    for phrase in _phrases(text[:LONGEST]):
        if phrase.casefold() in known:
            return True
        if phrase != id and id in (names.vocabulary.resolve(key, phrase) or ()):
            return True
    return False


def _phrases(text: str) -> Iterator[str]:
    """Each run of up to MOST_WORDS words; "Iran's" counts as Iran, too."""
    words = _WORD.findall(text)
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            phrase = " ".join(words[start:end])
            yield phrase
            if phrase.endswith(("'s", "’s")):
                yield phrase[:-2]


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
