"""Answer plain queries, which ask for nothing but a result, without what Flask does for a request.

What is refused, shown as a page or answered conditionally is left to the views, with the error if there is one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from publisher.formats import HTML
from publisher.mount import Application, StartResponse
from publisher.store.sparql.language import glimpsed
from publisher.views.answers import answered, is_kept
from publisher.views.live import Live
from publisher.views.plain import is_plain
from publisher.views.queries import Asked, asked_for, parameters_in, query_in
from publisher.views.thresholds import LARGE_QUERY

OUTCOME = "publisher.outcome"
PARAMETERS = frozenset(("query", "format", "output", "results", "timeout"))


@dataclass(frozen=True)
class Outcome:
    """What a query that a view is still to answer has come to, and the snapshot that it was asked of."""

    live: Live
    error: Exception


def answering_plain_queries(application: Application, current: Callable[[], Live]) -> Application:
    """Return an application that answers plain queries itself; what becomes of others it tells the one inside."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        plain = _plain(environ, current)
        if plain is None:
            return application(environ, start_response)
        live, asked = plain
        try:
            headers, body = answered(asked, live.store.respond(asked.query, asked.row), live, environ)
        except Exception as error:  # whatever it is, a view tells
            environ[OUTCOME] = Outcome(live, error)
            return application(environ, start_response)
        start_response("200 OK", headers)
        return body

    return answer


def _plain(environ: dict[str, Any], current: Callable[[], Live]) -> tuple[Live, Asked] | None:
    """Return what a request asks of the snapshot that answers now; None when that is not a plain query."""
    if environ["PATH_INFO"] != "/sparql" or not is_plain(environ):
        return None
    if environ["QUERY_STRING"].count("&") >= len(PARAMETERS):
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
        asked = asked_for(query, parameters, environ, live, glimpsed(query.text))
    except Exception:  # whatever it is, the views meet it too, and tell
        return None
    return None if asked.row is HTML or not is_kept(asked, environ) else (live, asked)
