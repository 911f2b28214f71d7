"""The signals that a supervisor obeys, and a wait that each of them ends."""

import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGINT)
# They only end the wait: what has changed is looked at after every wait.
WAKING = (signal.SIGHUP, signal.SIGCHLD)


class Ended(Exception):
    """A signal came that ends what waits."""


class Signals:
    """The signals that came: `ended` is whether one of them was to end, `ended_by` its name."""

    def __init__(self, pipe: int) -> None:
        self.ended = False
        self.ended_by = ""
        self._hung_up = False
        self._pipe = pipe

    def receive(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal (a handler as `signal.signal` wants it)."""
        if number in ENDING and not self.ended:
            self.ended, self.ended_by = True, signal.Signals(number).name
        self._hung_up = self._hung_up or number == signal.SIGHUP

    def hung_up(self) -> bool:
        """Return whether SIGHUP has come since this was asked last."""
        came, self._hung_up = self._hung_up, False
        return came

    def wait(self, seconds: float) -> None:
        """Return after some seconds, or when a signal comes."""
        if not self.ended and select.select([self._pipe], [], [], seconds)[0]:
            os.read(self._pipe, 4096)

    def is_readable(self, descriptor: int, seconds: float) -> bool:
        """Return whether there is something to read, after some seconds at most; Ended when it is to end before."""
        deadline = time.monotonic() + seconds
        while not self.ended:
            left = max(0.0, deadline - time.monotonic())
            ready = select.select([self._pipe, descriptor], [], [], left)[0]
            if descriptor in ready or not ready:
                return bool(ready)
            os.read(self._pipe, 4096)
        raise Ended


@contextmanager
def signals() -> Iterator[Signals]:
    """Receive signals in this process, which must be in its main thread, for as long as the block lasts."""
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    received = Signals(read)
    wakeup = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, received.receive) for number in (*ENDING, *WAKING)}
    try:
        yield received
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup)
        os.close(read)
        os.close(write)
