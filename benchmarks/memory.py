"""What memory a process holds, read from Linux' /proc."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """Megabytes (of 10^6 bytes): private to the process, resident with shared pages, and the
    most that was ever resident. All 0 where there is no /proc."""

    engine: str
    private: float = 0.0
    resident: float = 0.0
    peak: float = 0.0


def read_memory(engine: str, process: int | str = "self") -> Held:
    """The memory of a process by its number, or one's own; `engine` is what runs there."""
    folder = Path("/proc") / str(process)
    if not (folder / "smaps_rollup").exists():
        return Held(engine)
    sizes = _sizes(folder / "smaps_rollup")
    private = sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)
    peak = _sizes(folder / "status").get("VmHWM", 0)
    return Held(engine, private / 1e6, sizes.get("Rss", 0) / 1e6, peak / 1e6)


def _sizes(path: Path) -> dict[str, int]:
    """The lines that tell a size, in bytes."""
    rows = (line.split() for line in path.read_text(encoding="ascii", errors="replace").split("\n"))
    return {
        row[0].rstrip(":"): int(row[1]) * 1024 for row in rows if len(row) == 3 and row[2] == "kB"
    }
