"""Ask the questions that pages offer before anybody does, so that their answers are at hand."""

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
Headers = Mapping[str, str]


def keep_warm(application: Application, current: Callable[[], Live]) -> None:
    """Start a thread that asks an application the questions of each snapshot that comes to answer."""
    threading.Thread(target=_follow, args=(application, current), name="warming", daemon=True).start()


def _follow(application: Application, current: Callable[[], Live]) -> None:
    """Ask for as long as the process lives."""
    warmed: Live | None = None
    while True:
        # What cannot be opened now is told to those who ask.
        with suppress(PublisherError, OSError, ValueError):
            now = current()
            if now is not warmed:
                warm(application, now, lambda now=now: current() is now)  # type: ignore[misc]
                warmed = now
        time.sleep(LOOK)


def warm(application: Application, live: Live, goes_on: Callable[[], bool]) -> None:
    """Ask each question as the pages link to it, one after the other, while `goes_on` is true."""
    for url, readers in wanted(live):
        for reader in readers:
            # Who is asked for twice stays when room is scarce. What fails for one fails for all.
            if not goes_on() or not all(_is_answered(application, url, reader) for _ in range(2)):
                break


def wanted(live: Live) -> Iterator[tuple[str, Sequence[Headers]]]:
    """Yield the addresses that are asked for first, the entrance and the questions, with the headers of who asks."""
    links = Links(live.base)
    languages = live.site.languages
    readers = [{"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": one} for one in languages]
    for page in ("", "sparql"):
        yield links.page(page), readers
    for question in (*live.facts["questions"], *live.facts["general"]):
        yield links.query(question["text"]), [{}, *readers]


def _is_answered(application: Application, url: str, headers: Headers) -> bool:
    """Ask, again while queries are busy; return whether there was an answer to keep."""
    parts = urlsplit(url)
    for _ in range(ATTEMPTS):
        environ = create_environ(parts.path, query_string=parts.query, headers=headers)
        _, status, told = run_wsgi_app(application, environ, buffered=True)
        if "Retry-After" not in told:
            return status.startswith("200")
        time.sleep(RETRY)
    return False
