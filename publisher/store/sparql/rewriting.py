"""Rewrite a query for the engine: nothing it could read otherwise, columns in order, DESCRIBE as SELECT."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publisher.lexer import Kind, Token, tokens
from publisher.store.sparql.calls import CALLS, respelt_calls
from publisher.store.sparql.edits import Edit, apply
from publisher.store.sparql.language import QueryText, outside_brackets

# What may stand in a `SELECT *` whose variables are told by its tokens.
_PATTERNS = ("A", "OPTIONAL", "UNION", "GRAPH", "DISTINCT", "REDUCED", "FROM", "NAMED", "WHERE")
_PLAIN = frozenset((*_PATTERNS, "ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET"))
_GROUPINGS = frozenset(("GROUP", "GROUPBY"))
_SETS = ("DISTINCT", "REDUCED")
_NO_PREDICATE = "<urn:x-publisher:no-predicate>"
_SERVICE = re.compile("service", re.IGNORECASE | re.ASCII)
_ITS_FIRST_LETTER = re.compile(r"\\.|s(?=ervice)", re.IGNORECASE | re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Description:
    """What a DESCRIBE asks for: IRIs that it names, and a SELECT for the rest, None when there is no rest."""

    iris: tuple[str, ...]
    select: str | None


def engine_text(query: QueryText, edits: Sequence[Edit] = ()) -> str:
    """Return the text to hand to the engine: the query with `edits`, in order, the word SERVICE spelt out of its sight.

    The engine's parser has no tokens: it takes `SERVICE:x {` for a keyword and a name, and the `<` of `?a<?b#>` for a
    less-than sign before a comment, so that it can see a keyword where the grammar has a name, or the inside of a
    string. There the word is written so that it means the same and is no keyword however the text is cut.
    """
    spelt = respelt(query)
    again = (token for token in _outside(query.tokens, edits) if token.start in spelt)
    made = [*edits, *(Edit(token.start, token.end, spelt[token.start]) for token in again)]
    if "service" in query.text.lower():
        kept = (token for token in _outside(tokens(query.text), edits) if token.start not in spelt)
        made += (Edit(token.start, token.end, disguised(query, token)) for token in kept)
    return apply(query.text, sorted(made))


def respelt(query: QueryText) -> dict[int, str]:
    """Return the texts to write in place of tokens, by where these begin, so that the engine does as SPARQL says."""
    repeated = dict.fromkeys(_repeated_columns(query.tokens), "")
    sets = _empty_sets(query.tokens) if "!" in query.text else {}
    keys = dict(_named_keys(query.tokens)) if _GROUPINGS & query.words else {}
    calls = respelt_calls(query.tokens) if CALLS & query.words else {}
    return repeated | sets | keys | calls


def _named_keys(found: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Write `GROUP BY (?x AS ?key)` as a key with an expression: the engine forgets the name of a variable's."""
    depth, opening = 0, None
    is_inside = False  # a GROUP BY, and what follows it
    for token in found:
        if token.kind is Kind.WORD and token.text.upper() in _GROUPINGS:
            depth, is_inside = 0, True
        elif token.kind is Kind.PUNCTUATION and token.text in "{}":
            is_inside = False
        elif is_inside and token.kind is Kind.PUNCTUATION and token.text in "()":
            opening = token if token.text == "(" and not depth else opening
            depth += 1 if token.text == "(" else -1
        elif is_inside and depth == 1 and opening and token.text.upper() == "AS":
            yield from ((opening.start, "(COALESCE("), (token.start, ") AS"))


def _empty_sets(found: Sequence[Token]) -> dict[int, str]:
    """Write `!()`, any predicate (SPARQL 1.1, rule 95 of 19.8), as any but one that none has: the engine reads that."""
    texts: dict[int, str] = {}
    for sign, opening, closing in zip(found, found[1:], found[2:], strict=False):
        if (sign.text, opening.text, closing.text) == ("!", "(", ")"):
            texts |= {opening.start: _NO_PREDICATE, closing.start: ""}
    return texts


def _repeated_columns(found: Sequence[Token]) -> Iterator[int]:
    """Yield where variables begin that their SELECT has already: its columns are a set, which the engine refuses.

    (SPARQL 1.1, 18.2.4.4: `PV := PV ∪ { v }`.)
    """
    depth, known, last = 0, set[str](), None
    is_inside = False  # a SELECT, before its pattern
    for token in found:
        if token.kind is Kind.WORD and token.text.upper() == "SELECT":
            depth, known, last, is_inside = 0, set(), None, True
        elif token.text == "{" or (token.kind is Kind.WORD and not depth and token.text.upper() not in _SETS):
            is_inside = False
        elif is_inside and token.kind is Kind.PUNCTUATION:
            depth += (token.text == "(") - (token.text == ")")
            if token.text == ")" and not depth and last is not None:
                known.add(last.text[1:])  # `(… AS ?name)`
        elif is_inside and token.kind is Kind.VARIABLE and not depth:
            if token.text[1:] in known:
                yield token.start
            known.add(token.text[1:])
        last = token


