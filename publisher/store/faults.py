"""Say what is wrong with a query, and where, from the engine's message."""

import re
from bisect import bisect_right

import pyoxigraph

from publisher.errors import QueryError
from publisher.store.language import QueryText
from publisher.store.rewriting import disguised

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
# A sentence among the expected tokens is the parser's own explanation ("The SELECT contains a variable that is …").
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]+ (?=[^,\[\]\"]*[a-z])[^,\[\]\"]*)")
_GAP = " " * 32  # more than the longest keyword
_LARGE = 200_000


def fault(query: QueryText, error: SyntaxError) -> QueryError:
    """Return the error for a person: one sentence, line and column of the token at which the query goes wrong."""
    message = str(error)
    explained = _PLACE.match(message)
    if not explained:
        return QueryError(f"this is not SPARQL 1.1: {message[:200]}")
    sentence = _SENTENCE.search(explained[3])
    index = _failing_token(query) if len(query.text) <= _LARGE else None
    if index is None:
        place = int(explained[1]), int(explained[2])
        return QueryError(_sentence(sentence) or "this is not SPARQL 1.1", *place)
    if index < len(query.tokens):
        token = query.tokens[index]
        told = _sentence(sentence) or f"unexpected {_shown(token.text)}"
        return QueryError(told, *query.place(token.start))
    told = _sentence(sentence) or "the query ends before it is complete"
    return QueryError(told, *query.place(len(query.text.rstrip())))


def _failing_token(query: QueryText) -> int | None:
    """Return the index of the token at which parsing fails, len(tokens) for the end, None when it is not found.

    The parser reports the farthest character it looked at, up to a keyword's length behind the place that fails;
    with the tokens set far apart both lie in one token's stretch.
    """
    starts, length = [], 0
    texts = [disguised(query, token) for token in query.tokens]
    for text in texts:
        starts.append(length)
        length += len(text) + len(_GAP)
    spaced = "".join(text + _GAP for text in texts)
    try:
        pyoxigraph.Store().query(spaced, base_iri=query.names.base or None, prefixes=dict(query.names.prefixes))
    except SyntaxError as error:
        explained = _PLACE.match(str(error))
        if explained:
            offset = _offset(spaced, int(explained[1]), int(explained[2]))
            return bisect_right(starts, offset) - 1 if offset < length else len(starts)
    return None


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def _sentence(match: re.Match[str] | None) -> str:
    return match[1].strip() if match else ""


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
