"""Answer plain queries, which ask for nothing but a result, without what Flask does for a request: 0.2 ms of work.

What is refused, shown as a page or answered conditionally is left to the views, with the result if there is one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from publisher.cache import VARIATION, Variation
from publisher.errors import NotCarried, QueryError, StoreBusy, SurroundingsError
from publisher.formats import HTML
from publisher.mount import Application, StartResponse
from publisher.negotiation import accepts_gzip, choose_format
from publisher.store import Query, Result
from publisher.views.live import Live
from publisher.views.queries import LARGE, Asked, format_by_word, formats_of, read, seconds_of, tag_of
from publisher.views.responses import CONDITIONS, FRESH, LARGEST_CODED, REFUSED, gzipped, vary_of

OUTCOME = "publisher.outcome"
PARAMETERS = frozenset(("query", "format", "output", "results", "timeout"))


@dataclass(frozen=True)
class Outcome:
    """What a query that a view is still to answer has come to: its result or an error, and the snapshot it is of."""

    live: Live
    result: Result | Exception


def answering_plain_queries(application: Application, current: Callable[[], Live]) -> Application:
    """Return an application that answers plain queries itself; those it cannot, it evaluates for the other at most."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if (
            environ["PATH_INFO"] != "/sparql"
            or environ["REQUEST_METHOD"] != "GET"
            or not CONDITIONS.isdisjoint(environ)
            or REFUSED in environ
        ):
            return application(environ, start_response)
        try:
            live = current()
            asked = _asked(environ, live)
        except Exception:  # whatever it is, the application meets it too, and tells
            asked = None
        if asked is None:
            return application(environ, start_response)
        try:
            result = live.store.respond(asked.query, asked.row)
        except (QueryError, StoreBusy, NotCarried, SurroundingsError) as error:
            environ[OUTCOME] = Outcome(live, error)
            return application(environ, start_response)
        if result.length > LARGEST_CODED:
            environ[OUTCOME] = Outcome(live, result)
            return application(environ, start_response)
        with result:
            return _answer(environ, live, asked, result.read(), start_response)

    return answer


def _asked(environ: dict[str, Any], live: Live) -> Asked | None:
    """Return what a request asks, None when it is not a plain query; some of what cannot be answered raises."""
    # WSGI hands over bytes as Latin-1.
    encoded = environ["QUERY_STRING"].encode("latin-1").decode()
    pairs = parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=len(PARAMETERS))
    parameters = dict(pairs)
    if "query" not in parameters or len(pairs) != len(parameters) or not PARAMETERS.issuperset(parameters):
        return None
    if len(parameters["query"]) > LARGE:
        return None
    seconds = seconds_of(parameters.get("timeout"), live.limits.query_seconds)
    query = Query(parameters["query"], live.base + "sparql", None, None, seconds)
    text = read(query, live)
    table = formats_of(text)
    row = format_by_word(parameters, table) or choose_format(environ.get("HTTP_ACCEPT", ""), table)
    if text.volatile or row is None or row is HTML:
        return None
    told: Variation = environ.setdefault(VARIATION, Variation())
    told.formats = table
    return Asked(query, text, row)


def _answer(
    environ: dict[str, Any], live: Live, asked: Asked, body: bytes, start_response: StartResponse
) -> Iterable[bytes]:
    is_coded = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = tag_of(live.manifest.id, asked, is_coded)
    coded = gzipped(body) if is_coded else None
    headers = [
        ("Content-Type", asked.row.content_type),
        ("Vary", vary_of(asked.row, None)),
        ("ETag", f'"{tag}"'),
        ("Last-Modified", live.modified),
        ("Cache-Control", FRESH),
        ("Content-Length", str(len(coded or body))),
    ]
    if coded:
        headers.append(("Content-Encoding", "gzip"))
    start_response("200 OK", headers)
    return (coded or body,)
