"""A small site whose graphs can be told apart by numbers: what `ex:p` says tells which graphs a query saw."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from support import write_site

AUTHORED = "https://example.org/c/"
SETTINGS = f'[site]\nname = "c"\ntitle = "Conformance"\nauthored_base = "{AUTHORED}"\n'
PREFIXES = f"""@base <{AUTHORED}> .
@prefix ex: <{AUTHORED}def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
ONTOLOGY = f"""<def> a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "{AUTHORED}def#"^^xsd:anyURI ] .
ex:p a owl:DatatypeProperty . ex:q a owl:DatatypeProperty .
"""
# The third statement of each stands in both.
LEFT = '<id/a> ex:p 1 . <id/b> ex:p 2 . <id/a> ex:q "in both"@en .'
RIGHT = '<id/a> ex:p 3 . <id/c> ex:p 4 . <id/a> ex:q "in both"@en .'
NAMED = """
<https://foreign.example/g> { <id/f> ex:p 5 }
<urn:example:graph> { <id/u> ex:p 6 }
<graph/特許> { <id/k> ex:p 7 }
<graph/caf%C3%A9> { <id/l> ex:p 8 }
<graph/a/b> { <id/m> ex:p 9 }
<elsewhere/g> { <id/n> ex:p 10 }
<described/g> { <id/o> ex:p 11 . <described/g> rdfs:comment "A graph of one number"@en }
<register#r1> { <id/r> ex:p 12 }
<graph/plus+and&more> { <id/s> ex:p 13 }
"""

# Graph, as a path below the base or as a foreign IRI → what ex:p says in it.
GRAPHS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "graph/left": (1, 2),
        "graph/right": (3, 4),
        "https://foreign.example/g": (5,),
        "urn:example:graph": (6,),
        "graph/特許": (7,),
        "graph/caf%C3%A9": (8,),
        "graph/a/b": (9,),
        "elsewhere/g": (10,),
        "described/g": (11,),
        "register#r1": (12,),
        "graph/plus+and&more": (13,),
        "graph/ontology": (),
    }
)
ALL = tuple(sorted(number for numbers in GRAPHS.values() for number in numbers))

# What the server that tests share is told; the service description must say so.
LIMITS: Mapping[str, float] = MappingProxyType(
    {"query_seconds": 7.5, "query_memory_mb": 300, "result_mb": 9, "concurrent_queries": 1, "request_bytes": 20_000}
)


def write_conformance_site(folder: Path) -> Path:
    """Write the site into a folder and return it."""
    files = {
        "ontology/def.ttl": PREFIXES + ONTOLOGY,
        "data/left.ttl": PREFIXES + LEFT,
        "data/right.ttl": PREFIXES + RIGHT,
        "data/named.trig": PREFIXES + NAMED,
    }
    return write_site(folder, files, SETTINGS)


def graph_iri(base: str, graph: str) -> str:
    """Return the IRI of a graph of `GRAPHS` on a server."""
    return graph if graph.startswith(("https:", "urn:")) else base + graph
