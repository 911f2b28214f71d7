"""What a fork server is told to do."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Task:
    """What the fork server is to do: serve the store at the socket from `size` processes within the limits."""

    store: str
    socket: str
    prefixes: dict[str, str]
    query_seconds: float
    query_memory_mb: int
    result_mb: int
    size: int
