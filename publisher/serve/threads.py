"""A few threads for what takes time, and a line of bounded length before them."""

import threading
from collections.abc import Callable
from queue import SimpleQueue

# Requests that wait for a thread at most: as many documents are made in about a second.
LINE = 512


class Threads:
    """Threads that do one thing after another, for as long as the process lives."""

    def __init__(self, number: int, line: int = LINE) -> None:
        self._line = line
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        for _ in range(number):
            threading.Thread(target=self._work, name="answering", daemon=True).start()

    def begin(self, job: Callable[[], None]) -> bool:
        """Have something done, in its turn; False, and it is not, when too many wait already."""
        if self._jobs.qsize() >= self._line:
            return False
        self._jobs.put(job)
        return True

    def go_on(self, job: Callable[[], None]) -> None:
        """Have something done that belongs to what has begun, however many wait."""
        self._jobs.put(job)

    def _work(self) -> None:
        while True:
            self._jobs.get()()
