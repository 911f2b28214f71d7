"""Wait in the loop for what an answer needs, so that no thread has to: a moment, for most comes in no time."""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import Protocol

# Seconds for which something is waited for here; a thread does the rest.
MOMENT = 0.02


class Expected(Protocol):
    """What an answer needs, and somebody else is at."""

    def fileno(self) -> int:
        """Return the descriptor that can be read from once it has come."""
        ...

    def is_at_hand(self) -> bool:
        """Take what has come; return whether the answer now takes no more than a moment."""
        ...

    def close(self) -> None:
        """Give it up, once it has come."""
        ...


def when_readable(loop: AbstractEventLoop, file: int, act: Callable[[bool], None]) -> None:
    """Act once: with True when a file can be read from, with False when it could not for a MOMENT."""

    def come() -> None:
        timer.cancel()
        stop(True)

    def stop(has_come: bool) -> None:
        loop.remove_reader(file)
        act(has_come)

    timer = loop.call_later(MOMENT, stop, False)
    loop.add_reader(file, come)
