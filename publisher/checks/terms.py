"""Terms and graphs from pyoxigraph to rdflib and back, lexical forms as written."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from publisher.checks.texts import plain
from publisher.namespaces import XSD

_PREFIX = re.compile(r"PREFIX ([\w.-]*): <([^<>\s\\]*)>\s+")
_STRING = f"{XSD}string"


class Comparable(rdflib.Literal):
    """A literal that is neither less nor more than one it cannot be compared with.

    rdflib raises there, which would end the whole validation; by SHACL, sections 4.5.3 and 4.5.4, two values that
    cannot be compared do not conform, and that is what False leads to.
    """

    def __lt__(self, other: Any) -> bool:
        return _compared(super().__lt__, other)

    def __le__(self, other: Any) -> bool:
        return _compared(super().__le__, other)

    def __gt__(self, other: Any) -> bool:
        return _compared(super().__gt__, other)

    def __ge__(self, other: Any) -> bool:
        return _compared(super().__ge__, other)


def _compared(compare: Callable[[Any], bool], other: Any) -> bool:
    try:
        # NotImplemented, another of rdflib's answers, is true of itself.
        return compare(other) is True
    except TypeError:
        return False


class Terms(dict[object, Node]):
    """rdflib's terms for pyoxigraph's: an IRI is made once, however often it is met."""

    def __missing__(self, term: object) -> Node:
        if isinstance(term, NamedNode):
            made: Node = rdflib.URIRef(term.value)
            self[term] = made
            return made
        if isinstance(term, Literal):
            if term.language is not None:
                return Comparable(term.value, lang=term.language)
            datatype = term.datatype
            plain = None if datatype.value == _STRING else self[datatype]
            return Comparable(term.value, datatype=plain, normalize=False)  # type: ignore[arg-type]
        if isinstance(term, BlankNode):
            return rdflib.BNode(term.value)
        raise TypeError(f"{term} has no rdflib term")


class RememberingGraph(rdflib.Graph):
    """A graph that parses each SPARQL text once.

    pySHACL asks the same text anew for each focus node, and rdflib takes 25 ms to parse one: without this the
    parsing of constraints takes most of a check.
    """

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answer a query as any graph does; a text that was met before is not parsed again."""
        if isinstance(query_object, str) and not any(args[2:3]) and not kwargs.get("initNs"):
            if query_object not in self._prepared:
                self._prepared[query_object] = _prepared(query_object, dict(self.namespaces()))
            query_object = self._prepared[query_object]
        return super().query(query_object, *args, **kwargs)


def _prepared(text: str, known: dict[str, Any]) -> Query:
    """Return a query parsed; the prefixes that pySHACL puts before it are read off first.

    It puts all that a site declares: with 53 of them parsing takes 19 ms a query, and without 13.
    """
    at = 0
    while match := _PREFIX.match(text, at):
        known[match[1]] = match[2]
        at = match.end()
    return prepareQuery(text[at:], initNs=known)


def graph_of(quads: Iterable[Quad], terms: Terms) -> rdflib.Graph:
    """Return the union of quads as an rdflib graph; nothing is parsed again."""
    graph = RememberingGraph()
    for subject, predicate, value, _ in quads:
        if type(value) in (
            NamedNode,
            Literal,
            BlankNode,
        ):  # a triple term is a violation already, and unknown to rdflib
            graph.add((terms[subject], terms[predicate], terms[value]))
    return graph


def back(term: Node) -> NamedNode | BlankNode | Literal:
    """Return the pyoxigraph term of an rdflib term."""
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode(str(term))
    if isinstance(term, rdflib.Literal) and term.language:
        return Literal(str(term), language=term.language)
    datatype = getattr(term, "datatype", None)
    return Literal(str(term), datatype=NamedNode(str(datatype))) if datatype else Literal(str(term))


def shown(term: Node) -> str:
    """Return a term as a finding has it: N-Triples, IRIs without angle brackets."""
    return plain(back(term))
