"""The settings that every command shares, read once from the environment at the edge.

Settings of the web page stand in `webapp.config`; all of them are told in docs/settings.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

DEFAULT_INDEX = "index"
"""The folder, below the one a command is called in, that holds the index unless said otherwise."""


class BadSetting(ValueError):  # noqa: N818 - named for what is wrong
    """A setting cannot be used; the message names it and says what it may be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the index is, and in which time zone a day begins.

    `index` is an address as `search.engine.open_searcher` takes it; `vocabulary` the path of
    a user's own list of names, "" for none.
    """

    index: str = DEFAULT_INDEX
    timezone: tzinfo = UTC
    vocabulary: str = ""

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from DRAGOMAN_* variables; an empty one counts as not set.

        Raises BadSetting for one that cannot be used.
        """
        return cls(
            index=environ.get("DRAGOMAN_INDEX") or DEFAULT_INDEX,
            timezone=_read_timezone(environ.get("DRAGOMAN_TIMEZONE", "")),
            vocabulary=environ.get("DRAGOMAN_VOCABULARY", ""),
        )

    def today(self) -> date:
        """The day it is now in the time zone of the readers."""
        return datetime.now(self.timezone).date()


def _read_timezone(name: str) -> tzinfo:
    if name in ("", "UTC"):  # known even where the machine has no table of time zones
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:  # folders, "../x", unknown names
        raise BadSetting(
            f"DRAGOMAN_TIMEZONE must be a name such as Europe/Vienna, not {name[:60]!r}"
        ) from error
