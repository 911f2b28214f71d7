"""A bench on which edits of the site are tried: what its shapes find then, and what the gate of evidence finds.

An edit is tried on half a check, for a whole one takes seconds. The shapes are asked by pySHACL itself, of the things
near the edit alone: not what they would find far from it, not with lines, nor with what merely follows left out. The
gate is asked alone, or not at all: not what the linter says, nor what gate and shapes tell both. For one edit of each
family the whole check is in `test_site_check`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pyshacl
import rdflib
from edits import Edit
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node
from site_graphs import BASE, DATASET, ROOT, SHAPES, parse, parsed, shapes, site

from publisher.checks.evidence import check_evidence
from publisher.checks.terms import RememberingGraph
from publisher.settings import Settings, load_settings
from publisher.sources import Locator, read_sources

Triple = tuple[Node, Node, Node]
# Hundreds of records state triples; no shape of theirs asks what else is said of these.
SAID_BY_RECORDS = {RDF.subject, RDF.object, rdflib.URIRef(f"{BASE}def#evidenceClass")}
MOVABLE = (SH.targetClass, SH.targetSubjectsOf)


def text_with(edit: Edit) -> str:
    """Return a file's text with an edit, which may use every prefix of the site."""
    text = (ROOT / edit.file).read_text(encoding="utf-8")
    assert text.count(edit.replace) == 1, f"{edit.file} holds {edit.replace!r} {text.count(edit.replace)} times"
    return _prefixes() + text.replace(edit.replace, edit.by)


def shape_findings(edit: Edit) -> set[tuple[Node, str, str]]:
    """Return thing, shape and severity of each result about what an edit touches, and what leads to that."""
    graph, (removed, added) = _bench(), _difference(edit)
    things = _near(removed | added, graph)
    with _exchanged(graph, removed, added):
        return _findings(graph, things | _near(removed | added, graph))


def site_with(edit: Edit, folder: Path, *names: str) -> Settings:
    """Lay out the edited site in a folder, of its sources those of some names; return its settings."""
    paths = [path for name in names for path in (ROOT / name).rglob("*.*")]
    for path in (*paths, ROOT / "publisher.toml"):
        link = folder / path.relative_to(ROOT)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(path)
    (folder / edit.file).unlink()
    (folder / edit.file).write_text(text_with(edit), encoding="utf-8", newline="")
    return load_settings(folder, {})


def gate_findings(edit: Edit, folder: Path) -> set[str]:
    """Return `gate:` and the last word of the path of each finding of the gate; `folder` takes the edited site."""
    settings = site_with(edit, folder, "data")
    found = check_evidence(read_sources(settings), settings, Locator(folder))
    return {f"gate:{last_word(finding.path)}" for finding in found}


def last_word(iri: str | None) -> str:
    """Return the last word of an IRI, of a path of several the last one's."""
    return re.split("[/#]", (iri or "").rstrip(">"))[-1]


def findings_with(added: set[Triple], things: Iterable[Node]) -> set[tuple[Node, str, str]]:
    """Return thing, shape and severity of each result about these things, with more triples than the site's."""
    with _exchanged(_bench(), set(), added - set(_bench())):
        return _findings(_bench(), things)


def _findings(graph: rdflib.Graph, things: Iterable[Node]) -> set[tuple[Node, str, str]]:
    """Return thing, shape and severity of each result about these things: all others would take much longer."""
    aimed = {(shape, SH.targetNode, thing) for thing in things for shape in _looking_at(thing, graph)}
    rules = _untargeted()
    with _exchanged(rules, set(), aimed - set(rules)):
        _, report, text = pyshacl.validate(graph, shacl_graph=rules, inplace=True)
    assert isinstance(report, rdflib.Graph), text
    return {
        (report.value(result, SH.focusNode), _word(report.value(result, SH.sourceShape), SHAPES), _word(severity, SH))
        for result in report.objects(None, SH.result)
        for severity in report.objects(result, SH.resultSeverity)
    }


@cache
def _prefixes() -> str:
    declared = shapes().subject_objects(SH.prefix)
    return "".join(f"@prefix {name}: <{shapes().value(node, SH.namespace)}> .\n" for node, name in declared)


@cache
def _bench() -> rdflib.Graph:
    """Return the triples of the site in a graph of their own, the one that checks use."""
    graph = RememberingGraph()
    graph += site()
    return graph


@cache
def _files_of() -> Counter[Triple]:
    """Return in how many files each triple stands."""
    return Counter(triple for name in DATASET for triple in parsed(name))


def _difference(edit: Edit) -> tuple[set[Triple], set[Triple]]:
    """Return the triples that an edit takes away from the site, and those that it adds."""
    old, new = set(parsed(edit.file)), set(parse(text_with(edit)))
    removed = {triple for triple in old - new if _files_of()[triple] == 1}
    return removed, {triple for triple in new - old if _files_of()[triple] == 0}


@contextmanager
def _exchanged(graph: rdflib.Graph, removed: Iterable[Triple], added: Iterable[Triple]) -> Iterator[None]:
    """Exchange triples of a graph for a while."""
    try:
        for triple in removed:
            graph.remove(triple)
        for triple in added:
            graph.add(triple)
        yield
    finally:
        for triple in added:
            graph.remove(triple)
        for triple in removed:
            graph.add(triple)


def _near(triples: Iterable[Triple], graph: rdflib.Graph) -> set[Node]:
    """Return what triples are about, what that leads to, of words their document, too, and all that leads to it."""
    triples = list(triples)
    found = {term for s, _, o in triples for term in (s, o) if isinstance(term, rdflib.URIRef)}
    beyond = {value for s, _, _ in triples for value in graph.objects(s) if isinstance(value, rdflib.URIRef)}
    for _ in range(2):
        own = {term for term in found if re.match(f"{BASE}(id|scheme)/|{BASE}doc/evidence#", term)}
        found |= {s for term in own for s, p in graph.subject_predicates(term) if p not in SAID_BY_RECORDS}
    if any(str(s).startswith(f"{BASE}doc/evidence#") for s, _, _ in triples):
        beyond |= set(graph.objects(None, rdflib.URIRef("http://www.w3.org/ns/oa#hasSource")))
    return found | beyond


def _looking_at(thing: Node, graph: rdflib.Graph) -> Iterator[Node]:
    """Yield the shapes that have a thing as a target."""
    for property in set(graph.predicates(thing)):
        yield from shapes().subjects(SH.targetSubjectsOf, property)
    kinds = {one for kind in graph.objects(thing, RDF.type) for one in graph.transitive_objects(kind, RDFS.subClassOf)}
    for kind in kinds:
        yield from shapes().subjects(SH.targetClass, kind)


@cache
def _untargeted() -> rdflib.Graph:
    """Return the shapes without what tells them to look at all things of a kind."""
    rules = rdflib.Graph() + shapes()
    for target in MOVABLE:
        rules.remove((None, target, None))
    return rules


def _word(term: object, namespace: object) -> str:
    return str(term).removeprefix(str(namespace))
