"""Tokens as the terminals of the grammar: keywords in capitals, signs that stand together made one."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from publisher.lexer import Kind, Token
from publisher.store.diagnosis.grammar import END, grammar

UNKNOWN = "UNKNOWN"  # no terminal: a word or a character that the grammar does not have
# Two or three signs that are one terminal; the second number says whether nothing may stand between them.
_JOINED: Mapping[tuple[str, ...], tuple[str, bool]] = MappingProxyType(
    {
        ("<", "<", "("): ("<<(", True),
        (")", ">", ">"): (")>>", True),
        ("<", "<"): ("<<", True),
        (">", ">"): (">>", True),
        ("{", "|"): ("{|", True),
        ("|", "}"): ("|}", True),
        ("(", ")"): ("NIL", False),
        ("[", "]"): ("ANON", False),
    }
)
_JOINING = frozenset(signs[0] for signs in _JOINED)
_CASED = ("a", "true", "false")


class Terminal(NamedTuple):
    """A terminal's name in the grammar, and the number of the token with which it begins."""

    name: str
    token: int


def terminals(tokens: Sequence[Token]) -> list[Terminal]:
    """Return the terminals of a text, END the last of them."""
    made: list[Terminal] = []
    index, keywords = 0, grammar().keywords
    while index < len(tokens):
        token = tokens[index]
        if token.kind is Kind.PUNCTUATION:
            name, length = _sign(tokens, index)
            made.append(Terminal(name, index))
            index += length
            continue
        if token.kind is Kind.WORD:
            made += [Terminal(name, index) for name in _words(token.text, keywords)]
        else:
            made.append(Terminal(_name(token), index))
        index += 1
    return [*made, Terminal(END, index)]


def _sign(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    """Return the name of the sign at an index and how many tokens it takes."""
    if tokens[index].text in _JOINING:
        for length in (3, 2):
            found = tokens[index : index + length]
            name, is_close = _JOINED.get(tuple(token.text for token in found), ("", False))
            if name and (not is_close or found[-1].end - found[0].start == length):
                return name, length
    return tokens[index].text, 1


def _words(text: str, keywords: frozenset[str]) -> list[str]:
    """Return the keywords of a word; two where the engine reads two, as in `ORDERBY`."""
    if text in _CASED:
        return [text]
    upper = text.upper()
    if upper in keywords:
        return [upper]
    for cut in range(2, min(len(text), 20)):
        if upper[:cut] in keywords and upper[cut:] in keywords:
            return [upper[:cut], upper[cut:]]
    return [UNKNOWN]


def _name(token: Token) -> str:
    if token.kind is Kind.PNAME:
        return "NAMESPACE" if token.text.find(":") == len(token.text) - 1 else "PNAME"
    if token.kind is Kind.NUMBER:
        if token.text[0] in "+-":
            return "SIGNED"
        return "INTEGER" if token.text.isdigit() else "NUMBER"
    return _NAMES.get(token.kind, UNKNOWN)


_NAMES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.IRI: "IRIREF",
        Kind.VARIABLE: "VAR",
        Kind.STRING: "STRING",
        Kind.LANGTAG: "LANGTAG",
        Kind.BNODE: "LABEL",
    }
)
