"""The SPARQL endpoint: the query operation of the SPARQL 1.1 Protocol (section 2.1), read-only."""

import hashlib
import json
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlencode

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from publisher.access import log_fault
from publisher.description import Quads
from publisher.errors import (
    NotCarried,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
    SurroundingsError,
)
from publisher.formats import (
    DOCUMENT_FORMATS,
    HTML,
    RESULT_FORMATS,
    RESULTS_JSON,
    TURTLE,
    Format,
    by_suffix,
    by_word,
)
from publisher.negotiation import accepts_gzip, choose_format
from publisher.rendering.html import Reading
from publisher.rendering.rdf import resources_quads
from publisher.store import Query
from publisher.store.language import QueryText, analyse
from publisher.syntax import serialise
from publisher.views.bodies import read_body
from publisher.views.live import live
from publisher.views.responses import (
    Resource,
    conditional,
    how_read,
    problem,
    query_without_language,
    represented,
    respond,
    url_below,
    vary_of,
)
from publisher.views.things import answer_at

sparql = Blueprint("sparql", __name__)

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
READ_ONLY = "This endpoint is read-only: it takes no updates."
MEGABYTE = 1_000_000
# A larger result goes out as it was spooled: to code it would take a copy in memory.
LARGEST_CODED = 4 * MEGABYTE
# A page of a larger one would take more memory than a worker should.
LARGEST_SHOWN = 16 * MEGABYTE
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Asked:
    """A query as it was asked: what to evaluate, what its tokens tell, and the format of the answer."""

    query: Query
    text: QueryText
    row: Format

    @property
    def graphs(self) -> frozenset[str] | None:
        """The graphs of its dataset, None for all."""
        default, named = self.query.default_graphs, self.query.named_graphs
        if default is None and named is None:
            default, named = self.text.default_graphs, self.text.named_graphs
        return None if default is None and named is None else frozenset((*(default or ()), *(named or ())))


@sparql.get("/sparql")
def by_get() -> Answer:
    """Answer a query in the URL; without one, the service description, or the query page for browsers."""
    parameters = _parameters(request.query_string)
    if "query" in parameters or "update" in parameters:
        return _answer(parameters)
    return respond(_service())


@sparql.get("/sparql.<suffix>")
def service(suffix: str) -> Answer:
    """Answer with the service description in the format that a suffix names."""
    row = by_suffix(suffix)
    return respond(_service(), row) if row else answer_at(f"sparql.{suffix}")


@sparql.post("/sparql")
def by_post() -> Answer:
    """Answer a query in the body: a form, or the query itself (sections 2.1.2 and 2.1.3 of the protocol)."""
    parameters, kind = _parameters(request.query_string), request.mimetype
    if kind == "application/sparql-update":
        problem(403, READ_ONLY)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if kind not in (FORM, QUERY) or charset not in ("utf-8", "utf8", "us-ascii"):
        problem(415, f"POST a query as {FORM} or as {QUERY}, in UTF-8.", {"Accept-Post": f"{FORM}, {QUERY}"})
    body = read_body(live().limits.request_bytes)
    if kind == FORM:
        parameters.update(_parameters(body))
    else:
        parameters.add("query", _text(body, "The query"))
    return _answer(parameters)


