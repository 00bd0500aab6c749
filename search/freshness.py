"""Whether the tags of an index are those that today's vocabulary and rules would give."""

from __future__ import annotations

import hashlib
from dataclasses import replace

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
