"""Ask for what is asked for most before anybody does, so that it is at hand: the questions of pages, and documents."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from werkzeug.test import create_environ, run_wsgi_app

from publisher.errors import PublisherError
from publisher.mount import Application
from publisher.rendering.links import Links
from publisher.views.live import Live

# Seconds between two looks at which snapshot answers, and before another attempt while queries are busy.
LOOK, RETRY = 1.0, 1.0
ATTEMPTS = 3
# Bytes that the cache needs for a document beside its body, roughly.
EACH = 4_000
Headers = Mapping[str, str]


def keep_warm(application: Application, current: Callable[[], Live], room: int = 0) -> None:
    """Start a thread that asks an application the questions of each snapshot that comes to answer.

    After the questions come documents, as many as fit in `room` (bytes of their bodies).
    """
    threading.Thread(target=_follow, args=(application, current, room), name="warming", daemon=True).start()


def _follow(application: Application, current: Callable[[], Live], room: int) -> None:
    """Ask for as long as the process lives."""
    warmed: tuple[str, float] | None = None
    while True:
        # What cannot be opened now is told to those who ask.
        with suppress(PublisherError, OSError, ValueError):
            now = current()
            if now.which != warmed:
                warm(application, now, lambda now=now: current().which == now.which, room)  # type: ignore[misc]
                warmed = now.which
        time.sleep(LOOK)


def warm(application: Application, live: Live, goes_on: Callable[[], bool], room: int = 0) -> None:
    """Ask one after the other while `goes_on` is true: questions as pages link to them, then documents for `room`."""
    for url, readers in questions(live):
        for reader in readers:
            # What fails for one fails for all.
            if not goes_on() or _kept(application, url, reader) is None:
                break
    for url, readers in documents(live):
        began = time.monotonic()
        for reader in readers:
            if room <= 0 or not goes_on():
                return
            room -= EACH + (_kept(application, url, reader) or 0)
        time.sleep(time.monotonic() - began)  # half of the time is for others


def questions(live: Live) -> Iterator[tuple[str, Sequence[Headers]]]:
    """Yield the addresses that are asked for first, the entrance and the questions, with the headers of who asks."""
    links, readers = Links(live.base), _readers(live)
    for page in ("", "sparql"):
        yield links.page(page), readers
    for question in (*live.facts["questions"], *live.facts["general"]):
        yield links.query(question["text"]), [{}, *readers]


def documents(live: Live) -> Iterator[tuple[str, Sequence[Headers]]]:
    """Yield the addresses of the site's own documents, with the headers of who asks: programs for Turtle, people."""
    links = Links(live.base)
    clients = [{"Accept": "text/turtle"}, *_readers(live)]
    for iri in live.documents.named_below(live.base):
        yield links.about(iri), clients


def _readers(live: Live) -> list[Headers]:
    languages = live.site.languages
    return [{"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": one} for one in languages]


def _kept(application: Application, url: str, headers: Headers) -> int | None:
    """Ask, again while queries are busy; return the length of what is now kept, None where there was no answer."""
    parts = urlsplit(url)
    for _ in range(ATTEMPTS):
        environ = create_environ(parts.path, query_string=parts.query, headers=headers)
        body, status, told = run_wsgi_app(application, environ, buffered=True)
        if "Retry-After" in told:
            time.sleep(RETRY)
        elif status.startswith("200"):
            run_wsgi_app(application, environ, buffered=True)  # who is asked for twice stays when room is scarce
            return len(b"".join(body))
        else:
            return None
    return None
