"""Large bodies on their way are few: each holds memory or room on the disk until its client has taken it."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from publisher.cache import WHOLE
from publisher.mount import Application, StartResponse
from publisher.views.places import Places
from publisher.views.responses import REFUSED, SPOOLED

# Large bodies that a worker sends at once, and to one client among them. Clients who take theirs too slowly, or not at
# all, are ended (`publisher.serve.outgoing`).
BODIES, BODIES_TO_ONE = 24, 12
# The same for results in files of their own, which hold room on the disk too.
RESULTS, RESULTS_TO_ONE = 8, 4


def sent_by_few(application: Application) -> Application:
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
        return _Sending(pieces, partial(places.give_back, client))

    return answer


class _Sending:
    """A large body on its way, a `file` perhaps; its place is free again when it is closed."""

    def __init__(self, body: Iterable[bytes], give_back: Callable[[], None]) -> None:
        self._body, self._give_back = body, give_back
        self._is_closed = False
        self.file = getattr(body, "file", None)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

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
