"""The report says what was checked, in figures that the build has counted: on its page, and in its RDF."""

from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from publisher.build import build
from publisher.documents import Documents
from publisher.namespaces import DCTERMS, Prefixes
from publisher.rendering.html import Pages
from publisher.settings import load_settings
from tests.html_site import BASE, SITE, Page, reading
from tests.support import write_site

AUTHORED = "https://example.org/t/"
SETTINGS = f'[site]\ntitle = "T"\nauthored_base = "{AUTHORED}"\n'
TEXT = "Whales swim.\nThey sing.\n"
FACTS = f'<{AUTHORED}id/whale> a <{AUTHORED}def#Whale> ; <{AUTHORED}def#does> "swim" .\n'
RECEIPTS = f"""@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix r: <{AUTHORED}receipts#> .
r:A a rdf:Statement ; rdf:subject <{AUTHORED}id/whale> ; rdf:predicate <{AUTHORED}def#does> ; rdf:object "swim" ;
  prov:wasDerivedFrom r:A-words .
r:A-words oa:hasSelector [ oa:exact "Whales swim" ; oa:start 0 ; oa:end 11 ] .
r:B-words oa:hasSelector [ oa:exact "They sing." ] .
r:C-words oa:hasSource <https://elsewhere.example/> ; oa:hasSelector [ oa:exact "not here" ] .
"""
TERMS = f"""@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{AUTHORED}def#Whale> rdfs:label "whale"@en . <{AUTHORED}def#does> rdfs:label "does"@en .
<{AUTHORED}receipts> rdfs:label "receipts"@en . <{AUTHORED}id/whale> rdfs:label "a whale"@en .
"""
SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
<{AUTHORED}shapes#Whale> a sh:NodeShape ; sh:targetClass <{AUTHORED}def#Whale> ;
  sh:property [ sh:path <{AUTHORED}def#does> ; sh:minCount 1 ] , [ sh:path <{AUTHORED}def#does> ; sh:maxCount 9 ] .
"""
FILES: dict[str, str | bytes] = {
    "data/facts/a.ttl": FACTS,
    "data/receipts/r.ttl": RECEIPTS,
    "data/text.txt": TEXT,
    "data/questions/q.rq": "# Why?\nASK {}",
    "ontology/t.ttl": TERMS,
    "shapes/s.ttl": SHAPES,
}
DOCUMENT = 'document = "data/text.txt"\ngated = ["facts"]\n'


def report(folder: Path, settings: str, language: str = "en") -> tuple[Page, str, str]:
    """Return the page of the report of a site, its descriptions in the RDF, and that RDF."""
    site = write_site(folder, FILES, settings)
    build(load_settings(site, {}), BASE, lambda _: None)
    current = site / ".publisher/current"
    text = (current / "report.ttl").read_text()
    found = list(parse(text.encode(), RdfFormat.TURTLE))
    pages = Pages(SITE, BASE, Prefixes({}), Documents(current / "documents.sqlite"))
    said = " ".join(quad.object.value for quad in found if quad.predicate.value == DCTERMS + "description")
    return Page(pages.turtle(reading("report", language), "report", text, found)), said, text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_report_tells_files_triples_shapes_and_what_was_compared_with_the_document(
    tmp_path: Path, language: str
) -> None:
    page, said, _ = report(tmp_path, SETTINGS + DOCUMENT, language)
    rows = [one.text for one in page.all("dd")]
    digest = sha256(TEXT.encode()).hexdigest()
    assert [row.split()[0] for row in (*rows[:6], rows[7])] == ["4", "20", "1", "1", "2", "1", "24"]
    assert "2" in rows[2]
    assert page.link("facts").attributes["href"] == BASE + "graph/facts"
    assert digest in rows[-1]
    assert digest in said
    assert f"{BASE}graph/facts: 2 triples, 1 with a record" in said
    assert "compared with the document, character by character: 2" in said
    assert "文書と一字ずつ照合した引用: 2" in said


def test_the_report_of_a_site_without_a_document_tells_what_there_is_and_the_same_each_time(tmp_path: Path) -> None:
    page, said, text = report(tmp_path / "one", SETTINGS)
    assert [one.text.split()[0] for one in page.all("dt")] == ["Files", "Triples", "Shapes", "Questions"]
    assert "SHA-256" not in said
    assert report(tmp_path / "two", SETTINGS)[2] == text


def test_the_page_of_a_thing_tells_how_many_warnings_the_report_has_about_it(tmp_path: Path) -> None:
    warning = "sh:severity sh:Warning ; sh:path"
    rules = "".join(f"{warning} <{AUTHORED}def#{name}> ; sh:minCount 1 ] , [ " for name in ("weight", "age"))
    shapes = SHAPES.replace("sh:property [ ", f"sh:property [ {rules}", 1)
    two = FACTS + f'<{AUTHORED}id/calf> a <{AUTHORED}def#Whale> ; <{AUTHORED}def#does> "swim" ;\n'
    labelled = f'<http://www.w3.org/2000/01/rdf-schema#label> "calf"@en ; <{AUTHORED}def#weight> 1 , 2 ; '
    files = FILES | {"shapes/s.ttl": shapes, "data/facts/a.ttl": two + labelled + f"<{AUTHORED}def#age> 3 .\n"}
    site = write_site(tmp_path, files, SETTINGS)
    build(load_settings(site, {}), BASE, lambda _: None)
    documents = Documents(site / ".publisher/current/documents.sqlite")
    pages = Pages(SITE, BASE, Prefixes({}), documents)
    checked = {}
    for name, language in (("whale", "en"), ("whale", "ja"), ("calf", "en")):
        document = documents.at(f"{BASE}id/{name}")
        assert document
        page = Page(pages.thing(reading(f"doc/{name}", language), document))
        [checked[name, language]] = [one.text for one in page.all("p") if "passed" in one.text or "合格" in one.text]
        assert (
            page.link("The report of the checks" if language == "en" else "検査結果").attributes["href"]
            == f"{BASE}report"
        )
    assert "with 2 warnings" in checked["whale", "en"]
    assert "警告が2件" in checked["whale", "ja"]
    assert "passed all rules" in checked["calf", "en"]
