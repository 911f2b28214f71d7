"""The processes below one, as Linux tells of them: what they are, what memory they take, which files they hold."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KILOBYTE, MEGABYTE = 1024, 1_000_000


@dataclass(frozen=True)
class Process:
    """A process: its state is a letter (R runs, S waits, Z has ended and is not reaped), its line the command's."""

    pid: int
    parent: int
    state: str
    line: str


def processes_of(root: int) -> list[Process]:
    """Return a process and all below it."""
    table = [process for entry in os.listdir("/proc") if entry.isdigit() for process in _read(int(entry))]
    found = {root}
    while more := {process.pid for process in table if process.parent in found} - found:
        found |= more
    return [process for process in table if process.pid in found]


def _read(pid: int) -> list[Process]:
    with suppress(OSError):  # it has gone
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return [Process(pid, int(parent), state, line)]
    return []


def memory_of(root: int) -> float:
    """Return the megabytes of memory that a process and all below it take, what they share counted once."""
    total = 0
    for process in processes_of(root):
        with suppress(OSError):
            told = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            total += next((int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:")), 0)
    return total * KILOBYTE / MEGABYTE


def resident_of(root: int) -> float:
    """Return the megabytes of a process and all below it, what they share counted for each: told at once."""
    pages = 0
    for process in processes_of(root):
        with suppress(OSError):
            pages += int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def nameless_files_of(root: int, folder: Path) -> int:
    """Return how many handles of files without a name in a folder, or below it, a process and all below it have."""
    number = 0
    for process in processes_of(root):
        with suppress(OSError):
            for descriptor in os.listdir(f"/proc/{process.pid}/fd"):
                with suppress(OSError):
                    target = os.readlink(f"/proc/{process.pid}/fd/{descriptor}")
                    number += target.startswith(f"{folder}/") and target.endswith(" (deleted)")
    return number
