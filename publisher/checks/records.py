"""What is wrong with records: each states one triple, rests on quoted words, and its triple stands in the data."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from pyoxigraph import BlankNode, NamedNode, Quad

from publisher.checks.faults import CLASS, FEW, HAS_VALUE, KIND, MANY, Fault
from publisher.checks.texts import brief
from publisher.evidence import (
    EXACT,
    HAS_PART,
    IS_PART_OF,
    OBJECT,
    PREDICATE,
    REIFIED,
    SUBJECT,
    Evidence,
    Material,
    Node,
    Record,
    Term,
    pointed,
)
from publisher.namespaces import DCTERMS, OA, PROV, RDF

Triple = tuple[Term, NamedNode, Term]
Pair = tuple[NamedNode, Term]  # a predicate and what it points to
# Properties by which a record points to its words, with all that PROV has.
_RESTS_ON = frozenset(map(NamedNode, (f"{OA}hasTarget", f"{DCTERMS}source", f"{DCTERMS}references")))
_DERIVED_FROM = NamedNode(f"{PROV}wasDerivedFrom")  # by which records mostly do
# How many values are compared with one that is looked for, and for how many records: a comparison takes 0.1 ms.
_COMPARED, _HINTS = 20, 200


def record_faults(material: Material, evidence: Evidence, quads: Sequence[Quad], base: str) -> Iterator[Fault]:
    """Yield what is wrong with the records in quads; `base` is the authored one."""
    holders = frozenset[Term](material.holders)
    for node in material.records:
        yield from _form(material, node)
    pointing = [(node, list(pointed(material, node))) for node in material.records]
    for node, pairs in pointing:
        yield from _rest(material, holders, node, pairs)
    maybe = [fault for node, pairs in pointing for fault in _dangling(material, holders, node, pairs, base)]
    unknown = {fault.value for fault in maybe}
    if unknown:
        unknown.difference_update(quad.subject for quad in quads)
    yield from (fault for fault in maybe if fault.value in unknown)
    yield from _stand(material, evidence, quads)


def _form(material: Material, node: Node) -> Iterator[Fault]:
    """Yield what keeps a record from being a record of one triple."""
    for part in REIFIED:
        values = material.of(node, part)
        name = f"rdf:{part.value.removeprefix(RDF)}"
        if not values:
            en = f"this record has no {name}; a record states one triple: add it"
            yield Fault(FEW, en, f"この記録に {name} がありません。補ってください", node, part)
        elif len(values) > 1:
            en = f"this record has {len(values)} {name}; keep one, and write a record for each other triple"
            ja = f"この記録に {name} が {len(values)} 個あります。一つにし、ほかのトリプルには別の記録を書いてください"
            yield Fault(MANY, en, ja, node, part)
    for value in material.of(node, SUBJECT):
        if not isinstance(value, NamedNode | BlankNode):
            en, ja = "a subject is no literal; write an IRI", "主語はリテラルにできません。IRI を書いてください"
            yield Fault(KIND, en, ja, node, SUBJECT, value)
    for value in material.of(node, PREDICATE):
        if not isinstance(value, NamedNode):
            en, ja = "a predicate is an IRI; write one", "述語には IRI を書いてください"
            yield Fault(KIND, en, ja, node, PREDICATE, value)


def _rest(material: Material, holders: frozenset[Term], node: Node, pairs: Sequence[Pair]) -> Iterator[Fault]:
    """Yield what keeps a record from resting on quoted words."""
    resting = [(path, value) for path, value in pairs if value in holders]
    beside = [pair for pair in pairs if _rests_on(pair[0])]
    if any(EXACT in material.selected[value] for _, value in resting):
        return
    if resting:
        path, value = resting[0]
        en = f"{value} quotes no words; give it a selector with oa:exact"
        ja = f"{value} に引用がありません。oa:exact を持つセレクターを加えてください"
        yield Fault(FEW, en, ja, node, path, value)
    elif beside:
        path, value = beside[0]
        en = f"{value} has no oa:hasSelector, so this record quotes nothing; point to a passage that has one"
        ja = f"{value} に oa:hasSelector がないため、引用になりません。引用箇所を指すように直してください"
        yield Fault(CLASS, en, ja, node, path, value)
    else:
        en = "this record rests on no quoted words; point, as by prov:wasDerivedFrom, to a passage with oa:hasSelector"
        ja = "この記録には引用がありません。oa:hasSelector のある引用箇所を prov:wasDerivedFrom などで指してください"
        yield Fault(FEW, en, ja, node, _DERIVED_FROM)


def _dangling(
    material: Material, holders: frozenset[Term], node: Node, pairs: Iterable[Pair], base: str
) -> Iterator[Fault]:
    """Yield what is wrong if no file says anything of what a record points to as its words, whole or part."""
    rests = any(value in holders for _, value in pairs)  # else it was told already that it does not
    pairs = [pair for pair in pairs if pair[0] == IS_PART_OF or (rests and _rests_on(pair[0]))]
    pairs += [(HAS_PART, part) for part in material.of(node, HAS_PART) if isinstance(part, NamedNode)]
    for path, value in pairs:
        if value in material.said or value in material.graphs or not _is_below(value, base):
            continue
        if path == IS_PART_OF:
            graphs = ", ".join(sorted(map(str, material.graphs))[:20])
            en = f"{value} is no graph of the data, nor anything described; correct it: the graphs are {graphs}"
            ja = f"{value} というグラフも、その記述もありません。直してください（グラフ: {graphs}）"
        else:
            en = f"no file says anything of {value}; correct its name, or describe it"
            ja = f"{value} の記述がどのファイルにもありません。名前を直すか、記述してください"
        yield Fault(CLASS, en, ja, node, path, value)


def _rests_on(path: NamedNode) -> bool:
    return path in _RESTS_ON or path.value.startswith(PROV)


def _is_below(term: Term, base: str) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(base)


def _stand(material: Material, evidence: Evidence, quads: Sequence[Quad]) -> Iterator[Fault]:
    """Yield the records whose triple does not stand in the graphs they name or, naming none, in any."""
    wanted: dict[Triple, set[object]] = {_triple(record): set() for record in evidence.records}
    for subject, predicate, value, graph in quads:
        where = wanted.get((subject, predicate, value))
        if where is not None:
            where.add(graph)
    absent = []
    for record in evidence.records:
        named = graphs_of(material, record.iri)
        where = wanted[_triple(record)]
        if not where:
            absent.append(record)
        for graph in named:
            if where and graph not in where:
                yield _elsewhere(record, graph, ", ".join(sorted(map(str, where))))
    if absent:
        yield from _absent(absent, quads)


def graphs_of(material: Material, node: Term) -> list[NamedNode]:
    """Return the graphs of the data in which, as a record says, its triple stands."""
    return [g for g in material.of(node, IS_PART_OF) if isinstance(g, NamedNode) and g in material.graphs]


def _triple(record: Record) -> Triple:
    # Terms compare by their text; language tags have been in lower case since they were parsed.
    return record.subject, record.predicate, record.object


def _elsewhere(record: Record, graph: NamedNode, where: str) -> Fault:
    en = f"its triple does not stand in {graph} but in {where}; correct dcterms:isPartOf, or move the triple"
    ja = f"このトリプルは {graph} ではなく {where} にあります。dcterms:isPartOf を直すか、トリプルを移してください"
    return Fault(HAS_VALUE, en, ja, record.iri, IS_PART_OF, graph)


def _absent(records: Iterable[Record], quads: Iterable[Quad]) -> Iterator[Fault]:
    """Yield the fault of each record whose triple stands nowhere, with the nearest triple that does."""
    records = list(records)
    pairs: dict[tuple[Term, NamedNode], list[Term]] = {(record.subject, record.predicate): [] for record in records}
    ends: dict[tuple[Term, Term], list[NamedNode]] = {(record.subject, record.object): [] for record in records}
    for subject, predicate, value, _ in quads:
        if (values := pairs.get((subject, predicate))) is not None and len(values) < _COMPARED:
            values.append(value)
        if (others := ends.get((subject, value))) is not None and len(others) < _COMPARED:
            others.append(predicate)
    for number, record in enumerate(records):
        values, others = pairs[record.subject, record.predicate], ends[record.subject, record.object]
        yield _instead(record, values if number < _HINTS else values[:1], others)


def _instead(record: Record, values: Sequence[Term], others: Sequence[NamedNode]) -> Fault:
    node, wanted = record.iri, str(record.object)
    if others:
        other = min(map(str, others))
        en = f"its triple is not in the data, where the predicate between these two is {other}; correct either"
        ja = f"このトリプルはデータにありません。データでの述語は {other} です。どちらかを直してください"
        return Fault(HAS_VALUE, en, ja, node, PREDICATE, record.predicate)
    if values:
        found = brief(max(map(str, values), key=lambda value: SequenceMatcher(None, value[:200], wanted[:200]).ratio()))
        en = f"its triple is not in the data, where the subject has for this predicate {found}; correct either"
        ja = f"このトリプルはデータにありません。データではこの述語の値は {found} です。どちらかを直してください"
    else:
        said = f"{record.subject} {record.predicate}"
        en = f"its triple is not in the data, which has nothing for {said}; state it or remove the record"
        ja = f"このトリプルはデータにありません（{said} の値なし）。データに書くか、この記録を除いてください"
    return Fault(HAS_VALUE, en, ja, node, OBJECT, record.object)
