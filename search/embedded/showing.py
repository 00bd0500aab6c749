"""Articles as a list of hits shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.budget import ENDLESS, Budget
from search.embedded.paging import Ordered
from search.embedded.snapshot import Snapshot
from search.embedded.texts import text_of
from search.model import Dating, Hit, Want
from search.plan import Plan
from search.snippets import Marker, snippets_of
from search.stored import instant_of

_KEYS = ("source", "language", "country", "organisation")
_Values = tuple[str, ...]
_Row = tuple[int, float, Dating, int, _Values, _Values, _Values, _Values]
"""An article with its score, its dating, when it was added, and its values of _KEYS."""


def show(
    snapshot: Snapshot, plan: Plan, ordered: Ordered, want: Want, budget: Budget
) -> tuple[Hit, ...]:
    """The hits of a page, with the best passages of each where they are wanted."""
    marker = Marker(plan) if want.snippets and len(ordered.docs) else None
    return tuple(make_hits(snapshot, ordered.docs, ordered.scores, marker, budget))


def make_hits(
    snapshot: Snapshot,
    docs: NDArray[np.int32],
    scores: NDArray[Any],
    marker: Marker | None = None,
    budget: Budget = ENDLESS,
) -> Iterator[Hit]:
    """Each of the articles; with a marker, its best passages. Columns are read for all at once."""
    rows = _rows(snapshot, docs, scores)
    for doc, score, dating, added, source, languages, countries, organisations in rows:
        budget.check()
        documents, local = snapshot.locate(doc)
        head, language = documents.head(local), "".join(languages)
        text = text_of(documents.record(local)) if marker else ""
        yield Hit(
            id=head.id,
            score=score,
            title=head.title or head.derived_title or head.id,
            title_derived=not head.title,
            dating=dating,
            source="".join(source),
            url=head.url,
            dateline=head.dateline,
            byline=head.byline,
            language=language,
            countries=countries,
            organisations=organisations,
            snippets=snippets_of(text, marker, language) if marker else (),
            added=instant_of(added),
        )


def _rows(snapshot: Snapshot, docs: NDArray[np.int32], scores: NDArray[Any]) -> Iterator[_Row]:
    return zip(
        docs.tolist(),
        scores.tolist(),
        snapshot.datings(docs),
        snapshot.added[docs].tolist(),
        *(snapshot.keyword(key).rows(docs) for key in _KEYS),
        strict=True,
    )
