"""What `--check` shows: every file is read and nothing written; ten articles, as they would be."""

from __future__ import annotations

from indexer.manifest import Plan
from indexer.pipeline import Progress
from indexer.readers import READERS, Reader
from indexer.reading import read_tasks
from indexer.records import Cleaned, Limits, Rejection
from indexer.report import Preview, Tally
from indexer.workers import Finished, Preparation, prepare

SHOWN = 10
"""Articles shown: the first of each of so many files, or more of each if there are fewer."""

_SAY_EVERY = 200


def preview_plan(
    plan: Plan,
    preparation: Preparation,
    limits: Limits,
    *,
    tally: Tally,
    progress: Progress,
    readers: tuple[Reader, ...] = READERS,
) -> tuple[Preview, ...]:
    """Count what would be indexed, and show the first articles."""
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        tally.bytes += count

    progress.start(plan.bytes)
    firsts: dict[str, Preview] = {}
    others: list[Preview] = []
    for rejection in plan.rejections:
        tally.reject(rejection)
    items = prepare(read_tasks(plan.tasks, limits, advance, readers), preparation, jobs=1)
    for number, item in enumerate(items):
        if isinstance(item, Rejection):
            tally.reject(item)
        elif isinstance(item, Finished):
            tally.read += 1
        else:
            tally.take(item)
            tally.added += 1
            if item.source not in firsts and len(firsts) < SHOWN:
                firsts[item.source] = _preview(item)
            elif len(others) < SHOWN:
                others.append(_preview(item))
        if number % _SAY_EVERY == 0:
            progress.advance(done, tally.added, tally.rejections)
    chosen = list(firsts.values())
    return tuple(chosen + others[: SHOWN - len(chosen)])


def _preview(item: Cleaned) -> Preview:
    article = item.article
    # A single file has no title of its own: what it shows comes from the metadata.
    given = "metadata" if item.single else "given"
    return Preview(
        source=item.source,
        line=item.line,
        id=article.id,
        title=article.shown_title,
        title_origin=given if article.title else "first sentence",
        date=article.dating.iso,
        date_origin=article.dating.origin,
    )
