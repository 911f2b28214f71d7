"""On which line a triple stands: the line on which its object ends, told by reading the file once more."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, parse

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
_BEFORE_SUBJECT = frozenset({".", "{", "}", "graph"})
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
        tagged = _Tagged.of(data.decode())
        lines = tagged.lines(PARSERS[row])
        # A path of N3 makes nodes of which no word of the text can be told.
        if len(lines) == count and not (row is N3 and {"!", "^"}.intersection(tagged.words)):
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
    """A pair of brackets: where it opens, in which other it stands, where it ends."""

    start: int
    parent: "_Bracket | None"
    end: int = 0


class _Spot(NamedTuple):
    """Where a term ends, and the innermost brackets around it."""

    end: int
    around: _Bracket | None


@dataclass
class _Tagged:
    """A text in which every term is replaced by its own number.

    The parser reads it as it read the original, quad for quad, and each quad then tells which words of the text it
    was made of: so its order of triples, which depends on how far it looks ahead, need not be known here. Only empty
    brackets carry no number; as objects they come in the order of the text.
    """

    text: str
    words: list[str] = field(default_factory=list)
    terms: list[_Spot] = field(default_factory=list)
    empty: dict[str, list[_Spot]] = field(default_factory=lambda: {"[": [], "(": []})

    @classmethod
    def of(cls, text: str) -> "_Tagged":
        """Replace the terms of a Turtle, TriG or N3 text."""
        tagged = cls(text)
        found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
        found += [Token(Kind.ERROR, "", len(text), len(text))] * 2
        bracket: _Bracket | None = None
        at, before = 0, "."
        while at < len(found) - 2:
            token = found[at]
            if token.text.lower() in _DIRECTIVES:
                at += _DIRECTIVES[token.text.lower()]
                continue
            if _CLOSED_BY.get(token.text) == found[at + 1].text and before not in _BEFORE_SUBJECT:
                tagged.empty[token.text].append(_Spot(found[at + 1].end, bracket))
            last = tagged._take(found, at, bracket)
            bracket = _nested(token, bracket)
            if found[last].end < found[last + 1].start:
                tagged.words.append(" ")
            at, before = last + 1, token.text.lower()
        return tagged

    def _take(self, found: list[Token], at: int, bracket: _Bracket | None) -> int:
        """Add a token, replaced if it is a term; return the place of the last token that belongs to it."""
        token, number = found[at], len(self.terms)
        if token.kind is Kind.STRING:
            at, suffix = self._suffix(found, at)
            self.words.append(f'"{number}"{suffix}')
        elif token.kind in _TERMS or token.text in _TERM_WORDS:
            self.words.append(f"<{_TAG}{number}>")
        else:
            self.words.append(token.text)
            return at
        self.terms.append(_Spot(found[at].end, bracket))
        return at

    @staticmethod
    def _suffix(found: list[Token], at: int) -> tuple[int, str]:
        """Return where a literal ends, and a suffix such as it has: the parser looks ahead for it."""
        if found[at + 1].text == "^^":
            return at + 2, "^^<urn:d>"
        return (at + 1, "@en") if found[at + 1].kind is Kind.LANGTAG else (at, "")

    def lines(self, parser_format: RdfFormat) -> list[int]:
        """Return the line of each quad's object."""
        traced = _Traced(self, list(_going_on("".join(self.words), parser_format)))
        breaks = [match.start() for match in re.finditer("\n", self.text)]
        return [bisect_left(breaks, traced.end(index) - 1) + 1 for index in range(len(traced.quads))]


class _Traced:
    """The quads of a tagged text, led back to their words."""

    def __init__(self, tagged: _Tagged, quads: list[Quad]) -> None:
        self.quads = quads
        self._terms = tagged.terms
        # Of a list's cell the item tells the place, of any other node its first predicate does.
        self._described: dict[object, int] = {}
        for index, quad in enumerate(quads):
            if quad.predicate != _REST:
                self._described.setdefault(quad.subject, index)
        empty = {bracket: iter(spots) for bracket, spots in tagged.empty.items()}
        self._spots = [self._spot(quad, empty) for quad in quads]

    def _spot(self, quad: Quad, empty: Mapping[str, Iterator[_Spot]]) -> _Spot | None:
        """Return where the object stands; None for one that filled brackets stand for."""
        tag = _tag(quad.object)
        if tag is not None:
            return self._terms[tag]
        if quad.object == _NIL:
            return None if quad.predicate == _REST else next(empty["("], None)
        return next(empty["["], None) if quad.object not in self._described else None

    def end(self, index: int) -> int:
        """Return the offset behind the object of a quad."""
        quad, spot = self.quads[index], self._spots[index]
        if spot is not None:
            return spot.end
        if quad.predicate == _REST:
            if quad.object != _NIL:
                return self.end(self._described[quad.object])
            bracket = self._around(self._described[quad.subject])
        else:
            bracket = self._brackets(quad.object)
        verb = _tag(quad.predicate)
        behind = self._terms[verb].end if verb is not None else 0
        return bracket.end if bracket is not None and bracket.start >= behind else behind

    def _brackets(self, node: object) -> _Bracket | None:
        """Return the brackets that stand for a node."""
        index = self._described.get(node)
        if index is None:
            return None
        predicate = self.quads[index].predicate
        tag = _tag(predicate)
        return self._around(index) if predicate == _FIRST else self._terms[tag].around if tag is not None else None

    def _around(self, index: int) -> _Bracket | None:
        """Return the innermost brackets around the object of a quad."""
        spot = self._spots[index]
        if spot is not None:
            return spot.around
        bracket = self._brackets(self.quads[index].object)
        return bracket.parent if bracket is not None else None


def _tag(term: object) -> int | None:
    """Return the number that a term was replaced by (the last one of a triple term); None where brackets stand."""
    if isinstance(term, Triple):
        return _tag(term.object)
    value = getattr(term, "value", "")
    number = value.removeprefix(_TAG)
    return int(number) if not isinstance(term, BlankNode) and number.isdigit() else None


def _nested(token: Token, bracket: _Bracket | None) -> _Bracket | None:
    """Return the innermost brackets that are open behind a token."""
    if token.text in _CLOSED_BY:
        return _Bracket(token.start, bracket)
    if token.text in _CLOSED_BY.values() and bracket is not None:
        bracket.end = token.end
        return bracket.parent
    return bracket
