"""Hold a result until it is whole: in memory, then in a file without a name."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode, QuerySolutions

from publisher.errors import NotCarried, ResultTooLarge, StoreBusy
from publisher.store.shared import ROOM
from publisher.units import MEGABYTE

INLINE = ROOM  # bytes up to which a result stays in memory
CHUNK = 65_536
RETRY_SECONDS = 60  # after which there may be room on a disk that was full
# What XML 1.0 has no way to write (section 2.2): most control characters, U+FFFE and U+FFFF.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Spool:
    """A writer that counts; more than `limit` bytes raise ResultTooLarge, a disk that takes no more StoreBusy.

    What fits in stays in `memory`, of INLINE bytes, which is the spool's own if none is given.
    """

    def __init__(self, limit: int, folder: Path, memory: mmap | bytearray | None = None) -> None:
        self.length = 0
        self.file: BinaryIO | None = None
        self._limit = limit
        self._folder = folder
        self._memory = bytearray(INLINE) if memory is None else memory

    def write(self, data: bytes) -> int:
        """Take the next piece of the result."""
        before, self.length = self.length, self.length + len(data)
        if self.length > self._limit:
            raise ResultTooLarge(f"the result is larger than {self._limit / MEGABYTE:g} MB")
        if self.length <= INLINE:
            self._memory[before : self.length] = data
        else:
            with _telling_refusal():
                if self.file is None:
                    self.file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 (outlives this call)
                    _write_all(self.file, self._memory[:before])
                _write_all(self.file, data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def held(self) -> bytes:
        """Return the result, if it is in memory."""
        return bytes(self._memory[: self.length]) if self.file is None else b""

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
        self._tail = (self._tail + data)[-2:]
        super().write(data.replace(b"\r", b"&#xD;"))
        return len(data)


class CsvSpool(Spool):
    """A spool for what the engine writes as CSV, which tells whether all of its lines can be read as they are meant.

    The engine quotes no IRI, though there may be commas in it, and writes an empty line for a row of one empty field,
    which most readers skip.
    """

    _is_quoted = False
    _commas = _lines = 0
    _header = _tail = b""
    _has_empty_line = False

    def write(self, data: bytes) -> int:
        """Take the next piece."""
        parts = data.split(b'"')
        # What stands outside of quotation marks, with one of them in place of what stands inside.
        outside = b'"' * self._is_quoted + b'"'.join(parts[self._is_quoted :: 2])
        self._is_quoted ^= len(parts) % 2 == 0
        if not self._lines:
            self._header += outside
        self._commas += outside.count(b",")
        self._lines += outside.count(b"\n")
        self._has_empty_line |= b"\n\r\n" in self._tail + outside
        self._tail = (self._tail + outside)[-2:]
        return super().write(data)

    def is_sound(self) -> bool:
        """Whether each line has a field for each column, and none is empty where that would be lost."""
        header, is_table, _ = self._header.partition(b"\r\n")
        if not is_table or not header:
            return True
        between = header.count(b",")
        return self._commas == self._lines * between and (between > 0 or not self._has_empty_line)


def write_csv(solutions: QuerySolutions, spool: Spool) -> None:
    """Write a table as SPARQL 1.1 Query Results CSV (section 3), each field quoted that must be."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([variable.value for variable in solutions.variables])
    for solution in solutions:
        writer.writerow([_in_csv(term) for term in solution])
        if buffer.tell() > CHUNK:
            spool.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    spool.write(buffer.getvalue().encode())


def _in_csv(term: object) -> str:
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)  # `_:label`


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
