"""The site's own files as rdflib graphs, whole or in part, and what each of its shapes looks at."""

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib.namespace import RDF, RDFS, SH

ROOT = Path(__file__).parent.parent
BASE = "https://example.org/jpo-wipo/"
SHAPES = f"{BASE}shapes#"
NAMES = [
    str(path.relative_to(ROOT))
    for name in ("data", "ontology", "shapes")
    for path in sorted((ROOT / name).rglob("*.ttl"))
]
DATASET = [name for name in NAMES if not name.startswith("shapes/")]


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


def read(*names: str) -> rdflib.Graph:
    """Return the triples of files."""
    graph = rdflib.Graph()
    for name in names:
        graph += parsed(name)
    return graph


@cache
def site() -> rdflib.Graph:
    """Return all triples of data and ontology."""
    return read(*DATASET)


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
    found = set(shapes().objects(shape, SH.targetNode))
    for property in shapes().objects(shape, SH.targetSubjectsOf):
        found |= set(graph.subjects(property))
    for kind in shapes().objects(shape, SH.targetClass):
        for one in graph.transitive_subjects(RDFS.subClassOf, kind):
            found |= set(graph.subjects(RDF.type, one))
    return found