def _outside(found: Iterable[Token], edits: Iterable[Edit]) -> Iterator[Token]:
    """Yield the tokens that begin in none of the edits; both are in order of place."""
    coming = iter(edits)
    edit = next(coming, None)
    for token in found:
        while edit and edit.end <= token.start:
            edit = next(coming, None)
        if edit is None or token.start < edit.start:
            yield token


def star(query: QueryText) -> Token | None:
    """Return the `*` of a `SELECT *`, or None."""
    if query.form != "SELECT":
        return None
    for token in query.tokens[query.form_index + 1 :]:
        if token.text.upper() not in _SETS:
            return token if token.text == "*" else None
    return None


def plain_variables(query: QueryText) -> list[str] | None:
    """Return the variables of a `SELECT *`, in order, where its tokens alone tell them; None where only a parser can.

    That is so where all that is in the braces are triple patterns, with OPTIONAL, UNION and GRAPH: each variable
    there is one of the solutions. Spares a second reading by the engine, a fifth of what a look-up takes.
    """
    depth, found = 0, dict[str, None]()
    for token in query.tokens[query.form_index + 1 :]:
        if token.kind is Kind.WORD and token.text.upper() not in _PLAIN:
            return None
        if token.text == "(" and depth:  # the engine's parser may find a function in `FILTER:x (?y)`
            return None
        if token.kind is Kind.PUNCTUATION:
            depth += (token.text == "{") - (token.text == "}")
        elif token.kind is Kind.VARIABLE and depth:
            found[token.text[1:]] = None
    return list(found)


def in_order_of_appearance(query: QueryText, variables: Sequence[str]) -> list[str]:
    """Return variables in the order in which the query first has them; the engine sorts those of `*` by name."""
    order: dict[str, int] = {}
    for index, token in enumerate(query.tokens):
        if token.kind is Kind.VARIABLE:
            order.setdefault(token.text[1:], index)
    return sorted(variables, key=lambda name: order.get(name, len(query.tokens)))


def columns(query: QueryText, token: Token, variables: Sequence[str], edits: Sequence[Edit] = ()) -> str:
    """Return the engine's text with `edits` and the `*` at `token` replaced by the variables."""
    listed = " ".join(f"?{name}" for name in in_order_of_appearance(query, variables))
    return engine_text(query, [Edit(token.start, token.end, f" {listed} "), *edits])


def description(query: QueryText, edits: Sequence[Edit] = ()) -> Description:
    """Return what a DESCRIBE query asks for, its pattern with `edits`; dataset and modifiers stay as they are."""
    end = query.form_index + 1
    while end < len(query.tokens) and _is_target(query.tokens[end]):
        end += 1
    targets = query.tokens[query.form_index + 1 : end]
    iris = tuple(query.names.iri(token) for token in targets if token.kind in (Kind.IRI, Kind.PNAME))
    listed = " ".join(token.text for token in targets if token.kind is Kind.VARIABLE or token.text == "*")
    has_pattern = any(token.text == "{" for token in query.tokens[end:])
    if not listed or not has_pattern:
        return Description(iris, None)
    # DISTINCT would change what LIMIT counts (SPARQL 1.1, 18.2.5); elsewhere it spares rows.
    words = {query.tokens[index].text.upper() for index in outside_brackets(query.tokens, end)}
    distinct = "" if words & {"LIMIT", "OFFSET"} else "DISTINCT "
    head = Edit(query.tokens[query.form_index].start, query.tokens[end].start, f"SELECT {distinct}{listed} ")
    return Description(iris, engine_text(query, [head, *edits]))


def _is_target(token: Token) -> bool:
    return token.kind in (Kind.IRI, Kind.PNAME, Kind.VARIABLE) or token.text == "*"


def disguised(query: QueryText, token: Token) -> str:
    """Return the text of a token of the query, with no SERVICE in it that could be read as the keyword."""
    if not _SERVICE.search(token.text):
        return token.text
    if token.kind is Kind.COMMENT:
        return " " * len(token.text)
    if token.kind in (Kind.STRING, Kind.IRI):
        return _spell_out(token.text)
    in_prologue = token.start < query.tokens[query.form_index].start
    if token.kind is Kind.PNAME and not in_prologue:
        return _spell_out(f"<{query.names.iri(token)}>")
    # Behind `?`, `$`, `@` and `_:` the engine looks for no keyword, nor does it in the prologue.
    return token.text


def _spell_out(text: str) -> str:
    return _ITS_FIRST_LETTER.sub(lambda m: m[0] if m[0][0] == "\\" else f"\\u{ord(m[0]):04X}", text)
