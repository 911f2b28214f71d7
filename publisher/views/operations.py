"""What keeps a site up and findable: health, readiness, robots, static files."""

from urllib.parse import urlsplit

from flask import Blueprint, Response
from werkzeug.wrappers import Response as Answer

from publisher.errors import PublisherError, StoreBusy, StoreUnreachable
from publisher.rendering.links import encoded
from publisher.rendering.sentences import sentence
from publisher.store import Query
from publisher.views.conditions import conditional
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import represented
from publisher.views.things import known_here

operations = Blueprint("operations", __name__)

A_YEAR = 31_536_000


@operations.get("/healthz")
def healthy() -> Answer:
    """Say that this process answers."""
    return _plain("ok\n")


@operations.get("/readyz")
def ready() -> Answer:
    """Say that documents and queries are answered, or 503 with what is not."""
    query = Query("ASK {}", live().base, None, None, 2)
    try:
        live().store.select(query)
    except PublisherError as error:
        # Whoever asks many queries makes others wait, not the site unready: it would be taken out of service.
        if isinstance(error, StoreBusy) and not isinstance(error, StoreUnreachable):
            return _plain("ready\n")
        problem(503, sentence("Queries are not answered: %(reason)s", reason=error), {"Retry-After": "1"})
    return _plain("ready\n")


@operations.get("/robots.txt")
def robots() -> Answer:
    """Let crawlers read everything but what is computed for them alone."""
    base = urlsplit(encoded(live().base)).path
    return _plain(f"User-agent: *\nDisallow: {base}sparql\nDisallow: {base}search\nAllow: /\n")


@operations.get("/favicon.ico")
def favicon() -> Answer:
    """Send the site's icon."""
    return _static("favicon.ico")


@operations.get("/static/<path:name>")
def static_file(name: str) -> Answer:
    """Send a static file, by its plain or its hashed name."""
    return _static(name)


def _static(name: str) -> Answer:
    found = live().pages.assets.find(name)
    if found is None and (answer := known_here()):
        return answer
    if found is None:
        problem(404, sentence("There is no static file %(name)r.", name=name))
    response = conditional(represented(found.content, found.media_type, "Accept-Encoding"))
    if name == found.hashed_name:
        response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


def _plain(text: str) -> Answer:
    response = Response(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
