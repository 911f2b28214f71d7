"""The private folder of a running server or query: its sockets, its pointer, and nothing that outlives it."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publisher.disk import in_use, is_in_use

PREFIX = "publisher-run-"
# Seconds within which a folder that was just made is marked as in use.
NEW = 60


@contextmanager
def runtime_folder(parent: Path | None = None) -> Iterator[Path]:
    """Give a private folder that is gone at the end; those that killed processes left are cleared first.

    It lies in `parent`, by default where the system keeps temporary files.
    """
    parent = parent or Path(tempfile.gettempdir())
    for left in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            status = left.lstat()
            if status.st_uid == os.getuid() and status.st_mtime < time.time() - NEW and not is_in_use(left):
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    try:
        with in_use(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
