"""One run of indexing: what is asked for, what is there, what has to be done, and the report.

Prints nothing and reads no settings; the command gathers them and shows what comes back.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from indexer.dates import date_in_name
from indexer.discovery import STDIN, Source, below, discover, vanished
from indexer.manifest import Manifest, Options, Plan, make_plan, options_digest
from indexer.metadata import Metadata, Row, read_metadata
from indexer.pipeline import Pipeline, Progress, Silent
from indexer.previews import preview_plan
from indexer.readers import Reader, is_packed, readers_for
from indexer.readers.keys import Renames
from indexer.records import Defaults, Limits, Policy
from indexer.rejects import RejectsList
from indexer.report import Files, Report, Tally
from indexer.retagging import stamp_of
from indexer.tagging import Tagger
from indexer.workers import Preparation
from search.engine import IndexMissing, OutOfSpace, Searcher, Writer, open_searcher, open_writer
from search.freshness import STAMP
from search.model import IndexInfo, SourceRecord

log = logging.getLogger(__name__)

READER_VERSION = 4
"""Raised when the same file would now give other articles: everything is then read again."""

_UNPACKED = 5
"""News text packs about this well; how much a packed file will take is not known before."""

_SPARE = 50_000_000
"""Bytes to be left free beside the index: for temporary files, and for everybody else."""


_SHOWN = 3
"""Rows of the metadata table without a file that the report names."""


class OpenWriter(Protocol):
    """How a writer is opened; `search.engine.open_writer` is one."""

    def __call__(self, url: str, *, jobs: int) -> Writer:
        """A writer of the index at `url`, made if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """How indexes are opened; tests put their own in its place."""

    searcher: Callable[[str], Searcher] = open_searcher
    writer: OpenWriter = open_writer


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is asked to do.

    `paths` may hold "-"; `index` is an engine's address; `rejects` is where the full list of
    rejects is kept, None for nowhere.
    """

    paths: tuple[str, ...]
    index: str
    today: date
    metadata: Path | None = None
    prune: bool = False
    jobs: int = 1
    date_from_mtime: bool = False
    follow: bool = False
    language: str = ""
    source: str = ""
    check_space: bool = True
    tagger: Tagger | None = None
    detect_language: Callable[[str], str] | None = None
    resolve: Callable[[str, str], tuple[str, ...] | None] | None = None
    towns: frozenset[str] = frozenset()
    renames: Renames = ()
    limits: Limits = field(default_factory=Limits)
    rejects: Path | None = None

    @property
    def folder(self) -> Path | None:
        """The folder of an embedded index; None for a service."""
        scheme, colon, rest = self.index.partition(":")
        if colon and scheme.startswith("opensearch"):
            return None
        return Path(rest if colon and scheme == "whoosh" else self.index)

    @property
    def roots(self) -> tuple[Path, ...]:
        """The resolved PATHs that are files or folders."""
        return tuple(Path(path).resolve() for path in self.paths if path != STDIN)

    @property
    def readers(self) -> tuple[Reader, ...]:
        """What reads the files."""
        return readers_for(self.renames)

    @property
    def preparation(self) -> Preparation:
        """What is done to each record."""
        policy = Policy(self.today, self.detect_language, self.resolve, self.towns)
        return Preparation(policy, self.tagger.tag if self.tagger else None)


def index(
    request: Request, progress: Progress | None = None, engine: Engine | None = None
) -> Report:
    """Bring the index up to date with the files; one commit, or none if nothing changed.

    Raises MetadataError, WorkerDied, and what the engine raises; the index then stands at its
    last commit.
    """
    engine = engine or Engine()
    began = time.monotonic()
    with closing(RejectsList()) as rejects:
        tally = Tally(rejects.add)
        metadata = _metadata(request)
        options = _options(request, metadata)
        remembered, before = _remembered(request, engine)
        manifest = Manifest.of(remembered)
        plan = _plan(request, manifest, options)
        committed = plan.writes(prune=request.prune)
        if committed:
            _require_space(request, plan)
            plan = _write(
                request,
                engine,
                before,
                manifest=manifest,
                options=options,
                plan=plan,
                tally=tally,
                progress=progress,
            )
        else:
            for rejection in plan.rejections:
                tally.reject(rejection)
        report = _report(request, tally, plan, metadata, began)
        stale = _is_stale(request, _remembered(request, engine)[1])
        report = replace(report, committed=committed, stale_tags=stale)
        return _save(request, plan, rejects, report)


def _is_stale(request: Request, info: IndexInfo | None) -> bool:
    """Whether an index holds tags of another tagger than this run's."""
    stamp = dict(info.fingerprints).get(STAMP, "") if info else ""
    return request.tagger is not None and stamp not in ("", request.tagger.fingerprint)


def _write(
    request: Request,
    engine: Engine,
    before: IndexInfo | None,
    *,
    manifest: Manifest,
    options: Options,
    plan: Plan,
    tally: Tally,
    progress: Progress | None,
) -> Plan:
    """One transaction; returns the plan that was carried out."""
    with engine.writer(request.index, jobs=request.jobs) as writer:
        if (now := {r.source: r for r in writer.sources()}) != manifest.records:
            manifest = Manifest.of(now.values())  # another writer was there meanwhile
            plan = _plan(request, manifest, options)
        Pipeline(
            plan, writer, manifest=manifest, tally=tally, options=options, progress=progress
        ).run(
            request.preparation,
            request.limits,
            jobs=request.jobs,
            prune=request.prune,
            readers=request.readers,
        )
        if request.tagger:
            sources = tuple(writer.sources())
            writer.stamp(STAMP, stamp_of(request.tagger.fingerprint, sources, before, manifest))
    return plan


