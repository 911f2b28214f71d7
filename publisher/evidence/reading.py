"""Records and passages as they are read, by standard terms alone."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from publisher.evidence.material import (
    END,
    EXACT,
    HAS_PART,
    HAS_SOURCE,
    IS_PART_OF,
    PREFIX,
    REIFIED,
    START,
    SUFFIX,
    Material,
    Node,
    Term,
    pointed,
)
from publisher.namespaces import XSD

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
    no graph of the dataset. `kinds` are the `skos:Concept`s that the record points to beside its triple.
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


def evidence_of(material: Material) -> Evidence:
    """Return the evidence in material that was gathered."""
    passages: dict[Term, Passage] = {holder: _passage(material, holder) for holder in material.holders}
    records = [_record(material, node, passages) for node in material.records]
    return Evidence(
        tuple(sorted((record for record in records if record is not None), key=lambda record: str(record.iri))),
        tuple(sorted(passages.values(), key=_place)),
    )


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
    found = {value for _, value in pointed(material, node)}
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
