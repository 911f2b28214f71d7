"""SQLite files of a snapshot: written once, then only read."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# SQLite takes at most this many variables in one statement in every version that Python 3.11 may meet.
VARIABLES = 900


@contextmanager
def new_table_file(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """Give a connection that writes a new file in one transaction; an error leaves a file that nobody may use."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Durability comes from the flush of the whole snapshot: a journal would be written twice for nothing.
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + schema)
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def open_table_file(path: Path) -> sqlite3.Connection:
    """Return a connection that reads a sealed file; SQLite is told that nobody will change it, so it takes no locks."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


class TableFile:
    """A sealed file, for reading from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a statement."""
        return self.connection.execute(statement, values).fetchall()

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread: one serves one statement at a time."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = open_table_file(self._path)
        return connection

    def rows_in(self, statement: str, values: Sequence[Any]) -> Iterator[Any]:
        """Yield the rows of a statement that ends in IN, for any number of values."""
        for start in range(0, len(values), VARIABLES):
            part = values[start : start + VARIABLES]
            yield from self.rows(f"{statement} ({','.join('?' * len(part))})", part)