def check(request: Request, progress: Progress | None = None) -> Report:
    """Read everything, write nothing: the rejects, and what would be made of ten files."""
    began = time.monotonic()
    with closing(RejectsList()) as rejects:
        tally = Tally(rejects.add)
        metadata = _metadata(request)
        plan = _plan(request, Manifest({}), _options(request, metadata))
        preparation = Preparation(
            Policy(request.today, resolve=request.resolve, towns=request.towns)
        )  # no need to find out the language
        shown = preview_plan(
            plan,
            preparation,
            request.limits,
            tally=tally,
            progress=progress or Silent(),
            readers=request.readers,
        )
        report = _report(request, tally, plan, metadata, began)
        report = replace(report, checked=True, previews=shown)
        return _save(request, plan, rejects, report)


class _Standing:
    """The sources whose earlier rejects still hold: not read in this run, and not gone."""

    def __init__(self, plan: Plan) -> None:
        self._done = {task.source.name for task in plan.tasks}
        self._done.update(rejection.source for rejection in plan.rejections)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name not in self._done and not vanished(name)


def _save(request: Request, plan: Plan, rejects: RejectsList, report: Report) -> Report:
    """Write the list of rejects where it is wanted; the report tells where, or why not."""
    path = request.rejects
    try:
        if path is None or not path.parent.is_dir():
            return report
        if plan.tasks or rejects.count:
            rejects.save(path, _Standing(plan))
        return replace(report, rejects_file=str(path) if path.exists() else "")
    except OSError as error:
        log.warning("%s: the list of rejects could not be written (%s)", path, error.strerror)
        return replace(report, rejects_trouble=f"{path}: {error.strerror}")


def _metadata(request: Request) -> Metadata:
    if request.metadata is None:
        return Metadata({})
    return read_metadata(request.metadata, request.roots)


def _plan(request: Request, manifest: Manifest, options: Options) -> Plan:
    skip = {path.resolve() for path in (request.folder, request.metadata) if path is not None}
    found = discover(request.paths, frozenset(skip), follow=request.follow)
    roots = request.roots
    return make_plan(found, manifest, options, lambda name: below(name, roots))


def _remembered(
    request: Request, engine: Engine
) -> tuple[tuple[SourceRecord, ...], IndexInfo | None]:
    """The records of the index and what it is, as it stands; nothing if there is none yet."""
    try:
        searcher = engine.searcher(request.index)
    except IndexMissing:
        return (), None
    try:
        return tuple(searcher.sources()), searcher.info()
    finally:
        searcher.close()


def _options(request: Request, metadata: Metadata) -> Options:
    tagger = request.tagger.fingerprint if request.tagger else ""
    detects = request.detect_language is not None

    def options(source: Source) -> tuple[Defaults, str]:
        row = metadata.row(source.path) or Row()
        day = _modified(source) if request.date_from_mtime and source.regular else ""
        defaults = Defaults(
            name_date=date_in_name(source.file_name),
            modified=day,
            metadata_date=row.date,
            title=row.title,
            outlet=row.source or request.source,
            byline=row.author,
            language=row.language or request.language,
        )
        limit, renames = request.limits.record_bytes, request.renames
        return defaults, options_digest(tagger, READER_VERSION, defaults, detects, limit, renames)

    return options


def _modified(source: Source) -> str:
    """The day (UTC) on which a file was last written; "" where its clock is beyond dates."""
    try:
        return datetime.fromtimestamp(source.mtime_ns // 10**9, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _require_space(request: Request, plan: Plan) -> None:
    """Refuse to begin what cannot end well. Raises OutOfSpace."""
    if request.folder is None or not request.check_space:
        return
    needed = _SPARE + sum(_text_size(task.source) for task in plan.tasks)
    place = request.folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < needed and plan.tasks:
        raise OutOfSpace(
            f"{place}: {free / 1e6:,.0f} MB are free and about {needed / 1e6:,.0f} MB are needed "
            f"(the index takes about as much as the text). Make room, put the index elsewhere "
            f"with --index, or go on all the same with --no-space-check. Nothing was changed."
        )


def _text_size(source: Source) -> int:
    size = max(source.size, 0)
    return size * _UNPACKED if is_packed(source.file_name) else size


def _report(request: Request, tally: Tally, plan: Plan, metadata: Metadata, began: float) -> Report:
    files = Files(
        read=tally.read,
        unchanged=plan.unchanged,
        touched=plan.touched,
        reread=plan.reread,
        grown=tally.grown,
        moved=tuple(plan.moved),
        copied=tuple(plan.copied),
        vanished=tuple(record.source for record in plan.vanished),
        pruned=tally.pruned,
    )
    unused = metadata.unused()
    return Report(
        index=request.index,
        added=tally.added,
        updated=tally.updated,
        deleted=tally.deleted,
        rejected=tally.rejected(),
        remarks=tally.remarks(),
        ignored_keys=tally.ignored_keys(),
        meant_keys=tally.meant_keys(),
        files=files,
        unused_rows=len(unused),
        unused_paths=unused[:_SHOWN],
        ignored_columns=metadata.ignored_columns,
        bytes=tally.bytes,
        seconds=time.monotonic() - began,
    )
