"""What a request asks of the SPARQL endpoint, and what it is told when that cannot be answered."""

from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from publisher.access import log_fault
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
from publisher.formats import DOCUMENT_FORMATS, RESULT_FORMATS, Format, by_word
from publisher.rendering.html import Reading
from publisher.store import Query
from publisher.store.language import QueryText, analyse
from publisher.views.addresses import is_absolute
from publisher.views.live import live
from publisher.views.responses import chosen, problem, url_below

READ_ONLY = "This endpoint is read-only: it takes no updates."
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
DATASET = ("default-graph-uri", "named-graph-uri")


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


def parameters_in(encoded: bytes) -> MultiDict[str, str]:
    """Return the pairs of a URL's query or of a form."""
    try:
        return MultiDict(parse_qsl(text_in(encoded, "The request"), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        problem(400, "The parameters are not UTF-8 once they are percent-decoded.")


def text_in(content: bytes, name: str) -> str:
    """Return what was sent as text; 400 with `name` in the message when it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem(400, f"{name} is not UTF-8: byte {error.start + 1} is wrong.")


def asked_by(parameters: MultiDict[str, str]) -> Asked:
    """Read the parameters of a request; 400, 403 or 406 where they ask for what cannot be."""
    if "update" in parameters:
        problem(403, READ_ONLY)
    texts = parameters.getlist("query")
    if len(texts) != 1:
        problem(400, f"Send exactly one query, not {len(texts)} (SPARQL 1.1 Protocol, 2.1).")
    default, named = _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri")
    given = bool(default or named)
    query = Query(
        texts[0],
        live().base + "sparql",
        default if given else None,
        named if given else None,
        _seconds(parameters.get("timeout")),
    )
    try:
        text = analyse(query.text, live().prefixes, query.base)
    except QueryError as error:
        refuse(error, query)
    return Asked(query, text, _format(parameters, text))


def _graphs(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Return the graphs that a parameter names; empty ones are fields of a form that nobody filled in."""
    iris = tuple(filter(None, parameters.getlist(name)))
    for iri in iris:
        if not is_absolute(iri):
            problem(400, f"{name}={iri[:200]} names no graph: write its absolute IRI, percent-encoded.")
    return iris


def _format(parameters: MultiDict[str, str], text: QueryText) -> Format:
    """Return the format asked for: by `format=`, `output=` or `results=` where it fits the form, else by Accept."""
    table = DOCUMENT_FORMATS if text.form in GRAPH_FORMS else RESULT_FORMATS
    for name in ("format", "output", "results"):
        # A "+" that nobody encoded has become a space.
        row = by_word(parameters.get(name, "").replace(" ", "+"), table)
        if row is not None:
            return row
    row = chosen(table)
    if row is None:
        words = ", ".join(one.media_type for one in table)
        kept = [pair for pair in parameters.items(multi=True) if pair[0] in DATASET]
        variants = [{"type": one.media_type, "href": _url(text.sent, one, kept)} for one in table]
        problem(406, f"{text.form} is answered as: {words}.", variants=variants)
    return row


def _url(query: str, row: Format, dataset: list[tuple[str, str]]) -> str:
    return url_below("sparql", urlencode([("query", query), *dataset, ("format", row.name)], quote_via=quote))


def _seconds(asked: str | None) -> float:
    """Return the time that the query may take; what the client asks may only shorten it."""
    limit = live().limits.query_seconds
    try:
        seconds = float(asked or limit)
    except ValueError:
        return limit
    return min(seconds, limit) if seconds > 0 else limit


def refuse(error: Exception, query: Query) -> NoReturn:
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
