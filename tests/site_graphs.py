"""The site's own files as rdflib graphs, whole, in part or with one edit, and what its shapes find in them."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from shapes_edits import Edit

ROOT = Path(__file__).parent.parent
BASE = "https://example.org/jpo-wipo/"
SHAPES = f"{BASE}shapes#"
NAMES = [
    str(path.relative_to(ROOT))
    for name in ("data", "ontology", "shapes")
    for path in sorted((ROOT / name).rglob("*.ttl"))
]
TARGETS = (SH.targetClass, SH.targetSubjectsOf)


def parse(text: str) -> rdflib.Graph:
    """Return the triples of a text as written: rdflib reads only what pyoxigraph has read."""
    lines = ox.serialize(
        (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)), format=ox.RdfFormat.N_TRIPLES
    )
    assert lines is not None
    return rdflib.Graph().parse(data=lines, format="nt")


@cache
def parsed(name: str) -> rdflib.Graph:
    """Return the triples of a file."""
    return parse((ROOT / name).read_text(encoding="utf-8"))


def edited(edit: Edit) -> rdflib.Graph:
    """Return the triples of a file with an edit."""
    text = (ROOT / edit.file).read_text(encoding="utf-8")
    assert text.count(edit.replace) == 1, f"{edit.file} holds {edit.replace!r} {text.count(edit.replace)} times"
    return parse(text.replace(edit.replace, edit.by))


def read(*names: str, edit: Edit | None = None) -> rdflib.Graph:
    """Return the triples of files, one of them edited."""
    graph = rdflib.Graph()
    for name in names:
        graph += edited(edit) if edit and edit.file == name else parsed(name)
    return graph


@cache
def site() -> rdflib.Graph:
    """Return all triples of data and ontology."""
    return site_with(None)


def site_with(edit: Edit | None) -> rdflib.Graph:
    """Return all triples of data and ontology with an edit."""
    return read(*(name for name in NAMES if not name.startswith("shapes/")), edit=edit)


@cache
def layer(name: str) -> rdflib.Graph:
    """Return the triples of one folder of data."""
    return read(*(n for n in NAMES if n.startswith(f"data/{name}/")))


@cache
def shapes() -> rdflib.Graph:
    """Return the triples of all shapes, with the prefixes of their queries."""
    return read("ontology/prefixes.ttl", *(name for name in NAMES if name.startswith("shapes/")))


def targets(shape: rdflib.term.Node, graph: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return the things in a graph that a shape is told to look at."""
    found = {thing for property in shapes().objects(shape, SH.targetSubjectsOf) for thing in graph.subjects(property)}
    for kind in shapes().objects(shape, SH.targetClass):
        for one in graph.transitive_subjects(RDFS.subClassOf, kind):
            found |= set(graph.subjects(RDF.type, one))
    return found


def findings(graph: rdflib.Graph, things: set[rdflib.term.Node]) -> set[tuple[rdflib.term.Node, str, str]]:
    """Return thing, shape and severity of each result about these things: all others would take much longer."""
    rules = rdflib.Graph() + shapes()
    for shape in {shape for target in TARGETS for shape in shapes().subjects(target)}:
        for target in TARGETS:
            rules.remove((shape, target, None))
        for thing in targets(shape, graph) & things:
            rules.add((shape, SH.targetNode, thing))
    _, report, text = pyshacl.validate(graph, shacl_graph=rules)
    assert isinstance(report, rdflib.Graph), text
    return {
        (report.value(result, SH.focusNode), _word(report.value(result, SH.sourceShape), SHAPES), _word(severity, SH))
        for result in report.objects(None, SH.result)
        for severity in report.objects(result, SH.resultSeverity)
    }


def near(changed: rdflib.Graph, *graphs: rdflib.Graph) -> set[rdflib.term.Node]:
    """Return what triples are about, and all that leads to it in two steps."""
    found = {term for s, _, o in changed for term in (s, o) if isinstance(term, rdflib.URIRef)}
    for _ in range(2):
        own = {term for term in found if re.match(f"{BASE}(id|scheme)/", term)}
        found |= {subject for graph in graphs for term in own for subject in graph.subjects(None, term)}
    return found


def _word(term: object, namespace: object) -> str:
    return str(term).removeprefix(str(namespace))
