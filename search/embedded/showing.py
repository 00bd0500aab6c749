"""Articles as a list of hits shows them."""

from __future__ import annotations

from search.budget import Budget
from search.embedded.documents import instant_of, text_of
from search.embedded.paging import Ordered
from search.embedded.snapshot import Snapshot
from search.model import Hit, Snippet, Want
from search.plan import Plan
from search.snippets import Marker, snippets_of


def show(
    snapshot: Snapshot, plan: Plan, ordered: Ordered, want: Want, budget: Budget
) -> tuple[Hit, ...]:
    """The hits of a page, with the best passages of each where they are wanted."""
    marker = Marker(plan) if want.snippets and len(ordered.docs) else None
    hits = []
    for doc, score in zip(ordered.docs.tolist(), ordered.scores.tolist(), strict=True):
        budget.check()
        hits.append(hit(snapshot, doc, score, marker))
    return tuple(hits)


def hit(snapshot: Snapshot, doc: int, score: float, marker: Marker | None = None) -> Hit:
    """One article; with a marker, its best passages."""
    documents, local = snapshot.locate(doc)
    head = documents.head(local)
    language = "".join(snapshot.keyword("language").of(doc))
    snippets: tuple[Snippet, ...] = ()
    if marker is not None:
        snippets = snippets_of(text_of(documents.record(local)), marker, language)
    return Hit(
        id=head.id,
        score=score,
        title=head.title or head.derived_title or head.id,
        title_derived=not head.title,
        dating=snapshot.dating(doc),
        source="".join(snapshot.keyword("source").of(doc)),
        url=head.url,
        dateline=head.dateline,
        byline=head.byline,
        language=language,
        countries=snapshot.keyword("country").of(doc),
        organisations=snapshot.keyword("organisation").of(doc),
        snippets=snippets,
        added=instant_of(int(snapshot.added[doc])),
    )
