"""Bodies of requests: a number at a time, so that clients who never send theirs hold no thread that documents need."""

from flask import current_app, g, request
from werkzeug.wrappers import Response as Answer

from publisher.views.places import Places
from publisher.views.refusals import problem
from publisher.views.thresholds import MOST_READ

# Bodies that a worker waits for at once, each in a thread of its own, and those of one client among them. The server
# has no way to end a read: when the client sends no more, the connection must end (`publisher.serve.stalled`).
BODIES, BODIES_OF_ONE = 48, 12
PLACES = "publisher.bodies"
BODILESS = ("GET", "HEAD", "OPTIONS")

PIECE = 65_536  # bytes that are read at once


def body_places() -> Places:
    """Return what admits readers of bodies; an application holds one, under `PLACES` in its extensions."""
    return Places(BODIES, BODIES_OF_ONE)


def read_body(limit: int) -> bytes:
    """Return the body of the request; 413 for one that is longer than the limit, whether it says so or not.

    503 when as many clients as may be waited for have not sent theirs yet; 400 for a body that ends too early.
    """
    length = request.content_length
    body = _read(limit + 1, keep=True) if length is None or length <= limit else b""
    if body is None:
        problem(
            503,
            "Too many bodies are on their way: send the query again, or in the URL.",
            {"Retry-After": "1"},
            reason="busy",
        )
    if len(body) > limit or (length is not None and length > limit):
        problem(413, f"The body is longer than {limit} bytes: send a shorter query.")
    g.body_is_read = True
    if length is not None and len(body) < length:
        problem(400, f"The body ended after {len(body)} of {length} bytes: send it whole.")
    return body


def settle_body(response: Answer) -> None:
    """Read what nobody read of a body, where that may be waited for; else tell the client that the connection ends.

    The server ends the connection over an unread body, and the client's next request with it. Methods without a
    body are never waited for: what of it has come already, the server passes over by itself.
    """
    if not (request.content_length or "HTTP_TRANSFER_ENCODING" in request.environ) or "body_is_read" in g:
        return
    is_awaited = request.method not in BODILESS and "HTTP_EXPECT" not in request.environ
    if not is_awaited or (request.content_length or 0) > MOST_READ or _read(MOST_READ, keep=False) is None:
        response.headers["Connection"] = "close"


def _read(most: int, keep: bool) -> bytes | None:
    """Return the body up to a number of bytes, b"" if it is not kept; None, and no wait, when all places are taken."""
    held: Places = current_app.extensions[PLACES]
    client = request.remote_addr or ""
    if not held.take(client):
        return None
    try:
        pieces, rest = [], most
        while rest > 0 and (piece := request.environ["wsgi.input"].read(min(rest, PIECE))):
            pieces += [piece] * keep
            rest -= len(piece)
        return b"".join(pieces)
    finally:
        held.give_back(client)
