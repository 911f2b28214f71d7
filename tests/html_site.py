"""A small site for tests of pages: ordinary things, hostile names, nodes without names, a hub, a hash namespace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from publisher.documents import Document, Documents, write_documents, write_facts
from publisher.formats import HTML, RDF_FORMATS
from publisher.namespaces import Prefixes
from publisher.rendering.html import Pages, Reading
from publisher.settings import Site
from publisher.terms import terms_in, write_terms

BASE = "https://data.example/kg/"
LANGUAGES = ("en", "ja")
DATA = """
@base <https://data.example/kg/> .
@prefix : <https://data.example/kg/id/> .
@prefix def: <https://data.example/kg/def#> .
@prefix ex: <https://elsewhere.example/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

def:Office a owl:Class ; rdfs:label "office"@en, "官庁"@ja ; skos:definition "A body that does things."@en .
def:on a owl:DatatypeProperty ; rdfs:label "on"@en, "日付"@ja .
def:用語 a owl:Class ; rdfs:label "a term of other letters"@en .

:office a def:Office ; skos:prefLabel "Patent Office"@en, "特許庁"@ja ;
  skos:definition "An office that\\n grants patents."@en ;
  def:on "2015-02-13"^^xsd:date, "2015-02"^^xsd:gYearMonth, "2006"^^xsd:gYear ;
  def:total 1234567 ; def:price "1.10"^^xsd:decimal ; def:code "007"^^xsd:int ; def:is true ;
  def:shape "POINT(1 2)"^^ex:wkt ; def:page "https://not-a-link.example/"^^xsd:anyURI ;
  def:near <https://elsewhere.example/place> , :特許 , <urn:x:1>, <tel:+81-3-1>, <javascript:alert(1)> ;
  def:part [ skos:prefLabel "inner part"@en ;
    def:part [ def:part [ def:part [ def:part [ def:deepest "bottom" ] ] ] ] ] ;
  def:list ( "one" :特許 ( "nested" ) ) ; def:empty () .
:特許 skos:prefLabel "Patent"@en ; def:near :office .
:loop def:near [ def:back _:loop ; def:near _:loop ] . _:loop def:near _:loop .
:evil a def:Office ; skos:prefLabel "<script>alert(1)</script> \\"quoted\\" 'single'"@en ;
  skos:prefLabel "\\u0001bell\\u0007\\u007F"@ja ;
  skos:altLabel "אבג \\u202E xyz"@he ; skos:definition "</title><img src=x onerror=alert(1)>"@en ;
  def:text "LONG" ; def:emoji "👩‍👩‍👧" .
:gone owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> :office .
[] def:near :hub .
"""


def quads() -> list[Quad]:
    """Return the site's data: most of it in one graph, the hub in another, one triple in both."""
    text = DATA.replace('"LONG"', '"' + "long " * 2000 + '"')
    graph, other = NamedNode(BASE + "graph/main"), NamedNode(BASE + "graph/other")
    near, hub = NamedNode(BASE + "def#near"), NamedNode(BASE + "id/hub")
    found = [
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in parse(text.encode(), format=RdfFormat.TURTLE, base_iri=BASE)
    ]
    found += [Quad(NamedNode(f"{BASE}id/n/{i:04}"), near, hub, other) for i in range(260)]
    found += [Quad(hub, NamedNode(BASE + "def#has"), NamedNode(f"{BASE}id/n/{i:04}"), other) for i in range(3000)]
    found += [Quad(NamedNode(BASE + "id/特許"), near, NamedNode(BASE + "id/office"), other)]
    return sorted(found, key=str)


