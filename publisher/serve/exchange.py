"""A request and what the application answers: begun, and gone on with, in whatever thread may be held up by it."""

from collections.abc import Callable, Iterator
from typing import IO, Any

from publisher.access import log_fault
from publisher.mount import Application
from publisher.serve.bodies import Body
from publisher.serve.expecting import Expected

# Bytes of an answer that are asked of the application at once, or a little more.
AT_ONCE = 262_144
# Answers without a body, whatever the application gives (RFC 9110, 6.4.1).
BODILESS = ("1", "204", "304")
# Of one connection, not of what is answered (RFC 9110, 7.6.1), and what the server tells itself.
OURS = frozenset(("connection", "date", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding"))
Headers = list[tuple[str, str]]


class Exchange:
    """What one request is answered: `status`, `headers`, and the `pieces` of the body that are to be sent next.

    `head` are status line and headers as they are sent, empty when the application gave none that could be. `is_done`
    when there are no more pieces; `is_broken` when there should be others: they are too few, or the application failed.
    `file` is the whole body where that is a file, of `length` bytes; the pieces are then left to who cannot send it.
    `is_running` while a thread is at it, or what it needs is waited for; `has_begun` when some of it has been sent.
    """

    def __init__(
        self,
        application: Application,
        environ: dict[str, Any],
        body: Body | None = None,
        expected: Expected | None = None,
    ) -> None:
        self._application, self._body = application, body
        self._iterator: Iterator[bytes] = iter(())
        self._close: Callable[[], None] | None = None
        self._left: int | None = None
        self.environ, self.expected = environ, expected
        self.status, self.headers = "", Headers()
        self.pieces: list[bytes] = []
        self.head = b""
        self.file: IO[bytes] | None = None
        self.is_running = self.has_begun = self.is_done = self.is_broken = False

    def begin(self) -> None:
        """Ask the application, and take the first pieces of its answer."""
        self._guarded(self._ask)
        if self.status:
            self._guarded(self._write_head)

    def go_on(self) -> None:
        """Take the next pieces; those before have been sent."""
        self.pieces, self.file = [], None
        self._guarded(self._take)

    def break_off(self, fault: Exception) -> None:
        """Give nothing more, for a reason that the log tells."""
        log_fault(self.environ, fault)
        self.is_broken = self.is_done = True

    def close(self) -> None:
        """Let everything go: the client has the answer, or has gone."""
        close, self._close = self._close, None
        if close:
            self._guarded(close)
        for held in (self.expected, self._body):
            if held:
                held.close()

    @property
    def length(self) -> int:
        """Bytes of the body that are not taken yet; 0 where that is not known."""
        return self._left or 0

    @property
    def has_length(self) -> bool:
        """Whether the client can tell where the answer ends, without the end of the connection."""
        return self._left is not None

    def _ask(self) -> None:
        try:
            body = self._application(self.environ, self._started)
        finally:
            if self.expected:  # where it was not needed, it is waited for here, not in the loop
                self.expected.close()
        self._close = getattr(body, "close", None)
        if not self.status:
            raise RuntimeError("the application has given no status")
        if self.environ["REQUEST_METHOD"] == "HEAD" or self.status.startswith(BODILESS):
            self._left, self.is_done = 0, True
            return
        said = next((value for name, value in self.headers if name.lower() == "content-length"), None)
        self._left = int(said) if said is not None else None
        self._iterator = iter(body)
        self.file = getattr(body, "file", None) if self._left else None  # what PEP 3333 calls a file wrapper
        if not self.file:
            self._take()
        if self._left is None and self.is_done:
            self.headers.append(("Content-Length", str(sum(map(len, self.pieces)))))
            self._left = 0

    def _write_head(self) -> None:
        self.head = head_of(self.status, self.headers)

    def _started(self, status: str, headers: Headers, _exc_info: Any = None) -> Any:
        self.status, self.headers = status, headers

    def _take(self) -> None:
        taken = 0
        for piece in self._iterator:
            self.pieces.append(piece)
            taken += len(piece)
            if taken >= (AT_ONCE if self._left is None else min(self._left, AT_ONCE)):
                break
        else:
            self.is_done = True
        if self._left is not None:
            self._left -= taken
            self.is_broken = self._left < 0 or (self.is_done and self._left > 0)
            self.is_done = self.is_done or self._left <= 0
            if self._left < 0:  # more than it said: that is not sent
                self.pieces[-1] = self.pieces[-1][: self._left]

    def _guarded(self, act: Callable[[], None]) -> None:
        """Do something of the application's; what fails is in the log, and the answer broken."""
        try:
            act()
        except Exception as fault:
            self.break_off(fault)


def head_of(status: str, headers: Headers) -> bytes:
    """Return a status line and headers as they are sent, without those that are the server's; ValueError for a line
    break or a letter that no header may have.
    """
    is_bodiless = status.startswith("204")  # it has no length (RFC 9110, 8.6)
    kept = [
        f"{lower}: {value}\r\n"
        for name, value in headers
        if (lower := name.lower()) not in OURS and not (is_bodiless and lower == "content-length")
    ]
    head = "".join((f"HTTP/1.1 {status}\r\n", *kept))
    if head.count("\n") != len(kept) + 1 or head.count("\r") != len(kept) + 1:
        raise ValueError(f"a header of {status} holds a line break")
    return head.encode("latin-1")
