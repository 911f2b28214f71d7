"""What a fork server is told to do."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Telling:
    """How resources are described: the path of the document table, the base of the site, and the limit `incoming`."""

    documents: str
    base: str
    incoming: int


@dataclass(frozen=True)
class Task:
    """What the fork server is to do: serve the store at the socket from `size` processes within the limits.

    `telling` has what DESCRIBE answers, in the fields of `Telling`; without it the engine answers. `memory` has what to
    load the store into memory from, in the fields of `memory.Source`; without it the store is read from disk.
    `overlaps` says whether a triple stands in two graphs, None that it is to be found out.
    """

    store: str
    socket: str
    prefixes: dict[str, str]
    query_seconds: float
    query_memory_mb: int
    result_mb: int
    size: int
    telling: dict[str, Any] | None = None
    memory: dict[str, Any] | None = None
    overlaps: bool | None = None
