"""Wire the views into one WSGI application."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from publisher.access import logged
from publisher.mount import Application, mounted
from publisher.settings import Limits
from publisher.views.addresses import requested_path, url_path
from publisher.views.dataset import dataset
from publisher.views.files import files
from publisher.views.finding import finding
from publisher.views.graph_store import graph_store
from publisher.views.lists import lists
from publisher.views.live import Live, live
from publisher.views.operations import operations
from publisher.views.problems import handle_errors
from publisher.views.sparql import sparql
from publisher.views.things import asked_with_query, things

BLUEPRINTS = (dataset, files, finding, graph_store, lists, operations, sparql, things)
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer-when-downgrade",
}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Location, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}


def create_app(base: str, limits: Limits, current: Callable[[], Live]) -> Application:
    """Return the application that publishes under a base; `current` gives the snapshot that answers now."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    # Redirects that Werkzeug makes itself would carry the request's Host.
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.config["MAX_CONTENT_LENGTH"] = limits.request_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = limits.request_bytes
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    handle_errors(app)

    @app.before_request
    def prepare() -> Answer | None:
        g.live = current()
        return _without_slash()

    @app.after_request
    def finish(response: Response) -> Response:
        return _with_common_headers(response)

    return logged(mounted(app.wsgi_app, urlsplit(base).path))


def _without_slash() -> Answer | None:
    """Send an address with a trailing slash to the one without, unless the data names it so."""
    path = requested_path(request.path)
    if not path.endswith("/") or path == "dumps/" or asked_with_query(path):
        return None
    query = request.query_string.decode("ascii", "replace")
    return redirect(live().base + url_path(path.rstrip("/")) + (f"?{query}" if query else ""), 308)


def _with_common_headers(response: Response) -> Response:
    response.headers.update(CORS)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    response.headers["X-Content-Type-Options"] = SECURITY["X-Content-Type-Options"]
    if response.mimetype == "text/html":
        response.headers.update(SECURITY)
    return response
