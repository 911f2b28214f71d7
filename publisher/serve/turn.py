"""A turn of the loop: what is the same for all it does, and what is written at its end, lines of the log first."""

import os
import select
import sys
import time
from asyncio import AbstractEventLoop, WriteTransport
from collections.abc import Callable
from contextlib import suppress

from werkzeug.http import http_date

from publisher.access import moment

Write = Callable[[str], object]


def to_standard_error(text: str) -> None:
    """Write lines to standard error in one piece, so that those of other processes do not come between.

    Those that a full pipe does not take are lost: who does not read the log holds up no clients.
    """
    file, data = sys.stderr.fileno(), text.encode("utf-8", "replace")
    while data and select.select((), (file,), (), 0)[1]:
        end = len(data)
        if end > select.PIPE_BUF:  # a pipe that takes anything takes so much (pipe(7))
            end = data.rfind(b"\n", 0, select.PIPE_BUF) + 1 or select.PIPE_BUF
        os.write(file, data[:end])
        data = data[end:]


class Turn:
    """The turn that runs: its time, `now` by the loop's clock, `moment` for the log, `date` as a header.

    `look` is called at the beginning of each; `write` takes the lines of a turn.
    """

    def __init__(self, loop: AbstractEventLoop, look: Callable[[], None], write: Write = to_standard_error) -> None:
        self._loop, self._look, self._write = loop, look, write
        self._lines: list[str] = []
        self._answers: list[tuple[WriteTransport, bytes]] = []
        self._second = 0
        self.is_open = False
        self.now, self.moment, self.date = 0.0, "", b""

    def begin(self) -> None:
        """Begin a turn, unless one has begun."""
        if self.is_open:
            return
        self.is_open = True
        self.now = self._loop.time()
        second = int(time.time())
        if second != self._second:
            self._second, self.moment = second, moment(second)
            self.date = f"date: {http_date(second)}\r\n".encode()
        self._look()
        self._loop.call_soon(self.end)

    def tell(self, line: str) -> None:
        """Write a line into the log at the end of the turn; from any thread."""
        self._lines.append(line)

    def answer(self, transport: WriteTransport, data: bytes) -> None:
        """Send something at the end of the turn."""
        self._answers.append((transport, data))

    def end(self) -> None:
        """Write what there is to write; what comes after is of another turn."""
        self.is_open = False
        self.flush()

    def flush(self) -> None:
        """Write what there is to write."""
        number = len(self._lines)
        if number:
            text = "".join(self._lines[:number])
            del self._lines[:number]  # other threads may have added some
            # A full disk or a closed pipe behind the log is no reason not to answer.
            with suppress(OSError, ValueError):
                self._write(text)
        answers, self._answers = self._answers, []
        for transport, data in answers:
            if not transport.is_closing():
                transport.write(data)
