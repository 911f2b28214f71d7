"""Texts that begin no query: nothing at all, an address, a query encoded twice, Turtle, a misspelt SELECT."""

import re
from collections.abc import Sequence

from publisher.lexer import Kind, Token
from publisher.store.diagnosis.characters import foreign, strange
from publisher.store.diagnosis.unclosed import unclosed_iri
from publisher.store.diagnosis.words import meant

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_FORMS = "SELECT, ASK, CONSTRUCT or DESCRIBE"
_ADDRESS = re.compile(r"\s*<?(?:https?|ftp|file|urn):[^\s]*\s*", re.IGNORECASE)
_HTML = re.compile(r"\s*<(?:!|html|p>|pre|code|br)", re.IGNORECASE)
_PARAMETER = re.compile(r"\s*query=", re.IGNORECASE)


def begins_nothing(text: str, tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """Return what to say of a text where no query form stands at token `start`, behind the prologue, and an offset."""
    if start >= len(tokens):
        return _nothing(text, bool(tokens)), len(text.rstrip())
    token = tokens[start]
    if start == 0:
        for pattern, told in _WHOLE:
            if pattern.match(text) and (pattern is not _ADDRESS or _ADDRESS.fullmatch(text)):
                return told, token.start
    if token.kind is Kind.ERROR:
        return strange(text, token.start), token.start
    odd = foreign(token.text) if token.kind in (Kind.WORD, Kind.PNAME) else None
    if odd:
        return odd[0], token.start + odd[1]
    if token.text.upper() in ("PREFIX", "BASE"):
        return _declaration(text, tokens, start)
    return _word(tokens, start), token.start


_WHOLE = (
    (_ADDRESS, f"this is an address and no query: a query begins with {_FORMS}"),
    (_HTML, "this is HTML and no query: send the query as plain text"),
    (_PARAMETER, "the text begins with 'query=': send what stands behind it"),
)


def _nothing(text: str, has_prologue: bool) -> str:
    if has_prologue:
        return f"the query ends behind its prefixes: expected {_FORMS}"
    what = "holds nothing but comments" if text.strip() else "is empty"
    return f"the query {what}: expected {_FORMS}"


def _word(tokens: Sequence[Token], start: int) -> str:
    """Return what to say of a token that is none of the query forms."""
    token = tokens[start]
    if token.text.upper() in ("@PREFIX", "@BASE"):
        return f"this is Turtle: in SPARQL write {token.text.upper()[1:]} without @, and no dot behind it"
    if token.text == "." and start:
        return "no dot stands behind a prefix in SPARQL: take it out"
    near = meant(token.text, FORMS) if token.kind is Kind.WORD else None
    shown = token.text if len(token.text) <= 40 else f"{token.text[:40]}…"
    if near:
        return f"expected {_FORMS}, found {shown!r}: did you mean {near}?"
    return f"expected {_FORMS}, found {shown!r}"


def _declaration(text: str, tokens: Sequence[Token], start: int) -> tuple[str, int]:
    """Return what to say of a PREFIX or BASE that is not complete, and where."""
    word, rest = tokens[start].text.upper(), tokens[start + 1 : start + 3]
    at = rest[0] if rest else tokens[start]
    name = at.text.partition(":")[0][:40]
    if word == "PREFIX" and rest and rest[0].kind is Kind.PNAME and len(rest) > 1:
        at = rest[1]
    if at.text == "<":
        return unclosed_iri(text, at.start), at.start
    if word == "BASE":
        return "BASE takes an IRI: write BASE <…>", at.start
    if rest and rest[0].kind is Kind.WORD:
        return f"a prefix ends with a colon: write PREFIX {name}: <…>", at.start
    if rest and rest[0].kind is Kind.PNAME:
        return f"the namespace of a prefix stands between < and >: write PREFIX {name}: <…>", at.start
    return "expected a prefix and its namespace: write PREFIX name: <…>", at.start
