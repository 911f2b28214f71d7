"""A second site, of another domain: river gauges. IRIs, graphs, terms and sizes of every shape a publisher may meet."""

import json
from collections.abc import Iterator
from pathlib import Path

from support import write_site

AUTHORED = "https://rivers.example/net/"
SETTINGS = f"""[site]
title = "River gauges"
authored_base = "{AUTHORED}"
name = "rivers"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
modified = 2026-03-04
languages = ["de", "en"]
"""
PREFIXES = f"""@base <{AUTHORED}> .
@prefix v: <{AUTHORED}vocab#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = """
<vocab> a owl:Ontology ; rdfs:label "Vocabulary of gauges"@en .
v:Gauge a owl:Class ; rdfs:label "gauge"@en , "Pegel"@de .
v:Reading a owl:Class ; rdfs:label "reading"@en .
v:level a owl:DatatypeProperty ; rdfs:label "level"@en .
v:near a owl:ObjectProperty ; rdfs:label "near"@en .
v:of a owl:ObjectProperty ; rdfs:label "of"@en .
<class/Bridge> a owl:Class ; rdfs:label "bridge"@en .
<graph/levels> rdfs:label "the graph of levels"@en .
"""
# Authored path of a thing → the decoded path it is looked up by. No thing here has a fragment or a path with a meaning
# of its own, and none is deprecated: each answers 303 and its document 200.
THINGS = {
    "basel": "basel",
    "gauge/rhine/basel": "gauge/rhine/basel",
    "gauge/rhine": "gauge/rhine",
    "gauge/rhine/": "gauge/rhine/",
    "v1.2/read.me": "v1.2/read.me",
    "table.ttl": "table.ttl",
    "page.html": "page.html",
    "station": "station",
    "station.nt": "station.nt",
    "archive.tar.gz": "archive.tar.gz",
    "fluss/Mu\u0308hlbach": "fluss/Mühlbach",
    "fluss/Gro\u00df": "fluss/Groß",
    "fluss/caf%C3%A9": "fluss/café",
    "河川/特許": "河川/特許",
    "🌊/pegel": "🌊/pegel",
    "with%20space": "with space",
    "a%2Fb": "a/b",
    "a%23b": "a#b",
    "a%3Fb": "a?b",
    "q": "q",
    "q?x=1&y=2": "q?x=1&y=2",
    "q?特=許": "q?特=許",
    "p;v=1": "p;v=1",
    "p,q": "p,q",
    "o'brien": "o'brien",
    "(paren)": "(paren)",
    "a:b": "a:b",
    "user@host": "user@host",
    "~tilde": "~tilde",
    "a+b": "a+b",
    "a&b": "a&b",
    "k=v": "k=v",
    "$!*": "$!*",
    "100%25": "100%",
    "a%2541": "a%41",
    "a//b": "a//b",
    "/double": "/double",
    "-_.": "-_.",
    "id": "id",
    "id/": "id/",
    "id/deep/er": "id/deep/er",
    "id/x.ttl": "id/x.ttl",
    "documents": "documents",
    "defs": "defs",
    "kg/kg": "kg/kg",
}
# The same address twice: in Unicode's two forms, and percent-encoded.
SPELLINGS = ("fluss/\u00e9tang", "fluss/e\u0301tang", "fluss/%C3%A9tang")
# What answers at its own path, with 200: fragments, and the application's own paths.
FRAGMENTS = (
    *("vocab#Gauge", "terms#alone", "terms#特", "basin/main#mouth", "notes.ttl#n1", "#top", "dataset#more"),
    *(
        "graph/levels#about",
        "class/Bridge#about",
        "search#help",
        "sparql#help",
        "q3?x=1#part",
        "slash/#part",
        "doc/y#z",
    ),
)
TABLE_PATHS = (
    *("", "dataset", "graph/levels", "graph/nowhere", "class/Bridge", "class/Nothing", "search", "sparql", "shapes"),
    *("report", "doc/x", "doc/twin", "doc", "store", "source", "dumps/", "dumps/rivers.ttl", "dumps/other", "healthz"),
    *("robots.txt", "favicon.ico", "context.jsonld", "static/x", "def", "def/x", "scheme/x", "graph", "class"),
)
# Has a thing of its own at /id/…, so that the one without answers at its own path.
TWINS = ("twin", "id/twin")

DATA = """
<gauge/1> a v:Gauge ; rdfs:label "Pegel Eins"@de , "Gauge One"@en , "First"@en-GB , "קו ראשון"@he ;
    v:count "007"^^xsd:int ; v:price "1.10"^^xsd:decimal ; v:is "1"^^xsd:boolean ; v:wrong "abc"^^xsd:integer ;
    v:at "2015-01-01T00:00:00+00:00"^^xsd:dateTime ; v:code "x"^^v:onlyDatatype ; v:inf "-INF"^^xsd:double ;
    v:text "line\\r\\nbreak\\ttab \\"quoted\\" \\\\ back" , "" , " " , "\\uFEFF" , "😀👩‍👩‍👧" , "é" , "e\\u0301" ;
    v:html "<b>&amp;</b>"^^rdf:HTML ; v:onlyPredicate "said" ; v:near <gauge/only-object> , <http://other.example/b> ;
    v:iri "https://rivers.example/net/gauge/1"^^xsd:anyURI .
