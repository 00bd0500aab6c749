"""Tags articles again from the text that the index holds, and keeps account of who tagged what."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from indexer.manifest import Manifest, retagged, tagging_of
from indexer.tagging import Tagger
from search.engine import Searcher, open_searcher, open_writer
from search.freshness import SEVERAL, STAMP
from search.model import Article, IndexInfo, SourceRecord, Tag

log = logging.getLogger(__name__)

_DECIMALS = 3
"""Scores are kept so exactly; a difference beyond it is none."""


@dataclass(frozen=True, slots=True)
class Retagged:
    """How many articles were looked at, how many changed, and the ids that are in no article."""

    looked_at: int
    changed: int
    missing: tuple[str, ...] = ()


def retag(index: str, tagger: Tagger, ids: Sequence[str] = ()) -> Retagged:
    """Tag these articles again, all of them without `ids`, in one commit.

    Labels that came with an article stay. Only articles whose tags change are rewritten, so that
    `changed` means what it says. Raises what engines raise; the index then stands as before.
    """
    with closing(open_searcher(index)):
        pass  # no index is made for a question about one
    with open_writer(index) as writer, closing(open_searcher(index)) as searcher:
        missing = tuple(id for id in dict.fromkeys(ids) if searcher.get(id) is None)
        looked_at = changed = 0
        for article in _chosen(searcher, ids):
            looked_at += 1
            anew = tagger.tag(without_found(article))
            if not same_tags(article, anew):
                writer.add(anew)
                changed += 1
        if not ids:
            writer.stamp(STAMP, tagger.fingerprint)
            for record in tuple(writer.sources()):
                writer.record(retagged(record, tagger.fingerprint))
        elif looked_at and _stamp(searcher.info()) != tagger.fingerprint:
            writer.stamp(STAMP, SEVERAL)
    return Retagged(looked_at, changed, missing)


def without_found(article: Article) -> Article:
    """The article as it was before tagging: with the labels alone that came with it."""
    countries, organisations = (
        tuple(Tag(tag.value, tag.score, given=True) for tag in tags if tag.given)
        for tags in (article.countries, article.organisations)
    )
    return replace(article, countries=countries, organisations=organisations, pairs=())


def same_tags(one: Article, other: Article) -> bool:
    """Whether two versions of an article bear the same tags and pairs."""
    return all(
        _rounded(getattr(one, kind)) == _rounded(getattr(other, kind))
        for kind in ("countries", "organisations")
    ) and set(one.pairs) == set(other.pairs)


def stamp_of(
    tagging: str, sources: Iterable[SourceRecord], before: IndexInfo | None, manifest: Manifest
) -> str:
    """What an index may say of its tags after a run with this tagger.

    SEVERAL where articles may be left that another one tagged: those of files that the run was
    not about, or that no record knows (`before` and `manifest` are of the time before the run).
    """
    if before is None or not before.articles or _stamp(before) == tagging:
        return tagging
    known = len(manifest.known) == before.articles
    return tagging if known and all(tagging_of(r) == tagging for r in sources) else SEVERAL


def _chosen(searcher: Searcher, ids: Sequence[str]) -> Iterator[Article]:
    if not ids:
        yield from searcher.articles()
        return
    for id in dict.fromkeys(ids):
        article = searcher.get(id)
        if article is not None:
            yield article


def _rounded(tags: tuple[Tag, ...]) -> list[Tag]:
    return [replace(tag, score=round(tag.score, _DECIMALS)) for tag in tags]


def _stamp(info: IndexInfo) -> str:
    return dict(info.fingerprints).get(STAMP, "")
