"""The site's own vocabulary, data and shapes: they parse, they conform, and they say no more than the document."""

import hashlib
import re
from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, SH, SKOS
from site_graphs import BASE, NAMES, ROOT, layer, shapes, site

from publisher.checks import check
from publisher.settings import load_settings

DEF = rdflib.Namespace(f"{BASE}def#")
ID = rdflib.Namespace(f"{BASE}id/")
EVIDENCE = rdflib.Namespace(f"{BASE}doc/evidence#")
SCHEME = rdflib.Namespace(f"{BASE}scheme/")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
TIME = rdflib.Namespace("http://www.w3.org/2006/time#")
ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
DOCUMENT = ROOT / "data/document/announcement.txt"


@pytest.mark.parametrize("name", NAMES)
def test_file_is_turtle(name: str) -> None:
    assert list(ox.parse((ROOT / name).read_bytes(), format=ox.RdfFormat.TURTLE))


def test_data_and_ontology_have_no_blank_nodes() -> None:
    assert not [triple for triple in site() if any(isinstance(term, rdflib.BNode) for term in triple)]


def test_files_declare_the_prefixes_of_the_site() -> None:
    declared = {
        str(site().value(node, SH.prefix)): str(site().value(node, SH.namespace))
        for node in site().objects(rdflib.URIRef(f"{BASE}def"), SH.declare)
    }
    for name in NAMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        used = dict(re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.MULTILINE))
        assert used.items() <= declared.items(), name


def test_document_is_the_captured_bytes() -> None:
    digest = hashlib.sha256(DOCUMENT.read_bytes()).hexdigest()
    assert digest == "238032468a4e0ba0641f651f55776245098541935d94c87b464a81ba0bde572d"
    assert (ID["document/announcement-capture"], rdflib.URIRef("https://schema.org/sha256"), None) in site()
    assert digest in {str(value) for value in site().objects(None, rdflib.URIRef("https://schema.org/sha256"))}


def test_check_of_the_site_finds_nothing() -> None:
    assert [finding.as_row() for finding in check(load_settings(ROOT, {})).findings] == []


def test_what_is_pointed_to_is_described() -> None:
    pointed = {o for o in site().objects() if isinstance(o, rdflib.URIRef) and o.startswith((ID, f"{BASE}scheme/"))}
    assert not {thing for thing in pointed if (thing, RDF.type, None) not in site()}


def test_thing_has_one_label_in_each_language() -> None:
    for thing in {s for s in site().subjects() if str(s).startswith((ID, f"{BASE}scheme/", f"{BASE}graph/"))}:
        assert sorted(label.language for label in site().objects(thing, SKOS.prefLabel)) == ["en", "ja"], thing


def test_term_is_defined_and_explained_in_both_languages() -> None:
    used = {t for triple in site() for t in triple if isinstance(t, rdflib.URIRef) and t.startswith(DEF)}
    used |= {o.datatype for o in site().objects() if isinstance(o, rdflib.Literal) and str(o.datatype).startswith(DEF)}
    for term in used - set(site().objects(None, SH.declare)):
        assert (term, RDFS.isDefinedBy, rdflib.URIRef(f"{BASE}def")) in site(), term
        for property in (RDFS.label, SKOS.definition):
            assert sorted(text.language for text in site().objects(term, property)) == ["en", "ja"], term


def test_printed_forms_stand_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    forms = {str(form) for form in site().objects(None, DEF.printedForm)}
    hidden = {str(label) for label in layer("source").objects(None, SKOS.hiddenLabel)}
    assert len(forms) > 8
    assert {form for form in forms | hidden if form not in text} == set()


def test_acronyms_and_names_of_the_source_stand_in_the_document() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    named = [ORG.Post, ORG.Organization, ORG.FormalOrganization, DEF.AdministrativeUnit, DEF.TrustFund, DEF.Treaty]
    labels = defaultdict(set)
    for kind in named:
        for thing in layer("source").subjects(RDF.type, kind):
            for property in (SKOS.prefLabel, SKOS.altLabel):
                labels[thing] |= {str(label) for label in layer("source").objects(thing, property)}
    assert {label for found in labels.values() for label in found if label not in text} == set()


def test_source_layer_says_no_more_than_the_document() -> None:
    source = layer("source")
    assert not [o for o in source.objects() if "Tokyo" in str(o)]
    assert not list(source.triples((None, TIME.hasEnd, None)))
    assert not list(site().triples((None, ORG.heldBy, None)))
    assert not list(site().triples((None, DCTERMS.issued, None)))
    first_fund = ID["event/establishment-of-wipo-japan-funds-in-trust"]
    assert not list(site().triples((first_fund, DEF.date, None)))
    begun = {t for t, i in site().subject_objects(ORG.memberDuring) if (i, TIME.hasBeginning, None) in site()}
    assert begun == {ID["tenure/yuji-okuma-head-of-wipo-japan-office"], ID["tenure/yuji-okuma-jpo"]}
    assert {str(value) for value in site().objects(None, DEF.value)} == {"188"}


