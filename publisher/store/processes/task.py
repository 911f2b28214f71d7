"""What query processes are to do, and how it is told to the one that they are forked from."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from publisher.namespaces import Prefixes
from publisher.settings.model import Limits
from publisher.store.memory import Source


@dataclass(frozen=True)
class Telling:
    """How resources are described: the path of the document table, the base of the site, and the limit `incoming`."""

    documents: str
    base: str
    incoming: int


@dataclass(frozen=True)
class Task:
    """Answer queries on the store in a folder, from `size` processes, within the limits.

    `telling` has what DESCRIBE answers; without it the engine answers. The store is loaded into memory from `memory`;
    without it, it is read from disk. `overlaps` says whether a triple stands in two graphs; None lets the store be
    counted, which takes a second for a million triples.
    """

    store: Path
    prefixes: Prefixes
    limits: Limits
    size: int
    telling: Telling | None = None
    memory: Source | None = None
    overlaps: bool | None = None

    def written(self) -> bytes:
        """Return the task as a line of JSON."""
        values = {
            "store": str(self.store.resolve()),
            "prefixes": dict(self.prefixes),
            "limits": asdict(self.limits),
            "size": self.size,
            "telling": self.telling and asdict(self.telling),
            "memory": self.memory and asdict(self.memory),
            "overlaps": self.overlaps,
        }
        return json.dumps(values).encode() + b"\n"


def task_in(line: bytes) -> Task:
    """Return the task that `Task.written` wrote."""
    values = json.loads(line)
    return Task(
        Path(values["store"]),
        Prefixes(values["prefixes"]),
        Limits(**values["limits"]),
        values["size"],
        values["telling"] and Telling(**values["telling"]),
        values["memory"] and Source(**values["memory"]),
        values["overlaps"],
    )
