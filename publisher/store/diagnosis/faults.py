"""Say what is wrong with a query, and where, when the engine does not take it."""

import re

from publisher.errors import QueryError
from publisher.lexer import Kind
from publisher.store.diagnosis.mistakes import Place, told
from publisher.store.diagnosis.parsing import Parsed, parse
from publisher.store.diagnosis.scopes import scope_fault, silent_fault
from publisher.store.diagnosis.terminals import terminals
from publisher.store.diagnosis.terms import Fault, iri_fault, term_fault
from publisher.store.diagnosis.wording import expected
from publisher.store.diagnosis.words import printable
from publisher.store.sparql.language import QueryText

_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
# A sentence among the expected tokens is the parser's own explanation ("The SELECT contains a variable that is …").
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]+ (?=[^,\[\]\"]*[a-z])[^,\[\]\"]*)")
_FUNCTION = re.compile(r"The custom function <(.*)> (?:is not supported|requires between (\d+) and (\d+) arguments)")
# Characters of a query that is read again by its grammar, which takes half a second for so many.
LARGEST = 200_000


def fault(query: QueryText, error: SyntaxError) -> QueryError:
    """Return the error for a person: one sentence, line and column of the token at which the query goes wrong.

    The engine is not asked again: the query's tokens are read by the grammar of SPARQL, in linear time.
    """
    if len(query.text) <= LARGEST:
        parsed = parse(terminals(query.tokens))
        if parsed.at is not None:
            return _ungrammatical(query, parsed)
        found = _no_iri(query, str(error)) or term_fault(query.tokens) or scope_fault(query.tokens, parsed)
        if found:
            return _at(query, found)
    return _as_the_engine_says(query, str(error))


def refuse_silent(query: QueryText) -> None:
    """Raise QueryError for a HAVING with names that it does not know: the engine gives no rows, and no word why."""
    if len(query.text) <= LARGEST and any("HAVING" in word for word in query.words):
        parsed = parse(terminals(query.tokens))
        found = silent_fault(query.tokens, parsed) if parsed.at is None else None
        if found:
            raise _at(query, found)


def runtime_fault(query: QueryText, error: RuntimeError) -> QueryError:
    """Return the error for a person of a query that the engine has read but cannot evaluate."""
    function = _FUNCTION.match(str(error))
    if not function:
        return QueryError(printable(str(error)))
    for index, token in enumerate(query.tokens[:-1]):
        is_called = token.kind in (Kind.IRI, Kind.PNAME) and query.tokens[index + 1].text == "("
        if is_called and index >= query.form_index and query.names.iri(token) == function[1]:
            return QueryError(printable(_of_function(token.text, function[2], function[3])), *query.place(token.start))
    return QueryError(printable(str(error)))


def _no_iri(query: QueryText, message: str) -> Fault | None:
    explained = _PLACE.match(message)
    if not explained or "IRI parsing failed" not in message:
        return None
    lines = query.text.split("\n", int(explained[1]))
    return iri_fault(
        query.tokens, sum(len(line) + 1 for line in lines[: int(explained[1]) - 1]) + int(explained[2]) - 1
    )


def _of_function(name: str, fewest: str | None, most: str | None) -> str:
    if fewest is None:
        casts = "xsd:integer, xsd:decimal, xsd:double, xsd:string, xsd:boolean, xsd:dateTime and other casts"
        return f"{name} is no function that is known here: besides those of SPARQL there are {casts}"
    number = fewest if fewest == most else f"{fewest} to {most}"
    return f"{name} takes {number} argument{'s' * (most != '1')}"


def _at(query: QueryText, found: Fault) -> QueryError:
    return QueryError(printable(found.message), *query.place(query.tokens[found.token].start))


def _ungrammatical(query: QueryText, parsed: Parsed) -> QueryError:
    place = Place(query.text, query.tokens, parsed)
    mistake = told(place)
    if mistake:
        return QueryError(printable(mistake.message), *query.place(mistake.offset))
    wanted = expected(parsed, lambda index: _place_in_words(query, index))
    token = place.token()
    if token is None:
        return QueryError(printable(f"the query ends before it is complete: expected {wanted}"), *_end(query))
    shown = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"
    return QueryError(printable(f"unexpected {shown!r}: expected {wanted}"), *query.place(token.start))


def _place_in_words(query: QueryText, index: int) -> str:
    line, column = query.place(query.tokens[index].start)
    return f"line {line}, column {column}"


def _end(query: QueryText) -> tuple[int, int]:
    return query.place(query.tokens[-1].end if query.tokens else 0)


def _as_the_engine_says(query: QueryText, message: str) -> QueryError:
    explained = _PLACE.match(message)
    if not explained:
        return QueryError(printable(f"this is not SPARQL 1.1: {message[:200]}"))
    sentence = _SENTENCE.search(explained[3])
    told = sentence[1].strip() if sentence else "this is not SPARQL 1.1"
    return QueryError(printable(told), int(explained[1]), int(explained[2]))
