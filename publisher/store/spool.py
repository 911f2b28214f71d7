"""Hold a result until it is whole: in memory, then in a file without a name."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from publisher.errors import NotCarried, ResultTooLarge, StoreBusy

INLINE = 262_144  # bytes up to which a result stays in memory
RETRY_SECONDS = 60  # after which there may be room on a disk that was full
# What XML 1.0 has no way to write (section 2.2): most control characters, U+FFFE and U+FFFF.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Spool:
    """A writer that counts; more than `limit` bytes raise ResultTooLarge, a disk that takes no more StoreBusy."""

    def __init__(self, limit: int, folder: Path) -> None:
        self.length = 0
        self.file: BinaryIO | None = None
        self._limit = limit
        self._folder = folder
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take the next piece of the result."""
        self.length += len(data)
        if self.length > self._limit:
            raise ResultTooLarge(f"the result is larger than {self._limit / 1_000_000:g} MB")
        if self.file is None:
            self._held += data
            if len(self._held) > INLINE:
                with _telling_refusal():
                    self._begin_file()
        else:
            with _telling_refusal():
                _write_all(self.file, data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def held(self) -> bytes:
        """Return the result, if it is in memory."""
        return bytes(self._held)

    def close(self) -> None:
        """Give the file back, if there is one."""
        if self.file is not None:
            self.file.close()

    def _begin_file(self) -> None:
        self.file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 (outlives this call)
        _write_all(self.file, self._held)
        self._held.clear()


class XmlSpool(Spool):
    """A spool for what the engine writes as XML: what XML cannot carry raises NotCarried, line ends are kept."""

    _tail = b""

    def write(self, data: bytes) -> int:
        """Take the next piece; a carriage return as a reference, since XML parsers read a bare one as a newline."""
        found = _NO_XML.search(self._tail + data)
        if found:
            code = ord(found[0].decode())
            raise NotCarried(f"XML cannot carry the character U+{code:04X} in this result; ask for JSON, CSV or TSV")
        self._tail = data[-2:]
        super().write(data.replace(b"\r", b"&#xD;"))
        return len(data)


@contextmanager
def _telling_refusal() -> Iterator[None]:
    """Turn the system's refusal to keep a result (a full disk, mostly) into an error that hides where it is kept."""
    try:
        yield
    except OSError as error:
        told = f"the result cannot be kept: {error.strerror}; ask for less, or try again later"
        raise StoreBusy(told, RETRY_SECONDS) from None


def _write_all(file: BinaryIO, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
