"""Strings and IRIs that are not closed: what is missing, and where they were opened."""

import re
from collections.abc import Sequence

from publisher.lexer import Token
from publisher.store.diagnosis.characters import foreign, named

_LINE = re.compile(r"[^\r\n]*")
# What stands in no IRI (SPARQL 1.1, 19.8, rule 139), its closing mark among them.
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def unclosed_string(text: str, tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """Return what to say of the quote at a token that opens a string without end, and where that was opened."""
    token = tokens[index]
    quote, before = token.text, tokens[index - 1] if index else token
    if before.text == quote * 2 and before.end == token.start:
        return f"this string is not closed: its closing {quote * 3} is missing", before.start
    found = _LINE.match(text, token.end)
    line = found[0] if found else ""
    odd = next((character for character in line if (foreign(character) or ("",))[0].endswith(repr(quote))), None)
    if odd:
        return f"this string is not closed: {named(odd)} does not close it, write {quote!r}", token.start
    told = f"this string is not closed on its line: its closing {quote} is missing"
    if index and before.start > text.rfind("\n", 0, token.start) and _holds(tokens, index, quote, text):
        return f"{told}, or a quote before it was meant as a letter: write \\{quote} there", token.start
    return f"{told} (a text of several lines stands between {quote * 3} and {quote * 3})", token.start


def _holds(tokens: Sequence[Token], index: int, quote: str, text: str) -> bool:
    """Return whether a string with the same quotes stands shortly before, on the same line."""
    begins = text.rfind("\n", 0, tokens[index].start)
    return any(token.text[0] == quote and token.start > begins for token in tokens[max(0, index - 9) : index])


def unclosed_iri(text: str, offset: int) -> str:
    """Return what to say of the `<` at an offset, with which no IRI begins that ends."""
    ends = _NOT_IN_IRI.search(text, offset + 1)
    if ends is None or ends[0] == "<":
        return "this IRI is not closed: its '>' is missing"
    line = _LINE.match(text, ends.start())
    if ends[0] in "\r\n" or not line or ">" not in line[0]:
        return "this IRI is not closed: its '>' is missing"
    if ends[0] == " ":
        return "this IRI holds a space, which no IRI may: write %20, or '>' before it"
    return f"this IRI holds {named(ends[0])}, which no IRI may: write %{ord(ends[0]):02X}"
