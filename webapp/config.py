"""The settings of the page: one frozen value, read from the environment at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.engine import Searcher, open_searcher
from search.settings import DEFAULT_INDEX, BadSetting, Settings


@dataclass(frozen=True, slots=True)
class Config:
    """What one app is run with.

    `index` is an index address as `open_searcher` takes it. `base_url` is the address that
    readers reach the site by, with a path if it does not live at the root of its host; ""
    takes what each request says. `longest_question` is in characters; `export_limit` bounds
    the rows of one download; `refresh_seconds` is how often a new commit is looked for.
    `state` is the folder for the secret key and, unless `database` names another address, for
    the saved searches.
    """

    index: str = DEFAULT_INDEX
    title: str = "Dragoman"
    base_url: str = ""
    longest_question: int = 2_000
    export_limit: int = 100_000
    refresh_seconds: float = 1.0
    state: Path = Path("state")
    database: str = ""
    opener: Callable[[str], Searcher] = open_searcher

    def __post_init__(self) -> None:
        if not self.database:
            object.__setattr__(self, "database", f"sqlite:///{self.state / 'saved.sqlite'}")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Config:
        """Settings from DRAGOMAN_* variables; raises BadSetting for one that cannot be used."""
        base_url = environ.get("DRAGOMAN_BASE_URL", "").rstrip("/")
        if base_url and not base_url.startswith(("http://", "https://")):
            raise BadSetting("DRAGOMAN_BASE_URL must begin with http:// or https://")
        return cls(
            index=Settings.from_environ(environ).index,
            title=environ.get("DRAGOMAN_TITLE") or "Dragoman",
            base_url=base_url,
            state=_state(environ),
            database=environ.get("DRAGOMAN_DATABASE_URL", ""),
            export_limit=_positive(environ, "DRAGOMAN_EXPORT_LIMIT", 100_000),
        )


def _state(environ: Mapping[str, str]) -> Path:
    """The folder for what the site keeps: $DRAGOMAN_STATE, else where XDG puts such things."""
    if environ.get("DRAGOMAN_STATE"):
        return Path(environ["DRAGOMAN_STATE"])
    home = environ.get("XDG_STATE_HOME") or Path(environ.get("HOME", ".")) / ".local" / "state"
    return Path(home) / "dragoman"


def _positive(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) > 0):
        raise BadSetting(f"{name} must be a whole number above 0, not {text[:40]!r}")
    return int(text)
