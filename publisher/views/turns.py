"""One large page is written at a time, for it takes time from all: a few wait for their turn, and not for long."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore

from publisher.errors import StoreBusy

WAITING, WAIT_SECONDS = 2, 2.0  # how many wait at once, and how long: each holds a thread


class Turns:
    """A turn for one at a time."""

    def __init__(self) -> None:
        self._room, self._turn = Semaphore(1 + WAITING), Lock()

    @contextmanager
    def turn(self, seconds: float = WAIT_SECONDS) -> Iterator[None]:
        """Have the turn for the block; StoreBusy when too many wait for it, or when it does not come in time."""
        if not self._room.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turn.acquire(timeout=seconds):
                raise _busy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._room.release()


def _busy() -> StoreBusy:
    return StoreBusy("other large pages are being written; try again in a moment, or ask for less or another format")
