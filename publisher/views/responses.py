"""From a resource to its HTTP answer: negotiation, validators, coding, links, refusals (RFC 9110, 9457, 8288)."""

import gzip
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from flask import Response, request
from werkzeug.datastructures import Headers

from publisher.cache import VARIATION, Variation
from publisher.formats import DOCUMENT_FORMATS, HTML, RDF_XML, Format
from publisher.negotiation import accepts_gzip, choose_format, choose_language
from publisher.rendering.html import Reading
from publisher.rendering.languages import INTERFACE_LANGUAGES
from publisher.rendering.links import encoded
from publisher.rendering.sentences import sentence
from publisher.syntax import serialise
from publisher.syntax.rdfxml import carries
from publisher.syntax.statements import Statement
from publisher.views.addresses import url_path, url_query
from publisher.views.conditions import FRESH, conditional, etag
from publisher.views.conditions import Headers as Fields
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.thresholds import SMALLEST_CODED

# In the environment of a request: whether its large answer has no place among those on their way.
REFUSED = "publisher.refused"
# In the environment of a request, a list: lengths of answers that lie in files of their own until they are sent.
SPOOLED = "publisher.spooled"


@dataclass(frozen=True)
class Resource:
    """Something that is negotiated: at `path` below the base (decoded, without suffix) with `query` (encoded).

    `quads` gives its RDF, `html` its page; `describes` is the IRI it tells of.
    """

    path: str
    quads: Callable[[], Sequence[Statement]]
    html: Callable[[Reading], str]
    describes: str | None = None
    query: str = ""
    formats: tuple[Format, ...] = DOCUMENT_FORMATS

    @cached_property
    def _stem(self) -> str:
        """The address of its variants without their suffix; the site itself is described at /dataset."""
        return url_below(self.path or "dataset")

    def url(self, row: Format | None = None, **parameters: str) -> str:
        """Return the address of the resource, or of one of its variants."""
        address = f"{self._stem}.{row.suffix}" if row else url_below(self.path)
        more = [f"{key}={value}" for key, value in parameters.items()]
        query = "&".join([self.query] * bool(self.query) + more)
        return f"{address}?{query}" if query else address

    def page_url(self, language: str) -> str:
        """Return the address of the page in a language."""
        return self.url(HTML, lang=language) if self.path else url_below("", f"lang={language}")


class Whole(Response):
    """An answer of a length that it tells, with addresses that are encoded: its headers are ready to go out."""

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:
        """Return the headers; what Werkzeug does to them takes a tenth of an answer's time."""
        return self.headers if self.status_code == 200 else super().get_wsgi_headers(environ)


def url_below(path: str, query: str = "") -> str:
    """Return the absolute address of a decoded path below the base, with an encoded query."""
    return encoded(live().base) + url_path(path) + (f"?{query}" if query else "")


def respond(resource: Resource, forced: Format | None = None, links: Iterable[str] = ()) -> Response:
    """Answer with the variant that the request asks for; `forced` is the one that a suffix names."""
    quads = resource.quads()
    formats, reason = carrying(resource.formats, quads)
    row = forced or chosen(formats)
    if row is None or row not in formats:
        not_acceptable(resource, formats, reason)
    vary = vary_of(row, forced)
    if row is HTML:
        response = _page(resource, formats, vary)
    else:
        response = finished(b"".join(serialise(quads, row, live().prefixes)), row, vary)
        response.headers["Content-Location"] = resource.url(row)
    add_links(response, [*links, *variant_links(resource, formats)])
    return response


def carrying(formats: tuple[Format, ...], quads: Sequence[Statement]) -> tuple[tuple[Format, ...], str | None]:
    """Return the formats that can carry the quads, and why RDF/XML is none of them where it is not."""
    reason = carries(quads) if RDF_XML in formats else None
    return tuple(row for row in formats if not (reason and row is RDF_XML)), reason


def chosen(formats: tuple[Format, ...]) -> Format | None:
    """Return the row that the request's Accept header chooses, None where none fits; the cache is told from which."""
    return chosen_in(request.environ, formats)


def chosen_in(environ: dict[str, Any], formats: tuple[Format, ...]) -> Format | None:
    """Return what `chosen` does, of a request that Flask has not seen."""
    _variation(environ).formats = formats
    return choose_format(environ.get("HTTP_ACCEPT", ""), formats)


def _variation(environ: dict[str, Any]) -> Variation:
    """Return what tells the cache on what the variants of this address depend; nobody reads it where there is none."""
    told: Variation = environ.setdefault(VARIATION, Variation())
    return told


def _page(resource: Resource, formats: tuple[Format, ...], vary: str) -> Response:
    alternates = tuple((row, resource.url(row)) for row in formats if row is not HTML)
    reading = how_read(resource.path, resource.query, alternates)
    response = finished_page(resource.html(reading), reading, vary)
    response.headers["Content-Location"] = resource.page_url(reading.languages[0])
    return response


