"""Named graphs and classes: the lists by which a dataset is entered."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint
from werkzeug.wrappers import Response as Answer

from publisher.description import Quads, address_of
from publisher.documents import PAGE
from publisher.formats import DUMP_FORMATS, HTML, N3, RDF_XML, TURTLE, Format, by_suffix
from publisher.rendering.rdf import class_quads
from publisher.rendering.sentences import sentence
from publisher.statistics import kind_of
from publisher.views.addresses import requested_path
from publisher.views.files import send_dump
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import (
    Resource,
    add_links,
    chosen,
    link,
    not_acceptable,
    respond,
    url_below,
    variant_links,
)
from publisher.views.things import answer_at, page_asked, see_other

lists = Blueprint("lists", __name__)

Part = Mapping[str, Any]


@lists.get("/class/<path:rest>")
def class_members(rest: str) -> Answer:
    """Answer with one page of the things of a class."""
    part, row = _named("classes", rest)
    if part is None:
        return answer_at(requested_path(f"class/{rest}"))
    page = page_asked()
    members = live().documents.members(part["iri"], page)
    if not members:
        told = sentence("This class has %(pages)s pages: there is no page %(page)s.", pages=_pages(part), page=page)
        problem(404, told)
    resource = Resource(
        path=f"class/{part['name']}",
        query=f"page={page}" if page > 1 else "",
        describes=part["iri"],
        quads=lambda: _class_quads(part, members),
        html=lambda reading: live().pages.class_list(reading, part["iri"], part["name"], part["total"], page),
    )
    return respond(resource, row, _page_links(part, page))


def _pages(part: Part) -> int:
    return -(-int(part["total"]) // PAGE)


def _page_links(part: Part, page: int) -> list[str]:
    """Return the links that lead through the pages (RFC 8288)."""
    last = _pages(part)
    pages = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    return [
        link(url_below(f"class/{part['name']}", f"page={number}"), name)
        for name, number in pages.items()
        if 1 <= number <= last
    ]


def _class_quads(part: Part, members: list[str]) -> Quads:
    documents = live().documents
    labels = documents.labels(members, live().site.languages)
    kind = kind_of(documents.fact(f"class {part['name']}"))
    listed = class_quads(documents.describe(part["iri"]), kind, members, labels, live().base)
    here = documents.at(f"{live().base}class/{part['name']}")
    return list(dict.fromkeys([*listed, *(here.outgoing if here else ())]))


@lists.get("/graph/<path:rest>")
def graph(rest: str) -> Answer:
    """Answer with a named graph: its triples are those of its dump."""
    part, forced = _named("graphs", rest)
    if part is None:
        return _graph_by_iri(requested_path(f"graph/{rest}"))
    written = {dump["format"] for dump in live().facts["dumps"] if dump["graph"] == part["name"]}
    formats = (TURTLE, HTML, *(row for row in DUMP_FORMATS[1:] if row.name in written), N3)
    resource = Resource(
        path=f"graph/{part['name']}",
        describes=part["iri"],
        quads=list,
        html=lambda reading: live().pages.graph(reading, part, live().documents.at(part["iri"])),
        formats=formats,
    )
    row = forced or chosen(formats)
    if row is HTML:
        return respond(resource, forced)
    if row is None or row not in formats:
        reason = "RDF/XML cannot carry this graph" if forced is RDF_XML else None
        not_acceptable(resource, formats, reason)
    response = send_dump(part["name"], row, negotiated=forced is None)
    response.headers["Content-Location"] = resource.url(row)
    add_links(response, [*variant_links(resource, formats), *_said_of(part)])
    return response


def _said_of(part: Part) -> list[str]:
    """Return a link to what the data says of a graph: it may stand in another one."""
    said = live().documents.describe(part["iri"])
    return (
        [link(url_below("doc", f"iri={quote(part['iri'], safe='')}"), "describedby")]
        if said and said.is_subject
        else []
    )


def _graph_by_iri(path: str) -> Answer:
    """Send from a graph's own IRI to its page, where that has another name; answer for other IRIs as anywhere."""
    base = live().base
    graphs = {address_of(part["iri"], base): part for part in live().facts["graphs"]}
    part = graphs.get(base + path)
    return see_other(f"graph/{part['name']}") if part else answer_at(path)


def _named(table: str, rest: str) -> tuple[Part | None, Format | None]:
    """Return the class or graph that a path names, and the format that its suffix forces."""
    path = requested_path(rest)
    parts = {requested_path(part["name"]): part for part in live().facts[table]}
    if path in parts:
        return parts[path], None
    stem, _, suffix = path.rpartition(".")
    row = by_suffix(suffix)
    return (parts.get(stem), row) if row else (None, None)
