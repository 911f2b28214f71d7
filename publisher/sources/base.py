"""Move quads, prefixes and SPARQL text from the base they are authored under to the one they are published under."""

import re
from collections.abc import Iterable
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from publisher.lexer import Kind, Token, tokens
from publisher.namespaces import SH, VANN, VOID, Prefixes
from publisher.syntax.iris import resolve

# The only literals that stand for addresses; no other literal ever moves.
MOVED_LITERALS = frozenset(
    NamedNode(iri) for iri in (f"{SH}namespace", f"{VANN}preferredNamespaceUri", f"{VOID}uriSpace")
)
SPARQL_TEXTS = frozenset(NamedNode(f"{SH}{name}") for name in ("select", "ask", "construct"))
_ESCAPE = re.compile(r"\\(.)")


class Mover:
    """Moves what stands under one base to another; everything is left as it is when the two are the same."""

    def __init__(self, authored: str, base: str) -> None:
        self.authored, self.base = authored, base
        self._terms = _Terms(self)

    def iri(self, iri: str) -> str:
        """Return an IRI under the published base when it is under the authored one, else the IRI itself."""
        return self.base + iri[len(self.authored) :] if iri.startswith(self.authored) else iri

    def quads(self, quads: Iterable[Quad]) -> list[Quad]:
        """Return quads with all IRIs moved: subject, predicate, object, graph and datatype."""
        if self.authored == self.base:
            return list(quads)
        moved = self._terms
        return [
            Quad(moved[s], moved[p], moved[o] if type(o) is not Literal else self._literal(p, o), moved[g])
            for s, p, o, g in quads
        ]

    def shapes(self, quads: Iterable[Quad]) -> list[Quad]:
        """Return the quads of shapes moved, the SPARQL texts in them too."""
        if self.authored == self.base:
            return list(quads)
        return self.quads(
            Quad(s, p, Literal(self.sparql(o.value), datatype=o.datatype), g)
            if p in SPARQL_TEXTS and type(o) is Literal and o.language is None
            else Quad(s, p, o, g)
            for s, p, o, g in quads
        )

    def prefixes(self, prefixes: Prefixes) -> Prefixes:
        """Return the prefixes with their namespaces moved."""
        return Prefixes({prefix: self.iri(namespace) for prefix, namespace in prefixes.items()})

    def sparql(self, text: str) -> str:
        """Return a query with its IRIs moved; strings, comments and all else stay as they are.

        What a BASE or a namespace above the published base makes short is written out when it stands for an IRI that
        moves, since its base or namespace does not move along.
        """
        if self.authored == self.base:
            return text
        query, pieces, at = _Query(self), [], 0
        for token in tokens(text):
            pieces += [text[at : token.start], query.moved(token)]
            at = token.end
        return "".join(pieces) + text[at:]

    def _literal(self, predicate: NamedNode, literal: Literal) -> Literal:
        datatype = literal.datatype
        if predicate in MOVED_LITERALS and literal.value.startswith(self.authored) and literal.language is None:
            return Literal(self.iri(literal.value), datatype=self._terms[datatype])
        if datatype.value.startswith(self.authored):
            return Literal(literal.value, datatype=self._terms[datatype])
        return literal


class _Terms(dict[Any, Any]):
    """Each term met, and where it moved to: an IRI is moved once, however often it is met."""

    def __init__(self, mover: Mover) -> None:
        super().__init__()
        self._mover = mover

    def __missing__(self, term: Any) -> Any:
        moved = term
        if isinstance(term, NamedNode):
            iri = self._mover.iri(term.value)
            moved = term if iri == term.value else NamedNode(iri)
        elif isinstance(term, Triple):
            [quad] = self._mover.quads([Quad(term.subject, term.predicate, term.object, DefaultGraph())])
            moved = quad.triple
        self[term] = moved
        return moved


class _Query:
    """Moves the tokens of one query, which come in order: what its BASE and PREFIX say holds for those behind."""

    def __init__(self, mover: Mover) -> None:
        self._iri = mover.iri
        self._base = self._new_base = ""
        self._short: dict[str, str] = {}  # namespaces that do not move although IRIs of theirs may, by prefix
        self._before = ("", "")  # the two tokens before, comments left out

    def moved(self, token: Token) -> str:
        """Return the text of the next token of the query, moved."""
        moved = token.text
        if token.kind is Kind.IRI:
            moved = self._reference(token.text)
        elif token.kind is Kind.PNAME:
            moved = self._name(token.text)
        if token.kind is not Kind.COMMENT:
            self._before = (self._before[1], token.text)
        return moved

    def _reference(self, text: str) -> str:
        try:
            iri = resolve(text, self._base)
            moved = self._iri(iri)
            stays = resolve(text, self._new_base) == moved
        except ValueError:  # the engine will say what is wrong with it
            return text
        written = text if stays else f"<{moved}>"
        if self._before[1].lower() == "base":
            self._base, self._new_base = iri, moved
        elif self._before[0].lower() == "prefix":
            self._short.pop(self._before[1][:-1], None)
            if moved == iri:
                self._short[self._before[1][:-1]] = iri
        return written

    def _name(self, text: str) -> str:
        prefix, _, local = text.partition(":")
        if prefix not in self._short:
            return text
        iri = self._short[prefix] + _ESCAPE.sub(r"\1", local)
        moved = self._iri(iri)
        return text if moved == iri else f"<{moved}>"


def mover(authored: str, base: str) -> Mover:
    """Return what moves from one base to another; both end in "/"."""
    return Mover(authored, base)