def vary_of(row: Format, forced: Format | None) -> str:
    """Return which request headers chose this variant."""
    names = [] if forced else ["Accept"]
    names.append("Accept-Encoding")
    if row is HTML:
        names.append("Accept-Language")
    return ", ".join(names)


def represented(body: bytes, content_type: str, vary: str) -> Response:
    """Return a complete 200 (see `representation`)."""
    headers, sent = representation(body, content_type, vary, request.environ)
    return Whole(sent, headers=headers)


def representation(body: bytes, content_type: str, vary: str, environ: dict[str, Any]) -> tuple[Fields, bytes]:
    """Return headers and body, gzipped where that is welcome; the ETag tells body, format and coding apart."""
    coded = gzipped(body, environ)
    sent = body if coded is None else coded
    text = hashlib.sha256(content_type.encode() + b"\0" + body).hexdigest()[:32]
    coding = [] if coded is None else [("Content-Encoding", "gzip")]
    validator = ("ETag", etag(text, coded is not None))
    return [
        ("Content-Type", content_type),
        ("Content-Length", str(len(sent))),
        *coding,
        ("Vary", vary),
        validator,
    ], sent


def gzipped(body: bytes, environ: dict[str, Any]) -> bytes | None:
    """Return a body in the gzip coding, None where that is not welcome or not worth it."""
    is_coded = len(body) >= SMALLEST_CODED and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    return gzip.compress(body, 6, mtime=0) if is_coded else None


def finished(body: bytes, row: Format, vary: str) -> Response:
    """Return a complete 200 with its validators, or 304 where the client has it already."""
    return conditional(represented(body, row.content_type, vary))


def finished_page(page: str, reading: Reading, vary: str) -> Response:
    """Return a page as `finished` does."""
    response = finished(page.encode(), HTML, vary)
    response.headers["Content-Language"] = reading.content_language
    return response


def send_to(url: str, status: int) -> Response:
    """Send to another address, with a short body for those who look."""
    response = Response(f"{url}\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = url
    response.headers["Cache-Control"] = FRESH
    return response


def how_read(path: str, query: str = "", alternates: tuple[tuple[Format, str], ...] = ()) -> Reading:
    """Return how the page at a decoded path below the base is read: language, fallbacks, other representations."""
    asked = request.args.get("lang")
    languages = _variation(request.environ).languages = tuple(live().site.languages)
    accepted = choose_language(request.headers.get("Accept-Language", ""), None, languages)
    language = choose_language("", asked, (accepted, *languages))
    fallback = (language, *(other for other in languages if other != language))
    interface = language if language in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]
    # Links carry a language that the reader's headers would not lead to.
    return Reading(interface, fallback, url_path(path) + f"?{query}" * bool(query), language != accepted, alternates)


def query_without_language() -> str:
    """Return the request's query as a URL writes it, without the parameter that chooses the language."""
    pairs = url_query(request.query_string).split("&")
    return "&".join(pair for pair in pairs if pair and pair.partition("=")[0] != "lang")


def not_acceptable(resource: Resource, formats: Iterable[Format], reason: str | None = None) -> NoReturn:
    """Answer 406 with the list of what there is (RFC 9110, 15.5.7)."""
    listed = [{"type": row.media_type, "href": resource.url(row)} for row in formats]
    types = ", ".join(one["type"] for one in listed)
    said = sentence("This resource is available as: %(types)s.", types=types)
    if reason:
        said = sentence("%(reason)s. This resource is available as: %(types)s.", reason=reason, types=types)
    problem(406, said, variants=listed)


def add_links(response: Response, links: Iterable[str]) -> None:
    """Add a Link header (RFC 8288)."""
    text = ", ".join(links)
    if text:
        response.headers["Link"] = text


def link(target: str, relation: str, **parameters: str) -> str:
    """Return one link as the Link header writes it."""
    more = "".join(f'; {name}="{value}"' for name, value in parameters.items())
    return f'<{encoded(target)}>; rel="{relation}"{more}'


def variant_links(resource: Resource, formats: Iterable[Format]) -> list[str]:
    """Return the links to every variant of a resource, to what it describes, and to its licence."""
    return links_of([(row, resource.url(row)) for row in formats], resource.describes, live().site.licence)


def links_of(variants: Iterable[tuple[Format, str]], describes: str | None, licence: str | None) -> list[str]:
    """Return the links to variants by their addresses, to what is described, and to a licence."""
    links = [f'<{address}>; rel="alternate"; type="{row.media_type}"' for row, address in variants]
    if describes:
        links.append(link(describes, "describes"))
    if licence and licence.startswith(("http://", "https://")):
        links.append(link(licence, "license"))
    return links
