"""What stock Whoosh needs to read our segments: a codec over the columns.

With it `whoosh.index.open_dir` opens an index and Whoosh's own matchers run over it: the fallback
for queries that the evaluator does not know, and the oracle that it is tested against. Writing
goes through `search.embedded.writer` alone. The module path is pickled into every index.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, PerDocumentReader, TermsReader
from whoosh.matching import LeafMatcher
from whoosh.reading import TermInfo

from search.embedded.documents import DocumentsReader
from search.embedded.postings import SEPARATOR
from search.embedded.segment import ColumnSegment, OpenSegment, open_segment
from search.embedded.terms import EMPTY, SegmentTerm, find_stem, find_word, read_terms
from search.fields import KEYWORDS
from search.stored import STEM, TEXT_FIELDS, TITLE

KEYWORD_KEYS = {field.key for field in KEYWORDS}


class ColumnCodec(Codec):  # type: ignore[misc] # Whoosh has no types to check against
    """Reads segments of numpy columns: one whose files are open already, or any in a folder."""

    length_stats = False

    def __init__(self, opened: OpenSegment | None = None) -> None:
        self._opened = opened

    def terms_reader(self, storage: Any, segment: ColumnSegment) -> ColumnTermsReader:
        """The terms of a segment."""
        return ColumnTermsReader(self._open(storage, segment))

    def per_document_reader(self, storage: Any, segment: ColumnSegment) -> ColumnDocuments:
        """The articles of a segment."""
        return ColumnDocuments(self._open(storage, segment), segment)

    def _open(self, storage: Any, segment: ColumnSegment) -> OpenSegment:
        return self._opened or open_segment(Path(storage.folder), segment)

    def new_segment(self, storage: Any, indexname: str) -> ColumnSegment:
        """An empty segment."""
        return ColumnSegment(indexname)


class ColumnTermsReader(TermsReader):  # type: ignore[misc]
    """Whoosh's view of a segment's terms, field by field."""

    def __init__(self, segment: OpenSegment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return len(self.read(*term).docs) > 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return sorted({*TEXT_FIELDS, *KEYWORD_KEYS, "id"})

    def read(self, field: str, text: bytes, positions: bool = False) -> SegmentTerm:
        """The postings of a term."""
        if field == "id":
            doc = self._segment.documents.find(text.decode())
            return EMPTY if doc is None else _unscored(np.array([doc]))
        if field in KEYWORD_KEYS:
            return _unscored(self._keyword_docs(field, text.decode()))
        find = find_stem if field.endswith(STEM) else find_word
        terms = find(self._segment, text.decode())
        return read_terms(self._segment, terms, title=field.startswith(TITLE), positions=positions)

    def _keyword_docs(self, field: str, value: str) -> NDArray[np.int64]:
        documents = self._segment.documents
        table = documents.keyword_table(field)
        if value not in table:
            return np.empty(0, dtype=np.int64)
        counts = documents.arrays[f"{field}.counts"]
        owners = np.repeat(np.arange(len(counts)), counts)
        return owners[documents.arrays[f"{field}.ordinals"] == table.index(value)]

    def term_info(self, field: str, text: bytes) -> TermInfo:
        """Statistics of a term; raises KeyError for one that is not there."""
        term = self.read(field, text)
        if not len(term.docs):
            raise KeyError((field, text))
        return TermInfo(
            weight=float(term.weights.sum()),
            df=len(term.docs),
            minlength=1,
            maxlength=1,
            maxweight=float(term.weights.max()),
            minid=int(term.docs[0]),
            maxid=int(term.docs[-1]),
        )

    def matcher(self, field: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """A matcher over a term's postings."""
        return ArrayMatcher((field, text), self.read(field, text, positions=True), format_, scorer)

    def _texts(self, field: str) -> Iterator[bytes]:
        """Every term of a field, ascending."""
        if field in KEYWORD_KEYS:
            yield from (v.encode() for v in self._segment.documents.keyword_table(field))
        elif field == "id":
            documents = self._segment.documents
            yield from sorted(documents.id(d).encode() for d in range(len(documents)))
        else:
            part = 0 if field.endswith(STEM) else 2
            yield from sorted(
                {key.partition(SEPARATOR)[part] for key in self._segment.postings.keys(0)}
            )

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every term of every field."""
        for field in self.indexed_field_names():
            yield from ((field, text) for text in self._texts(field))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every term from a place on."""
        for field, text in self.terms():
            if (field, text) >= (fieldname, prefix):
                yield field, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every term with its statistics."""
        for term in self.terms():
            if term in self:
                yield term, self.term_info(*term)

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same from a place on."""
        for term in self.terms_from(fieldname, prefix):
            if term in self:
                yield term, self.term_info(*term)


