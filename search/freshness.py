"""Whether an index is what this version would write: its schema, its words, its tags."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from search.analysis import fingerprint
from search.engine import SchemaMismatch
from search.fields import SCHEMA_VERSION
from search.model import IndexInfo, Notice, NoticeKind
from search.vocabulary import Vocabulary
from search.vocabulary.reading import DATA

TAGGING_RULES = 3
"""Raised with every change of the tagger's rules, so that an index shows its tags are older."""

STAMP = "tagging"
"""The name of the fingerprint that an index keeps of what its articles were tagged by."""

SEVERAL = "several"
"""The fingerprint of an index whose articles were tagged by different rules."""

_NO_TAGGING = frozenset({"apart.csv"})
"""Lists that only questions look into."""

OLDER_TAGS = Notice(
    NoticeKind.OLDER_TAGS,
    "Countries and organisations were found by other names or rules than today's; "
    "“dragoman retag” finds them again.",
)
"""The notice for operators. Readers need not be told: an index's tags are what it says they are,
and a citation names the index and its generation."""


def check_version(
    shown: str, schema_version: int, fingerprints: Iterable[tuple[str, str]], instead: str
) -> None:
    """Raise SchemaMismatch for an index whose fields or analysis are not this version's.

    `shown` names the index to the operator; `instead` says where a new one would go.
    """
    if schema_version != SCHEMA_VERSION:
        raise SchemaMismatch(
            f"{shown}: written with schema {schema_version}, this version reads "
            f"{SCHEMA_VERSION}. Index the articles again {instead}."
        )
    stored = dict(fingerprints).get("analysis", "")
    if stored != fingerprint():
        raise SchemaMismatch(
            f"{shown}: its words were made by another analysis ({stored or 'unknown'}; this "
            f"version's is {fingerprint()}), so questions would miss articles. "
            f"Index the articles again {instead}."
        )


def tagging_fingerprint(vocabulary: Vocabulary, *, organisations: bool = True) -> str:
    """16 hex digits over the vocabulary, the shipped lists and the version of the rules."""
    made_of = f"{TAGGING_RULES} {organisations} {vocabulary.fingerprint()}"
    digest = hashlib.sha256(made_of.encode())
    for path in sorted(DATA.glob("*.csv")):
        if path.name not in _NO_TAGGING:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def with_notice(info: IndexInfo, vocabulary: Vocabulary) -> IndexInfo:
    """What an index says of itself, with a notice where its tags are others than today's."""
    stamp = dict(info.fingerprints).get(STAMP, "")
    if stamp in ("", tagging_fingerprint(vocabulary)):
        return info
    return replace(info, notices=(*info.notices, OLDER_TAGS))


def is_behind(info: IndexInfo) -> bool:
    """Whether the newest commit cannot be read, so that answers come from an earlier one."""
    return any(notice.kind is NoticeKind.BEHIND for notice in info.notices)
