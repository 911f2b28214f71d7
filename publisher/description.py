"""What the document about one resource holds, gathered from the quads of the whole dataset."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from publisher.namespaces import RDF, XSD

# Datatypes that RDF gives to every plain literal: saying where they are used would say nothing.
IMPLICIT_DATATYPES = frozenset({XSD + "string", RDF + "langString", RDF + "dirLangString"})


class Role(StrEnum):
    """The place in a quad from which a resource is pointed to."""

    OBJECT = "object"
    PREDICATE = "predicate"
    DATATYPE = "datatype"
    GRAPH = "graph"


Quads = Sequence[Quad]


@dataclass(frozen=True)
class Incoming:
    """The statements that point to a resource from one role by one predicate.

    `total` counts distinct triples; `quads` are the first of them in order, cut to a limit.
    For any role but OBJECT `predicate` is empty.
    """

    role: Role
    predicate: str
    total: int
    quads: tuple[Quad, ...]


@dataclass(frozen=True)
class Description:
    """What the data says of one IRI: its own statements, blank nodes followed, and what points to it."""

    iri: str
    outgoing: tuple[Quad, ...]
    incoming: tuple[Incoming, ...]

    @property
    def is_subject(self) -> bool:
        """Whether the data says anything of the resource itself."""
        return bool(self.outgoing)


def address_of(iri: str, base: str) -> str:
    """Return the address under which an IRI is looked up: below the base without fragment, decoded, in NFC.

    IRIs that differ only in percent-encoding, or in their fragment, share an address; a foreign IRI is its own.
    """
    if not iri.startswith(base):
        return iri
    path, _, _ = iri[len(base) :].partition("#")
    return base + normalise_path(path)


def normalise_path(path: str) -> str:
    """Return a path percent-decoded and in Unicode's normal form C."""
    if "%" in path:
        path = unquote(path, errors="replace")
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def name_of(term: object) -> str:
    """Return the name a resource is kept under: an IRI as it stands, a blank node as `_:label`."""
    return term.value if isinstance(term, NamedNode) else str(term)


class Describer:
    """The quads of a dataset, indexed so that every resource in them can be described.

    `limit` bounds the incoming quads kept per role and predicate.
    """

    def __init__(self, quads: Iterable[Quad], limit: int) -> None:
        self._limit = limit
        self._by_subject: dict[str, list[Quad]] = defaultdict(list)
        self._pointing: dict[str, dict[tuple[Role, str], list[Quad]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self._index(quad)

    def _index(self, quad: Quad) -> None:
        predicate, thing, graph = quad.predicate.value, quad.object, quad.graph_name
        self._by_subject[name_of(quad.subject)].append(quad)
        if not isinstance(thing, Literal):
            self._pointing[name_of(thing)][Role.OBJECT, predicate].append(quad)
        elif thing.datatype.value not in IMPLICIT_DATATYPES:
            self._pointing[thing.datatype.value][Role.DATATYPE, ""].append(quad)
        self._pointing[predicate][Role.PREDICATE, ""].append(quad)
        if isinstance(graph, NamedNode):
            self._pointing[graph.value][Role.GRAPH, ""].append(quad)

    def names(self) -> list[str]:
        """Return every IRI that occurs anywhere in the data, and every blank node as `_:label`, sorted."""
        return sorted(self._by_subject.keys() | self._pointing.keys())

    def describe(self, iri: str) -> Description:
        """Return the description of an IRI or a blank node; empty when the data does not mention it."""
        incoming = (
            Incoming(role, predicate, total, quads)
            for (role, predicate), found in sorted(self._pointing.get(iri, {}).items())
            for total, quads in [self._cut(found)]
        )
        return Description(iri, tuple(self._outgoing(iri)), tuple(incoming))

    def pointing(self, iri: str) -> Iterator[tuple[Role, str, list[Quad]]]:
        """Yield all that points to an IRI, where it is more than a description holds: role, predicate, quads."""
        for (role, predicate), quads in sorted(self._pointing.get(iri, {}).items()):
            if role is Role.OBJECT and len(quads) > self._limit:
                yield role, predicate, quads

    def _outgoing(self, iri: str) -> Iterator[Quad]:
        """Yield the statements about an IRI and, after each, those about the blank nodes it leads to."""
        seen = {iri}
        stack = list(reversed(self._by_subject.get(iri, ())))
        while stack:
            quad = stack.pop()
            yield quad
            if isinstance(quad.object, BlankNode) and str(quad.object) not in seen:
                seen.add(str(quad.object))
                stack.extend(reversed(self._by_subject.get(str(quad.object), ())))

    def _cut(self, quads: list[Quad]) -> tuple[int, tuple[Quad, ...]]:
        """Return how many distinct triples there are, and the first of the quads that state them."""
        total = len({quad.triple for quad in quads}) if len(quads) > 1 else len(quads)
        return total, tuple(quads[: self._limit])


def union(quads: Iterable[Quad]) -> list[Quad]:
    """Return the distinct triples of quads as quads of the default graph, in order of first appearance."""
    default = DefaultGraph()
    return list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object, default) for quad in quads))
