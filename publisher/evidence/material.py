"""What evidence is read from: records, passages and sources among all quads, and what is said of each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from publisher.namespaces import DCTERMS, OA, RDF, SKOS

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Said = Mapping[NamedNode, Sequence[Term]]  # what is said of one node: predicate → objects, each once

TYPE = NamedNode(f"{RDF}type")
STATEMENT = NamedNode(f"{RDF}Statement")
SUBJECT, PREDICATE, OBJECT = REIFIED = tuple(NamedNode(RDF + name) for name in ("subject", "predicate", "object"))
IS_PART_OF, HAS_PART = NamedNode(f"{DCTERMS}isPartOf"), NamedNode(f"{DCTERMS}hasPart")
HAS_SELECTOR, HAS_SOURCE = NamedNode(f"{OA}hasSelector"), NamedNode(f"{OA}hasSource")
EXACT, PREFIX, SUFFIX, START, END = (NamedNode(OA + name) for name in ("exact", "prefix", "suffix", "start", "end"))
_CONCEPT = NamedNode(f"{SKOS}Concept")
# What tells of a record, a passage or a concept, and what stands for it below.
_MARKS: Mapping[NamedNode, NamedNode] = MappingProxyType(
    {TYPE: TYPE, **dict.fromkeys(REIFIED, SUBJECT), HAS_SELECTOR: HAS_SELECTOR, HAS_SOURCE: HAS_SOURCE}
)
_NOT_POINTING = frozenset((*REIFIED, TYPE, HAS_PART))


@dataclass(frozen=True)
class Material:
    """What evidence is read from: the nodes that are records and passages, and what the data says of these.

    `said` also tells of selectors and sources, `selected` what all selectors of a passage say together. `graphs` are
    the named graphs, `concepts` the `skos:Concept`s.
    """

    records: Sequence[Node]
    holders: Sequence[Node]
    said: Mapping[Term, Said]
    selected: Mapping[Term, Said]
    graphs: frozenset[NamedNode]
    concepts: frozenset[Term]

    def of(self, node: Term, predicate: NamedNode) -> Sequence[Term]:
        """Return the values that a node has for a predicate."""
        return self.said.get(node, {}).get(predicate, ())


def gather(quads: Iterable[Quad]) -> Material:
    """Go over quads twice: find records, passages, selectors and sources, then collect what is said of them."""
    held = quads if isinstance(quads, Sequence) else list(quads)
    met = _met(held)
    said = _said(held, met.others.union(met.records, met.holders))
    return Material(
        list(met.records),
        list(met.holders),
        said,
        {holder: _merged(said, holder) for holder in met.holders},
        frozenset(graph for graph in met.graphs if isinstance(graph, NamedNode)),
        frozenset(met.concepts),
    )


@dataclass
class _Met:
    """The nodes that evidence is about, in the order in which they are met; `others` are selectors and sources."""

    records: dict[Node, None] = field(default_factory=dict)
    holders: dict[Node, None] = field(default_factory=dict)
    others: set[Term] = field(default_factory=set)
    graphs: set[object] = field(default_factory=set)
    concepts: set[Term] = field(default_factory=set)


def _met(quads: Iterable[Quad]) -> _Met:
    met = _Met()
    for subject, predicate, value, graph in quads:
        met.graphs.add(graph)
        mark = _MARKS.get(predicate)
        if mark is None:
            continue
        if mark == SUBJECT or (mark == TYPE and value == STATEMENT):
            met.records[subject] = None
        elif mark == TYPE:
            if value == _CONCEPT:
                met.concepts.add(subject)
        else:
            met.others.add(value)
            if mark == HAS_SELECTOR:
                met.holders[subject] = None
    return met


def _said(quads: Iterable[Quad], wanted: set[Term]) -> dict[Term, Said]:
    """Return what quads say of the wanted nodes, each value once though it may stand in several graphs."""
    found: dict[Term, dict[NamedNode, dict[Term, None]]] = {}
    last: Term | None = None  # what is said of a node mostly stands together
    said: dict[NamedNode, dict[Term, None]] = {}
    for subject, predicate, value, _ in quads:
        if subject in wanted:
            if subject != last:
                last, said = subject, found.setdefault(subject, {})
            if predicate in said:
                said[predicate][value] = None
            else:
                said[predicate] = {value: None}
    return {node: {predicate: tuple(values) for predicate, values in said.items()} for node, said in found.items()}


def _merged(said: Mapping[Term, Said], holder: Node) -> Said:
    """Return what the selectors of a passage say, as if they were one."""
    selectors = [said[selector] for selector in said[holder].get(HAS_SELECTOR, ()) if selector in said]
    if len(selectors) == 1 and all(len(values) == 1 for values in selectors[0].values()):
        return selectors[0]
    found: dict[NamedNode, tuple[Term, ...]] = {}
    for selector in selectors:
        for predicate, values in selector.items():
            found[predicate] = tuple(dict.fromkeys((*found.get(predicate, ()), *values)))
    return {predicate: tuple(sorted(v, key=str)) if len(v) > 1 else v for predicate, v in found.items()}


def pointed(material: Material, node: Node) -> Iterator[tuple[NamedNode, Term]]:
    """Yield what a record points to, in order, as its words and its kinds: all but its triple, class and parts."""
    for path, values in sorted(material.said[node].items(), key=lambda item: item[0].value):
        if path not in _NOT_POINTING:
            yield from ((path, value) for value in sorted(values, key=str) if isinstance(value, Node))


def document_sources(material: Material, base: str) -> frozenset[Term]:
    """Return the sources of passages that are the document which is shown at `source` under a base.

    A source that is told of another address is not. Where one has that address among its values, as by
    `schema:contentUrl`, or is it, all others are further sources of the site's own; else each of them is the document.
    """
    named = {source for holder in material.holders for source in material.of(holder, HAS_SOURCE)}
    own = {source for source in named if not isinstance(source, NamedNode) or source.value.startswith(base)}
    address = NamedNode(f"{base}source")
    connected = {
        one for one in own if one == address or any(address in said for said in material.said.get(one, {}).values())
    }
    return frozenset(connected or own)


def into_document(material: Material, holder: Node, document: frozenset[Term]) -> bool:
    """Return whether a passage is of the document that some sources are: it names one of these, or none at all."""
    sources = material.of(holder, HAS_SOURCE)
    return not sources or not document.isdisjoint(sources)
