"""Wait in the loop for what an answer needs, so that no thread has to: a moment, for most comes in no time."""

import select
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
        """Wait until it has come, and give it up: not in the loop, unless it is at hand."""
        ...


def when_readable(loop: AbstractEventLoop, file: int, act: Callable[[bool], None]) -> None:
    """Act once: with True when a file can be read from, with False when it could not for a MOMENT."""

    def come() -> None:
        timer.cancel()
        loop.remove_reader(file)
        act(True)

    def give_up() -> None:
        loop.remove_reader(file)
        act(is_readable(file))  # after a long turn the loop looks at its timers first

    timer = loop.call_later(MOMENT, give_up)
    loop.add_reader(file, come)


def is_readable(file: int) -> bool:
    """Return whether a file can be read from now."""
    poll = select.poll()  # not select(), which knows no descriptor above 1023
    poll.register(file, select.POLLIN)
    return bool(poll.poll(0))
