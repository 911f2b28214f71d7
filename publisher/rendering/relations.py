"""Statements by property: what a page shows of a thing, before anything has a name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from publisher.documents import PAGE
from publisher.labels import LABEL_PREDICATES, OTHER_NAMES
from publisher.namespaces import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, XSD
from publisher.rendering.names import Term

# Up to here values are sorted by name, which asks for the names of all; past it they keep the data's order.
SORTED = 200
# A thing's one-line description is taken from the first of these.
SUMMARIES = (
    SKOS + "definition",
    DCTERMS + "description",
    RDFS + "comment",
    SCHEMA + "description",
    "http://schema.org/description",
    SKOS + "scopeNote",
)
FIRST, REST, NIL = RDF + "first", RDF + "rest", RDF + "nil"
TRUE = tuple(Literal(lexical, datatype=NamedNode(XSD + "boolean")) for lexical in ("true", "1"))

Subject = NamedNode | BlankNode | Literal | None


@dataclass(frozen=True)
class Stated:
    """A term, the named graphs in which it is stated, and the statement itself."""

    term: Term
    graphs: tuple[str, ...]
    triple: Triple | None = None


@dataclass(frozen=True)
class Relation:
    """Everything that stands in one relation to a thing; `total` may be more than there is in `values`."""

    predicate: str
    total: int
    values: tuple[Stated, ...]

    def page(self, number: int) -> "Relation":
        """Return one page (from 1) of the values."""
        return Relation(self.predicate, self.total, self.values[(number - 1) * PAGE : number * PAGE])

    @property
    def goes_on(self) -> bool:
        """Whether there is more than its first page."""
        return self.total > min(len(self.values), PAGE)

    @property
    def is_sorted(self) -> bool:
        """Whether the values are shown in the order of their names: all are here, and they are few."""
        return self.total == len(self.values) <= SORTED

    def named(self) -> Iterator[Term]:
        """Yield the terms whose names are needed to show the first page."""
        return (stated.term for stated in (self.values if self.is_sorted else self.values[:PAGE]))


def stated(pairs: Iterable[tuple[Term, Quad]]) -> tuple[Stated, ...]:
    """Return each distinct term once, with all graphs of the quads it comes from, in order of appearance."""
    graphs: dict[Term, dict[str, None]] = {}
    triples: dict[Term, Triple] = {}
    for term, quad in pairs:
        found = graphs.setdefault(term, {})
        triples.setdefault(term, quad.triple)
        if isinstance(quad.graph_name, NamedNode):
            found[quad.graph_name.value] = None
    return tuple(Stated(term, tuple(names), triples[term]) for term, names in graphs.items())


def by_subject(quads: Iterable[Quad]) -> dict[Term, dict[str, list[Quad]]]:
    """Return quads by their subject, then by their predicate."""
    found: dict[Term, dict[str, list[Quad]]] = {}
    for quad in quads:
        found.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(quad)
    return found


def by_predicate(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """Return quads by their predicate."""
    found: dict[str, list[Quad]] = {}
    for quad in quads:
        found.setdefault(quad.predicate.value, []).append(quad)
    return found


def outgoing(properties: Mapping[str, list[Quad]]) -> list[Relation]:
    """Return what a thing says of itself, by predicate."""
    relations = []
    for predicate, quads in properties.items():
        values = stated((quad.object, quad) for quad in quads)
        relations.append(Relation(predicate, len(values), values))
    return relations


def is_deprecated(said: Iterable[Quad]) -> bool:
    """Whether a thing is withdrawn, by what is said of it: owl:deprecated with the boolean true."""
    return any(quad.predicate.value == OWL + "deprecated" and quad.object in TRUE for quad in said)


def place_of(predicate: str) -> int:
    """Return where a property stands on a page: names, type, descriptions, then all others."""
    if predicate in LABEL_PREDICATES:
        return LABEL_PREDICATES[predicate]
    if predicate in OTHER_NAMES:
        return 20
    if predicate == RDF + "type":
        return 30
    return 40 + SUMMARIES.index(predicate) if predicate in SUMMARIES else 50


def items_of(node: BlankNode, statements: Mapping[Term, Mapping[str, list[Quad]]]) -> list[Stated] | None:
    """Return the members of a well-formed list that begins at a node, or None when it is no list."""
    items: list[Stated] = []
    seen: set[Term] = set()
    here: Term = node
    while here != NamedNode(NIL):
        found = statements.get(here, {})
        firsts = stated((quad.object, quad) for quad in found.get(FIRST, ()))
        rests = stated((quad.object, quad) for quad in found.get(REST, ()))
        if here in seen or set(found) - {FIRST, REST, RDF + "type"} or len(firsts) != 1 or len(rests) != 1:
            return None
        seen.add(here)
        items.append(firsts[0])
        here = rests[0].term
    return items
