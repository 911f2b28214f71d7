"""End connections that have been silent both ways for longer than any answer takes: the kernel knows which."""

import os
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Seconds beyond those of a query in which an answer is on its way at the latest.
BEYOND = 30
# Looks within the time that a connection may be silent.
LOOKS = 6
# struct tcp_info (linux/tcp.h): tcpi_last_data_sent, tcpi_last_ack_sent, tcpi_last_data_recv, in milliseconds.
_SILENCE, _AT = struct.Struct("=III"), 44
_DESCRIPTORS = Path("/proc/self/fd")


def end_stalled_senders(port: int, query_seconds: float) -> None:
    """Look after this process's connections to a port, in a thread of its own, as far as the system tells.

    A client that announces a body and sends no more of it holds a thread, and the HTTP server has no limit of time
    for that: a read ends when its connection does.
    """
    if sys.platform == "linux":
        seconds = query_seconds + BEYOND
        threading.Thread(target=_watch, args=(port, seconds), name="stalled", daemon=True).start()


def _watch(port: int, seconds: float) -> None:
    while True:
        time.sleep(seconds / LOOKS)
        with suppress(OSError):  # no more files may be opened now
            end_silent(port, seconds)


def end_silent(port: int, seconds: float) -> int:
    """End this process's connections to a port on which nothing has moved for so many seconds; return their number."""
    ended = 0
    for connection in _connections(port):
        with connection, suppress(OSError):  # ended meanwhile
            told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _AT + _SILENCE.size)
            sent, _, received = _SILENCE.unpack_from(told, _AT)
            if min(sent, received) > seconds * 1000:
                connection.shutdown(socket.SHUT_RDWR)
                ended += 1
    return ended


def _connections(port: int) -> Iterator[socket.socket]:
    """Yield handles of the TCP connections of this process that came in at a port: the server has its own, unseen."""
    for name in os.listdir(_DESCRIPTORS):
        one = _handle(int(name))
        if one and _came_in_at(one, port):
            yield one
        elif one:
            one.close()


def _handle(descriptor: int) -> socket.socket | None:
    """Return another handle of a socket; None where it is something else, or gone meanwhile."""
    try:
        copy = os.dup(descriptor)
    except OSError:
        return None
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None


def _came_in_at(one: socket.socket, port: int) -> bool:
    if one.family not in (socket.AF_INET, socket.AF_INET6) or one.type != socket.SOCK_STREAM:
        return False
    with suppress(OSError):
        is_listening = one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return not is_listening and int(one.getsockname()[1]) == port
    return False
