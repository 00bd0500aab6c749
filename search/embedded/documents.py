"""What a segment keeps of each article besides its words: columns and heads; texts beside them.

Columns (dates, lengths, keyword ordinals) are arrays over article numbers. A *head* is what a
list of hits shows, uncompressed, so that it inflates no text unless it wants snippets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.embedded.columns import Arrays, as_memory, pack_strings, unpack_strings
from search.embedded.packing import narrowest
from search.embedded.texts import TextsWriter, decode_record, encode_record
from search.fields import KEYWORDS, keyword_values
from search.model import Article, Dating
from search.stored import HEAD, PRECISIONS, day_number, day_of, storable

Ints = NDArray[np.int64]

UNDATED = np.iinfo(np.int32).min
"""Stands for the day of an article without one."""

SINGLE = ("source", "source_country", "language")
FIELD_SEPARATOR = "\x1f"


def id_hash(id: str) -> int:
    """64 bits of BLAKE2b: finds an id by binary search; equal hashes are told apart by the id."""
    return int.from_bytes(
        hashlib.blake2b(id.encode("utf-8", "replace"), digest_size=8).digest(), "little"
    )


def in_head(text: str) -> str:
    """`text` as a head can hold it."""
    return storable(text).replace(FIELD_SEPARATOR, " ")


class KeywordColumn:
    """Builds the values of one keyword field: ordinals into a sorted table."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._counts: list[int] = []
        self._ordinals: list[int] = []

    def add(self, values: Sequence[str]) -> None:
        """The values of the next article."""
        seen = self._seen
        self._counts.append(len(values))
        for value in values:
            self._ordinals.append(seen.setdefault(value, len(seen)))

    def arrays(self, key: str) -> Arrays:
        """The finished columns, values sorted."""
        order = sorted(self._seen)
        rank = np.empty(len(order), dtype=np.int64)
        for new, value in enumerate(order):
            rank[self._seen[value]] = new
        ordinals = np.array(self._ordinals, dtype=np.int64)
        return keyword_arrays(key, order, np.array(self._counts, dtype=np.int64), rank[ordinals])


def keyword_arrays(key: str, values: Sequence[str], counts: Ints, ordinals: Ints) -> Arrays:
    """The columns of one keyword field as they are stored."""
    blob, bounds = pack_strings([v.encode() for v in values])
    return {
        f"{key}.values": blob,
        f"{key}.bounds": narrowest(bounds),
        f"{key}.counts": narrowest(counts),
        f"{key}.ordinals": narrowest(ordinals),
    }


class DocumentsWriter:
    """Gathers the columns of a segment under construction, article by article."""

    def __init__(self, texts: TextsWriter) -> None:
        self._texts = texts
        self._heads: list[bytes] = []
        self.ids: list[str] = []
        self._days: list[int] = []
        self._precisions: list[int] = []
        self._keywords = {field.key: KeywordColumn() for field in KEYWORDS}
        self._origins = KeywordColumn()

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, article: Article) -> None:
        """Everything but the words."""
        self.ids.append(article.id)
        head = (in_head(getattr(article, name)) for name in HEAD)
        self._heads.append(FIELD_SEPARATOR.join(head).encode())
        dating = article.dating
        self._days.append(UNDATED if dating.day is None else day_number(dating.day))
        self._precisions.append(PRECISIONS.index(dating.precision))
        self._origins.add((storable(dating.origin),))
        for key, column in self._keywords.items():
            column.add(tuple(storable(v) for v in keyword_values(article, key)))
        self._texts.add(encode_record(article))

    def finish(self) -> Arrays:
        """The columns of the segment, but for lengths and instants, which the writer knows."""
        blob, bounds = pack_strings(self._heads)
        arrays: Arrays = {
            "head_blob": blob,
            "head_bounds": narrowest(bounds),
            "day": np.array(self._days, dtype=np.int32),
            "precision": np.array(self._precisions, dtype=np.uint8),
            **id_arrays(np.array([id_hash(i) for i in self.ids], dtype=np.uint64)),
            "id_rank": id_ranks([storable(i) for i in self.ids]),
            **self._origins.arrays("date_origin"),
            **self._texts.finish(),
        }
        for key, column in self._keywords.items():
            arrays |= column.arrays(key)
        return arrays


def id_arrays(hashes: NDArray[np.uint64]) -> Arrays:
    """The id index: hashes ascending, and whose they are."""
    order = np.argsort(hashes, kind="stable")
    return {"id_hash": hashes[order], "id_doc": narrowest(order)}


def id_ranks(ids: Sequence[str]) -> NDArray[Any]:
    """The place of each article's id among all ids of its segment."""
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return narrowest(ranks)


@dataclass(frozen=True, slots=True)
class Head:
    """What a list of hits shows of an article."""

    id: str
    title: str
    derived_title: str
    dateline: str
    byline: str
    url: str


