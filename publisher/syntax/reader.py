"""Read Turtle tokens into a tree: what the author wrote, with the comments that stand above it."""

from dataclasses import replace

from pyoxigraph import Literal

from publisher.errors import SourceError
from publisher.lexer import Kind, Token, line_and_column, tokens
from publisher.namespaces import RDF, XSD, Prefixes
from publisher.syntax.iris import is_absolute
from publisher.syntax.names import Names, usable
from publisher.syntax.tree import (
    Collection,
    Directive,
    Node,
    Pairs,
    Statement,
    Term,
    Tree,
    Value,
    number,
    quote,
    unescape,
)


def parse_tree(text: str, path: str) -> Tree:
    """Return the structure of a Turtle 1.1 text that has been found free of syntax errors.

    Raises SourceError, with `path:line:`, for what the tree cannot hold: comments that stand in no line of their own
    above a statement, a prefix or base that changes its meaning in mid-file, and syntax of RDF 1.2.
    """
    found = list(tokens(text))
    # Twice: a prefix may be declared below the IRI that it shortens.
    declared = _Parser(text, path, found, Prefixes({})).tree().prefixes.values()
    absolute = {d.prefix: d.iri for d in declared if d.prefix is not None and is_absolute(d.iri)}
    return _Parser(text, path, found, Prefixes(absolute)).tree()


