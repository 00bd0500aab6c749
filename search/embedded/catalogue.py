"""Which segments an index consists of: its table of contents, read defensively, written durably.

The newest generation that can be opened whole is the index; what a crash or a careless hand left
behind is passed over and told. One older generation is kept, so that readers on it can go on.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.index import TOC

from search.embedded.columns import Damaged, Unreadable, why_not_read
from search.embedded.disk import Disk, DurableStorage
from search.embedded.schema import Header, make_schema
from search.embedded.segment import ColumnSegment, OpenSegment, open_segment
from search.engine import EngineUnavailable, IndexMissing
from search.freshness import check_version
from search.settings import DEFAULT_INDEX

NAME = "MAIN"
TOC_NAME = re.compile(rf"^_{NAME}_([0-9]{{1,18}})\.toc$")
OURS = re.compile(rf"^(_{NAME}_[0-9]+\.toc.*|{NAME}_[0-9a-z]{{16}}\.[a-z]{{3,6}})$")
"""Names that only this engine gives; whatever else lies in the folder is left alone."""

KEPT = 2
"""Generations on disk: the current one, and the one before for readers that still open it."""


@dataclass(frozen=True)
class Catalogue:
    """One committed state of an index. `notices` tell what was passed over to reach it."""

    generation: int
    header: Header
    segments: tuple[ColumnSegment, ...] = ()
    opened: tuple[OpenSegment, ...] = ()
    notices: tuple[str, ...] = ()


def generations(folder: Path) -> list[int]:
    """The generations that have a table of contents, newest first; none where no folder is.

    Raises EngineUnavailable for a folder that the system does not hand out.
    """
    try:
        found = [TOC_NAME.match(entry.name) for entry in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, ValueError) as error:
        raise _withheld(folder, error) from error
    return sorted((int(m.group(1)) for m in found if m), reverse=True)


def newest_state(folder: Path) -> tuple[int, int, int]:
    """What tells whether there is something new: the newest generation, and which file it is.

    A folder that was emptied and filled anew counts from one again.
    """
    found = generations(folder)
    if not found:
        return -1, 0, 0
    newest = found[0]
    try:
        table = (folder / f"_{NAME}_{newest}.toc").stat()
    except FileNotFoundError:  # a writer has just removed it
        return newest, 0, 0
    except OSError as error:
        raise _withheld(folder, error) from error
    return newest, table.st_ino, table.st_mtime_ns


def _withheld(folder: Path, error: OSError | ValueError) -> EngineUnavailable:
    reason = error.strerror if isinstance(error, OSError) else error
    return EngineUnavailable(f"{folder}: the folder cannot be read ({reason}). {_AS_IT_IS}")


_AS_IT_IS = (
    "Nothing was changed, and nothing there need be removed: look at the name, who you run this "
    "as, and what the system lets that user read and open."
)


def read_catalogue(
    folder: Path,
    *,
    reuse: tuple[OpenSegment, ...] = (),
    check: bool = True,
    for_writing: bool = False,
) -> Catalogue:
    """Open the newest sound generation, with all its files mapped.

    Segments in `reuse` are taken as they are. With `check`, an index of another schema or
    analysis is refused. Whoever reads it `for_writing` does not pass over a generation that may be
    sound but cannot be read, as the next commit would remove it.
    Raises IndexMissing, SchemaMismatch or EngineUnavailable.
    """
    seen: list[int] | None = None
    while (found := generations(folder)) != seen:
        seen = found
        notices: list[str] = []
        withheld = False
        for generation in found:
            try:
                catalogue = _open(folder, generation, reuse, tuple(notices))
            except FileNotFoundError as error:
                notices.append(f"generation {generation}: {Path(str(error.filename)).name} is gone")
            except Damaged as error:
                notices.append(f"generation {generation}: {error}")
                if isinstance(error, Unreadable):
                    withheld = True
                    if for_writing:
                        raise _unopened(folder, notices, withheld) from error
            else:
                if check:
                    header = catalogue.header
                    stamps = header.fingerprints
                    check_version(str(folder), header.schema_version, stamps, "into a new folder")
                return catalogue
        # A writer may have removed what we were about to open: look at the folder once more.
    if not seen:
        where = "" if str(folder) == DEFAULT_INDEX else f" --index {shlex.quote(str(folder))}"
        raise IndexMissing(
            f"{folder}: no index here. Make one with: dragoman index PATH...{where}; one that is "
            "elsewhere is named by --index or DRAGOMAN_INDEX."
        )
    raise _unopened(folder, notices, withheld)


def _unopened(folder: Path, notices: list[str], withheld: bool) -> EngineUnavailable:
    told = "; ".join(notices)
    if withheld:
        return EngineUnavailable(f"{folder}: its files cannot be read ({told}). {_AS_IT_IS}")
    return EngineUnavailable(
        f"{folder}: no generation can be opened ({told}). "
        "Restore the folder from a copy, or remove it and index again."
    )


def _open(
    folder: Path,
    generation: int,
    reuse: tuple[OpenSegment, ...],
    notices: tuple[str, ...],
) -> Catalogue:
    schema, segments = _read_toc(folder, generation)
    known = {segment.segment_id: segment for segment in reuse}
    opened = tuple(known.get(s.segment_id()) or open_segment(folder, s) for s in segments)
    return Catalogue(generation, schema.header, segments, opened, notices)


def _read_toc(folder: Path, generation: int) -> tuple[Any, tuple[ColumnSegment, ...]]:
    """A table of contents; raises FileNotFoundError for none, Damaged for one not to be read."""
    storage = DurableStorage(Disk(folder))
    try:
        toc = TOC.read(storage, NAME, gen=generation)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise why_not_read("its table of contents", error) from error
    except Exception as error:  # unpickling a torn file may raise anything
        raise Damaged(f"its table of contents cannot be read ({type(error).__name__})") from error
    if not hasattr(toc.schema, "header") or not all(
        isinstance(segment, ColumnSegment) for segment in toc.segments
    ):
        raise Damaged("it is a Whoosh index, but not one of Dragoman's")
    return toc.schema, tuple(toc.segments)


def write_catalogue(
    disk: Disk, generation: int, header: Header, segments: tuple[ColumnSegment, ...]
) -> None:
    """Commit: from the moment of the rename inside, this generation is the index."""
    disk.sync_folder()
    TOC(make_schema(header), list(segments), generation).write(DurableStorage(disk), NAME)


def clean(disk: Disk, generation: int) -> None:
    """Remove what neither the current generation nor the one before needs."""
    keep: set[str] = set()
    sound = 0
    for number in (g for g in generations(disk.folder) if g <= generation):
        if sound == KEPT:
            break
        try:
            schema, segments = _read_toc(disk.folder, number)
        except (Damaged, FileNotFoundError):
            continue
        sound += 1
        keep |= {f"_{NAME}_{number}.toc", schema.header.ledger}
        keep |= {name for segment in segments for name in file_names(segment)}
    for name in disk.names():
        if OURS.match(name) and name not in keep:
            disk.remove(name)


def file_names(segment: ColumnSegment) -> Iterator[str]:
    """The files of a segment."""
    return (segment.make_filename(record.extension) for record in segment.files)
