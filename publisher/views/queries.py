"""What a request asks of the SPARQL endpoint, and what it is told when that cannot be answered."""

import hashlib
import re
from collections.abc import Mapping
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
from publisher.formats import DOCUMENT_FORMATS, HTML, RESULT_FORMATS, Format, by_word
from publisher.rendering.html import Reading
from publisher.rendering.troubles import (
    BUSY,
    NOT_ALLOWED,
    OTHER_FORMAT,
    OUT_OF_MEMORY,
    PLACE,
    TIMEOUT,
    TOO_LARGE,
    UNAVAILABLE,
    Trouble,
)
from publisher.store import Gist, Query
from publisher.store.diagnosis.excerpt import excerpt
from publisher.store.language import analyse
from publisher.views.addresses import is_absolute
from publisher.views.live import Live, live
from publisher.views.responses import chosen, problem, url_below

READ_ONLY = "This endpoint is read-only: it takes no updates."
GRAPH_FORMS = ("CONSTRUCT", "DESCRIBE")
# Parameters of a request; most of them would name graphs.
MOST_PARAMETERS = 20_000
# Characters of a query that is read in a query process: as many take 10 ms, in which no other thread gets on.
LARGE = 16_384
# Characters of an address that is told; no client sends a much longer one.
LONGEST_URL = 8_000
DATASET = ("default-graph-uri", "named-graph-uri")


@dataclass(frozen=True)
class Asked:
    """A query as it was asked: what to evaluate, what its tokens tell, and the format of the answer."""

    query: Query
    text: Gist
    row: Format


def parameters_in(encoded: bytes) -> MultiDict[str, str]:
    """Return the pairs of a URL's query or of a form."""
    text = text_in(encoded, "The request")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        problem(400, "The parameters are not UTF-8 once they are percent-decoded.")
    except ValueError:
        problem(400, f"There are more than {MOST_PARAMETERS} parameters: send fewer.")
    return MultiDict(pairs)


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
        seconds_of(parameters.get("timeout"), live().limits.query_seconds),
    )
    try:
        text = read(query, live())
    except (QueryError, StoreBusy, SurroundingsError) as error:
        refuse(error, query)
    return Asked(query, text, _format(parameters, query, text))


def read(query: Query, live: Live) -> Gist:
    """Return what the tokens of a query tell; large ones are read where a query's limits hold."""
    if len(query.text) > LARGE:
        return live.store.gist(query)
    return analyse(query.text, live.prefixes, query.base).gist


def _graphs(parameters: MultiDict[str, str], name: str) -> tuple[str, ...]:
    """Return the graphs that a parameter names; empty ones are fields of a form that nobody filled in."""
    iris = tuple(filter(None, parameters.getlist(name)))
    for iri in iris:
        if not is_absolute(iri):
            problem(400, f"{name}={iri[:200]} names no graph: write its absolute IRI, percent-encoded.")
    return iris


def _format(parameters: MultiDict[str, str], query: Query, text: Gist) -> Format:
    """Return the format asked for: by `format=`, `output=` or `results=` where it fits the form, else by Accept."""
    table = formats_of(text)
    accepted = chosen(table)
    row = format_by_word(parameters, table) or accepted
    if row is None:
        words = ", ".join(one.media_type for one in table)
        kept = [pair for pair in parameters.items(multi=True) if pair[0] in DATASET]
        variants = [{"type": one.media_type, "href": _url(query.text, one, kept)} for one in table]
        if any(len(one["href"]) > LONGEST_URL for one in variants):
            variants = [{"type": one.media_type} for one in table]
        problem(406, f"{text.form} is answered as: {words}.", variants=variants)
    return row


def formats_of(text: Gist) -> tuple[Format, ...]:
    """Return the formats that the result of a query may have."""
    return DOCUMENT_FORMATS if text.form in GRAPH_FORMS else RESULT_FORMATS


def format_by_word(parameters: Mapping[str, str], table: tuple[Format, ...]) -> Format | None:
    """Return the format that `format=`, else `output=`, else `results=` asks for; None where none of them fits."""
    for name in ("format", "output", "results"):
        word = parameters.get(name)
        # A "+" that nobody encoded has become a space.
        if word and (row := by_word(word.replace(" ", "+"), table)):
            return row
    return None


