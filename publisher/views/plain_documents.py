"""Answer for documents in RDF without what Flask does for a request, which takes as long as the document.

What is shown as a page, refused, moved or asked for on a condition is left to the views.
"""

from collections.abc import Callable, Iterable
from typing import Any

from publisher.formats import DOCUMENT_FORMATS, HTML, Format
from publisher.mount import Application, StartResponse
from publisher.negotiation import choose_format
from publisher.rendering.links import encoded
from publisher.rendering.rdf import document_quads, replacement_of
from publisher.syntax import serialise
from publisher.views.addresses import iri_path, requested_path, url_path
from publisher.views.conditions import Headers, freshness
from publisher.views.known import LIGHT, Found, Light, found_at, with_suffix
from publisher.views.live import Live
from publisher.views.plain import is_plain
from publisher.views.responses import carrying, chosen_in, links_of, representation, vary_of

PLACE = "/doc/"
Finished = tuple[Headers, bytes]


def answering_plain_documents(application: Application, current: Callable[[], Live]) -> Application:
    """Return an application that answers for plain documents itself; all else is left to the one inside."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        finished = _finished(environ, current)
        if finished is None:
            return application(environ, start_response)
        headers, body = finished
        start_response("200 OK", headers)
        return (body,)

    return answer


def _finished(environ: dict[str, Any], current: Callable[[], Live]) -> Finished | None:
    """Return the headers and the body of a complete 200; None where the request does not come to that."""
    asked = environ["PATH_INFO"]
    if not asked.startswith(PLACE) or environ["QUERY_STRING"] or not is_plain(environ):
        return None
    if "//" in asked or asked.endswith("/"):
        return None
    try:
        light: Light | None = environ.pop(LIGHT, None)
        live = light.live if light else current()
        # WSGI hands over bytes as Latin-1.
        path = requested_path(asked.encode("latin-1").decode("utf-8", "replace"))
        known = with_suffix(path, lambda one: found_at(one, live, light))
        return _document(*known, environ, live) if known else None
    except Exception:  # whatever it is, the views meet it too, and tell
        return None


def _document(found: Found, forced: Format | None, environ: dict[str, Any], live: Live) -> Finished | None:
    """Return the document in RDF; None where it is to be a page, or its place is another one."""
    if found.home != found.path or HTML in (forced, _first_choice(environ, forced)):
        return None
    document, name = found.document, live.base + iri_path(found.path)
    if replacement_of(document) is not None:
        return None
    quads = document_quads(document, name, live.site, live.base, live.limits.incoming)
    formats, _ = carrying(DOCUMENT_FORMATS, quads)
    row = forced or chosen_in(environ, formats)
    if row is None or row is HTML or row not in formats:
        return None
    body = b"".join(serialise(quads, row, live.prefixes))
    headers, sent = representation(body, row.content_type, vary_of(row, forced), environ)
    stem = encoded(live.base) + url_path(found.path)
    links = links_of([(one, f"{stem}.{one.suffix}") for one in formats], document.iri, live.site.licence)
    more = [("Content-Location", f"{stem}.{row.suffix}"), ("Link", ", ".join(links))]
    return [*headers, *freshness(live), *more], sent


def _first_choice(environ: dict[str, Any], forced: Format | None) -> Format | None:
    return forced or choose_format(environ.get("HTTP_ACCEPT", ""), DOCUMENT_FORMATS)
