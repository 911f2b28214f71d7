"""SQLite files of a snapshot: written once, then only read."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# SQLite takes at most this many variables in one statement in every version that Python 3.11 may meet.
VARIABLES = 900
STEPS = 10_000  # of SQLite, some 0.1 ms: after so many a statement is asked whether its time is over


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
    # Any thread may use it, one at a time.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


class TableFile:
    """A sealed file, for reading from any thread.

    `is_over` is asked now and then by whoever waits for rows; where it is, sqlite3.OperationalError (SQLITE_INTERRUPT).
    """

    def __init__(self, path: Path, is_over: Callable[[], bool] | None = None) -> None:
        self._path = path
        self._is_over = is_over
        self._idle: list[sqlite3.Connection] = []

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a statement."""
        # A connection serves one statement at a time. There are as many as were needed at once: one for each of a
        # server's many threads would read, and keep, the same pages again and again.
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = open_table_file(self._path)
            if self._is_over is not None:
                connection.set_progress_handler(self._is_over, STEPS)
        rows = connection.execute(statement, values).fetchall()
        self._idle.append(connection)
        return rows

    def rows_in(self, statement: str, values: Sequence[Any]) -> Iterator[Any]:
        """Yield the rows of a statement that ends in IN, for any number of values."""
        for start in range(0, len(values), VARIABLES):
            part = values[start : start + VARIABLES]
            yield from self.rows(f"{statement} ({','.join('?' * len(part))})", part)
