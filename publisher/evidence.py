"""Evidence in a dataset: which statements are recorded, and which words of the document each record rests on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from publisher.namespaces import DCTERMS, OA, RDF, SKOS, XSD

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
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
# XSD 1.1, part 2, 3.4.13 and what derives from it there.
_INTEGERS = frozenset(
    f"{XSD}{sign}{size}"
    for sign, sizes in {
        "": ("integer", "long", "int", "short", "byte"),
        "unsigned": ("Long", "Int", "Short", "Byte"),
        "non": ("NegativeInteger", "PositiveInteger"),
        "negative": ("Integer",),
        "positive": ("Integer",),
    }.items()
    for size in sizes
)


@dataclass(frozen=True)
class Passage:
    """Words of a source: a node with selectors (Web Annotation Data Model, 4.2), which are merged here.

    `start` and `end` count Unicode code points from 0, `end` is behind the last one. What no selector says, or says in
    a form that cannot be read, is None; of several values the first in order of their text stands here.
    """

    iri: Node
    source: Term | None
    exact: str | None
    prefix: str | None
    suffix: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Record:
    """A record of one triple (`rdf:Statement`) with the passages that it rests on, in order of the document.

    `graph` is the named graph in which, as the record says (`dcterms:isPartOf`), its triple stands; None where it names
    no graph of the dataset. `kinds` are the `skos:Concept`s that the record points to, its triple's terms left out.
    `parts` are the records of further triples of the same statement (`dcterms:hasPart`).
    """

    iri: Node
    subject: Node
    predicate: NamedNode
    object: Term
    graph: NamedNode | None
    passages: tuple[Passage, ...]
    kinds: tuple[NamedNode, ...]
    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Evidence:
    """All records by IRI, and all passages in order of the document, those that no record rests on too."""

    records: tuple[Record, ...]
    passages: tuple[Passage, ...]


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


def read_evidence(quads: Iterable[Quad]) -> Evidence:
    """Return the evidence that quads hold, read by standard terms only; what is no whole record is left out."""
    return evidence_of(gather(quads))


def evidence_of(material: Material) -> Evidence:
    """Return the evidence in material that was gathered."""
    passages: dict[Term, Passage] = {holder: _passage(material, holder) for holder in material.holders}
    records = [_record(material, node, passages) for node in material.records]
    return Evidence(
        tuple(sorted((record for record in records if record is not None), key=lambda record: str(record.iri))),
        tuple(sorted(passages.values(), key=_place)),
    )


def gather(quads: Iterable[Quad]) -> Material:
    """Go over quads twice: find records, passages, selectors and sources, then collect what is said of them."""
    held = quads if isinstance(quads, Sequence) else list(quads)
    records: dict[Node, None] = {}
    holders: dict[Node, None] = {}
    others: set[Term] = set()
    graphs: set[NamedNode] = set()
    concepts: set[Term] = set()
    for subject, predicate, value, graph in held:
        graphs.add(graph)
        mark = _MARKS.get(predicate)
        if mark is None:
            continue
        if mark == TYPE:
            if value == STATEMENT:
                records[subject] = None
            elif value == _CONCEPT:
                concepts.add(subject)
        elif mark == SUBJECT:
            records[subject] = None
        else:
            others.add(value)
            if mark == HAS_SELECTOR:
                holders[subject] = None
    wanted = others.union(records, holders)
    named = frozenset(graph for graph in graphs if isinstance(graph, NamedNode))
    said = _said(held, wanted)
    selected: dict[Term, Said] = {holder: _merged(said, holder) for holder in holders}
    return Material(list(records), list(holders), said, selected, named, frozenset(concepts))


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


def _passage(material: Material, holder: Node) -> Passage:
    sources = sorted(material.of(holder, HAS_SOURCE), key=str)
    selected = material.selected[holder]
    exact, prefix, suffix = (_text(selected.get(each, ())) for each in (EXACT, PREFIX, SUFFIX))
    start, end = (_number(selected.get(each, ())) for each in (START, END))
    return Passage(holder, sources[0] if sources else None, exact, prefix, suffix, start, end)


def _record(material: Material, node: Node, passages: Mapping[Term, Passage]) -> Record | None:
    """Return a record, or None where subject, predicate and object are not one each."""
    said = material.said[node]
    subjects, predicates, objects = (said.get(part, ()) for part in REIFIED)
    if not len(subjects) == len(predicates) == len(objects) == 1:
        return None
    subject, predicate = subjects[0], predicates[0]
    if not isinstance(subject, Node) or not isinstance(predicate, NamedNode):
        return None
    found = {value for each, values in said.items() if each not in REIFIED for value in values}
    graphs = [value for value in said.get(IS_PART_OF, ()) if value in material.graphs]
    return Record(
        node,
        subject,
        predicate,
        objects[0],
        next((graph for graph in sorted(graphs, key=str) if isinstance(graph, NamedNode)), None),
        tuple(sorted((passages[value] for value in found if value in passages), key=_place)),
        tuple(v for v in sorted(found & material.concepts, key=str) if isinstance(v, NamedNode)),
        tuple(v for v in sorted(said.get(HAS_PART, ()), key=str) if isinstance(v, Node)),
    )


def _text(values: Iterable[Term]) -> str | None:
    return next((value.value for value in values if isinstance(value, Literal)), None)


def _number(values: Iterable[Term]) -> int | None:
    return next((number for value in values if (number := whole_number(value)) is not None), None)


def whole_number(term: Term) -> int | None:
    """Return the number that a literal of an integer type stands for; None for any other term and past 18 digits."""
    if isinstance(term, Literal) and term.datatype.value in _INTEGERS and _INTEGER.fullmatch(term.value):
        return int(term.value)
    return None


def _place(passage: Passage) -> tuple[bool, int, int, str]:
    return passage.start is None, passage.start or 0, passage.end or 0, str(passage.iri)
