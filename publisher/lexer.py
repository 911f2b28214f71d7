"""Split Turtle, TriG and SPARQL text into tokens: one lexer for three languages that share their terminals."""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import NamedTuple


class Kind(Enum):
    """What a token is; keywords are words, `@prefix` is a language tag to the lexer, what fits nothing is an error."""

    COMMENT = "comment"
    IRI = "iri"
    PNAME = "prefixed name"
    STRING = "string"
    LANGTAG = "language tag"
    BNODE = "blank node label"
    NUMBER = "number"
    VARIABLE = "variable"
    WORD = "word"
    PUNCTUATION = "punctuation"
    ERROR = "error"


class Token(NamedTuple):
    """A token, its text as written, and where it stands: `source[start:end] == text`, counted in characters."""

    kind: Kind
    text: str
    start: int
    end: int


# The terminals of SPARQL 1.1, section 19.8, and Turtle 1.1, section 6.5; PN_CHARS_BASE and PN_CHARS (less its hyphen)
# are for use inside a character class.
LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
NAME_CHARACTERS = f"{LETTERS}_0-9\u00b7\u0300-\u036f\u203f-\u2040"
# Every loop is possessive: no backtracking.
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_EXPONENT = r"[eE][+-]?[0-9]++"
_PREFIX = rf"[{LETTERS}](?:[{NAME_CHARACTERS}-]|\.++(?=[{NAME_CHARACTERS}-]))*+"
_LOCAL = rf"(?:[{LETTERS}_0-9:]|{_PLX})(?:[{NAME_CHARACTERS}:-]|{_PLX}|\.++(?=[{NAME_CHARACTERS}:-]|{_PLX}))*+"

_TERMINALS = (
    ("COMMENT", r"#[^\r\n]*+"),
    ("IRI", rf'<(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*+>'),
    ("QUOTE", "\"\"\"|'''|[\"']"),
    ("VARIABLE", rf"[?$][{LETTERS}_0-9][{NAME_CHARACTERS}]*+"),
    ("BNODE", rf"_:[{LETTERS}_0-9](?:[{NAME_CHARACTERS}-]|\.++(?=[{NAME_CHARACTERS}-]))*+"),
    ("PNAME", rf"(?:{_PREFIX})?+:(?:{_LOCAL})?+"),
    # A word is the longest run that could have been a prefix: taken whole, so that no run is scanned twice.
    ("WORD", _PREFIX),
    ("LANGTAG", r"@[A-Za-z]++(?:--?[A-Za-z0-9]++)*+"),
    ("NUMBER", rf"[+-]?(?:[0-9]++\.[0-9]*+{_EXPONENT}|[0-9]*+\.[0-9]++(?:{_EXPONENT})?|[0-9]++(?:{_EXPONENT})?)"),
    ("PUNCTUATION", r"\^\^|&&|\|\||!=|<=|>=|[{}()\[\].,;=<>!|/^*+\-?~]"),
)
_SPACE = re.compile(r"[ \t\r\n]*+")
_TOKEN = re.compile(_SPACE.pattern + "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _TERMINALS) + ")")
_KINDS = MappingProxyType({name: Kind[name] for name, _ in _TERMINALS if name != "QUOTE"})
# What a named tuple's own constructor calls: half of the time of a token is spared.
_token: Callable[[tuple[Kind, str, int, int]], Token] = partial(tuple.__new__, Token)
_STRINGS = {
    '"': re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*+"'),
    "'": re.compile(r"'(?:[^'\\\r\n]|\\[^\r\n])*+'"),
    '"""': re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*+"""', re.DOTALL),
    "'''": re.compile(r"'''(?:[^'\\]|\\.|'(?!''))*+'''", re.DOTALL),
}
_END_OF_LINE = re.compile(r"[\r\n]|\Z")


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text, comments included and whitespace left out; never raise.

    A character that begins no token is an ERROR of its own. The time taken is linear in the length of the text.
    """
    strings = _Strings(text)
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match:
            name = match.lastgroup or ""
            start, end = match.span(name)
            kind = _KINDS.get(name)
            if kind is None:
                closed = strings.end(match[name], start)
                kind, end = (Kind.STRING, closed) if closed else (Kind.ERROR, start + 1)
        else:
            start = _behind_space(text, position)
            if start == len(text):
                return
            kind, end = Kind.ERROR, start + 1
        yield _token((kind, text[start:end], start, end))
        position = end


def _behind_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both counted from 1, the column in characters."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class _Strings:
    """The strings of one text, with a memory of those that are not closed.

    After an opening mark that is never closed, no later mark of its kind is closed either: a short one until the
    end of its line, a long one until the end of the text. Without this memory `"\\"\\"\\"…` takes quadratic time.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._open_until = dict.fromkeys(_STRINGS, 0)

    def end(self, mark: str, start: int) -> int | None:
        """Return where the string that opens at `start` ends, or None when it is not closed."""
        if start >= self._open_until[mark]:
            match = _STRINGS[mark].match(self._text, start)
            if match:
                return match.end()
            self._open_until[mark] = self._reach(mark, start)
        return self.end(mark[0], start) if len(mark) == 3 else None

    def _reach(self, mark: str, start: int) -> int:
        if len(mark) == 3:
            return len(self._text)
        match = _END_OF_LINE.search(self._text, start)
        return match.end() if match else len(self._text)
