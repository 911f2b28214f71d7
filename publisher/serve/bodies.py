"""The bodies of requests, taken whole before anybody reads them: small ones in memory, larger ones in a file."""

from tempfile import SpooledTemporaryFile
from typing import IO

from publisher.views.places import Places

# Bytes that may lie in memory, for every connection at once; more lie in a file without a name.
SMALL = 16_384
# Such files that a worker has at once, and those of one client among them: each may be as long as a request may.
FILES, FILES_OF_ONE = 48, 12


def body_places() -> Places:
    """Return the places of a worker for bodies that lie in files."""
    return Places(FILES, FILES_OF_ONE)


class Body:
    """What has come of a body: `length` bytes, of which up to `most` are kept; `is_refused` when there was no place."""

    def __init__(self, most: int, places: Places, client: str) -> None:
        self._most, self._places, self._client = most, places, client
        self._file: IO[bytes] = SpooledTemporaryFile(SMALL)  # noqa: SIM115 (closed with the request)
        self._has_place = False
        self.length = 0
        self.is_refused = False

    def add(self, piece: bytes) -> None:
        """Take a piece; what is past the limit, or has no place, is counted alone."""
        self.length += len(piece)
        if self.length > SMALL and not self._has_place and not self.is_refused:
            self._has_place = self._places.take(self._client)
            self.is_refused = not self._has_place
        if self.is_refused or self.length > self._most:
            return
        try:
            self._file.write(piece)
        except OSError:  # the disk is full
            self.is_refused = True

    def file(self) -> IO[bytes]:
        """Return what was kept, from its beginning."""
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Let it go, and its place."""
        self._file.close()
        if self._has_place:
            self._has_place = False
            self._places.give_back(self._client)
