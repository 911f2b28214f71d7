"""Which prefixes a site declares, and which declaration wins."""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from publisher.namespaces import SH, VANN, Prefixes
from publisher.sources.model import SourceFile

# SPARQL 1.1 and Turtle, PN_PREFIX, without the rarer letters' exact ranges; "" is a prefix too.
_PREFIX = re.compile(r"(?:[^\W\d_](?:[\w\-.·]*[\w\-·])?)?")
_NAMESPACE = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|\\^`]*')
_PAIRS = (
    (NamedNode(f"{SH}prefix"), NamedNode(f"{SH}namespace")),
    (NamedNode(f"{VANN}preferredNamespacePrefix"), NamedNode(f"{VANN}preferredNamespaceUri")),
)


def collect(ontology: Iterable[SourceFile], data: Iterable[SourceFile], shapes: Iterable[SourceFile]) -> Prefixes:
    """Return the site's prefixes; of two declarations of one prefix the first wins.

    First come sh:declare in ontology and shapes, then vann:preferredNamespacePrefix in ontology, then the
    files' own @prefix lines (ontology, data, shapes, each in order of path).
    """
    ontology, data, shapes = tuple(ontology), tuple(data), tuple(shapes)
    declared: dict[str, str] = {}
    for files, pair in ((ontology + shapes, _PAIRS[0]), (ontology, _PAIRS[1])):
        for file in files:
            for prefix, namespace in described(file.quads, *pair):
                declared.setdefault(prefix, namespace)
    for file in ontology + data + shapes:
        for prefix, namespace in file.prefixes.items():
            declared.setdefault(prefix, namespace)
    return Prefixes({p: n for p, n in declared.items() if _PREFIX.fullmatch(p) and _NAMESPACE.fullmatch(n)})


def described(quads: Iterable[Quad], prefix: NamedNode, namespace: NamedNode) -> Iterator[tuple[str, str]]:
    """Yield prefix and namespace of each node that has both, in order of appearance."""
    prefixes: dict[object, str] = {}
    namespaces: dict[object, str] = {}
    for quad in quads:
        if quad.predicate == prefix:
            prefixes.setdefault(quad.subject, _text(quad))
        elif quad.predicate == namespace:
            namespaces.setdefault(quad.subject, _text(quad))
    for node, word in prefixes.items():
        if node in namespaces:
            yield word, namespaces[node]


def _text(quad: Quad) -> str:
    return str(getattr(quad.object, "value", ""))
