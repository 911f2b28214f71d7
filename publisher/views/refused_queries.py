"""What is told of a query that cannot be answered: to programs, to people on the query page, and to the log."""

import re
from typing import NamedTuple, NoReturn

from flask import request

from publisher.access import log_fault
from publisher.errors import (
    NotCarried,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
    StoreUnreachable,
    SurroundingsError,
)
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
from publisher.store import Query
from publisher.store.diagnosis.excerpt import excerpt
from publisher.views.live import live
from publisher.views.queries import Asked, other_formats
from publisher.views.refusals import problem
from publisher.views.responses import url_below


class Refusal(NamedTuple):
    """What becomes of an error: a status, what is told (None: the error's own words alone), the reason of a 503."""

    kind: type[Exception]
    status: int
    text: str | None
    reason: str | None = None


# From the special to the general.
REFUSALS = (
    Refusal(QueryRefused, 403, NOT_ALLOWED),
    Refusal(QueryTimeout, 503, TIMEOUT, "time"),
    Refusal(ResultTooLarge, 503, TOO_LARGE, "size"),
    Refusal(QueryOutOfMemory, 503, OUT_OF_MEMORY, "memory"),
    Refusal(QueryError, 400, None),
    Refusal(StoreUnreachable, 503, BUSY, "unavailable"),
    Refusal(StoreBusy, 503, BUSY, "busy"),
    Refusal(NotCarried, 406, OTHER_FORMAT),
    Refusal(SurroundingsError, 503, UNAVAILABLE, "unavailable"),
)
ERRORS = tuple(row.kind for row in REFUSALS)
WHOLE = (TIMEOUT, TOO_LARGE, OUT_OF_MEMORY, UNAVAILABLE)  # texts that say all; others lead to the error's own words
WAIT = 5  # seconds, where the machine is at fault
_PROSE = re.compile("[a-z]+[ ,]")  # and no name of the query, as in `ex:f is …`


def refuse(error: Exception, query: Query, asked: Asked | None = None) -> NoReturn:
    """Answer what went wrong with a query, with the status that fits it; to browsers on the query page."""
    _, status, text, reason = next(row for row in REFUSALS if isinstance(error, row.kind))
    place = (error.line, error.column) if isinstance(error, QueryError) else (None, None)
    shown = excerpt(query.text, place[0], place[1] or 1) if place[0] else None
    trouble = Trouble(
        text or (PLACE if shown else ""),
        {**_values(text, query), "line": str(place[0]), "column": str(place[1])},
        "" if text in WHOLE else _sentence(str(error)),
        shown,
        other_formats(asked) if asked and text is OTHER_FORMAT else (),
    )
    is_for_the_operator = isinstance(error, SurroundingsError)  # its words name paths
    if is_for_the_operator:
        log_fault(request.environ, error)

    def page(reading: Reading) -> str:
        return live().pages.query(reading, live().facts, query.text, trouble=trouble)

    members = {"line": place[0], "column": place[1], "excerpt": shown.text if shown else None}
    cause = "" if is_for_the_operator else str(error)
    problem(status, trouble.words or trouble.english, _wait(error), page=page, reason=reason, cause=cause, **members)


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
