"""The SPARQL endpoint: the query operation of the SPARQL 1.1 Protocol (section 2.1), read-only."""

import hashlib
import json
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from publisher.description import Quads
from publisher.errors import (
    NotCarried,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
)
from publisher.formats import (
    DOCUMENT_FORMATS,
    HTML,
    RESULT_FORMATS,
    RESULTS_JSON,
    TURTLE,
    Format,
    by_word,
)
from publisher.negotiation import accepts_gzip, choose_format
from publisher.rendering.html import Reading
from publisher.rendering.rdf import resources_quads
from publisher.store import Query
from publisher.store.language import QueryText, analyse
from publisher.syntax import serialise
from publisher.views.live import live
from publisher.views.responses import Resource, conditional, finished, how_read, problem, respond

sparql = Blueprint("sparql", __name__)

MEGABYTE = 1_000_000
# A larger result goes out as it was spooled: to code it would take a copy in memory.
LARGEST_CODED = 4 * MEGABYTE
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
    if "query" in request.args or "update" in request.args:
        return _answer(request.args)
    return respond(_service())


@sparql.get("/sparql.<suffix>")
def service(suffix: str) -> Answer:
    """Answer with the service description in the format that a suffix names."""
    row = by_word(suffix, DOCUMENT_FORMATS)
    if row is None or row.suffix != suffix:
        problem(404, f"{live().base}sparql has no variant .{suffix}.")
    return respond(_service(), row)


@sparql.post("/sparql")
def by_post() -> Answer:
    """Answer a query in the body: a form, or the query itself (sections 2.1.2 and 2.1.3 of the protocol)."""
    kind = request.mimetype
    if kind == "application/x-www-form-urlencoded":
        return _answer(MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)]))
    if kind == "application/sparql-query":
        try:
            text = request.get_data().decode("utf-8")
        except UnicodeDecodeError as error:
            problem(400, f"The query is not UTF-8: byte {error.start + 1} is wrong.")
        return _answer(MultiDict([*request.args.items(multi=True), ("query", text)]))
    if kind == "application/sparql-update":
        problem(403, "This endpoint is read-only: it takes no updates.")
    problem(
        415,
        "POST a query as application/x-www-form-urlencoded or as application/sparql-query.",
        {"Accept-Post": "application/x-www-form-urlencoded, application/sparql-query"},
    )


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
    if tag is not None and request.method in ("GET", "HEAD") and tag in request.if_none_match:
        return _with_conditions(Response(status=304), asked, tag)
    try:
        return _evaluated(asked, tag)
    except (QueryError, StoreBusy, NotCarried) as error:
        _refuse(error, asked)


def _asked(parameters: MultiDict[str, str]) -> Asked:
    """Read the parameters of a request; 400, 403 or 406 where they ask for what cannot be."""
    if "update" in parameters:
        problem(403, "This endpoint is read-only: it takes no updates.")
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
        _refuse(error)
    return Asked(query, text, _format(parameters, text))


def _format(parameters: MultiDict[str, str], text: QueryText) -> Format:
    """Return the format asked for: by `format=`, `output=` or `results=` where it fits the form, else by Accept."""
    table = DOCUMENT_FORMATS if text.form in GRAPH_FORMS else RESULT_FORMATS
    for name in ("format", "output", "results"):
        row = by_word(parameters.get(name, ""), table)
        if row is not None:
            return row
    row = choose_format(request.headers.get("Accept", ""), table)
    if row is None:
        words = ", ".join(one.media_type for one in table)
        problem(406, f"{text.form} is answered as: {words}.", variants=[{"type": one.media_type} for one in table])
    return row


def _seconds(asked: str | None) -> float:
    """Return the time that the query may take; what the client asks may only shorten it."""
    limit = live().limits.query_seconds
    try:
        seconds = float(asked or limit)
    except ValueError:
        return limit
    return min(seconds, limit) if seconds > 0 else limit


