"""What is wrong inside one token: an IRI that is none, an escape that SPARQL does not have, a number too large."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from publisher.lexer import Kind, Token

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))", re.DOTALL)
_KNOWN = frozenset("tbnrf\"'\\")
_LANGUAGE = re.compile(r"@[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*(?:--(?:ltr|rtl))?", re.ASCII)
LARGEST_NUMBER = 2**64 - 1  # of LIMIT and OFFSET


class Fault(NamedTuple):
    """What is wrong, and the number of the token at which it is."""

    message: str
    token: int


def term_fault(tokens: Sequence[Token]) -> Fault | None:
    """Return the first such fault of a query's tokens, None where there is none; whether IRIs are any is not asked."""
    for index, token in enumerate(tokens):
        message = _wrong(tokens, index) if token.kind in _SUSPECT else None
        if message:
            return Fault(message, index)
    return None


def iri_fault(tokens: Sequence[Token], offset: int) -> Fault | None:
    """Return the fault of the IRI that ends at an offset, where the engine says that it is none."""
    for index, token in enumerate(tokens):
        if token.kind is Kind.IRI and token.end == offset:
            told = "is not an IRI: a sign in it stands where none may, a % begins no escape, or a [ no address"
            return Fault(f"{token.text[:80]} {told}", index)
    return None


_SUSPECT = frozenset((Kind.STRING, Kind.LANGTAG, Kind.NUMBER, Kind.WORD))


def _wrong(tokens: Sequence[Token], index: int) -> str | None:
    token = tokens[index]
    if token.kind is Kind.STRING:
        return _string(token.text)
    if token.kind is Kind.LANGTAG and not _LANGUAGE.fullmatch(token.text):
        return f"{token.text[:40]} is no language tag: its parts have one to eight letters or digits (@en, @zh-Hant)"
    if token.kind is Kind.NUMBER and index and tokens[index - 1].text.upper() in ("LIMIT", "OFFSET"):
        too_large = len(token.text) > 20 or (token.text.isdigit() and int(token.text) > LARGEST_NUMBER)
        return f"the number is too large: at most {LARGEST_NUMBER}" if too_large else None
    if token.text.upper() == "DISTINCT" and index > 1 and tokens[index - 2].kind in (Kind.PNAME, Kind.IRI):
        is_call = tokens[index - 1].text == "("
        return "DISTINCT stands in aggregates only; there are none besides those of SPARQL" if is_call else None
    return None


def _string(text: str) -> str | None:
    for escape in _ESCAPE.finditer(text, 1, len(text) - 1):
        number = escape[1] or escape[2]
        if number:
            codepoint = int(number, 16)
            if codepoint > 0x10FFFF or 0xD800 <= codepoint < 0xE000:
                return f"{escape[0]} in this string is no character"
        elif escape[3] not in _KNOWN:
            return f"\\{escape[3]} is no escape in a string: write \\\\{escape[3]} for a backslash"
    return None
