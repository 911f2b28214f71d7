"""A file on its way to a client: the kernel takes it from the file to the socket, as fast as the client takes it."""

import os
from asyncio import AbstractEventLoop
from collections.abc import Callable

# Bytes that are sent in one turn of the loop, so that others have theirs answered between.
AT_ONCE = 1_048_576


class Passage:
    """A file on its way, of which `left` bytes have not gone; all that was sent before it has."""

    def __init__(self, loop: AbstractEventLoop, socket: int, file: int, left: int) -> None:
        self._loop, self._file = loop, file
        self._offset, self.left = 0, left
        # Another number for it: the loop lets nobody wait for a socket that belongs to a transport.
        self._socket = os.dup(socket)

    def begin(self, moved: Callable[[int], None]) -> None:
        """Send as the client takes it; `moved` is told how many bytes have gone, 0 when no more will: the client has
        gone, or the file is shorter than was said.
        """
        self._loop.add_writer(self._socket, self._move, moved)

    def close(self) -> None:
        """Send no more."""
        if self._socket >= 0:
            self._loop.remove_writer(self._socket)
            os.close(self._socket)
            self._socket = -1

    def _move(self, moved: Callable[[int], None]) -> None:
        try:
            number = os.sendfile(self._socket, self._file, self._offset, min(self.left, AT_ONCE))
        except BlockingIOError:
            return
        except OSError:  # the client has gone
            number = 0
        self._offset += number
        self.left -= number
        if not self.left or not number:
            self.close()
        moved(number)
