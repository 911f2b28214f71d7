"""Answer plain queries, which ask for nothing but a result, without what Flask does for a request.

What is refused, shown as a page or answered conditionally is left to the views, with the error if there is one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from publisher.cache import WHOLE, is_kept
from publisher.formats import HTML
from publisher.mount import Application, StartResponse
from publisher.negotiation import accepts_gzip
from publisher.store import Asking, Result
from publisher.store.sparql.language import analyse, glimpsed
from publisher.views.addresses import prefix_of
from publisher.views.answers import answered
from publisher.views.live import Live
from publisher.views.plain import is_plain
from publisher.views.queries import Asked, format_for, parameters_in, query_in
from publisher.views.thresholds import LARGE_QUERY

OUTCOME = "publisher.outcome"
# In the environment of a request: the plain query that it has been found to be.
BEGUN = "publisher.begun"
# Letters of a query, encoded, that is read in less than a millisecond.
SHORT = 4_000
# Bytes that are compressed in less than a millisecond.
CODED = 32_768
PARAMETERS = frozenset(("query", "format", "output", "results", "timeout"))


@dataclass(frozen=True)
class Outcome:
    """What a query that a view is still to answer has come to, and the snapshot that it was asked of."""

    live: Live
    error: Exception


@dataclass
class Begun:
    """A plain query of a snapshot, and its result if that has been asked for already."""

    live: Live
    asked: Asked
    asking: Asking | None = None

    def result(self) -> Result:
        """Return the result, whenever it comes."""
        return self.asking.result() if self.asking else self.live.store.respond(self.asked.query, self.asked.row)


@dataclass(frozen=True)
class Expected:
    """A result that has been asked for and that an answer needs; `most` are the bytes that are sent in a moment."""

    asking: Asking
    most: int

    def fileno(self) -> int:
        """Return the descriptor that can be read from once it has come."""
        return self.asking.fileno()

    def is_at_hand(self) -> bool:
        """Take the result that has come; return whether it is an answer in a moment."""
        length = self.asking.come()
        return length is not None and length <= self.most

    def close(self) -> None:
        """Wait until it has come, and give it up if nobody took it."""
        self.asking.close()


def asking_ahead(base: str, current: Callable[[], Live]) -> Callable[[dict[str, Any]], Expected | None]:
    """Return what asks for the result of a short plain query, before the application under a base is asked for it.

    None where there is no such query, where its answer is kept, or where one would have to wait to ask; the application
    is told what was found out.
    """
    path = prefix_of(base) + "/sparql"

    def ask(environ: dict[str, Any]) -> Expected | None:
        if environ["PATH_INFO"] != path or len(environ["QUERY_STRING"]) > SHORT or is_kept(environ):
            return None
        begun = _plain(environ, current, at_a_glance=True)
        if begun is None:
            return None
        environ[BEGUN] = begun
        asking = begun.asking = begun.live.store.begin(begun.asked.query, begun.asked.row)
        takes_coding = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Expected(asking, CODED if takes_coding else WHOLE) if asking else None

    return ask


def answering_plain_queries(application: Application, current: Callable[[], Live]) -> Application:
    """Return an application that answers plain queries itself; what becomes of others it tells the one inside."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/sparql":
            return application(environ, start_response)
        # Asked for once more, it is no plain query any more (`REFUSED`).
        begun = (is_plain(environ) and environ.get(BEGUN)) or _plain(environ, current)
        if begun is None:
            return application(environ, start_response)
        try:
            headers, body = answered(begun.asked, begun.result(), begun.live, environ)
        except Exception as error:  # whatever it is, a view tells
            environ[OUTCOME] = Outcome(begun.live, error)
            return application(environ, start_response)
        start_response("200 OK", headers)
        return body

    return answer


def _plain(environ: dict[str, Any], current: Callable[[], Live], at_a_glance: bool = False) -> Begun | None:
    """Return what a request asks of the snapshot that answers now; None when that is not a plain query, or, where no
    more than a glance at it is wanted, not seen to be one.
    """
    if not is_plain(environ) or environ["QUERY_STRING"].count("&") >= len(PARAMETERS):
        return None
    try:
        # WSGI hands over bytes as Latin-1.
        parameters = parameters_in(environ["QUERY_STRING"].encode("latin-1"))
        if not PARAMETERS.issuperset(parameters) or any(len(texts) > 1 for texts in parameters.listvalues()):
            return None
        live = current()
        query = query_in(parameters, live)
        if len(query.text) > LARGE_QUERY:
            return None
        text = glimpsed(query.text)
        if text is None and not at_a_glance:
            text = analyse(query.text, live.prefixes, query.base).gist
        row = format_for(text, parameters, environ) if text else None
    except Exception:  # whatever it is, the views meet it too, and tell
        return None
    if text is None or text.volatile or row is None or row is HTML:
        return None
    return Begun(live, Asked(query, text, row))
