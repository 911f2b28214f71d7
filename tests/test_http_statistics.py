"""Every figure that VoID states is what its query answers: of this site, of an odd one, of a tangled one."""

from collections import Counter
from collections.abc import Iterator

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib import RDF, VOID, URIRef
from support import Server, serving, write_site

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
EXT = rdflib.Namespace("http://ldf.fi/void-ext#")
Rows = dict[tuple[str, ...], tuple[int, ...]]

TANGLED = """
@base <https://example.org/t/> .
@prefix e: <https://example.org/t/def#> .
@prefix f: <https://foreign.example/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<graph/one> {
  <id/a> a e:Thing, f:Thing, [ a owl:Restriction ] ; rdfs:label "a"@en, "あ"@ja, "a" ; e:of <id/b>, <id/c> .
  <id/b> a e:Thing ; rdfs:label "b"@en, "bee"@en ; skos:prefLabel "B"@en-GB ; e:text "no name"@fr .
  [] a f:Thing ; e:of <id/a>, [ e:of <id/a> ; a e:Thing ] ; f:of <id/a> .
  <id/c> e:of <id/c> ; e:of-2 <id/c> ; e:day "2015-02-13"^^<http://www.w3.org/2001/XMLSchema#date> .
}
<graph/two> {
  <id/a> a e:Thing ; rdfs:label "a"@en ; e:of <id/b>, <id/d> ; f:of "b", "b"@en, "say \\"@en\\"" .
  <id/c> a e:Thing, e:Thing-property-of ; e:property-of <id/c> .
  <id/empty> e:text "" .
}
<https://foreign.example/one> { <id/a> e:of <id/b> . <urn:x> <urn:y> <urn:z> . <id/odd> a "no class" . }
"""
SERVERS = ("site_server", "odd_server", "tangled_server")


@pytest.fixture(scope="module")
def tangled_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve graphs that overlap, classes without names, things of several classes, names that are nearly the same."""
    folder = tmp_path_factory.mktemp("tangled")
    settings = '[site]\ntitle = "Tangled"\nauthored_base = "https://example.org/t/"\n[serve]\nworkers = 1\n'
    with serving(write_site(folder / "site", {"data/all.trig": TANGLED}, settings), folder / "state") as server:
        yield server


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Server:
    """Return each of the sites."""
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def void(server: Server) -> rdflib.Graph:
    """Return what the dataset says of itself."""
    return rdflib.Graph().parse(data=server.get("dataset.nt").text, format="nt")


def asked(server: Server, query: str, numbers: int = 1) -> Rows:
    """Return the rows of a query's answer, the last columns as numbers."""
    answer = server.get("sparql", params={"query": query}, accept="text/tab-separated-values")
    assert answer.status_code == 200, answer.text
    rows = [line.split("\t") for line in answer.text.split("\n")[1:-1]]
    return {tuple(one.strip("<>") for one in row[:-numbers]): tuple(map(int, row[-numbers:])) for row in rows}


def stated(void: rdflib.Graph, node: rdflib.term.Node, *names: str) -> tuple[int, ...]:
    """Return figures of a node, each of which is stated exactly once."""
    found = [[int(str(value)) for value in void.objects(node, VOID[name])] for name in names]
    assert all(len(values) == 1 for values in found), (node, found)
    return tuple(values[0] for values in found)


def parts(void: rdflib.Graph, node: rdflib.term.Node, kind: str, *names: str, of: URIRef | None = None) -> Rows:
    """Return the partitions of a node by what they are of, with the figures of each."""
    found: Rows = {}
    for part in void.objects(node, VOID[f"{kind}Partition"] if of is None else of):
        assert (part, RDF.type, VOID.Dataset) in void
        [about] = void.objects(part, VOID[kind] if of is None else EXT[kind])
        assert (str(about),) not in found
        found[(str(about),)] = stated(void, part, *names)
    return found


# VoID, 4.6: "To be an entity in a dataset, a resource must have a URI", and all of these begin with void:uriSpace.
THING = 'BIND(IF(isIRI(?s) && STRSTARTS(STR(?s), "BASE"), ?s, ?none) AS ?thing)'


def totals(base: str, pattern: str) -> str:
    """Return the query for the totals of a dataset whose triples a pattern finds."""
    return f"""SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects)
      (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?class) AS ?classes) (COUNT(DISTINCT ?thing) AS ?things)
      {{ {pattern} {THING.replace("BASE", base)} BIND(IF(?p = rdf:type, ?o, ?none) AS ?class) }}"""


TOTALS = ("triples", "distinctSubjects", "properties", "classes", "entities")


def test_the_totals_are_those_of_the_union_as_a_set(server: Server, void: rdflib.Graph) -> None:
    dataset = URIRef(server.base + "dataset")
    assert {(): stated(void, dataset, *TOTALS)} == asked(server, totals(server.base, "?s ?p ?o"), len(TOTALS))


def test_every_class_has_its_things_and_their_triples_and_properties(server: Server, void: rdflib.Graph) -> None:
    found = parts(
        void, URIRef(server.base + "dataset"), "class", "entities", "distinctSubjects", "triples", "properties"
    )
    query = f"""SELECT ?c (COUNT(DISTINCT ?thing) AS ?things) (COUNT(DISTINCT ?s) AS ?members) (COUNT(*) AS ?triples)
        (COUNT(DISTINCT ?p) AS ?properties) {{ ?s a ?c ; ?p ?o FILTER(isIRI(?c)) {THING} }} GROUP BY ?c"""
    assert found == asked(server, query.replace("BASE", server.base), 4)
    assert found