def _unscored(docs: NDArray[np.int64]) -> SegmentTerm:
    ones = np.ones(len(docs), dtype=np.int64)
    return SegmentTerm(docs, ones, ones, np.zeros(len(docs), dtype=np.int64))


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Walks decoded postings one article at a time, as Whoosh's matchers do."""

    def __init__(self, term: tuple[str, bytes], postings: SegmentTerm, format_: Any, scorer: Any):
        self._term = term
        self._postings = postings
        self._ends = np.cumsum(postings.counts)
        self.format = format_
        self.scorer = scorer
        self._at = 0

    def is_active(self) -> bool:
        """Whether there is a posting under the cursor."""
        return self._at < len(self._postings.docs)

    def reset(self) -> None:
        """Back to the first."""
        self._at = 0

    def copy(self) -> ArrayMatcher:
        """A cursor of its own over the same arrays."""
        twin = ArrayMatcher(self._term, self._postings, self.format, self.scorer)
        twin._at = self._at
        return twin

    def id(self) -> int:
        """The article under the cursor."""
        return int(self._postings.docs[self._at])

    def next(self) -> bool:
        """Step on."""
        self._at += 1
        return True

    def skip_to(self, id: int) -> None:
        """The first posting at or after an article."""
        self._at += int(np.searchsorted(self._postings.docs[self._at :], id))

    def all_ids(self) -> Iterator[int]:
        """Every article from the cursor on."""
        return iter(self._postings.docs[self._at :].tolist())

    def weight(self) -> float:
        """The weighted frequency under the cursor."""
        return float(self._postings.weights[self._at])

    def value(self) -> bytes:
        """Encoded values are not kept; see value_as."""
        return b""

    def value_as(self, astype: str) -> Any:
        """Positions or frequency under the cursor."""
        if astype != "positions":
            return self.weight()
        assert self._postings.positions is not None
        end = int(self._ends[self._at])
        start = end - int(self._postings.counts[self._at])
        return self._postings.positions[start:end].tolist()

    def supports(self, astype: str) -> bool:
        """What value_as can give."""
        return astype in ("positions", "frequency", "weight")

    def supports_block_quality(self) -> bool:
        """No blocks."""
        return False


class ColumnDocuments(PerDocumentReader):  # type: ignore[misc]
    """Whoosh's view of a segment's articles."""

    def __init__(self, opened: OpenSegment, segment: ColumnSegment) -> None:
        self._opened = opened
        self._record = segment

    @property
    def documents(self) -> DocumentsReader:
        """The columns behind it."""
        return self._opened.documents

    def doc_count(self) -> int:
        """Live articles."""
        return self._record.doc_count()

    def doc_count_all(self) -> int:
        """All articles."""
        return self._record.doc_count_all()

    def has_deletions(self) -> bool:
        """Whether any is deleted."""
        return self._record.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        """Whether one is."""
        return self._record.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """Which are."""
        return self._record.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The weighted length of an article; the one length of all text fields."""
        if fieldname not in TEXT_FIELDS:
            return default
        return int(self.documents.arrays["length"][docnum])

    def field_length(self, fieldname: str) -> int:
        """The sum of the lengths, deleted articles included, as Whoosh has it."""
        return int(self.documents.arrays["length"].sum()) if fieldname in TEXT_FIELDS else 0

    def min_field_length(self, fieldname: str) -> int:
        """The shortest."""
        return int(self.documents.arrays["length"].min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """The longest."""
        return int(self.documents.arrays["length"].max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, object]:
        """The id: everything else is read through `search.embedded.documents`."""
        return {"id": self.documents.id(docnum)}
