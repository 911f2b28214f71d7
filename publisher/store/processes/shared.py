"""Memory that a query process shares with its client: results that fit in are not sent, which takes longer."""

import mmap
import os
import select
import signal
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from publisher.store.processes.messages import ConnectionEnded, is_ready, receive, receive_file, send_file, tell_ready

ROOM = 262_144  # bytes


class Connection:
    """A connection to a query process, and the memory in which it leaves results; both are one client's alone."""

    def __init__(self, socket: socket.socket, memory: mmap.mmap, process: int) -> None:
        self.socket = socket
        self._memory = memory
        self._process = process

    def result(self, length: int) -> bytes:
        """Return the result of so many bytes that the process has told of."""
        if not 0 <= length <= ROOM:
            raise ConnectionEnded
        return self._memory[:length]

    def has_word(self) -> bool:
        """Return whether something has come, be it the end."""
        poll = select.poll()  # not select(), which knows no descriptor above 1023
        poll.register(self.socket, select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Let the process go."""
        self.socket.close()
        self._memory.close()

    def kill(self) -> None:
        """End the process, which is one of our own user, whatever it is at."""
        with suppress(OSError):
            os.kill(self._process, signal.SIGKILL)


def offer(client: socket.socket, folder: Path) -> mmap.mmap:
    """Tell a client that its questions are waited for; return the memory for their results, which it has as well."""
    with _file(folder) as file:
        file.truncate(ROOM)
        memory = mmap.mmap(file.fileno(), ROOM)
        tell_ready(client, True, os.getpid())
        send_file(client, file)
    return memory


def accepted(connection: socket.socket) -> Connection | None:
    """Return the connection with what was offered on it, or None when no question is taken there."""
    told = receive(connection)
    if not is_ready(told):
        return None
    with receive_file(connection, ROOM) as file:
        return Connection(connection, mmap.mmap(file.fileno(), ROOM, access=mmap.ACCESS_READ), int(told["process"]))


def _file(folder: Path) -> BinaryIO:
    """Return a new file without a name: in memory where the system has such."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("result"), "r+b", buffering=0)
    return tempfile.TemporaryFile(dir=folder, buffering=0)
