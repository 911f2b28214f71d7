"""Bodies of requests: the server has taken them whole before a view is asked."""

from flask import request

from publisher.rendering.sentences import sentence
from publisher.views.refusals import problem


def read_body(limit: int) -> bytes:
    """Return the body of the request; 413 for one that is longer than the limit."""
    length = request.content_length or 0
    if length > limit:
        problem(413, sentence("The body is longer than %(limit)s bytes: send a shorter query.", limit=limit))
    body: bytes = request.environ["wsgi.input"].read(length)
    return body
