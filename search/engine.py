"""The two protocols every engine meets, how one is opened, and the few errors they raise.

There are two so that the type checker proves that the web side cannot write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from search.model import Article, Hit, IndexInfo, Query, SearchPage, SourceRecord, Want
from search.settings import Settings
from search.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from search.budget import Budget  # which raises one of the errors below

DEFAULT_WANT = Want()


class EngineError(Exception):
    """An engine cannot do what was asked; the message tells the operator what to do next."""


class IndexMissing(EngineError):  # noqa: N818 - named for what is wrong, as the contract has it
    """There is no index at the address."""


class SchemaMismatch(EngineError):  # noqa: N818
    """The index was written with other fields or another analysis than this version reads."""


class EngineUnavailable(EngineError):  # noqa: N818
    """The engine does not answer, or its files cannot be read."""


class BadAddress(EngineUnavailable):
    """There can be no index at what is given as an address."""


class IndexLocked(EngineError):  # noqa: N818
    """Another writer has the index."""


class OutOfSpace(EngineError):  # noqa: N818
    """The disk has no room for what is to be written; the index stands at its last commit."""


class TookTooLong(EngineError):  # noqa: N818
    """A question used up its `search.budget.Budget`; the message is for the reader."""

    def __init__(self, seconds: float) -> None:
        time = "1 second" if seconds == 1 else f"{seconds:,g} seconds"
        super().__init__(
            f"This took longer than {time} and was given up. Ask with fewer words, above all fewer "
            "with *, ? or ~ and fewer joined by NEAR, or try again when less is going on."
        )
        self.seconds = seconds


class Searcher(Protocol):
    """Answers questions from one index. Safe to share between threads.

    With a `budget`, a question is given up with TookTooLong when its time is up; without one it
    takes the time it takes. An answer is whole either way.
    """

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        """Answer `query`. What a reader typed never raises; see SearchPage.problems."""
        ...

    def get(self, id: str) -> Article | None:
        """The stored article, or None."""
        ...

    def similar(self, id: str, count: int = 5, budget: Budget | None = None) -> tuple[Hit, ...]:
        """The articles most like one, best first, itself left out; none if it is not there."""
        ...

    def info(self) -> IndexInfo:
        """What the index is and holds, at the generation searched."""
        ...

    def articles(self) -> Iterator[Article]:
        """Every live article with its text, in index order; holds one at a time."""
        ...

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers of its input files."""
        ...

    def refresh(self) -> bool:
        """Move to the newest commit, if there is one; True if the generation changed."""
        ...

    def at_rest(self) -> Searcher:
        """A searcher of what the index holds now: all it tells is of one moment, whatever is
        committed meanwhile. To be closed; this one goes on as before."""
        ...

    def close(self) -> None:
        """Let go of files; questions under way still finish."""
        ...


@runtime_checkable
class WordSearcher(Protocol):
    """A searcher that can tell, as fast as somebody types, which words its articles have.

    The embedded one can; a cluster would have to hold its whole dictionary in memory for it.
    """

    def words(self, typed: str, count: int = 10) -> tuple[str, ...]:
        """Words that begin as typed, those in most articles first; no function words."""
        ...


