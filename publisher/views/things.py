"""Things and the documents about them: 303, negotiated documents, hash namespaces, any IRI by name."""

from collections.abc import Callable
from typing import NoReturn
from urllib.parse import quote

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Answer

from publisher.description import Description
from publisher.documents import PAGE, Document
from publisher.formats import Format, by_suffix
from publisher.rendering.html import Reading
from publisher.rendering.rdf import document_quads, replacement_of
from publisher.views.addresses import document_path, iri_path, requested_path, url_path
from publisher.views.live import live
from publisher.views.responses import Resource, problem, respond

things = Blueprint("things", __name__)


@things.get("/id/<path:name>")
def thing(name: str) -> Answer:
    """Send from a thing to the document about it (Cool URIs for the Semantic Web, 4.2)."""
    path = requested_path(f"id/{name}")
    found = asked_with_query(path)
    if not found:
        not_found(path)
    return see_other(document_path(live().documents, live().base, live().base + iri_path(found)))


@things.get("/doc/<path:name>")
def document(name: str) -> Answer:
    """Answer with the document about a thing, or about the fragments of this path."""
    return answer_at(requested_path(f"doc/{name}"))


@things.get("/def<path:rest>")
@things.get("/def")
@things.get("/scheme/<path:rest>")
@things.get("/<path:rest>")
def anything(rest: str = "") -> Answer:
    """Answer for any other path that the data knows: hash namespaces at the path itself, things by 303."""
    return answer_at(requested_path(request.path))


@things.get("/doc", endpoint="any_iri")
@things.get("/doc.<suffix>", endpoint="any_iri")
def any_iri(suffix: str = "") -> Answer:
    """Answer with what the data says of any IRI, foreign ones too."""
    row = by_suffix(suffix)
    if suffix and row is None:
        not_found(f"doc.{suffix}")
    iri = request.args.get("iri", "")
    if ":" not in iri:
        problem(400, "Name the IRI: /doc?iri=https%3A%2F%2F… (absolute and percent-encoded).")
    description = live().documents.describe(iri)
    if description is None:
        problem(404, f"The data does not mention <{iri}>.")
    found = Document(iri, (description,))
    query = "iri=" + quote(iri, safe="")
    return respond(_resource(found, "doc", query), row)


def answer_at(path: str) -> Answer:
    """Answer for a decoded path below the base, with or without a suffix that names a format."""
    found = asked_with_query(path)
    if found:
        return _answer_known(found)
    stem, dot, suffix = path.rpartition(".")
    row = by_suffix(suffix) if dot else None
    found = asked_with_query(stem) if row else None
    if found:
        return _answer_known(found, row)
    not_found(path)


def asked_with_query(path: str) -> str | None:
    """Return the path that the data knows of: with the request's query as a part of the IRI, or without."""
    query = request.query_string.decode("utf-8", "replace")
    if query and _known(requested_path(f"{path}?{query}")):
        return f"{path}?{query}"
    return path if _known(path) else None


def not_found(path: str) -> NoReturn:
    """Answer 404 for an IRI below the base that does not occur in the data."""
    problem(404, f"<{live().base}{iri_path(path)}> does not occur in the data of this site.")


def see_other(path: str) -> Answer:
    """Send to the document at a path below the base, in the language that was asked for."""
    language = request.args.get("lang", "")
    query = f"?lang={language.lower()}" if language.lower() in live().site.languages else ""
    return redirect(live().base + url_path(path) + query, 303)


def _known(path: str) -> bool:
    return bool(_candidates(path))


def _candidates(path: str) -> list[str]:
    """Return the addresses that the data knows and a request for this path may mean, the likeliest first."""
    base, documents = live().base, live().documents
    paths = [path]
    if path.startswith("doc/"):
        paths = [f"id/{path[4:]}", path]
        if document_path(documents, base, base + path[4:]) == path:
            paths.append(path[4:])
    return [base + one for one in paths if documents.knows(base + one)]


def _answer_known(path: str, row: Format | None = None) -> Answer:
    base, documents = live().base, live().documents
    addresses = _candidates(path)
    home = document_path(documents, base, base + iri_path(addresses[0][len(base) :]))
    if home != path:
        # A suffix asked of a thing's own address goes with it to the document's.
        return see_other(home if row is None else f"{home}.{row.suffix}")
    found = [documents.at(address) for address in addresses]
    descriptions = tuple(one for document in found if document for one in document.descriptions)
    document = Document(addresses[0], descriptions)
    gone = replacement_of(document)
    if gone is not None:
        _gone(document, gone)
    return respond(_resource(document, path, ""), row)


def _gone(document: Document, replacements: list[str]) -> NoReturn:
    """Answer 410 for what the data marks as deprecated, with what replaces it."""
    detail = f"<{document.iri}> is deprecated"
    detail += f"; it is replaced by <{'>, <'.join(replacements)}>." if replacements else " and nothing replaces it."
    problem(410, detail, replaced_by=replacements)


def _resource(document: Document, path: str, query: str) -> Resource:
    name = live().base + iri_path(path) + (f"?{query}" if query else "")
    whole = _list_asked(document)
    return Resource(
        path=path,
        query=query,
        describes=document.iri,
        quads=lambda: document_quads(document, name, live().site, live().base, live().limits.incoming),
        html=whole or (lambda reading: live().pages.thing(reading, document)),
    )


def _list_asked(document: Document) -> Callable[[Reading], str] | None:
    """Return the writer of one page of a long list, when the query names a property of this document."""
    predicate = request.args.get("property")
    if not predicate:
        return None
    incoming = request.args.get("direction") == "in"
    page = page_asked()
    if not any(_holds(one, predicate, incoming, page) for one in document.descriptions):
        problem(404, f"There is no page {page} of <{predicate}> here.")

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
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) == int(text)):
        problem(404, f"There is no page {text!r}: pages count from 1.")
    return int(text)
