"""The SPARQL 1.1 Graph Store HTTP Protocol, reading half: indirect identification at /store."""

from typing import NoReturn

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.formats import N3, RDF_FORMATS, RDF_XML, Format
from publisher.rendering.links import encoded
from publisher.rendering.sentences import sentence
from publisher.views.addresses import is_absolute
from publisher.views.files import send_dump
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import chosen, url_below
from publisher.views.things import known_here

graph_store = Blueprint("graph_store", __name__)


@graph_store.get("/store")
def indirect() -> Answer:
    """Answer with the triples of the graph that the query names (section 4.2 of the protocol)."""
    iris, default = request.args.getlist("graph"), "default" in request.args
    if not iris and not default and (answer := known_here()):
        return answer
    if len(iris) + default != 1:
        problem(400, sentence("Name one graph: /store?graph=IRI, or /store?default for the union of all."))
    name = None if default else _graph_name(iris[0])
    has_xml = any(dump["graph"] == name and dump["format"] == RDF_XML.name for dump in live().facts["dumps"])
    formats = tuple(row for row in RDF_FORMATS if has_xml or row is not RDF_XML)
    row = chosen(formats) or _not_acceptable(name, formats)
    response = send_dump(name, row, negotiated=True, with_graph=False)
    place = _own_address(name, row)
    if place:
        response.headers["Content-Location"] = place
    return response


def _graph_name(iri: str) -> str:
    if not is_absolute(iri):
        told = sentence("%(iri)r is no absolute IRI: a graph is named in full, percent-encoded in the query.", iri=iri)
        problem(400, told)
    for part in live().facts["graphs"]:
        if iri in (part["iri"], encoded(part["iri"])):
            return str(part["name"])
    problem(404, sentence("There is no graph <%(iri)s>: %(base)sdataset lists them.", iri=iri, base=live().base))


def _own_address(name: str | None, row: Format) -> str | None:
    """Return where the same bytes have an address of their own: a graph's variant, or the dump of the union.

    None for TriG and N-Quads, which name the graph there and not here, and for N3, which the union has no dump in.
    """
    if row.holds_graphs or (name is None and row is N3):
        return None
    if name is not None:
        return url_below(f"graph/{name}.{row.suffix}")
    dumps = live().facts["dumps"]
    union = (one for one in dumps if (one["graph"], one["format"], one["compression"]) == (None, row.name, None))
    return url_below(f"dumps/{next(union)['file']}")


def _not_acceptable(name: str | None, formats: tuple[Format, ...]) -> NoReturn:
    words = ", ".join(one.media_type for one in formats)
    places = [(one.media_type, _own_address(name, one)) for one in formats]
    variants = [{"type": media_type, **({"href": place} if place else {})} for media_type, place in places]
    problem(406, sentence("A graph is available as: %(words)s.", words=words), variants=variants)
