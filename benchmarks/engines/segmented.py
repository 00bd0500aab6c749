"""Dragoman in many segments with deleted articles, as a newsroom's index is between merges."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

from benchmarks.engines.ours import Dragoman
from search.embedded import writer as writing
from search.engine import open_searcher, open_writer
from search.model import Article

SEGMENTS = 20

DELETED = 0.02
"""The share of all articles that is deleted."""


class SegmentedDragoman(Dragoman):
    """The same engine over an index that no merge has tidied."""

    name = f"dragoman, {SEGMENTS} segments"
    index_name = f"{Dragoman.index_name}-{SEGMENTS}"

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One commit a segment, the policy of merging held still, then the deletions."""
        ready = list(articles)
        bounds = [len(ready) * number // SEGMENTS for number in range(SEGMENTS + 1)]
        chosen = random.Random(SEGMENTS).sample(ready, int(len(ready) * DELETED))
        with patch.object(writing, "plan_merges", _never_merge):
            for start, end in pairwise(bounds):
                self.write(folder, ready[start:end])
            with open_writer(str(folder)) as writer:
                for article in chosen:
                    writer.delete(article.id)
        segments = open_searcher(str(folder)).info().segments
        assert segments == min(SEGMENTS, len(ready)), f"{segments} segments"


def _never_merge(segments: Sequence[object]) -> list[list[object]]:
    return []
