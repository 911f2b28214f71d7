"""The SPARQL endpoint: the query operation of the SPARQL 1.1 Protocol (section 2.1), read-only."""

from codecs import BOM_UTF8
from contextlib import ExitStack
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from publisher.catalogue import limits_description
from publisher.description import Quads
from publisher.formats import HTML, RESULTS_TSV, TURTLE, by_suffix
from publisher.rendering.editor import SCRIPT
from publisher.rendering.html import Reading
from publisher.rendering.links import addressed
from publisher.rendering.policy import OF_EDITOR
from publisher.rendering.results import beginning_of, solutions_of
from publisher.rendering.sentences import sentence
from publisher.views.answers import already_there, answered, is_kept
from publisher.views.bodies import read_body
from publisher.views.conditions import conditional
from publisher.views.live import live
from publisher.views.plain_queries import OUTCOME, Outcome
from publisher.views.queries import (
    GRAPH_FORMS,
    READ_ONLY,
    Asked,
    Parameters,
    asked_for,
    parameters_in,
    query_in,
    text_in,
)
from publisher.views.refusals import problem
from publisher.views.refused_queries import ERRORS, refuse
from publisher.views.responses import (
    Resource,
    how_read,
    query_without_language,
    represented,
    respond,
    send_to,
    url_below,
    vary_of,
)
from publisher.views.things import answer_at
from publisher.views.thresholds import LARGE_SHOWN

sparql = Blueprint("sparql", __name__)

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
ACCEPT_POST = f"{FORM}, {QUERY}"
# The field by which the form of the query page asks for the address of its query: it cannot count letters itself.
ADDRESSED = "addressed"
CHARSETS = ("", "utf-8", "utf8", "us-ascii")


@sparql.get("/sparql")
def by_get() -> Answer:
    """Answer a query in the URL; without one, the service description, or the query page for browsers."""
    parameters = parameters_in(request.query_string)
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
    parameters, kind = parameters_in(request.query_string), request.mimetype
    if kind == "application/sparql-update":
        problem(403, READ_ONLY)
    _check_kind(kind)
    body = read_body(live().limits.request_bytes)
    if kind == FORM:
        parameters.update(parameters_in(body))
        if address := _address(parameters):
            return send_to(address, 303)
    else:
        # A mark of byte order, which editors put before a file, is none of its characters.
        parameters.add("query", text_in(body.removeprefix(BOM_UTF8)))
    return _answer(parameters)


@sparql.after_request
def let_the_editor_work(response: Response) -> Response:
    """Give the query page the policy that its editor needs, where that is installed."""
    if response.mimetype == HTML.media_type and SCRIPT in live().pages.assets:
        response.headers["Content-Security-Policy"] = OF_EDITOR
    return response


@sparql.after_request
def tell_what_may_be_posted(response: Response) -> Response:
    """Add to an answer to OPTIONS which bodies are understood (Linked Data Platform 1.0, 7.1)."""
    if request.method == "OPTIONS" and "POST" in response.headers.get("Allow", ""):
        response.headers["Accept-Post"] = ACCEPT_POST
    return response


def _address(parameters: Parameters) -> str:
    """Return where the form of the query page sends its reader: the query's address, "" where none can hold it."""
    query = addressed(parameters.get("query", "").replace("\r\n", "\n"))
    if not query or ADDRESSED not in parameters or "update" in parameters:
        return ""
    kept = [("query", query), *(("lang", tag) for tag in parameters.getlist("lang")[:1])]
    return url_below("sparql", urlencode(kept, quote_via=quote))


def _check_kind(kind: str) -> None:
    """Refuse a body whose type, charset or coding is not understood (RFC 9110, 15.5.16)."""
    coding = request.headers.get("Content-Encoding", "").strip().lower()
    if coding not in ("", "identity"):
        told = sentence("Send the query as it is, without a Content-Encoding.")
        problem(415, told, {"Accept-Encoding": "identity"})
    charset = request.mimetype_params.get("charset", "").lower()
    is_told = (request.content_type or "").isascii()
    if kind not in (FORM, QUERY) or charset not in CHARSETS or not is_told:
        told = sentence("POST a query as %(form)s or as %(query)s, in UTF-8.", form=FORM, query=QUERY)
        problem(415, told, {"Accept-Post": ACCEPT_POST})


def _service() -> Resource:
    endpoint = live().base + "sparql"

    def quads() -> Quads:
        said = live().documents.at(endpoint)
        # The server's own limits: those of the build may have been others.
        limits = limits_description(live().base, live().limits)
        return [*live().service, *limits, *(said.outgoing if said else ())]

    def page(reading: Reading) -> str:
        return live().pages.query(reading, live().facts)

    return Resource("sparql", quads, page, endpoint)


def _answer(parameters: Parameters) -> Answer:
    query, asked = query_in(parameters, live()), None
    try:
        asked = asked_for(query, parameters, request.environ, live())
        response = already_there(asked, live(), request.environ) or _evaluated(asked)
    except ERRORS as error:
        refuse(error, query, asked)
    return conditional(response) if is_kept(asked, request.environ) else response


def _evaluated(asked: Asked) -> Response:
    if asked.row is HTML:
        return _page(asked)
    outcome: Outcome | None = request.environ.get(OUTCOME)
    if outcome is not None:
        raise outcome.error
    headers, body = answered(asked, live().store.respond(asked.query, asked.row), live(), request.environ)
    return Response(body, headers=headers)


def _page(asked: Asked) -> Response:
    """Answer a browser with the query page and the result on it."""
    is_graph = asked.text.form in GRAPH_FORMS
    with ExitStack() as held:
        result = held.enter_context(live().store.respond(asked.query, TURTLE if is_graph else RESULTS_TSV))
        if result.length > LARGE_SHOWN:
            held.enter_context(live().writing.turn())
        pieces = result.chunks()
        found = beginning_of(pieces, result.length) if is_graph else solutions_of(pieces)
        reading = how_read("sparql", query_without_language())
        page = live().pages.query(reading, live().facts, asked.query.text, found)
    response = represented(page.encode(), HTML.content_type, vary_of(HTML, None))
    response.headers["Content-Language"] = reading.content_language
    if not is_kept(asked, request.environ):
        response.headers["Cache-Control"] = "no-store"
        del response.headers["ETag"]
    return response