def tag_of(snapshot: str, asked: Asked, is_coded: bool) -> str:
    """Return the strong validator of a result, made from its query rather than from its bytes."""
    query = asked.query
    parts = (snapshot, query.text, repr(query.default_graphs), repr(query.named_graphs), asked.row.name)
    tag = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return tag + "-gzip" * is_coded


def _url(query: str, row: Format, dataset: list[tuple[str, str]]) -> str:
    return url_below("sparql", urlencode([("query", query), *dataset, ("format", row.name)], quote_via=quote))


def seconds_of(asked: str | None, limit: float) -> float:
    """Return the time that a query may take; what the client asks may only shorten the limit."""
    try:
        seconds = float(asked or limit)
    except ValueError:
        return limit
    return min(seconds, limit) if seconds > 0 else limit


# Errors from the special to the general: status, what is told (None: the error's own words alone), what to wait for.
REFUSALS: tuple[tuple[type[Exception], int, str | None], ...] = (
    (QueryRefused, 403, NOT_ALLOWED),
    (QueryTimeout, 503, TIMEOUT),
    (ResultTooLarge, 503, TOO_LARGE),
    (QueryOutOfMemory, 503, OUT_OF_MEMORY),
    (QueryError, 400, None),
    (StoreBusy, 503, BUSY),
    (NotCarried, 406, OTHER_FORMAT),
    (SurroundingsError, 503, UNAVAILABLE),
)
WHOLE = (TIMEOUT, TOO_LARGE, OUT_OF_MEMORY, UNAVAILABLE)  # texts that say all; others lead to the error's own words
WAIT = 5  # seconds, where the machine is at fault
_PROSE = re.compile("[a-z]+[ ,]")  # and no name of the query, as in `ex:f is …`


def refuse(error: Exception, query: Query, asked: Asked | None = None) -> NoReturn:
    """Answer what went wrong with a query, with the status that fits it; to browsers on the query page."""
    status, text = next((status, text) for kind, status, text in REFUSALS if isinstance(error, kind))
    place = (error.line, error.column) if isinstance(error, QueryError) else (None, None)
    shown = excerpt(query.text, place[0], place[1] or 1) if place[0] else None
    trouble = Trouble(
        text or (PLACE if shown else ""),
        {**_values(text, query), "line": str(place[0]), "column": str(place[1])},
        "" if text in WHOLE else _sentence(str(error)),
        shown,
        other_formats(asked) if asked and text is OTHER_FORMAT else (),
    )
    if isinstance(error, SurroundingsError):
        # Its words are for the operator: they name paths.
        log_fault(request.environ, error)

    def page(reading: Reading) -> str:
        return live().pages.query(reading, live().facts, query.text, trouble=trouble)

    members = {"line": place[0], "column": place[1], "excerpt": shown.text if shown else None}
    problem(status, trouble.words or trouble.english, _wait(error), page=page, **members)


def other_formats(asked: Asked) -> tuple[Format, ...]:
    """Return the formats for files, but for the one that was asked for, that a result may have."""
    return tuple(row for row in formats_of(asked.text) if row not in (HTML, asked.row))


def _values(text: str | None, query: Query) -> dict[str, str]:
    limits = live().limits
    megabytes = limits.query_memory_mb if text is OUT_OF_MEMORY else limits.result_mb
    return {"seconds": f"{query.seconds:g}", "megabytes": str(megabytes), "dumps": url_below("dumps/")}


def _wait(error: Exception) -> dict[str, str]:
    """Return the header that says when to ask again, where that helps."""
    if isinstance(error, StoreBusy):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": str(WAIT)} if isinstance(error, SurroundingsError) else {}


def _sentence(words: str) -> str:
    """Return the words of an error as a sentence, as details are: with a capital, unless a name begins it."""
    begun = words[:1].upper() + words[1:] if _PROSE.match(words) else words
    return begun if begun[-1:] in "?.…" else f"{begun}."
