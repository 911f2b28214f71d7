"""On which line a triple stands: the line on which its object ends, told by reading the file once more."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from publisher.formats import JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format, by_suffix
from publisher.lexer import Kind, Token, tokens
from publisher.namespaces import RDF
from publisher.sources.feed import LineFeed
from publisher.sources.model import SourceFile

PARSERS: Mapping[Format, RdfFormat] = MappingProxyType(
    {
        TURTLE: RdfFormat.TURTLE,
        N_TRIPLES: RdfFormat.N_TRIPLES,
        N_QUADS: RdfFormat.N_QUADS,
        TRIG: RdfFormat.TRIG,
        RDF_XML: RdfFormat.RDF_XML,
        JSON_LD: RdfFormat.JSON_LD,
        N3: RdfFormat.N3,
    }
)
_FIRST, _REST, _NIL = (NamedNode(f"{RDF}{name}") for name in ("first", "rest", "nil"))
_TAG = "urn:t:"
_TERMS = frozenset({Kind.IRI, Kind.PNAME, Kind.BNODE, Kind.NUMBER, Kind.VARIABLE})
_TERM_WORDS = frozenset({"a", "true", "false"})
_DIRECTIVES = MappingProxyType({"@prefix": 4, "prefix": 3, "@base": 3, "base": 2, "@version": 3, "version": 2})
_CLOSED_BY = MappingProxyType({"[": "]", "(": ")"})


class Locator:
    """Tells lines, and remembers those of each file it was asked about; only these files are read again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, Sequence[int | None]] = {}

    def line_of(self, file: SourceFile, index: int) -> int | None:
        """Return the line, from 1, on which the object of a file's `index`-th quad ends; None if none can be told."""
        if file.path not in self._lines:
            row = by_suffix(file.path.rpartition(".")[2].lower())
            data = (self._root / file.path).read_bytes().removeprefix(b"\xef\xbb\xbf")
            self._lines[file.path] = object_lines(data, row, len(file.quads)) if row else ()
        lines = self._lines[file.path]
        return lines[index] if index < len(lines) else None


def object_lines(data: bytes, row: Format, count: int) -> Sequence[int | None]:
    """Return for each of a file's `count` quads, in the parser's order, the line on which its object ends.

    Exact for Turtle, TriG, N3, N-Triples and N-Quads; for RDF/XML the line of the element's end; none for JSON-LD.
    A file with faults is told by the line on which the parser was when it gave the quad.
    """
    if row is JSON_LD:
        return ()
    if row in (TURTLE, TRIG, N3):
        lines = _Tagged.of(data.decode(), row).lines()
        if len(lines) == count:
            return lines
    feed = LineFeed(data)
    return [feed.line for _ in _going_on(feed, PARSERS[row])]


def _going_on(source: LineFeed | str, parser_format: RdfFormat) -> Iterator[Quad]:
    """Yield the quads of a text, going on after faults."""
    parser = parse(source, parser_format)  # type: ignore[arg-type]
    while True:
        try:
            yield next(parser)
        except StopIteration:
            return
        except SyntaxError:
            continue


@dataclass
class _Bracket:
    start: int
    parent: "_Bracket | None"
    end: int = 0


