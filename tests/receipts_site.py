"""A small site whose statements rest on a Japanese document with letters beyond the first 65,536."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from publisher.documents import Documents, write_documents, write_facts
from publisher.namespaces import Prefixes
from publisher.receipts import receipts_in, write_receipts
from publisher.rendering.html import Pages
from publisher.settings import Site
from publisher.sources import canonicalise
from tests.html_site import FACTS, Made

BASE = "https://data.example/kg/"
TEXT = (
    "  𠮷野さんは二〇〇六年に<鯨>研究所を設立した。🐋の数は  188頭である。\r\n\r\n"
    "注：A & B 研究所は\t京都にある。\n問い合わせ先：鯨研究所\n"
)
FIRST = "𠮷野さんは二〇〇六年に<鯨>研究所を設立した。"
SECOND = "🐋の数は  188頭である。"
SETTINGS = """
[site]
title = { ja = "鯨", en = "Whales" }
authored_base = "https://data.example/kg/"
languages = ["ja", "en"]
document = "data/text.txt"
"""
PREFIXES = """
@prefix : <https://data.example/kg/def#> .
@prefix id: <https://data.example/kg/id/> .
@prefix r: <https://data.example/kg/doc/receipts#> .
@prefix kind: <https://data.example/kg/kind#> .
@prefix graph: <https://data.example/kg/graph/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FACTS_TTL = """
id:yoshino rdfs:label "𠮷野"@ja, "Yoshino"@en ; :founded id:institute .
id:institute rdfs:label "鯨研究所"@ja, "Whale Institute"@en ; :year "2006"^^xsd:gYear ; :whales 188 ; :in id:kyoto ;
  :motto "<script>"@en ; :founder id:yoshino .
id:kyoto rdfs:label "京都"@ja, "Kyoto"@en .
"""
TERMS_TTL = """
:founded rdfs:label "設立"@ja, "founded"@en .
:whales rdfs:label "頭数"@ja, "whales"@en .
:year rdfs:label "年"@ja, "year"@en .
:in rdfs:label "所在地"@ja, "in"@en .
:motto rdfs:label "標語"@ja, "motto"@en .
:founder rdfs:label "設立者"@ja, "founder"@en .
"""
RECEIPTS_TTL = """
kind:stated a skos:Concept ; skos:prefLabel "明示"@ja, "stated"@en .
kind:inferred a skos:Concept ; skos:prefLabel "推論"@ja, "inferred"@en .
id:text rdfs:label "鯨の報告"@ja, "Report on whales"@en ; dcterms:language "ja" ;
  dcterms:hasFormat <https://data.example/kg/source> .
r:R1 a rdf:Statement ; rdf:subject id:yoshino ; rdf:predicate :founded ; rdf:object id:institute ;
  dcterms:isPartOf graph:facts ; dcterms:hasPart r:R1-2 ; dcterms:type kind:stated ; dcterms:source r:R1-words .
r:R1-2 a rdf:Statement ; rdf:subject id:institute ; rdf:predicate :year ; rdf:object "2006"^^xsd:gYear ;
  dcterms:isPartOf graph:facts ; dcterms:type kind:inferred ; dcterms:source r:R1-2-words .
r:R2 a rdf:Statement ; rdf:subject id:institute ; rdf:predicate :whales ; rdf:object 188 ;
  dcterms:isPartOf graph:facts ; dcterms:type kind:stated ; dcterms:source r:R2-words ; rdfs:comment "twice"@en .
r:R3 a rdf:Statement ; rdf:subject id:yoshino ; rdf:predicate :founded ; rdf:object id:institute ;
  dcterms:isPartOf graph:facts ; dcterms:type kind:inferred ; dcterms:source r:R3-words .
r:R4 a rdf:Statement ; rdf:subject id:institute ; rdf:predicate :in ; rdf:object id:kyoto ;
  dcterms:isPartOf graph:facts ; dcterms:type kind:stated ; dcterms:source r:R4-words .
r:R5 a rdf:Statement ; rdf:subject id:institute ; rdf:predicate :motto ; rdf:object "<script>"@en ;
  dcterms:isPartOf graph:facts ; dcterms:type kind:stated ; dcterms:source r:R5-words .
r:R5-words oa:hasSource <https://elsewhere.example/book> ; oa:hasSelector r:R5-quote .
r:R5-quote oa:exact "<b>in a book</b>" ; oa:prefix "so it stands " ; oa:suffix " & nowhere else" .
r:S1 rdfs:comment "the first"@en .
"""


def passage(name: str, words: str, selector: str = "dcterms:isPartOf r:S1") -> str:
    """Return the Turtle of words where they first stand in the text."""
    start = TEXT.index(words)
    quoted = words.replace("\t", "\\t")
    return (
        f"r:{name} oa:hasSource id:text ; {selector} ; oa:hasSelector r:{name}-quote , r:{name}-place .\n"
        f'r:{name}-quote oa:exact "{quoted}" .\n'
        f"r:{name}-place oa:start {start} ; oa:end {start + len(words)} .\n"
    )


PASSAGES_TTL = (
    passage("S1", FIRST, "a oa:SpecificResource")
    + passage("S2", SECOND, "a oa:SpecificResource")
    + passage("R1-words", "𠮷野さんは二〇〇六年に<鯨>研究所を設立した")
    + passage("R1-2-words", "二〇〇六年")
    + passage("R2-words", SECOND)
    + passage("R3-words", "<鯨>研究所")
    + passage("R4-words", "研究所は\t京都")
)


def files() -> dict[str, str | bytes]:
    """Return the files of the site."""
    return {
        "data/facts/facts.ttl": PREFIXES + FACTS_TTL,
        "data/receipts/receipts.ttl": PREFIXES + RECEIPTS_TTL + PASSAGES_TTL,
        "ontology/terms.ttl": PREFIXES + TERMS_TTL,
        "data/text.txt": TEXT.encode(),
    }


def quads() -> list[Quad]:
    """Return the data of the site, canonical."""

    def read() -> Iterator[Quad]:
        graphs = {"facts": FACTS_TTL, "receipts": RECEIPTS_TTL + PASSAGES_TTL, "ontology": TERMS_TTL}
        for name, text in graphs.items():
            for quad in parse((PREFIXES + text).encode(), format=RdfFormat.TURTLE):
                yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{BASE}graph/{name}"))

    return canonicalise(list(read()))


def write_tables(path: Path, more: str = "", text: str = TEXT) -> Documents:
    """Write the document table of the site, with more statements about receipts."""
    said = [*quads(), *parse((PREFIXES + more).encode(), format=RdfFormat.TURTLE)]
    write_documents(path, canonicalise(said), BASE, 100, ("ja", "en"))
    write_facts(
        path,
        {
            **FACTS,
            "classes": [],
            "graphs": [],
            "properties": [],
            "class rdf-Statement": {"properties": 0, "shares": []},
        },
    )
    write_receipts(path, receipts_in(said, text, BASE))
    return Documents(path)


def make(folder: Path, more: str = "", text: str = TEXT) -> Made:
    """Write the site's tables into a folder and open its pages."""
    documents = write_tables(folder / "documents.sqlite", more, text)
    site = Site(title={"ja": "鯨"}, authored_base=BASE, name="k", languages=("ja", "en"), document="data/text.txt")
    return Made(Pages(site, BASE, Prefixes({"r": BASE + "doc/receipts#"}), documents), documents)