FACTS: dict[str, Any] = {
    "overview": {
        "of": "classes",
        "nodes": [
            {"iri": BASE + "def#Office", "class": "", "total": 2, "x": 90, "y": 44},
            {"iri": "https://elsewhere.example/<b>", "class": "", "total": 10**6, "x": 870, "y": 516},
        ],
        "ties": [{"source": 0, "target": 1, "total": 12, "properties": [BASE + "def#near"]}],
        "left": 3,
    },
    "class Office": {
        "iri": BASE + "def#Office",
        "name": "Office",
        "total": 2,
        "things": 2,
        "triples": 37,
        "properties": 210,
        "shares": [
            {"iri": BASE + "def#on", "name": "on", "triples": 3, "subjects": 2},
            {"iri": BASE + "def#near", "name": "near", "triples": 5, "subjects": 1},
        ],
    },
    "graph main": {
        "classes": [{"iri": BASE + "def#Office", "name": "Office", "total": 2, "things": 2}],
        "properties": [{"iri": BASE + "def#near", "name": "near", "total": 8}],
    },
    "class owl-Class": {
        "iri": "http://www.w3.org/2002/07/owl#Class",
        "name": "owl-Class",
        "properties": 0,
        "shares": [],
    },
    "graph other": {"classes": [], "properties": []},
    "general": [],
    "checked": {
        "files": {"ontology": 1, "data": 2, "shapes": 1},
        "triples": 1470,
        "shapes": 3,
        "rules": 4,
        "questions": 3,
        "document": None,
    },
    "languages": [
        {"tag": "en", "total": 12, "labels": [{"iri": BASE + "def#on", "name": "on", "total": 7}]},
        {"tag": "he", "total": 1, "labels": []},
    ],
    "datatypes": [{"iri": "http://www.w3.org/2001/XMLSchema#date", "name": "xsd-date", "total": 1}],
    "counts": {
        "triples": 1470,
        "quads": 1471,
        "things": 17,
        "subjects": 20,
        "classes": 3,
        "properties": 9,
        "graphs": 2,
    },
    "classes": [
        {"iri": BASE + "def#Office", "name": "Office", "total": 2, "things": 2, "triples": 37, "properties": 210},
        {
            "iri": "http://www.w3.org/2002/07/owl#Class",
            "name": "owl-Class",
            "total": 2,
            "things": 0,
            "triples": 9,
            "properties": 3,
        },
    ],
    "properties": [{"iri": BASE + "def#near", "name": "near", "total": 300, "subjects": 270, "objects": 9}],
    "graphs": [
        {
            "iri": BASE + "graph/main",
            "name": "main",
            "triples": 60,
            "things": 8,
            "subjects": 9,
            "classes": 2,
            "properties": 7,
        },
        {
            "iri": BASE + "graph/other",
            "name": "other",
            "triples": 3261,
            "things": 2,
            "subjects": 3,
            "classes": 0,
            "properties": 2,
        },
    ],
    "questions": [
        {
            "name": "q1",
            "title": "What <is> near?",
            "titles": {"en": "What <is> near?", "ja": "近くに何がある？"},
            "text": "SELECT ?x { ?x ?p ?o }",
        },
        {"name": "q2", "title": "What is far?", "titles": {"en": "What is far?"}, "text": "SELECT * { ?x ?p ?o }"},
        {"name": "q3", "title": "q3", "titles": {}, "text": "ASK {}"},
    ],
    "dumps": [
        {"file": "t.ttl", "format": "turtle", "graph": None, "compression": None, "bytes": 12345, "sha256": "ab" * 32},
        {
            "file": "t.ttl.gz",
            "format": "turtle",
            "graph": None,
            "compression": "gzip",
            "bytes": 99,
            "sha256": "cd" * 32,
        },
        {
            "file": "t-main.nt",
            "format": "ntriples",
            "graph": "main",
            "compression": None,
            "bytes": 5,
            "sha256": "0" * 64,
        },
    ],
}
SITE = Site(
    title={"en": "The <test> site", "ja": "試験サイト"},
    authored_base="https://example.org/t/",
    name="t",
    description={"en": "For tests & nothing else.", "ja": "試験のため。"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    document="text.txt",
)


@dataclass(frozen=True)
class Made:
    """The pages of the test site, and its document table."""

    pages: Pages
    documents: Documents

    def document(self, name: str) -> Document:
        """Return the document of an IRI below the base."""
        found = self.documents.at(BASE + name)
        assert found is not None
        return found

    def of(self, iri: str) -> Document:
        """Return a document of one IRI alone."""
        found = self.documents.describe(iri)
        assert found is not None
        return Document(iri, (found,))

    def thing(self, name: str, language: str = "en") -> "Page":
        """Return the page about a thing."""
        path = f"doc/{name}"
        return Page(self.pages.thing(reading(path, language), self.document(f"id/{name}")))


def make(folder: Path, facts: Mapping[str, Any] = FACTS, shapes: str = "", more: str = "") -> Made:
    """Write the test site's tables into a folder, with more Turtle among its data, and open its pages."""
    path = folder / "documents.sqlite"
    data = [*quads(), *parse(more.encode(), RdfFormat.TURTLE)]
    write_documents(path, data, BASE, 100, LANGUAGES)
    write_terms(path, terms_in(data, parse(shapes.encode(), RdfFormat.TURTLE), ()))
    write_facts(path, dict(facts))
    documents = Documents(path)
    return Made(Pages(SITE, BASE, Prefixes({"def": BASE + "def#", "id": BASE + "id/"}), documents), documents)


def reading(path: str = "", language: str = "en", explicit: bool = False) -> Reading:
    """Return how a reader of a language reads a page of the test site."""
    others = tuple(one for one in LANGUAGES if one != language)
    alternates = tuple((row, f"{BASE}{path}.{row.suffix}") for row in RDF_FORMATS if row is not HTML)
    return Reading(language, (language, *others), path, explicit, alternates)


@dataclass(frozen=True)
class Element:
    """An element of a page, with all text inside it."""

    name: str
    attributes: dict[str, str]
    texts: list[str]

    @property
    def text(self) -> str:
        """The text inside, white space collapsed."""
        return " ".join("".join(self.texts).split())


VOID = frozenset(("meta", "link", "input", "br", "img", "hr", "base", "wbr"))


class Page(HTMLParser):
    """A page as a browser understands it; elements that are not closed in order are an error."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = text
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)
        self.close()
        assert self._open == [], [element.name for element in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} repeats an attribute: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.texts.append(data)

    def all(self, name: str, /, **attributes: str) -> Iterator[Element]:
        """Yield the elements of a name that have these attributes (`class_` holds one of the classes)."""
        wanted = attributes.pop("class_", None)
        for element in self.elements:
            classes = element.attributes.get("class", "").split()
            has_all = all(element.attributes.get(key) == value for key, value in attributes.items())
            if element.name == name and has_all and (wanted is None or wanted in classes):
                yield element

    def one(self, name: str, /, **attributes: str) -> Element:
        """Return the first such element."""
        return next(self.all(name, **attributes))

    def link(self, text: str) -> Element:
        """Return the first link with this text."""
        return next(element for element in self.all("a") if element.text == text)

    def row(self, term: str) -> str:
        """Return what stands beside a property's name."""
        terms, values = list(self.all("dt")), list(self.all("dd"))
        return next(value.text for one, value in zip(terms, values, strict=True) if one.text.startswith(term))
