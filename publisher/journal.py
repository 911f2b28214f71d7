"""The journal of builds: a line for each snapshot that was built and made current."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Activation:
    """A snapshot was built for a base, from sources of this fingerprint, and became current at a time (ISO 8601)."""

    id: str
    base: str
    fingerprint: str
    at: str


def read_journal(path: Path) -> list[Activation]:
    """Return the lines, oldest first, without any that a power cut tore."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [line for text in lines if (line := _activation(text))]


def write_journal(path: Path, line: Activation) -> None:
    """Add a line and make it survive a power cut."""
    with path.open("ab+") as file:
        end = file.seek(0, os.SEEK_END)
        # A line that a power cut tore must not swallow this one.
        if end and os.pread(file.fileno(), 1, end - 1) != b"\n":
            file.write(b"\n")
        file.write(json.dumps(asdict(line)).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _activation(text: bytes) -> Activation | None:
    try:
        return Activation(**json.loads(text))
    except (ValueError, TypeError):
        return None
