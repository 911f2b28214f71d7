"""What a request asks of the SPARQL endpoint, read in one place for those who answer it (SPARQL 1.1 Protocol, 2.1)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl, quote, urlencode

from werkzeug.datastructures import MultiDict

from publisher.formats import DOCUMENT_FORMATS, HTML, RESULT_FORMATS, Format, by_word
from publisher.rendering.links import encoded
from publisher.rendering.sentences import sentence
from publisher.store import Gist, Query
from publisher.store.diagnosis.faults import fault
from publisher.store.diagnosis.parsing import parse
from publisher.store.diagnosis.terminals import terminals
from publisher.store.sparql.language import analyse
from publisher.views.addresses import is_absolute
from publisher.views.live import Live
from publisher.views.refusals import problem
from publisher.views.responses import chosen_in
from publisher.views.thresholds import LARGE_QUERY, LONGEST_URL, MOST_PARAMETERS

READ_ONLY = sentence("This endpoint is read-only: it takes no updates.")
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
DATASET = ("default-graph-uri", "named-graph-uri")
Parameters = MultiDict[str, str]


@dataclass(frozen=True)
class Asked:
    """A query as it was asked: what to evaluate, what its tokens tell, and the format of the answer."""

    query: Query
    text: Gist
    row: Format


def parameters_in(encoded: bytes) -> Parameters:
    """Return the pairs of a URL's query or of a form."""
    text = text_in(encoded)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        problem(400, sentence("The parameters are not UTF-8 once they are percent-decoded."))
    except ValueError:
        problem(400, sentence("There are more than %(most)s parameters: send fewer.", most=MOST_PARAMETERS))
    return MultiDict(pairs)


def text_in(content: bytes) -> str:
    """Return what was sent as text; 400 when it is not UTF-8."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        problem(400, sentence("What was sent is not UTF-8: byte %(place)s is wrong.", place=error.start + 1))


def query_in(parameters: Parameters, live: Live) -> Query:
    """Return the query of a request with its dataset and its time; 400 or 403 where it asks for what cannot be."""
    if "update" in parameters:
        problem(403, READ_ONLY)
    texts = parameters.getlist("query")
    if len(texts) != 1:
        told = sentence("Send exactly one query, not %(number)s (SPARQL 1.1 Protocol, 2.1).", number=len(texts))
        problem(400, told)
    default, named = _graphs(parameters, "default-graph-uri"), _graphs(parameters, "named-graph-uri")
    given = bool(default or named)
    return Query(
        texts[0],
        live.base + "sparql",
        default if given else None,
        named if given else None,
        _seconds(parameters.get("timeout"), live.limits.query_seconds),
    )


def asked_for(query: Query, parameters: Parameters, environ: dict[str, Any], live: Live) -> Asked:
    """Return what is asked for a query: by `format=`, `output=` or `results=` where it fits, else by Accept; or 406.

    Raises what the store has against the query, as far as its tokens tell; a query that is none comes before 406.
    """
    text = _read(query, live)
    row = format_for(text, parameters, environ)
    if row is None:
        _check_grammar(query, live)
        _not_acceptable(query, text, parameters, live)
    return Asked(query, text, row)


def format_for(text: Gist, parameters: Parameters, environ: dict[str, Any]) -> Format | None:
    """Return the format that is asked for, in the address or else by Accept; None where there is none."""
    table = formats_of(text)
    accepted = chosen_in(environ, table)
    return _format_by_word(parameters, table) or accepted


def _check_grammar(query: Query, live: Live) -> None:
    """Raise QueryError for what is not SPARQL; of large queries only their evaluation tells."""
    if len(query.text) <= LARGE_QUERY:
        read = analyse(query.text, live.prefixes, query.base)
        if parse(terminals(read.tokens)).at is not None:
            raise fault(read, SyntaxError())


def _not_acceptable(query: Query, text: Gist, parameters: Parameters, live: Live) -> NoReturn:
    table = formats_of(text)
    kept = [("query", query.text), *(pair for pair in parameters.items(multi=True) if pair[0] in DATASET)]
    start = encoded(live.base) + "sparql?" + urlencode(kept, quote_via=quote)
    variants = [{"type": one.media_type, "href": f"{start}&format={one.name}"} for one in table]
    if any(len(one["href"]) > LONGEST_URL for one in variants):
        variants = [{"type": one.media_type} for one in table]
    words = ", ".join(one.media_type for one in table)
    problem(406, sentence("%(form)s is answered as: %(words)s.", form=text.form, words=words), variants=variants)


def _read(query: Query, live: Live) -> Gist:
    """Return what the tokens of a query tell; large ones are read where a query's limits hold."""
    if len(query.text) > LARGE_QUERY:
        return live.store.gist(query)
    return analyse(query.text, live.prefixes, query.base).gist


def _graphs(parameters: Parameters, name: str) -> tuple[str, ...]:
    """Return the graphs that a parameter names; empty ones are fields of a form that nobody filled in."""
    iris = tuple(filter(None, parameters.getlist(name)))
    for iri in iris:
        if not is_absolute(iri):
            told = sentence(
                "%(name)s=%(iri)s names no graph: write its absolute IRI, percent-encoded.", name=name, iri=iri[:200]
            )
            problem(400, told)
    return iris


def formats_of(text: Gist) -> tuple[Format, ...]:
    """Return the formats that the result of a query may have."""
    return DOCUMENT_FORMATS if text.form in GRAPH_FORMS else RESULT_FORMATS


def _format_by_word(parameters: Mapping[str, str], table: tuple[Format, ...]) -> Format | None:
    """Return the format that `format=`, else `output=`, else `results=` asks for; None where none of them fits."""
    for name in ("format", "output", "results"):
        word = parameters.get(name)
        # A "+" that nobody encoded has become a space.
        if word and (row := by_word(word.replace(" ", "+"), table)):
            return row
    return None


def other_formats(asked: Asked) -> tuple[Format, ...]:
    """Return the formats for files, but for the one that was asked for, that a result may have."""
    return tuple(row for row in formats_of(asked.text) if row not in (HTML, asked.row))


def tag_of(asked: Asked, live: Live) -> str:
    """Return what a result's validator is made of: its query rather than its bytes, so that it is known before them."""
    query = asked.query
    dataset = (repr(query.default_graphs), repr(query.named_graphs))
    order = ("in memory",) if live.in_memory else ()  # where the store finds what nothing sorts in an order of its own
    parts = (live.manifest.id, query.text, *dataset, asked.row.name, *order)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _seconds(asked: str | None, limit: float) -> float:
    """Return the time that a query may take; what the client asks may only shorten the limit."""
    try:
        seconds = float(asked or limit)
    except ValueError:
        return limit
    return min(seconds, limit) if seconds > 0 else limit
