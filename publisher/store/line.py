"""Wait in line for one of a few places: who came first goes first."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from publisher.errors import StoreBusy

QUEUE_SECONDS = 2.0  # how long a query waits for a process
QUEUE_PLACES = 2  # queries that wait, per query that runs


class Line:
    """Places for queries that run, and a short line of those that wait."""

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._room = places * QUEUE_PLACES
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place; StoreBusy when the line is full or does not move."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._free:  # then nobody waits: a place is handed on, and free only when there is nobody to take it
                self._free -= 1
                return
            if len(self._waiting) == self._room:
                raise StoreBusy("too many queries are waiting; try again in a moment")
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(QUEUE_SECONDS):
            return
        with self._lock:
            if turn not in self._waiting:  # the place came in the last moment
                return
            self._waiting.remove(turn)
        raise StoreBusy("all queries that may run at once are running; try again in a moment")

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
