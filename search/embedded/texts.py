"""The texts of a segment, with their tags: blocks of 16 articles compressed together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
import zstandard

from search.embedded.columns import Arrays
from search.embedded.packing import narrowest
from search.model import Article, Tag
from search.stored import read_tags, storable, tag_rows

BLOCK = 16
"""Articles compressed together: 37 % of the text against 49 % one by one."""

LEVEL = 3
"""Zstandard's level: 9 would save 2 % of the text for four times the work."""


class TextsWriter:
    """Compresses texts, block after block, into one file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._compress = zstandard.ZstdCompressor(level=LEVEL).compress
        self._block: list[bytes] = []
        self._lengths: list[int] = []
        self._block_docs = [0]
        self._block_ends = [0]

    def add(self, record: bytes) -> None:
        """The record of the next article."""
        self._block.append(record)
        self._lengths.append(len(record))
        if len(self._block) == BLOCK:
            self.end_block()

    def end_block(self) -> None:
        """Compress what waits."""
        if self._block:
            packed = self._compress(b"".join(self._block))
            self._block = []
            self._write_block(packed, len(self._lengths))

    def copy_block(self, packed: bytes, lengths: Iterable[int]) -> None:
        """Take over a whole compressed block of another segment."""
        self.end_block()
        self._lengths.extend(lengths)
        self._write_block(packed, len(self._lengths))

    def _write_block(self, packed: bytes, docs: int) -> None:
        self._file.write(packed)
        self._block_ends.append(self._block_ends[-1] + len(packed))
        self._block_docs.append(docs)

    def finish(self) -> Arrays:
        """Where each block and each record lies."""
        self.end_block()
        return {
            "text_lengths": narrowest(np.array(self._lengths, dtype=np.int64)),
            "block_docs": narrowest(np.array(self._block_docs, dtype=np.int64)),
            "block_ends": narrowest(np.array(self._block_ends, dtype=np.int64)),
        }


def encode_record(article: Article) -> bytes:
    """Tags and text of an article: one line of JSON, then the text."""
    tags = [tag_rows(article.countries), tag_rows(article.organisations)]
    line = json.dumps(tags, ensure_ascii=True, separators=(",", ":")) if any(tags) else ""
    return line.encode() + b"\n" + storable(article.text).encode()


def decode_record(record: bytes) -> tuple[tuple[tuple[Tag, ...], tuple[Tag, ...]], str]:
    """Countries and organisations, and the text."""
    line, _, text = record.partition(b"\n")
    countries, organisations = json.loads(line) if line else ((), ())
    return (read_tags(countries), read_tags(organisations)), text.decode()


def text_of(record: bytes) -> str:
    """The text alone, for which the tags need not be read."""
    return record.partition(b"\n")[2].decode()
