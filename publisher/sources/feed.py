"""Feed a parser one line at a time, so that one knows how far it has come."""

from io import BytesIO


class LineFeed:
    """A file that gives one line at every reading; `line` counts them, from 1."""

    def __init__(self, data: bytes) -> None:
        self._lines = iter(BytesIO(data))
        self._rest = b""
        self.line = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next line, or so much of it as is asked for; nothing at the end."""
        if not self._rest:
            self._rest = next(self._lines, b"")
            if not self._rest:
                return b""
            self.line += 1
        cut = size if size > 0 else len(self._rest)
        chunk, self._rest = self._rest[:cut], self._rest[cut:]
        return chunk
