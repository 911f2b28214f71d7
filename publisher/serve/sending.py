"""Send large bodies on a bounded number of threads: clients who read slowly hold none that documents need."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from publisher.app import COMMON
from publisher.mount import Application, StartResponse
from publisher.views.places import Places
from publisher.views.responses import SPOOLED

# Large bodies that a worker sends at once, and to one client among them: each holds a thread until nearly all of it is
# taken. Connections on which nothing is taken at all are ended (`publisher.serve.stalled`).
BODIES, BODIES_TO_ONE = 24, 12
# The same for results in files of their own, which hold room on the disk too.
RESULTS, RESULTS_TO_ONE = 8, 4
SENDERS = BODIES + RESULTS
# Bytes that the server takes whole, without a thread; and of the pieces of a larger body.
WHOLE, PIECE = 262_144, 65_536
# Bytes a second that a client must take on average, once it has had so many seconds.
SLOWEST, PATIENCE = 4_096, 60
RETRY_SECONDS = 10
REFUSAL = (
    b'{"type": "about:blank", "title": "Service Unavailable", "status": 503, '
    b'"detail": "Too many large answers are on their way: ask again in a moment, or for less."}\n'
)
COMMON_NAMES = frozenset(name.lower() for name, _ in COMMON)


class TooSlow(Exception):
    """A client takes its answer so slowly that it would hold its place for others to wait."""


def sent_by_few(application: Application, clock: Callable[[], float] = time.monotonic) -> Application:
    """Return an application of which few large bodies are on their way at once; one more is a 503."""
    places_of = {False: Places(BODIES, BODIES_TO_ONE), True: Places(RESULTS, RESULTS_TO_ONE)}

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        client = str(environ.get("REMOTE_ADDR", ""))
        has_place: bool | None = None  # None for a body that needs none
        spooled: list[int] = []
        environ[SPOOLED] = spooled  # a view tells

        def places() -> Places:
            return places_of[bool(spooled)]

        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            nonlocal has_place
            if environ["REQUEST_METHOD"] != "HEAD" and not _is_small(status, headers):
                has_place = has_place or places().take(client)
                if not has_place:
                    status, headers = _refused(headers)
            return start_response(status, headers, exc_info)

        try:
            pieces = application(environ, started)
        except BaseException:
            if has_place:
                places().give_back(client)
            raise
        if has_place is None:
            return pieces
        if has_place:
            return _Sending(pieces, partial(places().give_back, client), clock)
        _close(pieces)
        return [REFUSAL]

    return answer


class _Sending:
    """A large body on its way, in pieces; its place is free again when it is closed."""

    def __init__(self, body: Iterable[bytes], give_back: Callable[[], None], clock: Callable[[], float]) -> None:
        self._body, self._give_back, self._clock = body, give_back, clock
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        began, sent = self._clock(), 0
        for large in self._body:
            for start in range(0, len(large), PIECE):
                passed = self._clock() - began
                if passed > PATIENCE and sent < SLOWEST * passed:
                    raise TooSlow
                piece = large[start : start + PIECE]
                sent += len(piece)
                yield piece

    def close(self) -> None:
        """Give the place to the next."""
        if not self._is_closed:
            self._is_closed = True
            self._give_back()
            _close(self._body)


def _is_small(status: str, headers: list[tuple[str, str]]) -> bool:
    length = next((value for name, value in headers if name.lower() == "content-length"), None)
    return not status.startswith("2") or (length is not None and int(length) <= WHOLE)


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


def _refused(headers: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """Return the status and the headers of a refusal, those that every answer has among them."""
    kept = [(name, value) for name, value in headers if name.lower() in COMMON_NAMES]
    told = {
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(REFUSAL)),
        "Retry-After": str(RETRY_SECONDS),
        "Cache-Control": "no-store",
    }
    return "503 Service Unavailable", [*kept, *told.items()]
