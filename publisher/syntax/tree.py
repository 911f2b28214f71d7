"""A Turtle file as a tree: directives, statements, comments, and terms as they are to be written."""

import re
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import Literal

from publisher.namespaces import XSD

ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
LETTERS = MappingProxyType({"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"})
CANONICAL_ESCAPE = re.compile(r"\\(.)")
READABLE = MappingProxyType({"n": "\n", '"': '"'})
BREAKS_LONG_STRING = re.compile(r'\A"|"(?="|\Z)')


@dataclass(frozen=True)
class Term:
    """An IRI, labelled blank node or literal: `key` is the same for the same term, `text` is how it is written."""

    key: str
    text: str


@dataclass(eq=False)
class Node:
    """A blank node without a label: its predicates with an object each."""

    pairs: list[tuple[Term, "Value"]] = field(default_factory=list)


@dataclass(eq=False)
class Collection:
    """A list written in brackets."""

    items: list["Value"]


Value = Term | Node | Collection
Pairs = list[tuple[Term, Value]]


@dataclass
class Statement:
    """A subject with what is said of it, and the lines of comment above it."""

    subject: Value
    pairs: Pairs
    comments: list[str]


@dataclass(frozen=True)
class Directive:
    """A prefix with its namespace as written, or the base (prefix None)."""

    prefix: str | None
    iri: str
    comments: tuple[str, ...] = ()


@dataclass
class Tree:
    """A whole file; `head` are the paragraphs of comment at its top."""

    head: list[list[str]] = field(default_factory=list)
    base: Directive | None = None
    prefixes: dict[str, Directive] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)


def unescape(text: str) -> str:
    """Return a string, IRI or local name without the escapes of Turtle (section 6.4)."""
    return ESCAPE.sub(_character, text) if "\\" in text else text


def quote(value: str) -> str:
    """Return a string between quotation marks: three of them and real line breaks when it has several lines."""
    escaped = str(Literal(value))
    if "\n" not in value:
        return escaped
    content = CANONICAL_ESCAPE.sub(lambda match: READABLE.get(match[1], match[0]), escaped[1:-1])
    safe = BREAKS_LONG_STRING.sub(r'\\"', content)
    return f'"""{safe}"""'


def number(text: str) -> Term:
    """Return the term that a number without quotation marks stands for."""
    datatype = "double" if "e" in text.lower() else "decimal" if "." in text else "integer"
    return Term(f'"{text}"^^<{XSD}{datatype}>', text)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else LETTERS.get(match[3], match[3])
