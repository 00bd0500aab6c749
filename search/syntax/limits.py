"""How large a question may be; beyond each limit it is cut, and the reader is told in words."""

from __future__ import annotations

MAX_LENGTH = 4_000
"""Characters. A browser's address bar and most proxies still carry that much in a URL."""

MAX_CLAUSES = 200
"""Words, phrases and fields in one question."""

MAX_DEPTH = 30
"""Brackets inside brackets; keeps the recursion of every later stage shallow."""

MAX_EXPANSIONS = 10
"""Wildcards and fuzzy words in one question: each may stand for many words of the index."""

MAX_WILDCARD_SIGNS = 4
"""`*` and `?` in one word; more would make matching a word slow and mean nothing to a reader."""

MIN_FIXED = 2
"""Letters or digits that a wildcard pattern must start with."""

MIN_FUZZY = 4
"""Letters or digits of a fuzzy word; shorter ones are within two edits of everything."""

MAX_EDITS = 2
"""The largest distance of a fuzzy word."""

MAX_DISTANCE = 50
"""The largest distance of NEAR, ADJ and a phrase's `~`: about two sentences of news."""

MAX_NEAR = 8
"""Words of one NEAR, or of one quotation with `~`: each more doubles the ways to order them."""

DEFAULT_NEAR = 10
"""The distance of NEAR without a number."""

DEFAULT_ADJ = 1
"""The distance of ADJ without a number: the words stand side by side."""

MAX_BOOST = 10.0
"""The largest weight after `^`."""

MIN_BOOST = 0.1
"""The smallest weight after `^`."""

MAX_PROBLEMS = 20
"""Problems told about one question; the rest are counted in the last one."""
