"""The SPARQL 1.1 Graph Store HTTP Protocol, reading half: indirect identification at /store."""

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.formats import RDF_FORMATS, RDF_XML
from publisher.rendering.links import encoded
from publisher.views.addresses import is_absolute
from publisher.views.files import send_dump
from publisher.views.live import live
from publisher.views.responses import chosen, problem
from publisher.views.things import known_here

graph_store = Blueprint("graph_store", __name__)


@graph_store.get("/store")
def indirect() -> Answer:
    """Answer with the triples of the graph that the query names (section 4.2 of the protocol)."""
    iris, default = request.args.getlist("graph"), "default" in request.args
    if not iris and not default and (answer := known_here()):
        return answer
    if len(iris) + default != 1:
        problem(400, "Name one graph: /store?graph=IRI, or /store?default for the union of all.")
    name = None if default else _graph_name(iris[0])
    has_xml = any(dump["graph"] == name and dump["format"] == RDF_XML.name for dump in live().facts["dumps"])
    formats = tuple(row for row in RDF_FORMATS if has_xml or row is not RDF_XML)
    row = chosen(formats)
    if row is None:
        words = ", ".join(one.media_type for one in formats)
        problem(406, f"A graph is available as: {words}.", variants=[{"type": one.media_type} for one in formats])
    return send_dump(name, row, negotiated=True, with_graph=False)


def _graph_name(iri: str) -> str:
    if not is_absolute(iri):
        problem(400, f"{iri!r} is no absolute IRI: a graph is named in full, percent-encoded in the query.")
    for part in live().facts["graphs"]:
        if iri in (part["iri"], encoded(part["iri"])):
            return str(part["name"])
    problem(404, f"There is no graph <{iri}>: {live().base}dataset lists them.")
