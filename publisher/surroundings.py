"""What the machine refuses, as one clear message: a full disk, a folder that is not writable, a file in the way."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.errors import SurroundingsError

# Errors of the system by number. EFBIG: a limit on the size of files (`ulimit -f`).
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_IN_THE_WAY = frozenset({errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENOTEMPTY})
# SQLite and Oxigraph tell it in words alone; "disk I/O error" is SQLite's for EFBIG.
_FULL_WORDS = ("no space left", "file too large", "quota", "disk is full", "disk i/o error")


@contextmanager
def telling_surroundings(path: Path) -> Iterator[None]:
    """Turn the system's refusals while files below `path` are written into a SurroundingsError that says what to do."""
    try:
        yield
    except (OSError, sqlite3.Error, SurroundingsError) as error:
        message = _message(error, path)
        if message is None:
            raise
        raise SurroundingsError(message) from error


def _message(error: Exception, path: Path) -> str | None:
    number = getattr(error, "errno", None)
    # Where something is renamed, it is the second name that is in the way.
    place = getattr(error, "filename2", None) or getattr(error, "filename", None) or path
    if number in _FULL or any(words in str(error).lower() for words in _FULL_WORDS):
        return f"the disk that holds {path} is full: free some space and run again; what is being served is untouched"
    if number in _CLOSED:
        return f"{place} is not writable: change its permissions, or use another folder with --state DIR"
    if number in _IN_THE_WAY:
        return f"{place} is in the way: move it, or use another folder with --state DIR"
    return None
