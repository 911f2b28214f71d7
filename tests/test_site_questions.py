"""The site's questions have the answers that the document gives, in process, over HTTP and in rdflib over the dumps."""

import gzip
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from answers import QUESTIONS, Answer, expected, foundation, is_ordered, question, sources, told, with_prefixes
from html_site import Page
from rdflib.namespace import DCTERMS, OWL, PROV, RDF
from site_graphs import BASE, ROOT, parsed, site
from support import Server

from publisher.formats import RESULTS_JSON
from publisher.store import Query
from publisher.store.evaluation import Evaluator

DEF = rdflib.Namespace(f"{BASE}def#")
EVIDENCE = rdflib.Namespace(f"{BASE}doc/evidence#")
NAMES = list(QUESTIONS)
# The union has no graphs by name.
NAMES_FOR_UNION = [name for name in NAMES if "GRAPH" not in question(name)]


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    """Return the publisher's own evaluation of the sources as they are authored."""
    store = ox.Store()
    quads = list(sources().quads())
    store.extend(quads)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return Evaluator(store, sources().prefixes.with_well_known())


@pytest.fixture(scope="module")
def turtle(site_server: Server) -> rdflib.Graph:
    """Return the Turtle dump, the union of all graphs, as rdflib reads it."""
    return rdflib.Graph().parse(data=site_server.get("dumps/jpo-wipo.ttl").content, format="turtle")


@pytest.fixture(scope="module")
def quads(site_server: Server) -> rdflib.Dataset:
    """Return the N-Quads dump with its graphs as rdflib reads it."""
    body = gzip.decompress(site_server.get("dumps/jpo-wipo.nq.gz").content)
    with deprecations_ignored():
        return rdflib.Dataset(default_union=True).parse(data=body, format="nquads")


@contextmanager
def deprecations_ignored() -> Iterator[None]:
    """Let rdflib 7.6 warn of what it does itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def assert_expected(name: str, found: Answer) -> None:
    assert found.agrees(expected(name), is_ordered(name)), found


@pytest.mark.parametrize("name", NAMES)
def test_question_is_answered_in_process(name: str, evaluator: Evaluator, tmp_path: Path) -> None:
    spool = evaluator.respond(Query(question(name), BASE), RESULTS_JSON, 1_000_000, tmp_path)
    assert_expected(name, told(spool.held(), BASE))


@pytest.mark.parametrize("name", NAMES)
def test_question_is_answered_over_http_without_declaring_prefixes(name: str, site_server: Server) -> None:
    answer = site_server.get("sparql", params={"query": question(name), "format": "json"})
    assert answer.status_code == 200, answer.text
    assert_expected(name, told(answer.content, site_server.base))


@pytest.mark.parametrize("name", NAMES_FOR_UNION)
def test_question_is_answered_by_rdflib_over_the_turtle_dump(
    name: str, turtle: rdflib.Graph, site_server: Server
) -> None:
    body = turtle.query(with_prefixes(name, site_server.base)).serialize(format="json")
    assert body is not None
    assert_expected(name, told(body, site_server.base))


@pytest.mark.parametrize("name", NAMES)
def test_question_is_answered_by_rdflib_over_the_quads_dump(
    name: str, quads: rdflib.Dataset, site_server: Server
) -> None:
    with deprecations_ignored():
        body = quads.query(with_prefixes(name, site_server.base)).serialize(format="json")
    assert body is not None
    assert_expected(name, told(body, site_server.base))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_question_is_offered_on_the_query_page_in_its_language(language: str, site_server: Server) -> None:
    page = Page(site_server.get(f"sparql?lang={language}", accept="text/html").text)
    offered = {
        parse_qs(urlsplit(link.attributes.get("href") or "").query).get("query", [""])[0]: link.text
        for link in page.all("a")
    }
    for name in NAMES:
        text = question(name)
        title = text.splitlines()[0 if language == "en" else 1].removeprefix("# ").removeprefix("ja: ")
        assert offered.get(text) == title, name


def test_competency_questions_are_all_asked() -> None:
    numbers = [int(name[:3]) for name in NAMES]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 31


def test_every_question_has_one_expected_answer() -> None:
    assert [path.stem for path in sorted((ROOT / "tests/questions").glob("*.tsv"))] == [name[:3] for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_things_in_an_answer_stand_in_the_statements_it_rests_on(name: str) -> None:
    numbers = foundation(name)
    if numbers[0].startswith("data/"):
        assert (ROOT / numbers[0]).is_dir()
        return
    statements = {EVIDENCE[number] for number in numbers}
    known = {term for statement in statements for term in said(statement)}
    for row in expected(name).rows:
        things = {rdflib.URIRef(term[0]) for term in row if term is not None and len(term) == 1}
        assert not {thing for thing in things if thing.startswith(BASE)} - known


def said(statement: rdflib.URIRef) -> Iterator[rdflib.term.Node]:
    """Yield a numbered statement, the terms of all its triples, its class, and the sentence with its words."""
    graph = site()
    assert (statement, RDF.type, DEF.Statement) in graph, statement
    for record in (statement, *graph.objects(statement, DCTERMS.hasPart)):
        yield record
        for property in (RDF.subject, RDF.predicate, RDF.object, DEF.evidenceClass):
            yield from graph.objects(record, property)
        yield from (kind for thing in graph.objects(record, RDF.subject) for kind in graph.objects(thing, RDF.type))
        for words in graph.objects(record, PROV.wasDerivedFrom):
            yield from graph.objects(words, DCTERMS.isPartOf)


def test_every_class_and_property_of_the_ontology_is_used_by_a_question() -> None:
    ontology = parsed("ontology/ontology.ttl")
    own = {
        str(term).removeprefix(DEF)
        for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
        for term in ontology.subjects(RDF.type, kind)
        if str(term).startswith(DEF)
    }
    code = [re.sub("^#.*$", "", question(name), flags=re.MULTILINE) for name in NAMES]
    used = {word for text in code for word in re.findall(r"\bjw:(\w+)", text)}
    assert len(own) > 60
    assert own - used == set()


def test_questions_compare_days_and_never_partial_dates() -> None:
    for name in NAMES:
        assert "xsd:gYear" not in question(name), name
