"""Wait in line for one of a few places: who came first goes first, and long queries do not shut short ones out."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from publisher.errors import StoreBusy

QUEUE_SECONDS = 2.0  # how long a query waits for a process
QUEUE_PLACES = 2  # queries that wait for a whole place, per whole place
TRIAL_SECONDS = 0.25  # how long a query may take that is tried while all whole places are taken
TRIALS = 1  # places for trials
TRIAL_QUEUE = int(TRIALS * QUEUE_SECONDS / TRIAL_SECONDS)  # as many as come to their trial before they have waited


def processes_for(places: int) -> int:
    """Return how many processes a line of whole places keeps busy at most."""
    return places + TRIALS


def askers_at(places: int) -> int:
    """Return how many threads a line of whole places holds at most: those that ask and those that wait."""
    return processes_for(places) + places * QUEUE_PLACES + TRIAL_QUEUE


class _Turn:
    """Someone who waits: for a whole place, or for any; `is_whole` tells which place it is, once there is one."""

    def __init__(self, wants_whole: bool) -> None:
        self.wants_whole = wants_whole
        self.is_whole = False
        self.has_come = threading.Event()


class Line:
    """Whole places for queries, one for trials, and a short line of those that wait.

    A trial is for who comes while all whole places are taken: a query of a moment is answered there, whatever the
    others are at; one that takes longer must go, and wait for a whole place.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = {True: places, False: TRIALS}  # by whether a place is a whole one
        self._room = {True: places * QUEUE_PLACES, False: TRIAL_QUEUE}  # by whether one waits for a whole one
        self._waiting: deque[_Turn] = deque()

    @contextmanager
    def place(self, whole: bool = False, seconds: float = QUEUE_SECONDS) -> Iterator[bool]:
        """Hold a place, a whole one if need be, and tell whether it is.

        StoreBusy when the line is full, or when there was no place for QUEUE_SECONDS, or for `seconds` if that is less.
        """
        is_whole = self._enter(whole, min(seconds, QUEUE_SECONDS))
        try:
            yield is_whole
        finally:
            self._leave(is_whole)

    def take(self) -> bool:
        """Take a whole place, to be given back, if one is free."""
        with self._lock:
            if not self._free[True]:
                return False
            self._free[True] -= 1
            return True

    def give_back(self) -> None:
        """Give back the whole place that was taken."""
        self._leave(True)

    def _enter(self, whole: bool, seconds: float) -> bool:
        with self._lock:
            # Places are handed on: one that is free is free because nobody who waits can use it.
            for kind in (True,) if whole else (True, False):
                if self._free[kind]:
                    self._free[kind] -= 1
                    return kind
            if sum(turn.wants_whole == whole for turn in self._waiting) == self._room[whole]:
                raise StoreBusy("too many queries are waiting; try again in a moment")
            turn = _Turn(whole)
            self._waiting.append(turn)
        if not turn.has_come.wait(seconds):
            self._give_up(turn)
        return turn.is_whole

    def _give_up(self, turn: _Turn) -> None:
        with self._lock:
            if turn not in self._waiting:  # the place came in the last moment
                return
            self._waiting.remove(turn)
        raise StoreBusy("all queries that may run at once are running; try again in a moment")

    def _leave(self, is_whole: bool) -> None:
        with self._lock:
            turn = next((one for one in self._waiting if is_whole or not one.wants_whole), None)
            if turn is None:
                self._free[is_whole] += 1
                return
            self._waiting.remove(turn)
            turn.is_whole = is_whole
            turn.has_come.set()