def test_labels_in_japanese_come_from_elsewhere_and_name_their_source() -> None:
    assert not [o for o in layer("source").objects() if getattr(o, "language", None) == "ja"]
    external = layer("external")
    labelled = {s for s, o in external.subject_objects(SKOS.prefLabel) if o.language == "ja"}
    sources = {s for s in labelled if (s, DCTERMS.source, None) in external}
    assert labelled - sources == {ID["document/announcement-ja"]}


def test_label_that_was_seen_stands_apart_from_one_that_was_made_here() -> None:
    seen, made = (
        {thing for thing, label in layer(name).subject_objects(SKOS.prefLabel) if label.language == "ja"}
        for name in ("external", "meta")
    )
    assert not seen & made


def test_every_statement_of_the_document_has_its_record() -> None:
    evidence = layer("evidence")
    records = sorted(str(record).partition("#")[2] for record in evidence.subjects(RDF.type, DEF.Statement))
    assert records == [f"F{number:03}" for number in range(1, 156)]
    kinds = Counter(
        str(evidence.value(record, DEF.evidenceClass)).partition("#")[2]
        for record in evidence.subjects(RDF.type, DEF.Statement)
    )
    assert kinds == {"explicit": 122, "implied": 22, "interpretation": 5, "prospect": 6}


def test_every_sentence_lists_the_statements_that_rest_on_it() -> None:
    evidence, statements = layer("evidence"), {}
    for number in range(1, 33):
        parts = evidence.objects(EVIDENCE[f"S{number:02}"], DCTERMS.hasPart)
        statements[number] = sorted(str(part).partition("#")[2] for part in parts)
    assert [number for number, parts in statements.items() if not parts] == [1, 3]  # two lines of the interface
    in_order = [part for number in sorted(statements) for part in statements[number]]
    assert in_order == [f"F{number:03}" for number in range(1, 156)]


def test_sentences_are_the_whole_document_but_for_space_and_lines() -> None:
    text, evidence = DOCUMENT.read_text(encoding="utf-8"), layer("evidence")
    left = text
    for number in range(1, 33):
        left = left.replace(str(evidence.value(EVIDENCE[f"S{number:02}-quote"], OA.exact)), "", 1)
    assert not left.strip()


def test_what_is_promised_is_stated_in_no_graph() -> None:
    prospects = set(layer("prospects").subjects())
    records = layer("evidence").subjects(DEF.evidenceClass, SCHEME["evidence-class#prospect"])
    about = {layer("evidence").value(record, RDF.subject) for record in records}
    assert about == {p for p in prospects if p.startswith(ID.prospect)}
    assert len(about) == 4
    assert not [o for o in layer("source").objects() if "stronger" in str(o) or "better supported" in str(o)]


def test_statements_that_need_outside_knowledge_stand_apart() -> None:
    evidence = layer("evidence")
    for record in evidence.subjects(DEF.evidenceClass, SCHEME["evidence-class#interpretation"]):
        triple = tuple(evidence.value(record, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        assert triple in layer("interpretation"), record
        assert triple not in layer("source"), record


def test_questions_are_asked_in_both_languages() -> None:
    files = sorted((ROOT / "data/questions").glob("*.rq"))
    assert len(files) > 5
    for file in files:
        english, japanese = file.read_text(encoding="utf-8").splitlines()[:2]
        assert english.startswith("# "), file
        assert japanese.startswith("# ja: "), file


def test_thing_names_the_documents_that_its_labels_and_identifiers_come_from() -> None:
    schema = rdflib.Namespace("https://schema.org/")
    for document in set(layer("external").objects(None, DCTERMS.source)):
        told = [*site().objects(document, schema.url), *site().objects(document, DCTERMS.description)]
        assert told, f"{document} has neither an address nor a description"
    sources = layer("external").objects
    assert ID["document/wikipedia-ja-escap"] in sources(ID["org/escap"], DCTERMS.source)
    assert ID["document/public-dbpedia-mentions"] in sources(ID["region/africa"], DCTERMS.source)


def test_reading_of_the_source_stands_apart_from_it() -> None:
    continent = (ID["region/africa"], RDF.type, rdflib.URIRef("https://schema.org/Continent"))
    assert continent in layer("interpretation")
    assert continent not in layer("source")


def test_messages_in_japanese_ask_to_delete_and_not_to_take() -> None:
    messages = [str(text) for text in shapes().objects(None, SH.message) if text.language == "ja"]
    assert not [text for text in messages if re.search("を取って|取るか", text)]