def _parameters(encoded: bytes) -> MultiDict[str, str]:
    """Return the pairs of a URL's query or of a form."""
    try:
        return MultiDict(parse_qsl(_text(encoded, "The request"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        problem(400, "The parameters are not UTF-8 once they are percent-decoded.")


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem(400, f"{name} is not UTF-8: byte {error.start + 1} is wrong.")


def _service() -> Resource:
    endpoint = live().base + "sparql"

    def quads() -> Quads:
        said = live().documents.at(endpoint)
        return [*live().service, *(said.outgoing if said else ())]

    def page(reading: Reading) -> str:
        return live().pages.query(reading, live().facts, "", None, None, None)

    return Resource("sparql", quads, page, endpoint)


def _answer(parameters: MultiDict[str, str]) -> Answer:
    asked = _asked(parameters)
    tag = _tag(asked)
    known = request.if_none_match
    if tag is not None and known.contains_weak(tag) and not known.star_tag and request.method != "POST":
        return _with_validators(Response(), asked, tag)
    try:
        response = _evaluated(asked)
    except (QueryError, StoreBusy, NotCarried, SurroundingsError) as error:
        _refuse(error, asked.query)
    return _with_validators(response, asked, tag)


def _asked(parameters: MultiDict[str, str]) -> Asked:
    """Read the parameters of a request; 400, 403 or 406 where they ask for what cannot be."""
    if "update" in parameters:
        problem(403, READ_ONLY)
    texts = parameters.getlist("query")
    if len(texts) != 1:
        problem(400, f"Send exactly one query, not {len(texts)} (SPARQL 1.1 Protocol, 2.1).")
    default, named = parameters.getlist("default-graph-uri"), parameters.getlist("named-graph-uri")
    given = bool(default or named)
    query = Query(
        texts[0],
        live().base + "sparql",
        tuple(default) if given else None,
        tuple(named) if given else None,
        _seconds(parameters.get("timeout")),
    )
    try:
        text = analyse(query.text, live().prefixes, query.base)
    except QueryError as error:
        _refuse(error, query)
    return Asked(query, text, _format(parameters, text))


def _format(parameters: MultiDict[str, str], text: QueryText) -> Format:
    """Return the format asked for: by `format=`, `output=` or `results=` where it fits the form, else by Accept."""
    table = DOCUMENT_FORMATS if text.form in GRAPH_FORMS else RESULT_FORMATS
    for name in ("format", "output", "results"):
        # A "+" that nobody encoded has become a space.
        row = by_word(parameters.get(name, "").replace(" ", "+"), table)
        if row is not None:
            return row
    row = choose_format(request.headers.get("Accept", ""), table)
    if row is None:
        words = ", ".join(one.media_type for one in table)
        variants = [{"type": one.media_type, "href": _url(text.sent, format=one.name)} for one in table]
        problem(406, f"{text.form} is answered as: {words}.", variants=variants)
    return row


def _url(query: str, **parameters: str) -> str:
    return url_below("sparql", urlencode({"query": query, **parameters}, quote_via=quote))


def _seconds(asked: str | None) -> float:
    """Return the time that the query may take; what the client asks may only shorten it."""
    limit = live().limits.query_seconds
    try:
        seconds = float(asked or limit)
    except ValueError:
        return limit
    return min(seconds, limit) if seconds > 0 else limit


def _evaluated(asked: Asked) -> Response:
    if asked.row is HTML:
        return _page(asked)
    vary, content_type = vary_of(asked.row, None), asked.row.content_type
    if asked.text.form == "DESCRIBE":
        return represented(_described(asked), content_type, vary)
    result = live().store.respond(asked.query, asked.row)
    if result.length <= LARGEST_CODED:
        with result:
            return represented(result.read(), content_type, vary)
    response = Response(result.chunks(), content_type=content_type, direct_passthrough=True)
    response.call_on_close(result.close)
    response.content_length = result.length
    response.headers["Vary"] = vary
    return response


def _described(asked: Asked, row: Format | None = None) -> bytes:
    """Return the descriptions of the resources that a DESCRIBE finds, cut to its dataset."""
    resources = live().store.describe_resources(asked.query)
    quads = resources_quads(live().documents, resources, live().base, live().limits.incoming, asked.graphs)
    body = b"".join(serialise(quads, row or asked.row, live().prefixes))
    if len(body) > live().limits.result_mb * MEGABYTE:
        raise ResultTooLarge("the result is too large")
    return body


def _page(asked: Asked) -> Response:
    """Answer a browser with the query page and the result on it."""
    results, graph, message = None, None, None
    if asked.text.form == "DESCRIBE":
        graph = _described(asked, TURTLE).decode()
    else:
        with live().store.respond(asked.query, TURTLE if asked.text.form == "CONSTRUCT" else RESULTS_JSON) as result:
            if result.length > LARGEST_SHOWN:
                message = f"The result has {result.length} bytes, too many for a page: ask for it in another format."
            elif asked.text.form == "CONSTRUCT":
                graph = result.read().decode()
            else:
                results = json.loads(result.read())
    reading = how_read("sparql", query_without_language())
    page = live().pages.query(reading, live().facts, asked.query.text, results, graph, message)
    response = represented(page.encode(), HTML.content_type, vary_of(HTML, None))
    response.headers["Content-Language"] = reading.content_language
    return response


def _tag(asked: Asked) -> str | None:
    """Return the strong validator of a result before it is evaluated; None where that cannot be told."""
    if asked.text.volatile or asked.row is HTML:
        return None
    query = asked.query
    parts = (live().manifest.id, query.text, repr(query.default_graphs), repr(query.named_graphs), asked.row.name)
    tag = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return tag + "-gzip" * accepts_gzip(request.headers.get("Accept-Encoding", ""))


def _with_validators(response: Response, asked: Asked, tag: str | None) -> Response:
    """Give a result its validators, made from its query rather than from its bytes; none where they would not hold."""
    response.headers["Vary"] = vary_of(asked.row, None)
    if asked.text.volatile or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
        return response
    if tag is not None:
        response.set_etag(tag)
    return conditional(response)


def _refuse(error: Exception, query: Query) -> NoReturn:
    """Answer what went wrong with a query, with the status that fits it; to browsers on the query page."""
    limits, dumps = live().limits, url_below("dumps/")
    status, detail, headers = 503, f"{error}.", {}
    if isinstance(error, QueryRefused):
        status = 403
    elif isinstance(error, QueryTimeout):
        detail = f"The query was stopped after {query.seconds:g} seconds. Ask for less, or load a dump: {dumps}"
    elif isinstance(error, ResultTooLarge):
        detail = f"The result is larger than {limits.result_mb} MB. Ask for less, or load a dump: {dumps}"
    elif isinstance(error, QueryOutOfMemory):
        needed = f"it needed over {limits.query_memory_mb} MB of memory, or its process died"
        detail = f"The query was stopped: {needed}. Ask for less, or load a dump: {dumps}"
    elif isinstance(error, StoreBusy):
        headers = {"Retry-After": str(error.retry_after)}
    elif isinstance(error, SurroundingsError):
        # Its words are for the operator: they name paths.
        log_fault(request.environ, error)
        detail, headers = "Queries cannot be answered now; why is in the log.", {"Retry-After": "5"}
    elif isinstance(error, NotCarried):
        status = 406
    else:
        status = 400
    place = (error.line, error.column) if isinstance(error, QueryError) else (None, None)
    told = f"Line {place[0]}, column {place[1]}: {detail}" if place[0] else detail

    def page(reading: Reading) -> str:
        return live().pages.query(reading, live().facts, query.text, None, None, told)

    problem(status, detail, headers, page=page, line=place[0], column=place[1])
