"""Who does what takes time: a few threads, or the loop, a little each turn; before both a line that is bounded."""

import threading
import time
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

# Requests that wait for a thread at most: as many documents are made in about a second.
LINE = 512
# Seconds of a turn of the loop after which nothing more of this kind is begun in it.
SHARE = 0.001
Job = Callable[[], None]


class Lane:
    """Does in the loop what takes a millisecond or two: one such thing in each turn, or several that take less.

    Threads would take turns at the interpreter with the loop, and need a third more of the processor for the same. What
    is done in the same turn is logged, and mostly sent, together at its end.
    """

    def __init__(self, loop: AbstractEventLoop, line: int = LINE) -> None:
        self._loop, self._line = loop, line
        self._jobs: deque[Job] = deque()
        self._is_due = False

    def begin(self, job: Job) -> bool:
        """Have something done, in its turn; False, and it is not, when too much waits already."""
        if len(self._jobs) >= self._line:
            return False
        self._jobs.append(job)
        self._come_again()
        return True

    def _work(self) -> None:
        end = time.perf_counter() + SHARE
        try:
            while self._jobs:
                self._jobs.popleft()()
                if time.perf_counter() >= end:
                    break
        finally:
            self._is_due = False
            if self._jobs:
                self._come_again()

    def _come_again(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._work)


class Threads:
    """Threads that do one thing after another, for as long as the process lives.

    The one that came to rest last goes first: what it needs is still in the processor's caches. A queue for all of them
    wakes the one that has rested longest, and a query then takes a tenth longer.
    """

    def __init__(self, number: int, line: int = LINE) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._jobs: deque[Job] = deque()
        self._resting: list[SimpleQueue[Job]] = []
        for _ in range(number):
            threading.Thread(target=self._work, name="answering", daemon=True).start()

    @property
    def waiting(self) -> int:
        """How many things wait for a thread."""
        return len(self._jobs)

    def begin(self, job: Job) -> bool:
        """Have something done, in its turn; False, and it is not, when too many wait already."""
        if len(self._jobs) >= self._line:
            return False
        self.go_on(job)
        return True

    def go_on(self, job: Job) -> None:
        """Have something done that belongs to what has begun, however many wait."""
        with self._lock:
            if self._resting:
                self._resting.pop().put(job)
            else:
                self._jobs.append(job)

    def _work(self) -> None:
        own: SimpleQueue[Job] = SimpleQueue()
        while True:
            with self._lock:
                if self._jobs:
                    own.put(self._jobs.popleft())
                else:
                    self._resting.append(own)
            own.get()()
