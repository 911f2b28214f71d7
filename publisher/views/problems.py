"""Errors: RFC 9457 problem documents for programs, a page for browsers, the same status either way."""

from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from publisher.access import log_fault, log_reason
from publisher.formats import HTML, Format
from publisher.negotiation import choose_format
from publisher.rendering.sentences import sentence
from publisher.views.addresses import requested_path
from publisher.views.live import live
from publisher.views.refusals import Problem, as_document
from publisher.views.responses import how_read, query_without_language

PROBLEM = Format("problem", "Problem", "application/problem+json", "json", ("application/json",))
INTERNAL = sentence("Something went wrong here; it is in the log under the id of this request.")
# What Werkzeug refuses by itself, in words that say what to do.
DETAILS = {
    404: sentence("Nothing is published at this address."),
    405: sentence("This site is read-only: use one of the methods that the Allow header names."),
    416: sentence("This file has fewer bytes: Content-Range tells how many."),
}
# The headers of Werkzeug's errors that tell more than its words.
TELLING = ("Allow", "Content-Range")


def handle_errors(app: Flask) -> None:
    """Make every error of an app one clear answer."""
    app.register_error_handler(HTTPException, _expected)
    app.register_error_handler(Exception, _unexpected)


def _unexpected(error: Exception) -> Response:
    log_fault(request.environ, error)
    return _answer(Problem(500, INTERNAL))


def _expected(error: HTTPException) -> Response:
    if isinstance(error, Problem):
        return _answer(error)
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in TELLING}
    return _answer(Problem(status, DETAILS.get(status, error.description or ""), headers))


def _answer(error: Problem) -> Response:
    status = error.code or 500
    if error.reason:
        log_reason(request.environ, f"{error.reason}: {error.cause}" if error.cause else error.reason)
    row = choose_format(request.headers.get("Accept", ""), (PROBLEM, HTML)) or PROBLEM
    response = (_page(error, status) if row is HTML else None) or _document(error, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers.update(error.headers)
    return response


def _document(error: Problem, status: int) -> Response:
    known: dict[str, Any] = {key: value for key, value in error.members.items() if value is not None}
    response = Response(as_document(status, str(error.said), known), status)
    response.headers["Content-Type"] = PROBLEM.content_type
    return response


def _page(error: Problem, status: int) -> Response | None:
    """Return the error as a page; None when no page can be written, whatever the cause: the problem itself can."""
    if not hasattr(g, "live"):
        return None
    try:
        reading = how_read(requested_path(request.path), query_without_language())
        if error.page:
            page = error.page(reading)
        else:
            instead = (error.members.get(name) or () for name in ("variants", "replaced_by"))
            page = live().pages.error(reading, status, error.said, *instead)
    except Exception as fault:
        log_fault(request.environ, fault)
        return None
    response = Response(page, status, content_type=HTML.content_type)
    response.headers["Content-Language"] = reading.content_language
    return response
