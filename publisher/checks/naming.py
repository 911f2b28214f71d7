"""Terms, paths and shapes by short names, as a message speaks of them."""

from collections.abc import Callable, Iterable, Sequence

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from publisher.checks.paths import Path, read
from publisher.checks.terms import shown
from publisher.namespaces import XSD, Prefixes
from publisher.syntax.names import Names

MEMBERS = 12  # of a list; the rest is counted
_LONGEST = 60  # characters of a literal
# What a shape says for people and its place among others tell nothing of what it demands.
_SAID = frozenset((RDF.type, SH.message, SH.name, SH.description, SH.order, SH.group, SH.severity, SH.path))
_BARE = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "boolean"))


class Named:
    """Short names by the prefixes of a site; `shapes` holds the lists, paths and nameless shapes that are spoken of."""

    def __init__(self, prefixes: Prefixes, shapes: Graph) -> None:
        self._names = Names(prefixes)
        self._shapes = shapes

    def iri(self, iri: str) -> str:
        """Return the prefixed name of an IRI, else the IRI in angle brackets."""
        return self._names[f"<{iri}>"]

    def term(self, term: Node) -> str:
        """Return a term as Turtle writes it; of a long literal the beginning."""
        if isinstance(term, URIRef):
            return self.iri(str(term))
        if not isinstance(term, Literal):
            return shown(term)
        datatype = str(term.datatype or "")
        if datatype in _BARE:
            return str(term)
        text = str(term) if len(term) <= _LONGEST else f"{str(term)[:_LONGEST]}…"
        suffix = f"@{term.language}" if term.language else f"^^{self.iri(datatype)}" if datatype else ""
        return shown(Literal(text)) + suffix

    def path(self, path: Path) -> str:
        """Return a path as SPARQL writes it."""
        return path.named(self.iri)

    def shape(self, shape: Node) -> str:
        """Return the name of a shape, of one without a name what it demands."""
        return self.iri(str(shape)) if isinstance(shape, URIRef) else f"[{self._demands(shape)}]"

    def _demands(self, shape: Node) -> str:
        path = self._shapes.value(shape, SH.path)
        found = [] if path is None else [self.path(read(self._shapes, path))]
        for predicate, value in sorted(self._shapes.predicate_objects(shape), key=str):
            if predicate not in _SAID:
                found.append(f"{self.iri(str(predicate))} {self._inner(value)}")
        return " ".join(found) or "…"

    def _inner(self, value: Node) -> str:
        if not isinstance(value, BNode):
            return self.term(value)
        path = self._shapes.value(value, SH.path)
        if isinstance(path, URIRef):
            return f"[{self.iri(str(path))} …]"
        return "[…]" if (value, RDF.first, None) not in self._shapes else "(…)"

    def members(self, values: Iterable[Node]) -> list[Node]:
        """Return values in order, lists opened."""
        found: list[Node] = []
        for value in sorted(values, key=str):
            is_list = value == RDF.nil or (value, RDF.first, None) in self._shapes
            found += Collection(self._shapes, value) if is_list else [value]
        return found


def enumerated(members: Sequence[Node], name: Callable[[Node], str], separator: str) -> str:
    """Return the names of members; of a long list the first ones and how many there are."""
    texts = [name(member) for member in members[:MEMBERS]]
    if len(members) > MEMBERS:
        texts.append(f"… ({len(members)})")
    return separator.join(texts)
