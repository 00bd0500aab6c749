"""What is indexed already, and what a run has to do: only files whose content changed are read.

A file is known by its path and a fingerprint: a digest of its bytes, a digest of what the
command and the file name add to its articles (a date, an outlet, a language), and a mark if its
article kept an id that its present text would not give.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from indexer.discovery import Source, vanished
from indexer.records import Defaults, Rejection
from search.model import SourceRecord

_KEPT = "kept"
_PORTION = 1 << 18


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells whether a file has to be read again, as it is kept in SourceRecord."""

    content: str
    options: str
    kept: bool = False

    def __str__(self) -> str:
        return ".".join((self.content, self.options) + ((_KEPT,) if self.kept else ()))

    @classmethod
    def parse(cls, text: str) -> Fingerprint:
        """The reverse of str(); what was written otherwise matches no file."""
        content, _, rest = text.partition(".")
        options, _, mark = rest.partition(".")
        return cls(content, options, mark == _KEPT)

    def same(self, other: Fingerprint) -> bool:
        """Whether both stand for the same articles."""
        return (self.content, self.options) == (other.content, other.options)


def options_digest(tagging: str, *values: object) -> str:
    """A short digest of everything besides a file's bytes that shapes its articles.

    The fingerprint of the tagger (`tagging`, "" for none) stands apart in it, since tags can be
    made anew without the file.
    """
    digest = hashlib.sha256(repr(values).encode("utf-8", "replace")).hexdigest()[:12]
    return f"{digest}-{tagging}"


def tagging_of(record: SourceRecord) -> str:
    """The fingerprint of the tagger that a source's articles went through."""
    return Fingerprint.parse(record.fingerprint).options.partition("-")[2]


def retagged(record: SourceRecord, tagging: str) -> SourceRecord:
    """The record as if the source had been read with this tagger."""
    known = Fingerprint.parse(record.fingerprint)
    options = f"{known.options.partition('-')[0]}-{tagging}"
    return replace(record, fingerprint=str(replace(known, options=options)))


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: what is known of its articles beforehand, and what it held last time."""

    source: Source
    defaults: Defaults
    options: str
    old: SourceRecord | None = None


@dataclass(slots=True)
class Manifest:
    """The records of an index, and the ids in them: which are known, shared or kept."""

    records: dict[str, SourceRecord]
    known: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, records: Iterable[SourceRecord]) -> Manifest:
        """The manifest of what an engine's `sources()` gives."""
        manifest = cls({record.source: record for record in records})
        for record in manifest.records.values():
            manifest.shared.update(id for id in record.ids if id in manifest.known)
            manifest.known.update(record.ids)
            if Fingerprint.parse(record.fingerprint).kept:
                manifest.kept.update(record.ids)
        return manifest


@dataclass(slots=True)
class Plan:
    """What a run will do. Nothing of it needs the text of an unchanged file.

    `records` are to be written as they are: files touched, moved or copied. `forgotten` names
    the records that moved away; `vanished` are those whose file is gone. `reread` counts unchanged
    files among the tasks, read because the options or the rules of tagging are others.
    """

    tasks: list[Task] = field(default_factory=list)
    unchanged: int = 0
    touched: int = 0
    reread: int = 0
    moved: list[tuple[str, str]] = field(default_factory=list)
    copied: list[tuple[str, str]] = field(default_factory=list)
    records: list[SourceRecord] = field(default_factory=list)
    forgotten: set[str] = field(default_factory=set)
    vanished: list[SourceRecord] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def bytes(self) -> int:
        """The size of all files to read, as far as it is known."""
        return sum(max(task.source.size, 0) for task in self.tasks)

    def writes(self, *, prune: bool) -> bool:
        """Whether the index would change."""
        return bool(self.tasks or self.records or (prune and self.vanished))


Options = Callable[[Source], tuple[Defaults, str]]
"""What the command and the file's name add to a file's articles, and its digest."""


def make_plan(
    found: Iterable[Source | Rejection],
    manifest: Manifest,
    options: Options,
    within: Callable[[str], bool],
) -> Plan:
    """Compare the files found with the manifest; `within` tells which names the run is about."""
    plan = Plan()
    twins = _Twins(manifest.records.values())
    present: set[str] = set()
    for source in found:
        if isinstance(source, Rejection):
            plan.rejections.append(source)
            continue
        present.add(source.name)
        defaults, digest = options(source)
        task = Task(source, defaults, digest, manifest.records.get(source.name))
        _settle(plan, task, twins)
    plan.vanished = [
        record
        for name, record in manifest.records.items()
        if name not in present and name not in plan.forgotten and within(name) and vanished(name)
    ]
    return plan


def _settle(plan: Plan, task: Task, twins: _Twins) -> None:
    """Decide for one file whether it is unchanged, touched, moved, copied or to be read."""
    source, old = task.source, task.old
    if old and (old.size, old.mtime_ns) == (source.size, source.mtime_ns):
        if Fingerprint.parse(old.fingerprint).options == task.options:
            plan.unchanged += 1
            return
        plan.reread += 1
    elif source.regular and (twin := twins.of(task)):
        plan.records.append(
            replace(twin, source=source.name, size=source.size, mtime_ns=source.mtime_ns)
        )
        if old is twin:
            plan.touched += 1
        elif vanished(twin.source) and twin.source not in plan.forgotten:
            plan.moved.append((twin.source, source.name))
            plan.forgotten.add(twin.source)
        else:
            plan.copied.append((twin.source, source.name))
        return
    plan.tasks.append(task)


class _Twins:
    """The records of a manifest by content, asked for files whose name or time is new.

    Only files of a size that some record has are read for their digest.
    """

    def __init__(self, records: Iterable[SourceRecord]) -> None:
        self._sizes: set[int] = set()
        self._records: defaultdict[tuple[str, str], list[SourceRecord]] = defaultdict(list)
        for record in records:
            self._sizes.add(record.size)
            known = Fingerprint.parse(record.fingerprint)
            self._records[known.content, known.options].append(record)

    def of(self, task: Task) -> SourceRecord | None:
        """The record with the same content: the file's own, or for a new name, any, gone first.

        A known name with other content is never a twin: its former articles must go.
        """
        if task.source.size not in self._sizes:
            return None
        same = self._records.get((content_digest(task.source), task.options), [])
        if task.old:
            return task.old if task.old in same else None
        return min(same, key=lambda record: not vanished(record.source), default=None)


def content_digest(source: Source) -> str:
    """The digest of a file's bytes; "" if it cannot be read (reading it will tell why)."""
    try:
        with source.path.open("rb") as stream:
            return shorten(hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError:
        return ""


def has_grown(task: Task) -> bool:
    """Whether a file begins with the lines that its record knows, and goes on behind them."""
    old = task.old
    if old is None or not 0 < old.size < task.source.size:
        return False
    known = Fingerprint.parse(old.fingerprint)
    if known.options != task.options:
        return False
    digest, last, left = hashlib.sha256(), b"", old.size
    with task.source.path.open("rb") as stream:
        while left and (last := stream.read(min(left, _PORTION))):
            digest.update(last)
            left -= len(last)
    return last.endswith(b"\n") and shorten(digest.hexdigest()) == known.content


def shorten(digest: str) -> str:
    """32 hexadecimal digits: 128 bits suffice to tell files apart that nobody forged."""
    return digest[:32]
