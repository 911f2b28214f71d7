"""Answers remembered by the very bytes of what asked for them, so that nothing has to be read again."""

from dataclasses import dataclass

from publisher.access import told
from publisher.serve.exchange import Exchange, head_of

# Bytes of a head that is worth remembering; a browser's has some 800.
LONGEST = 4_096
# Bytes that Python needs for each beside its texts, roughly.
OVERHEAD = 600


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as it is sent but for its date and id, and what the log tells of it."""

    head: bytes
    body: bytes
    told: str

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return OVERHEAD + len(self.head) + len(self.body) + len(self.told)


class Front:
    """Up to `size` bytes of answers of one snapshot, by the heads of requests; what came first goes first.

    The same bytes ask for the same, and what a snapshot answers never changes: an answer is right for as long as its
    snapshot answers, whether the cache behind has it still or not. All go when `owner` becomes another.
    """

    def __init__(self, size: int) -> None:
        self._room = self._size = size
        self._owner: object = None
        self._answers: dict[bytes, Remembered] = {}
        self.find = self._answers.get

    def belong_to(self, owner: object) -> None:
        """Forget what another owner's answers were."""
        if owner != self._owner:
            self._owner, self._room = owner, self._size
            self._answers.clear()

    def remember(self, head: bytes, exchange: Exchange) -> None:
        """Remember how a request without a body was answered, as far as that was a finished answer of the cache's."""
        if len(head) > LONGEST or self._owner is None or not exchange.is_done or exchange.is_broken:
            return
        headers = exchange.headers[:-1]  # the last is the request's id
        answer = Remembered(
            head_of(exchange.status, headers),
            b"".join(exchange.pieces),
            told(exchange.environ, exchange.status, headers),
        )
        needed = answer.size + len(head)
        if head in self._answers or needed > self._size // 4:
            return
        while self._room < needed:
            first = next(iter(self._answers))
            self._room += len(first) + self._answers.pop(first).size
        self._room -= needed
        self._answers[head] = answer
