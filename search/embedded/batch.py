"""Articles gathered in memory until there are enough of them for a segment."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from search.analysis import Analyser
from search.embedded.columns import Arrays
from search.embedded.disk import Disk
from search.embedded.documents import DocumentsWriter, instants_column
from search.embedded.inversion import dictionary_arrays, invert
from search.embedded.packing import narrowest
from search.embedded.postings import PostingsWriter
from search.embedded.segment import ColumnSegment
from search.embedded.segment_writer import SegmentFiles
from search.embedded.texts import TextsWriter
from search.model import Article

Ints = NDArray[np.int64]

MAX_WORDS = 8_000_000
"""Words held before a segment is written: about 300 MB with all that sorting makes of them."""

MAX_FORMS = 1_000_000
"""Distinct words held, so that a hostile vocabulary is bounded too."""

MAX_ARTICLES = 200_000


class Batch:
    """One segment under construction: words as ids, everything else as columns."""

    def __init__(self, disk: Disk, indexname: str, analyser: Analyser) -> None:
        self.segment = ColumnSegment(indexname)
        self._files = SegmentFiles(disk, self.segment)
        self._analyser = analyser
        self._documents = DocumentsWriter(TextsWriter(self._files[".txt"]))
        self._words = array("I")
        self._titles: list[int] = []
        self._bodies: list[int] = []
        self.number_of: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def ids(self) -> list[str]:
        """The ids of the articles so far, replaced ones included."""
        return self._documents.ids

    @property
    def full(self) -> bool:
        """Whether it is time to write the segment."""
        return (
            len(self._words) >= MAX_WORDS
            or len(self._analyser.forms) >= MAX_FORMS
            or len(self) >= MAX_ARTICLES
        )

    def add(self, article: Article) -> None:
        """Analyse an article and take it in; an earlier one with its id falls away."""
        language = article.language or "en"
        title = self._analyser.encode(article.title, language) if article.title else ()
        body = self._analyser.encode(article.text, language)
        self.remove(article.id)
        self.number_of[article.id] = len(self)
        self._documents.add(article)
        self._words.extend(title)
        self._words.extend(body)
        self._titles.append(len(title))
        self._bodies.append(len(body))

    def remove(self, id: str) -> bool:
        """Drop an article of this batch; False if there is none."""
        number = self.number_of.pop(id, None)
        if number is not None:
            self.segment.deleted.add(number)
        return number is not None

    def write(self, added: list[int], instants: tuple[int | None, ...]) -> ColumnSegment:
        """Invert and write the segment; `added` holds, per article, an ordinal into `instants`,
        of which the first stands for this commit."""
        words = np.frombuffer(self._words, dtype=np.uint32)
        titles, bodies = (np.array(n, dtype=np.int64) for n in (self._titles, self._bodies))
        inverted = invert(words, titles, bodies, self._analyser.forms)
        writer = PostingsWriter(*(self._files[e] for e in (".doc", ".frq", ".pos")))
        if inverted.keys:
            writer.append(inverted.postings)
        arrays: Arrays = {
            **self._documents.finish(),
            **writer.finish(),
            **dictionary_arrays(inverted.keys),
            "length": narrowest(inverted.lengths),
            "titles": narrowest(titles),
            "added": instants_column(added),
            "changed": instants_column([0] * len(self)),
        }
        self.segment.count = len(self)
        self.segment.instants = instants
        self._files.finish(arrays)
        return self.segment

    def abandon(self) -> None:
        """Remove what was written so far."""
        self._files.abandon()
