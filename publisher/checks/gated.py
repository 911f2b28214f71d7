"""What stands in a gated graph without a record: `[site] gated` names the graphs that are told by receipts alone."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad

from publisher.checks.faults import HAS_VALUE, Fault
from publisher.checks.records import graphs_of
from publisher.checks.texts import brief
from publisher.dumps import graph_names
from publisher.evidence import OBJECT, PREDICATE, REIFIED, SUBJECT, TYPE, Material, Node, Term
from publisher.findings import Finding, violation
from publisher.namespaces import DCTERMS, OA, PROV, RDFS, SKOS
from publisher.settings import FILE, Settings
from publisher.sources.graphs import segment

# What needs no record: classes, names, notes (SKOS, section 7), provenance, and what records themselves are made of.
_NAMES = ("prefLabel", "altLabel", "hiddenLabel")
_NOTES = ("note", "changeNote", "definition", "editorialNote", "example", "historyNote", "scopeNote")
_PLAIN = (*(SKOS + name for name in (*_NAMES, *_NOTES)), f"{RDFS}label", f"{RDFS}comment")
EXEMPT = frozenset((TYPE, *REIFIED, *map(NamedNode, _PLAIN)))
EXEMPT_NAMESPACES = (DCTERMS, PROV, OA)
_MOST = 8  # triples that a record with several subjects, predicates or objects may mean; it is told of those already

_BLANK = (
    "no record in another file can, for it has a blank node: give that an IRI, then write the record",
    "別のファイルの記録からは空白ノードを指せません。IRI を付けてから記録を書いてください",
)


def graphs_named(settings: Settings, graphs: frozenset[NamedNode]) -> tuple[list[NamedNode], list[Finding]]:
    """Return the graphs that `[site] gated` names, and what names none.

    A graph is named by its folder or file, by its name on the site, or by its IRI.
    """
    base = settings.site.authored_base
    names = {name: NamedNode(iri) for iri, name in graph_names((graph.value for graph in graphs), base).items()}
    found: list[NamedNode] = []
    unknown: list[Finding] = []
    for name in settings.site.gated:
        folder = NamedNode(f"{base}graph/{segment(name)}")
        graph = folder if folder in graphs else names.get(name)
        graph = graph or next((each for each in graphs if each.value == name), None)
        found += [graph] if graph is not None else []
        unknown += [_unknown(settings, name, sorted(names))] if graph is None else []
    return found, unknown


def _unknown(settings: Settings, name: str, names: Sequence[str]) -> Finding:
    return violation(
        f"[site] gated names {name!r}, which is no graph of the data; the graphs are {', '.join(names) or 'none'}",
        f"[site] gated の {name!r} というグラフはデータにありません（グラフ: {', '.join(names) or 'なし'}）",
        file=FILE,
        line=_line_of(settings.root / FILE, name),
    )


def _line_of(path: Path, name: str) -> int | None:
    """Return the line on which `gated` holds a name; None where the environment set it."""
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"^\s*gated\s*=[^\]]*?[\"']{re.escape(name)}[\"']", text, re.MULTILINE)
    return text.count("\n", 0, found.end()) + 1 if found else None


def gated_faults(material: Material, quads: Sequence[Quad], gated: frozenset[NamedNode]) -> Iterator[Fault]:
    """Yield each triple of the gated graphs that no record states, or only one that names another graph."""
    if not gated:
        return
    stated = _stated(material)
    missing: dict[tuple[Node, NamedNode, Term, NamedNode], None] = {}
    exempt: dict[NamedNode, bool] = {}
    for subject, predicate, value, graph in quads:
        if graph not in gated:
            continue
        if predicate not in exempt:
            exempt[predicate] = predicate in EXEMPT or predicate.value.startswith(EXEMPT_NAMESPACES)
        if not exempt[predicate] and not _covered(material, stated.get((subject, predicate, value), ()), graph):
            missing[subject, predicate, value, graph] = None
    said = frozenset((quad.subject, quad.predicate, quad.object) for quad in quads) if missing else frozenset()
    yield from _told(material, stated, missing, said)


def _covered(material: Material, records: Sequence[Node], graph: NamedNode) -> bool:
    return any(not (named := graphs_of(material, record)) or graph in named for record in records)


def _stated(material: Material) -> dict[tuple[Term, Term, Term], list[Node]]:
    """Return the triples that records state, and which; of a record that states several, each."""
    found: dict[tuple[Term, Term, Term], list[Node]] = {}
    for node in material.records:
        triples = [
            (subject, predicate, value)
            for subject in material.of(node, SUBJECT)[:_MOST]
            for predicate in material.of(node, PREDICATE)[:_MOST]
            for value in material.of(node, OBJECT)[:_MOST]
        ]
        for triple in triples:
            found.setdefault(triple, []).append(node)
    return found


def _told(
    material: Material,
    stated: dict[tuple[Term, Term, Term], list[Node]],
    missing: dict[tuple[Node, NamedNode, Term, NamedNode], None],
    said: frozenset[tuple[Term, Term, Term]],
) -> Iterator[Fault]:
    """Yield the fault of each missing triple, with the record that may be meant: one whose own triple is not said."""
    near: dict[tuple[Term, Term], tuple[Node, Term]] = {}
    for (subject, predicate, value), nodes in stated.items() if missing else ():
        if (subject, predicate, value) not in said:
            near.setdefault((subject, predicate), (nodes[0], value))
    for subject, predicate, value, graph in missing:
        if (subject, predicate, value) in stated:
            node = stated[subject, predicate, value][0]
            en, ja = _of_another(node, graphs_of(material, node), graph)
        elif isinstance(subject, BlankNode) or isinstance(value, BlankNode):
            en, ja = _BLANK
        elif (subject, predicate) in near:
            en, ja = _nearly(*near[subject, predicate])
        else:
            en = f"write an rdf:Statement with its quote, or move to another graph what is not of {graph}"
            ja = f"引用のある rdf:Statement を書くか、{graph} の内容でなければ別のグラフに移してください"
        en, ja = f"no record states this triple; {en}", f"このトリプルの記録がありません。{ja}"
        yield Fault(HAS_VALUE, en, ja, subject, predicate, value, graph)


def _of_another(node: Node, graphs: Sequence[NamedNode], graph: NamedNode) -> tuple[str, str]:
    others = ", ".join(map(str, graphs))
    return (
        f"{node} does, but as one of {others}: correct its dcterms:isPartOf, or write a record for {graph}",
        f"{node} は {others} のものとしています。dcterms:isPartOf を直すか、{graph} の記録を書いてください",
    )


def _nearly(node: Node, value: Term) -> tuple[str, str]:
    return (
        f"{node} has the object {brief(str(value))} here: correct either, or write a record with its quote",
        f"{node} では目的語が {brief(str(value))} です。どちらかを直すか、引用のある記録を書いてください",
    )
