"""The site's own vocabulary, data and shapes: they parse, they conform, and the shapes catch mistakes."""

import hashlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import owlrl
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SH, SKOS
from shapes_edits import EDITS, Edit

from publisher.checks import check
from publisher.settings import load_settings

ROOT = Path(__file__).parent.parent
BASE = "https://example.org/jpo-wipo/"
DEF = rdflib.Namespace(f"{BASE}def#")
ID = rdflib.Namespace(f"{BASE}id/")
SHAPES = f"{BASE}shapes#"
TIME = rdflib.Namespace("http://www.w3.org/2006/time#")
ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
DOCUMENT = ROOT / "data/document/announcement.txt"
DATA, ONTOLOGY, FORM = (sorted((ROOT / name).rglob("*.ttl")) for name in ("data", "ontology", "shapes"))
NAMES = [str(path.relative_to(ROOT)) for path in (*DATA, *ONTOLOGY, *FORM)]


def parse(text: str) -> rdflib.Graph:
    """Return the triples of a text as written: rdflib reads only what pyoxigraph has read."""
    lines = ox.serialize(
        (quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)), format=ox.RdfFormat.N_TRIPLES
    )
    assert lines is not None
    return rdflib.Graph().parse(data=lines, format="nt")


@cache
def parsed(name: str) -> rdflib.Graph:
    return parse((ROOT / name).read_text(encoding="utf-8"))


def edited(edit: Edit) -> rdflib.Graph:
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
    return read(*(name for name in NAMES if not name.startswith("shapes/")))


@cache
def layer(name: str) -> rdflib.Graph:
    return read(*(n for n in NAMES if n.startswith(f"data/{name}/")))


@cache
def shapes() -> rdflib.Graph:
    return read("ontology/prefixes.ttl", *(name for name in NAMES if name.startswith("shapes/")))


def targeting(shape: str) -> rdflib.Graph:
    """Return the shapes with the targets of one node shape only: all of them take longer for each mistake."""
    graph = rdflib.Graph() + shapes()
    for target in (SH.targetClass, SH.targetSubjectsOf):
        for other in set(graph.subjects(target)) - {rdflib.URIRef(f"{SHAPES}{shape}")}:
            graph.remove((other, target, None))
    return graph


def fired(graph: rdflib.Graph, rules: rdflib.Graph) -> set[tuple[str, str]]:
    """Return shape and severity of each result."""
    _, report, text = pyshacl.validate(graph, shacl_graph=rules)
    assert isinstance(report, rdflib.Graph), text
    return {
        (str(report.value(result, SH.sourceShape)).removeprefix(SHAPES), str(severity).removeprefix(str(SH)))
        for result, severity in report.subject_objects(SH.resultSeverity)
    }


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


@pytest.mark.filterwarnings("ignore:NotImplemented")  # pySHACL compares a day that does not exist
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.mistake)
def test_shape_catches_that(edit: Edit) -> None:
    graph = read(*(name for name in NAMES if not name.startswith("shapes/")), edit=edit)
    assert (edit.shape, edit.severity) in fired(graph, targeting(edit.shape.partition("-")[0]))


def test_what_is_pointed_to_is_described() -> None:
    pointed = {o for o in site().objects() if isinstance(o, rdflib.URIRef) and o.startswith((ID, f"{BASE}scheme/"))}
    assert not {thing for thing in pointed if (thing, RDF.type, None) not in site()}


def test_thing_has_one_label_in_english_and_at_most_one_in_japanese() -> None:
    for thing in {s for s in site().subjects() if str(s).startswith((ID, f"{BASE}scheme/"))}:
        tags = sorted(label.language for label in site().objects(thing, SKOS.prefLabel))
        assert tags in (["en"], ["en", "ja"]), thing


def test_term_is_defined_and_explained_in_both_languages() -> None:
    used = {t for triple in site() for t in triple if isinstance(t, rdflib.URIRef) and t.startswith(DEF)}
    used |= {o.datatype for o in site().objects() if isinstance(o, rdflib.Literal) and str(o.datatype).startswith(DEF)}
    for term in used - set(site().objects(None, SH.declare)):
        assert (term, RDFS.isDefinedBy, rdflib.URIRef(f"{BASE}def")) in site(), term
        for property in (RDFS.label, SKOS.definition):
            assert sorted(text.language for text in site().objects(term, property)) == ["en", "ja"], term


def test_property_shape_helps_to_mend_the_line() -> None:
    for shape in shapes().subjects(RDF.type, SH.PropertyShape):
        assert str(shape).startswith(SHAPES)
        for property in (SH.order, SH.group, SH.severity, SH.path):
            assert len(list(shapes().objects(shape, property))) == 1, (shape, property)
        for property in (SH.name, SH.message):
            assert sorted(text.language for text in shapes().objects(shape, property)) == ["en", "ja"], shape


def test_query_of_a_shape_uses_nothing_that_shacl_forbids() -> None:
    for query in shapes().objects(None, SH.select):
        assert not re.search(r"\b(VALUES|MINUS|SERVICE)\b", str(query))


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
    dated = [t for t in site().subjects(RDF.type, DEF.Tenure) if (t, ORG.memberDuring, None) in site()]
    assert dated == [ID["tenure/yuji-okuma-head-of-wipo-japan-office"]]
    assert {str(value) for value in site().objects(None, DEF.value)} == {"188"}


def test_labels_in_japanese_come_from_elsewhere_and_name_their_source() -> None:
    assert not [o for o in layer("source").objects() if getattr(o, "language", None) == "ja"]
    external = layer("external")
    labelled = {s for s, o in external.subject_objects(SKOS.prefLabel) if o.language == "ja"}
    sources = {s for s in labelled if (s, DCTERMS.source, None) in external}
    assert labelled - sources == {ID["document/announcement-ja"]}


def test_reasoner_finds_no_contradiction() -> None:
    graph = rdflib.Graph() + site()
    graph.remove((None, SKOS.notation, None))  # owlrl knows no datatypes but XML Schema's
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, rdfs_closure=False, axiomatic_triples=False).expand(graph)
    assert not list(graph.subjects(RDF.type, OWL.Nothing))
    assert not list(graph.objects(None, rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")))
