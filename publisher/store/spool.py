"""Hold a result until it is whole: in memory, then in a file without a name."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from publisher.errors import NotCarried, ResultTooLarge, StoreBusy
from publisher.store.processes.shared import ROOM
from publisher.units import MEGABYTE

INLINE = ROOM  # bytes up to which a result stays in memory
RETRY_SECONDS = 60  # after which there may be room on a disk that was full
# What XML 1.0 has no way to write (section 2.2): most control characters, U+FFFE and U+FFFF.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# Of a table in TSV: what divides fields, as CSV has it; lines of one empty field; tags and datatypes; IRIs and strings.
_SEPARATORS = bytes.maketrans(b"\t", b",")
_EMPTY_LINE = re.compile(rb"^\n", re.MULTILINE)
_TAG = re.compile(rb'"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)')
_TERM = re.compile(rb'<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?')
_ESCAPE = re.compile(rb"\\(.)")
_MEANING = MappingProxyType({b"t": b"\t", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"f": b"\f"})
_TO_QUOTE = re.compile(rb'[",\r\n]')


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


class CsvLines:
    """A writer that takes a table as the engine writes it in TSV, and hands it to a spool as CSV.

    (SPARQL 1.1 Query Results CSV and TSV Formats, sections 3 and 4.) In CSV of its own the engine quotes no IRI, though
    there may be commas in it, and writes an empty line for a row of one empty field, which most readers skip.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._rest = b""  # of a line that is not whole
        self._has_header = False
        self._is_narrow = False  # of one column

    def write(self, data: bytes) -> int:
        """Take the next piece."""
        lines, end, self._rest = (self._rest + data).rpartition(b"\n")
        if end:
            self._spool.write(self._in_csv(lines + end))
        return len(data)

    def flush(self) -> None:
        """Do nothing: whole lines are handed on."""

    def _in_csv(self, lines: bytes) -> bytes:
        header = b""
        if not self._has_header:
            header, _, lines = lines.partition(b"\n")
            self._has_header, self._is_narrow = True, bool(header) and b"\t" not in header
            header = header.translate(_SEPARATORS, b"?") + b"\r\n"
        if self._is_narrow:
            lines = _EMPTY_LINE.sub(b'""\n', lines)
        return header + self._rows(lines)

    def _rows(self, lines: bytes) -> bytes:
        # What stands between strings, with a quotation mark in place of each; language tags and datatypes go.
        parts = lines.split(b'"')
        between = _TAG.sub(b'"', b'"'.join(parts[::2]))
        if b"\\" in lines or b"," in between:
            return _TERM.sub(self._term, lines.translate(_SEPARATORS).replace(b"\n", b"\r\n"))
        # Five times as fast as term by term.
        parts[::2] = between.translate(_SEPARATORS, b"<>").replace(b"\n", b"\r\n").split(b'"')
        parts[1::2] = map(self._field, parts[1::2])
        return b"".join(parts)

    def _term(self, match: re.Match[bytes]) -> bytes:
        return self._field(_ESCAPE.sub(lambda sign: _MEANING.get(sign[1], sign[1]), match[match.lastindex or 0]))

    def _field(self, text: bytes) -> bytes:
        if _TO_QUOTE.search(text) or (self._is_narrow and not text):
            return b'"' + text.replace(b'"', b'""') + b'"'
        return text


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
