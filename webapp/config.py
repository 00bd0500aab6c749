"""The settings of the page: one frozen value, read from the environment at the edge."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from werkzeug.security import check_password_hash

from search.engine import Searcher, open_searcher
from search.settings import DEFAULT_INDEX, BadSetting, Settings

_ADDRESS = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
    r"(?:/[A-Za-z0-9._~/-]{0,200})?"
)
"""A public address: links are made of it, so that whatever else it held would stand in each."""


@dataclass(frozen=True, slots=True)
class Config:
    """What one app is run with.

    `index` is an index address as `open_searcher` takes it. `base_url` is the address that
    readers reach the site by, with a path if it does not live at the root of its host; ""
    takes what each request says. `export_limit` bounds the rows of one download;
    `refresh_seconds` is how often a new commit is looked for. `state` is the folder for the
    secret key and, unless `database` names another address, for the saved searches.
    `password_hash` closes the site (as Werkzeug writes it); `requests_a_minute` is for each
    address, 0 for no limit, `deadline` the seconds that one may take, 0 for no end;
    `trusted_proxies` is how many proxies stand before the site and
    tell the reader's address truly; `remote_user` asks them for the reader's name, and shuts out
    whoever has none. `vocabulary` is the path of a user's own names, "" for none;
    `timezone` is where a day begins.
    """

    index: str = DEFAULT_INDEX
    vocabulary: str = ""
    timezone: tzinfo = UTC
    title: str = "Dragoman"
    base_url: str = ""
    export_limit: int = 100_000
    refresh_seconds: float = 1.0
    state: Path = Path("state")
    database: str = ""
    password_hash: str = ""
    requests_a_minute: int = 0
    deadline: int = 30
    trusted_proxies: int = 0
    remote_user: bool = False
    access_log: bool = False
    log_questions: bool = False
    metrics: bool = False
    opener: Callable[[str], Searcher] | None = None

    def __post_init__(self) -> None:
        if not self.database:
            object.__setattr__(self, "database", f"sqlite:///{self.state / 'saved.sqlite'}")

    def open(self) -> Searcher:
        """The index; raises the engine's errors."""
        if self.opener:
            return self.opener(self.index)
        settings = Settings(self.index, self.timezone, self.vocabulary)
        return open_searcher(self.index, settings=settings)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Config:
        """Settings from DRAGOMAN_* variables; raises BadSetting for one that cannot be used."""
        settings = Settings.from_environ(environ)
        proxies = _whole(environ, "DRAGOMAN_TRUSTED_PROXIES", 0)
        remote_user = _switch(environ, "DRAGOMAN_REMOTE_USER")
        if remote_user and not proxies:
            raise BadSetting("DRAGOMAN_REMOTE_USER needs DRAGOMAN_TRUSTED_PROXIES: anybody can say")
        return cls(
            index=settings.index,
            vocabulary=settings.vocabulary,
            timezone=settings.timezone,
            title=environ.get("DRAGOMAN_TITLE") or "Dragoman",
            base_url=_base_url(environ),
            state=_state(environ),
            database=environ.get("DRAGOMAN_DATABASE_URL", ""),
            password_hash=_password_hash(environ),
            requests_a_minute=_whole(environ, "DRAGOMAN_REQUESTS_A_MINUTE", 0),
            deadline=_whole(environ, "DRAGOMAN_DEADLINE", 30),
            trusted_proxies=proxies,
            remote_user=remote_user,
            access_log=_switch(environ, "DRAGOMAN_ACCESS_LOG"),
            log_questions=_switch(environ, "DRAGOMAN_LOG_QUESTIONS"),
            metrics=_switch(environ, "DRAGOMAN_METRICS"),
            export_limit=_whole(environ, "DRAGOMAN_EXPORT_LIMIT", 100_000, least=1),
        )


def _base_url(environ: Mapping[str, str]) -> str:
    """The public address, without a slash at its end."""
    text = environ.get("DRAGOMAN_BASE_URL", "").rstrip("/")
    if text and not _ADDRESS.fullmatch(text):
        raise BadSetting(
            f"DRAGOMAN_BASE_URL must begin with http:// or https://, name a host in plain letters "
            f"and hold nothing but a path after it, not {text[:80]!r}"
        )
    return text


def _password_hash(environ: Mapping[str, str]) -> str:
    """The hash of the password; a password itself would close the page to everybody."""
    text = environ.get("DRAGOMAN_READ_PASSWORD_HASH", "")
    if not text:
        return ""
    try:
        check_password_hash(text, "")
        known = text.count("$") == 2 and not text.endswith("$")
    except (ValueError, OverflowError):  # of a method, or with figures, that there are none of
        known = False
    if not known:  # whose text is not for a log
        raise BadSetting(
            "DRAGOMAN_READ_PASSWORD_HASH is no hash of a password, as werkzeug.security makes it"
        )
    return text


def _state(environ: Mapping[str, str]) -> Path:
    """The folder for what the site keeps: $DRAGOMAN_STATE, else where XDG puts such things."""
    if environ.get("DRAGOMAN_STATE"):
        return Path(environ["DRAGOMAN_STATE"])
    home = environ.get("XDG_STATE_HOME") or Path(environ.get("HOME", ".")) / ".local" / "state"
    return Path(home) / "dragoman"


def _whole(environ: Mapping[str, str], name: str, default: int, least: int = 0) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) >= least):
        raise BadSetting(f"{name} must be a whole number from {least}, not {text[:40]!r}")
    return int(text)


def _switch(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").lower()
    if text not in ("", "0", "1", "no", "yes"):
        raise BadSetting(f"{name} must be 1 or 0, not {text[:40]!r}")
    return text in ("1", "yes")
