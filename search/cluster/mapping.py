"""How articles lie in a cluster: settings and strict mappings of the two kinds of index.

Words reach the cluster finished, so text fields split at blanks and do nothing else. `stem` and
`word` hold the title, the text, and the title again until it counts TITLE_WEIGHT times, so that a
term's frequency is BM25F's weighted one and places agree with those of the embedded engine (the
gap keeps phrases and NEAR from reaching across). Scores are made from that frequency and the
`length` column by `search.cluster.scoring`; norms, which keep lengths in one byte, are off.
"""

from __future__ import annotations

from search.cluster.shapes import Json
from search.fields import KEYWORDS, SCHEMA_VERSION, TITLE_WEIGHT
from search.stored import TEXT_FIELDS

KEYWORD_KEYS = frozenset(field.key for field in KEYWORDS)

GAP = 100
"""Places between a title and its text: more than any NEAR reaches."""

REPEATED = TITLE_WEIGHT - 1
"""Times that a title stands once more, behind the text."""

LONGEST_TERM = 1024
"""UTF-16 units of a term; the analysis ends terms at 255 characters, two units each at most."""


def article_index(shards: int, replicas: int) -> Json:
    """The body that creates an index of articles."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "5s",
            "max_result_window": 10_200,  # the deepest hit by number, and a page behind it
            "analysis": {
                "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": LONGEST_TERM}},
                "analyzer": {"finished": {"type": "custom", "tokenizer": "blanks"}},
            },
            "similarity": {
                "frequency": {"type": "scripted", "script": {"source": "return doc.freq;"}}
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"schema_version": SCHEMA_VERSION},
            # Words can be made anew from title and text at any time.
            "_source": {"excludes": list(TEXT_FIELDS)},
            "properties": _article_fields(),
        },
    }


def _article_fields() -> Json:
    fields: Json = {name: _words() for name in TEXT_FIELDS}
    fields |= {f.key: {"type": "keyword", "eager_global_ordinals": True} for f in KEYWORDS}
    fields |= {name: {"type": "integer"} for name in ("day", "last_day", "month", "length")}
    fields |= {name: {"type": "long"} for name in ("added", "changed")}
    stored = ("title", "derived_title", "text", "dateline", "byline", "url", "origin")
    fields |= {name: {"type": "text", "index": False} for name in stored}
    return fields | {
        "id": {"type": "keyword"},
        "precision": {"type": "byte"},
        "tags": {"type": "object", "enabled": False},
    }


def _words() -> Json:
    return {
        "type": "text",
        "analyzer": "finished",
        "similarity": "frequency",
        "norms": False,
        "position_increment_gap": GAP,
    }


def source_index(replicas: int) -> Json:
    """The body that creates an index of what is remembered: sources, state, the write lock."""
    return {
        "settings": {
            "number_of_shards": 1,
            "number_of_replicas": replicas,
            "refresh_interval": "5s",
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "kind": {"type": "keyword"},
                "key": {"type": "keyword"},
                "body": {"type": "object", "enabled": False},
            },
        },
    }
