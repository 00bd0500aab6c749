"""What an index says of itself."""

from __future__ import annotations

import numpy as np

from search.embedded.documents import UNDATED
from search.embedded.snapshot import Snapshot
from search.model import IndexInfo, Notice, NoticeKind
from search.stored import day_of, instant_of


def describe(snapshot: Snapshot) -> IndexInfo:
    """The state of one generation."""
    catalogue = snapshot.catalogue
    header = catalogue.header
    days = snapshot.first_days if snapshot.live is None else snapshot.first_days[snapshot.live]
    dated = days[days != UNDATED]
    language = snapshot.keyword("language")
    totals = zip(language.values, language.totals.tolist(), strict=False)
    counts = [pair for pair in totals if pair[1]]  # those of deleted articles alone do not count
    return IndexInfo(
        name=header.name,
        generation=catalogue.generation,
        articles=snapshot.articles,
        schema_version=header.schema_version,
        segments=len(snapshot.segments),
        deleted=snapshot.size - snapshot.articles,
        bytes=sum(s.bytes for s in catalogue.segments) + header.ledger_bytes,
        first=day_of(int(np.min(dated))) if len(dated) else None,
        last=day_of(int(np.max(dated))) if len(dated) else None,
        languages=tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0]))),
        fingerprints=header.fingerprints,
        changed=instant_of(header.committed),
        notices=tuple(Notice(NoticeKind.BEHIND, text) for text in catalogue.notices),
    )
