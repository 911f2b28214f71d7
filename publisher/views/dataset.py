"""The site as a whole: landing page, catalogue, shapes, report, source document, context."""

from collections.abc import Callable

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from publisher.description import Quads
from publisher.formats import HTML, JSON_LD, TURTLE, Format, by_suffix
from publisher.negotiation import choose_format
from publisher.rendering.html import Reading
from publisher.snapshot import SOURCE
from publisher.syntax import serialise
from publisher.syntax.jsonld import context
from publisher.views.live import live
from publisher.views.responses import Resource, finished, how_read, problem, respond
from publisher.views.things import not_found

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
    return redirect(live().base + "dataset", 303)


@dataset.get("/dataset")
@dataset.get("/dataset.<suffix>")
def description(suffix: str = "") -> Answer:
    """Answer with the catalogue: DCAT 3 and VoID."""
    base = live().base
    quads = _with_said(live().dataset, base + "dataset")
    return _page(
        "dataset", suffix, quads, lambda reading: live().pages.dataset(reading, live().facts, quads), base + "dataset"
    )


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
    """Answer with the source document, where the site has one."""
    path = live().folder / SOURCE
    if not path.is_file():
        problem(404, "This site has no source document: [site] document names one.")
    formats = (HTML, PLAIN_TEXT)
    row = choose_format(request.headers.get("Accept", ""), formats)
    resource = Resource("source", list, lambda _: "")
    if row is PLAIN_TEXT:
        return finished(path.read_bytes(), PLAIN_TEXT, "Accept, Accept-Encoding")
    reading = how_read(resource)
    page = live().pages.source(reading, path.read_text(encoding="utf-8"))
    response = finished(page.encode(), HTML, "Accept, Accept-Encoding, Accept-Language")
    response.headers["Content-Language"] = reading.language
    return response


def _turtle_page(name: str, suffix: str, quads: Quads) -> Answer:
    """Answer with quads that people read as Turtle."""
    said = _with_said(quads, live().base + name)

    def write(reading: Reading) -> str:
        return live().pages.turtle(reading, name, b"".join(serialise(said, TURTLE, live().prefixes)).decode(), said)

    return _page(name, suffix, said, write, None)


def _page(name: str, suffix: str, quads: Quads, html: Callable[[Reading], str], describes: str | None) -> Answer:
    row = by_suffix(suffix)
    if suffix and row is None:
        not_found(f"{name}.{suffix}")
    return respond(Resource(name, lambda: quads, html, describes), row)


def _with_said(quads: Quads, *iris: str) -> Quads:
    """Return quads together with what the data itself says of the IRIs on this path."""
    found = [document for iri in iris if (document := live().documents.at(iri))]
    return list(dict.fromkeys([*quads, *(quad for document in found for quad in document.outgoing)]))
