"""The result of a query as an answer: one place for queries that views answer and for those that never reach them."""

from collections.abc import Iterable
from typing import Any

from flask import Response
from werkzeug.http import parse_etags
from werkzeug.wsgi import ClosingIterator

from publisher.formats import HTML
from publisher.negotiation import accepts_gzip
from publisher.store import Result
from publisher.views.conditions import Headers, etag, freshness
from publisher.views.live import Live
from publisher.views.queries import Asked, tag_of
from publisher.views.responses import SPOOLED, gzipped, vary_of
from publisher.views.thresholds import LARGEST_CODED


def is_kept(asked: Asked, environ: dict[str, Any]) -> bool:
    """Return whether an answer may be kept: asked again, the result of the same query would be the same."""
    return not asked.text.volatile and environ["REQUEST_METHOD"] != "POST"


def answered(asked: Asked, result: Result, live: Live, environ: dict[str, Any]) -> tuple[Headers, Iterable[bytes]]:
    """Return the headers and the body of a complete 200; the result is taken over, and closed with the body."""
    body, is_coded, length = _body(result, environ)
    headers = [
        ("Content-Type", asked.row.content_type),
        ("Content-Length", str(length)),
        ("Vary", vary_of(asked.row, None)),
    ]
    if is_coded:
        headers.append(("Content-Encoding", "gzip"))
    if not is_kept(asked, environ):
        return [*headers, ("Cache-Control", "no-store")], body
    return [*headers, ("ETag", etag(tag_of(asked, live), is_coded)), *freshness(live)], body


def _body(result: Result, environ: dict[str, Any]) -> tuple[Iterable[bytes], bool, int]:
    """Return a body, whether it is coded, and its length."""
    if result.length > LARGEST_CODED:
        environ.get(SPOOLED, []).append(result.length)
        return ClosingIterator(result.chunks(), result.close), False, result.length
    with result:
        whole = result.read()
    coded = gzipped(whole, environ)
    return ((whole,), False, len(whole)) if coded is None else ((coded,), True, len(coded))


def already_there(asked: Asked, live: Live, environ: dict[str, Any]) -> Response | None:
    """Return an answer without its body where the client says that it has the result; it needs no evaluation.

    Whether a result is worth a coding is known only once it is there. So a client that takes the coding has the right
    bytes with it or without it, whichever it was given.
    """
    known = parse_etags(environ.get("HTTP_IF_NONE_MATCH"))
    if known.star_tag or asked.row is HTML or not is_kept(asked, environ):
        return None
    text, takes_coding = tag_of(asked, live), accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    for is_coded in (True, False) if takes_coding else (False,):
        own = etag(text, is_coded)
        if known.contains_weak(own.strip('"')):
            return Response(headers={"ETag": own, "Vary": vary_of(asked.row, None)})
    return None
