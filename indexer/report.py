"""What a run did: counted while it goes on, then told as one value. It prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from indexer.records import Cleaned, Reason, Rejection, Remark

_SAMPLES = 5
"""Examples kept of each kind of remark and each reason; the full list of rejects is a file."""

_KINDS = frozenset({Reason.FORMAT, Reason.BINARY})
"""Reasons whose details are names of formats, a few dozen at most: these are counted one by one."""

_MOST_MEANT = 12
"""Renamings that are proposed: one for each key that is read."""

_MOST_KEYS = 200
"""Distinct unknown keys that are counted by name; hostile input could bring any number."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One example: where it is, and the words that show it."""

    source: str
    line: int
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        told = " ".join(self.detail.split())
        return f"{place} ({told})" if told else place


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something occurred, with a few examples.

    Of formats that are not read, `kinds` counts each by its name.
    """

    name: str
    count: int
    samples: tuple[Sample, ...] = ()
    kinds: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """What became of the input files.

    `reread` counts those among `read` that had not changed: the options, or the rules by which
    articles are tagged, had. `grown` counts those of which only added lines were read.
    """

    read: int = 0
    unchanged: int = 0
    touched: int = 0
    reread: int = 0
    grown: int = 0
    moved: tuple[tuple[str, str], ...] = ()
    copied: tuple[tuple[str, str], ...] = ()
    vanished: tuple[str, ...] = ()
    pruned: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What `--check` shows of one article."""

    source: str
    line: int
    id: str
    title: str
    title_origin: str
    date: str
    date_origin: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. `committed` is False if there was nothing to write, or writing was not asked.

    Articles: `added` were new to the index, `updated` took the place of an earlier version,
    `deleted` had vanished from their files. `stale_tags` tells that the index holds articles
    that were tagged by other rules or names. `unused_rows` of the metadata table belong to no file,
    `unused_paths` are the first of them. `meant_keys` are unknown keys of the input with the
    one each seems to stand for. `undated` and all `remarks` count indexed articles.
    `rejects_file` is where all rejects are listed, "" where there are none; `rejects_trouble` tells
    why the list could not be written.
    """

    index: str
    committed: bool = False
    checked: bool = False
    added: int = 0
    updated: int = 0
    deleted: int = 0
    rejected: tuple[Counted, ...] = ()
    remarks: tuple[Counted, ...] = ()
    ignored_keys: tuple[tuple[str, int], ...] = ()
    meant_keys: tuple[tuple[str, str], ...] = ()
    files: Files = Files()
    unused_rows: int = 0
    unused_paths: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    bytes: int = 0
    seconds: float = 0.0
    rejects_file: str = ""
    rejects_trouble: str = ""
    stale_tags: bool = False
    previews: tuple[Preview, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles went in."""
        return self.added + self.updated

    @property
    def rejections(self) -> int:
        """How many inputs did not."""
        return sum(reason.count for reason in self.rejected)

    def remarked(self, remark: Remark) -> int:
        """How many articles bear a remark."""
        return next((r.count for r in self.remarks if r.name == remark), 0)


@dataclass(slots=True)
class Tally:
    """The counters of a run under way; bounded whatever the input.

    `on_reject` is told every rejection, for the full list.
    """

    on_reject: Callable[[Rejection], None] | None = None
    added: int = 0
    updated: int = 0
    deleted: int = 0
    read: int = 0
    grown: int = 0
    bytes: int = 0
    pruned: int = 0
    rejections: int = 0
    _reasons: Counter[Reason] = field(default_factory=Counter)
    _remarks: Counter[Remark] = field(default_factory=Counter)
    _samples: dict[str, list[Sample]] = field(default_factory=dict)
    _kinds: dict[str, dict[str, Counted]] = field(default_factory=dict)
    _keys: Counter[str] = field(default_factory=Counter)
    _key_sets: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _meant: Counter[tuple[str, str]] = field(default_factory=Counter)

    def reject(self, rejection: Rejection) -> None:
        """Count an input that was not indexed."""
        self.rejections += 1
        self._reasons[rejection.reason] += 1
        self._mean(rejection.meant)
        self._keep(rejection.reason, rejection.source, rejection.line, rejection.detail)
        if rejection.reason in _KINDS:
            kinds = self._kinds.setdefault(rejection.reason, {})
            first = Sample(rejection.source, rejection.line)
            known = kinds.get(rejection.detail, Counted(rejection.detail, 0, (first,)))
            kinds[rejection.detail] = replace(known, count=known.count + 1)
        if self.on_reject:
            self.on_reject(rejection)

    def note(self, remark: Remark, source: str, line: int, detail: str = "") -> None:
        """Count something worth telling of an article."""
        self._remarks[remark] += 1
        self._keep(remark, source, line, detail)

    def take(self, cleaned: Cleaned) -> None:
        """Count what cleaning had to say of an article."""
        for noted in cleaned.notes:
            self.note(noted.remark, cleaned.source, cleaned.line, noted.detail)
        self._mean(cleaned.meant)
        if cleaned.ignored:
            # Articles of one file mostly share their keys, so these are counted as one.
            self._key_sets[cleaned.ignored] += 1
            if len(self._key_sets) > _MOST_KEYS:
                self._count_keys()

    def _mean(self, pairs: tuple[tuple[str, str], ...]) -> None:
        for pair in pairs:
            if pair in self._meant or len(self._meant) < _MOST_KEYS:
                self._meant[pair] += 1

    def _count_keys(self) -> None:
        for keys, count in self._key_sets.items():
            for key in keys:
                name = key[:80]
                known = name in self._keys or len(self._keys) < _MOST_KEYS
                self._keys[name if known else "(others)"] += count
        self._key_sets.clear()

    def _keep(self, name: str, source: str, line: int, detail: str) -> None:
        samples = self._samples.setdefault(name, [])
        if len(samples) < _SAMPLES:
            samples.append(Sample(source, line, detail))

    def rejected(self) -> tuple[Counted, ...]:
        """The rejections by reason, the commonest first."""
        return tuple(self._counted(self._reasons))

    def remarks(self) -> tuple[Counted, ...]:
        """The remarks by kind, in the order in which Remark lists them."""
        kinds = list(Remark)
        return tuple(
            sorted(self._counted(self._remarks), key=lambda c: kinds.index(Remark(c.name)))
        )

    def ignored_keys(self) -> tuple[tuple[str, int], ...]:
        """Keys of the input that mean nothing here, the commonest first."""
        self._count_keys()
        return tuple(self._keys.most_common())

    def meant_keys(self) -> tuple[tuple[str, str], ...]:
        """Unknown keys with the one that each seems to stand for, the commonest first."""
        return tuple(pair for pair, _ in self._meant.most_common(_MOST_MEANT))

    def _counted(self, counter: Counter[Reason] | Counter[Remark]) -> list[Counted]:
        return [
            Counted(str(name), count, tuple(self._samples[name]), self._kinds_of(name))
            for name, count in counter.most_common()
        ]

    def _kinds_of(self, name: str) -> tuple[Counted, ...]:
        kinds = self._kinds.get(name, {}).values()
        return tuple(sorted(kinds, key=lambda kind: -kind.count))
