"""The site as a whole: landing page, catalogue, shapes, report, source document, context."""

from urllib.parse import quote

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from publisher.description import Quads
from publisher.formats import HTML, JSON_LD, RDF_FORMATS, TURTLE, Format, by_suffix
from publisher.rendering.html import Reading
from publisher.rendering.sentences import sentence
from publisher.snapshot import SOURCE
from publisher.syntax import serialise
from publisher.syntax.jsonld import context
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import (
    Resource,
    chosen,
    finished,
    finished_page,
    how_read,
    query_without_language,
    respond,
    send_to,
    url_below,
    vary_of,
)
from publisher.views.things import answer_at

dataset = Blueprint("dataset", __name__)

PLAIN_TEXT = Format("text", "Text", "text/plain", "txt")


@dataset.get("/")
def landing() -> Answer:
    """Answer with the landing page, or as RDF with the description of the dataset."""
    base = live().base
    resource = Resource(
        path="",
        quads=lambda: _with_said(live().dataset, base, base + "dataset"),
        html=lambda reading: live().pages.landing(reading, live().facts),
        describes=base + "dataset",
    )
    return respond(resource)


@dataset.get("/.well-known/void")
def well_known() -> Answer:
    """Send to the dataset description (VoID, section 7.2)."""
    return send_to(url_below("dataset"), 303)


@dataset.get("/dataset")
@dataset.get("/dataset.<suffix>")
def description(suffix: str = "") -> Answer:
    """Answer with the catalogue: DCAT 3 and VoID."""
    base = live().base
    quads = _with_said(live().dataset, base, base + "dataset")

    def page(reading: Reading) -> str:
        return live().pages.dataset(reading, live().facts, quads)

    return _respond(Resource("dataset", lambda: quads, page, base + "dataset"), suffix)


@dataset.get("/shapes")
@dataset.get("/shapes.<suffix>")
def shapes(suffix: str = "") -> Answer:
    """Answer with the shapes that the data has passed."""
    return _turtle_page("shapes", suffix, live().shapes)


@dataset.get("/report")
@dataset.get("/report.<suffix>")
def report(suffix: str = "") -> Answer:
    """Answer with the validation report of this snapshot."""
    return _turtle_page("report", suffix, live().report)


@dataset.get("/context.jsonld")
def json_context() -> Answer:
    """Answer with the JSON-LD context of the site's prefixes."""
    return finished(context(live().prefixes), JSON_LD, "Accept-Encoding")


@dataset.get("/source")
def source() -> Answer:
    """Answer with the source document, where the site has one; as RDF, with what the data says of it."""
    path = live().folder / SOURCE
    if not path.is_file():
        return answer_at("source")
    iri = live().base + "source"
    said = RDF_FORMATS if live().documents.knows(iri) else ()
    row = chosen((PLAIN_TEXT, HTML, *said))
    if row is None:
        problem(406, sentence("The source document is available as: text/plain, text/html."))
    if row in said:
        response = send_to(url_below("doc", f"iri={quote(iri, safe='')}"), 303)
        response.headers["Vary"] = "Accept"
        return response
    if row is PLAIN_TEXT:
        return _as_it_is(path.read_bytes())
    reading = how_read("source", query_without_language())
    page = live().pages.source(reading, path.read_text(encoding="utf-8", errors="replace"))
    return finished_page(page, reading, vary_of(row, None))


def _as_it_is(content: bytes) -> Answer:
    """Answer with the bytes of the source document, and with what they are: text only where they are UTF-8."""
    response = finished(content, PLAIN_TEXT, vary_of(PLAIN_TEXT, None))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        response.headers["Content-Type"] = "application/octet-stream"
    return response


def _turtle_page(name: str, suffix: str, quads: Quads) -> Answer:
    """Answer with quads that people also read as Turtle."""
    said = _with_said(quads, live().base + name)

    def html(reading: Reading) -> str:
        return live().pages.turtle(reading, name, b"".join(serialise(said, TURTLE, live().prefixes)).decode(), said)

    return _respond(Resource(name, lambda: said, html), suffix)


def _respond(resource: Resource, suffix: str) -> Answer:
    """Answer with the variant that a suffix names, if any; one that names none may be part of a thing's name."""
    row = by_suffix(suffix)
    return answer_at(f"{resource.path}.{suffix}") if suffix and row is None else respond(resource, row)


def _with_said(quads: Quads, *iris: str) -> Quads:
    """Return quads together with what the data itself says of the IRIs on this path."""
    found = [document for iri in iris if (document := live().documents.at(iri))]
    return list(dict.fromkeys([*quads, *(quad for document in found for quad in document.outgoing)]))