class _Parser:
    def __init__(self, text: str, path: str, found: list[Token], prefixes: Prefixes) -> None:
        self._text = text
        self._path = path
        self._tokens = found
        self._at = 0
        self._tree = Tree()
        self._names = Names(usable(prefixes, empty=True))

    def tree(self) -> Tree:
        first = True
        while True:
            paragraphs = self._comments()
            if self._at == len(self._tokens):
                return self._end(paragraphs, first)
            token = self._tokens[self._at]
            word = token.text.lower().lstrip("@")
            is_directive = word in ("prefix", "base") and token.kind in (Kind.LANGTAG, Kind.WORD)
            if first:
                paragraphs = self._head(paragraphs, is_directive)
                first = False
            comments = [line for paragraph in paragraphs for line in paragraph]
            if is_directive:
                self._directive(word, comments)
            else:
                self._statement(comments)

    def _end(self, paragraphs: list[list[str]], only_comments: bool) -> Tree:
        if only_comments:
            self._tree.head = paragraphs
        elif paragraphs:
            raise self._misplaced(self._tokens[-1])
        return self._tree

    def _head(self, paragraphs: list[list[str]], before_directive: bool) -> list[list[str]]:
        """Keep the comments at the top as the file's head, but for those right above a first statement."""
        start = self._tokens[self._at].start
        touching = bool(paragraphs) and not self._blank_lines(self._tokens[self._at - 1].end, start)
        own = touching and not before_directive
        self._tree.head = paragraphs[:-1] if own else paragraphs
        return paragraphs[-1:] if own else []

    def _comments(self) -> list[list[str]]:
        """Return the comments before the next token, in paragraphs; each must have a line of its own."""
        paragraphs: list[list[str]] = []
        while self._at < len(self._tokens) and self._tokens[self._at].kind is Kind.COMMENT:
            token = self._tokens[self._at]
            end = self._tokens[self._at - 1].end if self._at else 0
            if self._at and "\n" not in self._text[end : token.start]:
                raise self._misplaced(token)
            if not paragraphs or self._blank_lines(end, token.start):
                paragraphs.append([])
            paragraphs[-1].append(token.text.rstrip())
            self._at += 1
        return paragraphs

    def _blank_lines(self, start: int, end: int) -> int:
        return max(0, self._text.count("\n", start, end) - 1)

    def _directive(self, word: str, comments: list[str]) -> None:
        keyword = self._next()
        prefix = self._next().text[:-1] if word == "prefix" else None
        iri = unescape(self._next().text[1:-1])
        if keyword.kind is Kind.LANGTAG:
            self._expect(".")
        directive = Directive(prefix, iri, tuple(comments))
        if prefix is None:
            self._set_base(directive, keyword)
            return
        earlier = self._tree.prefixes.get(prefix)
        if earlier and earlier.iri != iri:
            raise self._fault(keyword, f"prefix {prefix}: has another namespace above; give each prefix one namespace")
        if earlier:
            directive = replace(directive, comments=earlier.comments + directive.comments)
        self._tree.prefixes[prefix] = directive

    def _set_base(self, directive: Directive, keyword: Token) -> None:
        if self._tree.base or self._tree.statements:
            raise self._fault(keyword, "the base changes in mid-file; state it once, at the top")
        if any(not is_absolute(prefix.iri) for prefix in self._tree.prefixes.values()):
            raise self._fault(keyword, "a prefix above is relative to another base; state the base first")
        self._tree.base = directive

    def _statement(self, comments: list[str]) -> None:
        subject = self._value()
        pairs = [] if self._peek() == "." else self._pairs(".")
        self._expect(".")
        self._tree.statements.append(Statement(subject, pairs, comments))

    def _pairs(self, end: str) -> Pairs:
        pairs = []
        while self._peek() != end:
            predicate = self._predicate()
            pairs.append((predicate, self._value()))
            while self._peek() == ",":
                self._next()
                pairs.append((predicate, self._value()))
            while self._peek() == ";":
                self._next()
        return pairs

    def _predicate(self) -> Term:
        token = self._next()
        term = self._iri(f"<{RDF}type>") if token.text == "a" and token.kind is Kind.WORD else self._resource(token)
        return replace(term, text="a") if term.key == f"<{RDF}type>" else term

    def _value(self) -> Value:
        token = self._next()
        if token.text == "[":
            node = Node(self._pairs("]"))
            self._expect("]")
            return node
        if token.text == "(":
            items: list[Value] = []
            while self._peek() != ")":
                items.append(self._value())
            self._expect(")")
            return Collection(items) if items else Term(f"<{RDF}nil>", "()")
        if token.kind is Kind.STRING:
            return self._literal(token)
        if token.kind is Kind.NUMBER:
            return number(token.text)
        if token.kind is Kind.WORD and token.text in ("true", "false"):
            return Term(f'"{token.text}"^^<{XSD}boolean>', token.text)
        return self._resource(token)

    def _literal(self, token: Token) -> Term:
        width = 3 if token.text.startswith(('"""', "'''")) and len(token.text) >= 6 else 1
        value = unescape(token.text[width:-width])
        quoted = quote(value)
        key = str(Literal(value))
        following = self._tokens[self._at] if self._at < len(self._tokens) else token
        if following.kind is Kind.LANGTAG:
            tag = self._next().text
            return Term(key + tag.lower(), quoted + tag)
        if following.text != "^^":
            return Term(key, quoted)
        self._next()
        datatype = self._resource(self._next())
        if datatype.key == f"<{XSD}string>":
            return Term(key, quoted)
        return Term(f"{key}^^{datatype.key}", f"{quoted}^^{datatype.text}")

    def _resource(self, token: Token) -> Term:
        if token.kind is Kind.IRI:
            return self._iri(f"<{unescape(token.text[1:-1])}>")
        if token.kind is Kind.BNODE:
            return Term(token.text, token.text)
        if token.kind is not Kind.PNAME:
            raise self._fault(token, f"cannot format {token.text!r}: only Turtle 1.1 can be formatted")
        prefix, _, local = token.text.partition(":")
        namespace = self._tree.prefixes[prefix].iri
        if not is_absolute(namespace):
            return Term(token.text, token.text)
        return self._iri(f"<{namespace}{unescape(local)}>")

    def _iri(self, iri: str) -> Term:
        return Term(iri, self._names[iri])

    def _peek(self) -> str:
        token = self._tokens[self._at]
        if token.kind is Kind.COMMENT:
            raise self._misplaced(token)
        return token.text

    def _next(self) -> Token:
        self._peek()
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, mark: str) -> None:
        token = self._next()
        if token.text != mark:
            raise self._fault(token, f"cannot format {token.text!r}: only Turtle 1.1 can be formatted")

    def _misplaced(self, token: Token) -> SourceError:
        return self._fault(token, "this comment would be lost; move it above the statement it speaks of")

    def _fault(self, token: Token, message: str) -> SourceError:
        return SourceError(f"{self._path}:{line_and_column(self._text, token.start)[0]}: {message}")
