"""Tests of the dataset's description of itself: DCAT 3, VoID, Service Description, and where its IRIs lead."""

from collections.abc import Iterator
from urllib.parse import urldefrag

import pytest
import rdflib
from http_support import FIREFOX, linked
from rdflib import DCAT, DCTERMS, FOAF, RDF, SDO, VOID, XSD, Literal, URIRef
from support import Server

from publisher.formats import DUMP_FORMATS, RDF_FORMATS

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def catalogue(site_server: Server) -> rdflib.Graph:
    """Return the description of the site's dataset."""
    return rdflib.Graph().parse(data=site_server.get("dataset.ttl").text, format="turtle")


def ask(server: Server, query: str) -> int:
    """Return the one number that a query answers with."""
    found = server.get("sparql", params={"query": query}).json()["results"]["bindings"]
    return int(next(iter(found[0].values()))["value"])


def test_the_catalogue_holds_the_dataset_and_its_service(site_server: Server, catalogue: rdflib.Graph) -> None:
    whole = next(catalogue.subjects(RDF.type, DCAT.Catalog))
    dataset, endpoint = URIRef(site_server.base + "dataset"), URIRef(site_server.base + "sparql")
    assert catalogue.value(whole, DCAT.dataset) == dataset
    assert {DCAT.Dataset, VOID.Dataset} <= set(catalogue.objects(dataset, RDF.type))
    assert (endpoint, RDF.type, DCAT.DataService) in catalogue
    assert (whole, DCAT.service, endpoint) in catalogue
    assert catalogue.value(endpoint, DCAT.endpointURL) == endpoint
    assert catalogue.value(endpoint, DCAT.servesDataset) == dataset
    assert catalogue.value(dataset, VOID.sparqlEndpoint) == endpoint
    for one in (whole, dataset):
        assert {text.language for text in catalogue.objects(one, DCTERMS.title)} == {"en", "ja"}
        assert catalogue.value(one, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        publisher = catalogue.value(one, DCTERMS.publisher)
        assert catalogue.value(publisher, FOAF.name) == Literal("The jpo-wipo project")
    assert catalogue.value(dataset, DCTERMS.modified) == Literal("2026-11-22", datatype=XSD.date)
    assert catalogue.value(dataset, VOID.uriSpace) == Literal(site_server.base)


def test_the_counts_are_those_that_a_query_finds(site_server: Server, catalogue: rdflib.Graph) -> None:
    dataset = URIRef(site_server.base + "dataset")
    queries = {
        VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    }
    for predicate, query in queries.items():
        assert int(str(catalogue.value(dataset, predicate))) == ask(site_server, query), predicate


def test_the_partitions_are_complete_and_right(site_server: Server, catalogue: rdflib.Graph) -> None:
    dataset = URIRef(site_server.base + "dataset")
    for link, of, count, pattern in (
        (VOID.classPartition, VOID["class"], VOID.distinctSubjects, "?x a <{}>"),
        (VOID.propertyPartition, VOID.property, VOID.triples, "?x <{}> ?y"),
    ):
        parts = list(catalogue.objects(dataset, link))
        assert len(parts) > 20
        for part in parts[:5]:
            query = f"SELECT (COUNT(*) AS ?n) {{ {pattern.format(catalogue.value(part, of))} }}"
            assert int(str(catalogue.value(part, count))) == ask(site_server, query)
    graphs = {catalogue.value(part, SD.name): part for part in catalogue.objects(dataset, VOID.subset)}
    assert URIRef(site_server.base + "graph/source") in graphs
    for iri, part in graphs.items():
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
        assert int(str(catalogue.value(part, VOID.triples))) == ask(site_server, query)


def test_examples_and_vocabularies_are_named(site_server: Server, catalogue: rdflib.Graph) -> None:
    dataset = URIRef(site_server.base + "dataset")
    examples = list(catalogue.objects(dataset, VOID.exampleResource))
    assert examples
    for example in examples:
        assert site_server.get(str(example)).status_code == 303
    assert {URIRef(site_server.base + "def#"), URIRef(str(FOAF))} <= set(catalogue.objects(dataset, VOID.vocabulary))


def test_each_dump_is_a_distribution_with_all_its_properties(site_server: Server, catalogue: rdflib.Graph) -> None:
    dataset = URIRef(site_server.base + "dataset")
    files = {line.split("  ")[1]: line.split("  ")[0] for line in site_server.get("dumps/SHA256SUMS").text.splitlines()}
    found = set(catalogue.objects(dataset, DCAT.distribution))
    assert found == {URIRef(f"{site_server.base}dumps/{name}") for name in files}
    assert found == set(catalogue.objects(dataset, VOID.dataDump))
    media_types = {f"https://www.iana.org/assignments/media-types/{row.media_type}" for row in DUMP_FORMATS}
    for one in found:
        assert (one, RDF.type, DCAT.Distribution) in catalogue
        assert catalogue.value(one, DCAT.downloadURL) == one
        assert str(catalogue.value(one, DCAT.mediaType)) in media_types
        packed = {".gz": "application/gzip", ".zst": "application/zstd"}.get("." + str(one).rpartition(".")[2])
        compression = catalogue.value(one, DCAT.compressFormat)
        assert (str(compression).partition("media-types/")[2] if compression else None) == packed
        checksum = catalogue.value(one, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == files[str(one).rpartition("/")[2]]
        assert (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256) in catalogue


def ours(graph: rdflib.Graph, base: str) -> Iterator[str]:
    """Yield every IRI below the base, without its fragment."""
    terms = {term for triple in graph for term in triple if isinstance(term, URIRef) and term.startswith(base)}
    yield from sorted({urldefrag(str(term)).url for term in terms})


@pytest.mark.parametrize("name", ["dataset", "sparql", "report", "graph/meta", ""])
def test_every_iri_of_ours_in_a_description_leads_somewhere(site_server: Server, name: str) -> None:
    graph = rdflib.Graph().parse(data=site_server.get(name, accept="text/turtle").text, format="turtle")
    for iri in ours(graph, site_server.base):
        assert site_server.request("HEAD", iri, allow_redirects=True).status_code == 200, iri


def test_fragments_in_the_dataset_are_told_of_in_it(site_server: Server, catalogue: rdflib.Graph) -> None:
    place = site_server.base + "dataset#"
    fragments = {term for triple in catalogue for term in triple if isinstance(term, URIRef) and term.startswith(place)}
    assert fragments == {one for one in fragments if (one, None, None) in catalogue}


def test_well_known_void_sends_to_the_dataset(site_server: Server) -> None:
    for method in ("GET", "HEAD"):
        answer = site_server.request(method, ".well-known/void")
        assert (answer.status_code, answer.headers["Location"]) == (303, site_server.base + "dataset")


def test_the_root_is_a_page_for_people_and_the_dataset_for_programs(site_server: Server) -> None:
    page = site_server.get("", accept=FIREFOX)
    assert page.headers["Content-Location"] == site_server.base + "?lang=en"
    for row in RDF_FORMATS:
        answer = site_server.get("", accept=row.media_type)
        assert answer.headers["Content-Location"] == f"{site_server.base}dataset.{row.suffix}"
        assert answer.content == site_server.get(f"dataset.{row.suffix}").content
        assert f"{site_server.base}dataset.{row.suffix}" in linked(page, "alternate")


def test_the_service_description_tells_what_the_endpoint_does(site_server: Server) -> None:
    graph = rdflib.Graph().parse(data=site_server.get("sparql").text, format="turtle")
    endpoint = URIRef(site_server.base + "sparql")
    assert (endpoint, RDF.type, SD.Service) in graph
    assert (endpoint, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (endpoint, SD.feature, SD.UnionDefaultGraph) in graph
    dataset = graph.value(endpoint, SD.defaultDataset)
    names = {str(graph.value(one, SD.name)) for one in graph.objects(dataset, SD.namedGraph)}
    assert site_server.base + "graph/source" in names


def test_the_source_document_is_served_as_it_is(site_server: Server) -> None:
    text = (site_server.site / "data/document/announcement.txt").read_bytes()
    for accept in (None, "*/*", "text/plain"):
        answer = site_server.get("source", accept=accept)
        assert (answer.content, answer.headers["Content-Type"]) == (text, "text/plain; charset=utf-8")
    page = site_server.get("source", accept=FIREFOX)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    said = site_server.get("source", accept="text/turtle", allow_redirects=True)
    assert (URIRef(site_server.base + "source")) in set(
        rdflib.Graph().parse(data=said.text).objects(None, SDO.contentUrl)
    )


def test_a_site_without_a_source_document_has_none(odd_server: Server) -> None:
    assert odd_server.get("source").status_code == 404


def test_the_context_is_what_jsonld_bodies_embed(site_server: Server) -> None:
    answer = site_server.get("context.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json"
    assert answer.json()["@context"]["jw"] == site_server.base + "def#"


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_health_is_not_kept(site_server: Server, name: str) -> None:
    answer = site_server.get(name)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_robots_are_told_what_is_below_the_base(odd_server: Server) -> None:
    assert "Disallow: /kg/sparql\n" in odd_server.get("robots.txt").text


def test_static_files_are_kept_for_ever_under_their_hashed_names_alone(site_server: Server) -> None:
    page = site_server.get("", accept=FIREFOX).text
    hashed = page.partition("/static/")[2].partition('"')[0]
    kept = site_server.get(f"static/{hashed}")
    assert "immutable" in kept.headers["Cache-Control"]
    stem, _, suffix = hashed.rpartition(".")
    plain = site_server.get(f"static/{stem.rpartition('.')[0]}.{suffix}")
    assert (plain.content, plain.headers["Cache-Control"]) == (kept.content, "public, no-cache")
    assert site_server.get("favicon.ico").headers["Content-Type"] == "image/x-icon"


@pytest.mark.parametrize(
    ("query", "name", "snippet"),
    [
        ("特許", "org/jpo", "<mark>特許</mark>庁"),
        ("特許庁", "org/jpo", "<mark>特許庁</mark>"),
        ("okuma", "person/yuji-okuma", "Yuji <mark>Okuma</mark>"),
        ("OKUMA", "person/yuji-okuma", "Yuji <mark>Okuma</mark>"),
        ("patent corporation treaty", "treaty/patent-cooperation-treaty", "<mark>Patent Corporation Treaty</mark>"),
    ],
)
def test_what_is_meant_is_found_first(site_server: Server, query: str, name: str, snippet: str) -> None:
    first = site_server.get("search", params={"q": query, "lang": "ja"}).json()["results"][0]
    assert (first["iri"], first["snippet"]) == (f"{site_server.base}id/{name}", snippet)
    suggested = site_server.get("search/suggestions", params={"q": query, "lang": "ja"})
    assert suggested.json()["suggestions"][0]["href"] == f"{site_server.base}doc/{name}?lang=ja"
    again = site_server.get(suggested.url, headers={"If-None-Match": suggested.headers["ETag"]})
    assert (again.status_code, suggested.headers["Vary"]) == (304, "Accept-Encoding, Accept-Language")


def test_what_is_found_is_narrowed_to_a_class(site_server: Server) -> None:
    whole = site_server.get("search", params={"q": "特許庁"}).json()
    kind = whole["results"][0]["type"]
    narrowed = site_server.get("search", params={"q": "特許庁", "type": kind}).json()
    assert 0 < narrowed["total"] < whole["total"]
    assert {one["type"] for one in narrowed["results"]} == {kind}


def test_search_finds_in_two_languages_as_page_and_as_json(site_server: Server) -> None:
    for query in ("World Intellectual", "世界知的", "ＷＩＰＯ"):
        found = site_server.get("search", params={"q": query}).json()
        assert found["query"] == query
        assert site_server.base + "id/org/wipo" in {one["iri"] for one in found["results"]}
        assert set(found["results"][0]) == {"iri", "label", "type", "snippet"}
        page = site_server.get("search", params={"q": query}, accept=FIREFOX)
        assert "doc/org/wipo" in page.text
    few = site_server.get("search", params={"q": "o", "limit": 3, "offset": 2}).json()
    assert (len(few["results"]), few["total"] > 5) == (3, True)
    assert site_server.get("search", params={"q": ""}).json()["total"] == 0