def test_every_property_has_its_triples_and_subjects(server: Server, void: rdflib.Graph) -> None:
    found = parts(void, URIRef(server.base + "dataset"), "property", "triples", "distinctSubjects")
    query = "SELECT ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) { ?s ?p ?o } GROUP BY ?p"
    assert found == asked(server, query, 2)


def test_every_property_of_every_class_has_its_triples_and_how_many_things_have_it(
    server: Server, void: rdflib.Graph
) -> None:
    found: Rows = {}
    for part in void.objects(URIRef(server.base + "dataset"), VOID.classPartition):
        [kind] = void.objects(part, VOID["class"])
        inner = parts(void, part, "property", "triples", "distinctSubjects")
        found |= {(str(kind), *key): figures for key, figures in inner.items()}
    query = """SELECT ?c ?p (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?things)
        { ?s a ?c ; ?p ?o FILTER(isIRI(?c)) } GROUP BY ?c ?p"""
    assert found == asked(server, query, 2)


def test_every_graph_has_its_totals_classes_and_properties(server: Server, void: rdflib.Graph) -> None:
    nodes = {str(next(void.objects(one, SD.name))): one for one in void.objects(None, VOID.subset)}
    assert set(nodes) == {key[0] for key in asked(server, "SELECT DISTINCT ?g (1 AS ?n) { GRAPH ?g { ?s ?p ?o } }")}
    for iri, node in nodes.items():
        pattern = f"GRAPH <{iri}> {{ ?s ?p ?o }}"
        assert {(): stated(void, node, *TOTALS)} == asked(server, totals(server.base, pattern), len(TOTALS)), iri
        by_class = f"""SELECT ?o (COUNT(?thing) AS ?things) (COUNT(*) AS ?members)
            {{ {pattern} FILTER(?p = rdf:type && isIRI(?o)) {THING} }} GROUP BY ?o"""
        found = asked(server, by_class.replace("BASE", server.base), 2)
        assert parts(void, node, "class", "entities", "distinctSubjects") == found, iri
        by_property = f"SELECT ?p (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?p"
        assert parts(void, node, "property", "triples") == asked(server, by_property), iri


def test_every_language_has_its_triples_and_its_names_of_things(server: Server, void: rdflib.Graph) -> None:
    dataset = URIRef(server.base + "dataset")
    found = parts(void, dataset, "language", "triples", of=EXT.languagePartition)
    query = 'SELECT ?l (COUNT(*) AS ?n) { ?s ?p ?o FILTER(LANG(?o) != "") } GROUP BY (LANG(?o) AS ?l)'
    assert found == {(key.strip('"'),): value for (key,), value in asked(server, query).items()}
    labels: Rows = {}
    for part in void.objects(dataset, EXT.languagePartition):
        language = str(next(void.objects(part, EXT.language)))
        labels |= {(language, *key): n for key, n in parts(void, part, "property", "triples").items()}
    query = """SELECT ?l ?p (COUNT(*) AS ?n) { ?s ?p ?o FILTER(LANG(?o) != "")
        FILTER(?p IN (rdfs:label, skos:prefLabel, dcterms:title, foaf:name, <https://schema.org/name>)) }
        GROUP BY (LANG(?o) AS ?l) ?p"""
    assert labels == {(key.strip('"'), of): value for (key, of), value in asked(server, query).items()}


@pytest.fixture(scope="module")
def written(server: Server, void: rdflib.Graph) -> set[Quad]:
    """Return the quads of the dump: the query engine makes integers of other numbers, so that some objects coincide."""
    dumps = [str(one) for one in void.objects(URIRef(server.base + "dataset"), VOID.dataDump) if one.endswith(".nq")]
    dump = min(dumps, key=len)  # that of the whole: the others' names go on with a graph's
    return set(parse(server.get(dump).content, format=RdfFormat.N_QUADS))


def test_every_datatype_has_its_triples(server: Server, void: rdflib.Graph, written: set[Quad]) -> None:
    found = parts(void, URIRef(server.base + "dataset"), "datatype", "triples", of=EXT.datatypePartition)
    objects = (triple.object for triple in {quad.triple for quad in written})
    datatypes = Counter(one.datatype.value for one in objects if isinstance(one, Literal))
    assert found == {(iri,): (total,) for iri, total in datatypes.items()}


def test_objects_are_told_apart_as_they_are_written(server: Server, void: rdflib.Graph, written: set[Quad]) -> None:
    dataset = URIRef(server.base + "dataset")
    assert stated(void, dataset, "distinctObjects") == (len({quad.object for quad in written}),)
    used = Counter(predicate.value for predicate, _ in {(quad.predicate, quad.object) for quad in written})
    assert parts(void, dataset, "property", "distinctObjects") == {(iri,): (n,) for iri, n in used.items()}
    for node in void.objects(dataset, VOID.subset):
        graph = NamedNode(str(next(void.objects(node, SD.name))))
        assert stated(void, node, "distinctObjects") == (len({q.object for q in written if q.graph_name == graph}),)


def test_objects_are_those_that_queries_find_where_the_engine_rewrites_none(tangled_server: Server) -> None:
    void = rdflib.Graph().parse(data=tangled_server.get("dataset.nt").text, format="nt")
    dataset = URIRef(tangled_server.base + "dataset")
    whole = asked(tangled_server, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }")
    assert {(): stated(void, dataset, "distinctObjects")} == whole
    by_property = asked(tangled_server, "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert parts(void, dataset, "property", "distinctObjects") == by_property