<gauge/control> v:text "bell \\u0007" ; rdfs:label "Control"@en .
<gauge/old> a v:Gauge ; rdfs:label "Old" ; owl:deprecated true ; dcterms:isReplacedBy <gauge/1> .
<gauge/nodes> v:part [ v:part [ v:part [ v:text "deep" ] ] , _:shared ] ; v:list ( "one" <gauge/1> ( "inner" ) ) .
<gauge/sharing> v:part _:shared , _:round .
_:shared v:text "shared by two" .
_:round v:part [ v:part _:round ; v:text "round" ] .
[] v:text "nobody points here" ; v:of <gauge/nodes> .
<http://other.example/b> a <http://a.example/v#Gauge> ; rdfs:label "A foreign bridge" ; v:near <gauge/1> .
<http://other.example/c> a <http://b.example/w#Gauge> .
<urn:uuid:0b5c> v:near <gauge/1> .
<mailto:gauge@rivers.example> v:near <tel:+41-61> .
<gauge/1> v:near <https://rivers.example/network/beside-the-base> , <https://rivers.example/net> .
"""
TRIG = """
<graph/own> { <gauge/1> v:near <gauge/2> . <gauge/2> v:level 2.0 . }
<graph/deep/levels> { <gauge/2> v:level 3.0 . }
<http://graphs.example/levels> { <gauge/1> v:near <gauge/2> . <gauge/2> v:level 4.0 . }
<urn:graph:1> { <gauge/1> v:near <gauge/2> . }
<gauge/2> v:level 5.0 .
"""
NQUADS = f"""<{AUTHORED}gauge/1> <{AUTHORED}vocab#near> <{AUTHORED}gauge/2> <{AUTHORED}graph/own> .
<{AUTHORED}gauge/3> <{AUTHORED}vocab#level> "6"^^<http://www.w3.org/2001/XMLSchema#integer> <{AUTHORED}elsewhere/g> .
"""
JSON_LD = {
    "@context": {"v": AUTHORED + "vocab#", "label": "http://www.w3.org/2000/01/rdf-schema#label"},
    "@id": AUTHORED + "graph/json",
    "@graph": [{"@id": AUTHORED + "gauge/json", "@type": "v:Gauge", "label": {"@value": "JSON", "@language": "en"}}],
}
RDF_XML = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:v="{AUTHORED}vocab#">
  <v:Gauge rdf:about="{AUTHORED}gauge/xml"><v:level xml:lang="en">high</v:level></v:Gauge>
</rdf:RDF>
"""
LINKS, VALUES, ITEMS = 20_000, 3_000, 1_500  # what points to the hub; levels of one gauge; members of a list


def write_rivers(folder: Path, bulk: bool = True) -> Path:
    """Write the site into a folder and return it; `bulk` adds what is large: a hub, a long record, a long list."""
    subjects = [*THINGS, *SPELLINGS, *FRAGMENTS, *TABLE_PATHS, *TWINS]
    named = "".join(f'<{AUTHORED}{path}> v:note "{number}" .\n' for number, path in enumerate(subjects))
    files = {
        "ontology/vocab.ttl": PREFIXES + ONTOLOGY,
        "data/levels/gauges.ttl": PREFIXES + DATA,
        "data/levels/named.ttl": PREFIXES + named,
        "data/graphs.trig": PREFIXES + TRIG,
        "data/more.nq": NQUADS,
        "data/json.jsonld": json.dumps(JSON_LD),
        "data/xml.rdf": RDF_XML,
        "data/notation.n3": PREFIXES + "<gauge/n3> a v:Gauge ; v:near <gauge/1> .\n",
        "data/特 許/特許.ttl": PREFIXES + '<gauge/1> v:level "特許"@ja .\n',
        "data/only/only.ttl": PREFIXES + "<gauge/1> a v:Gauge .\n",
    }
    if bulk:
        files["data/bulk/hub.nt"] = "".join(_links())
        files["data/again/hub.nt"] = "".join(line for number, line in zip(range(300), _links(), strict=False))
        files["data/bulk/long.ttl"] = PREFIXES + "".join(_long())
    return write_site(folder, dict(files), SETTINGS)


def _links() -> Iterator[str]:
    for number in range(LINKS):
        yield f"<{AUTHORED}reading/{number:05}> <{AUTHORED}vocab#of> <{AUTHORED}gauge/hub> .\n"


def _long() -> Iterator[str]:
    yield f"<gauge/long> v:level {', '.join(f'{number}.50' for number in range(VALUES))} .\n"
    yield f"<gauge/list> v:list ( {' '.join(map(str, range(ITEMS)))} ) .\n"
