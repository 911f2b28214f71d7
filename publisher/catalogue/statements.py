"""Statements as the catalogue makes them, quads of the default graph, and what two pages say of named graphs."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from publisher.namespaces import FOAF, RDF, SD, XSD
from publisher.statistics import Graph
from publisher.syntax.iris import is_absolute


def typed(subject: str, *classes: str) -> Iterator[Quad]:
    """Yield that a subject is of some classes."""
    for one in classes:
        yield link(subject, RDF + "type", one)


def link(subject: str, predicate: str, thing: str) -> Quad:
    """Return a statement whose object is an IRI."""
    return Quad(NamedNode(subject), NamedNode(predicate), NamedNode(thing))


def text(subject: str, predicate: str, words: str, language: str = "") -> Quad:
    """Return a statement whose object is a text, of a language or of none."""
    literal = Literal(words, language=language) if language else Literal(words)
    return Quad(NamedNode(subject), NamedNode(predicate), literal)


def typed_text(subject: str, predicate: str, form: str, datatype: str) -> Quad:
    """Return a statement whose object is a literal of a datatype."""
    return Quad(NamedNode(subject), NamedNode(predicate), Literal(form, datatype=NamedNode(datatype)))


def count(subject: str, predicate: str, number: int) -> Quad:
    """Return a statement whose object is a whole number."""
    return typed_text(subject, predicate, str(number), XSD + "integer")


def link_or_text(subject: str, for_iri: str, for_words: str, value: str) -> Quad:
    """Return a statement with one predicate for an IRI and another for words."""
    return link(subject, for_iri, value) if is_absolute(value) else text(subject, for_words, value)


def graph_node(base: str, part: Graph) -> str:
    """Return the IRI of what is said of a named graph."""
    return f"{base}dataset#graph-{part.name}"


def named_graph(base: str, part: Graph) -> Iterator[Quad]:
    """Yield what is said of a named graph wherever it is spoken of: its name and its page."""
    node = graph_node(base, part)
    yield from typed(node, SD + "NamedGraph")
    yield link(node, SD + "name", part.iri)
    yield link(node, FOAF + "page", f"{base}graph/{part.name}")