class DocumentsReader:
    """The articles of one segment, over its mapped files."""

    def __init__(self, arrays: Arrays, texts: NDArray[np.uint8]) -> None:
        self.arrays = arrays
        self._texts = as_memory(texts)
        self._heads = as_memory(arrays["head_blob"])
        self._head_bounds = arrays["head_bounds"]

    def __len__(self) -> int:
        return len(self._head_bounds) - 1

    def head(self, doc: int) -> Head:
        """The head of an article."""
        a, b = self._head_bounds[doc : doc + 2].tolist()
        return Head(*bytes(self._heads[a:b]).decode().split(FIELD_SEPARATOR))

    def id(self, doc: int) -> str:
        """The id of an article."""
        return self.head(doc).id

    def find(self, id: str) -> int | None:
        """The article with this id, deleted or not; the latest where there are several."""
        found = self.find_all([id])
        return int(found[0]) if found[0] >= 0 else None

    def find_all(self, ids: Sequence[str]) -> Ints:
        """The article of each id, -1 where there is none: one sorted join for a whole batch."""
        wanted = np.array([id_hash(i) for i in ids], dtype=np.uint64)
        hashes = self.arrays["id_hash"]
        first = np.searchsorted(hashes, wanted, side="left")
        last = np.searchsorted(hashes, wanted, side="right")
        found = np.full(len(ids), -1, dtype=np.int64)
        for i in np.flatnonzero(last > first).tolist():
            for at in range(int(first[i]), int(last[i])):
                doc = int(self.arrays["id_doc"][at])
                if doc > found[i] and self.id(doc) == in_head(ids[i]):
                    found[i] = doc
        return found

    def dating(self, doc: int) -> Dating:
        """When the article is dated."""
        return self._dating(doc, self.keyword_of("date_origin", doc)[0])

    def _dating(self, doc: int, origin: str) -> Dating:
        day, precision = int(self.arrays["day"][doc]), int(self.arrays["precision"][doc])
        return Dating(None if day == UNDATED else day_of(day), PRECISIONS[precision], origin)

    def keyword_table(self, key: str) -> list[str]:
        """The values of a keyword field, sorted; ordinals count into it."""
        blob, bounds = self.arrays.get(f"{key}.values"), self.arrays.get(f"{key}.bounds")
        if blob is None or bounds is None:
            return []
        return [value.decode() for value in unpack_strings(blob, bounds)]

    def keyword_of(self, key: str, doc: int) -> tuple[str, ...]:
        """The values of one article; slow, for showing a few."""
        counts = self.arrays[f"{key}.counts"]
        start = int(counts[:doc].sum(dtype=np.int64))
        ordinals = self.arrays[f"{key}.ordinals"][start : start + int(counts[doc])]
        table = self.keyword_table(key)
        return tuple(table[int(o)] for o in ordinals)

    def record(self, doc: int) -> bytes:
        """Tags and text as stored."""
        block = int(np.searchsorted(self.arrays["block_docs"], doc, side="right")) - 1
        lengths, data = self._inflate(block)
        place = doc - int(self.arrays["block_docs"][block])
        return data[sum(lengths[:place]) : sum(lengths[: place + 1])]

    def block(self, block: int) -> bytes:
        """A compressed block as it lies on disk."""
        ends = self.arrays["block_ends"]
        return bytes(self._texts[int(ends[block]) : int(ends[block + 1])])

    def block_records(self, block: int) -> list[bytes]:
        """The records of one block, inflated."""
        lengths, data = self._inflate(block)
        records, at = [], 0
        for length in lengths:
            records.append(data[at : at + length])
            at += length
        return records

    def _inflate(self, block: int) -> tuple[list[int], bytes]:
        """The lengths of the records of one block, and these end to end."""
        docs = self.arrays["block_docs"]
        lengths = self.arrays["text_lengths"][int(docs[block]) : int(docs[block + 1])].tolist()
        inflate = zstandard.ZstdDecompressor().decompress
        return lengths, inflate(self.block(block), max_output_size=sum(lengths))

    def article(self, doc: int) -> Article:
        """The whole article, without its instants."""
        return self._make(doc, self.record(doc), lambda key: self.keyword_of(key, doc))

    def each(self) -> Iterator[Article]:
        """Every article in order, deleted ones too: blocks and tables are read once for all."""
        columns = {key: self._rows(key) for key in (*SINGLE, "pair", "date_origin")}
        blocks = self.arrays["block_docs"]
        for block in range(len(blocks) - 1):
            for doc, record in enumerate(self.block_records(block), int(blocks[block])):
                values = {key: next(rows) for key, rows in columns.items()}
                yield self._make(doc, record, values.__getitem__)

    def _rows(self, key: str) -> Iterator[tuple[str, ...]]:
        """The values of each article in one keyword field."""
        table, ordinals, start = self.keyword_table(key), self.arrays[f"{key}.ordinals"], 0
        for count in self.arrays[f"{key}.counts"]:
            stop = start + int(count)
            yield tuple([table[o] for o in ordinals[start:stop].tolist()])
            start = stop

    def _make(self, doc: int, record: bytes, values: Callable[[str], tuple[str, ...]]) -> Article:
        head = self.head(doc)
        (countries, organisations), text = decode_record(record)
        article = Article(**{name: getattr(head, name) for name in HEAD}, text=text)
        source, source_country, language = ("".join(values(key)) for key in SINGLE)
        return replace(
            article,
            dating=self._dating(doc, values("date_origin")[0]),
            source=source,
            source_country=source_country,
            language=language,
            countries=countries,
            organisations=organisations,
            pairs=values("pair"),
        )


def instants_column(ordinals: Sequence[int] | Ints) -> NDArray[Any]:
    """Ordinals into the segment's table of commit instants."""
    return narrowest(np.asarray(ordinals, dtype=np.int64))
