"""SHACL property paths: read them, write them as SPARQL, and follow them to the triples they end in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode, Quad
from rdflib import SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from publisher import namespaces as ns

Edge = tuple[Node, Node, Node]
# SHACL, section 2.3.1: the property that makes a path of its kind, and the mark that SPARQL writes for it.
_MARKS: Mapping[str, str] = MappingProxyType({"zeroOrMorePath": "*", "oneOrMorePath": "+", "zeroOrOnePath": "?"})
_SEPARATORS: Mapping[str, str] = MappingProxyType({"sequence": "/", "alternativePath": "|"})


@dataclass(frozen=True)
class Path:
    """A property path: an IRI, or a kind (named as in SHACL, or "sequence") with its parts."""

    kind: str
    parts: tuple["Path", ...] = ()
    iri: str = ""

    @property
    def text(self) -> str:
        """The path as a finding shows it: an IRI bare, anything else as a SPARQL property path."""
        return self.iri if self.kind == "iri" else self.named("<{}>".format)

    def named(self, name: Callable[[str], str]) -> str:
        """Return the path as SPARQL writes it, each IRI by the name it is given."""
        if self.kind == "iri":
            return name(self.iri)
        texts = [f"({part.named(name)})" if part.kind in _SEPARATORS else part.named(name) for part in self.parts]
        if self.kind == "inversePath":
            return f"^{texts[0]}"
        return texts[0] + _MARKS[self.kind] if self.kind in _MARKS else _SEPARATORS[self.kind].join(texts)


def read(graph: Graph, node: Node) -> Path:
    """Return the path that a node of a shapes graph or of a report stands for."""
    if isinstance(node, URIRef):
        return Path("iri", iri=str(node))
    for kind in ("inversePath", *_MARKS):
        inner = graph.value(node, SH[kind])
        if inner is not None:
            return Path(kind, (read(graph, inner),))
    alternatives = graph.value(node, SH.alternativePath)
    kind = "sequence" if alternatives is None else "alternativePath"
    return Path(kind, tuple(read(graph, part) for part in Collection(graph, alternatives or node)))


def describe(path: Path, name: str) -> tuple[NamedNode | BlankNode, list[Quad]]:
    """Return the node of a path and the quads that describe it; its blank nodes' labels begin with `name`."""
    if path.kind == "iri":
        return NamedNode(path.iri), []
    node = BlankNode(name)
    inner = [describe(part, f"{name}p{number}") for number, part in enumerate(path.parts)]
    quads = [quad for _, described in inner for quad in described]
    if path.kind not in _SEPARATORS:
        return node, [Quad(node, NamedNode(ns.SH + path.kind), inner[0][0]), *quads]
    cells = [BlankNode(f"{name}c{number}") for number in range(len(inner))]
    if path.kind == "sequence":
        cells[0] = node
    else:
        quads.append(Quad(node, NamedNode(ns.SH + path.kind), cells[0]))
    following: list[NamedNode | BlankNode] = [*cells[1:], NamedNode(f"{ns.RDF}nil")]
    for cell, after, (part, _) in zip(cells, following, inner, strict=True):
        quads += [Quad(cell, NamedNode(f"{ns.RDF}first"), part), Quad(cell, NamedNode(f"{ns.RDF}rest"), after)]
    return node, quads


def edges(graph: Graph, path: Path, focus: Node, value: Node | None) -> Iterator[Edge]:
    """Yield the triples by which a path reaches a value from a focus node; for no value, any value."""
    if path.kind == "iri":
        yield from graph.triples((focus, URIRef(path.iri), value))
    elif path.kind == "inversePath":
        yield from _backward(graph, path.parts[0], focus, value)
    elif path.kind == "alternativePath":
        for part in path.parts:
            yield from edges(graph, part, focus, value)
    elif path.kind == "sequence":
        nodes = {focus}
        for part in path.parts[:-1]:
            nodes = {end for node in nodes for end in ends(graph, part, node)}
        for node in nodes:
            yield from edges(graph, path.parts[-1], node, value)
    else:
        reached = {focus} if path.kind == "zeroOrOnePath" else _closure(graph, path.parts[0], focus)
        for node in reached:
            yield from edges(graph, path.parts[0], node, value)


def _backward(graph: Graph, inner: Path, focus: Node, value: Node | None) -> Iterator[Edge]:
    if inner.kind == "iri":
        yield from graph.triples((value, URIRef(inner.iri), focus))
    else:
        yield from edges(graph, _inverted(inner), focus, value)


def _inverted(path: Path) -> Path:
    """Return the path that leads the other way, with inverses of single properties only."""
    if path.kind == "iri":
        return Path("inversePath", (path,))
    if path.kind == "inversePath":
        return path.parts[0]
    parts = tuple(_inverted(part) for part in path.parts)
    return Path(path.kind, parts[::-1] if path.kind == "sequence" else parts)


def ends(graph: Graph, path: Path, focus: Node) -> set[Node]:
    """Return the nodes that a path leads to."""
    if path.kind == "iri":
        return set(graph.objects(focus, URIRef(path.iri)))
    if path.kind == "inversePath":
        inner = path.parts[0]
        if inner.kind == "iri":
            return set(graph.subjects(URIRef(inner.iri), focus))
        return ends(graph, _inverted(inner), focus)
    if path.kind == "alternativePath":
        return {end for part in path.parts for end in ends(graph, part, focus)}
    if path.kind == "sequence":
        nodes = {focus}
        for part in path.parts:
            nodes = {end for node in nodes for end in ends(graph, part, node)}
        return nodes
    if path.kind == "zeroOrOnePath":
        return {focus} | ends(graph, path.parts[0], focus)
    reached = _closure(graph, path.parts[0], focus)
    return reached if path.kind == "zeroOrMorePath" else {e for n in reached for e in ends(graph, path.parts[0], n)}


def _closure(graph: Graph, step: Path, focus: Node) -> set[Node]:
    """Return the focus node and all that steps from it lead to."""
    reached, new = {focus}, {focus}
    while new:
        new = {end for node in new for end in ends(graph, step, node)} - reached
        reached |= new
    return reached
