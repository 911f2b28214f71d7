"""Folders and files on disk: whether they are in use, digests, surviving a power cut, walking through them."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Mark a folder as in use by this process, beside any other; OSError when there is no such folder.

    The system takes the mark away when the process ends, however it ends.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def is_in_use(folder: Path) -> bool:
    """Return whether any process has marked a folder as in use."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hex, read in chunks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Make a file or folder, with all below it, survive a power cut."""
    for folder, _, files in os.walk(path, topdown=False):
        for name in (*files, "."):
            handle = os.open(os.path.join(folder, name), os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def walk(root: Path, folder: str, fault: Callable[[str, OSError], object]) -> Iterator[str]:
    """Yield the paths of all files below a folder, relative to `root`, hidden ones left out; none where it is missing.

    Links are followed, but never in a circle. `fault` is told of each folder that cannot be entered: ELOOP stands for
    a link to a folder above itself.
    """
    open_folders = [(folder, frozenset[tuple[int, int]]())]
    while open_folders:
        path, above = open_folders.pop()
        try:
            status = (root / path).stat()
            identity = (status.st_dev, status.st_ino)
            if identity in above:
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
            names = sorted(os.listdir(root / path))
        except FileNotFoundError:
            continue
        except OSError as error:
            fault(path, error)
            continue
        for name in names:
            inner = f"{path}/{name}"
            if name.startswith("."):
                continue
            if (root / inner).is_dir():
                open_folders.append((inner, above | {identity}))
            else:
                yield inner