def _evaluated(asked: Asked, tag: str | None) -> Answer:
    if asked.row is HTML:
        return _page(asked)
    if asked.text.form == "DESCRIBE":
        return _body(_described(asked), asked, tag)
    result = live().store.respond(asked.query, asked.row)
    if result.length <= LARGEST_CODED:
        with result:
            return _body(result.read(), asked, tag)
    response = Response(result.chunks(), content_type=asked.row.content_type, direct_passthrough=True)
    response.call_on_close(result.close)
    response.content_length = result.length
    return _with_conditions(response, asked, tag)


def _body(body: bytes, asked: Asked, tag: str | None) -> Answer:
    response = finished(body, asked.row, "Accept, Accept-Encoding")
    return _with_conditions(response, asked, tag)


def _described(asked: Asked, row: Format | None = None) -> bytes:
    """Return the descriptions of the resources that a DESCRIBE finds, cut to its dataset."""
    resources = live().store.describe_resources(asked.query)
    quads = resources_quads(live().documents, resources, live().base, live().limits.incoming, asked.graphs)
    body = b"".join(serialise(quads, row or asked.row, live().prefixes))
    if len(body) > live().limits.result_mb * MEGABYTE:
        raise ResultTooLarge("the result is too large")
    return body


def _page(asked: Asked) -> Answer:
    """Answer a browser with the query page and the result on it."""
    results, graph = None, None
    if asked.text.form == "DESCRIBE":
        graph = _described(asked, TURTLE).decode()
    elif asked.text.form == "CONSTRUCT":
        with live().store.respond(asked.query, TURTLE) as result:
            graph = result.read().decode()
    else:
        with live().store.respond(asked.query, RESULTS_JSON) as result:
            results = json.loads(result.read())
    resource = Resource("sparql", list, lambda _: "", query="query=" + quote(asked.query.text, safe=""))
    reading = how_read(resource)
    page = live().pages.query(reading, live().facts, asked.query.text, results, graph, None)
    response = finished(page.encode(), HTML, "Accept, Accept-Encoding, Accept-Language")
    response.headers["Content-Language"] = reading.language
    if asked.text.volatile:
        del response.headers["ETag"]
        response.headers["Cache-Control"] = "no-store"
    return response


def _tag(asked: Asked) -> str | None:
    """Return the strong validator of a result before it is evaluated; None where two evaluations may differ."""
    if asked.text.volatile or asked.row is HTML:
        return None
    query = asked.query
    parts = (live().manifest.id, query.text, repr(query.default_graphs), repr(query.named_graphs), asked.row.name)
    tag = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return tag + "-gzip" * accepts_gzip(request.headers.get("Accept-Encoding", ""))


def _with_conditions(response: Response, asked: Asked, tag: str | None) -> Response:
    """Give a result the validators of a query: its text, not its bytes, is what they are made from."""
    response.headers["Vary"] = "Accept, Accept-Encoding"
    if tag is None or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
        response.headers.pop("Last-Modified", None)
        return response
    response.set_etag(tag)
    return conditional(response) if response.status_code != 304 else response


def _refuse(error: Exception, asked: Asked | None = None) -> NoReturn:
    """Answer what went wrong with a query, as the contract's section 5 says."""
    limits, dumps = live().limits, live().base + "dumps/"
    if isinstance(error, QueryRefused):
        problem(403, f"{error}.")
    if isinstance(error, QueryTimeout):
        seconds = asked.query.seconds if asked else limits.query_seconds
        problem(503, f"The query was stopped after {seconds:g} seconds. Ask for less, or load a dump: {dumps}")
    if isinstance(error, ResultTooLarge):
        problem(503, f"The result is larger than {limits.result_mb} MB. Ask for less, or load a dump: {dumps}")
    if isinstance(error, QueryOutOfMemory):
        problem(
            503,
            f"The query was stopped: it needed over {limits.query_memory_mb} MB of memory, or its process died.",
        )
    if isinstance(error, StoreBusy):
        problem(503, f"{error}", {"Retry-After": str(error.retry_after)})
    if isinstance(error, NotCarried):
        problem(406, f"{error}")
    if isinstance(error, QueryError):
        problem(400, f"{error}", line=error.line, column=error.column)
    raise error
