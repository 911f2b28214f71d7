"""Wire the views into one WSGI application."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.routing import PathConverter
from werkzeug.wrappers import Response as Answer

from publisher.access import logged
from publisher.cache import Cached, Wrapper, unchanged
from publisher.formats import HTML
from publisher.mount import Application, StartResponse, mounted
from publisher.rendering import policy
from publisher.rendering.sentences import sentence
from publisher.units import MEGABYTE
from publisher.views.addresses import requested_path, url_query
from publisher.views.dataset import dataset
from publisher.views.files import files
from publisher.views.finding import finding
from publisher.views.graph_store import graph_store
from publisher.views.lists import lists
from publisher.views.live import Live
from publisher.views.operations import operations
from publisher.views.plain_documents import answering_plain_documents
from publisher.views.plain_queries import OUTCOME, Outcome, answering_plain_queries
from publisher.views.problems import handle_errors
from publisher.views.refusals import Problem
from publisher.views.responses import REFUSED, send_to, url_below
from publisher.views.sparql import sparql
from publisher.views.things import answer_at, asked_with_query, things

BLUEPRINTS = (dataset, files, finding, graph_store, lists, operations, sparql, things)
COMMON = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Content-Location, ETag, Link, Location, Retry-After"),
    ("X-Content-Type-Options", "nosniff"),
)
OF_PAGES = (("Content-Security-Policy", policy.OF_PAGES), ("Referrer-Policy", "no-referrer-when-downgrade"))
TOO_MANY = sentence("Too many large answers are on their way: ask again in a moment, or for less.")
RETRY_SECONDS = 10
OF_PREFLIGHTS = (
    ("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"),
    ("Access-Control-Allow-Headers", "Content-Type, Accept, If-None-Match, Range"),
    ("Access-Control-Max-Age", "86400"),
)


class AnyPath(PathConverter):
    """The rest of a path, line breaks among it: an IRI may hold them, percent-encoded."""

    regex = r"[^/](?s:.)*?"


def create_app(base: str, current: Callable[[], Live], cache_mb: int = 0) -> Application:
    """Return the application that publishes under a base, every request with a line in the log (see `publishing`)."""
    return logged(publishing(base, current, cache_mb))


def publishing(base: str, current: Callable[[], Live], cache_mb: int = 0, sent: Wrapper = unchanged) -> Cached:
    """Return what answers under a base; `current` gives the snapshot that answers now.

    It holds up to `cache_mb` megabytes of finished responses. `sent` wraps what large answers come from.
    """
    inside = answering_plain_documents(answering_plain_queries(_views(current).wsgi_app, current), current)
    return Cached(with_common_headers(mounted(inside, base)), lambda: current().which, cache_mb * MEGABYTE, sent)


def _views(current: Callable[[], Live]) -> Flask:
    """Return all views as one application at the root of a host."""
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    # Redirects that Werkzeug makes itself would be none of ours.
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.converters["path"] = AnyPath
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    handle_errors(app)

    @app.before_request
    def prepare() -> Answer | None:
        outcome: Outcome | None = request.environ.get(OUTCOME)
        g.live = outcome.live if outcome else current()
        if REFUSED in request.environ:
            raise Problem(503, TOO_MANY, {"Retry-After": str(RETRY_SECONDS)}, reason="busy")
        return _options() if request.method == "OPTIONS" else _another_address()

    app.after_request(_finish)
    return app


def _finish(response: Response) -> Response:
    # Here, since 304 has no type any more once it is sent.
    if response.mimetype == HTML.media_type:
        for name, value in OF_PAGES:
            response.headers.setdefault(name, value)  # a page may have come with a policy of its own
    return response


def _options() -> Answer:
    """Answer OPTIONS, and so preflights, for any address: browsers take no redirect there."""
    response = current_app.make_default_options_response()
    response.status_code = 204
    del response.headers["Content-Type"]
    return response


def _another_address() -> Answer | None:
    """Send an address with a trailing slash to the one without, unless the data names it so."""
    # Werkzeug's own path has lost all but one of the slashes at its beginning.
    path = requested_path(request.environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"))
    if path.endswith("/") and path != "dumps/" and not asked_with_query(path):
        return send_to(url_below(path.rstrip("/"), url_query(request.query_string)), 308)
    return answer_at(path) if path.startswith("/") else None


def with_common_headers(application: Application) -> Application:
    """Return an application whose every answer, whoever gives it, carries what browsers are to know."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            is_preflight = environ.get("REQUEST_METHOD") == "OPTIONS"
            return start_response(status, [*headers, *COMMON, *(OF_PREFLIGHTS * is_preflight)], exc_info)

        return application(environ, started)

    return answer
