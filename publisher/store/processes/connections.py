"""Connections to the query processes that stay open from query to query, each to a process of its own."""

import socket
import weakref
from contextlib import suppress
from pathlib import Path

from publisher.errors import StoreBusy, StoreUnreachable
from publisher.store.processes.messages import ConnectionEnded, telling_lack
from publisher.store.processes.shared import Connection, accepted

ACCEPT_SECONDS = 2.0  # for a process to take a new client; those that wait are taken at once


class Connections:
    """The open connections of one program; any thread may take one for a query and give it back.

    The one given back last is taken first: its process has in its caches what the last queries read.
    """

    def __init__(self, path: Path) -> None:
        """Take the path of the socket."""
        self._path = path
        self._idle: list[Connection] = []
        weakref.finalize(self, _close, self._idle)

    def take(self) -> Connection:
        """Return a connection whose process waits for a query; StoreBusy when there is none to have."""
        return self.idle() or self._connect()

    def idle(self) -> Connection | None:
        """Return such a connection if one is open."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was quicker
                break
            # Neither its end has come, nor word that the process takes no more queries.
            if not connection.has_word():
                return connection
            connection.close()
        return None

    def give_back(self, connection: Connection) -> None:
        """Keep a connection, on which everything asked is answered, for the next query."""
        self._idle.append(connection)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        _close(self._idle)

    def _connect(self) -> Connection:
        connection = None
        with telling_lack():
            knocking = socket.socket(socket.AF_UNIX)
            try:
                knocking.settimeout(ACCEPT_SECONDS)
                _knock(knocking, self._path)
                with suppress(ConnectionEnded, TimeoutError):  # nobody accepted
                    connection = accepted(knocking)
            finally:
                if connection is None:
                    knocking.close()
        if connection is None:
            raise StoreBusy("all query processes are busy; try again in a moment")
        return connection


def _knock(connection: socket.socket, path: Path) -> None:
    try:
        connection.connect(str(path))
    except OSError:
        raise StoreUnreachable("queries are not answered: their processes are not running", 5) from None


def _close(idle: list[Connection]) -> None:
    while idle:
        idle.pop().close()
