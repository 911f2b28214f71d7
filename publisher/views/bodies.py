"""Bodies of requests: a few at a time, so that clients who never send theirs hold no thread that documents need."""

from threading import BoundedSemaphore

from flask import current_app, g, request
from werkzeug.wrappers import Response as Answer

from publisher.views.responses import problem

# Bodies that a worker waits for at once: nothing ends the wait for a client that sends no more.
BODIES = 4
SLOTS = "publisher.bodies"
BODILESS = ("GET", "HEAD", "OPTIONS")

# Bytes of a body that nobody asked for that are read, and at once.
MOST_READ, PIECE = 1_048_576, 65_536


def body_slots() -> BoundedSemaphore:
    """Return what admits readers of bodies; an application holds one, under `SLOTS` in its extensions."""
    return BoundedSemaphore(BODIES)


def read_body(limit: int) -> bytes:
    """Return the body of the request; 413 for one that is longer than the limit, whether it says so or not.

    503 when as many clients as may be waited for have not sent theirs yet.
    """
    length = request.content_length
    body = _read(limit + 1 if length is None else min(length, limit + 1))
    if body is None:
        problem(503, "Too many bodies are on their way: send the query again, or in the URL.", {"Retry-After": "1"})
    if len(body) > limit:
        problem(413, f"The body is longer than {limit} bytes: send a shorter query.")
    g.body_is_read = True
    return body


def settle_body(response: Answer) -> None:
    """Read what nobody read of a body, where that may be waited for; else tell the client that the connection ends.

    The server ends the connection over an unread body, and the client's next request with it. Methods without a
    body are never waited for: what of it has come already, the server passes over by itself.
    """
    if not (request.content_length or "HTTP_TRANSFER_ENCODING" in request.environ) or "body_is_read" in g:
        return
    if request.method in BODILESS or _read(MOST_READ) is None:
        response.headers["Connection"] = "close"


def _read(most: int) -> bytes | None:
    """Return the body up to a number of bytes; None, without a wait, when all slots are taken."""
    slots: BoundedSemaphore = current_app.extensions[SLOTS]
    if not slots.acquire(blocking=False):
        return None
    try:
        pieces, rest = [], most
        while rest > 0 and (piece := request.environ["wsgi.input"].read(min(rest, PIECE))):
            pieces.append(piece)
            rest -= len(piece)
        return b"".join(pieces)
    finally:
        slots.release()