@dataclass
class _Tagged:
    """A text in which every term is replaced by its own number.

    The parser reads it as it read the original, quad for quad, and each quad then tells which words of the text it
    was made of: so its order of triples, which depends on how far it looks ahead, need not be known here.
    """

    text: str
    row: Format
    words: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    brackets: list[_Bracket | None] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, row: Format) -> "_Tagged":
        """Replace the terms of a Turtle, TriG or N3 text."""
        tagged = cls(text, row)
        found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
        ahead = [*found[1:], Token(Kind.ERROR, "", len(text), len(text))]
        bracket: _Bracket | None = None
        at = 0
        while at < len(found):
            token, following = found[at], ahead[at]
            if token.text.lower() in _DIRECTIVES:
                at += _DIRECTIVES[token.text.lower()]
                continue
            if token.kind is Kind.STRING:
                at = tagged._literal(found, at, bracket)
            elif _CLOSED_BY.get(token.text) == following.text:
                at += 1
                tagged._term(following.end, bracket)
            elif token.kind in _TERMS or token.text in _TERM_WORDS:
                tagged._term(token.end, bracket)
            else:
                bracket = _nested(token, bracket)
                tagged.words.append(token.text)
            if found[min(at, len(found) - 1)].end < ahead[min(at, len(found) - 1)].start:
                tagged.words.append(" ")
            at += 1
        return tagged

    def _term(self, end: int, bracket: _Bracket | None) -> None:
        self.words.append(f"<{_TAG}{len(self.ends)}>")
        self.ends.append(end)
        self.brackets.append(bracket)

    def _literal(self, found: list[Token], at: int, bracket: _Bracket | None) -> int:
        """Replace a literal; its suffix stays one, for the parser looks ahead for it. Return its last token's place."""
        number, suffix = len(self.ends), ""
        following = found[at + 1] if at + 1 < len(found) else found[at]
        if following.text == "^^":
            at, suffix = at + 2, "^^<urn:d>"
        elif following.kind is Kind.LANGTAG:
            at, suffix = at + 1, "@x"
        self.words.append(f'"{number}"{suffix}')
        self.ends.append(found[min(at, len(found) - 1)].end)
        self.brackets.append(bracket)
        return at

    def lines(self) -> list[int | None]:
        """Return the line of each quad's object."""
        quads = list(_going_on("".join(self.words), PARSERS[self.row]))
        described: dict[object, Quad] = {}
        for quad in quads:
            # Of a list's cell the item tells the place, of any other node its first predicate does.
            if quad.predicate != _REST:
                described.setdefault(quad.subject, quad)
        breaks = [match.start() for match in re.finditer("\n", self.text)]
        return [bisect_left(breaks, self._end(quad, described) - 1) + 1 for quad in quads]

    def _end(self, quad: Quad, described: dict[object, Quad]) -> int:
        """Return the offset behind the object of a quad."""
        if quad.predicate == _REST:
            if quad.object == _NIL:
                bracket = self._around(described[quad.subject].object, described)
                return bracket.end if bracket else 0
            return self._end(described[quad.object], described)
        tag = _tag(quad.object)
        if tag is not None:
            return self.ends[tag]
        bracket = self._of(quad.object, described)
        verb = _tag(quad.predicate)
        behind = self.ends[verb] if verb is not None else 0
        return bracket.end if bracket is not None and bracket.start >= behind else behind

    def _of(self, node: object, described: dict[object, Quad]) -> _Bracket | None:
        """Return the brackets that a node without a name was written as."""
        inner = described.get(node)
        if inner is None:
            return None
        if inner.predicate == _FIRST:
            return self._around(inner.object, described)
        verb = _tag(inner.predicate)
        return self.brackets[verb] if verb is not None else None

    def _around(self, term: object, described: dict[object, Quad]) -> _Bracket | None:
        """Return the innermost brackets in which a term stands."""
        tag = _tag(term)
        if tag is not None:
            return self.brackets[tag]
        bracket = self._of(term, described)
        return bracket.parent if bracket is not None else None


def _tag(term: object) -> int | None:
    """Return the number that a term was replaced by; None for a node that brackets made."""
    if isinstance(term, BlankNode) or term == _NIL:
        return None
    number = str(getattr(term, "value", "")).removeprefix(_TAG)
    return int(number) if number.isdigit() else None


def _nested(token: Token, bracket: _Bracket | None) -> _Bracket | None:
    """Return the innermost brackets that are open behind a token."""
    if token.text in _CLOSED_BY:
        return _Bracket(token.start, bracket)
    if token.text in _CLOSED_BY.values() and bracket is not None:
        bracket.end = token.end
        return bracket.parent
    return bracket
