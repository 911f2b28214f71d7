"""Send large bodies on a bounded number of threads: clients who read slowly hold none that documents need."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from publisher.cache import WHOLE
from publisher.mount import Application, StartResponse
from publisher.views.places import Places
from publisher.views.responses import REFUSED, SPOOLED

# Large bodies that a worker sends at once, and to one client among them: each holds a thread until nearly all of it is
# taken. Connections on which nothing is taken at all are ended (`publisher.serve.stalled`).
BODIES, BODIES_TO_ONE = 24, 12
# The same for results in files of their own, which hold room on the disk too.
RESULTS, RESULTS_TO_ONE = 8, 4
SENDERS = BODIES + RESULTS
PIECE = 65_536  # bytes of a larger body
# Bytes a second that a client must take on average, once it has had so many seconds.
SLOWEST, PATIENCE = 4_096, 60


class TooSlow(Exception):
    """A client takes its answer so slowly that it would hold its place for others to wait."""


def sent_by_few(application: Application, clock: Callable[[], float] = time.monotonic) -> Application:
    """Return an application of which few large bodies are on their way at once.

    For one more it is asked again, with `REFUSED` in the environment: then it answers with a 503.
    """
    places_of = {False: Places(BODIES, BODIES_TO_ONE), True: Places(RESULTS, RESULTS_TO_ONE)}

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        said: list[tuple[str, list[tuple[str, str]]]] = []
        spooled: list[int] = []  # a view tells
        environ[SPOOLED] = spooled
        pieces = application(environ, lambda status, headers, _=None: said.append((status, headers)))
        if environ["REQUEST_METHOD"] == "HEAD" or _is_small(*said[-1]):
            start_response(*said[-1])
            return pieces
        client, places = str(environ.get("REMOTE_ADDR", "")), places_of[bool(spooled)]
        if not places.take(client):
            _close(pieces)
            return application(environ | {REFUSED: True}, start_response)
        start_response(*said[-1])
        return _Sending(pieces, partial(places.give_back, client), clock)

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
