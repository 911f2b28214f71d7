"""Things and the documents about them: 303, negotiated documents, hash namespaces, any IRI by name."""

import re
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import quote, unquote, urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.description import Description, address_of, normalise_path
from publisher.documents import PAGE, Document
from publisher.formats import Format, by_suffix
from publisher.rendering.html import Reading
from publisher.rendering.rdf import document_quads, replacement_of
from publisher.rendering.sentences import sentence
from publisher.views.addresses import iri_path, is_absolute, requested_path
from publisher.views.known import Found, found_at, with_suffix
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import Resource, respond, send_to, url_below

things = Blueprint("things", __name__)


@things.get("/id/<path:name>")
def thing(name: str) -> Answer:
    """Send from a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    path = requested_path(f"id/{name}")
    found = asked_with_query(path)
    if found is None:
        not_found(path)
    return _answer_known(found)


@things.get("/doc/<path:name>")
def document(name: str) -> Answer:
    """Answer with the document about a thing, or about the fragments of this path."""
    return answer_at(requested_path(f"doc/{name}"))


@things.get("/def<path:rest>")
@things.get("/def")
@things.get("/scheme/<path:rest>")
@things.get("/<path:rest>")
def anything(rest: str = "") -> Answer:
    """Answer for any other path that the data knows: hash namespaces at the path itself, things and graphs by 303."""
    path = requested_path(request.path)
    return _graph_of(path) or answer_at(path)


def _graph_of(path: str) -> Answer | None:
    """Send from the name of a graph to its triples, where the data says nothing else of it (Graph Store Protocol, 4.1).

    None for any other path.
    """
    base = live().base
    for part in live().facts["graphs"]:
        if "#" not in part["iri"] and address_of(part["iri"], base) == base + path:
            described = live().documents.describe(part["iri"])
            return None if described and described.is_subject else see_other(f"graph/{part['name']}")
    return None


@things.get("/doc", endpoint="any_iri")
@things.get("/doc.<suffix>", endpoint="any_iri")
def any_iri(suffix: str = "") -> Answer:
    """Answer with what the data says of any IRI, foreign ones too."""
    row = by_suffix(suffix)
    if (suffix and row is None) or ("iri" not in request.args and found_at("doc", live())):
        return answer_at(requested_path(request.path))
    iri = request.args.get("iri", "")
    if not is_absolute(iri):
        problem(400, sentence("Name the IRI: /doc?iri=https%%3A%%2F%%2F… (absolute and percent-encoded)."))
    description = _description_of(iri)
    if description is None:
        problem(404, sentence("The data does not mention <%(iri)s>.", iri=iri))
    found = Document(description.iri, (description,))
    return respond(_resource(found, "doc", "iri=" + quote(description.iri, safe="")), row)


def _description_of(iri: str) -> Description | None:
    """Return what the data says of an IRI; one below the base may be encoded in another way than in the data."""
    description = live().documents.describe(iri)
    same = None if description else live().documents.at(address_of(iri, live().base))
    if same is None:
        return description
    return next((one for one in same.descriptions if normalise_path(one.iri) == normalise_path(iri)), None)


def answer_at(path: str) -> Answer:
    """Answer for a decoded path below the base, with or without a suffix that names a format."""
    return _answer_if_known(path) or not_found(path)


def known_here() -> Answer | None:
    """Return the answer for an IRI of the data on a path with another meaning; None where there is none."""
    return _answer_if_known(requested_path(request.path))


def _answer_if_known(path: str) -> Answer | None:
    known = with_suffix(path, asked_with_query)
    return _answer_known(*known) if known else None


def asked_with_query(path: str) -> Found | None:
    """Return what the data knows at a path: with the request's query as a part of the IRI, or without."""
    query = unquote(request.query_string, errors="replace")
    return (found_at(requested_path(f"{path}?{query}"), live()) if query else None) or found_at(path, live())


def not_found(path: str) -> NoReturn:
    """Answer 404 for an IRI below the base that does not occur in the data."""
    told = sentence("<%(iri)s> does not occur in the data of this site.", iri=live().base + iri_path(path))
    problem(404, told)


def see_other(path: str) -> Answer:
    """Send to the document at a path below the base, in the language and to the long list that were asked for."""
    language = request.args.get("lang", "").lower()
    asked = (_list_query(), f"lang={language}" if language in live().site.languages else "")
    return send_to(url_below(path, "&".join(part for part in asked if part)), 303)


def _answer_known(found: Found, row: Format | None = None) -> Answer:
    replacements = replacement_of(found.document)
    if replacements is not None:
        _gone(found.document, replacements)
    if found.home != found.path:
        # A suffix asked of a thing's own address goes with it to the document's.
        return see_other(found.home if row is None else f"{found.home}.{row.suffix}")
    return respond(_resource(found.document, found.path, ""), row)


def _gone(document: Document, replacements: list[str]) -> NoReturn:
    """Answer 410 for what the data marks as deprecated, with what replaces it."""
    said = sentence("<%(iri)s> is deprecated and nothing replaces it.", iri=document.iri)
    if replacements:
        others = "<" + ">, <".join(replacements) + ">"
        said = sentence("<%(iri)s> is deprecated; it is replaced by %(others)s.", iri=document.iri, others=others)
    problem(410, said, replaced_by=replacements)


def _resource(document: Document, path: str, query: str) -> Resource:
    """Return what is answered for a document; its own name is the address without what chooses a part of its page."""
    asked = "&".join(part for part in (query, _list_query()) if part)
    name = live().base + iri_path(path) + (f"?{query}" if query else "")
    return Resource(
        path=path,
        query=asked,
        describes=document.iri,
        quads=lambda: document_quads(document, name, live().site, live().base, live().limits.incoming),
        html=_list_asked(document) or (lambda reading: live().pages.thing(reading, document)),
    )


def _list_query() -> str:
    """Return the part of the request's query that asks for a long list, as a URL writes it."""
    if "property" not in request.args:
        return ""
    asked = [(name, request.args[name]) for name in ("property", "direction", "page") if name in request.args]
    return urlencode(asked, quote_via=quote)


def _list_asked(document: Document) -> Callable[[Reading], str] | None:
    """Return the writer of one page of a long list, when the query names a property of this document."""
    predicate = request.args.get("property")
    if not predicate:
        return None
    incoming = request.args.get("direction") == "in"
    page = page_asked()
    if not any(_holds(one, predicate, incoming, page) for one in document.descriptions):
        problem(404, sentence("There is no page %(page)s of <%(property)s> here.", page=page, property=predicate))

    def write(reading: Reading) -> str:
        return live().pages.values(reading, document, predicate, incoming, page)

    return write


def _holds(description: Description, predicate: str, incoming: bool, page: int) -> bool:
    if incoming:
        totals = [one.total for one in description.incoming if one.predicate == predicate]
        return bool(totals) and (page - 1) * PAGE < totals[0]
    values = {quad.object for quad in description.outgoing if quad.predicate.value == predicate}
    return (page - 1) * PAGE < len(values)


def page_asked() -> int:
    """Return the page number of the request, 1 by default; 404 for what is none."""
    text = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        problem(404, sentence("There is no page %(text)r: pages count from 1.", text=text[:20]))
    return int(text)
