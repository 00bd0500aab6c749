"""The one name for JSON objects on their way to and from a cluster."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""A request's or an answer's object; it never leaves `search.cluster`."""
