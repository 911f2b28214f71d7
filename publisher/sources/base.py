"""Move quads, prefixes and SPARQL text from the base they are authored under to the one they are published under."""

import re
from collections.abc import Iterable
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from publisher.lexer import Kind, Token, tokens
from publisher.namespaces import SH, VANN, VOID, Prefixes

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

        A prefixed name of a namespace that is shorter than the base is written out when it stands for an IRI under
        the base, since its namespace does not move.
        """
        if self.authored == self.base:
            return text
        found = list(tokens(text))
        short = {
            name.text[:-1]: iri.text[1:-1]
            for word, name, iri in zip(found, found[1:], found[2:], strict=False)
            if word.text.lower() == "prefix" and iri.kind is Kind.IRI and self._is_short(iri.text[1:-1])
        }
        pieces, at = [], 0
        for token in found:
            pieces += [text[at : token.start], self._token(token, short)]
            at = token.end
        return "".join(pieces) + text[at:]

    def _is_short(self, namespace: str) -> bool:
        return self.authored.startswith(namespace) and self.authored != namespace

    def _token(self, token: Token, short: dict[str, str]) -> str:
        if token.kind is Kind.IRI:
            return f"<{self.iri(token.text[1:-1])}>"
        prefix, _, local = token.text.partition(":")
        if token.kind is Kind.PNAME and prefix in short:
            iri = short[prefix] + _ESCAPE.sub(r"\1", local)
            if iri.startswith(self.authored):
                return f"<{self.iri(iri)}>"
        return token.text

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


def mover(authored: str, base: str) -> Mover:
    """Return what moves from one base to another; both end in "/"."""
    return Mover(authored, base)
