"""Tables of what was measured, as Markdown: ratios first, medians with the least and the most."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HEAD = ("ratio", "what", "publisher", "beside", "its figure")
NONE = "–"


@dataclass(frozen=True)
class Table:
    """Rows of cells under a title; the note says what was asked and what the ratio is."""

    title: str
    note: str
    rows: Sequence[Sequence[str]]
    head: Sequence[str] = HEAD

    def markdown(self) -> str:
        """Return the table with cells as wide as the widest of their column, for it is also read as it stands."""
        lines = [self.head, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.head))]
        texts = [_line(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
        texts.insert(1, _line("-" * width for width in widths))
        return f"## {self.title}\n\n{self.note}\n\n" + "\n".join(texts) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figure(value: float) -> str:
    """Return a number in three digits or whole."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f}"


def spread(values: Sequence[float], unit: str = "") -> str:
    """Return the median, the unit, and what the values lie between."""
    more = f" ({figure(min(values))}–{figure(max(values))})" if len(values) > 1 else ""
    return f"{figure(median(values))}{unit}{more}"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """Return the median ratio of what was measured round by round, as far as both were, and the least and the most."""
    return spread([one / other for one, other in zip(ours, theirs, strict=False)])


def missing_rows(missing: dict[str, str], width: int = len(HEAD)) -> list[list[str]]:
    """Return a row for each rival that is not here, with the reason."""
    middle = [""] * (width - 3)
    return [[NONE, *middle, name, f"missing: {reason}"] for name, reason in missing.items()]


def plain(title: str, note: str, rows: Iterable[tuple[str, str, str, float]]) -> Table:
    """Return a table of what was measured beside a limit: rows of what, how much, the limit, the ratio."""
    cells = [(figure(number), what, measured, limit) for what, measured, limit, number in rows]
    return Table(title, note, cells, ("ratio", "what", "measured", "limit"))


def machine() -> str:
    """Return what the figures were measured on."""
    processors = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    memory = int(re.findall(r"^MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text(), re.MULTILINE)[0])
    name = processors[0] if processors else platform.machine()
    return f"{os.cpu_count()} × {name}, {memory / 1_000_000:.0f} GB, Linux {platform.release()}"


def printed_version(*command: str) -> str:
    """Return a program and the version that it prints when it is asked for it, or that it is not installed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except FileNotFoundError:
        return f"no {command[0]}"
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return f"{command[0]} {found[0] if found else '?'}"