class Writer(Protocol):
    """Changes one index: commits on leaving the `with` block, rolls back on an exception."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def add(self, article: Article) -> None:
        """Add an article, or put it in the place of the one with the same id."""
        ...

    def delete(self, id: str) -> bool:
        """Delete by id; False if there was none."""
        ...

    def record(self, record: SourceRecord) -> None:
        """Remember, with this commit and never before it, what was read from a source."""
        ...

    def forget(self, source: str) -> None:
        """Drop what is remembered of a source."""
        ...

    def stamp(self, name: str, value: str) -> None:
        """Remember a fingerprint of rules the articles went through, such as the tagger's."""
        ...

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers, changes of this transaction included."""
        ...


def is_on_cluster(url: str) -> bool:
    """Whether the index at `url` lies on a cluster rather than in a folder."""
    return url.startswith("opensearch")


def check_address(url: str) -> None:
    """Raise BadAddress for what can be neither a folder nor a cluster."""
    if is_on_cluster(url):  # whose own reader of addresses tells more
        return
    if not _path(url).strip():
        raise BadAddress("the address of the index is empty; name a folder, ./index for one")
    scheme, slashes, _ = url.partition("://")
    if slashes and scheme.isascii() and scheme.replace("+", "").isalnum() and scheme != "whoosh":
        raise BadAddress(
            f"{scheme}:// is no address of an index; give a folder (./{scheme}:/… if it is called "
            "so) or opensearch+https://HOST:PORT/NAME"
        )


def _path(url: str) -> str:
    """The folder of an embedded index."""
    scheme, colon, rest = url.partition(":")
    return rest if scheme == "whoosh" and colon else url


def _folder(url: str) -> str:
    """The folder of an embedded index. Raises BadAddress."""
    check_address(url)
    return _path(url)


def open_searcher(
    url: str,
    *,
    today: date | None = None,
    vocabulary: str | None = None,
    settings: Settings | None = None,
) -> Searcher:
    """Open the index at `whoosh:PATH` (a bare path means that) for questions, or the one at
    `opensearch+https://host:port/name`.

    `today` fixes the day that rolling spans count from; without it, the clock in the
    time zone of DRAGOMAN_TIMEZONE is asked for each question. `vocabulary` is the path of a
    user's own names, "" for none; without it, DRAGOMAN_VOCABULARY says. `settings` take the
    place of what DRAGOMAN_* variables say.

    Raises IndexMissing, SchemaMismatch, EngineUnavailable (BadAddress is one) or VocabularyError.
    """
    settings = settings or Settings.from_environ(os.environ)
    names = load_vocabulary((settings.vocabulary if vocabulary is None else vocabulary) or None)
    if is_on_cluster(url):
        from search.cluster import ClusterSearcher  # noqa: PLC0415 - engines load when asked for

        return ClusterSearcher(url, today=today, settings=settings, vocabulary=names)
    from search.embedded import EmbeddedSearcher  # noqa: PLC0415

    return EmbeddedSearcher(_folder(url), today=today, settings=settings, vocabulary=names)


def open_writer(url: str, *, jobs: int = 1, timeout: float = 10.0, rebuild: bool = False) -> Writer:
    """Open, or create, the index at `url` for writing, with so many `jobs` at once.

    With `rebuild`, a new index takes the place of the one on a cluster at the end, in one step;
    the embedded engine, each of whose commits is one step, does not know it.
    Raises IndexLocked after `timeout` seconds of waiting for another writer, SchemaMismatch,
    or EngineUnavailable.
    """
    if is_on_cluster(url):
        from search.cluster import ClusterWriter  # noqa: PLC0415

        return ClusterWriter(url, jobs=jobs, timeout=timeout, rebuild=rebuild)
    if rebuild:
        raise EngineUnavailable(f"{url}: only an index on a cluster is rebuilt; name a new folder")
    from search.embedded import EmbeddedWriter  # noqa: PLC0415

    return EmbeddedWriter(_folder(url), jobs=jobs, timeout=timeout)


def verify_index(url: str) -> tuple[str, ...]:
    """Read the whole index at `url`; what is wrong with it, in words, or nothing.

    Raises IndexMissing, SchemaMismatch or EngineUnavailable.
    """
    if is_on_cluster(url):
        from search.cluster import verify as verify_cluster  # noqa: PLC0415

        return verify_cluster(url)
    from search.embedded import verify  # noqa: PLC0415

    return verify(_folder(url))


def optimize_index(url: str, *, timeout: float = 10.0) -> IndexInfo:
    """Merge the index at `url` into one segment without what was deleted; what it is then.

    Raises what `open_writer` raises.
    """
    if is_on_cluster(url):
        from search.cluster import optimize as optimize_cluster  # noqa: PLC0415

        return optimize_cluster(url, timeout)
    from search.embedded import optimize  # noqa: PLC0415

    return optimize(_folder(url), timeout)
