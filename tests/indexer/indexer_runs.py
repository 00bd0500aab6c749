"""What the tests of whole runs share: the day they take place on, and the type of `run`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from indexer.report import Report

TODAY = date(2026, 1, 15)

Run = Callable[..., Report]


def lines(*records: object) -> str:
    """JSON Lines."""
    return "".join(json.dumps(record) + "\n" for record in records)
