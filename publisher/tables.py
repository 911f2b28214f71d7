"""SQLite files of a snapshot: written once, then only read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
