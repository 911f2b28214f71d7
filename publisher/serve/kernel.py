"""A file on its way to a client: the kernel takes it from the file to the socket, as fast as the client takes it."""

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable

# Bytes that are sent in one turn of the loop, so that others have theirs answered between: what is not in memory is
# waited for there, as nginx does.
PORTION = 262_144


class Passage:
    """A file on its way, of which `left` bytes have not gone, `sent` have; `fault` says why no more of it can go.

    Nothing is left in the transport of the socket: what goes after it would come before it.
    """

    def __init__(self, loop: AbstractEventLoop, socket: int, file: int, left: int) -> None:
        self._loop, self._file = loop, file
        self.sent, self.left = 0, left
        self.fault: Exception | None = None
        # Another number for it: the loop lets nobody wait for a socket that belongs to a transport.
        self._socket = os.dup(socket)

    def begin(self, moved: Callable[[int], None]) -> None:
        """Send as the client takes it; `moved` is told how many bytes have gone, 0 when there is a `fault`."""
        self._loop.add_writer(self._socket, self._move, moved)

    def close(self) -> None:
        """Send no more."""
        if self._socket >= 0:
            self._loop.remove_writer(self._socket)
            os.close(self._socket)
            self._socket = -1

    def _move(self, moved: Callable[[int], None]) -> None:
        try:
            number = os.sendfile(self._socket, self._file, self.sent, min(self.left, PORTION))
        except BlockingIOError:
            return
        except OSError as fault:
            number, self.fault = 0, fault
        else:
            if not number:
                self.fault = EOFError(f"a file ended {self.left} bytes before the length that was told")
        self.sent += number
        self.left -= number
        if not self.left or self.fault:
            self.close()
        moved(number)
