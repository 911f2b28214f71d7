"""From a resource to its HTTP answer: negotiation, validators, coding, links (RFC 9110; the contract's section 4)."""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Response, abort, request

from publisher.description import Quads
from publisher.formats import DOCUMENT_FORMATS, HTML, RDF_XML, Format
from publisher.negotiation import accepts_gzip, choose_format, choose_language
from publisher.rendering.html import Reading
from publisher.syntax import serialise
from publisher.syntax.rdfxml import carries
from publisher.views.addresses import iri_to_url, url_path
from publisher.views.live import live

INTERFACE_LANGUAGES = ("en", "ja")
# Smaller bodies are not worth a coding: the headers weigh more than what it saves.
SMALLEST_CODED = 512


@dataclass(frozen=True)
class Resource:
    """Something that is negotiated: at `path` below the base (decoded, without suffix) with `query` (encoded).

    `quads` gives its RDF, `html` its page; `describes` is the IRI it tells of.
    """

    path: str
    quads: Callable[[], Quads]
    html: Callable[[Reading], str]
    describes: str | None = None
    query: str = ""
    formats: tuple[Format, ...] = DOCUMENT_FORMATS

    def url(self, row: Format | None = None, **parameters: str) -> str:
        """Return the address of the resource, or of one of its variants."""
        path = url_path(self.path or ("dataset" if row else ""))
        query = "&".join([self.query] * bool(self.query) + [f"{key}={value}" for key, value in parameters.items()])
        return live().base + path + (f".{row.suffix}" if row else "") + (f"?{query}" if query else "")


def respond(resource: Resource, forced: Format | None = None, links: Iterable[str] = ()) -> Response:
    """Answer with the variant that the request asks for; `forced` is the one that a suffix names."""
    quads = resource.quads()
    formats = resource.formats
    reason = carries(quads) if RDF_XML in formats else None
    if reason:
        formats = tuple(row for row in formats if row is not RDF_XML)
    row = forced or choose_format(request.headers.get("Accept", ""), formats)
    if row is None or row not in formats:
        not_acceptable(resource, formats, reason)
    if row is HTML:
        reading = how_read(resource, formats)
        body = resource.html(reading).encode()
    else:
        body = b"".join(serialise(quads, row, live().prefixes))
    response = finished(body, row, vary=vary_of(row, forced))
    if row is HTML:
        response.headers["Content-Language"] = reading.language
        at = resource.url(row, lang=reading.language) if resource.path else f"{live().base}?lang={reading.language}"
    else:
        at = resource.url(row)
    response.headers["Content-Location"] = at
    add_links(response, [*links, *variant_links(resource, formats)])
    return response


def vary_of(row: Format, forced: Format | None) -> str:
    """Return which request headers chose this variant."""
    names = [] if forced else ["Accept"]
    names.append("Accept-Encoding")
    if row is HTML:
        names.append("Accept-Language")
    return ", ".join(names)


def finished(body: bytes, row: Format, vary: str, coded: bool = True) -> Response:
    """Return a complete 200 (or 304) with validators; the ETag tells body, format and coding apart."""
    tag = hashlib.sha256(row.name.encode() + b"\0" + body).hexdigest()[:32]
    response = Response(body, content_type=row.content_type)
    if coded and len(body) >= SMALLEST_CODED and accepts_gzip(request.headers.get("Accept-Encoding", "")):
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        tag += "-gzip"
    response.set_etag(tag)
    response.headers["Vary"] = vary
    return conditional(response)


def conditional(response: Response, length: int | None = None) -> Response:
    """Add the time and freshness of the snapshot, and turn the answer into 304 or 206 where the request allows."""
    response.last_modified = int(live().since)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "public, no-cache"
    ranged = length is not None
    response.make_conditional(request.environ, accept_ranges=ranged, complete_length=length)
    return response


def how_read(resource: Resource, formats: Iterable[Format] = ()) -> Reading:
    """Return how the page of a resource is read: language, fallbacks, other representations."""
    asked = request.args.get("lang")
    languages = live().site.languages
    language = choose_language(request.headers.get("Accept-Language", ""), asked, languages)
    fallback = (language, *(other for other in languages if other != language))
    interface = language if language in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]
    alternates = tuple((row, resource.url(row)) for row in formats if row is not HTML)
    path = url_path(resource.path) + (f"?{resource.query}" if resource.query else "")
    explicit = bool(asked and asked.lower() in languages)
    return Reading(interface, fallback, path, explicit, alternates)


def not_acceptable(resource: Resource, formats: Iterable[Format], reason: str | None) -> NoReturn:
    """Answer 406 with the list of what there is (RFC 9110, 15.5.7)."""
    listed = [{"type": row.media_type, "href": resource.url(row)} for row in formats]
    words = ", ".join(row.media_type for row in formats)
    detail = f"This resource is available as: {words}."
    if reason:
        detail = f"RDF/XML cannot carry this graph: {reason} {detail}"
    problem(406, detail, variants=listed)


def problem(status: int, detail: str, headers: dict[str, str] | None = None, **members: Any) -> NoReturn:
    """End the request with an error that says what is wrong and what to do; `members` extend the problem document."""
    abort(status, description={"detail": detail, "headers": headers or {}, **members})


def add_links(response: Response, links: Iterable[str]) -> None:
    """Add a Link header (RFC 8288)."""
    text = ", ".join(links)
    if text:
        response.headers["Link"] = text


def link(target: str, relation: str, **parameters: str) -> str:
    """Return one link as the Link header writes it."""
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    return f'<{iri_to_url(target)}>; rel="{relation}"{more}'


def variant_links(resource: Resource, formats: Iterable[Format]) -> list[str]:
    """Return the links to every variant of a resource, to what it describes, and to its licence."""
    links = [link(resource.url(row), "alternate", type=row.media_type) for row in formats]
    if resource.describes:
        links.append(link(resource.describes, "describes"))
    licence = live().site.licence
    if licence and licence.startswith(("http://", "https://")):
        links.append(link(licence, "license"))
    return links
