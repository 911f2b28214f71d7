"""Hold a result until it is whole: in memory, then in a file without a name."""

import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from publisher.errors import NotCarried, ResultTooLarge

INLINE = 262_144  # bytes up to which a result stays in memory
# What XML 1.0 has no way to write (section 2.2): most control characters, U+FFFE and U+FFFF.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Spool:
    """A writer that counts; more than `limit` bytes raise ResultTooLarge."""

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
                self.file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 (outlives this call)
                _write_all(self.file, self._held)
                self._held.clear()
        else:
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


def _write_all(file: BinaryIO, data: bytes | bytearray) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
