"""What a client has already: validators of an answer, conditions of a request, and ranges (RFC 9110, 13 and 14)."""

import re

from flask import Response, request

from publisher.rendering.sentences import sentence
from publisher.views.live import Live, live
from publisher.views.refusals import problem

Headers = list[tuple[str, str]]
# Kept by caches, asked about before each use: a snapshot may be switched at any moment.
FRESH = "public, no-cache"
# What makes an answer depend on what the client has, as WSGI names it.
CONDITIONS = frozenset(("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"))
# What is honoured of Range; all else is ignored, as RFC 9110, section 14.2, allows or demands.
ONE_RANGE = re.compile(r"bytes *= *(?:(\d{1,18}-\d{0,18})|-(\d{1,18}))", re.IGNORECASE)


def etag(text: str, is_coded: bool) -> str:
    """Return the ETag of a body, made of a text that tells its content: in the gzip coding it is other bytes."""
    return f'"{text}-gzip"' if is_coded else f'"{text}"'


def freshness(live: Live) -> Headers:
    """Return the headers that tell of the snapshot's time, and when to ask again."""
    return [("Last-Modified", live.modified), ("Cache-Control", FRESH)]


def conditional(response: Response, length: int | None = None) -> Response:
    """Add the time and freshness of the snapshot; turn the answer into 304 where the client has it already.

    With a `length`, in bytes, it may also be a part of the whole (206), or 416. 412 where the request's own condition
    does not hold.
    """
    response.headers.update(freshness(live()))
    if length is not None:
        response.headers["Accept-Ranges"] = "bytes"
    elif CONDITIONS.isdisjoint(request.environ):  # most requests
        return response
    status = _status(response)
    if status == 412:
        response.close()
        other = sentence("What is here is not what If-Match or If-Unmodified-Since names: ask for it without them.")
        problem(412, other)
    response.status_code = status
    # Conditions come before ranges.
    asked = _range_asked(length) if length and status == 200 else None
    if asked:
        environ = {name: value for name, value in request.environ.items() if name not in CONDITIONS}
        environ["HTTP_RANGE"] = asked
        response.make_conditional(environ, accept_ranges=True, complete_length=length)
    return response


def _status(response: Response) -> int:
    """Return what the request's conditions make of a complete 200, in the order of RFC 9110, 13.2.2."""
    own, modified = response.get_etag()[0] or "", response.last_modified
    asked, since = request.if_match, request.if_unmodified_since
    if asked:
        if not asked.contains(own):
            return 412
    elif since and modified and modified > since:
        return 412
    known, since = request.if_none_match, request.if_modified_since
    if known:
        return 304 if known.contains_weak(own) else 200
    return 304 if since and modified and modified <= since else 200


def _range_asked(length: int) -> str | None:
    """Return the one range that is asked for, of a whole of so many bytes, counted from its start; None for none."""
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    # Ranges are a matter of GET alone (RFC 9110, 14.2), and no weak validator vouches for bytes (13.1.5).
    if found is None or request.method != "GET" or request.headers.get("If-Range", "").startswith("W/"):
        return None
    from_start, last = found.groups()
    return f"bytes={from_start}" if from_start else f"bytes={max(0, length - int(last))}-"
