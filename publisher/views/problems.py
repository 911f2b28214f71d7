"""Errors: RFC 9457 problem documents for programs, a page for browsers, the same status either way."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from publisher.access import log_fault
from publisher.formats import HTML, Format
from publisher.negotiation import choose_format
from publisher.views.live import live
from publisher.views.responses import Resource, how_read

PROBLEM = Format("problem", "Problem", "application/problem+json", "json", ("application/json",))
INTERNAL = "Something went wrong here; it is in the log under the id of this request."


def handle_errors(app: Flask) -> None:
    """Make every error of an app one clear answer."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _unexpected)


def _unexpected(error: Exception) -> Response:
    log_fault(request.environ, error)
    return _render(500, {"detail": INTERNAL}, {})


def _answer(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error.description, dict):
        members: dict[str, Any] = dict(error.description)
        headers = members.pop("headers", {})
    else:
        members, headers = {"detail": error.description or ""}, {}
    for name, value in error.get_headers():
        if name == "Allow":
            headers["Allow"] = value
    return _render(status, members, headers)


def _render(status: int, members: dict[str, Any], headers: dict[str, str]) -> Response:
    title = HTTPStatus(status).phrase
    row = choose_format(request.headers.get("Accept", ""), (PROBLEM, HTML)) or PROBLEM
    if row is HTML and hasattr(g, "live"):
        links = members.get("variants", [])
        reading = how_read(Resource(request.path.removeprefix("/"), list, lambda _: ""))
        page = live().pages.error(reading, status, title, str(members["detail"]), links)
        response = Response(page, status, content_type=HTML.content_type)
        response.headers["Content-Language"] = reading.language
    else:
        known = {key: value for key, value in members.items() if value is not None}
        body = {"type": "about:blank", "title": title, "status": status, **known}
        response = Response(json.dumps(body, ensure_ascii=False, indent=1) + "\n", status)
        response.headers["Content-Type"] = PROBLEM.media_type
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept, Accept-Language"
    response.headers.update(headers)
    return response
