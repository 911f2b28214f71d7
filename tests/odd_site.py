"""A small site whose IRIs and values have every shape that trips a server up."""

from pathlib import Path

from support import write_site

AUTHORED = "https://example.org/t/"
SETTINGS = f"""[site]
title = {{ en = "Odd things", ja = "奇妙なもの" }}
description = {{ en = "Things & <signs>" }}
authored_base = "{AUTHORED}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "https://example.org/maker"
modified = 2026-01-02
"""
PREFIXES = f"""@base <{AUTHORED}> .
@prefix ex: <{AUTHORED}def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
ONTOLOGY = """
<def> a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/t/def#"^^xsd:anyURI ] .
ex:Thing a owl:Class ; rdfs:label "Thing"@en , "もの"@ja ; rdfs:isDefinedBy <def> .
ex:Many a owl:Class ; rdfs:label "Many"@en .
ex:knows a owl:ObjectProperty ; rdfs:label "knows"@en , "知る"@ja .
"""
# Paths of things below the authored base, as they are authored, and their decoded form in Unicode's form C.
NAMED = {
    "id/plain": "id/plain",
    "id/特許": "id/特許",
    "id/caf%C3%A9": "id/café",
    "id/e\u0301tude": "id/étude",
    "id/100%25": "id/100%",
    "id/a%2Fb": "id/a/b",
    "id/deep/er/still": "id/deep/er/still",
    "id/it's,(a);b=c&d+e~f!g*h@i:j$k": "id/it's,(a);b=c&d+e~f!g*h@i:j$k",
    "id/%22quoted%22%3E%0D%0ASet-Cookie:%20a=b": 'id/"quoted">\r\nSet-Cookie: a=b',
    "id/a?b=c": "id/a?b=c",
    "id/slash/": "id/slash/",
    "id/x.ttl": "id/x.ttl",
    "id/x.ttl.html": "id/x.ttl.html",
    "other/thing": "other/thing",
    "top": "top",
    "id/both": "id/both",
}
DATA = """
<id/plain> a ex:Thing ; rdfs:label "Plain"@en , "ふつう"@ja ; ex:knows <id/特許>, [ rdfs:label "nobody" ; ex:count 1 ] ;
    ex:count "007"^^xsd:int , "1.10"^^xsd:decimal , "1"^^xsd:boolean ;
    ex:seen "2015-01-01T00:00:00+00:00"^^xsd:dateTime ; ex:said "Line\\r\\nbreak"@EN-gb ; ex:only <id/only-an-object> .
<both> a ex:Thing ; rdfs:label "both at the top" .
<id/xss> a ex:Thing ; rdfs:label "<script>alert(1)</script>" , "\\"><img src=x onerror=alert(1)>"@en .
<id/old> a ex:Thing ; owl:deprecated true ; dcterms:isReplacedBy <id/plain> .
<id/gone> owl:deprecated true ; rdfs:label "Gone" .
<id/control> dcterms:description "\\u0001" .
<evidence/e#F1> a ex:Thing ; rdfs:label "First" ; ex:knows <evidence/e#F2> .
<evidence/e#F2> a ex:Thing ; rdfs:label "Second" .
<doc/notes#N1> rdfs:label "Note one" .
<https://foreign.example/特> rdfs:label "Foreign" ; ex:knows <id/plain> .
<urn:isbn:123> rdfs:label "A book" .
"""
TRIG = """
<graph/tri> { <id/plain> ex:knows <urn:isbn:123> . <id/plain> a ex:Thing . }
<https://foreign.example/g> { <id/plain> ex:count 42 . }
<other/g> { <id/plain> ex:count 43 . }
"""
MANY, TERMS = 120, 40


def write_odd_site(folder: Path) -> Path:
    """Write the site into a folder and return it."""
    named = "".join(f'<{path}> a ex:Thing ; rdfs:comment "named" .\n' for path in NAMED)
    many = "".join(f'<id/n{n:03}> a ex:Many ; rdfs:label "N {n:03}" ; ex:knows <id/plain> .\n' for n in range(MANY))
    terms = "".join(f"<terms#t{n}> ex:knows <terms#t{n + 1}>, <id/plain> .\n" for n in range(TERMS))
    files = {
        "ontology/def.ttl": PREFIXES + ONTOLOGY,
        "data/things.ttl": PREFIXES + named + DATA + many + terms,
        "data/more.trig": PREFIXES + TRIG,
    }
    return write_site(folder, dict(files), SETTINGS)
